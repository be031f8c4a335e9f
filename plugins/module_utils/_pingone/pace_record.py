# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How many requests were sent to one API host lately, and when the next one can be sent.

Requests are counted by second and environment. What is limited is the license, which several environments can have in
common, or the environment if its license is unknown. As long as one license is known, an environment whose license was
not read yet is assumed to have the same. What was sent to an environment before counts for its license.
"""

from __future__ import annotations

import json
import math
import random
from contextlib import suppress
from typing import Any, NamedTuple, Optional

# Seconds in which requests are counted together; all intervals below are multiples of it.
TICK = 1.0
MINUTE = 60
# At most so many requests as allowed in a minute are sent in this interval, which is longer, because the first and the
# last of them are counted in whole seconds, and arrive some time after they were sent.
WINDOW = 62
# The same for a fifth of the requests. It applies while requests are delayed, which spreads them over the minute, so
# that no process is a whole minute later than others.
SHORT_WINDOW = 12
PARTS = 5

# The license is only read after more requests in a minute.
FREE = 60
# Fewer requests in a minute do not show which rate is possible.
MEANINGFUL = 20
# A rate is not reduced further, in requests per minute.
LEAST = 10.0
REDUCTION = 0.9
GROWTH = 1.05
GROWTH_ENDS = 15
# A number of seconds, or a rate, that only a damaged file can have.
FAR = 86_400.0
ABSURD = 1e9
# Seconds for which a license and its rate are known, for which they are not read again after a failure, and after which
# another process reads them if the first one has not finished.
KNOWN = 3600.0
UNREADABLE = 60.0
READING = 60.0
# Seconds for which other requests wait at most because one was rejected, and for which delays are remembered.
LONGEST_PAUSE = 120.0
REMEMBERED = 120.0
# A file that was written so many seconds later than now was written before the clock was changed.
CLOCK_TOLERANCE = 5.0


class Limit(NamedTuple):
    """The maximum number of requests in an interval."""

    requests: int
    ticks: int


class Environment:
    """The requests to an environment by second, and what is known about its license.

    ``license`` is None if it was not read yet, and empty if it cannot be read. ``rate`` is 0 if it is unknown.
    """

    def __init__(self) -> None:
        self.first = 0
        self.counts: list[int] = []
        self.license: Optional[str] = None
        self.rate = 0
        self.until = 0.0
        self.reading = 0.0

    def add(self, tick: int, number: int = 1) -> None:
        """Count a request in a second, or do not count it any longer."""
        if not self.counts:
            self.first = tick
        if tick < self.first:
            self.counts[:0] = [0] * (self.first - tick)
            self.first = tick
        self.counts += [0] * (tick + 1 - self.first - len(self.counts))
        self.counts[tick - self.first] = max(0, self.counts[tick - self.first] + number)

    def forget(self, before: int) -> None:
        """Forget the requests before a second."""
        del self.counts[: max(0, before - self.first)]
        self.first = max(self.first, before)
        if self.first > before + FAR:
            self.counts = []

    def as_data(self) -> list[Any]:
        """The values to save."""
        return [self.first, self.counts, self.license, self.rate, self.until, self.reading]

    @classmethod
    def of(cls, data: Any) -> Environment:
        """The environment with saved values.

        :raises ValueError, TypeError: if they are wrong.
        """
        found = cls()
        found.first, found.counts, found.license, found.rate, until, reading = data
        found.until, found.reading = float(until), float(reading)
        numbers = [found.rate, *found.counts]
        if {type(found.first), *map(type, numbers)} != {int} or min(numbers) < 0:
            raise ValueError("not numbers of requests")
        if not isinstance(found.license, (str, type(None))):
            raise TypeError("not an ID")
        return found


class Budget:
    """What holds for a license: nothing is sent before ``paused``, requests are delayed until ``delayed``.

    ``rate`` is the number of requests per minute to which rejected requests have reduced it, ``since`` when.
    """

    def __init__(self, paused: float = 0.0, delayed: float = 0.0, rate: float = 0.0, since: float = 0.0) -> None:
        self.paused, self.delayed = (float(time) if math.isfinite(time) else 0.0 for time in (paused, delayed))
        self.rate = float(rate) if LEAST <= rate < ABSURD else 0.0
        self.since = float(since)

    def reduced(self, now: float) -> float:
        """The reduced rate with what it has grown since; 0 if there is none, or not any longer."""
        minutes = (now - self.since) / (MINUTE * TICK)
        return self.rate * GROWTH**minutes if 0 <= minutes < GROWTH_ENDS else 0.0


class Record:
    """All that is known about an API host at one moment."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.environments: dict[str, Environment] = {}
        self.budgets: dict[str, Budget] = {}
        self._known_keys: dict[str, str] = {}

    @classmethod
    def of(cls, text: bytes, now: float) -> Record:
        """The saved record; an empty one if it cannot be used."""
        record = cls(now)
        with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            data = json.loads(text)
            environments = {key: Environment.of(value) for key, value in data["environments"].items()}
            budgets = {key: Budget(*value) for key, value in data["budgets"].items()}
            if data["now"] <= now + CLOCK_TOLERANCE:
                record.environments, record.budgets = environments, budgets
        for environment in record.environments.values():
            environment.forget(record.start)
        return record

    def as_text(self) -> bytes:
        """The record to save, without what is of no use any more."""
        environments = {
            key: one.as_data()
            for key, one in self.environments.items()
            if one.counts or max(one.until, one.reading) > self.now
        }
        budgets = {
            key: [one.paused, one.delayed, one.rate, one.since]
            for key, one in self.budgets.items()
            if max(one.paused, one.delayed) > self.now - REMEMBERED or one.reduced(self.now)
        }
        data = {"now": self.now, "environments": environments, "budgets": budgets}
        return json.dumps(data, separators=(",", ":")).encode()

    @property
    def start(self) -> int:
        """The first second that counts."""
        return self.tick + 1 - WINDOW

    @property
    def tick(self) -> int:
        """The current second."""
        return int(self.now / TICK)

    def environment(self, name: str) -> Environment:
        """An environment."""
        if name not in self.environments:
            self.environments[name], self._known_keys = Environment(), {}
        return self.environments[name]

    def budget(self, name: str) -> Budget:
        """The budget of an environment's license, or of the environment."""
        self.environment(name)
        return self.budgets.setdefault(self._keys()[name], Budget())

    def rate(self, name: str) -> int:
        """The rate of an environment's license, or 0 if it is unknown."""
        if self.environment(name).license is not None:
            return self.environments[name].rate
        key = self._keys()[name]
        return max(one.rate for other, one in self.environments.items() if other == name or one.license == key)

    def _keys(self) -> dict[str, str]:
        """The license of each environment, or the environment if it is unknown."""
        if not self._known_keys:
            environments = self.environments.items()
            known = {one.license for _name, one in environments if one.license}
            assumed = known.pop() if len(known) == 1 else ""
            self._known_keys = {
                name: (assumed if one.license is None else one.license) or name for name, one in environments
            }
        return self._known_keys

    def pause(self, name: str) -> float:
        """Until when nothing is sent to an environment. A time that no run can have noted is ignored."""
        paused = self.budget(name).paused
        return paused if paused <= self.now + LONGEST_PAUSE + CLOCK_TOLERANCE else 0.0

    def has_to_read(self, name: str, requests_per_minute: int) -> bool:
        """Whether the license of an environment is needed now. Another process is not told so for some seconds."""
        environment = self.environment(name)
        if self.now < environment.until <= self.now + KNOWN or self.now < environment.reading <= self.now + READING:
            return False
        sent = [sum(one.counts) for one in self.environments.values()]
        if requests_per_minute:
            needed = sum(sent) >= requests_per_minute and any(count for count in sent if count != sum(sent))
        else:
            needed = sum(sent) >= FREE or self.budget(name).paused > self.now - WINDOW * TICK
        if needed:
            environment.reading = self.now + READING
        return needed

    def learn(self, name: str, license_id: str, rate: int, seconds: float) -> None:
        """Note the license of an environment, empty if it cannot be read, and its rate, 0 if it cannot be read."""
        before, environment = self.budget(name), self.environment(name)
        environment.license, environment.rate, self._known_keys = license_id, rate, {}
        environment.until, environment.reading = self.now + seconds, 0.0
        self.budgets.setdefault(license_id or name, before)

    def limits(self, name: str, allowed: int) -> list[Limit]:
        """The limits of an environment. ``allowed`` is the number of requests per minute, 0 for any."""
        reduced = self.budget(name).reduced(self.now)
        if reduced and not 0 < allowed <= reduced:
            allowed = int(reduced)
        elif not self.has_delayed(WINDOW * TICK, name):
            return [Limit(allowed, WINDOW)] if allowed else []
        return [Limit(allowed, WINDOW), Limit(math.ceil(allowed / PARTS), SHORT_WINDOW)] if allowed else []

    def has_delayed(self, seconds: float, name: str = "") -> bool:
        """Whether requests to an environment, or to any, were delayed within the last seconds."""
        budgets = [self.budget(name)] if name else self.budgets.values()
        return any(self.now - seconds < one.delayed < self.now + FAR for one in budgets)

    def reserve(self, name: str, limits: list[Limit], cautious: bool = False) -> float:
        """Count the next request to an environment, and return when it can be sent, which may be now.

        That is the first second after the pause at which no limit is exceeded. Because all that came first have
        reserved theirs, nobody is overtaken. ``cautious``: an environment whose license was not read yet counts, too,
        because it may have the same.
        """
        pause = self.pause(name)
        tick = self.tick if pause <= self.now else int(pause / TICK) + 1
        counted = self._counted_for(name, cautious) if limits else []
        sent = sum(sum(one.counts) for one in counted)
        if limits and sent >= min(limit.requests for limit in limits):
            line, end = self._line(counted), 1 - self.start
            while any(sum(line[max(0, tick + end - ticks) : tick + end]) >= most for most, ticks in limits):
                tick += 1
        self.environment(name).add(tick)
        if tick == self.tick:
            return self.now
        time = (tick + random.random()) * TICK
        self.budget(name).delayed = max(self.budget(name).delayed, time)
        return time

    def release(self, name: str, time: float) -> None:
        """Give back a reservation that is not used."""
        self.environment(name).add(int(time / TICK), -1)

    def rejected(self, name: str, retry_after: float, allowed: int) -> None:
        """Note that PingOne has rejected a request to an environment with 429."""
        budget = self.budget(name)
        budget.paused = max(self.pause(name), self.now + min(retry_after, LONGEST_PAUSE))
        budget.delayed = max(budget.delayed, budget.paused)
        if budget.rate and self.now - budget.since < WINDOW * TICK:
            return
        line = self._line(self._counted_for(name, False))[:WINDOW]
        if sum(line) < MEANINGFUL:
            return
        first = self.start + next(index for index, count in enumerate(line) if count)
        minutes = max(TICK, self.now - first * TICK + min(retry_after, FAR)) / (MINUTE * TICK)
        rates = [sum(line) / minutes, allowed, budget.reduced(self.now)]
        budget.rate, budget.since = max(LEAST, REDUCTION * min(rate for rate in rates if rate)), self.now

    def _line(self, environments: list[Environment]) -> list[int]:
        """The requests to environments by second, from the beginning of the window."""
        line: list[int] = [0] * WINDOW
        for environment in environments:
            offset = environment.first - self.start
            line += [0] * (offset + len(environment.counts) - len(line))
            for index, count in enumerate(environment.counts, offset):
                line[index] += count
        return line

    def _counted_for(self, name: str, cautious: bool) -> list[Environment]:
        """The environments that have the same license, or may have it."""
        self.environment(name)
        keys = self._keys()
        return [
            one
            for other, one in self.environments.items()
            if keys[other] == keys[name] or (cautious and one.license is None)
        ]
