# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads PingOne's audit log as few times as possible for all API services of a task, and up to a maximum size."""

from __future__ import annotations

from datetime import datetime, timedelta

from .._base.api_error import ApiError
from .._base.errors import ConnectionFailure
from .._base.time import format_timestamp
from .._domain.activities import ACTIVITY, CLOCKS_DIFFER, LONGEST_DEPLOYMENT, parse_activity
from .._domain.due import RETENTION, Audit
from .._model.field import Wires
from .._pingone.client import Client

# What can be read in a few seconds: the log allows 10 requests per second, and contains every sign-on.
MOST_ACTIVITIES = 5000
PAGE = 1000
# The one type that is always a change. It is read separately if there are too many activities.
CHANGED = "API_SERVER.UPDATED"


class AuditLog:
    """The audit log of the managed environment, and the parts that have been read."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read_before: list[Audit] = []

    def since(self, moment: datetime) -> Audit:
        """The activities since the deployment of that time may have started, and possibly some before."""
        # Rounded to the hour, so that one read is sufficient for services that were deployed one after the other.
        start = (moment - LONGEST_DEPLOYMENT).replace(minute=0, second=0, microsecond=0)
        start = max(start, self._client.now - RETENTION + timedelta(minutes=1))
        for audit in self._read_before:
            reaches = audit.since == start or (audit.since < start and audit.complete)
            if audit.refusal or (reaches and moment <= audit.read_at + CLOCKS_DIFFER):
                return audit
        self._read_before.insert(0, self._read(start))
        return self._read_before[0]

    def _read(self, start: datetime) -> Audit:
        read_at = self._client.now
        try:
            activities = self._list(start, read_at)
            complete = len(activities) < MOST_ACTIVITIES
            if not complete:
                activities += self._list(start, read_at, f' and action.type eq "{CHANGED}"')
        except ApiError as error:
            return Audit(read_at, start, refusal=error.message, forbidden=error.status == 403)
        except ConnectionFailure as error:
            return Audit(read_at, start, refusal=error.message)
        return Audit(read_at, start, [parse_activity(one) for one in activities], complete)

    def _list(self, start: datetime, now: datetime, condition: str = "") -> Wires:
        period = (
            f'recordedat gt "{format_timestamp(start)}" and recordedat lt "{format_timestamp(now + timedelta(days=1))}"'
        )
        return self._client.list(
            "activities",
            topic=ACTIVITY,
            doing="read the audit log",
            query={"filter": period + condition, "limit": str(PAGE)},
            enough=MOST_ACTIVITIES,
        )
