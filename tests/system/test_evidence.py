# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evidence of a run is complete and true, has no secret, and is the same for runs that do the same.

What is true is taken from the requests that PingOne has received, and from what later runs read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.system.evidence import SCHEMA, read, stable
from tests.system.in_process import PingOne
from tests.system.test_failed_runs import PROTECTED, changed, protected, removed

Make = Callable[[PingOne], list[dict[str, Any]]]

MODULE = "pingone_api_access"
CUSTOM = {"name": "Stock API", "base_urls": ["https://stock.example.com"], "custom_policies": True}
WIDER = {"name": "Browse", "methods": [], "paths": [{"pattern": "/catalog/**"}]}


@pytest.fixture
def pingone(collection: Path, emulator: Any) -> Iterator[PingOne]:
    emulator.faults([])
    emulator.reset()
    yield PingOne(collection, emulator)
    emulator.faults([])


def run(pingone: PingOne, folder: Path, entries: Any, check: bool = False, **more: Any) -> dict[str, Any]:
    """The evidence of a run with an access token, which may fail."""
    result = pingone.attempt_here(MODULE, check, api_services=entries, evidence_path=f"{folder}/", **more)
    assert "evidence_path" in result, result
    record = read(result["evidence_path"])
    assert (record["result"]["status"] == "failed") is bool(result.get("failed")), result
    return record


def sent(emulator: Any) -> list[tuple[Any, ...]]:
    """The writing requests that PingOne has received."""
    return [(one["method"], one["path"], one["status"], one["transaction_id"]) for one in emulator.writes()]


def recorded(record: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The writing requests of the evidence."""
    return [(one["method"], one["path"], one["status"], one["transaction_id"]) for one in record["requests"]]


def access(record: dict[str, Any], when: str) -> list[Any]:
    """The access of all entries, before or after a run."""
    return [entry["access"][when] for entry in record["api_services"]]


def assert_same(one: list[Any], other: list[Any]) -> None:
    """Two accesses are the same, apart from operations that were only read by one of the runs."""
    for known, found in zip(one, other, strict=True):
        if known and found and (known["operations"] is None or found["operations"] is None):
            unknown = {"operations": None, "unlisted_requests": None}
            known, found = {**known, **unknown}, {**found, **unknown}
        assert known == found


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and all that it contains."""
    if isinstance(schema, dict):
        yield schema
    for one in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from schemas(one)


def test_the_schema_is_strict() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects = [one for one in schemas(SCHEMA) if isinstance(one.get("properties"), dict) and one.get("type")]
    assert len(objects) > 20
    for one in objects:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])
    formats = [one for one in schemas(SCHEMA) if one.get("format") == "date-time"]
    assert formats and all(one["x-varies"] for one in formats)


@pytest.mark.parametrize("last", [changed, removed])
def test_runs_that_succeed(pingone: PingOne, emulator: Any, tmp_path: Path, last: Make) -> None:
    """Check mode predicts the access, and the next run finds it."""
    after: list[Any] = [None] * 3
    for make in (protected, protected, last):
        entries = make(pingone)
        emulator.clear_requests()
        predicted = run(pingone, tmp_path, entries, check=True)
        assert sent(emulator) == [] == recorded(predicted)
        record = run(pingone, tmp_path, entries)
        assert recorded(record) == sent(emulator)
        assert record["result"]["status"] == ("changed" if sent(emulator) else "unchanged")
        assert {one[3] for one in recorded(record)} <= {record["run"]["transaction_id"]}
        for when in ("before", "after"):
            assert access(predicted, when) == access(record, when)
        assert_same(after, access(record, "before")[:3])
        after = access(record, "after")
    if last is removed:
        assert after[:3] == [None] * 3
        assert [one["requires"] for one in after[3]["operations"]] == ["scope depot-read"]
    else:
        assert "scope orders-change and group Order Managers" in after[0]["operations"][1]["requires"]


def test_the_recorded_access_is_what_pingone_has(pingone: PingOne, tmp_path: Path) -> None:
    record = run(pingone, tmp_path, PROTECTED)
    found = pingone.run_here("pingone_api_service_info")["api_services"]
    by_name = {one["name"]: one for one in found}
    for entry in record["api_services"]:
        info, summary = by_name[entry["name"]], entry["access"]["after"]
        assert entry["id"] == info["id"]
        assert entry["deployment"]["deployed_at"] == info["deployment"]["deployed_at"]
        for key in ("base_urls", "token_source", "custom_policies"):
            assert summary[key] == info[key]
        if info["resource"]:
            resource = info["resource"]
            assert (summary["resource"], summary["audience"]) == (resource["name"], resource["audience"])
            assert summary["unlisted_requests"] == info["unlisted_requests"]
        if summary["operations"] is None:
            assert entry["name"] == "Partner API"
            continue
        for ours, theirs in zip(summary["operations"], info["operations"], strict=True):
            rules = theirs["access"]
            assert (ours["name"], ours["methods"]) == (theirs["name"], theirs["methods"])
            assert ours["paths"] == theirs["paths"]
            assert ours["scopes"] == [scope["name"] for scope in rules["scopes"]]
            assert ours["groups"] == [group["name"] for group in rules["groups"]]
            assert ours["permission"] == (rules["permission"] or {}).get("name")


@pytest.mark.parametrize("after", range(0, 24, 3))
def test_a_run_that_fails(pingone: PingOne, emulator: Any, tmp_path: Path, after: int) -> None:
    """The evidence has what was done, so that the next run finds the access that it recorded."""
    emulator.faults([{"kind": "status", "status": 403, "method": "POST", "after": after}])
    record = run(pingone, tmp_path, PROTECTED)
    emulator.faults([])
    assert recorded(record) == sent(emulator)
    assert record["result"]["error"]["kind"] == "api"
    assert "HTTP 403" in record["result"]["error"]["message"]
    assert record["result"]["changed"] is any(one[2] in (200, 201) for one in sent(emulator))
    created = [one for entry in record["api_services"] for one in entry["created"]]
    posts = [one for one in sent(emulator) if one[2] == 201 and not one[1].endswith(("/deployment", "/grants"))]
    assert len(created) == len(posts)
    assert any(entry["progress"]["not_done"] for entry in record["api_services"])
    assert all(entry["access_changes"] is None for entry in record["api_services"])
    assert_same(access(record, "after"), access(run(pingone, tmp_path, PROTECTED, check=True), "before"))


def test_a_lost_response(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    emulator.faults([{"kind": "status", "status": 503, "method": "POST", "path": "/scopes$", "times": 1}])
    record = run(pingone, tmp_path, PROTECTED)
    assert recorded(record) == sent(emulator)
    assert 503 in {one[2] for one in recorded(record)}


@pytest.mark.parametrize("check", [True, False])
def test_a_run_that_is_rejected(pingone: PingOne, emulator: Any, tmp_path: Path, check: bool) -> None:
    pingone.run_here(MODULE, api_services=PROTECTED)
    emulator.clear_requests()
    wider = deepcopy(PROTECTED)
    wider[0]["operations"][0] = {**WIDER, "allow_open": True}
    record = run(pingone, tmp_path, wider, check, fail_if_widened=True)
    assert record["result"]["error"]["kind"] == "invalid_input"
    assert "fail_if_widened" in record["result"]["error"]["message"]
    assert recorded(record) == [] == sent(emulator)
    assert access(record, "before") == access(record, "after")
    missing = run(pingone, tmp_path, [{"name": "Orders API", "scopes": [{"name": "a", "id": "x"}]}], check)
    assert missing["result"]["status"] == "failed"


def test_custom_policies_and_an_absent_entry(pingone: PingOne, tmp_path: Path) -> None:
    custom = [{**CUSTOM, "operations": [{"name": "Count", "paths": [{"pattern": "/count"}]}]}]
    record = run(pingone, tmp_path, custom)
    (summary,) = access(record, "after")
    assert summary["custom_policies"] is True
    assert "custom policies of the operation Count" in summary["operations"][0]["requires"]
    assert record["api_services"][0]["deployment"]["authorization_version_id"]
    for status in ("changed", "unchanged"):
        record = run(pingone, tmp_path, [{"name": "Stock API", "state": "absent", "force": True}])
        assert record["result"]["status"] == status
        assert access(record, "after") == [None]


def test_nothing_is_read_for_it(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    requests: list[int] = []
    for path in ({}, {"evidence_path": str(tmp_path / "record.json")}):
        emulator.reset()
        for make in (protected, protected, changed):
            entries = make(pingone)
            for check in (True, False):
                requests.append(pingone.run_here(MODULE, check, api_services=entries, **path)["requests"])
    assert requests[:6] == requests[6:]


def test_the_same_runs_have_the_same_evidence(collection: Path, emulator: Any, tmp_path: Path) -> None:
    records: list[list[Any]] = []
    for number in range(2):
        emulator.faults([])
        emulator.reset()
        pingone = PingOne(collection, emulator)
        folder = tmp_path / str(number)
        folder.mkdir()
        found = [run(pingone, folder, PROTECTED, check) for check in (True, False, False)]
        emulator.faults([{"kind": "status", "status": 403, "method": "POST", "after": 1}])
        # Without IDs, which would be part of the hash.
        other = deepcopy(PROTECTED)
        other[0]["operations"][0] = {"name": "Search", "methods": ["GET"], "paths": [{"pattern": "/search"}]}
        found.append(run(pingone, folder, [{**other[0], "applications": []}, *other[1:]]))
        emulator.faults([])
        found.append(run(pingone, folder, PROTECTED))
        records.append(found)
    assert len({record["run"]["transaction_id"] for found in records for record in found}) == 10
    for one, other in zip(*records, strict=True):
        assert json.dumps(stable(one)) == json.dumps(stable(other))
        assert one != other


def test_the_hash_is_that_of_the_desired_state(pingone: PingOne, tmp_path: Path) -> None:
    """It does not depend on the types and the order of keys, but on every value."""
    typed = run(pingone, tmp_path, PROTECTED, check=True)["desired_state"]
    turned = json.loads(json.dumps(PROTECTED), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    tests = [{"name": "x", "path": "/x", "anonymous": True, "expect": "deny"}]
    same = (json.dumps(turned), turned, [{**turned[0], "access_tests": tests, "redeploy": "auto"}, *turned[1:]])
    for entries in same:
        assert run(pingone, tmp_path, entries, check=True)["desired_state"] == typed
    other = deepcopy(PROTECTED)
    other[0]["operations"][0]["methods"] = ["GET", "HEAD"]
    for entries, more in ((other, {}), (PROTECTED[:2], {}), (PROTECTED, {"unlisted_requests": "deny"})):
        assert run(pingone, tmp_path, entries, check=True, **more)["desired_state"] != typed
