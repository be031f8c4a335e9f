# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which releases of ansible-core can be tested here, and in which environments."""

from __future__ import annotations

from tools import interpreters
from tools.pins import Core, pins

ENVIRONMENT = "ansible"
"""The environment that is made for each release."""


def usable() -> list[Core]:
    """The pinned releases for which there is an interpreter, newest first."""
    return [core for core in pins().cores if interpreters.newest_for(core)]


def missing() -> list[Core]:
    """The pinned releases for which there is none."""
    return [core for core in pins().cores if not interpreters.newest_for(core)]


def ends() -> list[Core]:
    """The newest usable release, and the oldest that is supported, if it is usable."""
    found = usable()
    return [core for core in found if core in (found[0], pins().cores[-1])]


def environment(core: Core) -> str:
    """The name of a release's environment."""
    return f"{ENVIRONMENT}@{core.series}"
