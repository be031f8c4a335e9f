# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes what every task of the collection reports, one JSON document a line."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_results
type: aggregate
short_description: Record task results
description:
  - Appends task, changed, diff, summary, API services, and unresolved objects of each result of the collection's
    modules to the file E(TASK_RESULTS_FILE).
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_results"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record(result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._record(result)

    def _record(self, result: Any) -> None:
        outcome = result._result
        if "requests" not in outcome:
            return
        entry = {key: outcome.get(key) for key in ("changed", "diff", "summary", "api_services", "unresolved")}
        entry["task"] = result._task.get_name()
        with open(os.environ["TASK_RESULTS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, default=str) + "\n")
