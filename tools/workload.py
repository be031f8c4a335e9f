# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of a given size for the role, and the number of requests that a second run with them may send."""

from __future__ import annotations

from typing import Any

APPLICATION = "Orders Web"
OPERATIONS = 25
SERVICES = 25
WORKFLOW_REQUESTS = 8
"""A second run of workflow(): the token, and a request for each collection that the entry refers to."""
ENVIRONMENT_REQUESTS = 79
"""A second run of services(SERVICES): the token, API services, resources, the audit log, and for each API service its
scopes, operations, and deployment."""

Entries = list[dict[str, Any]]


def workflow() -> Entries:
    """One entry with the whole workflow of the role: a deployed service with a scope that an application is granted."""
    return granted(services(1, operations=0))


def services(count: int, operations: int = OPERATIONS) -> Entries:
    """Entries with operations, and a scope that the operations require."""
    return [_service(number, operations) for number in range(1, count + 1)]


def granted(entries: Entries) -> Entries:
    """The entries, with their scopes granted to an application."""
    return [{**entry, "applications": [{"name": APPLICATION}]} for entry in entries]


def _service(number: int, operations: int) -> dict[str, Any]:
    scope = f"bench-{number}"
    entry = {
        "name": f"Bench {number}",
        "base_urls": [f"https://bench-{number}.example.com"],
        "scopes": [{"name": scope, "description": "Call it"}],
    }
    if not operations:
        return entry
    return {
        **entry,
        "operations": [
            {
                "name": f"Operation {one}",
                "methods": ["GET", "POST"],
                "paths": [{"pattern": f"/things/{one}/{{id}}"}],
                "access": {"scopes": [scope]},
            }
            for one in range(1, operations + 1)
        ],
        "purge_operations": True,
        # The list fills the service, so that there is no room for an operation that denies everything else.
        "unlisted_requests": "allow",
    }
