# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules find when their answers are changed, made by plain requests; and what of it has to survive."""

from __future__ import annotations

import json
from typing import Any

from tools.emulator import Emulator

EXISTING = "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e"
READ, WRITE = "7ddbb49f-936f-44b7-aa37-72c917757802", "124a4f6e-9a1c-4ef9-a78d-4b937f59a24f"
CLERKS = "ee4001c8-24db-4445-9ccd-ebd548173e00"
LEDGER_READ = "2fd76fe0-4bdf-4677-90bd-8e61718d2a4a"
WEB, BATCH = "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a", "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2"

Fact = tuple[str, ...]


def build(pingone: Emulator) -> None:
    """Start from the seed of the tests again, and add what it has not: services, operations, grants, deployments."""
    pingone.reset()
    sso = {"type": "PINGONE_SSO", "resource": {"id": EXISTING}}
    orders = pingone.post("apiServers", _service("Orders API", sso))["id"]
    server = pingone.post(
        "externalOAuthServers",
        {
            "name": "Partner",
            "type": "EXTERNAL",
            "issuers": ["https://login.partner.example"],
            "validation": {"type": "JWKS_URL", "jwksUrl": "https://login.partner.example/jwks"},
        },
    )["id"]
    external = {"type": "EXTERNAL", "externalOAuthServer": {"id": server, "audience": "https://partners.example.com"}}
    partner = pingone.post("apiServers", _service("Partner API", external))["id"]
    for name, method, control in (
        ("Read", "GET", {"scope": {"matchType": "ANY", "scopes": [{"id": READ}]}, "permission": {"id": LEDGER_READ}}),
        ("Write", "POST", {"group": {"groups": [{"id": CLERKS}]}, "scope": _all(READ, WRITE)}),
        ("Sign on", "PUT", {"authentication": {"acrs": [_policy(pingone)], "maxAge": 300}}),
    ):
        operation = {"name": name, "methods": [method], "paths": [{"type": "PARAMETER", "pattern": "/orders/{id}"}]}
        pingone.post(f"apiServers/{orders}/operations", {**operation, "accessControl": control})
    for application, scopes in ((WEB, (READ, WRITE)), (BATCH, (READ,))):
        grant = {"resource": {"id": EXISTING}, "scopes": [{"id": scope} for scope in scopes]}
        pingone.post(f"applications/{application}/grants", grant)
    population = pingone.post("populations", {"name": "Customers"})["id"]
    pingone.post("groups", {"name": "Buyers", "population": {"id": population}})
    for service in (orders, partner):
        pingone.deploy(service)


def facts(pingone: Emulator) -> frozenset[Fact]:
    """Everything that opens or closes something, by names."""
    scopes: dict[str, str] = {}
    found: set[Fact] = set()
    resources = {item["id"]: item for item in pingone.collect("resources")}
    for item in resources.values():
        found.add(("resource", item["name"], str(item.get("audience")), str(item.get("accessTokenValiditySeconds"))))
        if item["type"] == "CUSTOM":
            scopes.update((scope["id"], scope["name"]) for scope in pingone.collect(f"resources/{item['id']}/scopes"))
            found.update(("scope", item["name"], name) for name in scopes.values())
    for item in pingone.collect("apiServers"):
        resource = resources.get(item["authorizationServer"].get("resource", {}).get("id"), {}).get("name", "")
        found.add(("service", item["name"], resource, json.dumps(item["baseUrls"])))
        for operation in pingone.collect(f"apiServers/{item['id']}/operations"):
            rules = json.dumps([operation["paths"], operation.get("methods"), operation.get("accessControl")])
            found.add(("operation", item["name"], operation["name"], rules))
    for item in pingone.collect("applications"):
        found.add(("application", item["name"], str(item["enabled"]), json.dumps(item.get("redirectUris"))))
        if item["type"].startswith("PING_ONE_"):
            continue
        for grant in pingone.collect(f"applications/{item['id']}/grants"):
            found.update(("grant", item["name"], scopes.get(scope["id"], "?")) for scope in grant["scopes"])
    for kind in ("groups", "externalOAuthServers", "applicationResources"):
        found.update((kind, item["name"]) for item in pingone.collect(kind))
    return frozenset(found)


def _service(name: str, issuer: dict[str, Any]) -> dict[str, Any]:
    url = f"https://{name.split()[0].lower()}.example.com"
    directory = {"type": issuer["type"]}
    return {"name": name, "baseUrls": [url], "authorizationServer": issuer, "directory": directory}


def _all(*scopes: str) -> dict[str, Any]:
    return {"matchType": "ALL", "scopes": [{"id": scope} for scope in scopes]}


def _policy(pingone: Emulator) -> dict[str, str]:
    policies = {item["name"]: item["id"] for item in pingone.collect("signOnPolicies")}
    return {"id": policies["Multi_Factor"], "type": "PINGONE"}
