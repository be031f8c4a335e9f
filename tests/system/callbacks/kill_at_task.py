# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills the whole process group of a play when its n-th task is about to start."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: kill_at_task
type: aggregate
short_description: Kill a play at a task boundary
description:
  - Kills the process group with SIGKILL when the collection's task numbered E(KILL_AT_TASK) is about to start, and
    writes the number of its tasks that were started to the file E(TASKS_STARTED_FILE). The end of the run counts, too.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "kill_at_task"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._started = 0

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        if task.action.startswith("pingone.authorize."):
            self._reached()

    def v2_playbook_on_stats(self, stats) -> None:
        self._reached()

    def _reached(self) -> None:
        self._started += 1
        Path(os.environ["TASKS_STARTED_FILE"]).write_text(str(self._started), encoding="utf-8")
        if self._started == int(os.environ["KILL_AT_TASK"]):
            os.killpg(0, signal.SIGKILL)
