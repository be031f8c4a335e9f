# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user's machine without a clone of this repository: an empty home, and a new virtual environment.

The collection and the emulator are installed from their built artifacts. Only their references to the repository are
replaced in a user's files, because tests do not depend on GitHub.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tools.environments import SYSTEM_PATH
from tools.paths import ROOT

EXAMPLES = ROOT / "examples" / "testing"
REPOSITORY = "git+https://github.com/pingone-authorize/pingone.authorize.git"
EMULATOR = f"{REPOSITORY}#subdirectory=emulator"
# The command line of pip, with the cache of uv, which the tools use for all environments. This cache does not notice
# that a wheel was built again.
PIP = '#!/bin/sh\nexec "$TEST_UV" pip "$@" --python "$VIRTUAL_ENV/bin/python" --refresh-package pingone-emulator\n'
HEREDOC = re.compile(r"^(\w+)<<(.+)\n((?:.*\n)*?)\2$", re.MULTILINE)


class Machine:
    """Runs commands in the folder of a user's repository.

    output: what the commands have printed so far.
    """

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "repository"
        self.output = ""
        self._home = folder / "home"
        self._home.mkdir()
        self._venv = folder / "venv"
        uv = os.environ["TEST_UV"]
        subprocess.run(
            [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, self._venv], check=True, cwd=folder
        )
        pip = self._venv / "bin" / "pip"
        pip.write_text(PIP, encoding="utf-8")
        pip.chmod(0o755)

    def variables(self) -> dict[str, str]:
        """Nothing of these variables leads to the repository, except what pip needs to find the wheel."""
        uv = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_CERT_"))}
        return {
            **uv,
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PATH": os.pathsep.join([str(self._venv / "bin"), *SYSTEM_PATH]),
            "TEST_UV": os.environ["TEST_UV"],
            "UV_FIND_LINKS": ",".join(filter(None, [os.environ["TEST_WHEELS"], os.environ.get("UV_FIND_LINKS")])),
            "VIRTUAL_ENV": str(self._venv),
        }

    def copy(self, example: str) -> None:
        """Make the repository from an example."""
        shutil.copytree(EXAMPLES / example, self.repository)
        for path in self.repository.rglob("*"):
            if path.is_file():
                path.write_text(self.replaced(path.read_text(encoding="utf-8")), encoding="utf-8")

    def replaced(self, text: str) -> str:
        """A text with the built artifacts instead of the repository."""
        text = text.replace(f" @ {EMULATOR}", "").replace(EMULATOR, "pingone-emulator")
        return text.replace(REPOSITORY, os.environ["TEST_ARTIFACT"])

    def __call__(self, command: str, env: Mapping[str, str] | None = None, status: int = 0) -> str:
        """Run a command of a shell, which must have that exit status; returns what it printed."""
        # To a file, because a process in the background keeps a pipe open.
        log = self._home.with_name("output.txt")
        with log.open("w", encoding="utf-8") as output:
            finished = subprocess.run(
                # As GitHub Actions runs it.
                ["bash", "--noprofile", "--norc", "-e", "-c", self.replaced(command)],
                cwd=self.repository,
                env={**self.variables(), **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=300,
                check=False,
            )
        printed = log.read_text(encoding="utf-8")
        self.output += printed
        assert finished.returncode == status, f"{command}: exit status {finished.returncode}\n{printed}"
        return printed


def commands(document: Path) -> list[str]:
    """The commands that a document shows, with their continued lines."""
    text = document.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(r"^ *\$ (.*)$", text, re.MULTILINE)


def steps(workflow: Path) -> Iterator[tuple[str, list[str]]]:
    """The name and the ``run`` steps of each job of a workflow."""
    for name, job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].items():
        yield name, [step["run"] for step in job["steps"] if "run" in step]


def set_by(github_env: Path) -> dict[str, str]:
    """The variables that earlier steps have added to the file of GITHUB_ENV."""
    return {name: value.removesuffix("\n") for name, _end, value in HEREDOC.findall(github_env.read_text("utf-8"))}
