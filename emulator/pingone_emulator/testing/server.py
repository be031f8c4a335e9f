# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts an emulator in a process of its own, and stops it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .connection import EmulatorError

START_TIMEOUT = 60.0
"""Seconds until a started emulator must be ready."""
STOP_TIMEOUT = 5.0
"""Seconds until a stopped emulator is killed."""
ATTACHED = """\
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_module("pingone_emulator.testing.attached", run_name="__main__")
"""
"""Finds this package also if it is not installed, and modules of the working directory do not replace others."""


class Server:
    """A running emulator.

    It ends when :meth:`stop` is called, and also when this process ends in any way.

    options: for ``pingone-emulator serve``; by default, the seed demo and a free port of 127.0.0.1. url: where it
    listens. variables: the environment variables that connect clients to it.
    """

    def __init__(self, *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pingone-emulator-")
        self._log = Path(self._folder.name) / "output.log"
        ready = Path(self._folder.name) / "ready.json"
        command = [sys.executable, "-P", "-c", ATTACHED, str(Path(__file__).parents[2]), "serve"]
        command += ["--port", "0", "--ca-file", str(Path(self._folder.name) / "ca.pem"), "--ready-file", str(ready)]
        command += options
        with self._log.open("wb") as out:
            # In a session of its own, Ctrl-C does not end it before the tests have finished with it.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            found = self._wait(ready)
        except BaseException:
            self.stop()
            raise
        self.url: str = found["url"]
        self.variables: dict[str, str] = found["environment"]

    @property
    def alive(self) -> bool:
        """Whether the emulator still runs."""
        return self._process.poll() is None

    @property
    def output(self) -> str:
        """What the emulator has printed, for error messages."""
        return self._log.read_text(encoding="utf-8", errors="replace").strip()

    def stop(self) -> None:
        """End the emulator, and remove its files."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def _wait(self, ready: Path) -> dict[str, Any]:
        """The content of the ready file, as soon as it exists."""
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if ready.exists():
                return dict(json.loads(ready.read_text(encoding="utf-8")))
            if not self.alive:
                status, output = self._process.returncode, self.output
                raise EmulatorError(
                    f"The PingOne emulator ended with exit status {status}:\n{output}",
                    reason=output.removeprefix("pingone-emulator: "),
                )
            time.sleep(0.01)
        raise EmulatorError(f"The PingOne emulator was not ready after {START_TIMEOUT:.0f} seconds:\n{self.output}")
