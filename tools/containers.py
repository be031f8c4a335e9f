# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A container engine and base images, for the tests that build images."""

from __future__ import annotations

import os
import shutil
import subprocess

ENGINES = ("podman", "docker")
SETTING = "EE_BASE_IMAGE"
"""The environment variable with the base image."""
PYTHON_SETTING = "PYTHON_BASE_IMAGE"
"""The environment variable with another base image for the emulator's image than the default of its container file."""
MISSING = f"the image of the execution environment: no container engine runs, or {SETTING} is not set to a base image"


def engine() -> str:
    """The name of a container engine that runs, if there is also a base image; otherwise empty."""
    return running() if os.environ.get(SETTING) else ""


def running() -> str:
    """The name of a container engine that runs; otherwise empty."""
    return next((name for name in ENGINES if _runs(name)), "")


def _runs(name: str) -> bool:
    """Whether an engine is installed and answers."""
    if not shutil.which(name):
        return False
    command = [name, "info"]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0
