# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carries out several jobs at once that wait most of their time. One thread does it: the waiting is what is shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator, Optional, Sequence

from .._base.errors import AuthorizeError, DeploymentProblem

# A job yields for how many seconds it wants to be left alone.
Job = Callable[[], Iterator[float]]


@dataclass
class JobResult:
    """What became of a job: not ``started``, ended with an ``error``, or done."""

    started: bool = False
    error: Optional[AuthorizeError] = None

    @property
    def done(self) -> bool:
        """Whether it was carried out to its end."""
        return self.started and self.error is None


def side_by_side(
    jobs: Sequence[Job], at_once: int, clock: Callable[[], float], sleep: Callable[[float], None]
) -> list[JobResult]:
    """Carry out the jobs in their order, at most so many at once.

    A deployment that fails says nothing about the next one; after any other failure no further job is started, and
    those that run are carried on to their end.
    """
    results = [JobResult() for _job in jobs]
    running: dict[int, tuple[float, Iterator[float]]] = {}
    following = iter(range(len(jobs)))
    while True:
        may_start = len(running) < at_once and not any(_stops_all(result.error) for result in results)
        number = next(following, None) if may_start else None
        if number is not None:
            results[number].started = True
            job = jobs[number]()
        elif running:
            number = min(running, key=lambda one: running[one][0])
            wake, job = running.pop(number)
            if wake > clock():
                sleep(wake - clock())
        else:
            return results
        try:
            running[number] = (next(job) + clock(), job)
        except StopIteration:
            continue
        except AuthorizeError as error:
            results[number].error = error


def _stops_all(error: Optional[AuthorizeError]) -> bool:
    return error is not None and not isinstance(error, DeploymentProblem)
