# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the role: first runs, no-ops, growth, and latency."""

from __future__ import annotations

from tools.bench.goals import LATENCY, MANY, ONE, Speed
from tools.bench.plays import Pair, Plays, role
from tools.bench.records import recorded
from tools.screen import say
from tools.workload import OPERATIONS

COUNTS = (ONE, 5, 10, MANY)
FIRST_RUNS = 3
NOOPS = 5


def measure(plays: Plays) -> Speed:
    """Run everything."""
    first: dict[int, Pair] = {}
    noops: dict[int, Pair] = {}
    for count in COUNTS:
        say(f"the role for {count} API services with {OPERATIONS} operations each")
        first[count] = plays.first(count, FIRST_RUNS if count in (ONE, MANY) else 1)
        noops[count] = plays.noop(count, NOOPS)
    say(f"a no-op of {MANY} API services with {LATENCY * 1000:.0f} ms of latency")
    plays.pingone.faults([{"kind": "slow", "seconds": LATENCY}])
    slow = plays.best(role(MANY), FIRST_RUNS)
    plays.pingone.faults([])
    plays.pingone.reset()
    waited, records = recorded(plays, role(MANY))
    waiting = sum(record.elapsed for record in records if record.part == "HTTP")
    return Speed(first, noops, waiting, waited, slow)
