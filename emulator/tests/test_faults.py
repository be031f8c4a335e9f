# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that decide about one request, over a real connection: SPECIFICATION.md 4 and 6."""

from __future__ import annotations

import time

import httpx
import pytest
from conftest import ENVIRONMENTS, PingOne, refused, resource

PATHS = {"GET": "/resources/{id}", "POST": "/resources", "PUT": "/resources/{id}", "DELETE": "/resources/{id}"}


def send(api, method: str, target: dict) -> httpx.Response:
    body = {"name": "Written"} if method in ("POST", "PUT") else None
    return api.request(method, PATHS[method].format(**target), json=body)


def written(pingone: PingOne, target: dict, method: str) -> bool:
    """Whether the method took effect, seen by a client of its own."""
    names = {
        one["id"]: one["name"]
        for one in pingone.as_("Automation Basic").get("/resources").json()["_embedded"]["resources"]
    }
    return {
        "POST": "Written" in names.values(),
        "PUT": names.get(target["id"]) == "Written",
        "DELETE": target["id"] not in names,
        "GET": False,
    }[method]


@pytest.fixture
def target(api) -> dict:
    return resource(api, "Target")


@pytest.mark.parametrize("method", PATHS)
@pytest.mark.parametrize("status, code", [(429, "REQUEST_LIMITED"), (500, "UNEXPECTED_ERROR"), (503, None)])
def test_status_fault(pingone: PingOne, api, target, method: str, status: int, code):
    """6: so many times, then never again; by default nothing is written."""
    pingone.faults(
        {"method": method, "path": "/resources", "kind": "status", "status": status, "times": 2, "retry_after": 1}
    )
    for _turn in range(2):
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
    pingone.faults(
        {"method": method, "kind": "slow", "seconds": 0.2},
        {"method": method, "kind": "status", "status": 429, "times": 1},
    )
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
    for _turn in range(2):
        refused(
            api.request(method, path, json={"name": "Written"}, headers=headers), 401, "ACCESS_FAILED", "INVALID_TOKEN"
        )
    assert not written(pingone, target, method)
    assert send(api, method, target).status_code in (200, 201, 204)


@pytest.mark.parametrize("method", PATHS)
def test_revoked_tokens(pingone: PingOne, api, target, method: str):
    """4: all tokens issued so far are gone."""
    pingone.faults({"path": "/resources", "kind": "revoked-token", "times": 1})
    refused(send(api, method, target), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    refused(api.get("/groups"), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    pingone.forget_tokens()
    assert not written(pingone, target, method)


def test_fault_order_and_dates(pingone: PingOne, api):
    """6: ``after`` lets requests pass, Retry-After may be a date (not with 429), the path is an expression."""
    pingone.faults(
        {"path": "/scopes$", "kind": "status"},
        {"path": "/resources$", "kind": "status", "status": 503, "after": 1, "times": 1, "retry_after": "date:5"},
        {"path": "/resources$", "kind": "status", "status": 429, "after": 1, "times": 1},
    )
    answers = [api.get("/resources") for _turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 503, 429, 200]
    assert answers[1].headers["retry-after"].endswith("GMT") and answers[2].headers["retry-after"] == "1"


def test_faults_at_the_token_endpoint(pingone: PingOne):
    """6"""
    pingone.faults({"path": "/as/token$", "kind": "status", "status": 503, "times": 1})
    assert [pingone.token_request("Automation Basic").status_code for _turn in range(2)] == [503, 200]


WRONG_WAITS = (
    {"kind": "status", "status": 429, "retry_after": "date:5"},
    {"kind": "status", "retry_after": "soon"},
    {"kind": "status", "retry_after": -1},
    {"kind": "redirect", "location": "https://elsewhere.example.org/\n"},
)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429},
        {"kind": "rate-limit", "limit": 0},
        {"kind": "html", "status": 429},
        {"kind": "redirect", "status": 429},
        {"kind": "masked-404", "status": 429},
        {"kind": "fresh-environment", "status": 429, "seconds": 1e9},
    ],
)
def test_odd_bodies_of_429(pingone: PingOne, api, fault: dict):
    """20.3: whichever fault makes it, a 429 says in seconds how long to wait."""
    pingone.faults(fault)
    unknown = api.get(str(api.base_url).replace(ENVIRONMENTS["Managed"], ENVIRONMENTS["Managed"][::-1]) + "resources")
    answer = unknown if fault["kind"] == "masked-404" else api.get("/resources")
    assert answer.status_code == 429 and answer.headers["retry-after"] == "1"


def test_wrong_faults_change_nothing(pingone: PingOne):
    for wrong in (
        {"kind": "nonsense"},
        {"kind": "status", "path": "("},
        {"kind": "status", "unknown": 1},
        *WRONG_WAITS,
    ):
        assert pingone.http.put("/_emulator/faults", json={"faults": [wrong]}).status_code == 400
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}
