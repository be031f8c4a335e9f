# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: what a network and a busy service do to requests (SPECIFICATION.md 5 to 7).

A list of rules, set with ``PUT /_emulator/faults`` or in the seed, empty by
default; each counts what it matched and what it struck. A rule::

    {"kind": "status", "method": "POST", "path": "/scopes$", "status": 429,
     "retry_after": 1, "times": 2, "after": 0, "chance": 1.0}

``method`` and ``path`` (a regular expression, searched in the path) may be left
out: every request. ``after``: let so many matching requests pass first.
``times``: strike so often, 0 without end. ``chance``: strike only some, chosen
by a hash of the seed, the rule, method, route and how often that came already,
so that the same run meets the same weather.

Kinds that decide about a request; the first that strikes wins:

status          ``status`` (503), ``retry_after``: seconds, ``"date:SECONDS"`` or absent; with 429 always seconds, 1 by
                default; 403 with ``after`` takes a permission away in the middle of a run
rate-limit      429 beyond ``limit`` requests in ``seconds``, counted ``per`` ``license`` or ``address``
reset-before-write, reset-after-write   the connection breaks and no answer comes
hang            no answer comes, and the connection stays open until the client goes away
html            ``status`` (502) with a web page
truncated       half of the answer, then the end of the connection
redirect        ``status`` (302) to ``location``
expired-token   the request's token is good no longer; revoked-token: none of those issued so far is
fresh-environment   ``status`` (404) for what lies in an environment younger than ``seconds``

``applied``, for status, html, truncated and hang, says whether the request takes
effect (``after``, the default of the last two) or not (``before``). ``struck``
rises when that has happened, and not before: whoever sees it may end the client.
Kinds that go along with everything:

slow            ``seconds`` of delay
clock-skew      the service's clock is ``seconds`` ahead (or, negative, behind)
masked-404      ``status`` (403) instead of 404 for what lies in an unknown environment
extra-keys      an unknown key in every object of the answer
unknown-enum    ``key`` has the value ``value`` in every object of the answer
late-visible    what a POST makes is not seen at first, for ``seconds`` or, if given, ``reads``
late-gone       what a DELETE removes is still seen, for ``seconds`` or ``reads``, or answered ``status`` 403; with the
                path ``^/v1/environments/[^/]+$`` these are vanishing environments
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails

from .lag import Lag

DECIDING = Literal[
    "status",
    "rate-limit",
    "reset-before-write",
    "reset-after-write",
    "hang",
    "html",
    "truncated",
    "redirect",
    "expired-token",
    "revoked-token",
    "fresh-environment",
]
ACCOMPANYING = Literal["slow", "clock-skew", "masked-404", "extra-keys", "unknown-enum", "late-visible", "late-gone"]
DEFAULT_STATUS = {
    "html": 502,
    "redirect": 302,
    "fresh-environment": 404,
    "masked-404": 403,
    "late-gone": 200,
    "rate-limit": 429,
    "truncated": 200,
}


class Rule(BaseModel):
    """A fault as it is written."""

    model_config = ConfigDict(extra="forbid")

    kind: DECIDING | ACCOMPANYING
    method: str | None = None
    path: str = ""
    times: int = Field(0, ge=0)
    after: int = Field(0, ge=0)
    chance: float = Field(1.0, ge=0, le=1)
    applied: Literal["before", "after"] | None = None
    status: int | None = Field(None, ge=200, le=599)
    retry_after: Annotated[int, Field(ge=0)] | Annotated[str, Field(pattern=r"^date:[0-9]{1,9}$")] | None = None
    seconds: float = 1.0
    reads: int | None = Field(None, ge=1)
    per: Literal["license", "address"] = "license"
    limit: int = Field(600, ge=0)
    location: str = Field("https://elsewhere.example.org/", pattern=r"^[!-~]+$")
    key: str = "type"
    value: str = "FUTURE_VALUE"

    @model_validator(mode="after")
    def _seconds_with_429(self) -> Rule:
        """A date, or no Retry-After at all, stops gateways until they are started again (SPECIFICATION.md 20.3)."""
        if self.status == 429 and isinstance(self.retry_after, str):
            raise ValueError("429 takes retry_after in seconds only")
        return self


def explained(problem: ErrorDetails) -> str:
    """One problem of a list of faults: which fault and key, and what to write instead."""
    where = [str(part) for part in problem["loc"]]
    if not where:
        return "faults must be a list"
    fault = f"fault {int(where[0]) + 1}"
    if problem["type"] == "extra_forbidden":
        close = difflib.get_close_matches(where[1], Rule.model_fields, 1)
        hint = f'did you mean "{close[0]}"?' if close else f"the keys are {', '.join(Rule.model_fields)}"
        return f'{fault}: there is no key "{where[1]}"; {hint}'
    if where[1:2] == ["kind"] and problem["type"] == "literal_error":
        kinds = [*get_args(DECIDING), *get_args(ACCOMPANYING)]
        close = difflib.get_close_matches(str(problem["input"]), kinds, 1)
        hint = f'did you mean "{close[0]}"?' if close else f"the kinds are {', '.join(kinds)}"
        return f'{fault}: there is no kind "{problem["input"]}"; {hint}'
    return ": ".join([fault, *where[1:2], problem["msg"]])


@dataclass(frozen=True)
class Request:
    """What weather looks at."""

    method: str
    path: str
    route: str
    license: str
    address: str
    environment_age: float | None
    now: float


@dataclass
class Fault:
    """A rule with its counters."""

    rule: Rule
    number: int
    pattern: re.Pattern[str]
    matched: int = 0
    chosen: int = 0  # how often it was this fault's turn; ``struck`` follows when the fault is done
    struck: int = 0
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def status(self) -> int:
        return self.rule.status or DEFAULT_STATUS.get(self.rule.kind, 503)

    @property
    def applied(self) -> str:
        if self.rule.kind == "reset-after-write":
            return "after"
        default = "after" if self.rule.kind in ("truncated", "hang") else "before"
        return default if self.rule.kind == "reset-before-write" else self.rule.applied or default

    def strikes(self, request: Request, seed: str) -> bool:
        """Count the request; true when it is this fault's turn."""
        if (self.rule.method or request.method).upper() != request.method or not self.pattern.search(request.path):
            return False
        if self.rule.kind == "fresh-environment" and not (
            request.environment_age is not None and request.environment_age < self.rule.seconds
        ):
            return False
        self.matched += 1
        turn = self.matched - self.rule.after
        if turn < 1 or (self.rule.times and self.chosen >= self.rule.times):
            return False
        if self.rule.kind == "rate-limit" and not self._over_limit(request):
            return False
        if not self._chosen(request, seed):
            return False
        self.chosen += 1
        return True

    def _over_limit(self, request: Request) -> bool:
        who = request.license if self.rule.per == "license" else request.address
        start, used = self.windows.get(who, (request.now, 0))
        if request.now - start >= self.rule.seconds:
            start, used = request.now, 0
        self.windows[who] = start, used + 1
        return used >= self.rule.limit

    def wait(self, request: Request) -> float:
        """Seconds until the window of that request ends."""
        who = request.license if self.rule.per == "license" else request.address
        return max(0.0, self.windows[who][0] + self.rule.seconds - request.now)

    def _chosen(self, request: Request, seed: str) -> bool:
        if self.rule.chance >= 1:
            return True
        self.seen[request.method, request.route] += 1
        count = self.seen[request.method, request.route]
        text = f"{seed}|{self.number}|{request.method}|{request.route}|{count}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64 < self.rule.chance


@dataclass
class Strike:
    """What hits one request: at most one deciding fault, and any number of others."""

    request: Request
    decisive: Fault | None = None
    others: list[Fault] = field(default_factory=list)

    def sum(self, kind: str) -> float:
        return sum(fault.rule.seconds for fault in self.others if fault.rule.kind == kind)

    @property
    def faults(self) -> list[Fault]:
        return [*self.others, *([self.decisive] if self.decisive else [])]

    def kinds(self) -> list[str]:
        return [fault.rule.kind for fault in self.faults]

    def count(self) -> None:
        """The faults are done: let their counters say so."""
        for fault in self.faults:
            fault.struck += 1


class Weather:
    """The faults in force, and what they remember."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.lag = Lag()

    def set(self, rules: list[dict[str, Any]]) -> None:
        """Replace all faults; ValueError when a rule is wrong, and then nothing changes."""
        try:
            parsed = TypeAdapter(list[Rule]).validate_python(rules)
            self.faults = [Fault(rule, number, re.compile(rule.path)) for number, rule in enumerate(parsed)]
        except ValidationError as problem:
            raise ValueError("; ".join(dict.fromkeys(map(explained, problem.errors())))) from None
        except re.error as problem:
            raise ValueError(f"path is not a regular expression: {problem}") from None
        self.lag = Lag()

    def strike(self, request: Request, seed: str) -> Strike:
        strike = Strike(request)
        for fault in self.faults:
            decides = fault.rule.kind in get_args(DECIDING)
            if decides and strike.decisive:
                continue
            if fault.strikes(request, seed):
                if decides:
                    strike.decisive = fault
                else:
                    strike.others.append(fault)
        return strike

    def listed(self) -> list[dict[str, Any]]:
        return [
            {
                **fault.rule.model_dump(exclude_unset=True),
                "applied": fault.applied,
                "matched": fault.matched,
                "struck": fault.struck,
            }
            for fault in self.faults
        ]
