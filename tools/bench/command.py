# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure how long modules and role take against a local PingOne, and how many requests they send."""

from __future__ import annotations

from tools.bench import page
from tools.bench.goals import HEADING, MANY, Speed, goals
from tools.bench.modules import further_items, modules
from tools.bench.plays import Spent, prepared
from tools.bench.profile import profiles
from tools.bench.speed import measure
from tools.screen import say, show, table

BASELINE = """
The empty task is a task of pingone_group with an empty list: it starts and runs a module of this collection as any
task does, and sends no requests. Each play is run several times in turn with the empty task, and the least counts.
CPU is that of all processes of ansible-playbook.

"""


def bench() -> int:
    """Measure and print; 1 if a goal is not reached."""
    with prepared() as plays:
        speed = measure(plays)
        runs = modules(plays)
        items = further_items(plays)
    found = [*goals(speed), *items]
    show(BASELINE + table([HEADING, *(goal.row for goal in found)]) + "\n")
    show(table(_rows({**_plays(speed), **runs})) + "\n")
    return 0 if all(goal.reached for goal in found) else 1


def profile() -> int:
    """Measure where the CPU time goes, print it, and write docs/performance.md."""
    with prepared() as plays:
        found = profiles(plays)
        core, python = plays.ansible.core.version, plays.ansible.interpreter.version
    show("\n" + table(page.rows(found)) + "\n")
    page.PAGE.write_text(page.page(found, core, python), encoding="utf-8")
    say(f"wrote {page.PAGE.name}")
    return 0


def _plays(speed: Speed) -> dict[str, Spent]:
    """What the plays of the role took, and the empty task before them."""
    found = {"empty task": min((pair.empty for pair in speed.noops.values()), key=lambda empty: empty.cpu)}
    found["role, one workflow, first run"] = speed.first.play
    found["role, one workflow, no-op"] = speed.noop.play
    found[f"role, {MANY}, first run"] = speed.first_of_many.play
    found[f"role, {MANY}, first run in the foreground"] = speed.foreground
    return found | {f"role, {count} service(s), no-op": pair.play for count, pair in speed.noops.items()}


def _rows(runs: dict[str, Spent]) -> list[tuple[str, ...]]:
    """A table of plays; the first one is what the others are compared with."""
    empty = next(iter(runs.values()))
    rows: list[tuple[str, ...]] = [
        ("play", "CPU, s", "to the empty task", "elapsed, s", "to the empty task", "requests", "of these writing")
    ]
    for name, run in runs.items():
        cpu, elapsed = f"{run.cpu / empty.cpu:.2f}", f"{run.elapsed / empty.elapsed:.2f}"
        counts = str(run.requests), str(run.writes)
        rows.append((name, f"{run.cpu:.2f}", cpu, f"{run.elapsed:.2f}", elapsed, *counts))
    return rows
