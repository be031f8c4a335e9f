# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the scope task decides, and who can keep a scope from going."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.scope import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import only_problem, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
)

R1, R2 = identifier("resource 1"), identifier("resource 2")


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    client.add("resources", name="Other", type="CUSTOM", id=R2)
    client.add("resources", name="openid", type="OPENID_CONNECT")
    client.add("apiServers", name="Orders API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    client.lists[("resources", R1, "scopes")] = []
    client.lists[("applications",)] = []
    return client


def scope(fake, name="orders-read", **more):
    return fake.add("resources", R1, "scopes", name=name, resource={"id": R1}, **more)


def application(fake, name, *scopes, kind="WEB_APP"):
    """An application with a grant of these scopes of the first resource, if any."""
    found = fake.add("applications", name=name, type=kind)
    if scopes:
        entries = [{"id": item["id"]} for item in scopes]
        fake.add("applications", found["id"], "grants", name=None, resource={"id": R1}, scopes=entries)
    return found


def operation(fake, name, *scopes, service="Orders API"):
    parent = next(item for item in fake.lists[("apiServers",)] if item["name"] == service)
    rule = {"scope": {"scopes": [{"id": item["id"]} for item in scopes]}}
    return fake.add("apiServers", parent["id"], "operations", name=name, accessControl=rule)


# presence


@pytest.mark.parametrize("parent", [{"api_service": "Orders API"}, {"resource": "Orders resource"}, {"resource": R1}])
def test_create(fake, parent):
    given = {**parent, "name": "orders-read", "description": "Read orders"}
    outcome = predicted(TASK, fake, **given)
    assert fake.writes == [("POST", f"resources/{R1}/scopes", {"name": "orders-read", "description": "Read orders"})]
    new = fake.lists[("resources", R1, "scopes")][0]
    service = outcome.results["scope"].pop("api_service")
    assert outcome.results["scope"] == {
        "id": new["id"],
        "name": "orders-read",
        "description": "Read orders",
        "resource": {"id": R1, "name": "Orders resource"},
    }
    assert (service and service["name"]) == parent.get("api_service")
    assert outcome.plan.before == {}
    assert outcome.plan.after == {"name": "orders-read", "description": "Read orders"}
    unchanged(TASK, fake, **given)


def test_by_id_of_the_service(fake):
    service = fake.lists[("apiServers",)][0]
    predicted(TASK, fake, api_service=service["id"], name="x")


def test_the_conventional_name(fake):
    outcome = predicted(TASK, fake, api_service="Orders API")
    assert outcome.results["scope"]["name"] == "orders-api"
    unchanged(TASK, fake, api_service="Orders API")


def test_the_conventional_name_follows_the_services_name_and_not_its_id(fake):
    service = fake.lists[("apiServers",)][0]
    assert predicted(TASK, fake, api_service=service["id"]).results["scope"]["name"] == "orders-api"


@pytest.mark.parametrize("name", ["Bücher API", 'The "API"', "x" * 257])
def test_a_name_that_makes_no_scope_name(fake, name):
    fake.add("apiServers", name=name, authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    option, text = only_problem(TASK, fake, api_service=name)
    assert option == "name"
    assert "Set name" in text
    predicted(TASK, fake, api_service=name, name="books")


def test_a_resource_has_no_convention(fake):
    assert only_problem(TASK, fake, resource="Orders resource")[0] == "name"
    assert only_problem(TASK, fake, resource="Orders resource", state="absent")[0] == "name"
    assert only_problem(TASK, fake, api_service="Orders API", state="absent")[0] == "name"


@pytest.mark.parametrize("name", ["orders read", "", 'a"b', "a\\b", "größe", "x" * 257])
def test_a_name_that_is_none(fake, name):
    assert only_problem(TASK, fake, api_service="Orders API", name=name)[0] == "name"


def test_a_description(fake):
    found = scope(fake, description="old", mappedClaims=["kept"])
    unchanged(TASK, fake, api_service="Orders API", name="orders-read")
    outcome = predicted(TASK, fake, api_service="Orders API", name="orders-read", description="new")
    body = {"name": "orders-read", "description": "new", "mappedClaims": ["kept"]}
    assert fake.writes == [("PUT", f"resources/{R1}/scopes/{found['id']}", body)]
    assert outcome.plan.before == {"name": "orders-read", "description": "old"}
    assert outcome.plan.after == {"name": "orders-read", "description": "new"}


def test_a_description_can_be_cleared(fake):
    scope(fake, description="old")
    outcome = predicted(TASK, fake, api_service="Orders API", name="orders-read", description="")
    assert fake.writes[0][2] == {"name": "orders-read"}
    assert outcome.plan.after == {"name": "orders-read"}
    assert outcome.results["scope"]["description"] in (None, "")
    unchanged(TASK, fake, api_service="Orders API", name="orders-read", description="")


def test_rename(fake):
    found = scope(fake, description="kept")
    outcome = predicted(TASK, fake, api_service="Orders API", id=found["id"], name="orders-view")
    body = {"name": "orders-view", "description": "kept"}
    assert fake.writes == [("PUT", f"resources/{R1}/scopes/{found['id']}", body)]
    assert (outcome.plan.before["name"], outcome.plan.after["name"]) == ("orders-read", "orders-view")
    unchanged(TASK, fake, api_service="Orders API", id=found["id"], name="orders-view")


def test_an_id_alone_changes_the_rest(fake):
    found = scope(fake)
    predicted(TASK, fake, api_service="Orders API", id=found["id"], description="new")
    assert fake.writes[0][2] == {"name": "orders-read", "description": "new"}


def test_an_id_given_as_the_name_renames_nothing(fake):
    found = scope(fake)
    unchanged(TASK, fake, api_service="Orders API", name=found["id"])


def test_rename_to_a_taken_or_invalid_name(fake):
    found = scope(fake)
    scope(fake, "orders-write")
    option, text = only_problem(TASK, fake, api_service="Orders API", id=found["id"], name="orders-write")
    assert option == "name"
    assert "already has a scope" in text
    assert only_problem(TASK, fake, api_service="Orders API", id=found["id"], name="a b")[0] == "name"


def test_an_old_name_that_would_be_invalid_now_is_left_alone(fake):
    found = scope(fake, "old name")
    predicted(TASK, fake, api_service="Orders API", id=found["id"], description="new")


def test_an_id_that_does_not_exist(fake):
    assert only_problem(TASK, fake, api_service="Orders API", id=identifier("unknown"))[0] == "id"


def test_another_case(fake):
    scope(fake)
    assert "Did you mean" in only_problem(TASK, fake, api_service="Orders API", name="Orders-Read")[1]


# parents


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_external_service_has_no_scopes(fake, state):
    option, text = only_problem(TASK, fake, api_service="Partner API", name="x", state=state)
    assert option == "api_service"
    assert "external tokens" in text


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_built_in_resource(fake, state):
    option, text = only_problem(TASK, fake, resource="openid", name="x", state=state)
    assert option == "resource"
    assert "built into PingOne" in text


@pytest.mark.parametrize(("option", "name"), [("api_service", "Nothing"), ("resource", "Nothing"), ("api_service", "")])
def test_a_parent_that_does_not_exist(fake, option, name):
    assert only_problem(TASK, fake, **{option: name}, name="x")[0] == option
    unchanged(TASK, fake, **{option: name or "Nothing"}, name="x", state="absent")


@pytest.mark.parametrize("option", ["api_service", "resource"])
def test_a_parent_that_an_earlier_task_would_create(fake, option):
    inventory = Inventory(fake, check_mode=True)
    fake.read_only = True
    outcome = converge_all(inventory, TASK, options_of(TASK, **{option: "New API"}, name="x"))
    assert outcome.plan.changed
    assert outcome.plan.after == {"name": "x"}
    assert outcome.results["scope"]["id"] is None
    assert outcome.results["scope"]["resource"] == {"id": None, "name": "New API"}
    (unresolved,) = inventory.unresolved
    assert unresolved.endswith(" New API")
    assert only_problem(TASK, fake, check_mode=True, **{option: identifier("unknown")}, name="x")[0] == option


@pytest.mark.parametrize("name", [None, "x"])
def test_no_earlier_task_would_create_a_scope_of_a_known_id(fake, name):
    assert only_problem(TASK, fake, check_mode=True, api_service="New API", id=identifier("unknown"), name=name)


@pytest.mark.parametrize("option", ["api_service", "resource"])
def test_an_empty_parent_is_nothing_that_a_task_would_create(fake, option):
    assert only_problem(TASK, fake, check_mode=True, **{option: ""}, name="x")[0] in ("api_service", "resource")


def test_exactly_one_parent():
    given = options_of(TASK, api_service="a", resource="b", name="x")
    assert [problem.option for problem in TASK.problems(given)] == ["resource"]
    assert [problem.option for problem in TASK.problems(options_of(TASK, name="x"))] == ["api_service"]
    assert TASK.problems(options_of(TASK, resource="b")) == []


# absence


def test_remove(fake):
    found = scope(fake, description="old")
    application(fake, "Shop")
    outcome = predicted(TASK, fake, api_service="Orders API", name="orders-read", state="absent")
    assert fake.writes == [("DELETE", f"resources/{R1}/scopes/{found['id']}")]
    assert outcome.plan.before == {"name": "orders-read", "description": "old"}
    assert outcome.plan.after == {}
    assert outcome.results == {"scope": None, "changed_api_services": ["Orders API"]}
    unchanged(TASK, fake, api_service="Orders API", name="orders-read", state="absent")


def test_remove_by_id(fake):
    found = scope(fake)
    predicted(TASK, fake, resource=R1, id=found["id"], state="absent")
    assert fake.writes == [("DELETE", f"resources/{R1}/scopes/{found['id']}")]
    unchanged(TASK, fake, resource=R1, id=found["id"], state="absent")


def test_grants_are_read_only_when_a_scope_is_to_go(fake):
    found = scope(fake)
    application(fake, "Shop", found)
    converge(TASK, fake, api_service="Orders API", name="orders-read", description="new")
    converge(TASK, fake, api_service="Orders API", name="not-there", state="absent")
    assert not any(path[0] == "applications" for path in fake.reads)


def test_a_granted_scope_is_kept(fake):
    found = scope(fake)
    for name in ("Web", "Shop"):
        application(fake, name, found)
    application(fake, "Other", scope(fake, "orders-write"))
    option, text = only_problem(TASK, fake, api_service="Orders API", name="orders-read", state="absent")
    assert option == "name"
    assert '"Shop", "Web"' in text
    assert '"Other"' not in text
    assert "force: true" in text


def test_grants_without_scopes_hold_none(fake):
    scope(fake)
    shop = application(fake, "Shop")
    fake.add("applications", shop["id"], "grants", name=None, resource={"id": R2})
    predicted(TASK, fake, api_service="Orders API", name="orders-read", state="absent")


def test_force_shrinks_the_grants_first(fake):
    found, other = scope(fake), scope(fake, "orders-write")
    shop = application(fake, "Shop", found, other)
    web = application(fake, "Web", found)
    outcome = predicted(TASK, fake, api_service="Orders API", name="orders-read", state="absent", force=True)
    grant = fake.lists[("applications", shop["id"], "grants")][0]
    gone = identifier("/".join(["applications", web["id"], "grants"]) + "None")
    entries = [{"id": other["id"]}]
    assert fake.writes[0][:2] == ("PUT", f"applications/{shop['id']}/grants/{grant['id']}")
    assert fake.writes[0][2]["scopes"] == entries
    assert fake.writes[0][2]["resource"] == {"id": R1}
    assert fake.writes[1:] == [
        ("DELETE", f"applications/{web['id']}/grants/{gone}"),
        ("DELETE", f"resources/{R1}/scopes/{found['id']}"),
    ]
    grant = 'grant of application "{}" for resource "Orders resource"'.format
    assert before_of(outcome) == {
        'scope "orders-read" of API service "Orders API"': {"name": "orders-read"},
        grant("Shop"): {"resource": "Orders resource", "scopes": ["orders-read", "orders-write"]},
        grant("Web"): {"resource": "Orders resource", "scopes": ["orders-read"]},
    }
    assert after_of(outcome) == {grant("Shop"): {"resource": "Orders resource", "scopes": ["orders-write"]}}


def test_force_leaves_out_scopes_that_no_longer_exist(fake):
    found, other = scope(fake), scope(fake, "orders-write")
    application(fake, "Shop", found, {"id": identifier("stale")}, other)
    predicted(TASK, fake, api_service="Orders API", name="orders-read", state="absent", force=True)
    assert fake.writes[0][2]["scopes"] == [{"id": other["id"]}]


@pytest.mark.parametrize("force", [False, True])
def test_a_scope_that_an_operation_requires_never_goes(fake, force):
    found = scope(fake)
    operation(fake, "List orders", found)
    operation(fake, "Read order", scope(fake, "orders-write"))
    option, text = only_problem(TASK, fake, api_service="Orders API", name="orders-read", state="absent", force=force)
    assert option == "name"
    assert '"List orders" of "Orders API"' in text
    assert '"Read order"' not in text
    assert "force does not override this" in text


def test_an_operation_of_another_service_on_the_same_resource_counts(fake):
    found = scope(fake)
    fake.add("apiServers", name="Second API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    operation(fake, "List orders", found, service="Second API")
    _option, text = only_problem(TASK, fake, resource="Orders resource", name="orders-read", state="absent", force=True)
    assert '"Second API"' in text


def test_holders_and_operations_are_told_together(fake):
    found = scope(fake)
    operation(fake, "List orders", found)
    application(fake, "Shop", found)
    _option, text = only_problem(TASK, fake, api_service="Orders API", name="orders-read", state="absent")
    assert '"List orders"' in text
    assert '"Shop"' in text


def test_the_admin_console_is_not_asked(fake):
    """PingOne answers 404 for its grants."""
    scope(fake)
    console = application(fake, "PingOne Admin Console", kind="PING_ONE_ADMIN_CONSOLE")
    predicted(TASK, fake, api_service="Orders API", name="orders-read", state="absent")
    assert ("applications", console["id"], "grants") not in fake.reads


@pytest.mark.parametrize("by", ["name", "id"])
def test_applications_that_earlier_tasks_would_have_released(fake, by):
    found = scope(fake)
    shop = application(fake, "Shop", found)
    given = {"api_service": "Orders API", "name": "orders-read", "state": "absent", "released_by": [shop[by]]}
    outcome = converge(TASK, fake, check_mode=True, **given)
    assert outcome.plan.changed
    assert fake.writes == []
    # A real run believes only what it sees.
    assert '"Shop"' in only_problem(TASK, fake, **given)[1]
    application(fake, "Web", found)
    _option, text = only_problem(TASK, fake, check_mode=True, **given)
    assert '"Web"' in text
    assert '"Shop"' not in text


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_in_released_by_that_nothing_has_is_warned_of_once(fake, check_mode):
    found, other = scope(fake), scope(fake, "orders-write")
    application(fake, "Shop")
    operation(fake, "Browse")
    inventory = Inventory(fake, check_mode)
    fake.read_only = check_mode
    released = ["Shop", "Browse", "Shpo", found["id"]]
    given = {"api_service": "Orders API", "state": "absent", "released_by": released}
    listed = [{"name": item["name"]} for item in (found, other)]
    converge_all(inventory, TASK, options_of(TASK, **given, scopes=listed))
    if check_mode:
        assert len(inventory.warnings) == 2
        assert any('"Shpo". Did you mean "Shop"?' in text for text in inventory.warnings)
    else:
        assert inventory.warnings == []


def test_operations_that_went_with_their_service_are_not_missed(fake):
    scope(fake)
    fake.lists[("apiServers",)] = []
    inventory = Inventory(fake, check_mode=True)
    given = {"resource": R1, "name": "orders-read", "state": "absent", "released_by": ["Browse"]}
    converge_all(inventory, TASK, options_of(TASK, **given))
    assert inventory.warnings == []


# several scopes


def test_several_scopes(fake):
    given = [{}, {"name": "orders-write", "description": "x"}]
    outcome = predicted(TASK, fake, api_service="Orders API", scopes=given)
    assert [write[2] for write in fake.writes] == [{"name": "orders-api"}, {"name": "orders-write", "description": "x"}]
    assert list(after_of(outcome)) == [
        'scope "orders-api" of API service "Orders API"',
        'scope "orders-write" of API service "Orders API"',
    ]
    assert [found["name"] for found in outcome.results["scopes"]] == ["orders-api", "orders-write"]
    assert outcome.results["changed_api_services"] == ["Orders API"]
    fake.writes.clear()
    again = predicted(TASK, fake, api_service="Orders API", scopes=given)
    assert again.results["changed_api_services"] == []


def test_a_service_given_through_its_resource_is_not_named_as_changed(fake):
    outcome = predicted(TASK, fake, resource="Orders resource", scopes=[{"name": "a"}, {"name": "b"}])
    assert outcome.results["changed_api_services"] == []


def test_an_item_that_renames_the_scope_of_another(fake):
    found = scope(fake, "a")
    renaming = {"id": found["id"], "name": "b"}
    problem = only_problem(TASK, fake, api_service="Orders API", scopes=[{"name": "a"}, renaming])
    assert problem == ("scopes[1]", '"b of Orders resource" is the same as in scopes[0]. Keep one of them.')
    predicted(TASK, fake, api_service="Orders API", scopes=[renaming, {"name": "a"}])
    assert sorted(item["name"] for item in fake.lists[("resources", R1, "scopes")]) == ["a", "b"]


def test_the_convention_twice(fake):
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, api_service="Orders API", scopes=[{}, {"description": "x"}])
    assert [problem.option for problem in caught.value.problems] == ["scopes[1]"]


def test_several_scopes_of_a_service_that_an_earlier_task_would_create(fake):
    inventory = Inventory(fake, check_mode=True)
    fake.read_only = True
    given = options_of(TASK, api_service="New API", scopes=[{"name": "a"}, {"name": "b"}])
    outcome = converge_all(inventory, TASK, given)
    assert list(after_of(outcome)) == ['scope "a" of API service "New API"', 'scope "b" of API service "New API"']
    assert set(inventory.unresolved) == {"API service New API"}


def test_holders_of_several_scopes_are_read_once(fake):
    for name in ("a", "b", "c"):
        scope(fake, name)
    for name in ("Web", "Batch"):
        application(fake, name)
    given = [{"name": name} for name in ("a", "b", "c")]
    predicted(TASK, fake, api_service="Orders API", state="absent", scopes=given)
    reads = fake.reads[len(fake.reads) // 2 :]
    assert len(reads) == len(set(reads))
    assert [write[0] for write in fake.writes] == ["DELETE"] * 3
