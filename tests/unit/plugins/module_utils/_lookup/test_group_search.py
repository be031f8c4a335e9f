# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How groups and populations are found among few and among many."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, OutcomeUnknown
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.access import with_access
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.group_search import (
    find_group,
    find_population,
    group_names,
    population_names,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.group import GROUP
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import Plan, Step
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.group import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    identifier,
    write_plan,
)

FEW, MANY = 1000, 1
STRANGE = 'A \\ "quoted" name, & more'


def environment(size, *names):
    fake = FakeClient()
    fake.page_size = size
    for name in names:
        fake.add("groups", name=name)
    return Inventory(fake, check_mode=False), fake


def group_id(name):
    return identifier(f"groups{name}")


@pytest.mark.parametrize("size", [FEW, MANY])
@pytest.mark.parametrize("name", ["Staff", "Clerks", STRANGE, group_id("Unnamed")])
def test_by_name(size, name):
    inventory, _fake = environment(size, "Staff", "Clerks", STRANGE, group_id("Unnamed"))
    assert find_group(inventory, name, "group")["name"] == name


@pytest.mark.parametrize("size", [FEW, MANY])
@pytest.mark.parametrize("as_given", [str, str.upper])
def test_by_id(size, as_given):
    inventory, _fake = environment(size, "Staff", "Clerks", "Guests")
    assert find_group(inventory, as_given(group_id("Guests")), "group")["name"] == "Guests"


@pytest.mark.parametrize("size", [FEW, MANY])
def test_none(size):
    inventory, _fake = environment(size, "Staff", "Clerks")
    assert find_group(inventory, "Guests", "group") is None
    assert find_group(inventory, group_id("Guests"), "group") is None
    assert find_population(inventory, "Guests", "population") is None


def test_few_groups_are_read_once():
    inventory, fake = environment(FEW, "Staff", "Clerks")
    for name in ("Staff", "Clerks", "Guests"):
        find_group(inventory, name, "group")
    group_names(inventory, [group_id("Staff"), group_id("Guests")])
    assert fake.reads == [("groups",)]


def test_of_many_groups_only_those_wanted_are_asked_for_and_each_once():
    inventory, fake = environment(MANY, "Staff", "Clerks", "Guests")
    for name in ("Clerks", "Guests", "Clerks"):
        find_group(inventory, name, "group")
    assert group_names(inventory, [group_id("Guests")]) == {group_id("Guests"): "Guests"}
    assert fake.reads == [("groups",), ("groups", 'name eq "Clerks"'), ("groups", 'name eq "Guests"')]


@pytest.mark.parametrize("size", [FEW, MANY])
def test_names_of_ids(size):
    inventory, fake = environment(size, "Staff", "Clerks")
    wanted = [group_id("Clerks"), group_id("Gone")]
    assert group_names(inventory, wanted) == {group_id("Clerks"): "Clerks"}
    assert group_names(inventory, []) == {}
    fake.add("populations", name="Default", id=identifier("Default"))
    assert population_names(inventory, [identifier("Default")]) == {identifier("Default"): "Default"}


@pytest.mark.parametrize("size", [FEW, MANY])
def test_several_of_one_name(size):
    inventory, fake = environment(size, "Staff")
    for number in (1, 2):
        fake.add("groups", name="Clerks", id=identifier(str(number)), population={"id": str(number)})
    with pytest.raises(InvalidInput) as caught:
        find_group(inventory, "Clerks", "groups")
    assert caught.value.problems[0].option == "groups"
    assert identifier("1") in str(caught.value) and identifier("2") in str(caught.value)


def test_another_case():
    inventory, _fake = environment(FEW, "Staff")
    with pytest.raises(InvalidInput, match='Did you mean "Staff"'):
        find_group(inventory, "staff", "group")


def test_a_name_that_is_mistyped():
    inventory, fake = environment(FEW, "Staff")
    fake.add("populations", name="Shop")
    with pytest.raises(InvalidInput, match='Did you mean "Staff"'):
        with_access(inventory, {"groups": ["Staf"]}, None, {})
    with pytest.raises(InvalidInput, match='Did you mean "Shop"'):
        TASK.draft(
            inventory, {"name": "Guests", "id": None, "description": None, "population": "Shpo", "state": "present"}
        )


@pytest.mark.parametrize("size", [FEW, MANY])
def test_populations_are_asked_for_by_the_beginning_of_the_name(size):
    inventory, fake = environment(size)
    for name in ("Default", "Shop", "Shop Floor"):
        fake.add("populations", name=name)
    assert find_population(inventory, "Shop", "population")["name"] == "Shop"
    assert find_population(inventory, identifier("populationsShop Floor"), "population")["name"] == "Shop Floor"
    if size == MANY:
        assert ("populations", 'name sw "Shop"') in fake.reads


@pytest.mark.parametrize("size", [FEW, MANY])
def test_what_is_planned_counts(size):
    """Also where PingOne, asked for something else, tells of a group once more as it was."""
    inventory, _fake = environment(size, "Staff", "Clerks", "Guests")
    clerks = Ref("Clerks", group_id("Clerks"))
    assert find_group(inventory, "Clerks", "group")
    inventory.project(Plan(steps=[Step("update", GROUP, ("groups", clerks), clerks, {"name": "Sales"})]))
    inventory.project(Plan(steps=[Step("create", GROUP, ("groups",), Ref("New"), {"name": "New"})]))
    assert find_group(inventory, "Guests", "group")
    guests = Ref("Guests", group_id("Guests"))
    inventory.project(Plan(steps=[Step("delete", GROUP, ("groups", guests), guests)]))
    assert find_group(inventory, "Clerks", "group") is None
    assert find_group(inventory, group_id("Clerks"), "group")["name"] == "Sales"
    assert find_group(inventory, "Sales", "group")["id"] == group_id("Clerks")
    assert find_group(inventory, "New", "group")
    assert find_group(inventory, group_id("Guests"), "group") is None
    inventory.forget()
    assert find_group(inventory, "Guests", "group")
    assert find_group(inventory, "Clerks", "group")["name"] == "Clerks"


def test_a_creation_of_unknown_outcome_is_looked_up_in_its_population():
    inventory, fake = environment(MANY, "Other")
    fake.add("groups", name="Clerks", id=identifier("elsewhere"), population={"id": "p1"})
    fake.posted = [OutcomeUnknown("Gone."), {"id": identifier("new")}]
    body = {"name": "Clerks", "population": {"id": "p2"}}
    clerks = Ref("Clerks")
    write_plan(inventory, Plan(steps=[Step("create", GROUP, ("groups",), clerks, body)]))
    assert clerks.id == identifier("new")
    assert fake.reads == [("groups", 'name eq "Clerks"')]
    assert len(fake.writes) == 2
