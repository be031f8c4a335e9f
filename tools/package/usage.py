# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses an installed emulator in an empty folder."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from tools.paths import ROOT

SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin"
TIMEOUT = 120.0
CLIENT = """\
import json, os, urllib.request
ready = json.load(urllib.request.urlopen(os.environ["PINGONE_API_URL"] + "/_emulator/ready"))
print(json.dumps({"ready": ready["ready"], "environment": os.environ["PINGONE_TARGET_ENVIRONMENT_ID"]}))
"""
PLACE = "import json, sys, pingone_emulator; print(json.dumps([pingone_emulator.__file__, *sys.path]))"


class Installed:
    """An emulator that is installed.

    programs: the folder of ``pingone-emulator``. folder: an empty one, in which it is run.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._program, self._folder = programs / "pingone-emulator", folder
        self._env = {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": SEARCH_PATH}

    def problems(self, version: str) -> list[str]:
        """What does not work."""
        try:
            return [*self._version(version), *self._origin(), *self._run(), *self._serve(), *self._left_behind()]
        except (OSError, ValueError, KeyError, subprocess.SubprocessError) as problem:
            return [f"{type(problem).__name__}: {problem}"]

    def _printed(self, *command: str | Path) -> str:
        """What a command prints; it must succeed without messages."""
        answer = subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
        if answer.returncode or answer.stderr:
            raise ValueError(f"{command[1:]}: exit status {answer.returncode}: {answer.stderr.strip()[-2000:]}")
        return answer.stdout

    def _version(self, version: str) -> list[str]:
        printed = self._printed(self._program, "--version").strip()
        return [] if printed == f"pingone-emulator {version}" else [f"--version prints {printed!r}, not {version}"]

    def _origin(self) -> list[str]:
        """Nothing of this repository is used."""
        python = self._program.resolve().parent / "python"
        found = [Path(path).resolve() for path in json.loads(self._printed(python, "-c", PLACE)) if path]
        environment = self._program.resolve().parent.parent
        outside = [path for path in found if path.is_relative_to(ROOT) and not path.is_relative_to(environment)]
        return [f"{path} is used, which is not in the environment" for path in outside]

    def _run(self) -> list[str]:
        found = json.loads(self._printed(self._program, "run", "--", "python3", "-c", CLIENT))
        return [] if found["ready"] and found["environment"] else [f"run: the command got {found}"]

    def _serve(self) -> list[str]:
        """Start the emulator, send a request, and stop it."""
        ready_file = self._folder / "ready.json"
        command: list[str | Path] = [self._program, "serve", "--port", "0", "--print-env", "json"]
        process = subprocess.Popen(
            [*command, "--ready-file", ready_file],
            cwd=self._folder,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            ready = _wait_for(ready_file, process)
            with urllib.request.urlopen(f"{ready['environment']['PINGONE_API_URL']}/_emulator/ready") as response:
                json.load(response)
            process.terminate()
            printed, messages = process.communicate(timeout=TIMEOUT)
        finally:
            process.kill()
            process.wait()
            ready_file.unlink(missing_ok=True)
        if process.returncode or json.loads(printed) != ready["environment"]:
            return [f"serve: exit status {process.returncode}: {printed}{messages}"]
        return []

    def _left_behind(self) -> list[str]:
        return [f"{path.name} was left in the working directory" for path in self._folder.iterdir()]


def _wait_for(ready_file: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    deadline = time.monotonic() + TIMEOUT
    while not ready_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ValueError(f"serve: not ready, exit status {process.poll()}")
        time.sleep(0.02)
    return dict(json.loads(ready_file.read_text(encoding="utf-8")))
