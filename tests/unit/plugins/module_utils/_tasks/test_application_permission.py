# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the permission task decides, and which application resources it creates."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.application_permission import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import only_problem, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    converge,
    identifier,
    options_of,
    predicted,
)

R1, R2 = identifier("resource 1"), identifier("resource 2")
READ = {"api_service": "Orders API", "application_resource": "orders", "action": "read"}


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    client.add("resources", name="Other", type="CUSTOM", id=R2)
    client.add("resources", name="openid", type="OPENID_CONNECT")
    client.add("apiServers", name="Orders API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    return client


def owner(fake, name="orders", resource=R1):
    return fake.add("applicationResources", name=name, parent={"type": "PING_ONE_RESOURCE", "id": resource})


def permission(fake, below, action="read", **more):
    wire = {"key": f"{below['name']}:{action}", "resource": {"id": below["id"], "name": below["name"]}, **more}
    place = ("applicationResources", below["id"], "permissions")
    return fake.add(*place, id=identifier(below["name"] + action), action=action, **wire)


def operation(fake, name, rule, service="Orders API"):
    parent = next(item for item in fake.lists[("apiServers",)] if item["name"] == service)
    fake.add("apiServers", parent["id"], "operations", name=name, accessControl=rule)


def place_of(fake, below, found=None):
    parts = ["applicationResources", below["id"], "permissions"]
    return "/".join([*parts, found["id"]] if found else parts)


def planned_below(fake, resource=R1):
    """Let a fake PingOne list what is created below a resource in the environment, as the real one does."""
    for item in fake.lists.pop(("resources", resource, "applicationResources"), []):
        fake.add("applicationResources", **item, parent={"type": "PING_ONE_RESOURCE", "id": resource})


# presence


@pytest.mark.parametrize("parent", [{"api_service": "Orders API"}, {"resource": "Orders resource"}, {"resource": R1}])
def test_create_below_what_is_there(fake, parent):
    orders = owner(fake)
    given = {**parent, "application_resource": "orders", "action": "read", "description": "See orders"}
    outcome = predicted(TASK, fake, **given)
    assert fake.writes == [("POST", place_of(fake, orders), {"action": "read", "description": "See orders"})]
    new = fake.lists[("applicationResources", orders["id"], "permissions")][0]
    result = outcome.results["permission"]
    assert (result.pop("api_service") or {}).get("name") == parent.get("api_service")
    assert result == {
        "id": new["id"],
        "key": "orders:read",
        "action": "read",
        "description": "See orders",
        "application_resource": {"id": orders["id"], "name": "orders"},
        "resource": {"id": R1, "name": "Orders resource"},
    }
    assert outcome.plan.before == {}
    assert outcome.plan.after == {"application_resource": "orders", "action": "read", "description": "See orders"}
    unchanged(TASK, fake, **given)
    unchanged(TASK, fake, **{**given, "application_resource": orders["id"], "action": new["id"]})


def test_create_with_its_application_resource(fake):
    outcome = predicted(TASK, fake, **READ)
    first, second = fake.writes
    assert first == ("POST", f"resources/{R1}/applicationResources", {"name": "orders"})
    planned_below(fake)
    (orders,) = fake.lists[("applicationResources",)]
    assert second == ("POST", place_of(fake, orders), {"action": "read"})
    assert outcome.results["permission"]["application_resource"] == {"id": orders["id"], "name": "orders"}
    unchanged(TASK, fake, **READ)


def test_several_items_with_one_new_application_resource(fake):
    items = [
        {"application_resource": "orders", "action": "read"},
        {"application_resource": "orders", "action": "cancel"},
        {"application_resource": "invoices", "action": "read"},
        {"resource": "Orders resource", "application_resource": "orders", "action": "ship"},
    ]
    outcome = predicted(TASK, fake, api_service="Orders API", permissions=items)
    assert [body for _verb, path, body in fake.writes if path.endswith("/applicationResources")] == [
        {"name": "orders"},
        {"name": "invoices"},
    ]
    planned_below(fake)
    orders, invoices = fake.lists[("applicationResources",)]
    assert [(path, body["action"]) for _verb, path, body in fake.writes if path.endswith("/permissions")] == [
        (place_of(fake, orders), "read"),
        (place_of(fake, orders), "cancel"),
        (place_of(fake, invoices), "read"),
        (place_of(fake, orders), "ship"),
    ]
    assert [item["key"] for item in outcome.results["permissions"]] == [
        "orders:read",
        "orders:cancel",
        "invoices:read",
        "orders:ship",
    ]
    assert all(item["id"] and item["application_resource"]["id"] for item in outcome.results["permissions"])
    assert set(after_of(outcome)) == {
        'application resource "orders"',
        'application resource "invoices"',
        *(f'permission "{key}"' for key in ("orders:read", "orders:cancel", "invoices:read", "orders:ship")),
    }
    unchanged(TASK, fake, api_service="Orders API", permissions=items)


def test_what_the_items_share(fake):
    predicted(TASK, fake, resource=R1, application_resource="orders", permissions=[{"action": "a"}, {"action": "b"}])
    assert [body for _verb, _path, body in fake.writes] == [{"name": "orders"}, {"action": "a"}, {"action": "b"}]


def test_the_same_permission_twice(fake):
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, resource=R1, application_resource="orders", permissions=[{"action": "a"}, {"action": "a"}])
    assert "orders:a" in str(caught.value)
    assert fake.writes == []


def test_a_description(fake):
    orders = owner(fake)
    found = permission(fake, orders, description="old", other="kept")
    unchanged(TASK, fake, **READ)
    outcome = predicted(TASK, fake, **READ, description="new")
    body = {"action": "read", "description": "new", "other": "kept"}
    assert fake.writes == [("PUT", place_of(fake, orders, found), body)]
    assert outcome.plan.before == {"application_resource": "orders", "action": "read", "description": "old"}
    assert outcome.plan.after == {"application_resource": "orders", "action": "read", "description": "new"}
    predicted_again = converge(TASK, fake, **READ, description="")
    assert fake.writes[-1][2] == {"action": "read", "other": "kept"}
    assert predicted_again.plan.after == {"application_resource": "orders", "action": "read"}
    unchanged(TASK, fake, **READ, description="")


@pytest.mark.parametrize("named", [{}, {"application_resource": "orders"}])
def test_rename_by_id(fake, named):
    permission(fake, owner(fake, "invoices"))
    orders = owner(fake)
    found = permission(fake, orders, description="kept")
    outcome = predicted(TASK, fake, api_service="Orders API", id=found["id"].upper(), action="see", **named)
    body = {"action": "see", "description": "kept"}
    assert fake.writes == [("PUT", place_of(fake, orders, found), body)]
    assert outcome.results["permission"]["key"] == "orders:see"
    assert outcome.results["permission"]["id"] == found["id"]
    unchanged(TASK, fake, api_service="Orders API", id=found["id"], action="see")


def test_an_id_needs_only_the_application_resource_that_is_named(fake):
    permission(fake, owner(fake, "invoices"))
    orders = owner(fake)
    found = permission(fake, orders)
    unchanged(TASK, fake, api_service="Orders API", application_resource="orders", id=found["id"])
    read = [path[1] for path in fake.reads if path[-1] == "permissions"]
    assert read == [orders["id"]]


@pytest.mark.parametrize("name", ["invoices", "new"])
def test_a_permission_cannot_be_moved(fake, name):
    owner(fake, "invoices")
    found = permission(fake, owner(fake))
    option, text = only_problem(TASK, fake, api_service="Orders API", id=found["id"], application_resource=name)
    assert option == "application_resource"
    assert '"orders:read" cannot be moved' in text


def test_rename_to_a_taken_or_invalid_action(fake):
    orders = owner(fake)
    found = permission(fake, orders)
    permission(fake, orders, "write")
    option, text = only_problem(TASK, fake, api_service="Orders API", id=found["id"], action="write")
    assert option == "action"
    assert '"orders:write"' in text
    assert only_problem(TASK, fake, api_service="Orders API", id=found["id"], action=" ")[0] == "action"


@pytest.mark.parametrize(
    ("option", "value"),
    [("action", " "), ("action", "x" * 257), ("action", "a\nb"), ("application_resource", " ")],
)
def test_a_name_that_is_none(fake, option, value):
    assert only_problem(TASK, fake, **{**READ, option: value})[0] == option


def test_an_application_resource_that_looks_like_an_id(fake):
    option, text = only_problem(TASK, fake, **{**READ, "application_resource": identifier("unknown")})
    assert option == "application_resource"
    assert "looks like an ID" in text


def test_an_application_resource_of_another_resource(fake):
    permission(fake, owner(fake, resource=R2))
    option, text = only_problem(TASK, fake, **READ)
    assert option == "application_resource"
    assert '"Other"' in text
    unchanged(TASK, fake, **READ, state="absent")


@pytest.mark.parametrize(("option", "value"), [("application_resource", "Orders"), ("action", "READ")])
def test_another_case(fake, option, value):
    permission(fake, owner(fake))
    found, text = only_problem(TASK, fake, **{**READ, option: value})
    assert found == option
    assert "Did you mean" in text


def test_an_id_that_does_not_exist(fake):
    permission(fake, owner(fake))
    option, text = only_problem(TASK, fake, resource="Orders resource", id=identifier("unknown"))
    assert option == "id"
    assert '"Orders resource" has no permission' in text
    unchanged(TASK, fake, resource="Orders resource", id=identifier("unknown"), state="absent")


# parents


def test_what_is_needed():
    assert [one.option for one in TASK.problems(options_of(TASK, resource="r"))] == ["application_resource", "action"]
    assert [one.option for one in TASK.problems(options_of(TASK, id=identifier("i")))] == ["api_service"]
    assert TASK.problems(options_of(TASK, resource="r", id=identifier("i"))) == []
    given = options_of(TASK, api_service="a", resource="b", id=identifier("i"))
    assert [one.option for one in TASK.problems(given)] == ["resource"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_resources_that_have_no_permissions(fake, state):
    assert "external tokens" in only_problem(TASK, fake, **{**READ, "api_service": "Partner API", "state": state})[1]
    given = {"resource": "openid", "application_resource": "orders", "action": "read"}
    option, text = only_problem(TASK, fake, **given, state=state)
    assert option == "resource"
    assert "built into PingOne" in text


@pytest.mark.parametrize("option", ["api_service", "resource"])
def test_a_parent_that_does_not_exist(fake, option):
    given = {option: "Nothing", "application_resource": "orders", "action": "read"}
    assert only_problem(TASK, fake, **given)[0] == option
    unchanged(TASK, fake, **given, state="absent")


@pytest.mark.parametrize("option", ["api_service", "resource"])
def test_a_parent_that_an_earlier_task_would_create(fake, option):
    fake.read_only = True
    inventory = Inventory(fake, check_mode=True)
    items = [{"action": "read"}, {"action": "write"}]
    options = options_of(TASK, **{option: "New API"}, application_resource="orders", permissions=items)
    outcome = converge_all(inventory, TASK, options)
    assert [str(step) for step in outcome.plan.steps] == [
        'create application resource "orders"',
        'create permission "orders:read"',
        'create permission "orders:write"',
    ]
    first = outcome.results["permissions"][0]
    assert first["id"] is None
    assert first["application_resource"] == {"id": None, "name": "orders"}
    assert first["resource"] == {"id": None, "name": "New API"}
    assert {entry.rpartition(" ")[0][-3:] for entry in inventory.unresolved} == {"New"}


def test_the_resource_of_a_service_to_come_may_have_the_application_resource(fake):
    """Which resource it will be linked to is not known; a resource to come has none."""
    permission(fake, owner(fake, resource=R2))
    given = {"application_resource": "orders", "action": "read"}
    assert not converge(TASK, fake, check_mode=True, api_service="New API", **given).plan.changed
    assert only_problem(TASK, fake, check_mode=True, resource="New", **given)[0] == "application_resource"


# absence


@pytest.mark.parametrize("by", ["key", "id"])
def test_remove(fake, by):
    orders = owner(fake)
    found = permission(fake, orders, description="old")
    given = READ if by == "key" else {"resource": R1, "id": found["id"]}
    outcome = predicted(TASK, fake, **given, state="absent")
    assert fake.writes == [("DELETE", place_of(fake, orders, found))]
    assert outcome.plan.before == {"application_resource": "orders", "action": "read", "description": "old"}
    assert outcome.plan.after == {}
    assert outcome.results == {"permission": None}
    assert fake.lists[("applicationResources",)] == [orders]
    unchanged(TASK, fake, **given, state="absent")


def test_an_id_wins_over_the_application_resource(fake):
    orders = owner(fake)
    found = permission(fake, orders)
    predicted(TASK, fake, resource=R1, application_resource="invoices", id=found["id"], state="absent")
    assert fake.writes == [("DELETE", place_of(fake, orders, found))]


def test_operations_are_read_only_when_a_permission_is_to_go(fake):
    permission(fake, owner(fake))
    converge(TASK, fake, **READ, description="new")
    converge(TASK, fake, **{**READ, "action": "write"}, state="absent")
    assert not any(path[-1] == "operations" for path in fake.reads)


@pytest.mark.parametrize("by", ["action", "id"])
def test_a_permission_that_an_operation_requires_stays(fake, by):
    orders = owner(fake)
    found, other = permission(fake, orders), permission(fake, orders, "write")
    fake.add("apiServers", name="Second API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    operation(fake, "Read order", {"permission": {"id": found["id"]}})
    operation(fake, "List orders", {"permission": {"id": found["id"]}}, "Second API")
    operation(fake, "Change order", {"permission": {"id": other["id"]}})
    operation(fake, "Open", {})
    given = READ if by == "action" else {"api_service": "Orders API", "id": found["id"]}
    option, text = only_problem(TASK, fake, **given, state="absent")
    assert option == by
    assert 'the operation "List orders" of "Second API", the operation "Read order" of "Orders API"' in text
    assert '"Change order"' not in text
    assert "Change the operation first" in text
