# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Smaller families: SPECIFICATION.md 9.2, 11, 12.3, 17.2 to 17.4, 19, 27.3 to 27.5."""

from __future__ import annotations

import jwt
import pytest
from conftest import (
    DEPLOY,
    ENVIRONMENTS,
    EXTERNAL,
    SEED,
    PingOne,
    built_in,
    created,
    operation_input,
    operations_of,
    refused,
    resource,
    service,
    unchanged,
)

OAUTH = {
    "name": "Partner IdP",
    "type": "EXTERNAL",
    "issuers": ["https://idp.example.org"],
    "validation": {"type": "JWKS_URL", "jwksUrl": "https://idp.example.org/jwks"},
}


def attributes(api, owner) -> dict:
    found = api.get(f"/resources/{owner['id']}/attributes").json()["_embedded"]["attributes"]
    return {one["name"]: one for one in found}


def test_custom_resource_has_sub(api):
    """12.1: and it cannot be deleted (27.3)."""
    owner = resource(api)
    sub = attributes(api, owner)["sub"]
    assert (sub["type"], sub["value"], sub["resource"]) == ("CORE", "${user.id}", {"id": owner["id"]})
    assert not {"idToken", "userInfo"} & set(sub)
    refused(api.delete(sub["_links"]["self"]["href"]), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    refused(
        api.put(sub["_links"]["self"]["href"], json={**sub, "name": "subject"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "name",
    )
    changed = unchanged(api, api.put(sub["_links"]["self"]["href"], json={**sub, "value": "${user.username}"}))
    assert changed["value"] == "${user.username}" and changed["type"] == "CORE"


def test_attributes_of_a_resource(api):
    """12.3 and 27.3"""
    owner = resource(api)
    path = f"/resources/{owner['id']}/attributes"
    body = unchanged(api, api.post(path, json={"name": "fullName", "value": "${user.name.given + ', '}"}))
    assert body["type"] == "CUSTOM" and body["environment"] == owner["environment"]
    refused(
        api.post(path, json={"name": "fullName", "value": "x"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name"
    )
    refused(api.post(path, json={"name": "other", "value": ""}), 400, "INVALID_DATA", "EMPTY_VALUE", "value")
    refused(
        api.post(path, json={"name": "other", "value": "x", "idToken": True}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "idToken",
    )
    assert api.delete(f"{path}/{body['id']}").status_code == 204


def test_openid_attributes(api):
    """27.3: predefined values, both flags true; POST adds custom ones; reserved names."""
    openid = built_in(api, "openid")
    found = attributes(api, openid)
    assert found["address.postal_code"]["value"] == "${user.address.postalCode}"
    assert found["updated_at"]["value"] == "${#datetime.toUnixTimestamp(user.updatedAt)}"
    assert found["website"]["value"] == "" and found["preferred_username"]["value"] == "${user.username}"
    assert sum(one["type"] == "PREDEFINED" for one in found.values()) == 24
    assert all(one["idToken"] and one["userInfo"] for one in found.values())
    path = f"/resources/{openid['id']}/attributes"
    body = unchanged(api, api.post(path, json={"name": "loyalty", "value": "${user.loyalty}"}))
    assert (body["idToken"], body["userInfo"]) == (True, True)
    both = {"name": "loyalty", "value": "x", "idToken": False, "userInfo": False}
    refused(api.put(f"{path}/{body['id']}", json=both), 400, "INVALID_DATA", "INVALID_VALUE", "idToken")
    for name in ("acr", "p1.anything", "sid"):
        refused(api.post(path, json={"name": name, "value": "x"}), 400, "INVALID_DATA", "INVALID_VALUE", "name")
    email = found["email"]
    changed = unchanged(api, api.put(email["_links"]["self"]["href"], json={**email, "value": ""}))
    assert changed["value"] == "" and changed["type"] == "PREDEFINED"
    refused(api.delete(email["_links"]["self"]["href"]), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")


def test_mapped_claims(api):
    """13: attributes of the resource."""
    openid = built_in(api, "openid")
    made = attributes(api, openid)["email"]
    path = f"/resources/{openid['id']}/scopes"
    assert unchanged(api, api.post(path, json={"name": "loyalty", "mappedClaims": [made["id"]]}))["mappedClaims"] == [
        made["id"]
    ]
    refused(
        api.post(path, json={"name": "other", "mappedClaims": ["x"]}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "mappedClaims",
    )


def test_schemas(api):
    """27.4"""
    (schema,) = api.get("/schemas").json()["_embedded"]["schemas"]
    assert schema["name"] == "User" and api.get(f"/schemas/{schema['id']}").json() == schema
    path = f"/schemas/{schema['id']}/attributes"
    found = {one["name"]: one for one in api.get(path).json()["_embedded"]["attributes"]}
    assert found["username"]["schemaType"] == "CORE" and found["email"]["schemaType"] == "STANDARD"
    data = {
        "name": "loyalty",
        "displayName": "Loyalty",
        "description": "x",
        "type": "JSON",
        "enabled": False,
        "unique": True,
        "multiValued": True,
        "required": True,
    }
    body = unchanged(api, api.post(path, json=data))
    assert {key: body[key] for key in data} == data
    assert body["schemaType"] == "CUSTOM" and body["schema"] == {"id": schema["id"]}
    refused(api.post(path, json={"name": "flag", "type": "BOOLEAN"}), 400, "INVALID_DATA", "INVALID_VALUE", "type")
    refused(api.post(path, json={"name": "loyalty"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    smaller = api.put(f"{path}/{body['id']}", json={"name": "loyalty", "type": "JSON"})
    assert "description" not in unchanged(api, smaller)
    patched = unchanged(api, api.patch(f"{path}/{body['id']}", json={"enabled": False, "description": "y"}))
    later = {"enabled": False, "description": "y", "updatedAt": patched["updatedAt"]}
    assert patched == {**smaller.json(), **later}
    wrong = api.patch(f"{path}/{body['id']}", json={"type": "TEXT"})
    refused(wrong, 400, "INVALID_DATA", "INVALID_VALUE", "type")
    refused(api.delete(f"{path}/{found['email']['id']}"), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    assert api.delete(f"{path}/{body['id']}").status_code == 204


def test_application_permissions(api):
    """17.2 and 27.4"""
    owner = resource(api)
    own = f"/resources/{owner['id']}/applicationResources"
    ledger = unchanged(api, api.post(own, json={"name": "ledger", "description": "x"}))
    assert ledger["parent"] == {"type": "PING_ONE_RESOURCE", "id": owner["id"]} and "type" not in ledger
    assert api.get("/applicationResources").json()["_embedded"]["resources"][-1] == ledger
    assert api.get(own).json()["_embedded"] == {"resources": [ledger]}
    refused(api.post(own, json={"name": "ledger"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    refused(
        api.post(f"/resources/{built_in(api, 'openid')['id']}/applicationResources", json={"name": "x"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "resource",
    )
    path = f"/applicationResources/{ledger['id']}/permissions"
    body = unchanged(api, api.post(path, json={"action": "read"}))
    assert (body["key"], body["resource"]) == ("ledger:read", {"id": ledger["id"], "name": "ledger"})
    refused(api.post(path, json={"action": "read"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "action")
    of_resource = f"/resources/{owner['id']}/applicationPermissions"
    assert api.get(of_resource).json()["_embedded"] == {"permissions": [body]}
    renamed = unchanged(api, api.put(f"{path}/{body['id']}", json={"action": "write", "description": "y"}))
    assert renamed["key"] == "ledger:write"
    unchanged(api, api.put(f"{own}/{ledger['id']}", json={"name": "book"}))
    assert api.get(f"{path}/{body['id']}").json()["key"] == "book:write"


def test_application_roles(api):
    """27.4: a role's permission is the permission, same id."""
    owner = resource(api)
    ledger = created(api.post(f"/resources/{owner['id']}/applicationResources", json={"name": "ledger"}))
    permission = created(api.post(f"/applicationResources/{ledger['id']}/permissions", json={"action": "read"}))
    role = unchanged(api, api.post("/applicationRoles", json={"name": "Bookkeeper"}))
    assert api.get("/applicationRoles").json()["_embedded"]["roles"][-1] == role
    assert api.get(f"/applicationRoles/{role['id']}/assignments").json()["_embedded"] == {"assignments": []}
    seeded = api.get("/applicationRoles").json()["_embedded"]["roles"][0]
    (holder,) = api.get(f"/applicationRoles/{seeded['id']}/assignments").json()["_embedded"]["assignments"]
    assert holder["role"] == {"id": seeded["id"]} and holder["subject"]["type"] == "USER"
    path = f"/applicationRoles/{role['id']}/permissions"
    assert created(api.post(path, json={"id": permission["id"]})) == permission
    assert api.get(path).json()["_embedded"] == {"permissions": [permission]}
    refused(api.post(path, json={"id": permission["id"]}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "id")
    refused(api.post(path, json={"id": "x"}), 400, "INVALID_DATA", "INVALID_VALUE", "id")
    refused(api.post(path, json={}), 400, "INVALID_DATA", "REQUIRED_VALUE", "id")
    assert api.delete(f"{path}/{permission['id']}").status_code == 204
    refused(api.delete(f"{path}/{permission['id']}"), 404, "NOT_FOUND")
    api.post(path, json={"id": permission["id"]})
    assert api.delete(f"/resources/{owner['id']}").status_code == 204
    assert api.get(path).json()["count"] == 0


def test_permission_of_an_operation(pingone: PingOne, api):
    """10.3: must exist when saved, stays referenced later (26 #24) unless a switch protects it."""
    made = service(api)
    linked = made["authorizationServer"]["resource"]["id"]
    ledger = created(api.post(f"/resources/{linked}/applicationResources", json={"name": "ledger"}))
    permission = created(api.post(f"/applicationResources/{ledger['id']}/permissions", json={"action": "read"}))
    data = {
        "name": "Read",
        "paths": [{"type": "EXACT", "pattern": "/ledger"}],
        "accessControl": {"permission": {"id": permission["id"]}},
    }
    operation = unchanged(api, api.post(f"/apiServers/{made['id']}/operations", json=data))
    pingone.switch(protect_used=True)
    refused(api.delete(permission["_links"]["self"]["href"]), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    pingone.switch(protect_used=False)
    assert api.delete(permission["_links"]["self"]["href"]).status_code == 204
    assert api.get(operation["_links"]["self"]["href"]).json() == operation


def test_external_oauth_servers(api):
    """11"""
    body = unchanged(api, api.post("/externalOAuthServers", json=OAUTH))
    assert body["validation"]["clockSkewTolerance"] == 0
    refused(api.post("/externalOAuthServers", json=OAUTH), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    for change, target in (
        ({"type": "INTERNAL"}, "type"),
        ({"issuers": ["x"] * 9}, "issuers"),
        ({"issuers": [""]}, "issuers[0]"),
        ({"description": "x" * 1025}, "description"),
        ({"validation": {"type": "JWKS"}}, "validation.jwks"),
        ({"validation": {"type": "JWKS_URL"}}, "validation.jwksUrl"),
        ({"validation": {"type": "JWKS", "jwks": "x" * 16385}}, "validation.jwks"),
        ({"validation": {**OAUTH["validation"], "clockSkewTolerance": -1}}, "validation.clockSkewTolerance"),
    ):
        answer = api.post("/externalOAuthServers", json={**OAUTH, "name": "Other", **change})
        assert refused(answer, 400, "INVALID_DATA")["details"][0]["target"] == target
    for number in range(24):
        created(api.post("/externalOAuthServers", json={**OAUTH, "name": f"Server {number}"}))
    refused(
        api.post("/externalOAuthServers", json={**OAUTH, "name": "One more"}),
        400,
        "INVALID_DATA",
        "SIZE_LIMIT_EXCEEDED",
        "externalOAuthServers",
    )


def test_external_service_with_a_server(api):
    """8.1, 11 and 3.4"""
    idp = created(api.post("/externalOAuthServers", json=OAUTH))
    server = {"type": "EXTERNAL", "externalOAuthServer": {"id": idp["id"], "audience": "https://partner.example.org"}}
    body = unchanged(api, api.post("/apiServers", json={**EXTERNAL, "authorizationServer": server}))
    assert body["authorizationServer"] == server
    created(api.post("/apiServers", json={**EXTERNAL, "name": "Another"}))
    text = f'authorizationServer.externalOAuthServer.id eq "{idp["id"]}"'
    assert api.get("/apiServers", params={"filter": text}).json()["_embedded"]["apiServers"] == [body]
    refused(api.delete(f"/externalOAuthServers/{idp['id']}"), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    wrong = {
        **EXTERNAL,
        "name": "Third",
        "authorizationServer": {"type": "EXTERNAL", "externalOAuthServer": {"id": "x", "audience": "y"}},
    }
    refused(
        api.post("/apiServers", json=wrong),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "authorizationServer.externalOAuthServer.id",
    )
    sso = {
        "name": "Fourth",
        "baseUrls": ["https://x.example.org"],
        "authorizationServer": {
            "resource": {"id": resource(api)["id"]},
            "externalOAuthServer": {"id": idp["id"], "audience": "y"},
        },
    }
    refused(
        api.post("/apiServers", json=sso),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "authorizationServer.externalOAuthServer",
    )


def test_gateways(api):
    """19 and 27.5"""
    body = unchanged(api, api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION"}))
    assert body["enabled"] is True and "credentials" not in body
    refused(
        api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )
    refused(
        api.post("/gateways", json={"name": "Ed*ge", "type": "API_GATEWAY_INTEGRATION"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "name",
    )
    refused(
        api.put(f"/gateways/{body['id']}", json={"name": "Edge", "type": "RADIUS"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "type",
    )
    changed = {"name": "Edge 2", "type": "API_GATEWAY_INTEGRATION", "enabled": False, "credentials": [{"id": "x"}]}
    assert unchanged(api, api.put(f"/gateways/{body['id']}", json=changed))["enabled"] is False
    assert api.delete(f"/gateways/{body['id']}").status_code == 204


@pytest.mark.parametrize("options", [{}, {"json": {}}])
def test_credentials(api, options: dict):
    """19: the JWT is answered once; at most five."""
    gateway = created(api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION", "enabled": True}))
    path = f"/gateways/{gateway['id']}/credentials"
    body = created(api.post(path, **options))
    assert body["credential"] == body["token"]
    claims = jwt.decode(body["credential"], options={"verify_signature": False, "verify_aud": False})
    assert claims["jti"] == body["id"] and claims["gatewayId"] == gateway["id"] and "exp" not in claims
    assert claims["httpAccessApiUrl"].endswith(f"/v1/environments/{ENVIRONMENTS['Managed']}")
    for seen in (api.get(path).json()["_embedded"]["credentials"][0], api.get(f"{path}/{body['id']}").json()):
        assert seen["id"] == body["id"] and not {"credential", "token"} & set(seen)
    for _turn in range(4):
        created(api.post(path))
    refused(api.post(path), 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", "credentials")
    assert api.delete(f"{path}/{body['id']}").status_code == 204
    created(api.post(path))


def test_decision_endpoints(api):
    """9.2: one, owned, named like the service; gone with it (8.8)."""
    made = service(api)
    assert api.get("/decisionEndpoints").json()["count"] == 0
    body = api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY).json()
    endpoint = api.get(f"/decisionEndpoints/{body['decisionEndpoint']['id']}").json()
    assert (endpoint["name"], endpoint["owned"]) == ("Orders API", True)
    api.put(f"/apiServers/{made['id']}", json={**made, "name": "Renamed"})
    api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY)
    (only,) = api.get("/decisionEndpoints").json()["_embedded"]["decisionEndpoints"]
    assert (only["id"], only["name"]) == (endpoint["id"], "Renamed")
    for answer in (
        api.put(f"/decisionEndpoints/{only['id']}", json=only),
        api.delete(f"/decisionEndpoints/{only['id']}"),
    ):
        refused(answer, 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    api.delete(f"/apiServers/{made['id']}")
    assert api.get("/decisionEndpoints").json()["count"] == 0


def test_own_decision_endpoints(api):
    """9.2: those that no deployment made."""
    data = {"name": "Loans", "description": "x", "recordRecentRequests": True}
    body = unchanged(api, api.post("/decisionEndpoints", json={**data, "alternateId": "loans", "owned": True}))
    assert {key: body[key] for key in data} == data and body["owned"] is False
    smaller = api.put(f"/decisionEndpoints/{body['id']}", json={"name": "Loans", "recordRecentRequests": False})
    assert not {"description", "alternateId"} & set(unchanged(api, smaller))
    missing = api.post("/decisionEndpoints", json={"name": "Loans"})
    refused(missing, 400, "INVALID_DATA", "REQUIRED_VALUE", "recordRecentRequests")
    assert api.delete(f"/decisionEndpoints/{body['id']}").status_code == 204


def test_sign_on_policies(api):
    """17.3 and 10.3"""
    policies = api.get("/signOnPolicies").json()["_embedded"]["signOnPolicies"]
    assert api.get(f"/signOnPolicies/{policies[0]['id']}").json() == policies[0]
    made = service(api)
    data = {"name": "Read", "paths": [{"type": "EXACT", "pattern": "/x"}]}
    for acr, good in ((policies[0]["id"], True), ("unheard-of", False)):
        rule = {"authentication": {"acrs": [{"id": acr, "type": "PINGONE"}]}}
        answer = api.post(f"/apiServers/{made['id']}/operations", json={**data, "accessControl": rule})
        assert answer.status_code == (201 if good else 400)


def test_flow_policies(pingone: PingOne, api):
    """17.4, 3.4 and 10.3: to read only; an operation names one of its own environment, by the right type."""
    (policy,) = api.get("/flowPolicies").json()["_embedded"]["flowPolicies"]
    assert api.get(policy["_links"]["self"]["href"]).json() == policy
    (seeded,) = SEED["environments"][0]["flowPolicies"]
    rest = {"enabled": True, "trigger": {"type": "AUTHENTICATION"}, "environment": {"id": ENVIRONMENTS["Managed"]}}
    assert {key: value for key, value in policy.items() if key != "_links"} == {**seeded, **rest}
    for wanted, count in (("AUTHENTICATION", 1), ("NOTHING", 0)):
        answer = api.get("/flowPolicies", params={"filter": f'trigger.type eq "{wanted}"'})
        assert answer.json()["count"] == count
    by_name = api.get("/flowPolicies", params={"filter": f'name eq "{policy["name"]}"'})
    refused(by_name, 400, "INVALID_REQUEST", "INVALID_FILTER", "filter")
    refused(api.get("/flowPolicies/unheard-of"), 404, "NOT_FOUND")
    for answer in (api.post("/flowPolicies", json={"name": "x"}), api.delete(f"/flowPolicies/{policy['id']}")):
        refused(answer, 405, "METHOD_NOT_ALLOWED")
    with pingone.as_("Automation Elsewhere") as stranger:
        for path in ("/flowPolicies", f"/flowPolicies/{policy['id']}"):
            refused(stranger.get(path), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    with pingone.as_("Automation Basic", "Administrators") as elsewhere:
        assert elsewhere.get("/flowPolicies").json()["count"] == 0
        here, there = operations_of(service(api)), operations_of(service(elsewhere))
        for client, path, acr, type, good in (
            (api, here, policy["id"], "DAVINCI", True),
            (api, here, policy["id"], "PINGONE", False),
            (api, here, "unheard-of", "DAVINCI", False),
            (elsewhere, there, policy["id"], "DAVINCI", False),
        ):
            rule = {"authentication": {"acrs": [{"id": acr, "type": type}]}}
            answer = client.post(path, json=operation_input(accessControl=rule))
            if good:
                assert unchanged(client, answer)["accessControl"] == rule
            else:
                target = "accessControl.authentication.acrs[0].id"
                refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", target)


def test_own_sign_on_policies(api):
    """17.3: one default; operations may name new ones."""
    body = unchanged(api, api.post("/signOnPolicies", json={"name": "With_Code", "description": "x"}))
    assert body["default"] is False
    refused(
        api.post("/signOnPolicies", json={"name": "With_Code"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name"
    )
    refused(api.post("/signOnPolicies", json={"name": "a/b"}), 400, "INVALID_DATA", "INVALID_VALUE", "name")
    assert created(api.post("/signOnPolicies", json={"name": "urn:example:code"}))["name"] == "urn:example:code"
    path = f"/signOnPolicies/{body['id']}"
    changed = unchanged(api, api.put(path, json={"name": "With_Code", "default": True}))
    assert "description" not in changed
    defaults = [one["id"] for one in api.get("/signOnPolicies").json()["_embedded"]["signOnPolicies"] if one["default"]]
    assert defaults == [body["id"]]
    assert unchanged(api, api.put(path, json={"name": "With_Code"}))["default"] is True
    refused(api.delete(path), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION", "default")
    first = api.get("/signOnPolicies").json()["_embedded"]["signOnPolicies"][0]
    api.put(f"/signOnPolicies/{first['id']}", json={**first, "default": True})
    assert api.delete(path).status_code == 204
