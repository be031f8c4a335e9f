# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gates that are programs: each program is a case, which passes if it ends well."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.environments import Environment
from tools.jobs import Job
from tools.paths import LOGS, ROOT
from tools.processes import run
from tools.reports import Tally

Command = list[str | Path]
Variables = dict[str, str | Path]


@dataclass(frozen=True)
class Check:
    """A program to run.

    figure: a pattern of what it prints; what its groups match, joined by blanks, is worth telling.
    variables: environment variables to add.
    """

    name: str
    command: Sequence[str | Path]
    cwd: Path = ROOT
    figure: str = ""
    variables: Mapping[str, str | Path] = field(default_factory=dict)


def job(name: str, environment: Environment, checks: Sequence[Check]) -> Job:
    """A job that runs programs one after the other, all of them whatever becomes of the first."""
    log = log_of(name)

    def work() -> Tally:
        log.unlink(missing_ok=True)
        return judge(environment, checks, log)

    return Job(name, work, log)


def judge(environment: Environment, checks: Sequence[Check], log: Path) -> Tally:
    """Run programs and count those that ended well."""
    tally = Tally()
    for check in checks:
        start = log.stat().st_size if log.is_file() else 0
        status = run(check.command, log=log, env=environment.variables(**check.variables), cwd=check.cwd)
        printed = log.read_bytes()[start:].decode("utf-8", "replace")
        if status == 0:
            tally.passed += 1
        else:
            tally.problems.append(f"{check.name}: exit status {status}")
        found = re.search(check.figure, printed) if check.figure else None
        if found:
            tally.notes.append(check.name + ": " + " ".join(group for group in found.groups() if group))
    return tally


def log_of(name: str) -> Path:
    """The log file of a job."""
    return LOGS / f"{name.replace(' ', '-')}.log"
