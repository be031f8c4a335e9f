# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work of a given size for the role, and how many requests it may take."""

from __future__ import annotations

from typing import Any

APPLICATION = "Orders Web"
OPERATIONS = 25
NOOP_BUDGETS = {1: 9, 25: 90}
"""How many requests a second run may send, the token request included, by number of API services."""


def services(count: int, operations: int = OPERATIONS) -> list[dict[str, Any]]:
    """A value for api_service_list: each entry has a scope that its operations require, granted to one application."""
    return [_service(number, operations) for number in range(1, count + 1)]


def _service(number: int, operations: int) -> dict[str, Any]:
    scope = f"bench-{number}"
    return {
        "name": f"Bench {number}",
        "base_urls": [f"https://bench-{number}.example.com"],
        "scopes": [{"name": scope, "description": "Call it"}],
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
        "applications": [{"name": APPLICATION}],
    }
