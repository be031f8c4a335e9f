# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A licence and a copyright line in every file."""

from __future__ import annotations

from tools.checks import Check, job
from tools.jobs import Job, Workplace


def jobs(place: Workplace) -> list[Job]:
    """reuse on the tracked files."""
    environment = place.environments["lint"]
    check = Check(
        "reuse", [environment.tool("reuse"), "lint"], place.source(), r"Files with (license information: \d+ / \d+)"
    )
    return [job("licences", environment, [check])]
