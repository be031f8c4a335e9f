# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that span requests, and how faults are chosen: SPECIFICATION.md 5 to 7, 24 and 27.1."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import pytest
from conftest import ENVIRONMENTS, SEED, PingOne, application, created, refused, resource, scope, service, unchanged

LICENSE = SEED["licenses"][0]["id"]
NEW = {"name": "Fresh", "type": "SANDBOX", "region": "EU", "license": {"id": LICENSE}}
ONE_ENVIRONMENT = "^/v1/environments/[^/]+$"


def counted(pingone: PingOne) -> list[tuple[int, int]]:
    return [(one["matched"], one["struck"]) for one in pingone.http.get("/_emulator/faults").json()["faults"]]


def test_rate_limit_of_a_license(pingone: PingOne, api):
    """6: shared by the environments of a license; Retry-After in seconds."""
    pingone.faults({"kind": "rate-limit", "limit": 2, "seconds": 60})
    other = pingone.as_("Automation Basic", "Administrators")
    assert [api.get("/resources").status_code, other.get("/resources").status_code] == [200, 200]
    for method in ("GET", "POST", "PUT", "DELETE"):
        path = "/resources" if method in ("GET", "POST") else "/resources/x"
        answer = api.request(method, path, json={"name": "x"} if method == "POST" else None)
        refused(answer, 429, "REQUEST_LIMITED", "LIMIT_EXCEEDED")
    assert 30 < int(answer.headers["retry-after"]) <= 60
    assert pingone.as_("Automation Basic", "Without Authorize").get("/resources").status_code == 200
    assert counted(pingone) == [(7, 4)]
    pingone.faults()
    assert api.get("/resources").json()["count"] == 3


def test_rate_limit_ends_with_its_window(pingone: PingOne, api):
    """6"""
    pingone.faults({"kind": "rate-limit", "limit": 0, "seconds": 1, "times": 1})
    answer = api.get("/resources")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    pingone.faults({"kind": "rate-limit", "limit": 1, "seconds": 0.2})
    assert api.get("/resources").status_code == 200
    time.sleep(0.21)
    assert api.get("/resources").status_code == 200


def test_rate_limit_of_an_address(pingone: PingOne, api):
    """6: one source, whatever the license."""
    pingone.faults({"kind": "rate-limit", "per": "address", "limit": 1, "seconds": 60})
    assert api.get("/resources").status_code == 200
    assert pingone.as_("Automation Basic", "Without Authorize").get("/resources").status_code == 429


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("status", [404, 403])
def test_fresh_environment(pingone: PingOne, root, method: str, status: int):
    """5.2 and 7: children of a young environment are not there yet; the environment is, and older ones are."""
    pingone.faults({"kind": "fresh-environment", "seconds": 60, "status": status})
    made = created(root.post("/environments", json=NEW))
    path = f"/environments/{made['id']}"
    target = f"{path}/populations" + ("/x" if method in ("PUT", "DELETE") else "")
    answer = root.request(method, target, json={"name": "x"} if method in ("POST", "PUT") else None)
    refused(answer, status, "NOT_FOUND" if status == 404 else "ACCESS_FAILED")
    assert root.get(path).status_code == 200
    assert root.get(f"/environments/{ENVIRONMENTS['Managed']}/resources").status_code == 200
    pingone.faults({"kind": "fresh-environment", "seconds": 0.001, "status": status})
    assert root.get(f"{path}/populations").json()["count"] == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_masked_404(pingone: PingOne, root, api, status: int):
    """5.1: children of a missing environment; the environment itself stays 404, as do other missing objects."""
    pingone.faults({"kind": "masked-404", "status": status})
    missing = "/environments/33333333-3333-4333-8333-333333333333"
    for method in ("GET", "POST"):
        assert root.request(method, f"{missing}/resources", json={"name": "x"}).status_code == status
    for method in ("PUT", "DELETE"):
        assert root.request(method, f"{missing}/resources/x", json={"name": "x"}).status_code == status
    refused(root.get(missing), 404, "NOT_FOUND")
    refused(api.get("/resources/x"), 404, "NOT_FOUND")
    pingone.faults()
    refused(root.get(f"{missing}/resources"), 404, "NOT_FOUND")


@pytest.mark.parametrize("how", [{"reads": 2}, {"seconds": 1}])
def test_new_objects_are_seen_late(pingone: PingOne, api, how: dict):
    """24: neither alone nor in the list at first; writing works at once."""
    pingone.faults({"kind": "late-visible", "path": "/resources$", **how})
    made = resource(api, "Late")
    path = f"/resources/{made['id']}"
    refused(api.get(path), 404, "NOT_FOUND")
    listed = api.get("/resources").json()
    assert made["id"] not in [one["id"] for one in listed["_embedded"]["resources"]]
    assert listed["count"] == listed["size"] == 3
    if "seconds" in how:
        time.sleep(1)
    assert api.get(path).json() == made
    assert api.put(path, json={"name": "Late too"}).status_code == 200


@pytest.mark.parametrize("how", [{"reads": 2}, {"seconds": 1}])
def test_deleted_objects_linger(pingone: PingOne, api, how: dict):
    """24: alone and in the list; writing does not bring them back."""
    made = resource(api, "Gone")
    pingone.faults({"kind": "late-gone", "path": "/resources/", **how})
    path = f"/resources/{made['id']}"
    assert api.delete(path).status_code == 204
    assert api.get(path).json() == made
    assert made in api.get("/resources").json()["_embedded"]["resources"]
    assert api.put(path, json={"name": "x"}).status_code == 404
    if "seconds" in how:
        time.sleep(1)
    refused(api.get(path), 404, "NOT_FOUND")
    assert api.get("/resources").json()["count"] == 3


@pytest.mark.parametrize("status", [200, 403])
def test_vanishing_environment(pingone: PingOne, root, status: int):
    """5.3: still answered, or forbidden, for a while after its deletion; its children are gone."""
    made = created(root.post("/environments", json=NEW))
    path = f"/environments/{made['id']}"
    pingone.faults({"kind": "late-gone", "path": ONE_ENVIRONMENT, "reads": 2, "status": status})
    assert root.delete(path).status_code == 204
    assert [root.get(path).status_code for _turn in range(3)] == [status, status, 404]
    assert root.get(f"{path}/resources").status_code == 404


def test_extra_keys(pingone: PingOne, api):
    """27.1: keys that clients do not know, in every object; nothing is stored."""
    made = service(api)
    pingone.faults({"kind": "extra-keys"})
    path = f"/apiServers/{made['id']}"
    seen = api.get(path).json()
    assert set(seen) - set(made) == {"futureSetting"}
    assert api.put(path, json=made).json()["futureSetting"] == seen["futureSetting"]
    assert created(api.post("/resources", json={"name": "Other"}))["futureSetting"]
    assert all("futureSetting" in one for one in api.get("/apiServers").json()["_embedded"]["apiServers"])
    assert api.delete(path).status_code == 204
    pingone.faults()
    assert "futureSetting" not in application(api, "Orders Web")


def test_unknown_enumeration_values(pingone: PingOne, api):
    """3.1: a value that no client knows yet."""
    web = application(api, "Orders Web")
    pingone.faults({"kind": "unknown-enum", "path": "/applications", "key": "type", "value": "HOLOGRAM_APP"})
    assert {one["type"] for one in api.get("/applications").json()["_embedded"]["applications"]} == {"HOLOGRAM_APP"}
    answer = api.put(f"/applications/{web['id']}", json=web)
    assert answer.status_code == 200 and answer.json()["type"] == "HOLOGRAM_APP"
    pingone.faults()
    assert application(api, "Orders Web")["type"] == "WEB_APP"


def test_future_key(pingone: PingOne, api):
    """27.1: a stored key on every object, old and new, that a PUT has to send back."""
    made = service(api)
    assert "futureSetting" not in made
    pingone.switch(future_key=True)
    owner = resource(api, "New")
    read = scope(api, owner, "read")
    web = application(api, "Orders Web")
    grant = created(
        api.post(
            f"/applications/{web['id']}/grants", json={"resource": {"id": owner["id"]}, "scopes": [{"id": read["id"]}]}
        )
    )
    population = api.get("/populations").json()["_embedded"]["populations"][0]
    made = api.get(f"/apiServers/{made['id']}").json()
    for one in (made, owner, read, grant, web, population):
        assert one["futureSetting"]["mode"] == "FUTURE_MODE"
        path = one["_links"]["self"]["href"]
        assert unchanged(api, api.put(path, json=one))["futureSetting"] == one["futureSetting"]
        without = {key: value for key, value in one.items() if key != "futureSetting"}
        assert "futureSetting" not in unchanged(api, api.put(path, json=without))
    pingone.switch(future_key=False)
    assert "futureSetting" not in resource(api, "Newer")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_permission_lost_in_the_middle(pingone: PingOne, api, method: str):
    """4 and 24: from the n-th request on, and nothing is written."""
    made = resource(api)
    pingone.faults({"kind": "status", "status": 403, "after": 1})
    assert api.get("/resources").status_code == 200
    path = "/resources" if method in ("GET", "POST") else f"/resources/{made['id']}"
    refused(api.request(method, path, json={"name": "x"}), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")
    pingone.faults()
    assert [one["name"] for one in api.get("/resources").json()["_embedded"]["resources"]][-1] == made["name"]


def test_clock_skew(pingone: PingOne, api):
    """24: stamps of a clock that is wrong, and tokens that this clock takes for expired."""
    pingone.faults({"kind": "clock-skew", "seconds": -7200})
    early = resource(api, "Early")
    assert parsedate_to_datetime(api.get("/resources").headers["date"]).timestamp() < time.time() - 7100
    pingone.faults({"kind": "clock-skew", "seconds": 7200})
    refused(api.get("/resources"), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    pingone.faults()
    assert resource(api, "On time")["createdAt"] > early["createdAt"]
    assert api.get(f"/resources/{early['id']}").json()["createdAt"][:13] < time.strftime("%Y-%m-%dT%H", time.gmtime())


def test_faults_by_chance_are_the_same_every_time(pingone: PingOne, api):
    """The choice is a hash of seed, rule, method, route and count; other requests in between do not matter."""
    rule = {"kind": "status", "status": 503, "chance": 0.5}

    def run(between: bool) -> list[int]:
        pingone.faults(rule)
        seen = []
        for _turn in range(24):
            seen.append(api.get("/resources").status_code)
            if between:
                api.get("/groups")
        return seen

    first = run(False)
    assert first == run(True)
    assert 4 < first.count(503) < 20
    pingone.faults({**rule, "method": "GET", "path": ""}, rule)
    assert [api.get("/resources").status_code for _turn in range(24)] != first


def test_weather_in_the_seed(pingone: PingOne, api):
    """Faults and switches may come with the seed; without, there is no disturbance at all (27.1)."""
    assert counted(pingone) == []
    try:
        seed = {**SEED, "faults": [{"kind": "status", "status": 500, "times": 1}], "switches": {"page_size": 2}}
        pingone.http.post("/_emulator/reset", json={"seed": seed})
        assert [api.get("/resources").status_code for _turn in range(2)] == [500, 200]
        assert api.get("/resources").json()["size"] == 2
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})
