# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources and scopes: SPECIFICATION.md 5.5, 12, 13, 26 and 27.3."""

from __future__ import annotations

import pytest
from conftest import PingOne, application, built_in, created, refused, resource, scope, scopes_of, service, unchanged


def test_defaults(api):
    """12.1"""
    body = unchanged(api, api.post("/resources", json={"name": "Orders API"}))
    assert {
        key: body[key] for key in ("type", "audience", "accessTokenValiditySeconds", "introspectEndpointAuthMethod")
    } == {
        "type": "CUSTOM",
        "audience": "Orders API",
        "accessTokenValiditySeconds": 3600,
        "introspectEndpointAuthMethod": "CLIENT_SECRET_BASIC",
    }
    assert {"self", "environment", "scopes", "attributes", "secret"} <= set(body["_links"])
    assert "description" not in body and "clientSecret" not in body


def test_name_is_required_and_unique(api):
    """12.1 and 25"""
    refused(api.post("/resources", json={}), 400, "INVALID_DATA", "REQUIRED_VALUE", "name")
    for bad in ("", " ", "x" * 257, "a\tb"):
        refused(api.post("/resources", json={"name": bad}), 400, "INVALID_DATA")
    first, second = resource(api, "First"), resource(api, "Second")
    found = refused(api.post("/resources", json={"name": "First"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    assert "already exists" in found["message"] and found["innerError"] == {"existingId": first["id"]}
    refused(
        api.put(f"/resources/{second['id']}", json={"name": "First"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )
    assert api.put(f"/resources/{first['id']}", json={"name": "First"}).status_code == 200


@pytest.mark.parametrize(
    "audience", ["https://x.pingone.example", "PingOne things", "the pingidentity one", "https://api.example.org/#part"]
)
def test_audience_rules(api, audience: str):
    """12.1"""
    refused(
        api.post("/resources", json={"name": "Orders", "audience": audience}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "audience",
    )


def test_audience_from_the_name_obeys_the_same_rules(api):
    """12.1"""
    refused(api.post("/resources", json={"name": "My pingone API"}), 400, "INVALID_DATA", "INVALID_VALUE", "audience")
    assert resource(api, "My pingone API", audience="fine")["audience"] == "fine"


def test_put_without_audience(pingone: PingOne, api):
    """26 #10: back to the name; a switch keeps it."""
    made = resource(api, "Orders", audience="https://orders.example.org")
    path = f"/resources/{made['id']}"
    assert unchanged(api, api.put(path, json={"name": "Renamed"}))["audience"] == "Renamed"
    pingone.switch(put_without_audience="keep")
    assert unchanged(api, api.put(path, json={"name": "Again"}))["audience"] == "Renamed"
    assert unchanged(api, api.put(path, json={"name": "Again", "audience": "other"}))["audience"] == "other"
    assert resource(api, "New")["audience"] == "New"


def test_rename(pingone: PingOne, api):
    """26 #9: allowed; a switch forbids it."""
    made = resource(api, "Orders")
    assert api.put(f"/resources/{made['id']}", json={"name": "Renamed"}).json()["name"] == "Renamed"
    pingone.switch(resource_rename=False)
    refused(api.put(f"/resources/{made['id']}", json={"name": "Again"}), 400, "INVALID_DATA", "INVALID_VALUE", "name")
    assert api.put(f"/resources/{made['id']}", json={"name": "Renamed"}).status_code == 200


@pytest.mark.parametrize("seconds", [299, 2_592_001])
def test_token_validity_range(api, seconds: int):
    """12.1 and 25"""
    found = refused(
        api.post("/resources", json={"name": "x", "accessTokenValiditySeconds": seconds}),
        400,
        "INVALID_DATA",
        "OUT_OF_RANGE",
        "accessTokenValiditySeconds",
    )
    assert found["innerError"] == {"rangeMinimumValue": 300, "rangeMaximumValue": 2_592_000}


def test_enumerations(api):
    """12.1 and 25"""
    found = refused(
        api.post("/resources", json={"name": "x", "introspectEndpointAuthMethod": "client_secret_basic"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "introspectEndpointAuthMethod",
    )
    assert found["innerError"]["allowedValues"] == ["NONE", "CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"]
    refused(
        api.post("/resources", json={"name": "x", "type": "OPENID_CONNECT"}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "type",
    )


def test_imported_credentials(api):
    """12.1: both or none; never shown."""
    refused(
        api.post("/resources", json={"name": "x", "clientSecret": "a-long-imported-secret"}),
        400,
        "INVALID_DATA",
        "REQUIRED_VALUE",
        "clientId",
    )
    made = resource(api, "x", clientId="imported-client", clientSecret="a-long-imported-secret")
    assert not {"clientId", "clientSecret"} & set(made)
    assert api.get(f"/resources/{made['id']}/secret").json()["secret"] == "a-long-imported-secret"


def test_built_ins(api):
    """12.1, 27.3 and 5.5: both exist, with a description and little else; no secret, no deletion."""
    for name, kind in (("PingOne API", "PINGONE_API"), ("openid", "OPENID_CONNECT")):
        found = built_in(api, name)
        assert found["type"] == kind and found["description"]
        assert not {"audience", "accessTokenValiditySeconds", "introspectEndpointAuthMethod"} & set(found)
        refused(api.get(f"/resources/{found['id']}/secret"), 404, "NOT_FOUND")
        refused(api.delete(f"/resources/{found['id']}"), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")


def test_changing_built_ins(pingone: PingOne, api):
    """12.1: not known; refused unless switched on."""
    path = f"/resources/{built_in(api, 'openid')['id']}"
    refused(api.put(path, json={"name": "openid", "description": "x"}), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    pingone.switch(change_built_in_resources=True)
    body = unchanged(api, api.put(path, json={"name": "openid", "description": "x"}))
    assert (body["description"], body["type"]) == ("x", "OPENID_CONNECT") and "audience" not in body


def test_secret(api):
    """12.2 and 27.3"""
    made = resource(api)
    path = f"/resources/{made['id']}/secret"
    first = api.get(path).json()
    assert len(first["secret"]) >= 64 and first["environment"] == made["environment"] and "previous" not in first
    second = api.post(path, json={}).json()
    assert second["secret"] != first["secret"] and "previous" not in second
    assert api.get(path).json() == second
    third = api.post(path, json={"previous": {"expiresAt": "2999-01-01T00:00:00Z"}})
    refused(third, 400, "INVALID_DATA", "OUT_OF_RANGE", "previous.expiresAt")
    for wrong in ("tomorrow", 7, "2030-01-01T00:00:00"):
        refused(
            api.post(path, json={"previous": {"expiresAt": wrong}}),
            400,
            "INVALID_DATA",
            "INVALID_VALUE",
            "previous.expiresAt",
        )
    assert api.post(path).status_code == 200


def test_linked_resource_is_protected(pingone: PingOne, api):
    """25 and 26 #6"""
    made = service(api)
    path = f"/resources/{made['authorizationServer']['resource']['id']}"
    found = refused(api.delete(path), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    assert found["innerError"] == {"referencedValues": [made["id"]]}
    assert api.get(path).status_code == 200
    pingone.switch(protect_linked_resources=False)
    assert api.delete(path).status_code == 204


def test_two_resources_of_one_name(pingone: PingOne, api):
    """12: refused; a switch lets them be."""
    created(api.post("/resources", json={"name": "Twin"}))
    refused(api.post("/resources", json={"name": "Twin"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    pingone.switch(unique_resource_names=False)
    created(api.post("/resources", json={"name": "Twin"}))


def test_deleting_a_resource_takes_scopes_and_grants(api):
    """12.1"""
    made = resource(api)
    read, web = scope(api, made, "orders-read"), application(api, "Orders Web")
    created(
        api.post(
            f"/applications/{web['id']}/grants", json={"resource": {"id": made["id"]}, "scopes": [{"id": read["id"]}]}
        )
    )
    assert api.delete(f"/resources/{made['id']}").status_code == 204
    assert api.get(f"/resources/{made['id']}/scopes/{read['id']}").status_code == 404
    assert api.get(f"/applications/{web['id']}/grants").json()["count"] == 0


def test_scope_shape(api):
    """13 and 27.1"""
    made = resource(api)
    body = unchanged(
        api, api.post(f"/resources/{made['id']}/scopes", json={"name": "orders-read", "description": "Read orders."})
    )
    assert body["resource"] == {"id": made["id"]} and body["environment"] == made["environment"]
    assert set(body["_links"]) == {"self", "resource"}
    assert not {"schemaAttributes", "mappedClaims"} & set(body)
    changed = unchanged(api, api.put(f"/resources/{made['id']}/scopes/{body['id']}", json={"name": "orders-write"}))
    assert (changed["id"], changed["name"], changed["createdAt"]) == (body["id"], "orders-write", body["createdAt"])
    assert "description" not in changed and changed["resource"] == body["resource"]


def test_scope_names(api):
    """13: scope-token alphabet, 1 to 256, unique within the resource only."""
    first, second = resource(api, "First"), resource(api, "Second")
    path = f"/resources/{first['id']}/scopes"
    for bad in ("", "with space", 'quo"te', "back\\slash", "ümlaut", "x" * 257):
        refused(api.post(path, json={"name": bad}), 400, "INVALID_DATA")
    made = scope(api, first, "a:b/c.d-e_f!")
    found = refused(api.post(path, json={"name": "a:b/c.d-e_f!"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    assert found["innerError"] == {"existingId": made["id"]}
    scope(api, second, "a:b/c.d-e_f!")
    other = scope(api, first, "other")
    refused(
        api.put(f"{path}/{other['id']}", json={"name": made["name"]}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )


def test_predefined_scopes(api):
    """13 and 27.3: there, described, not deletable; user scopes cover all attributes."""
    openid, platform = scopes_of(api, built_in(api, "openid")), scopes_of(api, built_in(api, "PingOne API"))
    assert set(openid) == {"address", "email", "openid", "phone", "profile"}
    assert all(
        found["description"] and not {"mappedClaims", "schemaAttributes"} & set(found) for found in openid.values()
    )
    assert {
        "p1:read:user",
        "p1:update:user",
        "p1:create:device",
        "p1:read:device",
        "p1:update:device",
        "p1:delete:device",
        "p1:create:pairingKey",
        "p1:read:sessions",
        "p1:delete:sessions",
        "p1:read:userPassword",
        "p1:reset:userPassword",
        "p1:validate:userPassword",
    } <= set(platform)
    assert platform["p1:read:user"]["schemaAttributes"] == ["*"]
    for found in (openid["email"], platform["p1:read:user"]):
        refused(api.delete(found["_links"]["self"]["href"]), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
        refused(
            api.put(found["_links"]["self"]["href"], json={**found, "name": "p1:read:user:x"}),
            400,
            "INVALID_DATA",
            "INVALID_VALUE",
            "name",
        )


def test_scopes_of_built_in_resources(api):
    """27.3: openid takes any name, PingOne API only user scopes with a suffix; both can go again."""
    openid, platform = built_in(api, "openid"), built_in(api, "PingOne API")
    path = f"/resources/{platform['id']}/scopes"
    refused(api.post(path, json={"name": "orders-read"}), 400, "INVALID_DATA", "INVALID_VALUE", "name")
    made = unchanged(api, api.post(path, json={"name": "p1:read:user:mail", "schemaAttributes": ["email"]}))
    assert api.delete(f"{path}/{made['id']}").status_code == 204
    refused(
        api.post(path, json={"name": "p1:read:user:all", "schemaAttributes": ["*", "email"]}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "schemaAttributes",
    )
    assert api.delete(scope(api, openid, "loyalty")["_links"]["self"]["href"]).status_code == 204


def test_schema_attributes_are_for_user_scopes(api):
    """13"""
    made = resource(api)
    refused(
        api.post(f"/resources/{made['id']}/scopes", json={"name": "x", "schemaAttributes": ["email"]}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "schemaAttributes",
    )


def test_deleted_scope_leaves_its_grants(pingone: PingOne, api):
    """13 and 26 #8: the entry goes, the grant with its last entry; a switch keeps stale ids."""
    made, web = resource(api), application(api, "Orders Web")
    read, write = scope(api, made, "read"), scope(api, made, "write")
    grant = created(
        api.post(
            f"/applications/{web['id']}/grants",
            json={"resource": {"id": made["id"]}, "scopes": [{"id": read["id"]}, {"id": write["id"]}]},
        )
    )
    assert api.delete(read["_links"]["self"]["href"]).status_code == 204
    assert api.get(grant["_links"]["self"]["href"]).json()["scopes"] == [{"id": write["id"]}]
    pingone.switch(stale_grants=True)
    third = scope(api, made, "third")
    api.put(grant["_links"]["self"]["href"], json={"scopes": [{"id": write["id"]}, {"id": third["id"]}]})
    api.delete(third["_links"]["self"]["href"])
    assert {"id": third["id"]} in api.get(grant["_links"]["self"]["href"]).json()["scopes"]
    pingone.switch(stale_grants=False)
    api.put(grant["_links"]["self"]["href"], json={"scopes": [{"id": write["id"]}]})
    api.delete(write["_links"]["self"]["href"])
    assert api.get(grant["_links"]["self"]["href"]).status_code == 404
