# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No text poisons what is answered later: SPECIFICATION.md 3.1."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest
from conftest import HERE, SEED, PingOne, created, refused
from gateway import QUESTION, Gateway
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_robustness import JSON, valid_bodies

# Half of a surrogate pair: escaped, in the escape of another character, and as bytes that no UTF-8 has.
HALVES = [rb"\ud800", rb"\uDFFF", rb"\udc00\ud800", rb"\ud83d x", b"\xed\xa0\x80", b"\xff"]
COLLECTIONS = ("/apiServers", "/resources", "/applications", "/populations", "/groups", "/gateways", "/schemas")


def healthy(pingone: PingOne, api) -> None:
    """Everything can still be read, the log of requests and the page as well."""
    for path in COLLECTIONS:
        assert api.get(path).status_code == 200
    for path in ("/_emulator/requests", "/_emulator/switches", "/_emulator/faults", "/_emulator"):
        assert pingone.http.get(path).status_code == 200


def with_text(body: Any, at: int, text: str) -> tuple[Any, int]:
    """A copy whose text number ``at`` is another one, and how many texts were seen; keys are texts, too."""
    if isinstance(body, str):
        return (text if at == 0 else body), 1
    seen, items = 0, body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    copied: list[tuple[Any, Any]] = []
    for key, value in items:
        if isinstance(key, str):
            key, count = with_text(key, at - seen, text)
            seen += count
        value, count = with_text(value, at - seen, text)
        seen += count
        copied.append((key, value))
    if isinstance(body, dict):
        return dict(copied), seen
    return ([value for _key, value in copied] if isinstance(body, list) else body), seen


def test_half_a_surrogate_pair_in_any_body(pingone: PingOne, api):
    """Every text and every key of every body: malformed, and nothing is stored."""
    for number, ((method, path), body) in enumerate(valid_bodies(api).items()):
        _copy, texts = with_text(body, -1, "")
        for at in range(texts):
            half = HALVES[(number + at) % len(HALVES)]
            marked, _seen = with_text(body, at, "a!HALF!b")
            content = json.dumps(marked).encode().replace(b"!HALF!", half)
            refused(api.request(method, path, content=content, headers=JSON), 400, "INVALID_REQUEST")
    healthy(pingone, api)


@pytest.mark.parametrize("half", HALVES)
def test_half_a_surrogate_pair_for_gateways_and_tests(gateway: Gateway, half: bytes):
    """The sideband, and what tests set: memberships, switches, faults, tokens, seeds."""
    pingone, http = gateway.pingone, gateway.pingone.http
    text, sideband = b'"x' + half + b'"', f"{gateway.api.base_url}sideband/request"
    for key in ("url", "method", "body", "source_ip"):
        content = json.dumps({**QUESTION, key: "!"}).encode().replace(b'"!"', text)
        answer = http.post(
            sideband, content=content, headers={**JSON, "CLIENT-TOKEN": gateway.credential["credential"]}
        )
        refused(answer, 400, "INVALID_REQUEST")
    for method, path, content in (
        ("PUT", "subjects/clerk", b'{"groups": [' + text + b"]}"),
        ("PUT", "switches", b"{" + text + b": 1}"),
        ("PUT", "switches", b'{"match_type_default": ' + text + b"}"),
        ("PUT", "faults", b'{"faults": [{"kind": "unknown-enum", "value": ' + text + b"}]}"),
        ("PUT", "faults", b'[{"kind": "redirect", "location": ' + text + b"}]"),
        ("POST", "tokens", b'{"subject": "clerk", "resource": "Existing Resource", "scope": ' + text + b"}"),
        ("POST", "reset", b'{"seed": ' + text + b"}"),
    ):
        answer = http.request(method, f"/_emulator/{path}", content=content)
        refused(answer, 400, "INVALID_REQUEST")
    healthy(pingone, gateway.api)


@pytest.mark.parametrize("part", ["path", "query", "header"])
def test_odd_bytes_outside_of_bodies(pingone: PingOne, api, part: str):
    """Paths, queries and headers are answered, and so is the log of them."""
    for half in (b"%ED%A0%80", b"%FF", b"%00", b"\xed\xa0\x80" if part == "header" else b"%ud800"):
        headers = {}
        if part == "header":
            headers = dict.fromkeys(("X-Ping-External-Transaction-ID", "User-Agent", "X-Other"), half)
        path = f"/groups/{half.decode()}" if part == "path" else "/groups"
        query = f'?filter=name%20eq%20"{half.decode()}"&cursor={half.decode()}' if part == "query" else ""
        assert api.get(path + query, headers=headers).status_code in (200, 400, 404)
    healthy(pingone, api)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_numbers_that_json_does_not_have(pingone: PingOne, api, number: str):
    """They would come back as something that no client can read."""
    content = f'{{"name": "G", "customData": {{"a": {number}}}}}'
    refused(api.post("/groups", content=content, headers=JSON), 400, "INVALID_REQUEST")
    healthy(pingone, api)


@pytest.mark.parametrize(("depth", "status"), [(90, 201), (101, 400), (1_000, 400), (20_000, 400), (200_000, 400)])
def test_deep_bodies(pingone: PingOne, api, depth: int, status: int):
    """Deeper than 100 levels is malformed, and whatever is kept can be listed and changed."""
    content = '{"name": "G", "customData": {"a": ' + "[" * depth + "1" + "]" * depth + "}}"
    answer = api.post("/groups", content=content, headers=JSON)
    assert answer.status_code == status
    if status == 201:
        path = f"/groups/{answer.json()['id']}"
        assert api.put(path, json=answer.json()).status_code == 200
    healthy(pingone, api)


def test_seeds(pingone: PingOne, tmp_path):
    """A seed that could not be answered is refused, from a file as well."""
    seed = copy.deepcopy(SEED)
    seed["environments"][0]["description"] = "half \ud800"
    for number, text in enumerate((json.dumps(seed), json.dumps(seed).replace(r"\ud800", r"x").replace('"EU"', "NaN"))):
        assert pingone.http.post("/_emulator/reset", content=text).status_code == 400
        path = tmp_path / f"{number}.yml"
        path.write_text(text.replace("NaN", ".nan"), encoding="utf-8")
        command = [sys.executable, "-m", "pingone_emulator", "serve", "--port", "0", "--seed", str(path)]
        done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1 and "Traceback" not in done.stderr and "cannot be used: " in done.stderr


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def test_any_text_is_refused_or_kept(running: PingOne):
    """Whatever Python can write as JSON: it comes back as it was, or it is malformed."""
    running.http.post("/_emulator/reset")
    with running.as_("Automation Basic") as api:

        @settings(
            max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(name=ANY_TEXT, description=ANY_TEXT, key=ANY_TEXT, value=VALUES)
        def hold(name: str, description: str, key: str, value: Any) -> None:
            body = {"name": f"G {name}", "description": description, "customData": {key: value}}
            answer = api.post("/groups", content=json.dumps(body), headers=JSON)
            assert answer.status_code in (201, 400)
            assert api.get("/groups").status_code == 200
            if answer.status_code == 201:
                made = answer.json()
                assert made["name"] == body["name"] and made.get("description", "") == description
                assert api.delete(f"/groups/{made['id']}").status_code == 204

        hold()
        healthy(running, api)
        created(api.post("/groups", json={"name": "Grüße 😀", "description": "a 😀 is a whole pair"}))
        found = [one["name"] for one in api.get("/groups").json()["_embedded"]["groups"]]
        assert "Grüße 😀" in found
