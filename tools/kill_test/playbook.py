# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the role's playbook, and kill it in the middle of a request."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tools.emulator import Emulator
from tools.errors import ToolError
from tools.recap import Recap

NAME = "pingone.authorize.protect_api"
TIMEOUT = 300.0
"""Seconds that a run may take."""
POLL = 0.01
"""Seconds between two looks whether a run has reached the request at which it is killed."""


@dataclass(frozen=True)
class Ended:
    """A run that has ended by itself."""

    status: int
    output: str
    recap: Recap

    @property
    def succeeded(self) -> bool:
        """Whether it went well and reported no failure."""
        return self.status == 0 and self.recap.total("failures") + self.recap.total("unreachable") == 0

    @property
    def changed(self) -> int:
        """How many tasks changed something."""
        return self.recap.total("changed")


class Playbook:
    """The role's playbook with some entries, against one PingOne.

    program: ansible-playbook. variables: the environment that it is run in. folder: an empty one, for its files.
    """

    def __init__(
        self,
        program: Path,
        variables: dict[str, str],
        folder: Path,
        pingone: Emulator,
        entries: list[dict[str, Any]],
    ) -> None:
        given = folder / "entries.json"
        # With concurrent reads, the requests would not have the same order in each run.
        variables_of_role = {"api_service_list": entries, "api_service_connection": {"concurrent_reads": 1}}
        given.write_text(json.dumps(variables_of_role), encoding="utf-8")
        self._command: list[str | Path] = [program, NAME, "-e", f"@{given}"]
        # A killed run cannot tidy up: what it leaves is in the folder.
        place = {"HOME": str(folder), "TMPDIR": str(folder), "ANSIBLE_PIPELINING": "true"}
        self._variables = {**variables, **pingone.env, **place}
        self._folder = folder
        self._pingone = pingone

    def run(self) -> Ended:
        """Run it to its end."""
        recap = self._recap()
        process, log = self._start(recap.variables)
        try:
            status = process.wait(TIMEOUT)
        finally:
            kill(process)
        return Ended(status, log.read_text(encoding="utf-8", errors="replace"), recap)

    def stop_at(self, request: int) -> None:
        """Kill it when its request of that number, counted from 1, was carried out and before it is answered."""
        self._pingone.faults([{"kind": "hang", "after": request - 1}])
        process, log = self._start(self._recap().variables)
        deadline = time.monotonic() + TIMEOUT
        try:
            while not self._pingone.struck():
                if process.poll() is not None or time.monotonic() > deadline:
                    told = log.read_text(encoding="utf-8", errors="replace")
                    raise ToolError(f"A run was to be killed at its request {request}, but never came so far:\n{told}")
                time.sleep(POLL)
        finally:
            kill(process)
        self._pingone.faults([])

    def _recap(self) -> Recap:
        return Recap(self._folder / "recap.json")

    def _start(self, variables: dict[str, str]) -> tuple[subprocess.Popen[bytes], Path]:
        """Start it in a session of its own; also the file of what it prints."""
        log = self._folder / "output.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                self._command,
                env={**self._variables, **variables},
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return process, log


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program's process group, and what descends from it: Ansible gives each task a session of its own."""
    if process.poll() is not None:
        return
    others = psutil.Process(process.pid).children(recursive=True)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for other in others:
        with contextlib.suppress(psutil.NoSuchProcess):
            other.kill()
    process.wait()
