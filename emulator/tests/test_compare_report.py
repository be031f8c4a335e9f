# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a comparison reports, and that it never contains values."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import comparing
import httpx
import pytest
from comparing import BASE, changed_body, create, document, read
from pingone_emulator.compare import report
from pingone_emulator.compare.shapes import Names, Shapes, type_of

SERVICE = document(
    create("/resources", "resource", type="CUSTOM"),
    create("/resources/${resource}/scopes", "scope", name="orders-read"),
    read("/resources/${resource}/scopes", "list the scopes"),
    {**create("/resources", "again", name="resource-${run}", type="CUSTOM"), "name": "create a duplicate"},
    read("/resources/00000000-0000-4000-8000-000000000000", "read nothing"),
)


def html(_response: httpx.Response) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/html; charset=utf-8"}, text="<html>")


def body(change: Callable[[Any], Any]) -> Callable[[httpx.Response], httpx.Response]:
    return lambda response: changed_body(response, change)


def without(*keys: str) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        value = copy.deepcopy(value)
        place = value
        for key in keys[:-1]:
            place = place[key]
        del place[keys[-1]]
        return value

    return change


def of(*keys: Any, value: Any) -> Callable[[Any], Any]:
    def change(document: Any) -> Any:
        document = copy.deepcopy(document)
        place = document
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value
        return document

    return change


def status(number: int) -> Callable[[httpx.Response], httpx.Response]:
    def change(response: httpx.Response) -> httpx.Response:
        response.status_code = number
        return response

    return change


FIRST, LISTED, DUPLICATE, NOTHING = ("create resource", "list the scopes", "create a duplicate", "read nothing")
MUTATIONS = {
    "missing key": (FIRST, body(without("audience")), "/audience", "string", "missing"),
    "extra key": (FIRST, body(of("extra", value=1)), "/extra", "missing", "integer"),
    "other type": (
        FIRST,
        body(of("accessTokenValiditySeconds", value="600")),
        "/accessTokenValiditySeconds",
        "integer",
        "string",
    ),
    "number": (
        FIRST,
        body(of("accessTokenValiditySeconds", value=0.5)),
        "/accessTokenValiditySeconds",
        "integer",
        "number",
    ),
    "null": (FIRST, body(of("audience", value=None)), "/audience", "string", "null"),
    "no timestamp": (FIRST, body(of("createdAt", value="yesterday")), "/createdAt", "timestamp", "string"),
    "no UUID": (FIRST, body(of("environment", "id", value="x")), "/environment/id", "UUID", "string"),
    "missing link": (FIRST, body(without("_links", "scopes")), "/_links/scopes", "object", "missing"),
    "relative link": (FIRST, body(of("_links", "self", "href", value="/v1")), "/_links/self/href", "URL", "string"),
    "other status": (LISTED, status(203), "status", "200", "203"),
    "missing element": (
        LISTED,
        body(of("_embedded", "scopes", value=[])),
        "/_embedded/scopes/${scope}",
        "element",
        "missing",
    ),
    "key of an element": (
        LISTED,
        body(without("_embedded", "scopes", 0, "name")),
        "/_embedded/scopes/${scope}/name",
        "string",
        "missing",
    ),
    "not JSON": (LISTED, html, "content type", "application/json", "text/html"),
    "other content type": (
        LISTED,
        lambda response: httpx.Response(200, headers={"content-type": "application/hal+json"}, content=response.read()),
        "content type",
        "application/json",
        "application/hal+json",
    ),
    "error instead of success": (LISTED, lambda response: httpx.Response(503, json={}), "status", "200", "503"),
    "other code": (
        DUPLICATE,
        body(of("code", value="REQUEST_FAILED")),
        "status",
        "400 INVALID_DATA (UNIQUENESS_VIOLATION name)",
        "400 REQUEST_FAILED (UNIQUENESS_VIOLATION name)",
    ),
    "other detail": (
        DUPLICATE,
        body(of("details", 0, "target", value="audience")),
        "status",
        "400 INVALID_DATA (UNIQUENESS_VIOLATION name)",
        "400 INVALID_DATA (UNIQUENESS_VIOLATION audience)",
    ),
    "no inner error": (
        DUPLICATE,
        body(without("details", 0, "innerError")),
        "/details/*/innerError",
        "in every element",
        "missing",
    ),
    "no ID of an error": (NOTHING, body(without("id")), "/id", "UUID", "missing"),
    "error of a proxy": (
        NOTHING,
        lambda response: httpx.Response(404, text="no"),
        "content type",
        "application/json",
        "text/plain",
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_changed_response_is_reported(name: str):
    """Exactly one difference, at the right place."""
    at, change, pointer, ours, theirs = MUTATIONS[name]
    index = [request["name"] for request in SERVICE["requests"]].index(at)
    sent = [f"{one['method']}" for one in SERVICE["requests"]]
    count = iter(range(100))

    def changed(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path.endswith("/as/token"):
            return response
        return change(response) if next(count) == index else response

    other, _transport = comparing.other_side(changed)
    found = comparing.run(SERVICE, other)
    (comparison,) = found.comparisons
    assert sent and [(one.request, one.pointer, one.emulator, one.other) for one in comparison.findings] == [
        (at, pointer, ours, theirs)
    ]
    text = report.as_text(found)
    assert all(part in text for part in (at, pointer, ours, theirs))


def test_everything_after_a_failed_request_is_not_compared():
    """One cause is one difference."""

    def refused(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        return httpx.Response(403, json={"code": "ACCESS_FAILED"}) if request.method == "POST" else response

    other, transport = comparing.other_side(
        lambda request, response: response if request.url.path.endswith("/token") else refused(request, response)
    )
    (comparison,) = comparing.run(document(*SERVICE["requests"][:3]), other).comparisons
    assert [(one.request, one.emulator, one.other) for one in comparison.findings] == [
        ("create resource", "201", "403 ACCESS_FAILED")
    ]
    assert len(comparison.notes) == 2 and all("resource is not known" in note for note in comparison.notes)
    assert len(transport.sent()) == 1


SECRETS = ("C4n4ry-s3cr3t.value~of64", "eyJhbGciOiJI.eyJzdWIiOiJjYW5hcnki.c2lnbmF0dXJl", "ünlesbar", "hunter2hunter2")


@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_is_printed(secret: str, capsys: pytest.CaptureFixture[str]):
    """Wherever a response has a secret: as a value, as a key, as a code, in headers, in the status line."""

    def poison(value: Any) -> Any:
        if isinstance(value, dict):
            made = {key: poison(item) for key, item in value.items() if key not in ("id", "href")}
            return {
                **made,
                "id": value.get("id", secret),
                "secret": secret,
                secret + "0123456": secret,
                "more": [secret],
            }
        if isinstance(value, list):
            return [*[poison(item) for item in value], {"code": secret, "target": secret}]
        return secret if isinstance(value, str) else value

    def changed(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path.endswith("/as/token") or response.status_code == 204:
            return response
        made = changed_body(response, poison)
        kind = f"text/{secret}".encode()
        return httpx.Response(
            made.status_code, headers={"content-type": kind, "x-secret": secret.encode()}, content=made.read()
        )

    other, _transport = comparing.other_side(changed)
    found = comparing.run(SERVICE, other)
    assert len(found.comparisons[0].findings) > 10
    printed = report.as_text(found) + json.dumps(report.as_json(found, "1"), ensure_ascii=False)
    printed += "".join(capsys.readouterr()) + repr(other.settings)
    assert secret not in printed
    assert other.settings.client_secret not in printed and other.token not in printed


def test_lists_of_objects_that_existed_before():
    """Which optional keys they have says nothing, and what can be compared with an empty list is a note."""
    names = Names({}, {})
    shapes = Shapes(names)
    ours = {"_embedded": {"groups": [{"id": "a", "name": "x"}, {"id": "b", "name": "y", "description": "z"}]}}
    theirs = {"_embedded": {"groups": [{"id": "c", "name": "x"}]}}
    shapes.compare(ours, theirs)
    shapes.compare(ours, {"_embedded": {"groups": []}})
    assert not shapes.differences and shapes.notes == ["/_embedded/groups: the list of one side is empty"]
    shapes.compare(ours, {"_embedded": {"groups": [{"id": "c", "label": "x"}]}})
    assert [(one.pointer, one.emulator, one.other) for one in shapes.differences] == [
        ("/_embedded/groups/*/name", "in every element", "missing"),
        ("/_embedded/groups/*/label", "missing", "in every element"),
    ]


def test_lists_inside_of_objects():
    """Optional keys, types of elements, and empty lists are differences."""
    for ours, theirs, expected in (
        ({"a": [1]}, {"a": ["x"]}, ("/a/*", "integer", "string")),
        ({"a": [1, "x"]}, {"a": [1]}, ("/a/*", "integer or string", "integer")),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {}]}, ("/a/*/b", "in every element", "in some elements")),
        ({"a": []}, {"a": [1]}, ("/a", "no elements", "elements")),
        ({"a": [{"b": {"c": 1}}]}, {"a": [{"b": {"d": 1}}]}, ("/a/*/b/c", "in every element", "missing")),
        ({"a": [{"b": [{"c": 1}]}]}, {"a": [{"b": [{"c": "x"}]}]}, ("/a/*/b/*/c", "integer", "string")),
    ):
        shapes = Shapes(Names({}, {}))
        shapes.compare(ours, theirs)
        first = shapes.differences[0]
        assert (first.pointer, first.emulator, first.other) == expected


def test_formats():
    """Formats of texts by which clients tell values."""
    for text, kind in (
        ("00000000-0000-4000-8000-000000000000", "UUID"),
        ("2026-01-02T03:04:05.678Z", "timestamp"),
        ("2026-99-02T03:04:05.678Z", "string"),
        ("https://example.com/x", "URL"),
        ("eyJhbGciOiJI.eyJzdWIi.c2ln", "JWT"),
        ("", "empty string"),
        ("x", "string"),
    ):
        assert type_of(text) == kind


def test_the_report_as_json():
    """What somebody sends back is complete."""
    other, _transport = comparing.other_side(custom_policies_change="free")
    found = comparing.run("custom-policies-change", other)
    made = report.as_json(found, "1.2.3")
    assert made == {
        "format": 1,
        "emulator": "1.2.3",
        "against": "localhost",
        "complete": True,
        "interrupted": False,
        "transcripts": [
            {
                "name": "custom-policies-change",
                "question": "#1 Can custom policies be enabled or disabled later?",
                "requests": 4,
                "differences": [
                    {
                        "request": "disable custom policies",
                        "pointer": "status",
                        "emulator": "400 INVALID_DATA (INVALID_VALUE accessControl.custom.enabled)",
                        "other": "200",
                    }
                ],
                "not_compared": [],
                "stopped": "",
                "same_with": ["custom_policies_change: free"],
            }
        ],
        "deleted": 2,
        "not_deleted": [],
    }
    assert BASE not in json.dumps(made)
