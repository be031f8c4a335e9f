# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goals for the speed of the role, and whether a measurement reaches them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from tools.bench.plays import Pair, Spent
from tools.workload import NOOP_BUDGETS

ONE, MANY = min(NOOP_BUDGETS), max(NOOP_BUDGETS)
"""The smallest and the largest number of API services that are measured."""
LATENCY = 0.05
"""Seconds that are added to each request."""
HEADING = ("measure", "measured", "baseline", "goal", "result", "further figures")


@dataclass(frozen=True)
class Speed:
    """Everything that was measured about the role.

    first, noops: runs that create everything, and that change nothing, by the number of API services. waiting: seconds
    that the HTTP library took for the requests of a first run of the largest number, and that run. slow: a no-op of the
    largest number with latency.
    """

    first: dict[int, Pair]
    noops: dict[int, Pair]
    waiting: float
    waited: Spent
    slow: Spent


@dataclass(frozen=True)
class Goal:
    """A measure with its goal, which is the largest good value. form: how the value is shown."""

    measure: str
    value: float
    goal: float
    baseline: str
    further: str = ""
    form: str = "{:.2f}"

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.value <= self.goal

    @property
    def row(self) -> tuple[str, ...]:
        """The measure as a row of a table with HEADING."""
        result = "reached" if self.reached else "not reached"
        return (self.measure, self.form.format(self.value), self.baseline, f"{self.goal:g}", result, self.further)


def goals(speed: Speed) -> list[Goal]:
    """All measures, each beside its baseline."""
    return [
        *_noop("one workflow", ONE, 1.7, speed),
        *_noop(f"{MANY} services", MANY, 3, speed),
        _first_run(speed.first[ONE]),
        _first_run_of_many(speed),
        *_growth(speed),
        _latency(speed),
    ]


def _noop(name: str, count: int, ratio: float, speed: Speed) -> list[Goal]:
    """CPU and requests of a no-op."""
    pair = speed.noops[count]
    sent = pair.play.requests
    return [
        Goal(f"no-op of {name}, CPU to the empty task", pair.cpu, ratio, _cpu(pair), _elapsed(pair)),
        Goal(f"no-op of {name}, requests", sent, NOOP_BUDGETS[count], "empty task: 0", form="{:.0f}"),
    ]


def _first_run(pair: Pair) -> Goal:
    """Elapsed time of a first run."""
    return Goal("first run of one workflow, elapsed to the empty task", pair.elapsed, 2, _elapsed(pair), _cpu(pair))


def _first_run_of_many(speed: Speed) -> Goal:
    """What the first run of everything takes above its requests."""
    run, empty = speed.waited, speed.first[MANY].empty.elapsed
    above = run.elapsed - speed.waiting
    return Goal(
        f"first run of {MANY} services, time above the sum of requests, per write",
        1000 * above / run.writes,
        2,
        f"{run.requests} requests ({run.writes} writes): {speed.waiting:.2f} s of {run.elapsed:.2f} s",
        f"{1000 * (above - empty) / run.writes:.1f} ms without the {empty:.2f} s of the empty task",
        form="{:.1f} ms",
    )


def _growth(speed: Speed) -> list[Goal]:
    """How the CPU time of a no-op grows with the number of services."""
    counts = sorted(speed.noops)
    times = [speed.noops[count].play.cpu for count in counts]
    slope, start = statistics.linear_regression(counts, times)
    largest = max(abs(time - start - slope * count) for count, time in zip(counts, times, strict=True))
    shown = ", ".join(f"{count}: {time:.2f} s" for count, time in zip(counts, times, strict=True))
    return [
        Goal("no-op, CPU for each further service", 1000 * slope, 60, shown, form="{:.0f} ms"),
        Goal(
            "no-op, largest deviation from linear growth, to the growth",
            largest / (slope * (counts[-1] - counts[0])),
            0.1,
            f"{start:.2f} s + {slope * 1000:.0f} ms x services",
            f"{largest * 1000:.0f} ms",
        ),
    ]


def _latency(speed: Speed) -> Goal:
    """How much of the latency of all requests a no-op waits for."""
    total, quick = speed.slow.requests * LATENCY, speed.noops[MANY].play.elapsed
    return Goal(
        f"no-op of {MANY} services, {LATENCY * 1000:.0f} ms added to each request: elapsed to all latency",
        (speed.slow.elapsed - quick) / total,
        0.35,
        f"{speed.slow.elapsed:.2f} s, without latency {quick:.2f} s; {speed.slow.requests} requests: {total:.2f} s",
        f"{speed.slow.elapsed / total:.2f} with the time that the play takes without latency",
    )


def _cpu(pair: Pair) -> str:
    return f"CPU {pair.play.cpu:.2f} s to {pair.empty.cpu:.2f} s (x {pair.cpu:.2f})"


def _elapsed(pair: Pair) -> str:
    return f"elapsed {pair.play.elapsed:.2f} s to {pair.empty.elapsed:.2f} s (x {pair.elapsed:.2f})"
