# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the operation task decides, for one operation and for all of a service."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_operation import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
)

R1 = identifier("resource 1")
S1, S2 = identifier("apiServersOrders API"), identifier("apiServersStock API")
ORDERS = {"api_service": "Orders API"}
BOOK = [{"pattern": "/orders", "type": None}]


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    for name in ("read", "write"):
        client.add("resources", R1, "scopes", name=name)
    for name in ("Orders API", "Stock API"):
        client.add("apiServers", name=name, authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    client.add("groups", name="Clerks")
    client.add("groups", name="Managers")
    return client


def operation(fake, name="Book", service=S1, **more):
    more.setdefault("paths", [{"pattern": "/orders", "type": "EXACT"}])
    return fake.add("apiServers", service, "operations", name=name, **more)


def operations(fake, service=S1):
    return {item["name"]: item for item in fake.lists.get(("apiServers", service, "operations"), [])}


def groups(*names):
    return {"group": {"groups": [{"id": identifier(f"groups{name}")} for name in names]}}


def advised(fake, **given):
    """What came of a task, and what it warned of."""
    inventory = Inventory(fake, False)
    return converge_all(inventory, TASK, options_of(TASK, **given)), inventory.warnings


def updated(fake, found, **given):
    """The body of the one update that a task sends."""
    outcome = predicted(TASK, fake, **given)
    ((method, path, body),) = fake.writes
    assert (method, path) == ("PUT", f"apiServers/{S1}/operations/{found['id']}")
    unchanged(TASK, fake, **given)
    assert outcome.plan.before != outcome.plan.after
    return body


# presence


def test_create(fake):
    given = {**ORDERS, "name": "Book", "paths": BOOK}
    outcome = predicted(TASK, fake, **given)
    body = {"name": "Book", "paths": [{"pattern": "/orders", "type": "EXACT"}]}
    assert fake.writes == [("POST", f"apiServers/{S1}/operations", body)]
    assert outcome.results["operation"] == {
        "id": operations(fake)["Book"]["id"],
        "name": "Book",
        "methods": [],
        "paths": [{"pattern": "/orders", "type": "exact"}],
        "access": {
            "groups": [],
            "scopes": [],
            "match": None,
            "permission": None,
            "authentication": {"policies": [], "max_age": None},
        },
        "api_service": {"id": S1, "name": "Orders API"},
    }
    assert set(outcome.results) == {"operation", "changed_api_services", "access_changes"}
    assert outcome.results["changed_api_services"] == ["Orders API"]
    assert outcome.plan.before == {}
    assert outcome.plan.after["paths"] == [{"pattern": "/orders", "type": "exact"}]
    assert unchanged(TASK, fake, **given).results["changed_api_services"] == []


def test_create_with_everything(fake):
    paths = [{"pattern": "/orders/*", "type": None}, {"pattern": "/orders/{id}", "type": "exact", "literal": True}]
    access = {"groups": ["Clerks"], "scopes": ["read", "write"], "match": "all", "authentication": {"max_age": 60}}
    given = {**ORDERS, "name": "Book", "methods": ["PUT", "book"], "paths": paths, "access": access}
    predicted(TASK, fake, **given)
    ((_verb, _path, body),) = fake.writes
    assert body == {
        "name": "Book",
        "methods": ["PUT", "book"],
        "paths": [{"pattern": "/orders/*", "type": "PARAMETER"}, {"pattern": "/orders/{id}", "type": "EXACT"}],
        "accessControl": {
            **groups("Clerks"),
            "scope": {
                "scopes": [{"id": item["id"]} for item in fake.lists[("resources", R1, "scopes")]],
                "matchType": "ALL",
            },
            "authentication": {"maxAge": 60},
        },
    }
    unchanged(TASK, fake, **given)


def test_creation_without_paths(fake):
    assert (
        problems(TASK, fake, **ORDERS, name="Book")["paths"]
        == "required to create an operation. List at least one path."
    )


@pytest.mark.parametrize(
    ("paths", "option"),
    [
        ([], "paths"),
        ([{"pattern": None, "type": None}], "paths[0].pattern"),
        ([{"pattern": "", "type": "exact"}], "paths[0].pattern"),
        (["/orders"], "paths[0]"),
    ],
)
def test_paths_that_are_none(fake, paths, option):
    assert set(problems(TASK, fake, **ORDERS, name="Book", paths=paths)) == {option}


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({"methods": ["PUT"]}, {"methods": ["PUT"]}),
        ({"paths": [{"pattern": "/x/**", "type": None}]}, {"paths": [{"pattern": "/x/**", "type": "PARAMETER"}]}),
        ({"paths": [{"pattern": "/orders", "type": None}, {"pattern": "/b", "type": "exact"}]},
         {"paths": [{"pattern": "/orders", "type": "EXACT", "note": 1}, {"pattern": "/b", "type": "EXACT"}]}),
        ({"access": {"groups": ["Managers"]}}, {"accessControl": {**groups("Managers"), "future": {"on": True}}}),
        ({"access": {"authentication": {"max_age": 60}}},
         {"accessControl": {**groups("Clerks"), "future": {"on": True}, "authentication": {"maxAge": 60}}}),
    ],
)  # fmt: skip
def test_update_of_a_field_leaves_the_others(fake, given, changes):
    there = {
        "methods": ["POST", "GET"],
        "paths": [{"pattern": "/orders", "type": "EXACT", "note": 1}],
        "accessControl": {**groups("Clerks"), "future": {"on": True}},
        "owner": {"team": "warehouse"},
    }
    found = operation(fake, **deepcopy(there), policy={"id": "p"})
    assert updated(fake, found, **ORDERS, name="Book", **given) == {"name": "Book", **there, **changes}


def test_no_methods_are_every_method(fake):
    found = operation(fake, methods=["GET"])
    unchanged(TASK, fake, **ORDERS, name="Book", methods=None)
    assert "methods" not in updated(fake, found, **ORDERS, name="Book", methods=[])


def test_order_does_not_count(fake):
    paths = [{"pattern": "/b", "type": "EXACT"}, {"pattern": "/a/*", "type": "PARAMETER"}]
    operation(fake, methods=["POST", "GET", "x-a"], paths=paths, accessControl=groups("Managers", "Clerks"))
    options = [{"pattern": "/a/*", "type": None}, {"pattern": "/b", "type": None}]
    access = {"groups": ["Clerks", "Managers"]}
    unchanged(TASK, fake, **ORDERS, name="Book", methods=["get", "x-a", "Post"], paths=options, access=access)


def test_a_stored_method_in_lower_case_is_corrected(fake):
    """It matches no request, so it is not the same."""
    found = operation(fake, methods=["post", "GET"])
    body = updated(fake, found, **ORDERS, name="Book", methods=["get", "post"])
    assert body["methods"] == ["GET", "POST"]


def test_a_stored_method_in_lower_case_stays_if_no_methods_are_given(fake):
    operation(fake, methods=["post"])
    outcome, warnings = advised(fake, **ORDERS, name="Book")
    assert not outcome.plan.changed
    assert warnings == [
        'Operation "Book" of "Orders API": It contains "post", which no request matches, because methods are'
        " case-sensitive. Set methods to correct that."
    ]


def test_methods_are_sent_and_shown_in_upper_case(fake):
    outcome, warnings = advised(fake, **ORDERS, name="Book", methods=["post", "x-book"], paths=BOOK)
    assert operations(fake)["Book"]["methods"] == ["POST", "x-book"]
    assert outcome.results["operation"]["methods"] == outcome.plan.after["methods"] == ["POST", "x-book"]
    assert len(warnings) == 1 and '"x-book": methods are case-sensitive' in warnings[0]


def test_a_literal_path_is_sent_as_it_is(fake):
    paths = [{"pattern": "/{id}", "type": None, "literal": True}, {"pattern": "/a\\*b", "type": None}]
    outcome, _warnings = advised(fake, **ORDERS, name="Book", paths=paths)
    sent = [{"pattern": "/{id}", "type": "EXACT"}, {"pattern": "/a*b", "type": "EXACT"}]
    assert operations(fake)["Book"]["paths"] == sent
    assert outcome.results["operation"]["paths"] == [
        {"pattern": "/a*b", "type": "exact"},
        {"pattern": "/{id}", "type": "exact"},
    ]
    unchanged(TASK, fake, **ORDERS, name="Book", paths=paths)
    given = [{"pattern": "/{id}", "type": "exact"}]
    with pytest.raises(InvalidInput, match="literally"):
        converge(TASK, fake, **ORDERS, name="Book", paths=given)
    unchanged(TASK, fake, **ORDERS, name="Book")


def test_a_pattern_that_repeats_the_base_url_is_warned_of(fake):
    fake.add("apiServers", name="Based API", baseUrls=["https://api.example.com/orders/v1", "https://[", 7])
    given = {"api_service": "Based API", "name": "Book", "paths": [{"pattern": "/orders/v1/x", "type": None}]}
    _outcome, warnings = advised(fake, **given)
    assert len(warnings) == 1 and warnings[0].endswith('If that is not meant, write "/x".')


def test_the_type_of_a_path_can_change(fake):
    found = operation(fake, paths=[{"pattern": "/a*", "type": "EXACT", "note": 1}])
    body = updated(fake, found, **ORDERS, name="Book", paths=[{"pattern": "/a*", "type": None}])
    assert body["paths"] == [{"pattern": "/a*", "type": "PARAMETER", "note": 1}]


def test_a_group_more_leaves_what_is_said_of_the_others(fake):
    there = {"group": {"groups": [{"id": identifier("groupsManagers"), "since": 2024}], "future": [1]}}
    found = operation(fake, accessControl=there)
    body = updated(fake, found, **ORDERS, name="Book", access={"groups": ["Clerks", "Managers"]})
    assert body["accessControl"]["group"] == {
        "groups": [{"id": identifier("groupsClerks")}, {"id": identifier("groupsManagers"), "since": 2024}],
        "future": [1],
    }


def test_a_group_that_is_gone(fake):
    operation(fake, accessControl=groups("Clerks", "Lost"))
    unchanged(TASK, fake, **ORDERS, name="Book")
    for check_mode in (True, False):
        found = problems(TASK, fake, check_mode, **ORDERS, name="Book", methods=["GET"])
        assert list(found) == ["access.groups"]
        assert identifier("groupsLost") in found["access.groups"]
    predicted(TASK, fake, **ORDERS, name="Book", methods=["GET"], access={"groups": ["Clerks"]})


def test_a_rule_is_cleared_with_all_that_is_in_it(fake):
    scopes = [{"id": fake.lists[("resources", R1, "scopes")][0]["id"]}]
    found = operation(
        fake,
        accessControl={
            "group": {**groups("Clerks")["group"], "future": 1},
            "scope": {"matchType": "ANY", "scopes": scopes, "future": 2},
            "permission": {"id": "p", "future": 3},
            "authentication": {"acrs": [{"id": "a", "type": "PINGONE"}], "maxAge": 60, "future": 4},
            "custom": {"future": 5},
        },
    )
    access = {"groups": [], "scopes": [], "permission": [], "authentication": {"policies": []}}
    body = updated(fake, found, **ORDERS, name="Book", access=access)
    assert body["accessControl"] == {"authentication": {"maxAge": 60, "future": 4}, "custom": {"future": 5}}
    fake.writes.clear()
    access = {"authentication": {"max_age": 0}}
    body = updated(fake, found, **ORDERS, name="Book", access=access, allow_open=True)
    assert body["accessControl"] == {"custom": {"future": 5}}


# names and ids


def test_rename(fake):
    found = operation(fake, accessControl=groups("Clerks"))
    body = updated(fake, found, **ORDERS, id=found["id"].upper(), name="Reserve")
    assert body == {"name": "Reserve", "paths": found["paths"], "accessControl": groups("Clerks")}


def test_an_id_alone_and_an_id_given_as_the_name(fake):
    found = operation(fake)
    unchanged(TASK, fake, **ORDERS, id=found["id"])
    unchanged(TASK, fake, **ORDERS, name=found["id"])
    unchanged(TASK, fake, api_service=S1, name=found["id"].upper())


def test_names_that_are_taken(fake):
    found = operation(fake)
    other = operation(fake, "Cancel")
    message = problems(TASK, fake, **ORDERS, id=found["id"], name="Cancel")["name"]
    assert f'already has an operation "Cancel" (ID {other["id"]})' in message
    operation(fake, "Cancel", service=S2)
    unchanged(TASK, fake, api_service="Stock API", name="Cancel")


@pytest.mark.parametrize("name", [" ", "x" * 257, "a\nb", identifier("unknown")])
def test_names_that_are_none(fake, name):
    assert set(problems(TASK, fake, **ORDERS, name=name, paths=BOOK)) == {"name"}


def test_an_empty_name(fake):
    found = operation(fake)
    assert problems(TASK, fake, **ORDERS, id=found["id"], name="")["name"].startswith("must not be empty or blank.")
    assert problems(TASK, fake, **ORDERS, name="")["name"].startswith("must not be empty or blank.")
    assert problems(TASK, fake, **ORDERS)["name"] == "not set. Set name, id, unlisted_requests or allow_open."


def test_an_old_name_that_would_be_invalid_now_is_left_alone(fake):
    found = operation(fake, "a\nb")
    assert updated(fake, found, **ORDERS, id=found["id"], methods=["GET"])["name"] == "a\nb"


def test_an_id_that_does_not_exist(fake):
    given = {**ORDERS, "id": identifier("unknown")}
    assert "set only name to create one" in problems(TASK, fake, **given)["id"]
    assert set(problems(TASK, fake, **given, name="Book")) == {"id"}
    unchanged(TASK, fake, **given, state="absent")


def test_another_case(fake):
    operation(fake)
    for state in ("present", "absent"):
        assert 'Did you mean "Book"?' in problems(TASK, fake, **ORDERS, name="book", paths=BOOK, state=state)["name"]


def test_two_of_the_same_name(fake):
    first, second = operation(fake), operation(fake, id=identifier("second"))
    found = problems(TASK, fake, **ORDERS, name="Book", methods=["GET"])
    assert set(found) == {"name"}
    assert first["id"] in found["name"]
    assert second["id"] in found["name"]
    assert updated(fake, second, **ORDERS, id=second["id"], methods=["GET"])["methods"] == ["GET"]


# services


def test_a_service_that_does_not_exist(fake):
    given = {"api_service": "Nothing", "name": "Book"}
    assert set(problems(TASK, fake, **given, paths=BOOK)) == {"api_service"}
    results = unchanged(TASK, fake, **given, state="absent").results
    assert results == {"operation": None, "changed_api_services": [], "access_changes": []}


def test_a_service_that_an_earlier_task_would_create(fake):
    fake.read_only = True
    inventory = Inventory(fake, check_mode=True)
    access = {"scopes": ["new"], "groups": ["New group"]}
    outcome = converge_all(inventory, TASK, options_of(TASK, api_service="New", name="Book", paths=BOOK, access=access))
    assert outcome.plan.changed
    assert outcome.plan.after["access"]["scopes"] == ["new"]
    assert outcome.results["operation"]["id"] is None
    assert outcome.results["operation"]["api_service"] == {"id": None, "name": "New"}
    assert sorted(inventory.unresolved) == ["API service New", "group New group", "scope new"]
    assert set(problems(TASK, fake, check_mode=True, api_service=identifier("?"), name="Book")) == {"api_service"}
    assert set(problems(TASK, fake, check_mode=True, api_service="New", id=identifier("?"))) == {"id"}


def test_external_tokens(fake):
    partner = {"api_service": "Partner API", "name": "Book", "paths": BOOK}
    assert set(problems(TASK, fake, **partner, access={"groups": ["No group"]})) == {"access"}
    predicted(TASK, fake, **partner, access={"groups": []})
    unchanged(TASK, fake, **partner)


# access


def test_the_last_rule_does_not_go_by_accident(fake):
    found = operation(fake, accessControl={**groups("Clerks"), "authentication": {"maxAge": 60}})
    given = {**ORDERS, "name": "Book"}
    assert (
        "any valid token would be sufficient"
        in problems(TASK, fake, **given, access={"groups": [], "authentication": {"max_age": 0, "policies": None}})[
            "access"
        ]
    )
    unchanged(TASK, fake, **given, allow_open=True)
    access = {"groups": [], "authentication": {"max_age": 0}}
    assert "accessControl" not in updated(fake, found, **given, access=access, allow_open=True)
    unchanged(TASK, fake, **given, access=access)


def test_one_rule_for_another(fake):
    found = operation(fake, accessControl=groups("Clerks"))
    body = updated(fake, found, **ORDERS, name="Book", access={"groups": [], "scopes": ["read"]})
    assert set(body["accessControl"]) == {"scope"}


def test_all_problems_are_told_at_once(fake):
    operation(fake)
    operation(fake, "Cancel")
    given = {
        "id": operations(fake)["Book"]["id"],
        "name": "Cancel",
        "methods": ["G T"],
        "paths": [{"pattern": "//", "type": "exact"}],
        "access": {"groups": ["No group"]},
    }
    assert set(problems(TASK, fake, **ORDERS, **given)) == {
        "name",
        "methods[0]",
        "paths[0].pattern",
        "access.groups[0]",
    }
    given["access"]["match"] = "some"
    assert set(problems(TASK, fake, **ORDERS, **given)) == {"methods[0]", "paths[0].pattern", "access.match"}


# absence


def test_remove(fake):
    found = operation(fake, methods=["GET"], accessControl=groups("Clerks"))
    outcome = predicted(TASK, fake, **ORDERS, name="Book", state="absent", allow_open=True)
    assert fake.writes == [("DELETE", f"apiServers/{S1}/operations/{found['id']}")]
    assert outcome.plan.before["access"]["groups"] == ["Clerks"]
    assert outcome.plan.after == {}
    (opened,) = outcome.results.pop("access_changes")
    assert (opened["before"], opened["after"], opened["effect"]) == ("group Clerks", "any valid token", "widened")
    assert outcome.results == {"operation": None, "changed_api_services": ["Orders API"]}
    unchanged(TASK, fake, **ORDERS, name="Book", state="absent")


def test_remove_by_id(fake):
    found = operation(fake)
    predicted(TASK, fake, **ORDERS, id=found["id"].upper(), state="absent")
    assert operations(fake) == {}


# several


def item(name, **more):
    return {"name": name, "paths": [{"pattern": f"/{name}"}], **more}


def test_several_of_two_services(fake):
    operation(fake, "Old")
    listed = [item("a"), item("b", api_service="Stock API"), {"name": "Old", "state": "absent"}]
    outcome = predicted(TASK, fake, **ORDERS, operations=listed)
    assert [write[:2] for write in fake.writes] == [
        ("POST", f"apiServers/{S1}/operations"),
        ("DELETE", f"apiServers/{S1}/operations/{identifier('/'.join(['apiServers', S1, 'operations']) + 'Old')}"),
        ("POST", f"apiServers/{S2}/operations"),
    ]
    assert [result["name"] for result in outcome.results["operations"]] == ["a", "b"]
    assert outcome.results["changed_api_services"] == ["Orders API", "Stock API"]
    assert "operation" not in outcome.results
    assert set(before_of(outcome)) == {'operation "Old" of API service "Orders API"'}
    assert set(after_of(outcome)) == {
        'operation "a" of API service "Orders API"',
        'operation "b" of API service "Stock API"',
    }


def test_what_is_given_beside_the_list(fake):
    operation(fake, "a", accessControl=groups("Clerks"))
    operation(fake, "b", accessControl=groups("Clerks"))
    open_a, open_b = ({"name": name, "access": {"groups": []}} for name in "ab")
    assert set(problems(TASK, fake, **ORDERS, operations=[open_a, open_b])) == {
        "operations[0].access",
        "operations[1].access",
    }
    found = problems(TASK, fake, **ORDERS, allow_open=True, operations=[open_a, {**open_b, "allow_open": False}])
    assert set(found) == {"operations[1].access"}
    predicted(TASK, fake, **ORDERS, allow_open=True, operations=[open_a, open_b])
    converge(TASK, fake, **ORDERS, state="absent", operations=[{"name": "a"}, {"name": "b"}])
    assert operations(fake) == {}


def test_problems_of_items(fake):
    found = problems(TASK, fake, **ORDERS, operations=[item("a"), item("b", methods=["G T"]), item("a")])
    assert set(found) == {"operations[1].methods[0]", "operations[2]"}
    assert problems(TASK, fake, operations=[item("a")])["operations[0].api_service"]
    assert set(problems(TASK, fake, **ORDERS, purge=True, name="a", paths=BOOK)) == {"purge"}
    assert set(problems(TASK, fake, **ORDERS, api_services=["Orders API"], name="a", paths=BOOK)) == {"api_services"}
    assert set(problems(TASK, fake, **ORDERS, api_services=["Orders API"], operations=[item("a")])) == {"api_services"}


@pytest.mark.parametrize(
    "items",
    [
        [{"methods": ["GET"]}, {"name": "Reserve"}],
        [{"state": "absent"}, {"state": "absent"}],
    ],
)
def test_the_same_id_twice(fake, items):
    found = operation(fake)
    twice = [{"id": found["id"], **items[0]}, {"id": found["id"].upper(), **items[1]}]
    assert list(problems(TASK, fake, api_service="Orders API", operations=twice)) == ["operations[1]"]


def test_the_number_of_operations(fake):
    for number in range(24):
        operation(fake, f"old {number}")
    assert set(problems(TASK, fake, **ORDERS, operations=[item("a"), item("b")])) == {"operations"}
    listed = [{"name": f"old {number}"} for number in range(23)]
    predicted(TASK, fake, **ORDERS, purge=True, operations=[item("a"), item("b"), *listed])
    assert [write[0] for write in fake.writes] == ["POST", "DELETE", "POST"]
    assert len(operations(fake)) == 25


def test_a_no_op_of_many_costs_what_one_does(fake):
    for number in range(25):
        operation(fake, f"old {number}", accessControl=groups("Clerks"))
    listed = [{"name": f"old {number}", "access": {"groups": ["Clerks"]}} for number in range(25)]
    unchanged(TASK, fake, **ORDERS, operations=listed[:1])
    one, fake.reads = fake.reads, []
    unchanged(TASK, fake, **ORDERS, operations=listed, purge=True)
    assert fake.reads == one
    assert len(one) == 3


# purge


def test_purge(fake):
    operation(fake, "a", paths=[{"pattern": "/a", "type": "EXACT"}])
    operation(fake, "old", accessControl=groups("Clerks"))
    operation(fake, "other", service=S2)
    outcome = predicted(TASK, fake, **ORDERS, purge=True, allow_open=True, operations=[item("a")])
    assert set(operations(fake)) == {"a"}
    assert set(operations(fake, S2)) == {"other"}
    assert [found["name"] for found in outcome.results["operations"]] == ["a"]
    assert outcome.results["changed_api_services"] == ["Orders API"]
    assert before_of(outcome)['operation "old" of API service "Orders API"']["access"]["groups"] == ["Clerks"]
    unchanged(TASK, fake, **ORDERS, purge=True, operations=[item("a")])


@pytest.mark.parametrize(("existing", "first"), [(24, "POST"), (25, "DELETE")])
def test_a_purge_waits_until_the_new_ones_stand_if_there_is_room(fake, existing, first):
    for number in range(existing):
        operation(fake, f"old {number}")
    listed = [item("new"), *({"name": f"old {number}"} for number in range(1, existing))]
    predicted(TASK, fake, **ORDERS, purge=True, operations=listed)
    assert [write[0] for write in fake.writes] == [first, {"POST": "DELETE", "DELETE": "POST"}[first]]
    assert set(operations(fake)) == {"new", *(f"old {number}" for number in range(1, existing))}


def test_purge_everything(fake):
    operation(fake, "a")
    operation(fake, "b")
    outcome = predicted(TASK, fake, **ORDERS, purge=True, operations=[])
    assert operations(fake) == {}
    assert outcome.results == {"operations": [], "changed_api_services": ["Orders API"], "access_changes": []}
    unchanged(TASK, fake, **ORDERS, purge=True, operations=[])


def test_an_empty_list_without_purge_changes_nothing(fake):
    operation(fake, "a")
    unchanged(TASK, fake, **ORDERS, operations=[])


def test_purge_of_nobody(fake):
    assert set(problems(TASK, fake, purge=True, operations=[])) == {"api_service"}


def test_purge_of_every_service_that_is_named(fake):
    for service in (S1, S2):
        operation(fake, "old", service=service)
    predicted(TASK, fake, **ORDERS, purge=True, operations=[item("a", api_service=S2.upper())])
    assert (set(operations(fake)), set(operations(fake, S2))) == (set(), {"a"})


def test_purge_of_some_services(fake):
    for service in (S1, S2):
        operation(fake, "old", service=service)
    given = {**ORDERS, "purge": True, "operations": [item("a"), item("a", api_service="Stock API")]}
    predicted(TASK, fake, **given, api_services=["Stock API"])
    assert (set(operations(fake)), set(operations(fake, S2))) == ({"old", "a"}, {"a"})
    unchanged(TASK, fake, **given, api_services=[])
    fake.writes.clear()
    assert set(problems(TASK, fake, **given, api_services=["Stock API", "Nothing", "stock api"])) == {
        "api_services[1]",
        "api_services[2]",
    }


def test_purge_of_a_service_that_is_not_there(fake):
    given = {"purge": True, "api_service": "Nothing"}
    assert set(problems(TASK, fake, **given, operations=[])) == {"api_service"}
    assert set(problems(TASK, fake, **given, operations=[item("a", api_service="Orders API")])) == {"api_service"}
    assert set(problems(TASK, fake, **given, operations=[item("a"), item("b")])) == {
        "operations[0].api_service",
        "operations[1].api_service",
    }
    unchanged(TASK, fake, **given, operations=[{"name": "a", "state": "absent"}])
    outcome = converge(TASK, fake, check_mode=True, **given, operations=[item("a")])
    assert outcome.plan.changed


def test_purge_leaves_what_an_item_means_by_id(fake):
    found, other = operation(fake, "a"), operation(fake, "b")
    listed = [{"id": found["id"].upper(), "name": "b"}]
    outcome = predicted(TASK, fake, **ORDERS, purge=True, operations=listed)
    assert [(write[0], write[1].rpartition("/")[2]) for write in fake.writes] == [
        ("DELETE", other["id"]),
        ("PUT", found["id"]),
    ]
    assert set(operations(fake)) == {"b"}
    assert {name: document["name"] for name, document in before_of(outcome).items()} == {
        'operation "b" of API service "Orders API" (1)': "a",
        'operation "b" of API service "Orders API" (2)': "b",
    }
    unchanged(TASK, fake, **ORDERS, purge=True, operations=listed)


def test_purge_does_not_take_another_case_for_another_operation(fake):
    operation(fake, "a")
    found = problems(TASK, fake, **ORDERS, purge=True, operations=[item("A")])
    assert 'Did you mean "a"?' in found["operations[0].name"]
    operation(fake, "A")
    predicted(TASK, fake, **ORDERS, purge=True, operations=[{"name": "A"}])
    assert set(operations(fake)) == {"A"}


def test_purge_of_namesakes_shows_each(fake):
    operation(fake, "a", methods=["GET"])
    operation(fake, "a", methods=["PUT"], id=identifier("second"))
    outcome = predicted(TASK, fake, **ORDERS, purge=True, operations=[])
    assert sorted(document["methods"] for document in before_of(outcome).values()) == [["GET"], ["PUT"]]
    assert operations(fake) == {}


def test_purge_and_a_listed_absence(fake):
    operation(fake, "a")
    operation(fake, "b")
    predicted(TASK, fake, **ORDERS, purge=True, operations=[{"name": "a", "state": "absent"}])
    assert [write[0] for write in fake.writes] == ["DELETE", "DELETE"]
    assert operations(fake) == {}


# the order of writing


def verbs(fake):
    """What was written, a removal without the name."""
    return [(write[0], write[2]["name"] if len(write) > 2 else "") for write in fake.writes]


def warned(fake, **given):
    """The warnings of check mode, which are those of the run."""
    told = []
    for check_mode in (True, False):
        fake.read_only = check_mode
        inventory = Inventory(fake, check_mode)
        converge_all(inventory, TASK, options_of(TASK, **given))
        told.append(inventory.warnings)
    assert told[0] == told[1]
    return told[0]


def test_what_restricts_stands_before_what_it_restricts(fake):
    operation(fake, "old", paths=[{"pattern": "/**", "type": "PARAMETER"}], accessControl=groups("Clerks"))
    everything = item("all", paths=[{"pattern": "/{any}"}])
    orders = item("orders", paths=[{"pattern": "/orders"}], access={"groups": ["Clerks"]})
    outcome = predicted(TASK, fake, **ORDERS, operations=[everything, orders], purge=True, allow_open=True)
    assert verbs(fake) == [("POST", "orders"), ("POST", "all"), ("DELETE", "")]
    assert [result["name"] for result in outcome.results["operations"]] == ["all", "orders"]
    assert list(after_of(outcome)) == [
        'operation "all" of API service "Orders API"',
        'operation "orders" of API service "Orders API"',
    ]


def test_groups_that_an_earlier_task_would_create_are_known_by_name(fake):
    """In check mode they have no id, and the order and what is said of it are the same."""
    listed = [
        item("all", paths=[{"pattern": "/**"}], access={"groups": ["New Group"]}),
        item("orders", paths=[{"pattern": "/{order}"}], access={"groups": ["New Group"]}),
    ]
    fake.read_only = True
    inventory = Inventory(fake, True)
    converge_all(inventory, TASK, options_of(TASK, **ORDERS, operations=listed))
    assert inventory.warnings == []
    assert inventory.unresolved == ["group New Group"]


def test_what_cannot_be_changed_safely_is_told(fake):
    operation(fake, "A", paths=[{"pattern": "/a", "type": "EXACT"}], accessControl=groups("Clerks"))
    operation(fake, "B", paths=[{"pattern": "/b", "type": "EXACT"}])
    swapped = [item("A", paths=[{"pattern": "/b"}]), item("B", paths=[{"pattern": "/a"}])]
    (text,) = warned(fake, **ORDERS, operations=[*swapped, item("c"), item("d", api_service="Stock API")])
    assert text.startswith('The operations "A", "B" of the API service "Orders API" cannot be changed one by one')
    assert verbs(fake) == [("POST", "c"), ("PUT", "A"), ("PUT", "B"), ("POST", "d")]
    assert warned(fake, **ORDERS, operations=[*swapped, item("e"), item("f")]) == []
