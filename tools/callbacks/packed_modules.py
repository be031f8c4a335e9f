# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets runs of Ansible share the modules that they pack."""

from __future__ import annotations

import os

from ansible import constants
from ansible.executor import module_common
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: packed_modules
type: aggregate
short_description: Share packed modules
description:
  - Makes the folder E(PACKED_MODULES) the one in which this run keeps the modules that it has packed for execution.
  - Packing a module of the collection takes about as long as running it. All runs that share the folder must use the
    same release of ansible-core and the same collection.
  - Does nothing without the variable, and on releases of ansible-core that do not lock the folder against other runs.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "packed_modules"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        if "PACKED_MODULES" in os.environ and hasattr(module_common, "_locking"):
            os.symlink(os.environ["PACKED_MODULES"], os.path.join(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache"))
