# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole workflow as one task: one plan, the order of writes, results, and failures."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import OutcomeUnknown
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, converge

SUCCESSFUL = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-01T00:00:00Z"}
NEVER = {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}
ORDERS = {
    "name": "Orders API",
    "base_urls": ["https://api.example/orders"],
    "scopes": [{"name": "orders-read"}, {"name": "orders-write"}],
    "groups": [{"name": "Clerks", "create": True}],
    "operations": [
        {
            "name": "Read",
            "paths": [{"pattern": "/orders"}],
            "access": {"scopes": ["orders-read"], "groups": ["Clerks"]},
        }
    ],
    "unlisted_requests": "allow",
    "applications": [{"name": "Web"}, {"name": "Shop", "create": True, "type": "web_app", "scopes": ["orders-read"]}],
}
FIRST_RUN = [
    "POST groups",
    "POST resources",
    "POST apiServers",
    "POST scopes",
    "POST scopes",
    "POST operations",
    "POST deployment",
    "POST applications",
    "POST grants",
    "POST grants",
]


class Fake(FakeClient):
    """Deploys at once. ``refusals`` are raised by creations in the collections with these names."""

    def __init__(self):
        super().__init__()
        self.refusals = {}

    def _post(self, path, body, media_type):
        if path[-1] in self.refusals:
            self._write("POST", path, body)
            raise self.refusals[path[-1]]
        if path[-1] == "deployment":
            self._write("POST", path, body)
            self.deployments = [SUCCESSFUL]
            return SUCCESSFUL
        return super()._post(path, body, media_type)


@pytest.fixture
def fake():
    """An environment with an application, and nothing else."""
    client = Fake()
    client.add("applications", name="Web", type="WEB_APP")
    client.deployments = [NEVER]
    return client


@pytest.fixture
def made(fake):
    """The same after the first run."""
    run(fake)
    fake.writes.clear()
    fake.reads.clear()
    return fake


def run(fake, *entries, check_mode=False, **options):
    return converge(TASK, fake, check_mode=check_mode, api_services=list(entries) or [ORDERS], **options)


def sent(fake):
    return [f"{write[0]} {[part for part in write[1].split('/') if len(part) < 36][-1]}" for write in fake.writes]


def test_everything_is_written_in_order(fake):
    outcome = run(fake)
    assert sent(fake) == FIRST_RUN
    assert outcome.plan.changed
    [result] = outcome.results["api_services"]
    assert {item["type"] for item in result["created"]} == {
        "API service",
        "resource",
        "scope",
        "group",
        "operation",
        "application",
    }
    assert all(item["id"] for item in result["created"])
    assert result["granted"] == [
        {"application": "Shop", "scopes": ["orders-read"]},
        {"application": "Web", "scopes": ["orders-read", "orders-write"]},
    ]
    assert (result["changed"], result["revoked"], result["removed"]) == (True, [], [])
    assert result["deployment"]["deployed"] is True
    assert result["deployment"]["status"] == "DEPLOYMENT_SUCCESSFUL"


def test_check_mode_predicts_everything(fake):
    predicted = run(fake, check_mode=True)
    assert fake.writes == []
    outcome = run(fake)
    assert [hunk.as_diff() for hunk in predicted.diff] == [hunk.as_diff() for hunk in outcome.diff]
    assert predicted.plan.changed
    expected = [line.replace("would be ", "") for line in predicted.results["summary"]]
    assert expected == outcome.results["summary"]
    [before], [after] = predicted.results["api_services"], outcome.results["api_services"]
    assert [one["name"] for one in before["created"]] == [one["name"] for one in after["created"]]
    assert (before["granted"], before["id"]) == (after["granted"], None)


def test_a_second_run_changes_nothing(made):
    outcome = unchanged(TASK, made, api_services=[ORDERS])
    assert outcome.diff == []
    assert outcome.results["summary"] == ["Orders API: no changes"]
    assert len(made.reads) == len(set(made.reads))


def test_the_diff_is_one_document_by_entry_and_type(made):
    entry = {**ORDERS, "scopes": [{"name": "orders-read", "description": "See orders"}, {"name": "orders-write"}]}
    [hunk] = run(made, entry).diff
    assert hunk.before == {
        "Orders API": {
            "scopes": {"orders-read": {"name": "orders-read"}},
            "deployment": {"status": "DEPLOYMENT_SUCCESSFUL", "deployment_due": True},
        }
    }
    assert hunk.after == {
        "Orders API": {
            "scopes": {"orders-read": {"name": "orders-read", "description": "See orders"}},
            "deployment": {"status": "DEPLOYMENT_SUCCESSFUL", "deployment_due": False},
        }
    }


def test_applications_with_the_same_name_are_distinguished(made):
    [web] = [item["id"] for item in made.lists[("applications",)] if item["name"] == "Web"]
    twin = made.add("applications", name="Web", id="00000000-0000-4000-8000-00000000000a", type="SERVICE")["id"]
    applications = [{"name": web, "state": "absent"}, {"name": twin, "scopes": ["orders-read"]}]
    outcome = run(made, {**ORDERS, "applications": applications})
    [result] = outcome.results["api_services"]
    assert result["granted"] == [{"application": f"Web ({twin})", "scopes": ["orders-read"]}]
    assert result["revoked"] == [{"application": f"Web ({web})", "scopes": ["orders-read", "orders-write"]}]
    [hunk] = outcome.diff
    assert hunk.before["Orders API"]["grants"] == {f"Web ({web})": {"scopes": ["orders-read", "orders-write"]}}
    assert hunk.after["Orders API"]["grants"] == {f"Web ({twin})": {"scopes": ["orders-read"]}}


def test_scopes_are_revoked_before_everything_else_and_granted_last(made):
    entry = {
        **ORDERS,
        "scopes": [*ORDERS["scopes"], {"name": "orders-admin"}],
        "applications": [
            {"name": "Web", "purge": True, "scopes": ["orders-admin", "orders-read"]},
            {"name": "Shop", "state": "absent"},
        ],
    }
    outcome = run(made, entry)
    assert sent(made) == ["PUT grants", "DELETE grants", "POST scopes", "POST deployment", "PUT grants"]
    [result] = outcome.results["api_services"]
    assert result["granted"] == [{"application": "Web", "scopes": ["orders-admin"]}]
    assert result["revoked"] == [
        {"application": "Shop", "scopes": ["orders-read"]},
        {"application": "Web", "scopes": ["orders-write"]},
    ]


def test_removals_are_last(made):
    absent = {"name": "Orders API", "state": "absent", "delete_resource": True, "applications": ORDERS["applications"]}
    outcome = run(made, {**ORDERS, "name": "New API"}, absent)
    assert sent(made)[:2] == ["DELETE grants", "DELETE grants"]
    assert sent(made)[-2:] == ["DELETE apiServers", "DELETE resources"]
    assert outcome.results["summary"][1].startswith("Orders API: ")
    removed = {item["type"] for item in outcome.results["api_services"][1]["removed"]}
    assert {"API service", "operation", "resource", "scope"} <= removed


def test_an_absent_entry_without_anything_changes_nothing(fake):
    outcome = unchanged(TASK, fake, api_services=[{"name": "Orders API", "state": "absent"}])
    assert outcome.results["summary"] == ["Orders API: already absent"]


def test_the_scopes_of_an_absent_entry_are_those_of_its_resource(made):
    """The resource of the service counts, even if it has another name."""
    made.lists[("resources",)][0]["name"] = "Another name"
    absent = {**ORDERS, "operations": [], "state": "absent"}
    run(made, absent)
    assert sent(made) == ["DELETE grants", "DELETE grants", "DELETE apiServers", "DELETE scopes", "DELETE scopes"]


def test_the_scopes_of_an_absent_entry_are_kept_if_another_service_uses_the_resource(made):
    """The resource of a service that was renamed by an earlier run still has the former name."""
    made.lists[("apiServers",)][0]["name"] = "Sales API"
    unchanged(TASK, made, api_services=[{"name": "Orders API", "state": "absent", "scopes": ORDERS["scopes"]}])


def test_a_service_is_renamed_by_id(made):
    [service] = made.lists[("apiServers",)]
    operation = made.lists[("apiServers", service["id"], "operations")][0]
    renamed = {
        **ORDERS,
        "id": service["id"].upper(),
        "name": "Sales API",
        "operations": [{**ORDERS["operations"][0], "id": operation["id"], "name": "List"}],
    }
    outcome = run(made, renamed)
    assert sent(made) == ["PUT apiServers", "PUT operations", "POST deployment"]
    [result] = outcome.results["api_services"]
    assert [item["name"] for item in result["updated"]] == ["Sales API", "List"]


# Problems.


def test_all_problems_are_reported_at_once_with_their_locations(fake):
    wrong = {
        **ORDERS,
        "base_urls": ["no-url"],
        "operations": [{**ORDERS["operations"][0], "access": {"scopes": ["orders-red"]}}],
        "applications": [{"name": "Wb"}, {"name": "Web", "scopes": ["orders-read", "oders-write"]}],
    }
    found = problems(TASK, fake, api_services=[{**ORDERS, "name": "First"}, wrong])
    assert set(found) == {
        "api_services[1].base_urls[0]",
        "api_services[1].operations[0].access.scopes[0]",
        "api_services[1].applications[0].name",
        "api_services[1].applications[1].scopes[1]",
    }


def test_nothing_is_assumed_in_check_mode(fake):
    wrong = {**ORDERS, "applications": [{"name": "Nowhere"}]}
    assert set(problems(TASK, fake, check_mode=True, api_services=[wrong])) == {"api_services[0].applications[0].name"}


@pytest.mark.parametrize(
    ("part", "value", "place"),
    [
        ("base_urls", ["no-url"], "base_urls[0]"),
        ("scopes", [{"name": "orders-read"}, {"name": "orders-write"}, {"name": "a b"}], "scopes[2].name"),
        ("groups", [{"name": "Clerks", "create": True, "population": "Nowhere"}], "groups[0].population"),
        (
            "applications",
            [{"name": "Web"}, {"name": "Shop", "create": True, "scopes": ["orders-read"]}],
            "applications[1].type",
        ),
    ],
)
def test_an_invalid_object_causes_no_further_problems(fake, part, value, place):
    """The objects that refer to it are validated as if it existed."""
    assert set(problems(TASK, fake, api_services=[{**ORDERS, part: value}])) == {f"api_services[0].{place}"}


def test_a_service_cannot_be_managed_and_removed(made):
    [service] = made.lists[("apiServers",)]
    absent = {"name": "Old", "id": service["id"], "state": "absent"}
    assert set(problems(TASK, made, api_services=[ORDERS, absent])) == {"api_services[1]"}


@pytest.mark.parametrize("renamed_first", [True, False])
def test_a_service_cannot_be_renamed_and_removed_by_its_old_name(made, renamed_first):
    [service] = made.lists[("apiServers",)]
    renamed = {"name": "Sales API", "id": service["id"]}
    removed = {"name": ORDERS["name"], "state": "absent", "applications": [{"name": "Web"}]}
    entries = [renamed, removed] if renamed_first else [removed, renamed]
    assert set(problems(TASK, made, api_services=entries)) == {f"api_services[{entries.index(removed)}]"}
    assert made.writes == []


@pytest.mark.parametrize("present_first", [True, False])
def test_an_application_cannot_be_present_by_name_and_absent_by_id(made, present_first):
    web = next(one for one in made.lists[("applications",)] if one["name"] == "Web")
    both = [{"name": "Web"}, {"name": web["id"], "state": "absent"}]
    applications = both if present_first else both[::-1]
    found = problems(TASK, made, api_services=[{**ORDERS, "applications": applications}])
    assert set(found) == {"api_services[0].applications[1]"}
    assert made.writes == []


def test_options_that_apply_to_all_entries(made):
    outcome = run(made, ORDERS, redeploy="always")
    assert outcome.results["summary"] == ["Orders API: deployed"]
    unchanged(TASK, made, api_services=[{**ORDERS, "redeploy": "auto"}], redeploy="always")


# Failures.


def refusal(status=403):
    return ApiError("test", status, {"code": "X", "message": "Not allowed."})


def failed(fake, *entries, **options):
    with pytest.raises(TaskFailed) as caught:
        run(fake, *entries, **options)
    return caught.value


def test_a_service_without_all_of_its_operations_is_not_deployed(fake):
    fake.refusals["operations"] = refusal()
    books = {"name": "Books", "base_urls": ["https://api.example/books"]}
    error = failed(fake, ORDERS, books)
    data = error.as_data()
    assert data["not_deployed"] == ["Orders API"]
    orders, other = data["api_services"]
    assert (orders["deployed"], orders["enforcement"]) == (False, "last_deployment")
    assert (other["deployed"], other["enforcement"], other["not_done"]) == (True, "current", [])
    assert orders["not_done"][0] == 'create operation "Read"'
    assert 'create API service "Orders API"' in orders["done"]
    assert 'Not deployed, because not all operations are saved: "Orders API".' in str(error)
    assert "Gateways do not enforce anything for these API services yet." in str(error)
    assert error.changed
    assert sent(fake)[-1] == "POST deployment"
    assert sent(fake).count("POST deployment") == 1
    assert "POST grants" not in sent(fake)


def test_a_failure_before_the_first_write_deploys_nothing(fake):
    fake.refusals["groups"] = refusal()
    error = failed(fake)
    assert sent(fake) == ["POST groups"]
    assert not error.changed
    assert "Done so far" not in str(error)
    assert error.as_data()["api_services"][0]["enforcement"] == "unchanged"


def test_an_operation_that_may_be_saved_is_not_deployed(fake):
    fake.refusals["operations"] = OutcomeUnknown("The connection was lost.")
    assert failed(fake).as_data()["not_deployed"] == ["Orders API"]
    assert "POST deployment" not in sent(fake)


def test_scopes_that_cannot_be_granted_leave_the_deployment(fake):
    fake.refusals["grants"] = refusal()
    data = failed(fake).as_data()
    [entry] = data["api_services"]
    assert (entry["deployed"], entry["enforcement"]) == (True, "current")
    assert "not_deployed" not in data
    assert len(entry["not_done"]) == 2


def test_a_failed_deployment_is_not_repeated_and_nothing_is_granted(fake):
    fake.refusals["deployment"] = refusal()
    [entry] = failed(fake).as_data()["api_services"]
    assert (entry["deployed"], entry["enforcement"]) == (False, "last_deployment")
    assert sent(fake).count("POST deployment") == 1
    assert "POST grants" not in sent(fake)


def test_a_removal_takes_effect_immediately(made):
    made.failures = {("resources", made.lists[("resources",)][0]["id"], "scopes"): refusal()}
    original = made.delete

    def delete(*path, **about):
        if path[0] == "resources":
            raise refusal()
        original(*path, **about)

    made.failures, made.delete = {}, delete
    absent = {"name": "Orders API", "state": "absent", "delete_resource": True}
    [entry] = failed(made, absent).as_data()["api_services"]
    assert entry["enforcement"] == "current"
    assert 'delete API service "Orders API"' in entry["done"]


def test_a_conflict_with_another_client_is_planned_again(fake):
    """Another client creates a scope at the same time, which is then not created again."""
    original = fake._post

    def post(path, body, media_type):
        if path[-1] == "scopes" and not fake.lists.get(path):
            fake.add(*path, name="orders-read")
            raise ApiError("create scope", 400, {"code": "INVALID_DATA", "details": [{"code": "UNIQUENESS_VIOLATION"}]})
        return original(path, body, media_type)

    fake._post = post
    outcome = run(fake)
    [result] = outcome.results["api_services"]
    assert [item["name"] for item in result["created"] if item["type"] == "scope"] == ["orders-write"]
    assert result["deployment"]["deployed"] is True
    assert len(result["granted"]) == 2
    assert sent(fake).count("POST deployment") == 1


# Long runs.


def test_more_changes_than_allowed_are_deferred(fake):
    outcome = run(fake, maximum_writes=len(FIRST_RUN) - 1)
    assert fake.writes == []
    assert not outcome.plan.changed
    assert outcome.results["deferred"] is True
    assert run(fake, maximum_writes=len(FIRST_RUN)).results["deferred"] is False
    assert sent(fake) == FIRST_RUN


def test_check_mode_is_never_deferred(fake):
    assert run(fake, check_mode=True, maximum_writes=0).results["deferred"] is False


def test_progress(fake, tmp_path):
    path = tmp_path / "progress.json"
    seen = []
    original = fake._post

    def post(*arguments):
        fake.sleep(1)
        seen.append(json.loads(path.read_text()))
        return original(*arguments)

    fake._post = post
    run(fake, progress_path=str(path))
    assert [one["written"] for one in seen] == list(range(len(FIRST_RUN)))
    assert {one["total"] for one in seen} == {len(FIRST_RUN)}
    assert seen[0]["current"] == 'create group "Clerks"'
    assert [one["elapsed"] for one in seen] == sorted(one["elapsed"] for one in seen)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_progress_file_that_cannot_be_written_does_not_matter(fake, tmp_path):
    run(fake, progress_path=str(tmp_path / "nowhere" / "progress.json"))
    assert sent(fake) == FIRST_RUN
