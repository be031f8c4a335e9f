# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Runs several deployments at the same time. They mostly wait, so one thread polls them in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator, Optional, Sequence

from .._base.errors import AuthorizeError, DeploymentProblem
from .._engine.progress import StepFailed

# A job yields the number of seconds to wait until it is continued.
Job = Callable[[], Iterator[float]]


@dataclass
class JobResult:
    """The result of a job: not ``started``, failed with ``error``, or done. ``partial``: it failed after a change."""

    started: bool = False
    error: Optional[AuthorizeError] = None
    partial: bool = False

    @property
    def done(self) -> bool:
        """Whether the job was completed."""
        return self.started and self.error is None


def run_jobs(
    jobs: Sequence[Job], at_once: int, clock: Callable[[], float], sleep: Callable[[float], None]
) -> list[JobResult]:
    """Run the jobs in order, and at most ``at_once`` at the same time.

    After a failed deployment, the next jobs are still started. After any other failure, no further job is started, and
    running jobs are completed.
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
