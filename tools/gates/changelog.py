# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changelog and its fragments."""

from __future__ import annotations

from tools.checks import Check, job
from tools.jobs import Job, Workplace


def jobs(place: Workplace) -> list[Job]:
    """antsibull-changelog on the fragments and on the changelog so far."""
    environment = place.environments["lint"]
    program = environment.tool("antsibull-changelog")
    source = place.source()
    checks = [
        Check("fragments", [program, "lint"], source),
        Check("changelog.yaml", [program, "lint-changelog-yaml", "--strict", "changelogs/changelog.yaml"], source),
    ]
    return [job("changelog", environment, checks)]
