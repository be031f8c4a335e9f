# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A browser for the tests that look at the emulator's page and at the documentation site."""

from __future__ import annotations

import os
import shutil

from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import check, run
from tools.screen import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SETTING, INSTALL = "PINGONE_BROWSER", "install"
"""The environment variable, and its value, that asks for an installation."""
REASON = f"there is no Chromium or Chrome; {SETTING}={INSTALL} installs Chromium"
MISSING = f"the emulator's page in a browser: {REASON}"
LOG = LOGS / "install-chromium.log"


def browser() -> str | None:
    """The path of a browser; None if there is none and nobody has asked for one.

    :raises ToolError: if it was asked for and cannot be installed.
    """
    found = _found()
    if found or os.environ.get(SETTING) != INSTALL:
        return found
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise ToolError("There is no Chromium or Chrome on this machine, and only root can install one, with apt-get.")
    say("installing chromium")
    LOG.unlink(missing_ok=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], log=LOG, env=environment, cwd=LOGS)  # what is known already may do
    check(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], log=LOG, env=environment, cwd=LOGS)
    installed = _found()
    if not installed:
        raise ToolError(f"Chromium was installed, but is not there; see {LOG}.")
    return installed


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
