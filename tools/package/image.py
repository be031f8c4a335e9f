# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator's container file: linted everywhere, and built and run where there is a container engine."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tools import bootstrap, containers
from tools.checks import Check, judge, log_of
from tools.jobs import Workplace
from tools.package.build import copy
from tools.paths import ROOT
from tools.processes import check as must
from tools.reports import Tally

CONTAINERFILE = ROOT / "emulator" / "Containerfile"
MISSING = "the image of the emulator: no container engine runs"
TIMEOUT = 120.0


def check(place: Workplace) -> Tally:
    """Lint the container file, and build and run its image if there is an engine."""
    log = log_of("package-image")
    log.unlink(missing_ok=True)
    environment = place.environments["package"]
    command: list[str | Path] = [environment.tool("hadolint"), "--failure-threshold", "style", CONTAINERFILE]
    tally = judge(environment, [Check("hadolint", command)], log)
    engine = containers.running()
    if not engine:
        tally.not_covered.append(MISSING)
        return tally
    found = _problems(engine, copy(place.folder / "image"), log)
    tally.problems += found
    tally.passed += int(not found)
    return tally


def _problems(engine: str, source: Path, log: Path) -> list[str]:
    """What is wrong with the image of the emulator's folder."""
    name = f"pingone-emulator-test-{uuid.uuid4().hex[:8]}"
    base = os.environ.get(containers.PYTHON_SETTING)
    arguments = ["--build-arg", f"PYTHON_IMAGE={base}"] if base else []
    must(
        [engine, "build", "--tag", name, "--file", source / CONTAINERFILE.name, *arguments, source],
        log=log,
        env=bootstrap.settings(),
        cwd=source,
    )
    try:
        container = _output(engine, "run", "--detach", "--rm", "--publish", "127.0.0.1::9400", name)
        try:
            return _use(engine, container)
        finally:
            _output(engine, "stop", container)
    finally:
        _output(engine, "rmi", "--force", name)


def _use(engine: str, container: str) -> list[str]:
    """Send a request to a container, and check its user and its health."""
    url = f"http://{_output(engine, 'port', container, '9400/tcp').splitlines()[0]}/_emulator/ready"
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                ready = json.load(response)
            break
        except (OSError, urllib.error.URLError):
            if time.monotonic() > deadline:
                return [f"{url} cannot be reached: {_output(engine, 'logs', container)}"]
            time.sleep(0.2)
    problems = [] if ready == {"ready": True} else [f"{url} returned {ready}"]
    if _output(engine, "exec", container, "id", "-u") == "0":
        problems.append("the emulator is run by root")
    return problems


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=TIMEOUT).stdout.strip()
