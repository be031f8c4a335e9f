# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs that wait, several at a time."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import DeploymentProblem
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deploy_jobs import run_jobs
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import Clock

REFUSED, FAILED = ApiError("deploy", 403, {}), DeploymentProblem("failed")


class Jobs:
    """Jobs that wait, and what they did when."""

    def __init__(self):
        self.time = Clock()
        self.done = []

    def job(self, name, *waits, error=None, works=0.0):
        """One that does something before and after each time it waits, and may fail in the end."""

        def run():
            for seconds in waits:
                self._do(name, works)
                yield seconds
            self._do(name, works)
            if error:
                raise error

        return run

    def _do(self, name, works):
        self.time.now += works
        self.done.append((name, self.time.now - 1000))

    def run(self, *jobs, at_once=5):
        return run_jobs(jobs, at_once, self.time.clock, self.time.sleep)


@pytest.fixture
def jobs():
    return Jobs()


def test_no_jobs(jobs):
    assert jobs.run() == []


def test_one_after_the_other(jobs):
    results = jobs.run(jobs.job("a", 1, 2), jobs.job("b", 3), at_once=1)
    assert all(result.done for result in results)
    assert jobs.done == [("a", 0), ("a", 1), ("a", 3), ("b", 3), ("b", 6)]
    assert jobs.time.sleeps == [1, 2, 3]


def test_they_wait_at_the_same_time(jobs):
    jobs.run(jobs.job("a", 2, 2), jobs.job("b", 1), jobs.job("c", 3))
    assert jobs.done == [("a", 0), ("b", 0), ("c", 0), ("b", 1), ("a", 2), ("c", 3), ("a", 4)]
    assert sum(jobs.time.sleeps) == 4


def test_only_so_many_run_at_once(jobs):
    jobs.run(*[jobs.job(name, 1) for name in "abcde"], at_once=2)
    assert jobs.done == [
        *[(name, 0) for name in "ab"],
        *[("a", 1), ("c", 1), ("b", 1), ("d", 1)],
        *[("c", 2), ("e", 2), ("d", 2), ("e", 3)],
    ]


@pytest.mark.parametrize("at_once", [1, 2, 3, 10])
@pytest.mark.parametrize("waits", [(), (0,), (1, 0.5), (2, 2, 2)])
def test_never_more_than_so_many(jobs, at_once, waits):
    running, most = set(), 0

    def job(name):
        def run():
            nonlocal most
            running.add(name)
            most = max(most, len(running))
            yield from waits
            running.remove(name)

        return run

    results = jobs.run(*[job(name) for name in range(6)], at_once=at_once)
    assert all(result.done for result in results)
    assert most == (min(at_once, 6) if waits else 1)


def test_working_takes_from_the_waiting(jobs):
    """One that is late is taken up at once."""
    jobs.run(jobs.job("a", 1, works=0.75), jobs.job("b", 1, works=0.75))
    assert jobs.done == [("a", 0.75), ("b", 1.5), ("a", 2.5), ("b", 3.25)]
    assert jobs.time.sleeps == [0.25]


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_a_deployment_that_fails_stops_nothing(jobs, at_once):
    results = jobs.run(jobs.job("a", error=FAILED), jobs.job("b", 1), jobs.job("c", 1), at_once=at_once)
    assert [result.started for result in results] == [True, True, True]
    assert [result.error for result in results] == [FAILED, None, None]
    assert [result.done for result in results] == [False, True, True]


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_after_another_failure_nothing_is_started(jobs, at_once):
    results = jobs.run(jobs.job("a"), jobs.job("b", error=REFUSED), jobs.job("c", 1), jobs.job("d"), at_once=at_once)
    assert [result.started for result in results] == [True, True, False, False]
    assert [result.done for result in results] == [True, False, False, False]
    assert results[1].error is REFUSED


def test_what_runs_then_is_carried_on_to_its_end(jobs):
    slow = [jobs.job("a", 1, 1, 1), jobs.job("b", 2, error=REFUSED), jobs.job("c", 5, error=FAILED), jobs.job("d", 9)]
    results = jobs.run(*slow, at_once=3)
    assert [result.started for result in results] == [True, True, True, False]
    assert [result.error for result in results] == [None, REFUSED, FAILED, None]
    assert jobs.done[-1] == ("c", 5)


def test_a_defect_is_not_kept(jobs):
    with pytest.raises(RuntimeError):
        jobs.run(jobs.job("a", error=RuntimeError("defect")))
