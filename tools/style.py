# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Format the Python code."""

from __future__ import annotations

from tools import environments
from tools.checks import Command, log_of
from tools.collection import tracked
from tools.paths import ROOT
from tools.processes import check


def format_code() -> int:
    """ruff on every tracked Python file: what it can mend by itself, then the format."""
    environment = environments.ensure("lint")["lint"]
    files = [name for name in tracked() if name.endswith(".py")]
    for command in (["check", "--fix-only", "--quiet"], ["format"]):
        full: Command = [environment.tool("ruff"), *command, *files]
        check(full, log=log_of("format"), env=environment.variables(), cwd=ROOT)
    return 0
