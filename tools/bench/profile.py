# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure where the CPU time of a no-op goes."""

from __future__ import annotations

from collections import defaultdict

from tools.bench.goals import MANY
from tools.bench.plays import EMPTY, Plays, Spent, Tasks, role
from tools.bench.records import Record, recorded
from tools.screen import say
from tools.workload import SERVICES, services, workflow

ROUNDS = 5
START = "Ansible: start, and the end of a play without tasks"
PACKING = "Ansible: packing the modules, with what they import, for the transfer"
CONTROLLER = "Ansible: tasks, templates, processes for the tasks, transfer of the modules"
REST = "module: unpacking, and the rest"
PARTS = {
    "packing": PACKING,
    "interpreter start": "module: start of the Python interpreter",
    "imports: standard library": "module: imports, Python's standard library",
    "imports: Ansible": "module: imports, Ansible",
    "imports: collection": "module: imports, this collection, compiled from the packed source",
    "imports: requests": "module: imports, requests library",
    "argument specification": "module: argument specification",
    "validation": "module: validation of each object",
    "HTTP": "module: HTTP, in the requests library",
    "planning": "module: comparing and planning",
    "result": "module: result",
}
"""The rows of the table by the part in the records."""
ROWS = (START, *PARTS.values())
Profile = dict[str, float]
"""CPU seconds by row; they add up to those of the play."""


def profiles(plays: Plays) -> dict[str, Profile]:
    """The profiles of the empty task and of two no-ops, by the play."""
    say("a play without tasks")
    start = plays.best([], ROUNDS)
    found = {"one empty module task": _best(plays, EMPTY, start)}
    for name, entries in (("one workflow", workflow()), (MANY, services(SERVICES))):
        say(f"a no-op of the role for {name}")
        plays.pingone.reset()
        plays.run(role(entries))
        found[f"no-op, {name}"] = _best(plays, role(entries), start)
    return found


def profile(run: Spent, records: list[Record], start: Spent) -> Profile:
    """The CPU seconds of a run by row. start: a play without tasks."""
    sums: dict[str, float] = defaultdict(float)
    for record in records:
        sums[record.part] += record.cpu
    found = {START: start.cpu, **{row: sums[part] for part, row in PARTS.items()}}
    modules = sums["process"]
    found[REST] = modules - sum(sums[part] for part in PARTS if part != "packing")
    found[CONTROLLER] = run.cpu - start.cpu - sums["packing"] - modules
    return {row: found[row] for row in (START, PACKING, CONTROLLER, *list(PARTS.values())[1:], REST)}


def _best(plays: Plays, tasks: Tasks, start: Spent) -> Profile:
    """The profile of the run that took the least CPU time."""
    runs = [recorded(plays, tasks) for _round in range(ROUNDS)]
    run, records = min(runs, key=lambda each: each[0].cpu)
    return profile(run, records, start)
