# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API services: SPECIFICATION.md 8, 21, 25 and 26."""

from __future__ import annotations

import uuid

import pytest
from conftest import (
    DEPLOY,
    ENVIRONMENTS,
    EXTERNAL,
    PingOne,
    built_in,
    created,
    operation_input,
    refused,
    resource,
    scope,
    service,
    service_input,
    unchanged,
)


def test_defaults(api):
    """8.1, 8.2 and 26 #32: type and directory default, accessControl is always answered, no timestamps."""
    owner = resource(api)
    data = {
        "name": "Orders API",
        "baseUrls": ["https://api.example.org"],
        "authorizationServer": {"resource": {"id": owner["id"]}},
    }
    body = unchanged(api, api.post("/apiServers", json=data))
    assert body["authorizationServer"] == {"resource": {"id": owner["id"]}, "type": "PINGONE_SSO"}
    assert body["directory"] == {"type": "PINGONE_SSO"} and body["accessControl"] == {"custom": {"enabled": False}}
    assert set(body["_links"]) == {"self", "environment", "operations", "resource"}
    assert not {"createdAt", "updatedAt", "policy", "description"} & set(body)


@pytest.mark.parametrize("missing", ["name", "baseUrls", "authorizationServer"])
def test_required_keys(api, missing: str):
    """8.1 and 25"""
    data = {key: value for key, value in EXTERNAL.items() if key != missing}
    refused(api.post("/apiServers", json=data), 400, "INVALID_DATA", "REQUIRED_VALUE", missing)


def test_resource_is_required(api):
    """8.7 and 25"""
    target = "authorizationServer.resource.id"
    for server in ({}, {"type": "PINGONE_SSO"}):
        data = {"name": "x", "baseUrls": ["https://x.example.org"], "authorizationServer": server}
        found = refused(api.post("/apiServers", json=data), 400, "INVALID_DATA", "REQUIRED_VALUE", target)
        assert found["message"] == "authorizationServer.resource.id must be provided"


def test_resource_must_exist_and_be_custom(api):
    """8.1 and 25"""
    for linked in ({"id": str(uuid.uuid4())}, built_in(api, "openid"), built_in(api, "PingOne API")):
        refused(
            api.post("/apiServers", json=service_input(linked)),
            400,
            "INVALID_DATA",
            "INVALID_VALUE",
            "authorizationServer.resource.id",
        )


def test_external(api):
    """8.6: no resource; custom policies stay off by default."""
    body = unchanged(api, api.post("/apiServers", json=EXTERNAL))
    assert body["accessControl"] == {"custom": {"enabled": False}} and "policy" not in body
    assert "resource" not in body["_links"] and body["authorizationServer"] == {"type": "EXTERNAL"}
    server = {"type": "EXTERNAL", "resource": {"id": resource(api)["id"]}}
    refused(
        api.post("/apiServers", json={**EXTERNAL, "name": "x", "authorizationServer": server}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "authorizationServer.resource",
    )


def test_types_must_agree(api):
    """8.1 and 25"""
    refused(
        api.post("/apiServers", json={**EXTERNAL, "directory": {"type": "PINGONE_SSO"}}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "directory.type",
    )
    refused(
        api.post("/apiServers", json=service_input(resource(api), directory={"type": "EXTERNAL"})),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "directory.type",
    )
    refused(
        api.post("/apiServers", json={**EXTERNAL, "directory": {"type": "external"}}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "directory.type",
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org",
        "http://host:3036",
        "http://127.0.0.1/x",
        "https://[2001:db8::1]:8443/v1",
        "https://api.example.org/a/b%20c",
        "https://localhost/x/y",
        "https://x.example.org/" + "a" * 234,
    ],
)
def test_good_base_urls(api, url: str):
    """8.3"""
    assert created(api.post("/apiServers", json={**EXTERNAL, "baseUrls": [url]}))["baseUrls"] == [url]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.org",
        "/orders",
        "ftp://api.example.org",
        "https://",
        "https://api.example.org/",
        "https://api.example.org/orders/",
        "https://api.example.org/a//b",
        "https://api.example.org/./a",
        "https://api.example.org/a/..",
        "https://api.example.org/a?b=c",
        "https://api.example.org/a#b",
        "https://api.example.org/a\\b",
        "https://api.example.org/a?",
        "https://user@api.example.org",
        "https://api.example.org:99999/x",
        "https://api.example.org:/x",
        "https://999.1.1.1/x",
        "https://-x.example.org",
        "https://[::zz]/x",
        "https://x y.example.org",
        "https://x.example.org/" + "a" * 235,
    ],
)
def test_bad_base_urls(api, url: str):
    """8.3 and 25"""
    refused(
        api.post("/apiServers", json={**EXTERNAL, "baseUrls": ["https://fine.example.org", url]}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "baseUrls[1]",
    )


def test_number_of_base_urls(api):
    """8.3 and 26 #5: at least one, no upper limit, prefixes of each other are fine, order is kept (26 #31)."""
    refused(api.post("/apiServers", json={**EXTERNAL, "baseUrls": []}), 400, "INVALID_DATA", "EMPTY_VALUE", "baseUrls")
    many = ["https://x.example.org/x", "https://x.example.org/x/1"] + [f"https://{n}.example.org" for n in range(60)]
    assert created(api.post("/apiServers", json={**EXTERNAL, "baseUrls": many}))["baseUrls"] == many


def test_root_base_url_switch(pingone: PingOne, api):
    """8.3: a bare root slash is open; refused unless switched on."""
    pingone.switch(root_base_url=True)
    assert created(api.post("/apiServers", json={**EXTERNAL, "baseUrls": ["https://api.example.org/"]}))


def test_one_resource_for_two_services(pingone: PingOne, api):
    """No source: accepted; a switch refuses."""
    linked = {"authorizationServer": {"resource": {"id": resource(api)["id"]}}}
    created(api.post("/apiServers", json={**EXTERNAL, **linked, "directory": {}, "name": "First"}))
    created(api.post("/apiServers", json={**EXTERNAL, **linked, "directory": {}, "name": "Second"}))
    pingone.switch(unique_resources=True)
    refused(
        api.post("/apiServers", json={**EXTERNAL, **linked, "directory": {}, "name": "Third"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "authorizationServer.resource.id",
    )


def test_base_urls_across_services(pingone: PingOne, api):
    """26 #4: accepted; a switch refuses."""
    created(api.post("/apiServers", json=EXTERNAL))
    created(api.post("/apiServers", json={**EXTERNAL, "name": "Second"}))
    pingone.switch(unique_base_urls=True)
    refused(
        api.post("/apiServers", json={**EXTERNAL, "name": "Third"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "baseUrls",
    )


def test_names(pingone: PingOne, api):
    """8.4, 26 #3 and #28: unique among services; the linked resource's name is fine, another resource's is not."""
    made = service(api)
    found = refused(
        api.post("/apiServers", json={**EXTERNAL, "name": "Orders API"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )
    assert found["innerError"] == {"existingId": made["id"]} and "already exists" in found["message"]
    refused(
        api.post("/apiServers", json={**EXTERNAL, "name": "Existing Resource"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )
    refused(
        api.put(f"/apiServers/{made['id']}", json={**made, "name": "Existing Resource"}),
        400,
        "INVALID_DATA",
        "UNIQUENESS_VIOLATION",
        "name",
    )
    for bad in ("", "   ", "x" * 257, "a\nb"):
        refused(api.post("/apiServers", json={**EXTERNAL, "name": bad}), 400, "INVALID_DATA")
    pingone.switch(strict_names=False)
    assert created(api.post("/apiServers", json={**EXTERNAL, "name": "Existing Resource"}))


def test_limit(api):
    """8 and 21: the 26th is refused."""
    for number in range(25):
        created(api.post("/apiServers", json={**EXTERNAL, "name": f"Service {number}"}))
    found = refused(
        api.post("/apiServers", json={**EXTERNAL, "name": "One more"}),
        400,
        "INVALID_DATA",
        "SIZE_LIMIT_EXCEEDED",
        "apiServers",
    )
    assert found["innerError"] == {"maximumValue": 25}
    page = api.get("/apiServers", params={"limit": 25}).json()
    assert page["size"] == 25 and "next" not in page["_links"]
    assert api.get("/apiServers", params={"limit": 100}).json()["size"] == 25


def test_update(api):
    """8.5: name, base URLs and linked resource change in place; the whole object is replaced."""
    made, other = service(api), resource(api, "Other")
    data = {
        "name": "Renamed",
        "baseUrls": ["https://new.example.org"],
        "authorizationServer": {"resource": {"id": other["id"]}},
    }
    body = unchanged(api, api.put(f"/apiServers/{made['id']}", json=data))
    assert (body["id"], body["name"], body["baseUrls"]) == (made["id"], "Renamed", ["https://new.example.org"])
    assert body["_links"]["resource"]["href"].endswith(other["id"])
    refused(api.put(f"/apiServers/{made['id']}", json={"name": "x"}), 400, "INVALID_DATA", "REQUIRED_VALUE", "baseUrls")


def test_token_source_is_fixed(pingone: PingOne, api):
    """8.5 and 26 #2; a switch frees it."""
    made = service(api)
    data = {**EXTERNAL, "name": "No resource has this name"}
    refused(
        api.put(f"/apiServers/{made['id']}", json=data),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "authorizationServer.type",
    )
    pingone.switch(token_source_change=True)
    assert unchanged(api, api.put(f"/apiServers/{made['id']}", json=data))["authorizationServer"]["type"] == "EXTERNAL"


@pytest.mark.parametrize("switch, on, off", [("on_only", 200, 400), ("free", 200, 200), ("never", 400, 400)])
def test_custom_policies(pingone: PingOne, api, switch: str, on: int, off: int):
    """8.1, 8.5 and 26 #1: off to on is allowed, on to off (said or by omission) is not; switchable."""
    enabled = {"accessControl": {"custom": {"enabled": True}}}
    with_policies = created(api.post("/apiServers", json={**EXTERNAL, **enabled}))
    without = service(api)
    assert uuid.UUID(with_policies["policy"]["id"]) and "policy" not in without
    pingone.switch(custom_policies_change=switch)
    answer = api.put(f"/apiServers/{without['id']}", json={**without, **enabled})
    assert answer.status_code == on
    assert ("policy" in api.get(f"/apiServers/{without['id']}").json()) == (on == 200)
    kept = unchanged(api, api.put(f"/apiServers/{with_policies['id']}", json=with_policies))
    assert kept["policy"] == with_policies["policy"]
    for data in (EXTERNAL, {**EXTERNAL, "accessControl": {"custom": {"enabled": False}}}):
        answer = api.put(f"/apiServers/{with_policies['id']}", json=data)
        assert answer.status_code == off
        if off == 400:
            refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "accessControl.custom.enabled")


def test_delete(api):
    """8.8 and 26 #7: operations, deployment and decision endpoint go, resource and scopes stay."""
    made = service(api)
    owner = made["authorizationServer"]["resource"]
    read = scope(api, owner, "orders-read")
    operation = created(api.post(f"/apiServers/{made['id']}/operations", json=operation_input()))
    api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY)
    assert api.delete(f"/apiServers/{made['id']}").status_code == 204
    for path in ("", "/operations", f"/operations/{operation['id']}", "/deployment"):
        assert api.get(f"/apiServers/{made['id']}{path}").status_code == 404
    assert api.get(f"/resources/{owner['id']}/scopes/{read['id']}").status_code == 200
    assert api.delete(f"/resources/{owner['id']}").status_code == 204


def test_fields_of_another_environment_are_unknown(pingone: PingOne, api):
    """25: references stay within the environment."""
    there = pingone.as_("Automation Basic", "Administrators")
    foreign = created(there.post("/resources", json={"name": "Foreign"}))
    assert foreign["environment"] == {"id": ENVIRONMENTS["Administrators"]}
    refused(
        api.post("/apiServers", json=service_input(foreign)),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "authorizationServer.resource.id",
    )
