# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflow that the system tests run, and a picture of what it leaves in PingOne."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.emulator import Emulator

PLAYBOOK = "pingone.authorize.protect_api"

SERVICES: list[dict[str, Any]] = [
    {
        "name": "Orders API",
        "base_urls": ["https://api.example.com/orders/v1", "https://orders.example.com/v1"],
        "audience": "https://api.example.com/orders",
        "scopes": [{"name": "orders-read", "description": "See orders"}, {"name": "orders-write"}],
        "groups": [{"name": "Order Managers", "create": True}],
        "permissions": [{"application_resource": "Order desk", "action": "refund", "create": True}],
        "operations": [
            {"name": "Browse", "methods": ["GET"], "paths": [{"pattern": "/catalog/**"}]},
            {
                "name": "Refund",
                "paths": [{"pattern": "/orders/{orderId}/refund"}],
                "access": {"groups": ["Order Managers"], "scopes": ["orders-write"], "permission": "Order desk:refund"},
            },
        ],
        "purge_operations": True,
        "unlisted_requests": "deny",
        "applications": [
            {"name": "Orders Web"},
            {"name": "Orders Batch", "scopes": ["orders-read"]},
            {"name": "Orders Desk", "create": True, "type": "web_app"},
        ],
    },
    {
        "name": "Partner API",
        "base_urls": ["https://partners.example.com"],
        "token_source": "external",
        "external_oauth_server": {
            "name": "Partner login",
            "audience": "https://partners.example.com",
            "create": True,
            "jwks_url": "https://login.partner.example/jwks",
        },
    },
]


def variables(folder: Path, services: list[dict[str, Any]], **more: Any) -> str:
    """A variables file for the playbook, as the argument that names it."""
    path = folder / "variables.json"
    path.write_text(json.dumps({"api_service_list": services, **more}), encoding="utf-8")
    return f"@{path}"


def picture(pingone: Emulator) -> dict[str, Any]:
    """What exists, in names: services with resource, scopes, operations and deployment status, and grants."""
    resources = {item["id"]: item for item in pingone.collect("resources") if item["type"] == "CUSTOM"}
    scopes = {scope["id"]: scope["name"] for key in resources for scope in pingone.collect(f"resources/{key}/scopes")}
    services = {}
    for item in pingone.collect("apiServers"):
        resource = item["authorizationServer"].get("resource")
        services[item["name"]] = {
            "base_urls": sorted(item["baseUrls"]),
            "type": item["authorizationServer"]["type"],
            "custom_policies": item["accessControl"]["custom"]["enabled"],
            "resource": resources[resource["id"]]["name"] if resource else None,
            "operations": sorted(one["name"] for one in pingone.collect(f"apiServers/{item['id']}/operations")),
            "external_audience": item["authorizationServer"].get("externalOAuthServer", {}).get("audience"),
            "status": pingone.get(f"apiServers/{item['id']}/deployment")["status"]["code"],
        }
    return {
        "services": services,
        "resources": {
            item["name"]: {
                "audience": item["audience"],
                "scopes": sorted(scope["name"] for scope in pingone.collect(f"resources/{key}/scopes")),
            }
            for key, item in resources.items()
        },
        "grants": grants(pingone, resources, scopes),
    }


def grants(pingone: Emulator, resources: dict[str, Any], scopes: dict[str, str]) -> dict[str, list[str]]:
    """Scopes of custom resources by the application that holds them."""
    found: dict[str, list[str]] = {}
    for application in pingone.collect("applications"):
        if application["type"].startswith("PING_ONE_"):
            continue
        for grant in pingone.collect(f"applications/{application['id']}/grants"):
            if grant["resource"]["id"] in resources:
                names = sorted(scopes[scope["id"]] for scope in grant["scopes"])
                found.setdefault(application["name"], []).extend(names)
    return found
