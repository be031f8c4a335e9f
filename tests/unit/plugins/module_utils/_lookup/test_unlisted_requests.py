# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of requests that no operation lists, and of operations that are removed."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import GROUP_NAME, NAME
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_operation import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    converge,
    identifier,
    options_of,
    predicted,
)

R1 = identifier("resource 1")
S1, S2 = identifier("apiServersOrders API"), identifier("apiServersStock API")
ORDERS = {"api_service": "Orders API"}
NOBODY = identifier(f"groups{GROUP_NAME}")
DENY = {**ORDERS, "unlisted_requests": "deny"}


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    for name in ("Orders API", "Stock API"):
        client.add("apiServers", name=name, authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    client.add("groups", name="Clerks")
    return client


def nobody(fake, **facts):
    """The group, and what PingOne says of its members."""
    fake.add("groups", name=GROUP_NAME, id=NOBODY)
    facts.setdefault("totalMemberCounts", {"users": 0, "groups": 0})
    fake.objects[("groups", NOBODY)] = {"id": NOBODY, "name": GROUP_NAME, **facts}


def deny_operation(fake, service=S1, **more):
    wire = {
        "paths": [{"pattern": "/**", "type": "PARAMETER"}],
        "accessControl": {"group": {"groups": [{"id": NOBODY}]}},
        **more,
    }
    return fake.add("apiServers", service, "operations", name=NAME, **wire)


def operation(fake, name="Book", service=S1, **more):
    more.setdefault("paths", [{"pattern": "/orders", "type": "EXACT"}])
    more.setdefault("accessControl", {"group": {"groups": [{"id": identifier("groupsClerks")}]}})
    return fake.add("apiServers", service, "operations", name=name, **more)


def names(fake, service=S1):
    return [item["name"] for item in fake.lists.get(("apiServers", service, "operations"), [])]


def refused(fake, **given):
    fake.writes.clear()
    predicted_problems = problems(TASK, fake, check_mode=True, **given)
    assert problems(TASK, fake, **given) == predicted_problems
    return predicted_problems


def unchanged_as_predicted(fake, **given):
    fake.writes.clear()
    outcome = predicted(TASK, fake, **given)
    assert not outcome.plan.changed
    return outcome


# deny


def test_deny_creates_the_group_and_the_operation(fake):
    outcome = predicted(TASK, fake, **DENY)
    assert [write[:2] for write in fake.writes] == [("POST", "groups"), ("POST", f"apiServers/{S1}/operations")]
    assert fake.writes[0][2]["name"] == GROUP_NAME
    group = fake.lists[("groups",)][-1]["id"]
    assert fake.writes[1][2] == {
        "name": NAME,
        "paths": [{"pattern": "/**", "type": "PARAMETER"}],
        "accessControl": {"group": {"groups": [{"id": group}]}},
    }
    assert outcome.results["operation"]["name"] == NAME
    assert outcome.results["changed_api_services"] == ["Orders API"]
    fake.objects[("groups", group)] = {"id": group, "totalMemberCounts": {"users": 0, "groups": 0}}
    unchanged_as_predicted(fake, **DENY)


def test_deny_beside_an_operation(fake):
    nobody(fake)
    outcome = predicted(TASK, fake, **DENY, name="Book", paths=[{"pattern": "/orders"}], access={"groups": ["Clerks"]})
    assert names(fake) == ["Book", NAME]
    assert outcome.results["operation"]["name"] == "Book"
    titles = [f'operation "{name}" of API service "Orders API"' for name in ("Book", NAME)]
    assert list(after_of(outcome)) == titles
    unchanged_as_predicted(fake, **DENY, name="Book", paths=[{"pattern": "/orders"}], access={"groups": ["Clerks"]})


def test_deny_beside_a_list_counts_for_all_services_of_it(fake):
    listed = [
        {"name": "Book", "paths": [{"pattern": "/orders"}]},
        {"api_service": "Stock API", "name": "Look", "paths": [{"pattern": "/stock"}]},
    ]
    predicted(TASK, fake, **DENY, operations=listed)
    assert [write[1] for write in fake.writes].count("groups") == 1
    assert names(fake) == ["Book", NAME]
    assert names(fake, S2) == ["Look", NAME]


def test_the_group_is_created_before_everything_that_requires_it(fake):
    """Also if the service whose draft creates it is written later."""
    listed = [
        {"api_service": "Stock API", "name": "Look", "paths": [{"pattern": "/stock"}], "unlisted_requests": "deny"},
        {"api_service": "Orders API", "unlisted_requests": "deny"},
    ]
    predicted(TASK, fake, operations=listed)
    assert fake.writes[0][1] == "groups"
    assert names(fake) == [NAME]
    assert names(fake, S2) == ["Look", NAME]


def test_one_service_of_a_list(fake):
    nobody(fake)
    deny_operation(fake, S2)
    listed = [
        {"name": "Book", "paths": [{"pattern": "/orders"}], "api_service": "Orders API"},
        {"api_service": "Orders API", "unlisted_requests": "deny"},
        {"api_service": S2.upper(), "unlisted_requests": "allow"},
    ]
    predicted(TASK, fake, operations=listed)
    assert names(fake) == ["Book", NAME]
    assert names(fake, S2) == []


def test_what_is_not_said_is_left_alone(fake):
    nobody(fake)
    deny_operation(fake)
    unchanged_as_predicted(fake, **ORDERS, operations=[])
    predicted(TASK, fake, **ORDERS, name="Book", paths=[{"pattern": "/orders"}])
    assert names(fake) == [NAME, "Book"]


def test_a_purge_keeps_it(fake):
    nobody(fake)
    deny_operation(fake)
    operation(fake, "old")
    predicted(TASK, fake, **ORDERS, purge=True, operations=[])
    assert names(fake) == [NAME]
    fake.writes.clear()
    predicted(TASK, fake, purge=True, operations=[], api_services=["Orders API"], unlisted_requests="allow")
    assert names(fake) == []


@pytest.mark.parametrize(
    "change",
    [
        {"methods": ["GET"]},
        {"paths": [{"pattern": "/x/**", "type": "PARAMETER"}]},
        {"accessControl": {}},
        {"accessControl": {"group": {"groups": [{"id": identifier("groupsClerks")}]}}},
        {"accessControl": {"group": {"groups": [{"id": NOBODY}, {"id": identifier("groupsClerks")}]}}},
        {"accessControl": {"group": {"groups": [{"id": identifier("gone")}]}}},
        {"accessControl": {"group": {"groups": [{"id": NOBODY}]}, "authentication": {"maxAge": 3}}},
    ],
)
def test_an_operation_that_somebody_has_changed_is_restored(fake, change):
    nobody(fake)
    found = deny_operation(fake, **change)
    predicted(TASK, fake, **DENY)
    [write] = fake.writes
    assert write[:2] == ("PUT", f"apiServers/{S1}/operations/{found['id']}")
    assert write[2]["accessControl"] == {"group": {"groups": [{"id": NOBODY}]}}
    assert "methods" not in write[2]
    unchanged_as_predicted(fake, **DENY)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"totalMemberCounts": {"users": 2, "groups": 0}}, "has members (2 users)"),
        ({"totalMemberCounts": {"users": 0, "groups": 1}}, "has members (1 group)"),
        ({"directMemberCounts": {"users": 1}, "totalMemberCounts": None}, "has members (1 user)"),
        ({"directMemberCounts": {"users": 0, "groups": 2}, "totalMemberCounts": {"users": 0}}, "members (2 groups)"),
        ({"userFilter": 'title eq "Boss"'}, "has a user filter"),
    ],
)
def test_members_of_the_group(fake, facts, fault):
    nobody(fake, **facts)
    deny_operation(fake)
    assert fault in refused(fake, **DENY)["unlisted_requests"]


def test_members_that_cannot_be_counted(fake):
    nobody(fake, totalMemberCounts=None)
    inventory = Inventory(fake, False)
    converge_all(inventory, TASK, options_of(TASK, **DENY))
    assert names(fake) == [NAME]
    [warning] = inventory.warnings
    assert GROUP_NAME in warning and "must be empty" in warning


def test_external_tokens(fake):
    text = refused(fake, api_service="Partner API", unlisted_requests="deny")["unlisted_requests"]
    assert "external tokens" in text and "custom policy" in text
    unchanged_as_predicted(fake, api_service="Partner API", unlisted_requests="allow")


def test_it_counts_toward_the_limit(fake):
    nobody(fake)
    for number in range(25):
        operation(fake, str(number), paths=[{"pattern": f"/{number}", "type": "EXACT"}])
    assert "at most 25" in refused(fake, **DENY)["unlisted_requests"]
    fake.lists[("apiServers", S1, "operations")].pop()
    predicted(TASK, fake, **DENY)
    assert "at most 25" in refused(fake, **ORDERS, name="New", paths=[{"pattern": "/new"}])["name"]


@pytest.mark.parametrize("said_before", [True, False])
def test_another_operation_for_every_path(fake, said_before):
    nobody(fake)
    given = {"name": "All", "paths": [{"pattern": "/orders"}, {"pattern": "/**"}], "methods": ["GET"]}
    if said_before:
        deny_operation(fake)
        problems = refused(fake, **ORDERS, **given)
    else:
        problems = refused(fake, **DENY, **given)
    assert '"All" of "Orders API" has the pattern /**' in problems["unlisted_requests"]
    predicted(TASK, fake, **DENY, **{**given, "paths": [{"pattern": "/*"}, {"pattern": "/*/**"}]})


@pytest.mark.parametrize("given", [{"name": NAME}, {"name": NAME, "state": "absent"}, {"id": True, "state": "absent"}])
def test_it_is_not_managed_by_its_name(fake, given):
    nobody(fake)
    found = deny_operation(fake)
    given = {**given, "id": found["id"]} if "id" in given else given
    [(option, text)] = list(refused(fake, **ORDERS, **given).items())
    assert option == ("id" if "id" in given else "name")
    assert "unlisted_requests: allow" in text


def test_contradictions(fake):
    nobody(fake)
    listed = [
        {"api_service": "Orders API", "unlisted_requests": "deny"},
        {"api_service": S1, "name": "Book", "paths": [{"pattern": "/orders"}], "unlisted_requests": "allow"},
    ]
    assert "deny and allow" in refused(fake, operations=listed)["unlisted_requests"]


@pytest.mark.parametrize("option", ["methods", "paths", "access"])
def test_options_of_an_operation_without_its_name(fake, option):
    given = {"methods": ["GET"], "paths": [{"pattern": "/orders"}], "access": {"groups": ["Clerks"]}}[option]
    assert "name or id" in refused(fake, **DENY, **{option: given})[option]


def test_a_service_that_does_not_exist(fake):
    assert "no API service" in " ".join(refused_in_run(fake, api_service="No API", unlisted_requests="deny").values())


def refused_in_run(fake, **given):
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, **given)
    return {problem.option: problem.message for problem in caught.value.problems}


def test_a_service_that_an_earlier_task_would_create(fake):
    outcome = converge(TASK, fake, check_mode=True, api_service="New API", unlisted_requests="deny")
    assert outcome.plan.changed
    assert outcome.results["operation"]["id"] is None


# allow


def test_allow_removes_the_operation_and_keeps_the_group(fake):
    nobody(fake)
    found = deny_operation(fake)
    given = {**ORDERS, "unlisted_requests": "allow"}
    predicted(TASK, fake, **given)
    assert fake.writes == [("DELETE", f"apiServers/{S1}/operations/{found['id']}")]
    unchanged_as_predicted(fake, **given)


# removals


@pytest.mark.parametrize("given", [{"name": "Book", "state": "absent"}, {"purge": True, "operations": []}])
def test_a_removal_that_opens(fake, given):
    operation(fake, methods=["GET", "PUT"])
    [(option, text)] = list(refused(fake, **ORDERS, **given).items())
    assert option == ("purge" if "purge" in given else "state")
    assert '"Book" of "Orders API"' in text and "GET, PUT on /orders" in text
    assert "unlisted_requests: deny" in text and "allow_open: true" in text
    predicted(TASK, fake, **ORDERS, **given, allow_open=True)
    assert names(fake) == []


def test_a_removal_in_a_list_names_its_place(fake):
    operation(fake)
    operation(fake, "Free", accessControl={})
    listed = [{"name": "Free", "state": "absent"}, {"name": "Book", "state": "absent"}]
    assert list(refused(fake, **ORDERS, operations=listed)) == ["operations[1].state"]
    listed[1]["allow_open"] = True
    predicted(TASK, fake, **ORDERS, operations=listed)


def test_a_removal_where_other_requests_are_denied(fake):
    nobody(fake)
    operation(fake)
    deny_operation(fake)
    predicted(TASK, fake, **ORDERS, name="Book", state="absent")
    operation(fake)
    text = refused(fake, **ORDERS, operations=[{"name": "Book", "state": "absent"}], unlisted_requests="allow")
    assert list(text) == ["operations[0].state"]


def test_a_removal_in_the_task_that_denies_other_requests(fake):
    nobody(fake)
    operation(fake)
    predicted(TASK, fake, **DENY, operations=[], purge=True)
    assert names(fake) == [NAME]


def test_permission_to_open_what_a_purge_removes_from_one_service(fake):
    operation(fake)
    operation(fake, service=S2)
    services = ["Orders API", "Stock API"]
    about = [{"api_service": "Orders API", "allow_open": True}]
    text = refused(fake, operations=about, purge=True, api_services=services)["purge"]
    assert "Stock API" in text and "Orders API" not in text
    predicted(TASK, fake, operations=about, purge=True, api_services=["Orders API"])
    about = [{"api_service": S2.upper(), "allow_open": True}]
    fake.writes.clear()
    predicted(TASK, fake, operations=about, purge=True, api_services=["Stock API"])
