# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison changes nothing that existed before, and leaves nothing behind."""

from __future__ import annotations

import json

import comparing
import httpx
import pytest
from comparing import BASE, create, document, read
from conftest import SEED
from pingone_emulator.compare import session
from pingone_emulator.compare import transcript as transcripts
from pingone_emulator.compare.client import ConnectionProblem, Limits
from pingone_emulator.compare.sides import KEYS
from pingone_emulator.emulator import Emulator

GROUP = create("/groups", "group")
RESOURCE = create("/resources", "resource", type="CUSTOM")
SCOPE = create("/resources/${resource}/scopes", "scope")
ZERO = "00000000-0000-4000-8000-000000000000"


def write(method: str, path: str, body: object = None) -> dict[str, object]:
    return {"name": "write", "method": method, "path": path, "body": body or {"name": "x-${run}"}}


WRONG = {
    "existing object": (document(write("PUT", f"{BASE}/groups/{ZERO}")), "does not create"),
    "listed object": (
        document(
            {**read("/groups"), "save": {"found": "/_embedded/groups/0/id"}}, write("DELETE", BASE + "/groups/${found}")
        ),
        "does not create (${found})",
    ),
    "below an existing object": (document(write("POST", f"{BASE}/applications/{ZERO}/secret")), "does not create"),
    "another ID of a response": (
        document({**GROUP, "save": {"group": "/environment/id"}}, write("PUT", BASE + "/groups/${group}")),
        "does not create",
    ),
    "the environment": (document(write("DELETE", "/v1/environments/${environment}")), "is not a path below"),
    "another environment": (document(write("PUT", f"/v1/environments/{ZERO}/groups/x")), "is not a path below"),
    "new environment": (document(write("POST", "/v1/environments")), "is not a path below"),
    "whole collection": (document(write("PUT", BASE + "/billOfMaterials")), "without the ID of an object"),
    "dots": (document(write("POST", BASE + "/groups/../../x")), "is not a path below"),
    "query in the path": (document(write("POST", BASE + "/groups?x=1")), "is not a path below"),
    "name of the environment": (document(create("/groups", name="Group")), "need a name that contains ${run}"),
    "no name": (document(write("POST", BASE + "/groups", {"description": "x"})), "need a name that contains ${run}"),
    "base URL in use": (
        document(create("/apiServers", baseUrls=["https://api.example.org"])),
        "every base URL must contain ${run}",
    ),
    "new default": (document(create("/signOnPolicies", default=True)), "true makes another object lose this role"),
    "secret": (document(create("/resources", clientSecret="hunter2")), "a transcript holds no secrets"),
    "private key": (document(create("/applications", jwks={"keys": [{"kty": "RSA", "d": "x"}]})), "a private key"),
    "header": (document({**GROUP, "headers": {"Authorization": "Bearer x"}}), "only content-type and accept"),
    "unknown variable": (document(read("/groups/${group}")), "${group} has no value"),
    "unknown key": (document({**GROUP, "verb": "x"}), "There is no such key"),
    "missing key": ({"format": 1, "name": "x", "description": "x"}, "requests: The key is required"),
    "secret of a client": (
        document(
            {
                "name": "token",
                "method": "POST",
                "server": "auth",
                "path": "/${environment}/as/token",
                "form": {"client_secret": "hunter2"},
            }
        ),
        "a transcript holds no secrets",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_transcript_that_is_rejected(name: str):
    """Before any request is sent, with the place and what to do."""
    wrong, words = WRONG[name]
    with pytest.raises(transcripts.TranscriptError) as caught:
        transcripts.parse(json.dumps(wrong), "my.json")
    assert words in str(caught.value) and str(caught.value).startswith("my.json: requests")
    assert "hunter2" not in str(caught.value)


def test_all_problems_at_once():
    wrong = document(read("/groups/${a}"), write("PUT", f"{BASE}/groups/{ZERO}"), {**GROUP, "headers": {"x": "y"}})
    with pytest.raises(transcripts.TranscriptError) as caught:
        transcripts.parse(json.dumps(wrong), "x")
    places = [problem.partition("): ")[0] for problem in caught.value.problems]
    assert places == ["requests[0] (read /groups/${a}", *["requests[1] (write"] * 2, "requests[2] (create group"]


def test_what_was_created_is_deleted_newest_first():
    other, transport = comparing.other_side()
    report = comparing.run(document(GROUP, RESOURCE, SCOPE), other)
    kinds = [line.split("/")[-2] for line in transport.sent() if line.startswith("DELETE")]
    assert kinds == ["scopes", "resources", "groups"]
    assert (report.deleted, report.left, report.complete) == (3, [], True)


def emulator() -> Emulator:
    made = Emulator(SEED)
    made.keys = KEYS
    return made


def groups(pingone: Emulator) -> set[str]:
    return {entry.name for entry in pingone.store.all("group")}


def test_a_response_that_does_not_arrive():
    """Whether the POST created an object is found out by its name."""
    pingone = emulator()
    before = groups(pingone)

    def lose(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.method == "POST" and request.url.path.endswith("/groups"):
            raise httpx.ReadError("lost")
        return response

    other, transport = comparing.other_side(lose, pingone)
    report = comparing.run(document(RESOURCE, GROUP, read("/groups")), other)
    assert groups(pingone) == before and report.deleted == 2 and not report.left
    (comparison,) = report.comparisons
    assert "closed the connection" in comparison.stopped and not report.complete
    assert sum(line.startswith("DELETE") for line in transport.sent()) == 2


def test_a_server_that_dies():
    """Deleting is attempted, and what may be left is reported with the name by which to find it."""
    dead = []

    def die(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if dead or "scopes" in request.url.path:
            dead.append(request)
            raise httpx.ConnectError("refused")
        return response

    other, _transport = comparing.other_side(die)
    report = comparing.run(document(GROUP, RESOURCE, SCOPE), other)
    assert [one.method for one in dead] == ["POST", "DELETE", "DELETE"]
    assert not report.complete and len(report.left) == 2
    assert report.left[0].startswith("resources 'resource-") and report.left[1].startswith("groups 'group-")
    assert all("There is no connection to localhost" in line for line in report.left)


def test_an_object_that_cannot_be_deleted():
    def keep(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        return httpx.Response(403, json={}) if request.method == "DELETE" else response

    other, _transport = comparing.other_side(keep)
    report = comparing.run(document(GROUP), other)
    assert not report.complete and report.left[0].endswith("DELETE was answered with 403.")


@pytest.mark.parametrize("at", ["groups", "scopes"])
def test_an_interruption(at: str):
    """Ctrl-C in the middle of a request: what was created, or may have been, is deleted, and nothing more is sent."""
    pingone = emulator()
    before = {entry.id for entry in pingone.store}

    def interrupt(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.method == "POST" and request.url.path.endswith(at):
            raise KeyboardInterrupt
        return response

    other, transport = comparing.other_side(interrupt, pingone)
    report = comparing.run(document(RESOURCE, SCOPE, GROUP, read("/groups")), other)
    assert report.interrupted and not report.complete and not report.left
    assert {entry.id for entry in pingone.store if entry.kind != "activity"} == before
    assert not any(line.startswith("GET") and line.endswith("/resources") for line in transport.sent())


def test_a_second_interruption_lists_what_is_left():
    def interrupt(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.method == "DELETE" or request.url.path.endswith("deployment"):
            raise KeyboardInterrupt
        return response

    other, _transport = comparing.other_side(interrupt)
    deploy = {**write("POST", BASE + "/resources/${resource}/deployment"), "cleanup": False}
    report = comparing.run(document(GROUP, RESOURCE, deploy), other)
    assert report.interrupted and [line.split("-")[0] for line in report.left] == [
        "groups 'group",
        "resources 'resource",
    ]


def test_no_writes_to_a_production_environment():
    pingone = emulator()
    for entry in pingone.store.all("environment"):
        entry.body["type"] = "PRODUCTION"
    other, transport = comparing.other_side(emulator=pingone)
    session.check(other, writing=False)
    with pytest.raises(ConnectionProblem, match="SANDBOX only"):
        session.check(other, writing=True)
    assert all(line.startswith("GET") for line in transport.sent())


def test_too_many_requests(monkeypatch: pytest.MonkeyPatch):
    """429 is repeated after the seconds that it names."""
    waited = list[float]()
    answers = iter([("2",), ("",), ("soon",)])

    def busy(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        after = next(answers, None) if request.method == "GET" else None
        return response if after is None else httpx.Response(429, headers={"retry-after": after[0]}, json={})

    other, _transport = comparing.other_side(busy)
    monkeypatch.setattr(other, "wait", waited.append)
    report = comparing.run(document(read("/groups")), other)
    assert not report.differs and report.complete and waited == [2, 2, 4]


def test_pace_and_deadline(monkeypatch: pytest.MonkeyPatch):
    """No more requests in a second than allowed, and none after the deadline but those that delete."""
    slept = list[float]()
    monkeypatch.setattr("pingone_emulator.compare.client.time.sleep", slept.append)
    other, transport = comparing.other_side(limits=Limits(rate=10, deadline=3600))
    comparing.run(document(GROUP, read("/groups")), other)
    assert len(slept) >= len(transport.requests) - 1 and sum(slept) > 0
    late, transport = comparing.other_side(limits=Limits(rate=1000, deadline=3600))
    late.end = 0
    report = comparing.run(document(GROUP, read("/groups")), late)
    assert "deadline of 3600 seconds" in report.comparisons[0].stopped and transport.requests == []
