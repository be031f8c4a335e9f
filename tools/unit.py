# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's unit tests, by ansible-test on the oldest and the newest ansible-core."""

from __future__ import annotations

from tools import ansible_test, cores
from tools.checks import log_of
from tools.jobs import Job, Workplace
from tools.pins import Core
from tools.pytest_runs import pytest_job


def jobs(place: Workplace) -> list[Job]:
    """One job for each release; with a selection, plain pytest on the newest, which knows what that means."""
    if place.only:
        source = place.source()
        variables = {"PYTHONPATH": source.parents[2]}
        newest = cores.environment(cores.ends()[0])
        return [pytest_job(place, newest, "unit", source / "tests" / "unit", source, variables)]
    return [_job(place, core) for core in cores.ends()]


def _job(place: Workplace, core: Core) -> Job:
    name = f"unit {core.series}"
    folder = place.folder / name.replace(" ", "-")
    environment, log = place.environments[cores.environment(core)], log_of(name)
    return Job(name, lambda: ansible_test.units(environment, folder, log), log)
