# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-test sanity on every pinned release of ansible-core that can run here, without ignore files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools import collection, interpreters
from tools.ansible_test import NOTHING_RUN
from tools.checks import log_of
from tools.environments import Environment
from tools.jobs import Job, Workplace
from tools.paths import ROOT, SANITY
from tools.processes import run
from tools.reports import Tally, sanity_cases, sanity_skips

OLDEST = (3, 9)
"""Older Pythons are not promised anything, see tests/config.yml."""
PROGRAMS = ("docs/", "tools/", "tests/emulator/", "tests/system/", "tests/tools/")
"""Programs beside the collection, for newer Pythons; ruff and mypy look after them."""
BOOTSTRAP = ROOT / "tools" / "get_pip.py"


def jobs(place: Workplace) -> list[Job]:
    """One job for each release of ansible-core."""
    found = [environment for name, environment in place.environments.items() if name.startswith("ansible@")]
    return [_job(place, environment) for environment in found]


def _job(place: Workplace, environment: Environment) -> Job:
    name = f"sanity {environment.core.series}"
    log = log_of(name)
    folder = place.folder / name.replace(" ", "-")
    return Job(name, lambda: _sanity(environment, folder, log), log)


def _sanity(environment: Environment, folder: Path, log: Path) -> Tally:
    """Run all sanity tests and count them; the virtual environments that they need stay in a home of their own."""
    ignored = [name for name in collection.tracked() if name.startswith("tests/sanity/ignore")]
    source = collection.copy(folder, PROGRAMS)
    log.unlink(missing_ok=True)
    command: list[str | Path] = [environment.tool("ansible-test"), "sanity", "--junit", "-v", "--color", "no"]
    status = run(command, log=log, env=_variables(environment), cwd=source)
    tally = Tally(problems=[f"{name}: an ignore file" for name in ignored])
    tally.notes.append(f"{environment.core.version} on Python {environment.interpreter.version}")
    for report in sorted((source / "tests" / "output" / "junit").glob("*.xml")):
        tally.add(sanity_cases(report))
        tally.notes += [f"{name} not run" for name in sanity_skips(report)]
    printed = log.read_text(encoding="utf-8", errors="replace")
    return tally.close(status, f"ansible-test says: {NOTHING_RUN}" if NOTHING_RUN in printed else "")


def _variables(environment: Environment) -> dict[str, str]:
    """A home that stays, with what ansible-test would download, and all interpreters on the search path."""
    series = f"{environment.core.series}-py{environment.interpreter.series}"
    home = SANITY / f"{series}-{environment.core.version}-{environment.interpreter.version}"
    for old in SANITY.glob(f"{series}-*"):
        if old != home:
            shutil.rmtree(old, ignore_errors=True)
    cached = home / ".ansible" / "test" / "cache" / f"get_pip_{environment.core.pip.replace('.', '_')}.py"
    cached.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(BOOTSTRAP, cached)
    variables = environment.variables(HOME=home)
    variables["PATH"] = os.pathsep.join([variables["PATH"].split(os.pathsep)[0], *_folders(), variables["PATH"]])
    return variables


def _folders() -> Iterator[str]:
    """Where the interpreters are."""
    newest = max(interpreters.key(series) for series in interpreters.known())
    for minor in range(OLDEST[1], newest[1] + 1):
        found = interpreters.find(f"{OLDEST[0]}.{minor}")
        if found:
            yield str(found.path.resolve().parent)
