# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's one clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Tells the time; ``skew`` (seconds) moves it, to imitate a server whose clock is wrong."""

    def __init__(self) -> None:
        self.skew = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.skew

    def stamp(self) -> str:
        """Now, as PingOne writes timestamps (SPECIFICATION.md 3.1)."""
        return timestamp(self.now())


def timestamp(seconds: float) -> str:
    """ISO 8601 in UTC with milliseconds and ``Z``."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_timestamp(text: str) -> float:
    """Seconds since the epoch; ValueError when the text is no ISO 8601 moment."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a timestamp needs a zone")
    return moment.timestamp()
