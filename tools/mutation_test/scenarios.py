# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules are asked to do while their answers are changed: each row is a run of its own in the same world."""

from __future__ import annotations

from typing import Any, NamedTuple


class Scenario(NamedTuple):
    """A module and its options, in check mode or not."""

    module: str
    options: dict[str, Any]
    check_mode: bool = False

    def __str__(self) -> str:
        return f"{self.module} {self.options}{' (check mode)' if self.check_mode else ''}"


ORDERS = {"api_service": "Orders API"}
EXISTING = {"resource": "Existing Resource"}
URLS = ["https://new.example.com"]
ACCESS = {
    "groups": ["Order Clerks"],
    "scopes": ["existing-read", "existing-write"],
    "match": "all",
    "permission": "existing-ledger:read",
    "authentication": {"policies": ["Multi_Factor"], "max_age": 60},
}
PATHS = [{"pattern": "/new/{id}"}]
ABSENT = {"state": "absent"}
_ROWS: dict[str, list[dict[str, Any]]] = {
    "pingone_api_service": [
        {"name": "New API", "base_urls": URLS, "auto_create_resource": True},
        {"name": "Orders API", "base_urls": URLS, "audience": "https://orders.example.com"},
        {"name": "Orders API", "custom_policies": True},
        {"name": "Partner API", "external_oauth_server": "", "external_audience": ""},
        {"name": "Orders API", **ABSENT, "force": True},
        {"name": "Partner API", **ABSENT, "delete_resource": True},
        {"api_services": [{"name": "New API", "base_urls": URLS, "token_source": "external"}, {"name": "Orders API"}]},
    ],
    "pingone_resource": [
        {"name": "New", "audience": "https://new.example.com"},
        {"name": "Existing Resource", "description": "New", "access_token_validity": 600},
        {"name": "New", **ABSENT},
        {"name": "Existing Resource", **ABSENT},
    ],
    "pingone_scope": [
        {**ORDERS, "name": "new"},
        {**EXISTING, "scopes": [{"name": "existing-read", "description": "New"}, {"name": "new"}]},
        {**EXISTING, "name": "existing-write", **ABSENT, "force": True},
        {**ORDERS, "name": "existing-write", **ABSENT, "released_by": ["Write", "Orders Web"], "force": True},
    ],
    "pingone_api_operation": [
        {**ORDERS, "name": "New", "paths": PATHS, "access": ACCESS},
        {**ORDERS, "name": "Write", "methods": ["POST", "PATCH"]},
        {**ORDERS, "name": "Sign on", "access": {"authentication": {"max_age": 60}}},
        {**ORDERS, "name": "Read", "access": {"scopes": ["existing-write"]}},
        {**ORDERS, "name": "Read", **ABSENT, "allow_open": True},
        {**ORDERS, "unlisted_requests": "deny", "operations": []},
        {**ORDERS, "purge": True, "operations": [{"name": "Read"}, {"name": "New", "paths": PATHS, "access": ACCESS}]},
    ],
    "pingone_app_scope_grant": [
        {**ORDERS, "application": "Orders Mobile", "scopes": ["existing-read"]},
        {**ORDERS, "application": "Orders Batch", "scopes": ["existing-write"]},
        {**ORDERS, "application": "Orders Web", "scopes": ["existing-read"], "purge": True},
        {**EXISTING, "application": "Orders Web", "scopes": ["existing-write"], **ABSENT},
        {**EXISTING, "application": "Orders Batch", **ABSENT},
        {
            **ORDERS,
            "grants": [{"application": one, "scopes": ["existing-read"]} for one in ("Orders Web", "Orders Batch")],
        },
    ],
    "pingone_application": [
        {"name": "New App", "type": "service", "return_secret": True},
        {"name": "Orders Batch", "return_secret": True},
        {"name": "Orders Web", "description": "New", "redirect_uris": ["https://new.example.com/callback"]},
        {"name": "Orders Mobile", **ABSENT},
        {"applications": [{"name": "Orders Web", "enabled": True}, {"name": "Orders Batch", "enabled": False}]},
    ],
    "pingone_application_permission": [
        {**EXISTING, "application_resource": "new", "action": "read"},
        {**ORDERS, "application_resource": "existing-ledger", "action": "read", "description": "New"},
        {**EXISTING, "application_resource": "existing-ledger", "action": "read", **ABSENT},
        {**EXISTING, "application_resource": "existing-ledger", "action": "write", **ABSENT},
    ],
    "pingone_group": [
        {"name": "New"},
        {"name": "Buyers", "population": "Customers", "description": "New"},
        {"name": "Auditors", **ABSENT},
    ],
    "pingone_external_oauth_server": [
        {"name": "New", "jwks_url": "https://new.example.com/jwks"},
        {"name": "Partner", "clock_skew_tolerance": 5, "jwks": {"keys": [{"kty": "RSA", "kid": "1"}]}},
        {"name": "Partner", **ABSENT},
    ],
    "pingone_deploy": [
        {**ORDERS},
        {**ORDERS, "redeploy": "always"},
        {"deployments": [{**ORDERS, "changes": True}, {"api_service": "Partner API", "on_unknown": "fail"}]},
    ],
    "pingone_api_service_info": [{}, {"names": ["Orders API"], "all_grants": True}],
    "pingone_deployment_info": [{}, {"names": ["Partner API"], "audit_lag": 0}],
    "pingone_environment_info": [{}],
}
SCENARIOS = [
    Scenario(module, options, check_mode)
    for module, rows in _ROWS.items()
    for options in rows
    for check_mode in ((False,) if module.endswith("_info") else (False, True))
]
