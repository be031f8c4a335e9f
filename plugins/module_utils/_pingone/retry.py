# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""When a request is sent again, and how long to wait before that (PingOne retry best practices)."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timezone
from typing import Callable, Mapping, Optional

from .._base.errors import AuthorizeError, ConnectionFailure, NeverConnected, OutcomeUnknown, ResponseLost
from .._base.time import parse_http_date
from .request import Request, Response

UNKNOWN = "It is unknown whether it was done: run the task again, which checks first."

# Seconds of the longest pause, unless PingOne asks for a longer one.
LONGEST_PAUSE = 30.0
# The part of a pause that PingOne asks for by which it is longer at most, so that not all clients return together.
JITTER = 0.2
CONNECTION_TRIES = 3
TOO_MANY_REQUESTS = 429

# The first ones mean that PingOne did not process the request; the others leave that open. A proxy may have responded
# in place of PingOne, though, so the outcome of a POST is looked up after any of them.
NOT_PROCESSED = (TOO_MANY_REQUESTS, 503)
SERVER_TROUBLE = (408, 500, 501, 502, 504)
# How often a POST is sent in total if PingOne leaves open whether it was processed.
UNKNOWN_TRIES = 2


class Backoff:
    """Growing pauses, and one deadline in seconds for all attempts of a request and for the requests made meanwhile.

    ``outcome_unknown`` means that a POST may have been carried out, and that this could not be looked up.
    """

    def __init__(self, deadline: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.waited = 0.0
        self.pauses = 0
        self.exhausted = False
        self.outcome_unknown = False
        self._deadline = deadline
        self._clock = clock
        self._sleep = sleep
        self._started = clock()

    def pause(self, asked: Optional[float] = None) -> bool:
        """Wait a little longer than asked, or longer each time; False if the deadline does not allow it."""
        seconds = min(2.0**self.pauses, LONGEST_PAUSE) if asked is None else asked
        seconds += random.uniform(0, max(0.1, JITTER * (asked or 0.0)))
        if self._clock() - self._started + seconds >= self._deadline:
            self.exhausted = True
            return False
        self._sleep(seconds)
        self.pauses += 1
        self.waited += seconds
        return True

    def summary(self, doing: str) -> str:
        """How long it took, as a warning. ``doing`` is the purpose of the request."""
        retries = "1 retry" if self.pauses == 1 else f"{self.pauses} retries"
        return f"Waited {self.waited:.0f} s for PingOne to {doing} ({retries})."

    @property
    def gave_up(self) -> str:
        """A sentence that says that the deadline ended the attempts; empty if it did not."""
        if not self.exhausted:
            return ""
        tries = f"{self.pauses + 1} tries" if self.pauses else "1 try"
        return f"Gave up after {tries}, at the retry_deadline of {self._deadline:g} s."


class Retry:
    """Decides after each attempt of one request whether it is sent again.

    A POST is not sent again before ``look_up`` has looked up whether it was carried out. What that finds is the
    response. The last attempt is looked up as well. Without ``look_up``, it is sent once unless no connection was made.
    """

    def __init__(self, request: Request, backoff: Backoff) -> None:
        self._request = request
        self._backoff = backoff
        self._unconnected = 0
        self._unknown = 0

    def after_response(self, response: Response) -> Optional[Response]:
        """The final response; None, after a pause, if the request should be sent again."""
        if response.status not in NOT_PROCESSED + SERVER_TROUBLE:
            return response
        asked = retry_after(response.headers)
        if self._request.repeatable:
            return None if self._backoff.pause(asked) else response
        again, found = self._look_up(response.status in SERVER_TROUBLE, asked)
        return found or (None if again else response)

    def after_failure(self, failure: ConnectionFailure) -> Optional[Response]:
        """The same if there is no response. A response is returned only if the POST turns out to be carried out.

        :raises ConnectionFailure: if the request should not be sent again.
        """
        again, found = False, None
        if isinstance(failure, NeverConnected):
            self._unconnected += 1
            again = self._unconnected < CONNECTION_TRIES and self._backoff.pause()
        elif isinstance(failure, ResponseLost):
            again, found = (self._backoff.pause(), None) if self._request.repeatable else self._look_up(True)
        if found or again:
            return found
        message = f"{failure.message} {self._backoff.gave_up}".strip()
        if isinstance(failure, ResponseLost) and not self._request.repeatable:
            raise OutcomeUnknown(f"{message} {UNKNOWN}", **failure.facts) from None
        raise type(failure)(message, **failure.facts) from None

    def _look_up(self, unknown: bool, asked: Optional[float] = None) -> tuple[bool, Optional[Response]]:
        """Whether to send a POST again, after a pause, and the response if it was carried out after all."""
        look_up = self._request.look_up
        self._unknown += unknown
        again = look_up is not None and self._backoff.pause(asked)
        if look_up is not None:
            with suppress(AuthorizeError):
                found = look_up()
                again = again and self._unknown < (1 if self._request.once else UNKNOWN_TRIES)
                return again, None if found is None else Response(200, {}, found)
        self._backoff.outcome_unknown = True
        return False, None


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Seconds that a Retry-After header asks for, given as a number or as a date; None without a usable one."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    moment = parse_http_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
