# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may import whom: the contracts are in pyproject.toml."""

from __future__ import annotations

import os

from tools.checks import Check, Command, job
from tools.jobs import Job, Workplace


def jobs(place: Workplace) -> list[Job]:
    """import-linter, where the collection's own imports work."""
    environment = place.environments["lint"]
    source = place.source()
    path = os.pathsep.join(str(folder) for folder in (source.parents[2], source / "tests" / "emulator", source))
    command: Command = [environment.tool("lint-imports"), "--no-cache"]
    check = Check("import-linter", command, source, r"Contracts: (\d+ kept), (\d+ broken)", {"PYTHONPATH": path})
    return [job("layers", environment, [check])]
