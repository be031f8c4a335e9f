# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""When a request is worth another try, and how long to wait for it (PingOne retry best practices)."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Mapping, Optional

from .._base.errors import AnswerLost, AuthorizeError, NeverConnected
from .._base.time import http_date
from .transport import Answer

# Looks up what a POST was to create, and returns it if it is there.
Settle = Callable[[], Optional[dict[str, Any]]]

LONGEST_PAUSE = 30.0
CONNECTION_TRIES = 3

# With these PingOne says that it did not process the request, and with those it says nothing about that. Something in
# between may have answered in its place, though, so that a POST is looked into after either of them.
NOT_PROCESSED = (429, 503)
SERVER_TROUBLE = (408, 500, 501, 502, 504)
# How often a POST is sent in all if PingOne says nothing about whether it was processed.
UNKNOWN_TRIES = 2


@dataclass
class Patience:
    """The waiting of one call: growing pauses, and a deadline in seconds for all its tries together.

    ``unsettled`` says that a POST may have been carried out, and that this could not be looked up.
    """

    deadline: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    waited: float = 0.0
    pauses: int = 0
    exhausted: bool = False
    unsettled: bool = False
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
        tries = f"{self.pauses + 1} tries" if self.pauses else "1 try"
        return f"Gave up after {tries}, at the retry_deadline of {self.deadline:g} s."


def persistently(send: Callable[[], Answer], patience: Patience) -> Answer:
    """Send until the answer is not worth another try, or patience ends. Sending twice must do no harm."""
    refused = 0
    while True:
        try:
            answer = send()
        except NeverConnected:
            refused += 1
            if refused >= CONNECTION_TRIES or not patience.pause():
                raise
        except AnswerLost:
            if not patience.pause():
                raise
        else:
            worth_it = answer.status in NOT_PROCESSED + SERVER_TROUBLE
            if not worth_it or not patience.pause(retry_after(answer.headers)):
                return answer


def carefully(send: Callable[[], Answer], patience: Patience, settle: Optional[Settle]) -> Answer:
    """The same for a POST, which is not sent again before ``settle`` has looked whether it was carried out.

    What it finds is the answer. The last try is looked into as well. Without ``settle``, nothing is sent twice.
    """
    tries = refused = 0
    while True:
        lost: Optional[AnswerLost] = None
        answer = Answer(0, {}, {})
        try:
            answer = send()
        except NeverConnected:
            refused += 1
            if refused >= CONNECTION_TRIES or not patience.pause():
                raise
            continue
        except AnswerLost as error:
            lost = error
        if lost is None and answer.status not in NOT_PROCESSED + SERVER_TROUBLE:
            return answer
        tries += lost is not None or answer.status in SERVER_TROUBLE
        paused = settle is not None and patience.pause(retry_after(answer.headers))
        found = _settled(settle, patience)
        if found is not None:
            return Answer(200, {}, found)
        if not paused or tries >= UNKNOWN_TRIES or patience.unsettled:
            if lost:
                raise lost
            return answer


def _settled(settle: Optional[Settle], patience: Patience) -> Optional[dict[str, Any]]:
    """What was created after all; nothing also if that cannot be looked up."""
    if settle is not None:
        with suppress(AuthorizeError):
            return settle()
    patience.unsettled = True
    return None


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Seconds that a Retry-After header asks for, given as a number or as a date; None without a usable one."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
