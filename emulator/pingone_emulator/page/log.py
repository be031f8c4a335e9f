# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log on the page. Bodies and tokens are left out: they can hold secrets."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from . import templates

if TYPE_CHECKING:
    from ..emulator import Emulator

SHOWN = 100
IN_ENVIRONMENT = re.compile("(?:/v1/environments)?/([0-9a-f-]{36})(?=/|$)")
IN_SERVICE = re.compile("/apiServers/([0-9a-f-]{36})(?=/|$)")
PHRASES = {status.value: status.phrase for status in HTTPStatus}


def newest(emulator: Emulator) -> dict[str, Any]:
    """The latest requests, newest first."""
    entries = list(islice(reversed(emulator.journal.entries), SHOWN))
    return {
        "rows": [_shown(emulator, entry) for entry in entries],
        "total": len(emulator.journal.entries),
        "number": emulator.journal.number,
    }


def row(emulator: Emulator, entry: dict[str, Any]) -> str:
    """One entry as the HTML of a row of the table."""
    return templates.render("row.html", entry=_shown(emulator, entry))


def _shown(emulator: Emulator, entry: dict[str, Any]) -> dict[str, Any]:
    path, environment = entry["path"], None
    found = IN_ENVIRONMENT.match(path)
    if found and (environment := emulator.store.get("environment", found[1])):
        path = path[found.end() :] or "/"
    linked = IN_SERVICE.match(path)
    service = emulator.store.get("apiServer", linked[1]) if linked else None
    at, status = datetime.fromtimestamp(entry["at"], UTC), entry["status"]
    return {
        "number": entry["number"],
        "time": f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}",
        "stamp": f"{at:%Y-%m-%dT%H:%M:%S}Z",
        "method": entry["method"],
        "path": path + (f"?{entry['query']}" if entry["query"] else ""),
        "status": status,
        "phrase": PHRASES.get(status, ""),
        "class": status // 100 if status else 0,
        "fault": entry["fault"],
        "environment": environment,
        "service": service,
        "client": entry["user_agent"] or "",
    }
