# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The three runs that are stopped: the first one, one that changes what is there, and one that removes it.

Also what is done before the first one and after it, by plain requests.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.emulator import Emulator

Entry = dict[str, Any]

EXISTING = "Existing Resource"
"""A resource that is there from the start, and whose scopes an application holds."""
ORDERS: Entry = {
    "name": "Orders API",
    "base_urls": ["https://api.example.com/orders/v1", "https://orders.example.com/v1"],
    "audience": "https://api.example.com/orders",
    "scopes": [
        {"name": "orders-read", "description": "See orders"},
        {"name": "orders-write"},
        {"name": "orders-refund"},
    ],
    "groups": [{"name": "Order Managers", "create": True}],
    "permissions": [{"application_resource": "Order desk", "action": "cancel", "create": True}],
    "operations": [
        {"name": "Browse", "methods": ["GET"], "paths": [{"pattern": "/catalog/**"}]},
        {
            "name": "Read orders",
            "methods": ["GET"],
            "paths": [{"pattern": "/orders"}, {"pattern": "/orders/{orderId}"}],
            "access": {"scopes": ["orders-read"]},
        },
        {
            "name": "Change orders",
            "methods": ["POST", "DELETE"],
            "paths": [{"pattern": "/orders"}, {"pattern": "/orders/{orderId}"}],
            "access": {"scopes": ["orders-write", "orders-refund"], "match": "all"},
        },
        {
            "name": "Cancel",
            "methods": ["POST"],
            "paths": [{"pattern": "/orders/{orderId}/cancellation"}],
            "access": {"scopes": ["orders-write"], "permission": "Order desk:cancel"},
        },
    ],
    "purge_operations": True,
    "unlisted_requests": "deny",
    "applications": [
        {"name": "Orders Web"},
        {"name": "Orders Batch", "scopes": ["orders-read"]},
        {"name": "Orders Desk", "create": True, "type": "web_app", "scopes": ["orders-read", "orders-write"]},
    ],
}
BILLING: Entry = {
    "name": "Billing API",
    "base_urls": ["https://billing.example.com"],
    # There are tokens for it before anything protects the API: one that is in force too early would let them through.
    "resource": EXISTING,
    "custom_policies": True,
    "scopes": [{"name": "existing-read", "description": "Read what exists."}, {"name": "invoices-write"}],
    "operations": [
        {"name": "Prices", "methods": ["GET"], "paths": [{"pattern": "/prices"}]},
        {
            "name": "Read invoices",
            "methods": ["GET"],
            "paths": [{"pattern": "/invoices/{invoiceId}"}],
            "access": {"scopes": ["existing-read"]},
        },
        {
            "name": "Write invoices",
            "methods": ["POST", "DELETE"],
            "paths": [{"pattern": "/invoices/{invoiceId}"}],
            "access": {"scopes": ["invoices-write"], "groups": ["Order Clerks", "Order Managers"]},
        },
        {
            "name": "Export",
            "paths": [{"pattern": "/exports/*"}],
            "access": {"authentication": {"policies": ["Multi_Factor"]}},
        },
    ],
    "unlisted_requests": "allow",
    "applications": [{"name": "Orders Web"}, {"name": "Orders Batch", "scopes": ["existing-read"]}],
}
PARTNER: Entry = {
    "name": "Partner API",
    "base_urls": ["https://partners.example.com"],
    "token_source": "external",
    "external_oauth_server": {
        "name": "Partner login",
        "create": True,
        "audience": "https://partners.example.com",
        "issuers": ["https://login.partner.example"],
        # The keys of the managed environment, so that the local PingOne can sign the partner's tokens.
        "jwks_url": "https://login.partner.example/{environment}/as/jwks",
    },
    "operations": [
        {"name": "Read stock", "methods": ["GET"], "paths": [{"pattern": "/stock"}]},
        {"name": "Reserve", "methods": ["POST"], "paths": [{"pattern": "/stock/{item}/reservation"}]},
    ],
}
APPLICATIONS = ("Orders Web", "Orders Batch", "Orders Desk")
SERVICES = (ORDERS, BILLING, PARTNER)


@dataclass(frozen=True)
class Scenario:
    """A run that is stopped.

    protects: whether it is the run that makes what the other ones start from, in an environment without API services.
    entries: the role's list, given the PingOne that the run is going to change.
    """

    name: str
    what: str
    protects: bool
    entries: Callable[[Emulator], list[Entry]]


def _protected(pingone: Emulator) -> list[Entry]:
    entries = copy.deepcopy(list(SERVICES))
    server = entries[2]["external_oauth_server"]
    server["jwks_url"] = server["jwks_url"].format(environment=pingone.environment_id)
    return entries


def _changed(pingone: Emulator) -> list[Entry]:
    """A scope has another name, two operations ask for more, an application is out, and a base URL is new."""
    orders, billing, partner = entries = _protected(pingone)
    orders["scopes"][1].update(id=scope_id(pingone, "Orders API", "orders-write"), name="orders-change")
    change, cancel = orders["operations"][2:]
    change["access"] = {"scopes": ["orders-change", "orders-refund"], "match": "all", "groups": ["Order Clerks"]}
    cancel["access"]["scopes"] = ["orders-change"]
    orders["applications"][2] = {"name": "Orders Desk", "state": "absent"}
    billing["operations"][1]["access"]["groups"] = ["Auditors"]
    partner["base_urls"].append("https://suppliers.example.com")
    return entries


def _removed(pingone: Emulator) -> list[Entry]:
    """One resource goes with its service, the other one stays without the scopes that the entry lists."""
    orders, billing, partner = entries = _protected(pingone)
    orders.update(state="absent", delete_resource=True)
    billing.update(state="absent", force=True)
    partner.update(state="absent", force=True)
    return entries


def scope_id(pingone: Emulator, resource: str, scope: str) -> str:
    """The ID of a scope, which renaming it takes."""
    found = named(pingone, "resources", resource)
    return str(named(pingone, f"resources/{found['id']}/scopes", scope)["id"])


def named(pingone: Emulator, path: str, name: str) -> dict[str, Any]:
    """The object of that name in a collection."""
    return next(one for one in pingone.collect(path) if one["name"] == name)


def prepare(pingone: Emulator) -> str:
    """Let an application hold what exists, and create a gateway; the gateway's credential."""
    resource = named(pingone, "resources", EXISTING)
    scopes = [{"id": one["id"]} for one in pingone.collect(f"resources/{resource['id']}/scopes")]
    application = named(pingone, "applications", APPLICATIONS[0])
    pingone.post(f"applications/{application['id']}/grants", {"resource": {"id": resource["id"]}, "scopes": scopes})
    gateway = pingone.post("gateways", {"name": "Edge", "type": "API_GATEWAY_INTEGRATION"})
    return str(pingone.post(f"gateways/{gateway['id']}/credentials", {})["credential"])


def let_auditors_cancel(pingone: Emulator) -> None:
    """Put the permission that an operation asks for into a role that the auditor has."""
    desk = named(pingone, "applicationResources", "Order desk")
    (permission,) = pingone.collect(f"applicationResources/{desk['id']}/permissions")
    (role,) = pingone.collect("applicationRoles")
    pingone.post(f"applicationRoles/{role['id']}/permissions", {"id": permission["id"]})


SCENARIOS = (
    Scenario("first run", "everything is created and deployed", True, _protected),
    Scenario(
        "update",
        "a scope is renamed, two operations require more, an application is removed, and a base URL is added",
        False,
        _changed,
    ),
    Scenario(
        "removal",
        "everything is removed: one resource with its service, while the one that existed before only loses its scopes",
        False,
        _removed,
    ),
)
