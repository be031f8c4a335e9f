# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that clients have sent to the emulator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from .connection import Connection

LOG = "/_emulator/requests"


@dataclass(frozen=True)
class LoggedRequest:
    """A request of the log.

    number: counts all requests. at: when it arrived, in seconds since the epoch. query: without the question mark.
    status: None if no response was sent. body: JSON, or None; never of the token endpoint. writing: whether it is a
    POST, PUT, PATCH, or DELETE of the management API. permission: the permission that the request was checked for.
    fault: the types of the injected faults that it met, or None.
    """

    number: int
    at: float
    method: str
    path: str
    query: str
    status: int | None
    user_agent: str | None
    transaction_id: str | None
    content_type: str | None
    # Bodies can contain secrets, which do not belong into the messages of failed assertions.
    body: Any = field(repr=False)
    writing: bool
    permission: str | None
    fault: str | None

    def __str__(self) -> str:
        """For reports: method, path, query, status, and what is special about it. Never the body."""
        query = f"?{self.query}" if self.query else ""
        notes = [f"fault: {self.fault}"] if self.fault else []
        if self.status == 403 and self.permission:
            notes.append(f"permission: {self.permission}")
        note = f" ({', '.join(notes)})" if notes else ""
        return f"{self.method} {self.path}{query} {self.status or 'no response'}{note}"


KEYS = tuple(found.name for found in fields(LoggedRequest))


class RequestLog:
    """The log, read from the emulator whenever it is used.

    Iterate over it, take its length, or call it to select requests: ``log(method="POST", path=r"/scopes$")``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self())

    def __len__(self) -> int:
        return len(self())

    def __getitem__(self, index: int) -> LoggedRequest:
        return self()[index]

    def __repr__(self) -> str:
        return "\n".join(["<RequestLog", *(f"  {request}" for request in self), ">"])

    def __call__(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        writing: bool | None = None,
        fault: str | None = None,
    ) -> list[LoggedRequest]:
        """The requests for which everything that is specified is true, oldest first.

        path: a regular expression that matches a part of the path. fault: a type of fault that the request has met.
        """
        entries = self._connection.json("GET", LOG)["requests"]
        # A newer server can have more keys.
        requests = [LoggedRequest(**{key: entry[key] for key in KEYS}) for entry in entries]
        return [
            request
            for request in requests
            if (method is None or request.method == method.upper())
            and (path is None or re.search(path, request.path))
            and (status is None or request.status == status)
            and (writing is None or request.writing == writing)
            and (fault is None or fault in (request.fault or "").split(", "))
        ]

    @property
    def writes(self) -> list[LoggedRequest]:
        """The requests that can change something: POST, PUT, PATCH, and DELETE, without token requests."""
        return self(writing=True)

    def clear(self) -> None:
        """Empty the log."""
        self._connection.json("DELETE", LOG)
