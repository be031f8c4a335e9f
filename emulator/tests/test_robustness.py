# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nonsense is refused with PingOne's own errors, never with an unexpected one: SPECIFICATION.md 4 and 25."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import APPLICATIONS, EXTERNAL, PingOne, created, operation_input, operations_of, resource, scope, service

JSON = {"Content-Type": "application/json"}
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "\x00",
    [],
    [1],
    ["x"],
    [None],
    [{}],
    {},
    {"id": 1},
    {"id": "x"},
    {"x": {"y": 1}},
]


def valid_bodies(api) -> dict[tuple[str, str], dict[str, Any]]:
    """A good body for every kind of write."""
    made = service(api)
    owner = made["authorizationServer"]["resource"]
    read = scope(api, owner, "read")
    other = resource(api, "Other")
    rules = {"scope": {"matchType": "ANY", "scopes": [{"id": read["id"]}]}, "authentication": {"maxAge": 1}}
    operation = created(api.post(operations_of(made), json=operation_input()))
    ledger = created(api.post(f"/resources/{owner['id']}/applicationResources", json={"name": "ledger"}))
    role = created(api.post("/applicationRoles", json={"name": "role"}))
    web, worker = APPLICATIONS["Orders Web"], APPLICATIONS["Local Worker"]
    grant = {"resource": {"id": owner["id"]}, "scopes": [{"id": read["id"]}]}
    schema = api.get("/schemas").json()["_embedded"]["schemas"][0]
    oidc = {key: value for key, value in web.items() if key not in ("id", "secret")}
    return {
        ("POST", "/apiServers"): {**EXTERNAL, "accessControl": {"custom": {"enabled": True}}},
        ("PUT", f"/apiServers/{made['id']}"): {key: made[key] for key in ("name", "baseUrls", "authorizationServer")},
        ("POST", operations_of(made)): operation_input(accessControl=rules),
        ("PUT", f"{operations_of(made)}/{operation['id']}"): operation_input(accessControl=rules),
        ("POST", "/resources"): {
            "name": "R",
            "audience": "a",
            "accessTokenValiditySeconds": 300,
            "applicationPermissionsSettings": {"claimEnabled": True},
            "clientId": "long-enough",
            "clientSecret": "long-enough",
        },
        ("PUT", f"/resources/{other['id']}"): {"name": "R2", "introspectEndpointAuthMethod": "NONE"},
        ("POST", f"/resources/{owner['id']}/secret"): {"previous": {"expiresAt": "2030-01-01T00:00:00Z"}},
        ("POST", f"/resources/{owner['id']}/scopes"): {"name": "s", "schemaAttributes": ["*"], "mappedClaims": ["x"]},
        ("POST", f"/resources/{owner['id']}/attributes"): {"name": "a", "value": "v", "idToken": True},
        ("POST", f"/resources/{owner['id']}/applicationResources"): {"name": "ar", "description": "x"},
        ("POST", f"/applicationResources/{ledger['id']}/permissions"): {"action": "read"},
        ("POST", f"/applicationRoles/{role['id']}/permissions"): {"id": "x"},
        ("POST", "/applications"): {**oidc, "tags": ["x"], "icon": {"id": "x", "href": "y"}, "jwks": "x"},
        ("PUT", f"/applications/{web['id']}"): oidc,
        ("POST", f"/applications/{web['id']}/grants"): grant,
        ("POST", f"/applications/{worker['id']}/roleAssignments"): {
            "role": {"id": "x"},
            "scope": {"id": "x", "type": "ENVIRONMENT"},
        },
        ("POST", "/populations"): {"name": "P", "default": True, "alternativeIdentifiers": ["x"]},
        ("POST", "/groups"): {"name": "G", "population": {"id": "x"}, "customData": {"a": 1}},
        ("POST", f"/schemas/{schema['id']}/attributes"): {"name": "sa", "type": "JSON", "unique": True},
        ("POST", "/gateways"): {"name": "Gw", "type": "API_GATEWAY_INTEGRATION", "enabled": True},
        ("POST", "/externalOAuthServers"): {
            "name": "E",
            "type": "EXTERNAL",
            "issuers": ["x"],
            "validation": {"type": "JWKS", "jwks": {"keys": [{"kty": "RSA"}]}, "jwksUrl": "x", "clockSkewTolerance": 1},
        },
        ("PUT", "/billOfMaterials"): {"products": [{"type": "PING_ONE_BASE"}], "solutionType": "x"},
    }


def variants(body: Any) -> list[Any]:
    """The body with each of its values, at any depth, replaced by each piece of junk or taken away."""
    found: list[Any] = list(JUNK)
    if isinstance(body, dict):
        for key, value in body.items():
            found += [{**body, key: variant} for variant in variants(value)]
            found.append({other: kept for other, kept in body.items() if other != key})
    elif isinstance(body, list):
        found += [[variant] for variant in variants(body[0])] if body else []
    return found


@pytest.mark.parametrize("part", range(2))
def test_nonsense_is_never_unexpected(pingone: PingOne, api, part: int):
    """Every variant is answered below 500, and the emulator keeps answering."""
    for at, ((method, path), body) in enumerate(valid_bodies(api).items()):
        if at % 2 != part:
            continue
        for variant in variants(body)[::3]:
            answer = api.request(method, path, content=json.dumps(variant), headers=JSON)
            assert answer.status_code < 500, (method, path, variant)
            if answer.status_code == 201 and method == "POST" and "roles" not in path:
                api.delete(answer.json()["_links"]["self"]["href"])
    assert api.get("/resources").status_code == 200
