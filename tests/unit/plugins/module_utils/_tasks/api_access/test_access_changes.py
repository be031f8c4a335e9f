# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access changes of each entry, and fail_if_widened for all entries or for some."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Outcome
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, converge

SUCCESSFUL = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-01T00:00:00Z"}


class Fake(FakeClient):
    """Deploys at once."""

    def _post(self, path: tuple[str, ...], body: Any, media_type: str) -> dict[str, Any]:
        if path[-1] != "deployment":
            return super()._post(path, body, media_type)
        self._write("POST", path, body)
        self.deployments = [SUCCESSFUL]
        return SUCCESSFUL


def entry(name: str, *scopes: str, **more: Any) -> dict[str, Any]:
    """An API service with an operation, and its scopes."""
    rule = {"scopes": list(scopes), "match": "any"} if scopes else {"scopes": []}
    operation = {"name": "Read", "methods": ["GET"], "paths": [{"pattern": "/all"}], "access": rule, "allow_open": True}
    return {
        "name": name,
        "base_urls": [f"https://{name.lower()}.example"],
        "scopes": [{"name": f"{name}-{one}"} for one in ("read", "write")],
        "operations": [operation],
        "unlisted_requests": "allow",
        **more,
    }


@pytest.fixture
def made() -> Fake:
    """Two API services."""
    client = Fake()
    client.deployments = [{"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}]
    run(client, entry("A", "A-read"), entry("B", "B-read"))
    client.writes.clear()
    return client


def run(fake: Fake, *entries: dict[str, Any], check_mode: bool = False, **options: Any) -> Outcome:
    return converge(TASK, fake, check_mode=check_mode, api_services=list(entries), **options)


def changed(outcome: Outcome) -> list[list[str]]:
    """The effects and the requirements of the changes of each entry."""
    return [
        [f"{one['effect']}: {one['before']} -> {one['after']}" for one in result["access_changes"]]
        for result in outcome.results["api_services"]
    ]


def test_the_changes_of_each_entry(made: Fake) -> None:
    entries = [entry("A", "A-read", "A-write"), entry("B"), entry("C", "C-read")]
    predicted = run(made, *entries, check_mode=True)
    outcome = run(made, *entries)
    assert changed(outcome) == [
        ["widened: scope A-read -> any scope of A-read, A-write"],
        ["widened: scope B-read -> any valid token"],
        ["widened: no base URL -> scope C-read", *["widened: no base URL -> any valid token"] * 2],
    ]
    assert changed(predicted) == changed(outcome)
    counts = [line.partition("access: ")[2].partition(";")[0] for line in outcome.results["summary"]]
    assert counts == ["1 widened", "1 widened", "3 widened"]
    [hunk] = outcome.diff
    assert hunk.notes == predicted.diff[0].notes
    assert hunk.notes.splitlines()[:5] == [
        'Access to API service "A" (before -> after):',
        "  GET /all: scope A-read -> any scope of A-read, A-write (widened)",
        "",
        'Access to API service "B" (before -> after):',
        "  GET /all: scope B-read -> any valid token (widened)",
    ]


def test_nothing_changes(made: Fake) -> None:
    outcome = run(made, entry("A", "A-read"), entry("B", "B-read"))
    assert changed(outcome) == [[], []]
    assert outcome.results["summary"] == ["A: no changes", "B: no changes"]
    assert outcome.diff == []


def test_services_that_are_removed_or_renamed(made: Fake) -> None:
    [service] = [one for one in made.lists[("apiServers",)] if one["name"] == "B"]
    renamed = {**entry("B", "B-read"), "id": service["id"], "name": "Z"}
    outcome = run(made, {"name": "A", "state": "absent"}, renamed)
    # Other paths, and other methods of the path.
    closed = ["narrowed: scope A-read -> no base URL", *["narrowed: any valid token -> no base URL"] * 2]
    assert changed(outcome) == [closed, []]
    assert outcome.results["summary"][0].endswith("removed; access: 3 narrowed")


def test_a_base_url_that_moves_from_one_entry_to_another(made: Fake) -> None:
    entries = [entry("A", "A-read", base_urls=["https://new.example"]), entry("B", "B-read")]
    entries[1]["base_urls"].append("https://a.example")
    assert changed(run(made, *entries)) == [
        ["widened: no base URL -> scope A-read", *["widened: no base URL -> any valid token"] * 2],
        [
            "changed: scope A-read (tokens of resource A) -> scope B-read (tokens of resource B)",
            *["changed: any valid token (tokens of resource A) -> any valid token (tokens of resource B)"] * 2,
        ],
    ]


@pytest.mark.parametrize("check_mode", [False, True])
def test_widened(made: Fake, check_mode: bool) -> None:
    entries = [entry("A", "A-read", "A-write"), entry("B"), {"name": "C", "state": "absent"}]
    found = problems(TASK, made, check_mode, api_services=entries, fail_if_widened=True)
    assert set(found) == {"api_services[0].fail_if_widened", "api_services[1].fail_if_widened"}
    assert (
        "A: GET /all: scope A-read -> any scope of A-read, A-write (widened)"
        in found["api_services[0].fail_if_widened"]
    )
    entries[0]["fail_if_widened"] = False
    found = problems(TASK, made, check_mode, api_services=entries, fail_if_widened=True)
    assert set(found) == {"api_services[1].fail_if_widened"}
    entries[0]["fail_if_widened"] = True
    found = problems(TASK, made, check_mode, api_services=entries)
    assert set(found) == {"api_services[0].fail_if_widened"}
    entries[0]["fail_if_widened"] = entries[1]["fail_if_widened"] = False
    assert run(made, *entries, check_mode=check_mode, fail_if_widened=True).plan.changed


def test_a_narrower_rule_and_a_removal_are_no_widening(made: Fake) -> None:
    narrower = entry("A", "A-read")
    narrower["operations"][0]["access"] = {"groups": ["Clerks"]}
    made.add("groups", name="Clerks")
    outcome = run(made, narrower, {"name": "B", "state": "absent"}, fail_if_widened=True)
    assert changed(outcome)[0] == ["narrowed: scope A-read -> scope A-read and group Clerks"]


def test_a_run_in_the_background_is_checked_first(made: Fake) -> None:
    given = {"api_services": [entry("A")], "maximum_writes": 0}
    assert set(problems(TASK, made, **given, fail_if_widened=True)) == {"api_services[0].fail_if_widened"}
    assert run(made, entry("A"), maximum_writes=0).results["deferred"]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("own", [{"state": "absent"}, {"base_urls": ["https://new.example"]}])
def test_requests_that_another_api_service_takes_over(made: Fake, own: dict[str, Any], check_mode: bool) -> None:
    [service] = [one for one in made.lists[("apiServers",)] if one["name"] == "B"]
    service["baseUrls"] = ["https://a.example/sub"]
    given = {"name": "B", **own} if "state" in own else entry("B", "B-read", **own)
    found = problems(TASK, made, check_mode, api_services=[given], fail_if_widened=True)
    assert "A: GET https://a.example/sub/all: scope B-read" in found["api_services[0].fail_if_widened"]
    assert made.writes == []
    [changes] = changed(run(made, given, check_mode=True))
    assert any("(tokens of resource B) -> any valid token (tokens of resource A)" in one for one in changes)


def test_a_base_url_of_two_api_services(made: Fake) -> None:
    given = entry("A", "A-read", base_urls=["https://a.example", "https://b.example"])
    found = problems(TASK, made, api_services=[given], fail_if_widened=True)
    assert "several API services with this base URL" in found["api_services[0].fail_if_widened"]
