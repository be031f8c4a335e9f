# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run of pingone_api_access that fails at any of its writes tells the truth, opens nothing, and can be repeated.

What is true is taken from the requests that PingOne has received, and not from the module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tests.system.recorded import comparable
from tests.system.workflow import SERVICES, picture

MODULE = "pingone_api_access"
Entry = dict[str, Any]
Write = dict[str, Any]
STOCK: Entry = {
    "name": "Stock API",
    "base_urls": ["https://stock.example.com"],
    "scopes": [{"name": "stock-read"}],
    "operations": [{"name": "Count", "paths": [{"pattern": "/count"}], "access": {"scopes": ["stock-read"]}}],
    "unlisted_requests": "allow",
    "applications": [{"name": "Orders Batch"}],
}
PROTECTED = [*SERVICES, STOCK]
VERBS = {"POST": "create", "PUT": "update", "DELETE": "delete"}


def protected(_pingone: PingOne) -> list[Entry]:
    return deepcopy(PROTECTED)


def changed(pingone: PingOne) -> list[Entry]:
    """A base URL is new, a scope has another name, operations are new and gone, and applications have other scopes."""
    orders, partner, stock = entries = deepcopy(PROTECTED)
    (resource,) = [one["id"] for one in pingone.list("resources") if one["name"] == "Orders API"]
    scopes = {one["name"]: one["id"] for one in pingone.list(f"resources/{resource}/scopes")}
    orders["scopes"][1].update(id=scopes["orders-write"], name="orders-change")
    orders["operations"][1]["access"]["scopes"] = ["orders-change"]
    orders["operations"][0] = {"name": "Search", "methods": ["GET"], "paths": [{"pattern": "/search"}]}
    orders["applications"] = [
        {"name": "Orders Web", "scopes": ["orders-change"], "purge": True},
        {"name": "Orders Batch", "state": "absent"},
        {"name": "Orders Mobile"},
    ]
    partner["base_urls"].append("https://suppliers.example.com")
    stock["operations"][0]["methods"] = ["GET"]
    stock["operations"].append({"name": "Order", "paths": [{"pattern": "/order"}]})
    return entries


def removed(_pingone: PingOne) -> list[Entry]:
    """One API service is removed without its resource, and one with it, and another one is new."""
    orders, partner, stock = deepcopy(PROTECTED)
    orders.update(state="absent")
    partner.update(state="absent", force=True)
    stock.update(state="absent", delete_resource=True)
    depot = deepcopy({**STOCK, "name": "Depot API", "base_urls": ["https://depot.example.com"]})
    depot["scopes"][0]["name"] = depot["operations"][0]["access"]["scopes"][0] = "depot-read"
    return [orders, partner, stock, depot]


RUNS: dict[str, tuple[Callable[[PingOne], list[Entry]], bool]] = {
    "first run": (protected, False),
    "update": (changed, True),
    "removal": (removed, True),
}


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


class Trial:
    """A run that is repeated from the same state."""

    def __init__(self, pingone: PingOne, name: str) -> None:
        self.pingone = pingone
        entries, starts_protected = RUNS[name]
        pingone.reset()
        if starts_protected:
            pingone.run_here(MODULE, api_services=PROTECTED)
        pingone.emulator.checkpoint()
        self.options = {"api_services": entries(pingone), "audit_lag": 0}
        self.names = [entry["name"] for entry in self.options["api_services"]]
        self.reference = self.play([])
        assert not self.reference[0].get("failed"), self.reference[0]
        self.after = picture(pingone.emulator)
        # What each operation is part of, so that it is known when all of them are saved.
        self.operations = Counter(_service(write) for write in self.reference[1] if "/operations" in write["path"])

    def play(self, faults: list[dict[str, Any]]) -> tuple[dict[str, Any], list[Write]]:
        """Play the run from its start with faults. The result, and the writing requests."""
        self.pingone.emulator.faults([])
        self.pingone.emulator.return_to_checkpoint()
        self.pingone.emulator.faults(faults)
        result = self.pingone.attempt_here(MODULE, **deepcopy(self.options))
        self.pingone.emulator.faults([])
        return result, self.pingone.emulator.writes()

    def again(self) -> dict[str, Any]:
        """Play the run from where it is."""
        self.pingone.emulator.clear_requests()
        return self.pingone.attempt_here(MODULE, **deepcopy(self.options))


def _service(write: Write) -> str:
    """The ID of the API service of an operation or a deployment."""
    found = re.search("/apiServers/([^/]+)/", write["path"])
    return found[1] if found else ""


def _succeeded(write: Write) -> bool:
    return 200 <= int(write["status"]) < 300


def faults_at(number: int, writes: list[Write], status: int) -> list[dict[str, Any]]:
    """A fault that strikes the write with this number."""
    method = writes[number]["method"]
    earlier = sum(write["method"] == method for write in writes[:number])
    # PingOne answers every token request with POST as well.
    path = "^/v1/"
    return [{"kind": "status", "status": status, "method": method, "path": path, "after": earlier, "times": 1}]


@pytest.mark.parametrize("name", RUNS)
def test_a_failure_at_each_write(pingone: PingOne, name: str) -> None:
    trial = Trial(pingone, name)
    _result, reference = trial.reference
    problems = []
    for number in range(len(reference)):
        result, writes = trial.play(faults_at(number, reference, 403))
        try:
            check(trial, number, result, writes)
            completed = trial.again()
            assert not completed.get("failed"), completed
            assert picture(pingone.emulator) == trial.after
            unchanged = trial.again()
            assert (unchanged["changed"], pingone.emulator.writes()) == (False, [])
        except AssertionError as error:
            problems.append(f"at {reference[number]['method']} {reference[number]['path']}: {error}")
    assert not problems, "\n\n".join(problems[:3])


def check(trial: Trial, number: int, result: dict[str, Any], writes: list[Write]) -> None:
    """Compare the failure with the requests that PingOne has received."""
    _result, reference = trial.reference
    assert result["failed"], result
    error = result["error"]
    assert (error["kind"], error["status"]) == ("api", 403)
    successful = [write for write in writes if _succeeded(write)]
    assert result["changed"] == bool(successful)
    failed = [write for write in writes if not _succeeded(write)]
    assert len(failed) == 1
    # Nothing but deployments of what is completely saved follows the failure.
    after = writes[writes.index(failed[0]) + 1 :]
    assert all(write["path"].endswith("/deployment") for write in after), after
    entries = error["api_services"]
    assert [entry["name"] for entry in entries] == trial.names
    done = [step for entry in entries for step in entry["done"]]
    assert len(done) == len(successful), (done, [write["path"] for write in successful])
    assert Counter(step.split()[0] for step in done) == Counter(map(verb_of, successful))
    not_done = [step for entry in entries for step in entry["not_done"]]
    assert len(done) + len(not_done) == len(reference), (done, not_done)
    ids = {one["name"]: one["id"] for one in trial.pingone.list("apiServers")}
    for entry in entries:
        check_entry(trial, entry, ids.get(entry["name"], ""), writes)
    not_deployed = [entry["name"] for entry in entries if entry["enforcement"] == "last_deployment"]
    assert set(error.get("not_deployed", [])) <= set(not_deployed)


def verb_of(write: Write) -> str:
    """The first word of the step that a request is about."""
    if write["path"].endswith("/deployment"):
        return "deploy"
    return "grant" if write["path"].endswith("/grants") else VERBS[write["method"]]


def check_entry(trial: Trial, entry: Entry, service: str, writes: list[Write]) -> None:
    """What is reported for an entry, whose API service has this ID, or none if it does not exist."""
    own = [write for write in writes if service and service in write["path"] and _succeeded(write)]
    deployments = [number for number, write in enumerate(own) if write["path"].endswith("/deployment")]
    assert entry["deployed"] == bool(deployments), entry
    if not service:
        assert entry["enforcement"] in ("current", "unchanged")
        return
    deployment = trial.pingone.emulator.get(f"apiServers/{service}/deployment")
    if deployments:
        # Nothing is written afterwards that it does not contain, and everything was written before.
        assert deployments == [len(own) - 1]
        assert entry["enforcement"] == "current"
    elif deployment["status"]["code"] != "DEPLOYMENT_SUCCESSFUL" or own:
        assert entry["enforcement"] == "last_deployment"
    else:
        assert entry["enforcement"] in ("current", "unchanged", "last_deployment")
    if deployments:
        expected = trial.operations.get(service)
        saved = sum("/operations" in write["path"] for write in own)
        assert expected is None or saved == expected, (saved, expected)


@pytest.mark.parametrize("name", RUNS)
def test_lost_responses(pingone: PingOne, name: str) -> None:
    """The run looks what has become of the write, and completes as if nothing had happened.

    It waits for a second before, so that only one of three writes is tried.
    """
    trial = Trial(pingone, name)
    expected, reference = trial.reference
    for number, write in list(enumerate(reference))[::3]:
        (fault,) = faults_at(number, reference, 0)
        fault = {key: fault[key] for key in ("method", "path", "after", "times")}
        result, _writes = trial.play([{**fault, "kind": "reset-after-write"}])
        assert not result.get("failed"), (write["path"], result)
        assert comparable(result) == comparable(expected), write["path"]
        assert picture(pingone.emulator) == trial.after
