# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test run came to, for people and for make report."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from tools.errors import ToolError
from tools.jobs import Job
from tools.reports import Tally


@dataclass(frozen=True)
class Outcome:
    """What a job came to, and how many seconds it took."""

    part: str
    job: Job
    tally: Tally
    seconds: float


@dataclass
class Result:
    """What a part came to."""

    name: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def summed(names: list[str], outcomes: list[Outcome]) -> list[Result]:
    """The outcomes by part, in the order of the names."""
    found = {name: Result(name) for name in names}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.job.name):
        result = found[outcome.part]
        result.passed += outcome.tally.passed
        result.failed += outcome.tally.failed
        result.seconds += outcome.seconds
        result.notes += [note for note in outcome.tally.notes if note not in result.notes]
    return list(found.values())


def write(path: Path, names: list[str], outcomes: list[Outcome], seconds: float) -> None:
    """Keep the results of a complete run."""
    parts = [vars(result) for result in summed(names, outcomes)]
    path.write_text(json.dumps({"seconds": seconds, "parts": parts}, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[list[Result], float]:
    """The kept results, and how many seconds the whole run took."""
    if not path.is_file():
        raise ToolError("There are no results yet: run `make test` first.")
    data = json.loads(path.read_text(encoding="utf-8"))
    return [Result(**part) for part in data["parts"]], float(data["seconds"])
