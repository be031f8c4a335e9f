# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the role: first runs, no-ops, growth, and latency."""

from __future__ import annotations

from tools.bench.goals import LATENCY, Speed
from tools.bench.plays import Plays, role
from tools.bench.records import recorded
from tools.screen import say
from tools.workload import OPERATIONS, SERVICES, services, workflow

COUNTS = (1, 5, 10, SERVICES)
FIRST_RUNS = 3
NOOPS = 7
MOST_CHANGES = 100_000
"""More changes than any run has, so that none is made in the background."""


def measure(plays: Plays) -> Speed:
    """Run everything."""
    say("the role for one workflow")
    first = plays.first(workflow(), FIRST_RUNS)
    noop = plays.noop(workflow(), NOOPS)
    noops = {}
    for count in COUNTS:
        say(f"the role for {count} API services with {OPERATIONS} operations each")
        plays.pingone.reset()
        plays.run(role(services(count)))
        noops[count] = plays.noop(services(count), NOOPS)
    say(f"a no-op of {SERVICES} API services with {LATENCY * 1000:.0f} ms of latency")
    plays.pingone.faults([{"kind": "slow", "seconds": LATENCY}])
    slow = plays.best(role(services(SERVICES)), FIRST_RUNS)
    plays.pingone.faults([])
    say(f"a first run of {SERVICES} API services")
    many = plays.first(services(SERVICES), FIRST_RUNS)
    foreground = plays.first(services(SERVICES), FIRST_RUNS, api_service_progress_above=MOST_CHANGES).play
    plays.pingone.reset()
    _spent, records = recorded(plays, role(services(SERVICES)))
    waiting = sum(record.elapsed for record in records if record.part == "HTTP")
    return Speed(first, noop, many, foreground, noops, waiting, slow)
