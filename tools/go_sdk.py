# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Let the vendor's Go SDK talk to the emulator. It needs Go, which nothing else here does."""

from __future__ import annotations

import os
import shutil

from tools import environments
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.processes import run
from tools.screen import show

LOG = LOGS / "go-sdk.log"


def go_sdk() -> int:
    """Run the program in emulator/clients/go; its exit status.

    :raises ToolError: without Go.
    """
    go = shutil.which("go")
    if not go:
        raise ToolError("Go is not installed; from version 1.24 on it builds the vendor's SDK.")
    emulator = ROOT / "emulator"
    python = environments.ensure("emulator")["emulator"].python
    variables = {**os.environ, "EMULATOR_PYTHON": str(python), "PYTHONPATH": str(emulator)}
    LOG.unlink(missing_ok=True)
    return run([go, "run", "."], log=LOG, env=variables, cwd=emulator / "clients" / "go", echo=show)
