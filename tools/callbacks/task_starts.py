# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the name of each task that starts, and stops a run before one of them."""

from __future__ import annotations

import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_starts
type: aggregate
short_description: Record the starts of tasks, and stop before one
description:
  - Appends the name of each task to the file E(TASK_STARTS_FILE) when it starts.
  - The task with the number E(TASK_STARTS_STOP), counted from 1, does not start, so that the run can be killed.
"""
STOPPED = 600
"""Seconds after which a run that nobody kills goes on."""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_starts"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._started = 0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._started += 1
        with open(os.environ["TASK_STARTS_FILE"], "a", encoding="utf-8") as file:
            file.write(task.get_name() + "\n")
        if self._started == int(os.environ.get("TASK_STARTS_STOP", "0")):
            time.sleep(STOPPED)
