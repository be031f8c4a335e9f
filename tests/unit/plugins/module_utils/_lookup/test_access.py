# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access rules of an operation: what they are found by, what stays, and what is refused."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.access import (
    ACCESS,
    access_names,
    access_problems,
    with_access,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.operation import OPERATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, identifier

R1, R2 = identifier("resource 1"), identifier("resource 2")
SERVICE = {"id": "s", "name": "Orders API", "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": R1}}}
EXTERNAL = {"id": "x", "name": "Partner API", "authorizationServer": {"type": "EXTERNAL"}}


@pytest.fixture
def fake():
    client = FakeClient()
    for name in ("Clerks", "Managers"):
        client.add("groups", name=name)
    for name in ("read", "write"):
        client.add("resources", R1, "scopes", name=name)
    client.add("resources", R2, "scopes", name="foreign")
    owner = client.add("applicationResources", name="orders")
    client.add("applicationResources", owner["id"], "permissions", action="cancel", id=identifier("orders:cancel"))
    client.add("signOnPolicies", name="Multi_Factor")
    client.add("flowPolicies", name="Passkey", id="4e82c154099f842069c14aec3bd8b22c")
    return client


def ids(fake, *path):
    return {item["name"]: item["id"] for item in fake.lists[path]}


def wanted(fake, access, now=None, check_mode=False, **more):
    fake.read_only = check_mode
    return with_access(Inventory(fake, check_mode), access, more.get("service", SERVICE), now or {})


def refused(fake, access, **more):
    with pytest.raises(InvalidInput) as caught:
        wanted(fake, access, **more)
    return {problem.option: problem.message for problem in caught.value.problems}


def names(refs):
    return [ref.name for ref in refs]


# what is found


@pytest.mark.parametrize("by", ["name", "id"])
def test_every_kind(fake, by):
    def given(*path, name):
        return name if by == "name" else ids(fake, *path)[name]

    access = {
        "groups": [given("groups", name="Managers"), given("groups", name="Clerks")],
        "scopes": [given("resources", R1, "scopes", name="read"), given("resources", R1, "scopes", name="write")],
        "match": "all",
        "permission": "orders:cancel" if by == "name" else identifier("orders:cancel"),
        "authentication": {"policies": [given("flowPolicies", name="Passkey")], "max_age": 300},
    }
    assert access_problems(access) == []
    state = wanted(fake, access)
    body = OPERATION.write({"name": "x", "paths": [], **state})["accessControl"]
    assert str(body["permission"]["id"]) == identifier("orders:cancel")
    assert [str(entry["id"]) for entry in body["scope"]["scopes"]] == list(
        ids(fake, "resources", R1, "scopes").values()
    )
    assert body["scope"]["matchType"] == "ALL"
    assert names(entry["id"] for entry in body["group"]["groups"]) == ["Managers", "Clerks"]
    (acr,) = body["authentication"]["acrs"]
    assert (str(acr["id"]), acr["type"]) == ("4e82c154099f842069c14aec3bd8b22c", "DAVINCI")
    assert body["authentication"]["maxAge"] == 300
    assert OPERATION.view({"name": "x", **state})["access"] == {
        "groups": ["Clerks", "Managers"],
        "scopes": ["read", "write"],
        "match": "all",
        "permission": "orders:cancel",
        "authentication": {"policies": ["Passkey"], "max_age": 300},
    }


@pytest.mark.parametrize(
    "access", [None, {}, {"groups": None, "authentication": None}, {"authentication": {"max_age": None}}]
)
def test_nothing_is_given(fake, access):
    now = {"access.groups": [Ref("g", "1")], "access.match": "any"}
    assert wanted(fake, access, now=now) == now
    assert fake.reads == []


def test_what_is_not_given_stays(fake):
    group, scope = Ref("g", "1"), Ref("s", "2")
    now = {"access.groups": [group], "access.scopes": [scope], "access.match": "all"}
    state = wanted(fake, {"authentication": {"max_age": 60, "policies": None}}, now=now)
    assert state == {**now, "access.authentication.max_age": 60}


def test_empty_clears(fake):
    now = {
        "access.groups": [Ref("g", "1")],
        "access.scopes": [Ref("s", "2")],
        "access.match": "all",
        "access.permission": Ref("p", "3"),
        "access.authentication.policies": [Ref("a", "4")],
        "access.authentication.max_age": 60,
    }
    access = {"groups": [], "scopes": [], "permission": "", "authentication": {"policies": [], "max_age": 0}}
    assert access_problems(access) == []
    assert not any(wanted(fake, access, now=now).values())
    assert fake.reads == []


def test_one_object_by_name_and_by_id_is_one(fake):
    clerks = ids(fake, "groups")["Clerks"]
    assert names(wanted(fake, {"groups": ["Clerks", clerks, "Clerks"]})["access.groups"]) == ["Clerks"]


def test_a_scope_of_another_resource(fake):
    for name in ("foreign", ids(fake, "resources", R2, "scopes")["foreign"]):
        message = refused(fake, {"scopes": [name]})["access.scopes[0]"]
        assert f'there is no scope "{name}" of the API service\'s resource' in message


def test_everything_that_is_not_there_is_told_at_once(fake):
    access = {
        "groups": ["No group", "Clerks", "clerks", identifier("no group")],
        "scopes": ["no-scope", "no-other"],
        "permission": "orders:refund",
        "authentication": {"policies": ["No policy"], "max_age": 5},
    }
    found = refused(fake, access)
    assert sorted(found) == [
        "access.authentication.policies[0]",
        "access.groups[0]",
        "access.groups[2]",
        "access.groups[3]",
        "access.permission",
        "access.scopes[0]",
        "access.scopes[1]",
    ]
    with pytest.raises(InvalidInput, match="7 problems"):
        wanted(fake, access)


# match


@pytest.mark.parametrize(
    ("before", "matching", "access", "expected"),
    [
        ([], None, {"scopes": ["read"]}, "any"),
        ([], None, {"scopes": ["read"], "match": "all"}, "all"),
        ([], None, {"scopes": ["read", "write"], "match": "any"}, "any"),
        (["read"], "all", {"scopes": ["write"]}, "all"),
        (["read"], "all", {"match": "any"}, "any"),
        (["read", "write"], "all", {"scopes": ["write"]}, "all"),
        (["read", "write"], "all", {"scopes": ["write", "read"]}, "all"),
        (["read", "write"], "all", {"scopes": []}, None),
        (["read", "write"], None, {"match": "all"}, "all"),
        (["read", "write"], None, {"groups": ["Clerks"]}, None),
        (["read", "write"], "FUTURE", {"scopes": ["read", "write"]}, "FUTURE"),
        (["read"], None, {"groups": ["Clerks"]}, None),
    ],
)
def test_match(fake, before, matching, access, expected):
    known = ids(fake, "resources", R1, "scopes")
    now = {"access.scopes": [Ref(name, known[name]) for name in before], "access.match": matching}
    assert access_problems(access) == []
    assert wanted(fake, access, now=now)["access.match"] == expected


@pytest.mark.parametrize(
    ("before", "matching", "access", "words"),
    [
        ([], None, {"scopes": ["read", "write"]}, "required with several scopes"),
        (["read"], "any", {"scopes": ["read", "write"]}, "required with several scopes"),
        (["read", "write"], None, {"scopes": ["read", "write"]}, "required with several scopes"),
        ([], None, {"match": "any"}, "can only be used with scopes"),
        (["read"], "any", {"scopes": [], "match": "any"}, "can only be used with scopes"),
    ],
)
def test_match_that_is_not_clear(fake, before, matching, access, words):
    known = ids(fake, "resources", R1, "scopes")
    now = {"access.scopes": [Ref(name, known[name]) for name in before], "access.match": matching}
    assert words in refused(fake, access, now=now)["access.match"]


def test_match_of_scopes_that_are_not_there(fake):
    assert set(refused(fake, {"scopes": ["no-scope"], "match": "any"})) == {"access.scopes[0]"}


# what can be said of the options alone


@pytest.mark.parametrize(
    ("access", "option", "words"),
    [
        ({"groups": ["g"] * 26}, "access.groups", "has 26 groups"),
        ({"groups": ["g", ""]}, "access.groups[1]", "is empty"),
        ({"scopes": [""]}, "access.scopes[0]", "is empty"),
        ({"match": "some"}, "access.match", 'is "some", but must be any or all'),
        ({"match": ""}, "access.match", "Use one of any, all"),
        ({"authentication": {"policies": ["a", "b"]}}, "access.authentication.policies", "PingOne accepts only one"),
        ({"authentication": {"policies": [""]}}, "access.authentication.policies[0]", "is empty"),
        ({"authentication": {"max_age": -1}}, "access.authentication.max_age", "from 0 to"),
    ],
)
def test_problems_of_the_options(access, option, words):
    intake = parse_options({"access": access}, {"access": ACCESS})
    (problem,) = [*intake.problems, *access_problems(intake.values["access"])]
    assert problem.option == option
    assert words in problem.message


# services


@pytest.mark.parametrize(
    "access",
    [
        {"groups": ["Clerks"]},
        {"groups": ["No group"], "scopes": ["no-scope"]},
        {"scopes": ["read"]},
        {"permission": "orders:cancel"},
        {"authentication": {"max_age": 60}},
    ],
)
def test_a_service_with_external_tokens_has_no_rules(fake, access):
    found = refused(fake, access, service=EXTERNAL)
    assert set(found) == {"access"}
    assert '"Partner API" uses external tokens' in found["access"]
    assert fake.reads == []


def test_rules_that_a_service_with_external_tokens_has_can_be_cleared(fake):
    now = {"access.groups": [Ref("g", "1")], "access.authentication.max_age": 3}
    access = {"groups": [], "scopes": [], "permission": "", "authentication": {"policies": [], "max_age": 0}}
    assert not any(wanted(fake, access, service=EXTERNAL, now=now).values())
    assert wanted(fake, None, service=EXTERNAL, now=now) == now


def test_what_earlier_tasks_would_create(fake):
    inventory = Inventory(fake, check_mode=True)
    access = {"groups": ["New group"], "scopes": ["new"], "permission": "new:do"}
    for service in (SERVICE, None):
        state = with_access(inventory, access, service, {})
        assert names(state["access.groups"] + state["access.scopes"]) == ["New group", "new"]
        assert state["access.permission"].id is None
    assert sorted(inventory.unresolved) == ["group New group", "permission new:do", "scope new"]


@pytest.mark.parametrize(
    ("access", "option"),
    [
        ({"authentication": {"policies": ["New policy"]}}, "access.authentication.policies[0]"),
        ({"groups": [identifier("no group")]}, "access.groups[0]"),
        ({"scopes": [identifier("no scope")]}, "access.scopes[0]"),
        ({"permission": identifier("no permission")}, "access.permission"),
    ],
)
def test_what_no_task_would_create(fake, access, option):
    assert set(refused(fake, access, check_mode=True)) == {option}


# names


def test_names_cost_requests_only_for_what_there_is(fake):
    inventory = Inventory(fake, check_mode=False)
    for control in (None, {}, {"accessControl": {}}, {"accessControl": {"future": {"on": True}}}):
        assert access_names(inventory, SERVICE, {"accessControl": control} if control is None else control) == {}
    assert fake.reads == []
    clerks = ids(fake, "groups")["Clerks"]
    assert (
        access_names(inventory, SERVICE, {"accessControl": {"group": {"groups": [{"id": clerks}]}}})[clerks] == "Clerks"
    )
    assert {path[0] for path in fake.reads} == {"groups"}


def test_what_is_gone_has_no_name(fake):
    inventory = Inventory(fake, check_mode=False)
    gone = [{"id": identifier(kind)} for kind in ("group", "scope", "permission")]
    control = {
        "group": {"groups": [gone[0]]},
        "scope": {"scopes": [gone[1]], "matchType": "ANY"},
        "permission": gone[2],
        "authentication": {"acrs": [{"id": "gone", "type": "DAVINCI"}]},
    }
    found = access_names(inventory, SERVICE, {"accessControl": control})
    assert not set(found) & {*(entry["id"] for entry in gone), "gone"}
    assert OPERATION.view(OPERATION.read({"name": "x", "accessControl": control}, found))["access"] == {
        "groups": ["(no longer exists)"],
        "scopes": ["(no longer exists)"],
        "match": "any",
        "permission": "(no longer exists)",
        "authentication": {"policies": ["(no longer exists)"]},
    }
