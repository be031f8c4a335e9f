# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a play whose processes record where their time goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tools.bench.plays import Plays, Spent, Tasks

HOOKS = Path(__file__).parent / "hooks"


@dataclass(frozen=True)
class Record:
    """A part of a process: CPU and elapsed seconds, and how often. hooks/sitecustomize.py describes the parts."""

    process: int
    part: str
    cpu: float
    elapsed: float
    count: int


def recorded(plays: Plays, tasks: Tasks) -> tuple[Spent, list[Record]]:
    """What a play took, and the records of its processes."""
    file = plays.folder / "records.jsonl"
    file.unlink(missing_ok=True)
    spent = plays.run(tasks, PYTHONPATH=HOOKS, BENCH_RECORDS=file)
    return spent, [Record(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
