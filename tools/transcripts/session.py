# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the commands of a document, from top to bottom, in a folder of its own and against a local PingOne of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import emulator
from tools.environments import SYSTEM_PATH
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.transcripts.document import Block, blocks_of, commands_of
from tools.transcripts.excerpt import comparable, excerpt

VARIABLES = ROOT / "playbooks" / "vars" / "orders.yml"
"""The variables file that every document can use, unless it shows one of its own."""
PLAY = """\
- name: Tasks of the document
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
"""
PROGRAM = """\
#!{python}
import sys
sys.path.append("{folder}")
from pingone_emulator.cli import main
sys.exit(main())
"""
"""The program pingone-emulator, as an installation of the emulator has it."""
TIMEOUT = 600
"""Seconds that a command may take."""


@dataclass(frozen=True)
class Place:
    """With what commands are run.

    The installed collection, the folder of Ansible's programs, the emulator's Python, and the collection awx.awx.
    """

    collections: Path
    programs: Path
    emulator_python: Path
    awx_collections: Path = Path()


@dataclass(frozen=True)
class Difference:
    """A block that does not show what its commands print now."""

    block: Block
    text: str


def differences(document: Path, place: Place, folder: Path) -> list[Difference]:
    """Run the commands of a document and compare; folder: an empty one."""
    blocks = blocks_of(document)
    shown = "\n".join(block.text for block in blocks if block.language == "console")
    with contextlib.ExitStack() as stack:
        session = Session(place, folder, stack)
        served = "make emulator" in shown or "pingone-emulator" in shown
        if not served and any("run" in block.markers for block in blocks):
            session.start_emulator()
        if "CONTROLLER_HOST" in shown:
            session.start_awx()
        found = [Difference(block, text) for block in blocks for text in session.play(block)]
        session.check_status()
    return [one for one in found if comparable(one.text) != comparable(one.block.text)]


class Session:
    """The shell in which the commands of one document are run."""

    def __init__(self, place: Place, folder: Path, stack: contextlib.ExitStack) -> None:
        self._folder = folder
        self._place = place
        self._stack = stack
        self._printed = ""
        self._failed = ""
        shutil.copy(VARIABLES, folder)
        (folder / "home").mkdir()
        programs = self._write_program(folder / "home" / "bin")
        self._variables = {
            "ANSIBLE_COLLECTIONS_PATH": str(place.collections),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PATH": os.pathsep.join([str(programs), str(place.programs), *SYSTEM_PATH]),
        }

    def _write_program(self, folder: Path) -> Path:
        """Write the program pingone-emulator to a new folder."""
        folder.mkdir()
        program = folder / "pingone-emulator"
        text = PROGRAM.format(python=self._place.emulator_python, folder=ROOT / "emulator")
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        return folder

    def start_emulator(self) -> None:
        """Start a local PingOne that the document does not mention."""
        log = LOGS / "transcripts-emulator.log"
        seed = emulator.SEEDS / "demo.yml"
        pingone = self._stack.enter_context(emulator.running(self._place.emulator_python, seed, self._folder, log))
        self._variables.update(pingone.env)

    def start_awx(self) -> None:
        """Start the stand-in for AWX, and put the collections where ansible-galaxy installs them by default."""
        command: list[str | Path] = [self._place.programs / "python", "-m", "tests.system.awx", ROOT]
        awx = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self._stack.callback(_stop, awx)
        assert awx.stdout
        self._variables.update(json.loads(awx.stdout.readline()), PINGONE_REGION_CODE="EU")
        (self._folder / "home" / ".ansible").mkdir()
        (self._folder / "home" / ".ansible" / "collections").symlink_to(self._place.collections)
        self._variables["ANSIBLE_COLLECTIONS_PATH"] += f"{os.pathsep}{self._place.awx_collections}"

    def play(self, block: Block) -> list[str]:
        """Do what the markers of a block say; the text that it should show, if it shows any output."""
        if "not run" in block.markers:
            return []
        for marker in ("file", "play"):
            if marker in block.markers:
                self._write(block, play=marker == "play")
        if "run" in block.markers:
            return self._run_all(block)
        if "output" not in block.markers:
            return []
        if block.markers["output"] == "message":
            self._failed = ""
        return [excerpt(self._printed, block.markers["output"])]

    def check_status(self) -> None:
        """Complain if the last command failed and the document does not show its message."""
        if self._failed:
            raise ToolError(f"{self._failed}\n{self._printed}")

    def _write(self, block: Block, play: bool) -> None:
        text = block.text + "\n"
        if play:
            text = PLAY + "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))
        (self._folder / block.markers["play" if play else "file"]).write_text(text, encoding="utf-8")

    def _run_all(self, block: Block) -> list[str]:
        lines: list[str] = []
        for command in commands_of(block):
            self._printed = self._run(command)
            lines.append(f"$ {command}")
            if "output" in block.markers:
                lines += [*excerpt(self._printed, block.markers["output"]).splitlines(), ""]
        return ["\n".join(lines).rstrip()] if "output" in block.markers else []

    def _run(self, command: str) -> str:
        """What a command prints."""
        self.check_status()
        if command.startswith("make emulator"):
            return self._serve(command)
        if command.startswith("pingone-emulator serve"):
            return self._serve_installed(command)
        made = f"{shlex.quote(sys.executable)} -m tools "
        program = made + command.removeprefix("make ") if command.startswith("make ") else command
        finished = subprocess.run(
            ["bash", "-c", program],
            cwd=ROOT if program != command else self._folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        self._failed = f"Exit status {finished.returncode}: {command}" if finished.returncode else ""
        return finished.stdout.replace(f"{self._folder}/", "")

    def _serve(self, command: str) -> str:
        """What "make emulator" prints; it goes on to the end of the document, and its variables are set."""
        seed = command.partition("SEED=")[2]
        process = subprocess.Popen(
            [sys.executable, "-m", "tools", "emulator", *(["--seed", seed] if seed else [])],
            cwd=ROOT,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._stack.callback(_stop, process)
        printed: list[str] = []
        assert process.stdout
        for line in process.stdout:
            printed.append(line)
            if line.startswith("export "):
                self._set(line)
            elif not line.strip() and "PINGONE_API_URL" in self._variables:
                return "".join(line for line in printed if "installing the environment" not in line)
        raise ToolError(f"The local PingOne did not start:\n{''.join(printed)}")

    def _serve_installed(self, command: str) -> str:
        """What "pingone-emulator serve" prints; it continues to the end of the document, and its variables are set."""
        ready = self._folder / "home" / "ready.json"
        process = subprocess.Popen(
            ["bash", "-c", f"exec {command} --ready-file {shlex.quote(str(ready))}"],
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._stack.callback(_stop, process)
        assert process.stdout
        printed: list[str] = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("export "):
                self._set(line)
            if ready.exists() and self._variables.items() >= _variables_of(ready).items():
                return "".join(printed)
        raise ToolError(f"{command} did not start:\n{''.join(printed)}")

    def _set(self, line: str) -> None:
        """Set the variable of a line "export NAME=VALUE"."""
        name, _equals, value = shlex.split(line)[1].partition("=")
        self._variables[name] = value


def _variables_of(ready: Path) -> dict[str, str]:
    return dict(json.loads(ready.read_text(encoding="utf-8"))["environment"])


def _stop(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
