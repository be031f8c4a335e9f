# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""When the credentials of a gateway were created and last used, compared with PingOne's time."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from .._base.errors import Problem
from .._base.time import parse_timestamp
from .._model.field import Wire, Wires
from .._model.objects.gateway import MAXIMUM_CREDENTIALS

UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60))


def age_of(credential: Wire, now: datetime) -> int:
    """Seconds since a credential was created."""
    return _seconds_since(parse_timestamp(credential["createdAt"]), now) or 0


def unused_for(credential: Wire, now: datetime) -> int:
    """Seconds since a credential was last used or, if it was never used, since it was created."""
    used = _seconds_since(parse_timestamp(credential.get("lastUsedAt")), now)
    return age_of(credential, now) if used is None else used


def last_use(credential: Wire, now: datetime) -> str:
    """The last use of a credential, as the end of a sentence that begins with the credential."""
    used = credential.get("lastUsedAt")
    time, verb = (used, "was last used") if used else (credential["createdAt"], "was never used, and was created")
    return f"{verb} {span(unused_for(credential, now))} ago ({time})"


def last_used(credentials: Wires, now: datetime) -> Optional[Wire]:
    """The credential that was used last; None if none was ever used."""
    used = [credential for credential in credentials if credential.get("lastUsedAt")]
    return min(used, key=lambda one: unused_for(one, now), default=None)


def by_age(credentials: Wires) -> Wires:
    """Credentials, the oldest one first."""
    return sorted(credentials, key=lambda one: (parse_timestamp(one["createdAt"]), one["id"]))


def span(seconds: int) -> str:
    """A number of seconds, rounded down, in the largest unit of which it has at least two."""
    for unit, size in UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def limit_problems(gateway: str, credentials: Wires, option: str, now: datetime) -> list[Problem]:
    """The problem of another credential if a gateway, whose quoted name this is, has as many as PingOne allows."""
    if len(credentials) < MAXIMUM_CREDENTIALS:
        return []
    idle = max(credentials, key=lambda one: unused_for(one, now))
    oldest = by_age(credentials)[0]
    text = (
        f"the gateway {gateway} already has {len(credentials)} credentials, and at most {MAXIMUM_CREDENTIALS} are"
        f" allowed. The oldest one, {oldest['id']}, {last_use(oldest, now)}."
    )
    if idle is not oldest:
        text += f" The one that has been unused for the longest time, {idle['id']}, {last_use(idle, now)}."
    return [Problem(option, f"{text} Remove one that is not in use first (state: absent with id).")]


def _seconds_since(time: Optional[datetime], now: datetime) -> Optional[int]:
    """Whole seconds since a time. PingOne's clocks may differ, so a time in the future is now."""
    return None if time is None else max(0, int((now - time).total_seconds()))
