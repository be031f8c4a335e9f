# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every answer has in common: SPECIFICATION.md 3, 4, 5 and 27.1."""

from __future__ import annotations

import re

import pytest
from conftest import (
    ENVIRONMENTS,
    EXTERNAL,
    SEED,
    PingOne,
    created,
    refused,
    resource,
    service,
    service_input,
    unchanged,
)

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_object_shape(api):
    """3.1, 3.2, 27.1: lower-case UUID, environment, timestamps in milliseconds, absolute links, JSON."""
    answer = api.post("/resources", json={"name": "Orders API"})
    body = unchanged(api, answer)
    assert answer.headers["content-type"] == "application/json"
    assert UUID.fullmatch(body["id"]) and body["environment"] == {"id": ENVIRONMENTS["Managed"]}
    assert TIMESTAMP.fullmatch(body["createdAt"]) and TIMESTAMP.fullmatch(body["updatedAt"])
    assert body["_links"]["self"]["href"] == f"{str(api.base_url).rstrip('/')}/resources/{body['id']}"


def test_links_use_the_host_of_the_request(pingone: PingOne, api):
    """27.1: the Host header, verbatim."""
    answer = api.get("/resources", headers={"Host": "api.pingone.example:8443"})
    assert answer.json()["_links"]["self"]["href"].startswith("http://api.pingone.example:8443/v1/environments/")


def test_collection_shape(api):
    """3.2 and 27.1: an empty collection keeps its key."""
    body = api.get("/apiServers").json()
    assert body["_embedded"] == {"apiServers": []}
    assert (body["count"], body["size"]) == (0, 0)
    assert set(body["_links"]) == {"self"}


def test_pages(pingone: PingOne, api):
    """3.3: cursor paging forwards and back, page size forced to 1."""
    whole = api.get("/applications").json()["_embedded"]["applications"]
    pingone.switch(page_size=1)
    page, seen = api.get("/applications").json(), []
    while True:
        assert (page["size"], page["count"]) == (1, len(whole))
        seen += page["_embedded"]["applications"]
        if "next" not in page["_links"]:
            break
        href = page["_links"]["next"]["href"]
        assert re.search(r"cursor=[A-Za-z0-9_-]+(&|$)", href)
        page = api.get(href).json()
    assert seen == whole
    back = api.get(page["_links"]["prev"]["href"]).json()
    assert back["_embedded"]["applications"] == [whole[-2]]


def test_pages_survive_a_deletion(pingone: PingOne, api):
    """3.3: nothing is skipped when an object of an earlier page goes."""
    made = [resource(api, f"Resource {number}") for number in range(3)]
    pingone.switch(page_size=1)
    page = api.get("/resources").json()
    while page["_embedded"]["resources"][0]["id"] != made[0]["id"]:
        page = api.get(page["_links"]["next"]["href"]).json()
    api.delete(f"/resources/{made[0]['id']}")
    page = api.get(page["_links"]["next"]["href"]).json()
    assert page["_embedded"]["resources"][0]["id"] == made[1]["id"]


def test_order_of_collections(pingone: PingOne, api):
    """3.3: oldest first; a switch orders by name, over pages and deletions alike."""
    made = [resource(api, name) for name in ("zz", "aa", "mm")]

    def names(delete: str = "") -> list[str]:
        found, page = [], api.get("/resources", params={"limit": 1}).json()
        while True:
            found += [one["name"] for one in page["_embedded"]["resources"]]
            if "next" not in page["_links"]:
                return found
            if found[-1] == delete:
                api.delete(f"/resources/{made[2]['id']}")
            page = api.get(page["_links"]["next"]["href"]).json()

    assert names()[-3:] == ["zz", "aa", "mm"]
    pingone.switch(collection_order="name")
    assert names() == names(delete="mm") == ["Existing Resource", "PingOne API", "aa", "mm", "openid", "zz"]
    assert names() == ["Existing Resource", "PingOne API", "aa", "openid", "zz"]


def test_limit(api):
    """3.3: ``limit`` is a wish, at most the service's maximum, and 1 or more."""
    assert api.get("/applications", params={"limit": 2}).json()["size"] == 2
    for bad in ("0", "-1", "many"):
        refused(api.get("/applications", params={"limit": bad}), 400, "INVALID_REQUEST", "INVALID_PARAMETER", "limit")
    refused(
        api.get("/applications", params={"cursor": "nonsense"}), 400, "INVALID_REQUEST", "INVALID_PARAMETER", "cursor"
    )


def test_filters(api):
    """3.4: listed attributes and operators work, others are answered INVALID_FILTER."""
    found = api.get("/groups", params={"filter": 'name eq "Order Clerks"'}).json()["_embedded"]["groups"]
    assert [group["name"] for group in found] == ["Order Clerks"]
    assert api.get("/groups", params={"filter": 'name eq "order clerks"'}).json()["count"] == 0
    services = api.get("/applications", params={"filter": 'type eq "SERVICE"'}).json()["_embedded"]["applications"]
    assert {one["type"] for one in services} == {"SERVICE"}
    found = refused(
        api.get("/groups", params={"filter": 'name sw "x"'}), 400, "INVALID_REQUEST", "INVALID_FILTER", "filter"
    )
    assert found["innerError"] == {
        "supportedAttributes": ["externalId", "id", "name", "population.id"],
        "supportedOperators": ["eq"],
    }
    for path, text in (("/apiServers", 'name eq "x"'), ("/resources", 'name eq "x"'), ("/groups", "nonsense")):
        refused(api.get(path, params={"filter": text}), 400, "INVALID_REQUEST", "INVALID_FILTER", "filter")


def test_filters_of_published_clients(api, root):
    """3.4: clauses in parentheses, alternatives, capital joints, a status in small letters."""

    def names(client, path: str, text: str) -> list[str]:
        page = client.get(path, params={"filter": text}).json()
        return [one["name"] for one in page["_embedded"][path.rpartition("/")[2]]]

    assert names(api, "/groups", '((name eq "Order Clerks"))') == ["Order Clerks"]
    both = '((name eq "Order Clerks") OR (name eq "Auditors"))'
    assert names(api, "/groups", both) == ["Order Clerks", "Auditors"]
    assert names(api, "/groups", f'{both} AND ((name eq "Auditors"))') == ["Auditors"]
    assert names(api, "/groups", 'name eq "Auditors" or name eq "x" and name eq "y"') == ["Auditors"]
    assert names(api, "/groups", 'name eq "(a) and (b)"') == []
    assert names(api, "/populations", '((name eq "Default"))') == ["Default"]
    licenses = f"/organizations/{SEED['organization']['id']}/licenses"
    assert len(names(root, licenses, '(status eq "active") and (beginsAt lt "2100-01-01T00:00:00Z")')) == 2
    license = SEED["licenses"][0]["id"]
    assert names(root, "/environments", f'(name sw "Man") and (license.id eq "{license}")') == ["Managed"]
    wrong = ('(name eq "x"', 'name eq "x")', 'name eq "x" xor name eq "y"', "()", "", 'name eq "x" and', "(" * 3000)
    for text in wrong:
        refused(api.get("/groups", params={"filter": text}), 400, "INVALID_REQUEST", "INVALID_FILTER", "filter")


def test_unknown_ids_are_404(api, pingone: PingOne):
    """4 and 24: unknown and malformed ids, unknown parents; the message is the vendor's, literally."""
    for path in (
        "/resources/11111111-1111-4111-8111-111111111111",
        "/resources/not-a-uuid",
        "/apiServers/x/operations",
        "/resources/x/scopes",
        "/applications/x/grants",
    ):
        body = refused(api.get(path), 404, "NOT_FOUND")
        assert body["message"] == "The request could not be completed. The requested resource was not found."
    assert api.put("/resources/x", json={}).status_code == 404
    assert api.delete("/resources/x").status_code == 404


def test_child_of_another_parent_is_404(api):
    """4: an object is found below its own parent only."""
    first, second = resource(api, "First"), resource(api, "Second")
    child = created(api.post(f"/resources/{first['id']}/scopes", json={"name": "read"}))
    assert api.get(f"/resources/{first['id']}/scopes/{child['id']}").status_code == 200
    assert api.get(f"/resources/{second['id']}/scopes/{child['id']}").status_code == 404


def test_unknown_environment_is_404_for_everybody(pingone: PingOne):
    """27.1: existence comes before permission."""
    for worker in ("Automation Basic", "Automation Elsewhere"):
        headers = {"Authorization": f"Bearer {pingone.token(worker)}"}
        for tail in ("", "/apiServers", "/resources/x/scopes"):
            url = f"/v1/environments/22222222-2222-4222-8222-222222222222{tail}"
            assert pingone.http.get(url, headers=headers).status_code == 404


def test_bearer_is_required(pingone: PingOne, api):
    """4: 401 ACCESS_FAILED with INVALID_TOKEN."""
    url = f"/v1/environments/{ENVIRONMENTS['Managed']}/resources"
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        refused(pingone.http.get(url, headers=headers), 401, "ACCESS_FAILED", "INVALID_TOKEN")


def test_permission(pingone: PingOne):
    """4 and 2.3: 403, the messages literally the vendor's."""
    reader = pingone.as_("Automation Read Only")
    assert reader.get("/resources").status_code == 200
    body = refused(reader.post("/resources", json={"name": "x"}), 403, "ACCESS_FAILED")
    assert body["message"] == "The request could not be completed. You do not have access to this resource."
    assert body["details"] == [
        {
            "code": "INSUFFICIENT_PERMISSIONS",
            "message": "The actor attempting to perform the request is not authorized.",
        }
    ]
    elsewhere = pingone.as_("Automation Elsewhere")
    refused(elsewhere.get("/resources"), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    assert pingone.as_("Automation Elsewhere", "Administrators").get("/resources").status_code == 200


def test_every_writing_route_asks_for_permission(pingone: PingOne, api):
    """2.3: a reader can write nothing."""
    made = service(api)
    reader = pingone.as_("Automation Read Only")
    linked = made["authorizationServer"]["resource"]["id"]
    for method, path in (
        ("POST", "/apiServers"),
        ("PUT", f"/apiServers/{made['id']}"),
        ("DELETE", f"/apiServers/{made['id']}"),
        ("POST", f"/apiServers/{made['id']}/operations"),
        ("POST", f"/apiServers/{made['id']}/deployment"),
        ("PUT", f"/resources/{linked}"),
        ("POST", f"/resources/{linked}/scopes"),
        ("GET", f"/resources/{linked}/secret"),
        ("POST", "/applications"),
    ):
        answer = reader.request(method, path, json={} if method in ("POST", "PUT") else None)
        refused(answer, 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")


def test_license(pingone: PingOne, api):
    """4, 18, 25 and 26 #26: without the license the Authorize objects are 403, others are not."""
    unlicensed = pingone.as_("Automation Basic", "Without Authorize")
    refused(unlicensed.get("/apiServers"), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    refused(unlicensed.post("/apiServers", json=EXTERNAL), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    assert unlicensed.get("/resources").status_code == 200
    assert unlicensed.get("/capabilities").json()["canUseApiAccessManagement"] is False
    assert api.get("/capabilities").json()["canUseApiAccessManagement"] is True
    pingone.switch(authorize_licensed=False)
    refused(api.get("/apiServers"), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    assert api.get("/capabilities").json()["canUseApiAccessManagement"] is False
    pingone.switch(unlicensed_details=False)
    assert "details" not in refused(api.get("/apiServers"), 403, "ACCESS_FAILED")
    reader = pingone.as_("Automation Read Only")
    refused(reader.post("/resources", json={"name": "x"}), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")


@pytest.mark.parametrize("path", ["/nowhere", "//resources", "/resources/", "/resources//scopes", ""])
def test_unknown_routes_are_answered_by_the_edge(pingone: PingOne, path: str):
    """5.4: status 403 and a body without code and id."""
    url = f"{pingone.url}/v1/environments/{ENVIRONMENTS['Managed'] if path else ''}{path}"
    answer = pingone.http.get(url, headers={"Authorization": f"Bearer {pingone.token('Automation Basic')}"})
    assert answer.status_code == 403
    assert set(answer.json()) == {"message"}
    assert answer.json()["message"].startswith("Invalid key=value pair (missing equal-sign) in Authorization header")
    assert pingone.token("Automation Basic") not in answer.text


def test_wrong_method(pingone: PingOne, api):
    """3.1: 405, but the edge's 403 where that was seen; a switch makes it the edge everywhere."""
    answer = api.patch("/resources", json={})
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, POST"
    assert set(answer.json()) == {"id", "code", "message"}
    known = api.get("/applications").json()["_embedded"]["applications"][0]["id"]
    assert "code" not in api.patch(f"/applications/{known}", json={}).json()
    assert answer.json()["code"] == "METHOD_NOT_ALLOWED"
    pingone.switch(wrong_method_code="INVALID_REQUEST")
    refused(api.patch("/resources", json={}), 405, "INVALID_REQUEST")
    pingone.switch(wrong_method=403)
    assert api.patch("/resources", json={}).status_code == 403


def test_method_override(api):
    """3.1"""
    made = resource(api)
    answer = api.post(f"/resources/{made['id']}", headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 204


def test_malformed_bodies(api):
    """25 and 3.1: not JSON, not an object, another media type."""
    refused(
        api.post("/resources", content=b"{nope", headers={"Content-Type": "application/json"}), 400, "INVALID_REQUEST"
    )
    refused(api.post("/resources", json=["name"]), 400, "INVALID_REQUEST")
    refused(api.post("/resources"), 400, "INVALID_REQUEST")
    refused(api.post("/resources", content=b"name=x", headers={"Content-Type": "text/plain"}), 415, "INVALID_REQUEST")


def test_wrong_types(api):
    """12.1: a wrong JSON type is INVALID_REQUEST with INVALID_VALUE."""
    refused(
        api.post("/resources", json={"name": "x", "audience": ["a"]}),
        400,
        "INVALID_REQUEST",
        "INVALID_VALUE",
        "audience",
    )


def test_delete_is_204_without_body(api):
    """3.1"""
    answer = api.delete(f"/resources/{resource(api)['id']}")
    assert (answer.status_code, answer.content) == (204, b"")


def test_put_replaces_everything(api):
    """3.1: what is missing is cleared, null and empty clear, and a cleared key is absent (27.1)."""
    made = resource(api, description="Here", accessTokenValiditySeconds=600)
    path = f"/resources/{made['id']}"
    body = unchanged(api, api.put(path, json={"name": "Orders API"}))
    assert "description" not in body and body["accessTokenValiditySeconds"] == 3600
    for empty in (None, ""):
        api.put(path, json={"name": "Orders API", "description": "Here"})
        assert "description" not in api.put(path, json={"name": "Orders API", "description": empty}).json()


def test_read_only_keys_are_ignored(api):
    """27.1: clients send back what they read."""
    made = resource(api)
    sent = {**made, "id": "x", "environment": {"id": "x"}, "createdAt": "x", "updatedAt": "x", "_links": {}}
    body = unchanged(api, api.put(f"/resources/{made['id']}", json=sent))
    assert {key: body[key] for key in ("id", "environment", "createdAt", "_links")} == {
        key: made[key] for key in ("id", "environment", "createdAt", "_links")
    }
    assert body["updatedAt"] >= made["updatedAt"]


def test_unknown_keys_are_kept(pingone: PingOne, api):
    """27.1: stored and returned as sent, dropped by a PUT that omits them; a switch refuses them."""
    extra = {"someday": {"list": [1, {}], "empty": ""}}
    made = created(api.post("/apiServers", json={**EXTERNAL, **extra}))
    assert made["someday"] == extra["someday"]
    path = f"/apiServers/{made['id']}"
    assert unchanged(api, api.put(path, json={**made, "name": "Renamed"}))["someday"] == extra["someday"]
    assert "someday" not in api.put(path, json=EXTERNAL).json()
    pingone.switch(reject_unknown_keys=True)
    refused(api.put(path, json={**EXTERNAL, **extra}), 400, "INVALID_REQUEST", "INVALID_VALUE", "someday")


def test_transaction_id(pingone: PingOne, api):
    """3.5: returned, cleaned and cut; made up when absent."""
    name = "X-Ping-External-Transaction-ID"
    assert api.get("/resources", headers={name: "run-7/\u00fc b!".encode()}).headers.raw
    assert api.get("/resources", headers={name: "run 7!"}).headers[name] == "run_7_"
    assert len(api.get("/resources", headers={name: "x" * 200}).headers[name]) == 100
    assert UUID.fullmatch(api.get("/resources").headers[name])
    assert pingone.journal()[1]["transaction_id"] == "run 7!"
    session = "X-Ping-External-Session-ID"
    assert api.get("/resources", headers={session: "one two"}).headers[session] == "one_two"
    assert UUID.fullmatch(api.get("/resources").headers[session])


@pytest.mark.parametrize("status", [431, 400])
def test_header_size(pingone: PingOne, api, status: int):
    """3.5: 6 kB for all headers together; a switch changes the refusal."""
    pingone.switch(large_headers_status=status)
    assert api.get("/resources", headers={"X-Long": "x" * 4500}).status_code == 200
    answer = api.get("/resources", headers={"X-Long": "x" * 6144})
    assert (answer.status_code, list(answer.json())) == (status, ["message"])


def test_no_framework_default_is_visible(pingone: PingOne):
    """5.4: no {"detail"}, no documentation pages, no redirects."""
    for path in ("/", "/docs", "/openapi.json", "/v1", "/v1/", "/v1/environments/"):
        answer = pingone.http.get(path)
        assert (answer.status_code, list(answer.json())) == (403, ["message"]), path
        assert "server" not in answer.headers


def test_service_input_is_not_touched_by_links(api):
    """27.1: GET equals POST for an API service too, and lists show the same object."""
    body = unchanged(api, api.post("/apiServers", json=service_input(resource(api))))
    assert api.get("/apiServers").json()["_embedded"]["apiServers"] == [body]
