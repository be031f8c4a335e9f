# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: SPECIFICATION.md 2.3 and 27.1."""

from __future__ import annotations

import sys

import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, HERE, SEED, PingOne, refused

sys.path.insert(0, str(HERE.parent))

# What each role may do; every other of these is 403 for it.
ATTEMPTS = {
    "create environment": (
        "POST",
        "/v1/environments",
        {"name": "N", "type": "SANDBOX", "region": "EU", "license": {"id": SEED["licenses"][0]["id"]}},
    ),
    "read API services": ("GET", "apiServers", None),
    "create API service": (
        "POST",
        "apiServers",
        {
            "name": "S",
            "baseUrls": ["https://s.example.org"],
            "authorizationServer": {"type": "EXTERNAL"},
            "directory": {"type": "EXTERNAL"},
        },
    ),
    "create resource": ("POST", "resources", {"name": "R"}),
    "create scope": ("POST", f"resources/{SEED['environments'][0]['resources'][0]['id']}/scopes", {"name": "s"}),
    "create application": (
        "POST",
        "applications",
        {
            "name": "A",
            "enabled": True,
            "type": "SERVICE",
            "protocol": "OPENID_CONNECT",
            "grantTypes": ["CLIENT_CREDENTIALS"],
            "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
        },
    ),
    "read grants": ("GET", f"applications/{APPLICATIONS['Orders Web']['id']}/grants", None),
    "create gateway": ("POST", "gateways", {"name": "G", "type": "API_GATEWAY_INTEGRATION", "enabled": True}),
    "create group": ("POST", "groups", {"name": "Group"}),
    "create population": ("POST", "populations", {"name": "Population"}),
    "read flow policies": ("GET", "flowPolicies", None),
}
MAY = {
    "Organization Admin": {"create environment"},
    "Environment Admin": {
        "read API services",
        "create API service",
        "create resource",
        "read grants",
        "create gateway",
        "create population",
        "read flow policies",
    },
    "Identity Data Admin": {"read API services", "create group", "create population"},
    "Client Application Developer": {"create resource", "create scope", "create application", "read grants"},
    "Configuration Read Only": {"read API services", "read grants", "read flow policies"},
    "DaVinci Admin": {"read flow policies"},
    "Identity Data Read Only": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_roles(pingone: PingOne, role: str):
    """2.3"""
    environments = [dict(environment) for environment in SEED["environments"]]
    environments[0]["applications"] = [
        *environments[0]["applications"],
        {
            **APPLICATIONS["Local Worker"],
            "id": "0b9d6c2e-4ab1-4b80-9d0c-2d7a3a5a7f10",
            "roles": [{"role": role, "scope": "organization"}],
        },
    ]
    try:
        pingone.http.post("/_emulator/reset", json={"seed": {**SEED, "environments": environments}})
        token = pingone.http.post(
            f"/{ENVIRONMENTS['Managed']}/as/token",
            data={"grant_type": "client_credentials"},
            auth=("0b9d6c2e-4ab1-4b80-9d0c-2d7a3a5a7f10", APPLICATIONS["Local Worker"]["secret"]),
        )
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        allowed = set()
        for attempt, (method, path, body) in ATTEMPTS.items():
            path = path if path.startswith("/") else f"/v1/environments/{ENVIRONMENTS['Managed']}/{path}"
            answer = pingone.http.request(method, path, json=body, headers=headers)
            if answer.status_code == 403:
                refused(answer, 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
            else:
                assert answer.status_code in (200, 201), answer.text
                allowed.add(attempt)
        assert allowed == MAY[role]
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def test_built_in_roles(root):
    """27.4: clients know a role by its permissions; every name is one that they know."""
    roles = {role["name"]: role for role in root.get("/roles").json()["_embedded"]["roles"]}
    assert {*MAY, "DaVinci Admin Read Only", "Custom Roles Admin", "Help Desk Admin"} <= set(roles)
    for role in roles.values():
        assert root.get(f"/roles/{role['id']}").json() == role
        assert role["description"] and all(one["id"] and one["classifier"] for one in role["permissions"])
    held = {one["id"] for one in roles["Environment Admin"]["permissions"]}
    assert {"apiServer:create", "apiServerDeployment:deploy", "group:read"} <= held
    assert not {"apiServer:deploy", "group:create", "applicationSecret:read"} & held


def test_every_route_names_its_permission():
    """2.3: only the token endpoint, the gateways' API and the emulator's own endpoints do without."""
    from pingone_emulator.app import FAMILIES

    open_routes = {route.path for family in FAMILIES for route in family.router.routes if route.permission is None}
    assert all(path.startswith("/_emulator") or "/as/" in path or "/sideband/" in path for path in open_routes)
    writing = [
        (route.method, route)
        for family in FAMILIES
        for route in family.router.routes
        if route.permission and route.method != "GET"
    ]
    assert all(route.permission.split(":")[0] in ("create", "update", "delete", "deploy") for _method, route in writing)
