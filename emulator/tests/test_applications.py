# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications, role assignments and grants: SPECIFICATION.md 2.3, 14, 15, 27.4 and 27.5."""

from __future__ import annotations

import pytest
from conftest import (
    APPLICATIONS,
    ENVIRONMENTS,
    PingOne,
    application,
    built_in,
    created,
    refused,
    resource,
    scope,
    scopes_of,
    unchanged,
)

OIDC = {
    "name": "New",
    "enabled": True,
    "type": "WEB_APP",
    "protocol": "OPENID_CONNECT",
    "grantTypes": ["AUTHORIZATION_CODE"],
    "responseTypes": ["CODE"],
    "redirectUris": ["https://new.example.org"],
    "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
    "pkceEnforcement": "OPTIONAL",
}
WORKER = {
    "name": "New worker",
    "enabled": True,
    "type": "WORKER",
    "protocol": "OPENID_CONNECT",
    "grantTypes": ["CLIENT_CREDENTIALS"],
    "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
}
ADMIN_CONSOLE, SELF_SERVICE, PORTAL = "PING_ONE_ADMIN_CONSOLE", "PING_ONE_SELF_SERVICE", "PING_ONE_PORTAL"


def system(api, kind: str) -> dict:
    return next(one for one in api.get("/applications").json()["_embedded"]["applications"] if one["type"] == kind)


def grants_of(made: dict) -> str:
    return f"/applications/{made['id']}/grants"


def grant(api, holder: dict, owner: dict, *scopes: dict):
    return api.post(
        grants_of(holder), json={"resource": {"id": owner["id"]}, "scopes": [{"id": one["id"]} for one in scopes]}
    )


def test_create_read_update_delete(api):
    """14: no secret in the answer, client id equal to id, full replace."""
    body = unchanged(api, api.post("/applications", json=OIDC))
    assert body["clientId"] == body["id"] and "clientSecret" not in body and "secret" not in body
    assert {key: body[key] for key in OIDC} == OIDC
    assert len(api.get(f"/applications/{body['id']}/secret").json()["secret"]) >= 64
    smaller = {key: value for key, value in OIDC.items() if key != "pkceEnforcement"}
    changed = unchanged(api, api.put(f"/applications/{body['id']}", json={**smaller, "name": "Other"}))
    assert "pkceEnforcement" not in changed and changed["clientId"] == body["id"]
    assert api.delete(f"/applications/{body['id']}").status_code == 204
    assert api.get(f"/applications/{body['id']}").status_code == 404


@pytest.mark.parametrize("missing", ["name", "enabled", "type", "protocol", "tokenEndpointAuthMethod", "grantTypes"])
def test_required_keys(api, missing: str):
    """14"""
    data = {key: value for key, value in OIDC.items() if key != missing}
    refused(api.post("/applications", json=data), 400, "INVALID_DATA", "REQUIRED_VALUE", missing)


def test_put_without_protocol(api):
    """14"""
    web = application(api, "Orders Web")
    data = {key: value for key, value in web.items() if key != "protocol"}
    refused(api.put(f"/applications/{web['id']}", json=data), 400, "INVALID_DATA", "REQUIRED_VALUE", "protocol")


def test_type_is_fixed(api):
    """14"""
    web = application(api, "Orders Web")
    refused(
        api.put(f"/applications/{web['id']}", json={**web, "type": "SERVICE"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "type",
    )


def test_protocol_change(pingone: PingOne, api):
    """14: refused; a switch allows it. Client id and secret come and go with OpenID Connect."""
    made = created(api.post("/applications", json={**OIDC, "type": "CUSTOM_APP"}))
    path, saml = f"/applications/{made['id']}", {"name": "S", "enabled": True, "type": "CUSTOM_APP", "protocol": "SAML"}
    refused(api.put(path, json={**made, "protocol": "SAML"}), 400, "INVALID_DATA", "INVALID_VALUE", "protocol")
    pingone.switch(protocol_change=True)
    body = unchanged(api, api.put(path, json=saml))
    assert body["protocol"] == "SAML" and "clientId" not in body
    assert api.get(f"{path}/secret").status_code == 404
    refused(api.put(path, json={**saml, "protocol": "OPENID_CONNECT"}), 400, "INVALID_DATA")
    body = unchanged(api, api.put(path, json={**OIDC, "type": "CUSTOM_APP"}))
    assert body["clientId"] == made["id"] and api.get(f"{path}/secret").status_code == 200
    refused(api.put(path, json={**saml, "protocol": "KERBEROS"}), 400, "INVALID_DATA")
    portal = system(api, PORTAL)
    refused(
        api.put(f"/applications/{portal['id']}", json={**portal, "protocol": "SAML"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "protocol",
    )


def test_code_needs_its_grant_type(api):
    """14"""
    refused(
        api.post("/applications", json={**OIDC, "grantTypes": ["IMPLICIT"]}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "responseTypes",
    )


def test_names_may_repeat(api):
    """14"""
    names = [one["name"] for one in api.get("/applications").json()["_embedded"]["applications"]]
    assert names.count("Twin") == 2
    assert created(api.post("/applications", json={**OIDC, "name": "Twin"}))


def test_other_protocols_are_stored_as_sent(api):
    """14: and they have no secret."""
    data = {
        "name": "Link",
        "enabled": True,
        "type": "PORTAL_LINK_APP",
        "protocol": "EXTERNAL_LINK",
        "homePageUrl": "https://intranet.example.org",
        "someDetail": [1, 2],
    }
    body = unchanged(api, api.post("/applications", json=data))
    assert {key: body[key] for key in data} == data and "clientId" not in body
    refused(api.get(f"/applications/{body['id']}/secret"), 404, "NOT_FOUND")


def test_system_applications(api):
    """27.5: one of each, changed without grant types, an empty icon keeps the old one; never made or deleted."""
    for kind in (SELF_SERVICE, PORTAL, ADMIN_CONSOLE):
        found = system(api, kind)
        assert found["protocol"] == "OPENID_CONNECT" and found["icon"]["id"] and found["icon"]["href"]
        assert {
            "name",
            "description",
            "enabled",
            "tokenEndpointAuthMethod",
            "applyDefaultTheme",
            "hiddenFromAppPortal",
        } <= set(found)
        assert ("enableDefaultThemeFooter" in found) == (kind == SELF_SERVICE)
        data = {
            "name": found["name"],
            "enabled": False,
            "type": kind,
            "protocol": "OPENID_CONNECT",
            "icon": {"id": "", "href": ""},
        }
        body = unchanged(api, api.put(f"/applications/{found['id']}", json=data))
        assert body["icon"] == found["icon"] and body["enabled"] is False
        assert api.delete(f"/applications/{found['id']}").status_code == 400
        refused(api.post("/applications", json={**OIDC, "type": kind}), 400, "INVALID_DATA", "INVALID_VALUE", "type")


def test_new_worker_gets_its_creators_roles(api):
    """2.3: unless assignActorRoles is false."""
    copied = created(api.post("/applications", json=WORKER))
    bare = created(api.post("/applications", json={**WORKER, "assignActorRoles": False}))
    counts = [api.get(f"/applications/{made['id']}/roleAssignments").json()["count"] for made in (copied, bare)]
    assert counts == [4, 0]


def test_role_assignments(pingone: PingOne, api):
    """2.3 and 27.4: of workers only; nobody hands out more than it holds; a new role needs a new token."""
    refused(api.get(f"/applications/{APPLICATIONS['Orders Web']['id']}/roleAssignments"), 404, "NOT_FOUND")
    roles = {
        role["name"]: role["id"]
        for role in pingone.http.get("/v1/roles", headers=api.headers).json()["_embedded"]["roles"]
    }
    assert {"Organization Admin", "Environment Admin", "Identity Data Admin", "Client Application Developer"} <= set(
        roles
    )
    worker = APPLICATIONS["Local Worker"]
    old = pingone.as_("Local Worker")
    data = {
        "role": {"id": roles["Client Application Developer"]},
        "scope": {"id": ENVIRONMENTS["Managed"], "type": "ENVIRONMENT"},
    }
    path = f"/applications/{worker['id']}/roleAssignments"
    refused(old.post(path, json=data), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    refused(api.post(path, json={**data, "role": {"id": "x"}}), 400, "INVALID_DATA", "INVALID_VALUE", "role.id")
    body = created(api.post(path, json=data))
    assert body["role"] == data["role"] and body["scope"] == data["scope"] and body["readOnly"] is False
    assert api.get(f"{path}/{body['id']}").json() == body
    refused(api.post(path, json=data), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "role")
    assert old.post("/applications", json=OIDC).status_code == 403
    fresh = pingone.token_request("Local Worker", "Managed").json()["access_token"]
    headers = {"Authorization": f"Bearer {fresh}"}
    assert api.post("/applications", json=OIDC, headers=headers).status_code == 201
    assert api.delete(f"{path}/{body['id']}").status_code == 204
    assert api.post("/applications", json=OIDC, headers=headers).status_code == 403


def test_grant_shape(api):
    """15 and 27.1: scopes with ids only; PUT replaces the list; keys that were read are ignored."""
    owner, web = resource(api), application(api, "Orders Web")
    read, write = scope(api, owner, "read"), scope(api, owner, "write")
    body = unchanged(api, grant(api, web, owner, read))
    assert body["application"] == {"id": web["id"]} and body["resource"] == {"id": owner["id"]}
    assert body["scopes"] == [{"id": read["id"]}] and {"createdAt", "updatedAt", "environment"} <= set(body)
    assert set(body["_links"]) == {"self", "environment", "application", "resource"}
    sent = {**body, "scopes": [{"id": write["id"]}, {"id": read["id"]}]}
    changed = unchanged(api, api.put(body["_links"]["self"]["href"], json=sent))
    assert changed["scopes"] == sent["scopes"] and changed["id"] == body["id"]
    assert api.get(grants_of(web)).json()["_embedded"]["grants"] == [changed]
    assert api.delete(body["_links"]["self"]["href"]).status_code == 204


def test_one_grant_for_a_resource(pingone: PingOne, api):
    """15 and 26 #12"""
    owner, web = resource(api), application(api, "Orders Web")
    read, write = scope(api, owner, "read"), scope(api, owner, "write")
    made = created(grant(api, web, owner, read))
    found = refused(grant(api, web, owner, write), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "resource")
    assert found["innerError"] == {"existingId": made["id"]}
    pingone.switch(duplicate_grant_status=409)
    assert grant(api, web, owner, write).status_code == 409


def test_same_name_from_two_resources(api):
    """15: refused on POST and on PUT."""
    first, second, web = resource(api, "First"), resource(api, "Second"), application(api, "Orders Web")
    created(grant(api, web, first, scope(api, first, "read")))
    same, other = scope(api, second, "read"), scope(api, second, "other")
    text = "Multiple scopes with the same name cannot be added to the same grant"
    assert refused(grant(api, web, second, same), 400, "INVALID_DATA", "INVALID_VALUE", "scopes")["message"] == text
    made = created(grant(api, web, second, other))
    answer = api.put(made["_links"]["self"]["href"], json={"scopes": [{"id": same["id"]}]})
    assert refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "scopes")["message"] == text
    assert grant(api, application(api, "Orders Batch"), second, same).status_code == 201


def test_scopes_of_a_grant(api):
    """15 and 26 #11: at least one, all of the named resource."""
    first, second, web = resource(api, "First"), resource(api, "Second"), application(api, "Orders Web")
    foreign = scope(api, second, "foreign")
    refused(grant(api, web, first), 400, "INVALID_DATA", "EMPTY_VALUE", "scopes")
    refused(
        api.post(grants_of(web), json={"resource": {"id": first["id"]}}),
        400,
        "INVALID_DATA",
        "REQUIRED_VALUE",
        "scopes",
    )
    refused(grant(api, web, first, foreign), 400, "INVALID_DATA", "INVALID_VALUE", "scopes[0].id")
    refused(grant(api, web, {"id": "nothing"}, foreign), 400, "INVALID_DATA", "INVALID_VALUE", "resource.id")
    made = created(grant(api, web, second, foreign))
    refused(api.put(made["_links"]["self"]["href"], json={"scopes": []}), 400, "INVALID_DATA", "EMPTY_VALUE", "scopes")


def test_worker_grants(api):
    """15: openid only."""
    worker, owner, openid = application(api, "Local Worker"), resource(api), built_in(api, "openid")
    refused(
        grant(api, worker, owner, scope(api, owner, "read")), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION", "resource"
    )
    assert grant(api, worker, openid, scopes_of(api, openid)["email"]).status_code == 201


def test_openid_scope_can_be_granted(api):
    """27.5"""
    openid, web = built_in(api, "openid"), application(api, "Orders Web")
    scopes = scopes_of(api, openid)
    body = created(grant(api, web, openid, scopes["openid"], scopes["email"]))
    assert {one["id"] for one in body["scopes"]} == {scopes["openid"]["id"], scopes["email"]["id"]}


def test_grants_of_system_applications(api):
    """27.5: 404 for the console; one grant on PingOne API for the others, POST while there is none."""
    console = system(api, ADMIN_CONSOLE)
    for method in ("GET", "POST"):
        refused(api.request(method, grants_of(console), json={}), 404, "NOT_FOUND")
    refused(api.put(f"{grants_of(console)}/x", json={}), 404, "NOT_FOUND")
    platform = built_in(api, "PingOne API")
    user = scopes_of(api, platform)["p1:read:user"]
    for kind in (SELF_SERVICE, PORTAL):
        found = system(api, kind)
        (only,) = api.get(grants_of(found)).json()["_embedded"]["grants"]
        assert only["resource"] == {"id": platform["id"]}
        refused(grant(api, found, platform, user), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "resource")
        changed = api.put(only["_links"]["self"]["href"], json={"scopes": [{"id": user["id"]}]})
        assert unchanged(api, changed)["scopes"] == [{"id": user["id"]}]
        assert api.delete(only["_links"]["self"]["href"]).status_code == 204
        assert grant(api, found, platform, user).status_code == 201


def test_deleting_an_application_takes_its_grants(api):
    """15 and 27.5"""
    owner = resource(api)
    made = created(api.post("/applications", json=OIDC))
    one = created(grant(api, made, owner, scope(api, owner, "read")))
    api.delete(f"/applications/{made['id']}")
    assert api.get(one["_links"]["self"]["href"]).status_code == 404
    assert api.get(grants_of(made)).status_code == 404
