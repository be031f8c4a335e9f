# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carries out several deployments at once, which wait most of their time. One thread polls them in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator, Optional, Sequence

from .._base.errors import AuthorizeError, DeploymentProblem
from .._engine.progress import StepFailed

# A job yields for how many seconds it wants to be left alone.
Job = Callable[[], Iterator[float]]


@dataclass
class JobResult:
    """How a job ended: not ``started``, with an ``error``, or done. ``partial``: it has changed something before."""

    started: bool = False
    error: Optional[AuthorizeError] = None
    partial: bool = False

    @property
    def done(self) -> bool:
        """Whether it was carried out to its end."""
        return self.started and self.error is None


def run_jobs(
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
        except StepFailed as failure:
            results[number].error, results[number].partial = failure.cause, True
        except AuthorizeError as error:
            results[number].error = error


def _stops_all(error: Optional[AuthorizeError]) -> bool:
    return error is not None and not isinstance(error, DeploymentProblem)
