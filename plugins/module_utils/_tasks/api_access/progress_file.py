# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Writes the progress of a long run to a file, because a module cannot print anything before it ends."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Callable

from ..._pingone.new_file import replace_file

# The minimum number of seconds between two updates of the file.
INTERVAL = 1.0


class ProgressFile:
    """A JSON file with these keys:

    - ``written``, ``total``: the number of steps that were started before the current one, and of all steps.
    - ``elapsed``: seconds since the first step.
    - ``current``: the current step as text.

    An error is ignored, because the run must not fail due to it.
    """

    def __init__(self, path: str, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._written = 0
        self._total = 0
        self._started = clock()
        self._updated = self._started - INTERVAL

    def plan(self, steps: int) -> None:
        """So many steps are left."""
        self._total = self._written + steps

    def step(self, text: str) -> None:
        """A step starts."""
        now = self._clock()
        if now - self._updated >= INTERVAL:
            self._updated = now
            self._write({"elapsed": round(now - self._started), "current": text})
        self._written += 1

    def _write(self, content: dict[str, object]) -> None:
        """Replace the file atomically, so that no reader gets a part of it."""
        content = {"written": self._written, "total": self._total, **content}
        with suppress(OSError):
            replace_file(self._path, json.dumps(content), prefix=".progress-")
