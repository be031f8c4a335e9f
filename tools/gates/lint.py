# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Format and style of all Python code, and the oldest Python that the shipped code runs on."""

from __future__ import annotations

from tools.checks import Check, Command, job
from tools.jobs import Job, Workplace

FLOOR = "3.9"
"""The oldest Python on which modules run."""


def jobs(place: Workplace) -> list[Job]:
    """ruff on every tracked Python file, vermin on what is shipped."""
    environment, source = place.environments["lint"], place.source()
    ruff = environment.tool("ruff")
    floor: Command = [environment.tool("vermin"), f"-t={FLOOR}-", "--no-tips", "--violations", "--eval-annotations"]
    style = ["--output-format", "concise", "--no-cache", "."]
    checks = [
        Check("ruff format", [ruff, "format", "--check", *style], source, r"(\d+ files) already formatted"),
        Check("ruff check", [ruff, "check", *style], source),
        Check("oldest Python", [*floor, "plugins"], source, r"versions: +(?:~2, )?([\d.]+)"),
    ]
    return [job("lint", environment, checks)]
