# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of requests that tests read at ``/_emulator/requests``."""

from __future__ import annotations

import time
from collections import deque
from itertools import takewhile
from typing import Any

from . import documents

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT = 50_000


class Journal:
    """What was asked, in order; the newest ``KEPT`` requests."""

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.number = 0

    def clear(self) -> None:
        self.entries.clear()

    def add(self, scope: dict[str, Any], headers: dict[bytes, bytes], body: bytes) -> dict[str, Any]:
        """Note a request on arrival; its ``status`` stays null when no answer is sent."""
        self.number += 1
        path: str = scope["path"]
        token_endpoint = path.endswith("/as/token")
        entry = {
            "number": self.number,
            "at": time.time(),
            "method": scope["method"],
            "path": path,
            "query": scope["query_string"].decode("latin-1"),
            "status": None,
            "user_agent": _text(headers, b"user-agent"),
            "transaction_id": _text(headers, b"x-ping-external-transaction-id"),
            "content_type": _text(headers, b"content-type"),
            # Client secrets travel in the token endpoint's body.
            "body": None if token_endpoint else body,
            "writing": scope["method"] in WRITING and not token_endpoint and "/sideband/" not in path,
            # The identifier of the permission that it was checked for, if it came so far.
            "permission": None,
            # The id of the object that it created.
            "created": None,
            "fault": None,
        }
        self.entries.append(entry)
        return entry

    def listed(self, after: int = 0) -> list[dict[str, Any]]:
        newest_first = takewhile(lambda entry: entry["number"] > after, reversed(self.entries))
        return [shown(entry) for entry in newest_first][::-1]


def shown(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the log as clients see it."""
    return {**entry, "body": _json(entry["body"])}


def created_id(method: str, status: int, body: Any) -> str | None:
    """The id of what a request created, by the status and the body of its response."""
    return body.get("id") if method == "POST" and status == 201 and isinstance(body, dict) else None


def _text(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def _json(body: bytes | None) -> Any:
    try:
        return documents.parse(body) if body else None
    except ValueError:
        return None
