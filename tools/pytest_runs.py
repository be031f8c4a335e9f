# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs that run pytest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tools.checks import log_of
from tools.jobs import Job, Workplace
from tools.processes import run
from tools.reports import Tally, pytest_cases

NOTHING_COLLECTED = 5
"""pytest's exit status when no test was selected."""


def pytest_job(
    place: Workplace,
    environment: str,
    name: str,
    tests: Path,
    cwd: Path,
    variables: Mapping[str, str | Path],
    mode: str = "importlib",
    without: Mapping[str, str] | None = None,
) -> Job:
    """A job that runs pytest, with one of its import modes, and counts the cases of its report.

    without: markers whose tests are left out, and what is then not covered.
    """
    log, report = log_of(name), place.folder / f"{name.replace(' ', '-')}.xml"
    python = place.environments[environment].python
    command: list[str | Path] = [python, "-m", "pytest", "-p", "no:cacheprovider", f"--import-mode={mode}"]
    command += ["--rootdir", cwd, "--junitxml", report, *(["-k", place.only] if place.only else []), tests]

    for marker in without or {}:
        command[-1:-1] = ["-m", f"not {marker}"]

    def work() -> Tally:
        log.unlink(missing_ok=True)
        env = place.environments[environment].variables(**variables)
        status = run(command, log=log, env=env, cwd=cwd)
        tally = Tally(not_covered=list((without or {}).values()))
        if place.only and status == NOTHING_COLLECTED:
            return tally
        tally.add(pytest_cases(report))
        return tally.close(status)

    return Job(name, work, log)
