# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""PingOne's regions and the hosts that serve them (PingOne API reference, "Working with PingOne APIs")."""

from __future__ import annotations

_TOP_LEVEL_DOMAINS = {
    "NA": "com",
    "CA": "ca",
    "EU": "eu",
    "AU": "com.au",
    "SG": "sg",
    "AP": "asia",
}

REGIONS = tuple(_TOP_LEVEL_DOMAINS)


def api_url(region: str) -> str:
    """Origin of the management API of a region, without ``/v1``."""
    return f"https://api.pingone.{_TOP_LEVEL_DOMAINS[region]}"


def auth_url(region: str) -> str:
    """Origin of the authorization server of a region."""
    return f"https://auth.pingone.{_TOP_LEVEL_DOMAINS[region]}"
