# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goals for the speed of the role, and whether a measurement reaches them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from tools.bench.plays import Pair, Spent
from tools.workload import ENVIRONMENT_REQUESTS, SERVICES, WORKFLOW_REQUESTS

LATENCY = 0.05
"""Seconds that are added to each request."""
MANY = f"{SERVICES} services"
HEADING = ("measure", "measured", "baseline", "goal", "result", "further figures")


@dataclass(frozen=True)
class Speed:
    """Everything that was measured about the role.

    first, noop: runs for one workflow, which create everything and change nothing. first_of_many: a first run of the
    full environment, foreground: the same without a background task. noops: no-ops by the number of API services, up to
    the full environment. waiting: seconds that the HTTP library took for all requests of a first run of the full
    environment. slow: its no-op with latency.
    """

    first: Pair
    noop: Pair
    first_of_many: Pair
    foreground: Spent
    noops: dict[int, Pair]
    waiting: float
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
        *_noop("one workflow", speed.noop, 1.7, WORKFLOW_REQUESTS),
        *_noop(MANY, speed.noops[SERVICES], 3, ENVIRONMENT_REQUESTS),
        _first_run(speed.first),
        _first_run_of_many(speed.first_of_many, speed.foreground, speed.waiting),
        *_growth({count: pair.play.cpu for count, pair in speed.noops.items()}),
        _latency(speed.slow, speed.noops[SERVICES].play),
    ]


def _noop(name: str, pair: Pair, ratio: float, requests: int) -> list[Goal]:
    """CPU and requests of a no-op."""
    sent = pair.play.requests
    return [
        Goal(f"no-op of {name}, CPU to the empty task", pair.cpu, ratio, _cpu(pair), _elapsed(pair)),
        Goal(f"no-op of {name}, requests", sent, requests, "empty task: 0", form="{:.0f}"),
    ]


def _first_run(pair: Pair) -> Goal:
    """Elapsed time of a first run."""
    return Goal("first run of one workflow, elapsed to the empty task", pair.elapsed, 2, _elapsed(pair), _cpu(pair))


def _first_run_of_many(pair: Pair, foreground: Spent, waiting: float) -> Goal:
    """What a first run takes above the sum of its requests and the empty task, for each write."""
    run, empty = pair.play, pair.empty.elapsed
    above = run.elapsed - waiting
    without_background = foreground.elapsed - waiting - empty
    return Goal(
        f"first run of {MANY}, time above requests and the empty task, per write",
        1000 * (above - empty) / run.writes,
        2,
        f"{run.elapsed:.2f} s: empty task {empty:.2f} s, {run.requests} requests ({run.writes} writes) {waiting:.2f} s",
        f"{1000 * above / run.writes:.1f} ms with the time of the empty task; without a background task"
        f" {foreground.elapsed:.2f} s, {1000 * without_background / run.writes:.1f} ms",
        form="{:.1f} ms",
    )


def _growth(times: dict[int, float]) -> list[Goal]:
    """How the CPU time of a no-op grows with the number of services. times: CPU seconds by this number."""
    slope, start = statistics.linear_regression(list(times), list(times.values()))
    largest = max(abs(time - start - slope * count) for count, time in times.items())
    return [
        Goal(
            "no-op, CPU for each further service",
            1000 * slope,
            60,
            ", ".join(f"{count}: {time:.2f} s" for count, time in times.items()),
            form="{:.0f} ms",
        ),
        Goal(
            "no-op, largest deviation from linear growth, to the growth",
            largest / (slope * (max(times) - min(times))),
            0.1,
            f"{start:.2f} s + {slope * 1000:.0f} ms x services",
            f"{largest * 1000:.0f} ms",
        ),
    ]


def _latency(slow: Spent, quick: Spent) -> Goal:
    """How much of the latency of all requests a no-op waits for."""
    total = slow.requests * LATENCY
    return Goal(
        f"no-op of {MANY}, {LATENCY * 1000:.0f} ms added to each request: elapsed to all latency",
        (slow.elapsed - quick.elapsed) / total,
        0.35,
        f"{slow.elapsed:.2f} s, without latency {quick.elapsed:.2f} s; {slow.requests} requests: {total:.2f} s",
        f"{slow.elapsed / total:.2f} with the time that the play takes without latency",
    )


def _cpu(pair: Pair) -> str:
    return f"CPU {pair.play.cpu:.2f} s to {pair.empty.cpu:.2f} s (x {pair.cpu:.2f})"


def _elapsed(pair: Pair) -> str:
    return f"elapsed {pair.play.elapsed:.2f} s to {pair.empty.elapsed:.2f} s (x {pair.elapsed:.2f})"
