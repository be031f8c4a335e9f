# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: what a network and a busy service do to requests.

A list of rules, set with ``PUT /_emulator/faults`` or in the seed; each counts
what it matched and what it struck. A rule::

    {"method": "POST", "path": "/scopes$", "kind": "status", "status": 429,
     "retry_after": 1, "times": 2, "after": 0, "applied": "before"}

``method`` and ``path`` (a regular expression that is searched in the path) may
be left out: every request. ``times`` 0 or absent: without end. ``after``: let so
many matching requests pass first. ``applied`` says whether the request takes
effect (``after``) or not (``before``). Delays add up with everything else; of
the other kinds the first rule that strikes wins.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Kind = Literal["status", "reset-before-write", "reset-after-write", "html", "truncated", "slow", "redirect",
               "expired-token"]
DEFAULT_APPLIED = {"truncated": "after", "reset-after-write": "after"}
LINGER_ZERO = struct.pack("ii", 1, 0)


class Rule(BaseModel):
    """A fault as it is written."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    method: str | None = None
    path: str = ""
    times: int = Field(0, ge=0)
    after: int = Field(0, ge=0)
    applied: Literal["before", "after"] | None = None
    status: int = Field(503, ge=300, le=599)
    retry_after: int | str | None = None
    seconds: float = Field(1.0, ge=0)
    location: str = "https://elsewhere.example.org/"


@dataclass
class Fault:
    """A rule with its counters."""

    rule: Rule
    pattern: re.Pattern[str]
    matched: int = 0
    struck: int = 0

    @property
    def applied(self) -> str:
        if self.rule.kind.startswith("reset"):
            return "after" if self.rule.kind == "reset-after-write" else "before"
        return self.rule.applied or DEFAULT_APPLIED.get(self.rule.kind, "before")

    def strikes(self, method: str, path: str) -> bool:
        """Count a request; true when it is this fault's turn."""
        if (self.rule.method or method).upper() != method or not self.pattern.search(path):
            return False
        self.matched += 1
        turn = self.matched - self.rule.after
        if turn < 1 or (self.rule.times and turn > self.rule.times):
            return False
        return True


@dataclass
class Strike:
    """What hits one request: a delay, and at most one other fault."""

    seconds: float = 0.0
    fault: Fault | None = None
    kinds: list[str] = field(default_factory=list)

    def hits(self, *kinds: str, applied: str | None = None) -> bool:
        return bool(self.fault and self.fault.rule.kind in kinds
                    and (applied is None or self.fault.applied == applied))


class Weather:
    """The faults in force."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def set(self, rules: list[dict[str, Any]]) -> None:
        """Replace all faults; ValueError when a rule is wrong, and then nothing changes."""
        try:
            parsed = TypeAdapter(list[Rule]).validate_python(rules)
            self.faults = [Fault(rule, re.compile(rule.path)) for rule in parsed]
        except (ValidationError, re.error) as problem:
            raise ValueError(str(problem)) from None

    def strike(self, method: str, path: str) -> Strike | None:
        strike = Strike()
        for fault in self.faults:
            if strike.fault and fault.rule.kind != "slow":
                continue
            if not fault.strikes(method, path):
                continue
            fault.struck += 1
            strike.kinds.append(fault.rule.kind)
            if fault.rule.kind == "slow":
                strike.seconds += fault.rule.seconds
            else:
                strike.fault = fault
        return strike if strike.kinds else None

    def listed(self) -> list[dict[str, Any]]:
        return [{**fault.rule.model_dump(exclude_none=True), "applied": fault.applied, "matched": fault.matched,
                 "struck": fault.struck} for fault in self.faults]
