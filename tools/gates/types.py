# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Types, as strictly as mypy can check them."""

from __future__ import annotations

from tools.checks import Check, job
from tools.jobs import Job, Workplace

LOWEST = "3.10"
"""The oldest Python whose rules mypy knows."""
FIGURE = r"(\d+ source files)"


def jobs(place: Workplace) -> list[Job]:
    """mypy on what is shipped, and on these tools."""
    environment = place.environments["lint"]
    mypy = environment.tool("mypy")
    return [
        job(
            "types",
            environment,
            [
                Check("module_utils", [mypy, "--python-version", LOWEST, "plugins/module_utils"], figure=FIGURE),
                Check("tools", [mypy, "--python-version", "3.11", "tools"], figure=FIGURE),
            ],
        )
    ]
