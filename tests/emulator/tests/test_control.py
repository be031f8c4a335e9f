# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's own surface: command line, journal, reset, switches, faults."""

from __future__ import annotations

import subprocess
import sys
import time

import httpx
import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, HERE, SEED, PingOne, created, refused, resource, start

PATHS = {"GET": "/resources/{id}", "POST": "/resources", "PUT": "/resources/{id}", "DELETE": "/resources/{id}"}


def send(api, method: str, target: dict) -> httpx.Response:
    body = {"name": "Written"} if method in ("POST", "PUT") else None
    return api.request(method, PATHS[method].format(**target), json=body)


def written(pingone: PingOne, target: dict, method: str) -> bool:
    """Whether the method took effect, seen by a client of its own."""
    names = {one["id"]: one["name"] for one in pingone.as_("Automation Basic").get("/resources").json()[
        "_embedded"]["resources"]}
    return {"POST": "Written" in names.values(), "PUT": names.get(target["id"]) == "Written",
            "DELETE": target["id"] not in names, "GET": False}[method]


@pytest.fixture
def target(api) -> dict:
    return resource(api, "Target")


@pytest.mark.parametrize("method", PATHS)
@pytest.mark.parametrize("status, code", [(429, "REQUEST_LIMITED"), (500, "UNEXPECTED_ERROR"), (503, None)])
def test_status_fault(pingone: PingOne, api, target, method: str, status: int, code):
    """6: so many times, then never again; by default nothing is written."""
    pingone.faults({"method": method, "path": "/resources", "kind": "status", "status": status, "times": 2,
                    "retry_after": 1})
    for _ in range(2):
        answer = send(api, method, target)
        assert answer.status_code == status and answer.headers["retry-after"] == "1"
        assert answer.json().get("code") == code
    assert not written(pingone, target, method) or method == "GET"
    pingone.faults()
    assert send(api, method, target).status_code in (200, 201, 204)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_status_after_the_write(pingone: PingOne, api, target, method: str):
    """6: an answer of 500 does not say that nothing happened."""
    pingone.faults({"method": method, "path": "/resources", "kind": "status", "status": 500, "applied": "after"})
    assert send(api, method, target).status_code == 500
    assert written(pingone, target, method)


@pytest.mark.parametrize("method", PATHS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_reset(pingone: PingOne, api, target, method: str, when: str):
    """6: a real reset of the connection, before or after the write."""
    pingone.faults({"method": method, "path": "/resources", "kind": f"reset-{when}-write", "times": 1})
    with pytest.raises(httpx.TransportError) as problem:
        send(api, method, target)
    assert "reset" in str(problem.value).lower()
    assert written(pingone, target, method) == (when == "after" and method != "GET")
    assert pingone.http.get("/_emulator/faults").json()["faults"][0]["struck"] == 1


@pytest.mark.parametrize("method", PATHS)
def test_odd_bodies(pingone: PingOne, api, target, method: str):
    """6: HTML instead of JSON, half a body, a redirect."""
    pingone.faults({"method": method, "path": "/resources", "kind": "html", "status": 502, "times": 1})
    answer = send(api, method, target)
    assert answer.status_code == 502 and answer.headers["content-type"].startswith("text/html")
    pingone.faults({"method": method, "path": "/resources", "kind": "redirect", "times": 1})
    answer = send(api, method, target)
    assert answer.status_code == 302 and answer.headers["location"] == "https://elsewhere.example.org/"
    pingone.faults({"method": method, "path": "/resources", "kind": "truncated", "applied": "before", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        send(api, method, target)
    assert not written(pingone, target, method)
    pingone.faults({"method": method, "path": "/resources", "kind": "truncated", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        send(api, method, target)
    assert written(pingone, target, method) == (method != "GET")


@pytest.mark.parametrize("method", PATHS)
def test_slow(pingone: PingOne, api, target, method: str):
    """6: late, but complete; delays add up with other faults."""
    pingone.faults({"method": method, "kind": "slow", "seconds": 0.2},
                   {"method": method, "kind": "status", "status": 429, "times": 1})
    begin = time.monotonic()
    assert send(api, method, target).status_code == 429
    assert send(api, method, target).status_code in (200, 201, 204)
    assert time.monotonic() - begin >= 0.4


@pytest.mark.parametrize("method", PATHS)
def test_expired_token(pingone: PingOne, api, target, method: str):
    """4: the token is gone for good; a new one helps."""
    token = pingone.token_request("Automation Basic").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    pingone.faults({"path": "/resources", "kind": "expired-token", "times": 1})
    path = PATHS[method].format(**target)
    for _ in range(2):
        refused(api.request(method, path, json={"name": "Written"}, headers=headers), 401, "ACCESS_FAILED",
                "INVALID_TOKEN")
    assert not written(pingone, target, method)
    assert send(api, method, target).status_code in (200, 201, 204)


def test_fault_order_and_dates(pingone: PingOne, api):
    """6: ``after`` lets requests pass, Retry-After may be a date or missing, the path is a regular expression."""
    pingone.faults({"path": "/scopes$", "kind": "status"},
                   {"path": "/resources$", "kind": "status", "status": 503, "after": 1, "times": 1,
                    "retry_after": "date:5"},
                   {"path": "/resources$", "kind": "status", "status": 429, "after": 1, "times": 1})
    answers = [api.get("/resources") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 503, 429, 200]
    assert answers[1].headers["retry-after"].endswith("GMT") and "retry-after" not in answers[2].headers


def test_faults_at_the_token_endpoint(pingone: PingOne):
    """6"""
    pingone.faults({"path": "/as/token$", "kind": "status", "status": 503, "times": 1})
    assert [pingone.token_request("Automation Basic").status_code for _ in range(2)] == [503, 200]


def test_wrong_faults_change_nothing(pingone: PingOne):
    for wrong in ({"kind": "nonsense"}, {"kind": "status", "path": "("}, {"kind": "status", "unknown": 1}):
        assert pingone.http.put("/_emulator/faults", json={"faults": [wrong]}).status_code == 400
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}


def test_journal(pingone: PingOne, api):
    """Every request but the emulator's own; bodies of the token endpoint are not kept."""
    pingone.http.delete("/_emulator/requests")
    pingone.token_request("Automation Basic")
    api.post("/resources?x=1", json={"name": "Orders"}, headers={"User-Agent": "tester/1"})
    api.get("/resources")
    token, post, get = pingone.journal()
    assert (token["method"], token["body"], token["writing"]) == ("POST", None, False)
    assert token["path"] == f"/{ENVIRONMENTS['Administrators']}/as/token"
    assert {key: post[key] for key in ("method", "query", "status", "user_agent", "content_type", "body", "writing")} == {
        "method": "POST", "query": "x=1", "status": 201, "user_agent": "tester/1",
        "content_type": "application/json", "body": {"name": "Orders"}, "writing": True}
    assert (get["status"], get["writing"], get["number"]) == (200, False, post["number"] + 1)
    assert pingone.http.delete("/_emulator/requests").status_code == 204
    assert pingone.journal() == []


def test_reset_to_the_seed(pingone: PingOne, api):
    """Objects, switches, faults and journal go back; ids and tokens stay good."""
    def ids():
        return [one["id"] for one in api.get("/applications").json()["_embedded"]["applications"]]

    before = ids()
    made = resource(api)
    pingone.switch(page_size=1)
    pingone.faults({"kind": "slow", "seconds": 0})
    assert pingone.http.post("/_emulator/reset").status_code == 200
    assert api.get(f"/resources/{made['id']}").status_code == 404
    assert ids() == before
    assert pingone.http.get("/_emulator/switches").json()["page_size"] == 0
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}
    assert len(pingone.journal()) == 2


def test_reset_to_another_seed(running: PingOne):
    seed = {**SEED, "environments": SEED["environments"][1:2], "switches": {"page_size": 1}}
    try:
        assert running.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        headers = {"Authorization": f"Bearer {running.token('Automation Basic')}"}
        assert running.http.get(f"/v1/environments/{ENVIRONMENTS['Managed']}", headers=headers).status_code == 404
        assert running.http.get("/_emulator/switches").json()["page_size"] == 1
        assert running.http.post("/_emulator/reset", json={"seed": {"environments": 1}}).status_code == 400
        assert running.http.get(f"/v1/environments/{ENVIRONMENTS['Administrators']}",
                                headers=headers).status_code == 200
    finally:
        running.http.post("/_emulator/reset", json={"seed": SEED})


def test_switches(pingone: PingOne):
    """Flat, described, all or none."""
    described = pingone.http.get("/_emulator/switches?describe").json()
    assert set(described) == set(pingone.http.get("/_emulator/switches").json())
    assert all(entry["value"] == entry["default"] and entry["meaning"] for entry in described.values())
    for wrong in ({"nonsense": 1}, {"page_size": -1}, {"page_size": True}, {"deployment": "perhaps"},
                  {"strict_names": False, "page_size": "1"}):
        assert pingone.http.put("/_emulator/switches", json=wrong).status_code == 400
    assert pingone.http.get("/_emulator/switches?describe").json() == described


def test_command_line(tmp_path):
    """The readiness line, the variables, the ready file, a quick end."""
    begin = time.monotonic()
    process, ready = start(tmp_path, "--seed", str(HERE.parent / "seeds" / "demo.yml"), "--prefix", "/pingone")
    assert time.monotonic() - begin < 5
    variables = ready["environment"]
    assert process.stdout.readline() == f"PingOne emulator ready at {ready['url']}\n"
    assert [process.stdout.readline().split("=")[0] for _ in variables] == [f"export {name}" for name in variables]
    url = f"{variables['PINGONE_AUTH_URL']}/{variables['PINGONE_ENVIRONMENT_ID']}/as/token"
    answer = httpx.post(url, data={"grant_type": "client_credentials"},
                        auth=(variables["PINGONE_CLIENT_ID"], variables["PINGONE_CLIENT_SECRET"]))
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    base = f"{variables['PINGONE_API_URL']}/v1/environments/{variables['PINGONE_TARGET_ENVIRONMENT_ID']}"
    with httpx.Client(base_url=base, headers=headers) as client:
        listed = client.get("/resources").json()
        assert listed["_links"]["self"]["href"] == f"{base}/resources"
        assert {one["type"] for one in listed["_embedded"]["resources"]} == {"PINGONE_API", "OPENID_CONNECT"}
        assert client.get("/apiServers").json()["count"] == 0
        begin = time.monotonic()
        process.terminate()
        assert process.wait(5) == 0 and time.monotonic() - begin < 2


def test_help_is_enough():
    """Every option is explained."""
    command = [sys.executable, "-m", "pingone_emulator", "serve", "--help"]
    answer = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)
    for option in ("--seed", "--host", "--port", "--ready-file", "--prefix"):
        assert option in answer.stdout


def test_seeds_hold_no_grant_and_no_service(api):
    """A test that finds an API service or a grant has made it itself."""
    assert api.get("/apiServers").json()["count"] == 0
    for name in ("Orders Web", "Orders Batch", "Twin"):
        assert api.get(f"/applications/{APPLICATIONS[name]['id']}/grants").json()["count"] == 0
    assert created(api.post("/resources", json={"name": "x"}))
