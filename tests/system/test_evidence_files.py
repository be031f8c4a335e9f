# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where evidence is written, that it never replaces other files, and that it has no secret."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.system.evidence import read
from tests.system.in_process import PingOne
from tests.system.recorded import connection
from tests.system.test_failed_runs import STOCK
from tests.system.test_inventory import seed_of
from tests.system.test_secrets import BATCH, KEY, OPAQUE, PARAMETER, TESTS
from tests.system.workflow import PLAYBOOK, SERVICES, variables

MODULE = "pingone_api_access"
SEVERAL_RUNS = multiprocessing.get_context("fork")


@pytest.fixture
def pingone(collection: Path, emulator: Any) -> Iterator[PingOne]:
    emulator.faults([])
    emulator.reset()
    yield PingOne(collection, emulator)
    emulator.faults([])


def names(folder: Path) -> list[str]:
    """The names of all files in a folder, including hidden ones."""
    return sorted(os.listdir(folder))


def test_a_dry_run_does_not_replace_the_evidence_of_a_run(pingone: PingOne, tmp_path: Path) -> None:
    path = tmp_path / "stock.json"
    options = {"api_services": [STOCK], "evidence_path": str(path)}
    for check in (True, False, True):
        shown = pingone.run_here(MODULE, check, **options)["evidence_path"]
        assert shown == str(tmp_path / ("stock.check.json" if check else "stock.json"))
        assert read(shown)["run"]["check_mode"] is check
    assert read(path)["result"]["status"] == "changed"
    assert names(tmp_path) == ["stock.check.json", "stock.json"]


def test_each_run_has_a_file_in_a_folder(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    for path in (str(tmp_path), f"{tmp_path}/"):
        pingone.run_here(MODULE, api_services=[STOCK], evidence_path=path)
    found = [read(tmp_path / name) for name in names(tmp_path)]
    assert sorted(one["result"]["status"] for one in found) == ["changed", "unchanged"]
    assert all(f"Z-{emulator.environment_id}-" in name for name in names(tmp_path))


@pytest.mark.parametrize("check", [True, False])
def test_paths_that_are_rejected(pingone: PingOne, emulator: Any, tmp_path: Path, check: bool) -> None:
    other = tmp_path / ("other.check.json" if check else "other.json")
    plain = tmp_path / ("plain.check.json" if check else "plain.json")
    plain.write_text('{"api_service_list": []}', encoding="utf-8")
    pingone.run_here(MODULE, check, api_services=[STOCK], evidence_path=str(tmp_path / "other.json"))
    record = json.loads(other.read_text(encoding="utf-8"))
    record["environment"]["id"] = "00000000-0000-4000-8000-000000000000"
    other.write_text(json.dumps(record), encoding="utf-8")
    before = {path: path.read_bytes() for path in (other, plain)}
    emulator.reset()
    emulator.clear_requests()
    for path, text in (
        ("record.json", "is a relative path. Use an absolute path, for example below {{ playbook_dir }}."),
        (tmp_path / "missing" / "x.json", "does not exist. Create it first."),
        (f"{tmp_path}/missing/", "does not exist. Create it first."),
        (plain / "x.json", "is not a folder."),
        (tmp_path / "plain.json", "is not evidence of a run. Use another path."),
    ):
        result = pingone.attempt_here(MODULE, check, api_services=[STOCK], evidence_path=str(path))
        (problem,) = result["error"]["problems"]
        assert problem["option"] == "evidence_path"
        assert text in problem["message"]
    assert emulator.requests() == []
    found = pingone.run_here(MODULE, check, api_services=[STOCK], evidence_path=str(tmp_path / "other.json"))
    identifier = emulator.environment_id
    name = f"other.check.{identifier}.json" if check else f"other.{identifier}.json"
    assert found["evidence_path"] == str(tmp_path / name)
    assert {path: path.read_bytes() for path in before} == before
    both = pingone.attempt_here(MODULE, api_services=[{**STOCK, "scopes": [{}]}], evidence_path=f"{plain}/x")
    assert {one["option"] for one in both["error"]["problems"]} >= {"evidence_path", "api_services[0].scopes[0].name"}


def test_a_run_that_is_interrupted(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    """The evidence of a run that was killed while it was writing says so."""
    path = tmp_path / "record.json"
    emulator.faults([{"kind": "hang", "method": "POST", "path": "/scopes$"}])
    options = {"api_services": [STOCK], "evidence_path": str(path)}
    process = SEVERAL_RUNS.Process(target=pingone.attempt_here, args=(MODULE,), kwargs=options)
    process.start()
    deadline = time.monotonic() + 30
    while not emulator.struck() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    emulator.faults([])
    record = read(path)
    assert record["result"] == {"status": "unfinished", "changed": None, "error": None}
    assert record["run"]["ended_at"] is None
    assert {one["transaction_id"] for one in emulator.writes()} == {record["run"]["transaction_id"]}
    assert pingone.run_here(MODULE, **options)["changed"]
    assert read(path)["result"]["status"] == "changed"


def test_evidence_that_cannot_be_written(pingone: PingOne, emulator: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """It is found before the first change, or, if it is the end of a run, the task fails."""
    targets: list[str] = []

    def failing(change: Any) -> Any:
        def fail(source: str, target: str) -> None:
            targets.append(str(target))
            if targets.count(str(path)) > allowed:
                raise OSError(28, "No space left on device")
            change(source, target)

        return fail

    for name in ("link", "replace"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    for allowed in (0, 1):
        path = tmp_path / f"{allowed}.json"
        emulator.clear_requests()
        result = pingone.attempt_here(MODULE, api_services=[STOCK], evidence_path=str(path))
        assert result["failed"]
        assert f'"{path}" (evidence_path) cannot be written (No space left on device)' in result["msg"]
        assert result["changed"] is bool(emulator.writes()) is bool(allowed)
        assert ("Nothing was changed." in result["msg"]) is not bool(allowed)
        assert ("The changes were made, and are kept." in result["msg"]) is bool(allowed)
    assert names(tmp_path) == ["1.json"]
    assert read(tmp_path / "1.json")["result"]["status"] == "unfinished"


@pytest.mark.parametrize("failing", [None, "/resources$", "/operations$", "/deployment$"])
def test_no_secret_of_the_connection(pingone: PingOne, emulator: Any, tmp_path: Path, failing: str | None) -> None:
    """Even if it is part of a name, and thus of a message and of a URL."""
    secret = connection(emulator)["client_secret"]
    entry = {**STOCK, "name": f"Stock {secret} API", "base_urls": [f"https://stock.example.com/{quote(secret, '')}"]}
    path = tmp_path / "record.json"
    emulator.faults([{"kind": "status", "status": 403, "method": "POST", "path": failing}] if failing else [])
    result = pingone.attempt(MODULE, api_services=[entry], evidence_path=str(path))
    assert bool(result.get("failed")) is bool(failing), result
    record = read(path)
    assert record["api_services"][0]["name"] == "Stock ******** API"
    assert record["actor"]["credential"] == "client_credentials"
    assert record["actor"]["client_id"] == connection(emulator)["client_id"]
    text = path.read_text(encoding="utf-8")
    tokens = {one.split(".")[0] for one in [emulator.bearer()]}
    assert not [one for one in (secret, quote(secret, ""), *tokens) if one in text]
    assert not failing or "********" in record["result"]["error"]["message"]


@pytest.mark.parametrize("expect", ["allow", "deny"])
def test_no_secret_of_access_tests(pingone: PingOne, emulator: Any, tmp_path: Path, expect: str) -> None:
    path = tmp_path / "record.json"
    credential = emulator.gateway_credential()
    (tmp_path / "credential").write_text(credential, encoding="utf-8")
    tests = [{**TESTS[0], "expect": expect}, *TESTS[1:]]
    entry = {**SERVICES[0], "access_tests": tests}
    for gateway in ({"gateway_credential": credential}, {"credential_path": str(tmp_path / "credential")}):
        options = {"api_services": [entry], "gateway": gateway, "evidence_path": str(path)}
        result = pingone.attempt(MODULE, **options)
        assert bool(result.get("failed")) is (expect == "deny"), result
        record = read(path)
        assert record["result"]["status"] == "failed" or expect == "allow"
        (service,) = record["api_services"]
        assert [one["passed"] for one in service["access_tests"]["cases"]] == [expect == "allow", True, True]
        assert service["access"]["after"]["unlisted_requests"] == "deny"
        text = path.read_text(encoding="utf-8")
        secrets = [BATCH["client_secret"], OPAQUE, KEY, PARAMETER, *credential.split(".")]
        secrets += [connection(emulator)["client_secret"], *emulator.bearer().split(".")[:1]]
        assert not [secret for secret in secrets if secret in text]


def test_an_access_token(pingone: PingOne, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    pingone.run_here(MODULE, api_services=[STOCK], evidence_path=str(path))
    actor = read(path)["actor"]
    assert (actor["credential"], actor["client_id"], actor["job"]) == ("access_token", None, None)
    text = path.read_text(encoding="utf-8")
    assert pingone._admitted["access_token"].split(".")[0] not in text


def test_one_file_for_each_host_in_the_background(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    """Two hosts of a play have the same path, and their changes are made in the background."""
    emulator.reset(seed_of({"name": "Second"}))
    (other,) = [one["id"] for one in emulator.collect("/v1/environments") if one["name"] == "Second"]
    inventory = tmp_path / "hosts.yml"
    hosts = {"one": {"environment_id": emulator.environment_id}, "two": {"environment_id": other}}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    awx = {"awx_job_id": 7, "awx_job_template_name": "Protect", "awx_user_name": "Kim"}
    more = {
        **awx,
        "evidence_path": str(tmp_path / "record.json"),
        "target_hosts": "all",
        "api_service_progress_above": 0,
    }
    arguments = ("-i", str(inventory), "-e", variables(tmp_path, [{**STOCK, "applications": []}], **more))
    environment = {**emulator.env, "ANSIBLE_FORKS": "2"}
    del environment["PINGONE_TARGET_ENVIRONMENT_ID"]
    finished = ansible.playbook(PLAYBOOK, *arguments, env=environment)
    assert finished.status == 0, finished.output
    records = [read(path) for path in tmp_path.glob("record*.json")]
    assert {one["environment"]["id"] for one in records} == {emulator.environment_id, other}
    assert len(records) == 2
    for record in records:
        assert record["result"]["status"] == "changed"
        job = {"id": "7", "name": "Protect", "user": "Kim", "url": None, "revision": None}
        assert record["actor"]["job"] == job
