# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: SPECIFICATION.md 2.3 and 27.1."""

from __future__ import annotations

import sys

import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, HERE, SEED, PingOne, created, refused

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
    assert {"authz:create:apiServer", "authz:deploy:apiServerDeployment", "dir:read:group"} <= held
    assert not {"authz:deploy:apiServer", "dir:create:group", "applications:read:secret"} & held


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


def _worker_with(pingone: PingOne, root, role: dict) -> str:
    """The token of a worker application that holds only this role, for the environment Managed."""
    home = f"/environments/{ENVIRONMENTS['Managed']}"
    body = {**{key: APPLICATIONS["Local Worker"][key] for key in ("type", "protocol", "grantTypes", "enabled")}}
    body |= {"name": "Narrow", "tokenEndpointAuthMethod": "CLIENT_SECRET_POST", "assignActorRoles": False}
    worker = created(root.post(f"{home}/applications", json=body))
    scope = {"type": "ENVIRONMENT", "id": ENVIRONMENTS["Managed"]}
    created(
        root.post(
            f"{home}/applications/{worker['id']}/roleAssignments", json={"role": {"id": role["id"]}, "scope": scope}
        )
    )
    secret = root.get(f"{home}/applications/{worker['id']}/secret").json()["secret"]
    data = {"grant_type": "client_credentials", "client_id": worker["id"], "client_secret": secret}
    return pingone.http.post(f"/{ENVIRONMENTS['Managed']}/as/token", data=data).json()["access_token"]


def _role(root, **changes) -> dict:
    ids = {role["name"]: role["id"] for role in root.get("/roles").json()["_embedded"]["roles"]}
    return {
        "name": "API access",
        "applicableTo": ["ENVIRONMENT"],
        "canBeAssignedBy": [{"id": ids["Environment Admin"]}],
        "permissions": [{"id": "authz:read:apiServer"}],
        **changes,
    }


def test_custom_roles(pingone: PingOne, root, api):
    """2.4: a worker may do what its custom role lists, and the log says what was checked."""
    path = f"/environments/{ENVIRONMENTS['Managed']}/roles"
    role = created(root.post(path, json=_role(root)))
    assert role["type"] == "CUSTOM" and role["permissions"][0]["classifier"] == "authz"
    assert root.get(f"{path}/{role['id']}").json() == role
    assert root.get(f"/roles/{role['id']}").status_code == 404
    everything = root.get(path).json()["_embedded"]["roles"]
    assert len(everything) == 1 + len(root.get("/roles").json()["_embedded"]["roles"])
    custom = root.get(path, params={"filter": 'type eq "CUSTOM"'}).json()["_embedded"]["roles"]
    assert custom == [role]
    token = {"Authorization": f"Bearer {_worker_with(pingone, root, role)}"}
    place = f"/v1/environments/{ENVIRONMENTS['Managed']}"
    assert pingone.http.get(f"{place}/apiServers", headers=token).status_code == 200
    assert pingone.journal()[-1]["permission"] == "authz:read:apiServer"
    refused(pingone.http.get(f"{place}/groups", headers=token), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    assert pingone.journal()[-1]["permission"] == "dir:read:group"
    wider = [{"id": "authz:read:apiServer"}, {"id": "dir:read:group"}]
    assert root.put(f"{path}/{role['id']}", json=_role(root, permissions=wider)).status_code == 200
    assert pingone.http.get(f"{place}/groups", headers=token).status_code == 200
    assert root.delete(f"{path}/{role['id']}").status_code == 204
    refused(pingone.http.get(f"{place}/groups", headers=token), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")


def test_custom_roles_are_checked(root, api):
    """2.4"""
    path = f"/environments/{ENVIRONMENTS['Managed']}/roles"
    created(root.post(path, json=_role(root, name="Taken")))
    refused(root.post(path, json=_role(root, name="Taken")), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    for key in ("permissions", "applicableTo", "canBeAssignedBy"):
        refused(root.post(path, json=_role(root, **{key: []})), 400, "INVALID_DATA", "EMPTY_VALUE", key)
    wrong = _role(root, permissions=[{"id": "authz:create:world"}])
    refused(root.post(path, json=wrong), 400, "INVALID_DATA", "INVALID_VALUE", "permissions[0].id")
    wrong = _role(root, canBeAssignedBy=[{"id": "x"}])
    refused(root.post(path, json=wrong), 400, "INVALID_DATA", "INVALID_VALUE", "canBeAssignedBy[0].id")


def test_a_custom_role_is_assigned_where_it_is_applicable(root, api):
    """2.4"""
    home = f"/environments/{ENVIRONMENTS['Managed']}"
    role = created(root.post(f"{home}/roles", json=_role(root, name="Local only")))
    worker = APPLICATIONS["Local Worker"]["id"]
    organization = {"type": "ORGANIZATION", "id": SEED["organization"]["id"]}
    data = {"role": {"id": role["id"]}, "scope": organization}
    answer = root.post(f"{home}/applications/{worker}/roleAssignments", json=data)
    refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "scope.type")


def test_custom_roles_in_a_seed(pingone: PingOne, root):
    """2.4"""
    environments = [dict(environment) for environment in SEED["environments"]]
    identifier = "5b0f0f3c-0b77-4c1c-9a53-1f3a6d1c2b90"
    environments[0]["roles"] = [{"id": identifier, "name": "Reader", "permissions": ["authz:read:apiServer"]}]
    worker = {
        **APPLICATIONS["Local Worker"],
        "id": "0b9d6c2e-4ab1-4b80-9d0c-2d7a3a5a7f10",
        "roles": ["Reader"],
    }
    environments[0]["applications"] = [*environments[0]["applications"], worker]
    try:
        answer = pingone.http.post("/_emulator/reset", json={"seed": {**SEED, "environments": environments}})
        assert answer.status_code == 200, answer.text
        held = root.get(f"/environments/{ENVIRONMENTS['Managed']}/applications/{worker['id']}/roleAssignments").json()
        assert [one["role"]["id"] for one in held["_embedded"]["roleAssignments"]] == [identifier]
        environments[0]["roles"][0]["permissions"] = ["no:such:permission"]
        answer = pingone.http.post("/_emulator/reset", json={"seed": {**SEED, "environments": environments}})
        assert answer.status_code == 400 and "no:such:permission" in answer.text
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})
