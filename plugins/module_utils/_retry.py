# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""When a request is worth another try, and how long to wait for it (PingOne retry best practices)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Callable, Mapping, Optional

from ._errors import AnswerLost, NeverConnected
from ._time import http_date
from ._transport import Answer

LONGEST_PAUSE = 30.0
CONNECTION_TRIES = 3

# With these PingOne did not process the request, so that even a POST can be sent again.
NOT_PROCESSED = (429, 503)
SERVER_TROUBLE = (408, 500, 501, 502, 504)


@dataclass
class Patience:
    """The waiting of one call: growing pauses, and a deadline in seconds for all its tries together."""

    deadline: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    waited: float = 0.0
    pauses: int = 0
    exhausted: bool = False
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    def pause(self, asked: Optional[float] = None) -> bool:
        """Wait for the asked seconds, or longer each time, 30 at most; False if the deadline forbids it."""
        seconds = min(2.0**self.pauses if asked is None else asked, LONGEST_PAUSE)
        seconds += random.uniform(0, 0.1)
        if self.clock() - self.started + seconds >= self.deadline:
            self.exhausted = True
            return False
        self.sleep(seconds)
        self.pauses += 1
        self.waited += seconds
        return True

    def verdict(self) -> str:
        """That patience ended, in words; empty if it did not."""
        if not self.exhausted:
            return ""
        return f"Gave up after {self.pauses + 1} tries, at the retry_deadline of {self.deadline:g} s."


def persistently(send: Callable[[], Answer], patience: Patience, *, repeatable: bool) -> Answer:
    """Send until the answer is not worth another try, or patience ends. Only what is ``repeatable`` is sent again
    after it may have been carried out.
    """
    refused = 0
    while True:
        try:
            answer = send()
        except NeverConnected:
            refused += 1
            if refused >= CONNECTION_TRIES or not patience.pause():
                raise
        except AnswerLost:
            if not repeatable or not patience.pause():
                raise
        else:
            retry = answer.status in NOT_PROCESSED or (repeatable and answer.status in SERVER_TROUBLE)
            if not retry or not patience.pause(retry_after(answer.headers)):
                return answer


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Seconds that a Retry-After header asks for, given as a number or as a date; None without a usable one."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
