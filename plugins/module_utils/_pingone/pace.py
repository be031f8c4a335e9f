# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The pace at which all runs of a user on a machine send requests to PingOne's management API.

PingOne limits the requests per minute of a license, which several environments can have in common, and of one source
address. The processes share a small file for each API host (:mod:`pace_record`) in the private folder. Without such a
folder or locks, each process only knows its own requests.

- Before each request, a process reserves the next time at which it can be sent, and waits for it. Up to the limit,
  that is now, so that a short run is not slower. Further requests are spread over the minute, in the order in which
  they come, so that all processes advance equally. No minute has more requests than allowed.
- The limit is ``requests_per_minute``, or ``max_share`` percent of the license's rate. The license and its rate are
  read once per environment and hour, but only when the runs have sent more than some requests within a minute, or
  after a rejection, so that short runs do not send more requests. If they cannot be read, there is no limit.
- If PingOne rejects a request (429), all processes stop sending to this license until the time of ``Retry-After``. If
  they have sent enough requests to judge it, the limit is then reduced to 90 % of the rate that was possible, at most
  once per minute, and grows by 5 % per minute until it is the configured limit again. Without a configured limit, it
  is dropped after 15 minutes.
- The time spent waiting for the limit does not count against any deadline. That after a rejection does, as if the
  process itself had been rejected: after ``retry_deadline`` seconds, its request is sent, so that it fails if PingOne
  still rejects requests.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import threading
import time
from contextlib import contextmanager, suppress
from typing import Any, Callable, Iterator, Optional
from urllib.parse import urlsplit

from .._base.errors import AuthorizeError
from .connection import Connection
from .pace_record import KNOWN, UNREADABLE, Limit, Record
from .private_folder import private_folder, remove_old
from .request import Request, Response

# Seconds of waiting in a task after which a warning says so.
LONG_WAIT = 10.0
# Seconds to wait for the lock of the file, and after which an unused file is removed.
LONGEST_LOCK = 2.0
FILES_LAST = 2 * KNOWN

# The number is that of the format.
_PREFIX = "pace-1-"

Send = Callable[[Request], Response]


class Pace:
    """The pace of the requests to one environment. Can be used by several threads."""

    def __init__(
        self,
        connection: Connection,
        path: Optional[str],
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        # Seconds of waiting, and those of them for the limit, which do not count against deadlines.
        self.waited = self.excused = 0.0
        self._connection = connection
        self._name = connection.environment_id
        self._path = path
        self._clock = clock
        self._sleep = sleep
        self._timer = timer
        self._mutex = threading.Lock()
        self._waited_until = 0.0
        self._reason = ""
        # The thread that reads the license; the others wait for it.
        self._reader = 0
        self._has_read = threading.Event()
        self._has_read.set()
        self._own = Record(clock())

    def wait(self, send: Send) -> None:
        """Wait until the next request can be sent. ``send`` sends a request, to read the license if that is needed."""
        reserved = paused = 0.0
        while True:
            is_reader = self._reader == threading.get_ident()
            if not is_reader:
                self._has_read.wait()
            with self._record() as record:
                if reserved:
                    if record.pause(self._name) <= record.now or paused >= self._connection.retry_deadline:
                        return
                    # A request was rejected meanwhile.
                    record.release(self._name, reserved)
                reads = not is_reader and record.has_to_read(self._name, self._connection.requests_per_minute)
                allowed = self._allowed(record)
                limits = record.limits(self._name, allowed)
                cautious = self._connection.requests_per_minute > 0
                reserved = 0.0 if reads else record.reserve(self._name, limits, cautious)
                seconds = reserved - record.now
                pause = max(0.0, record.pause(self._name) - record.now)
                if seconds > 0:
                    self._reason = self._explained(record, allowed, limits)
            if reads:
                self._has_read.clear()
                self._reader = threading.get_ident()
                try:
                    self._read_license(send)
                finally:
                    self._reader = 0
                    self._has_read.set()
            elif seconds > 0:
                self._wait(seconds, pause)
                paused += pause
            else:
                return

    def rejected(self, retry_after: Optional[float]) -> None:
        """Note that PingOne has rejected a request with 429, and for how long."""
        with self._record() as record:
            record.rejected(self._name, 1.0 if retry_after is None else retry_after, self._allowed(record))

    def has_delayed(self, seconds: float) -> bool:
        """Whether a request of any process was delayed within the last seconds."""
        with self._record() as record:
            return record.has_delayed(seconds)

    @property
    def warning(self) -> str:
        """How long the task has waited, if that was long."""
        if self.waited <= LONG_WAIT:
            return ""
        return (
            f"Waited {self.waited:.0f} s in total before sending requests, {self._reason}. All runs of this user on"
            " this machine count together."
        )

    def _allowed(self, record: Record) -> int:
        """The configured number of requests per minute, or 0."""
        rate = record.rate(self._name)
        share = max(1, rate * self._connection.max_share // 100) if rate else 0
        return self._connection.requests_per_minute or share

    def _explained(self, record: Record, allowed: int, limits: list[Limit]) -> str:
        """Why requests have to wait."""
        if limits and limits[0].requests != allowed:
            limit = limits[0].requests
            return f"because PingOne has rejected some (429), which reduced the limit to {limit} per minute"
        if not limits or record.pause(self._name) > record.now:
            return "because PingOne has rejected some (429)"
        if self._connection.requests_per_minute:
            return f"because requests_per_minute is {allowed}"
        rate = record.rate(self._name)
        return (
            f"because the limit is {allowed} per minute: {self._connection.max_share} % (max_share) of the"
            f" {rate} that the license of the environment allows"
        )

    def _wait(self, seconds: float, pause: float) -> None:
        """Wait, first for the end of a pause, and add up the time in which at least one thread did."""
        started = self._timer()
        self._sleep(seconds)
        with self._mutex:
            ended = self._timer()
            self.waited += ended - max(started, self._waited_until)
            self.excused += max(0.0, ended - max(started + pause, self._waited_until))
            self._waited_until = ended

    def _read_license(self, send: Send) -> None:
        """Read the license of the environment, and how many requests per minute it allows, as far as possible."""
        doing = "read the rate of the license"
        url = f"{self._connection.api_url}/v1/environments/{self._name}"
        license_id: Any = None
        rate: Any = None
        seconds = UNREADABLE
        with suppress(AuthorizeError):
            environment = send(Request("GET", url, doing))
            license_id = _value_of(environment, "license", "id")
            seconds = KNOWN if environment.status in (200, 403, 404) else UNREADABLE
            if not self._connection.requests_per_minute:
                capabilities = send(Request("GET", f"{url}/capabilities", doing))
                rate = _value_of(capabilities, "licenseQuantities", "rlgConfigRpm", "limit")
        with self._record() as record:
            record.learn(
                self._name,
                license_id if isinstance(license_id, str) else "",
                rate if isinstance(rate, int) and not isinstance(rate, bool) and rate > 0 else 0,
                seconds,
            )

    @contextmanager
    def _record(self) -> Iterator[Record]:
        """The shared record, which no other process or thread changes meanwhile."""
        handle = _locked(self._path) if self._path else None
        if handle is None:
            with self._mutex:
                self._own = Record.of(self._own.as_text(), self._clock())
                yield self._own
            return
        try:
            record = Record.of(os.read(handle, os.fstat(handle).st_size), self._clock())
            yield record
            content = record.as_text()
            with suppress(OSError):
                os.pwrite(handle, content, 0)
                os.ftruncate(handle, len(content))
        finally:
            os.close(handle)


def _value_of(response: Response, *keys: str) -> Any:
    """The value at a path in a response, or None."""
    value: Any = response.json if response.ok else None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _locked(path: str) -> Optional[int]:
    """The open file, locked until it is closed; None if that is not possible."""
    deadline = time.monotonic() + LONGEST_LOCK
    while time.monotonic() < deadline:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            time.sleep(random.uniform(0.0005, 0.002))
        except OSError:
            os.close(handle)
            return None
        else:
            if os.fstat(handle).st_nlink:
                return handle
            # It was removed after it was opened.
            os.close(handle)
    return None


def open_pace(connection: Connection) -> Pace:
    """The pace of the runs of this user on this machine."""
    folder = private_folder()
    if folder is None:
        return Pace(connection, None)
    host = urlsplit(connection.api_url).netloc.lower()
    path = os.path.join(folder, _PREFIX + hashlib.sha256(host.encode()).hexdigest()[:32])
    if not os.path.exists(path):
        remove_old(folder, _PREFIX, FILES_LAST)
    return Pace(connection, path)
