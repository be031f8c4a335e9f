# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the group task decides, among few groups and among many."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.group import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import rejected_options, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    converge,
    identifier,
    predicted,
)

STAFF, SHOP, DEPOT = identifier("staff"), identifier("shop"), identifier("depot")
SHOP_CLERKS, DEPOT_CLERKS = identifier("shop clerks"), identifier("depot clerks")


@pytest.fixture(params=[1000, 1])
def fake(request):
    client = FakeClient()
    client.page_size = request.param
    client.add("populations", name="Shop", id=SHOP)
    client.add("populations", name="Depot", id=DEPOT)
    client.add("groups", name="Staff", id=STAFF, description="Everybody", externalId="cn=staff")
    client.add("groups", name="Clerks", id=SHOP_CLERKS, population={"id": SHOP})
    client.add("groups", name="Clerks", id=DEPOT_CLERKS, population={"id": DEPOT})
    return client


def test_create_in_the_environment(fake):
    outcome = predicted(TASK, fake, name="Guests", description="Who visits")
    assert fake.writes == [("POST", "groups", {"name": "Guests", "description": "Who visits"})]
    assert outcome.plan.before == {}
    assert outcome.plan.after == {"name": "Guests", "description": "Who visits"}
    assert outcome.results["group"] == {
        "id": fake.lists[("groups",)][-1]["id"],
        "name": "Guests",
        "description": "Who visits",
        "population": None,
    }
    unchanged(TASK, fake, name="Guests", description="Who visits")
    unchanged(TASK, fake, name="Guests", population="")


@pytest.mark.parametrize("population", ["Shop", SHOP, SHOP.upper()])
def test_create_in_a_population(fake, population):
    outcome = predicted(TASK, fake, name="Guests", population=population)
    assert fake.writes == [("POST", "groups", {"name": "Guests", "population": {"id": SHOP}})]
    assert outcome.plan.after == {"name": "Guests", "population": "Shop"}
    assert outcome.results["group"]["population"] == {"id": SHOP, "name": "Shop"}
    unchanged(TASK, fake, name="Guests", population=population)


def test_the_same_name_in_another_population(fake):
    fake.lists[("groups",)].pop()
    predicted(TASK, fake, name="Clerks", population="Depot")
    assert fake.writes == [("POST", "groups", {"name": "Clerks", "population": {"id": DEPOT}})]


def test_a_population_tells_apart(fake):
    assert unchanged(TASK, fake, name="Clerks", population="Depot").results["group"]["id"] == DEPOT_CLERKS
    predicted(TASK, fake, name="Clerks", population="Shop", description="In the shop")
    body = {"name": "Clerks", "population": {"id": SHOP}, "description": "In the shop"}
    assert fake.writes == [("PUT", f"groups/{SHOP_CLERKS}", body)]


def test_update_clear_and_rename(fake):
    predicted(TASK, fake, name="Staff", description="All")
    assert fake.writes == [
        ("PUT", f"groups/{STAFF}", {"name": "Staff", "description": "All", "externalId": "cn=staff"})
    ]
    fake.writes.clear()
    outcome = predicted(TASK, fake, name="Staff", description="")
    assert fake.writes[0][2] == {"name": "Staff", "externalId": "cn=staff"}
    assert outcome.plan.after == {"name": "Staff"}
    fake.writes.clear()
    outcome = predicted(TASK, fake, id=STAFF.upper(), name="Everybody")
    assert fake.writes[0][:2] == ("PUT", f"groups/{STAFF}")
    assert outcome.plan.before == {"name": "Staff"}
    assert outcome.plan.after == {"name": "Everybody"}
    unchanged(TASK, fake, name=STAFF)
    unchanged(TASK, fake, id=STAFF, population="")
    unchanged(TASK, fake, id=STAFF)


def test_rename_in_a_population(fake):
    predicted(TASK, fake, id=SHOP_CLERKS, name="Sellers", population="Shop")
    assert fake.writes[0][2] == {"name": "Sellers", "population": {"id": SHOP}}
    assert unchanged(TASK, fake, name="Clerks").results["group"]["id"] == DEPOT_CLERKS


@pytest.mark.parametrize(
    ("given", "option", "words"),
    [
        ({"name": "Clerks"}, "name", f"{min(SHOP_CLERKS, DEPOT_CLERKS)}, "),
        ({"name": "Clerks", "state": "absent"}, "name", "Specify an ID instead"),
        ({"name": "Staff", "population": "Shop"}, "name", "a group of the environment"),
        ({"name": "Clerks", "population": ""}, "name", "a group of a population"),
        ({"id": STAFF, "name": "Clerks"}, "name", "a group of a population"),
        ({"id": SHOP_CLERKS, "name": "Staff"}, "name", "a group of the environment"),
        ({"id": STAFF, "population": "Shop"}, "population", "from the environment"),
        ({"id": SHOP_CLERKS, "population": "Depot"}, "population", 'moved to the population "Depot"'),
        ({"id": SHOP_CLERKS, "population": ""}, "population", "moved to the environment"),
        ({"name": SHOP_CLERKS, "population": "Depot"}, "population", 'belongs to the population "Shop"'),
        ({"name": "Guests", "population": identifier("none")}, "population", "there is no population"),
        ({"name": "Guests", "population": "None"}, "population", "there is no population"),
        ({"id": identifier("none")}, "id", "there is no group with the ID"),
        ({"name": identifier("none")}, "name", "looks like an ID"),
        ({"name": "x" * 257}, "name", "257 characters"),
        ({"id": STAFF, "name": " "}, "name", "blank"),
        ({}, "name", "Set name or id"),
    ],
)
def test_refused(fake, given, option, words):
    found, text = rejected_options(TASK, fake, **given)
    assert found == {option}
    assert words.replace("from the environment", "belongs to the environment") in text


def test_the_same_name_in_the_same_population(fake):
    fake.add("groups", name="Sellers", id=identifier("sellers"), population={"id": SHOP})
    assert "of the same population" in rejected_options(TASK, fake, id=identifier("sellers"), name="Clerks")[1]


def test_a_population_of_the_same_run(fake):
    outcome = converge(TASK, fake, check_mode=True, name="Guests", population="Future")
    assert outcome.plan.changed
    assert outcome.plan.after == {"name": "Guests", "population": "Future"}
    assert outcome.results["group"]["population"] == {"id": None, "name": "Future"}
    assert rejected_options(TASK, fake, check_mode=True, id=STAFF, population="Future")[0] == {"population"}


def test_remove(fake):
    outcome = predicted(TASK, fake, name="Clerks", population="Depot", state="absent")
    assert fake.writes == [("DELETE", f"groups/{DEPOT_CLERKS}")]
    assert outcome.plan.before == {"name": "Clerks", "population": "Depot"}
    assert outcome.results == {"group": None}
    fake.writes.clear()
    predicted(TASK, fake, id=STAFF, state="absent")
    assert fake.writes == [("DELETE", f"groups/{STAFF}")]
    unchanged(TASK, fake, id=STAFF, state="absent")
    unchanged(TASK, fake, name="Staff", state="absent")
    unchanged(TASK, fake, name="Clerks", population="Depot", state="absent")
    unchanged(TASK, fake, name="Clerks", population="Nowhere", state="absent")


def test_a_population_that_is_gone(fake):
    fake.lists[("populations",)] = []
    predicted(TASK, fake, id=SHOP_CLERKS, description="Lost")
    assert fake.writes[0][2]["population"] == {"id": SHOP}


def test_several(fake):
    items = [
        {"name": "Guests"},
        {"id": SHOP_CLERKS, "name": "Sellers"},
        {"name": "Clerks"},
        {"name": "Sellers", "population": "Depot"},
    ]
    outcome = predicted(TASK, fake, groups=items)
    assert [write[0] for write in fake.writes] == ["POST", "PUT", "POST"]
    assert [item["name"] for item in outcome.results["groups"]] == ["Guests", "Sellers", "Clerks", "Sellers"]
    assert outcome.results["groups"][2]["id"] == DEPOT_CLERKS
    assert set(after_of(outcome)) == {
        'group "Guests"',
        'group "Sellers" of population "Shop"',
        'group "Sellers" of population "Depot"',
    }


def test_several_of_one_population(fake):
    predicted(TASK, fake, population="Shop", groups=[{"name": "A"}, {"name": "B", "population": "Depot"}])
    assert [write[2]["population"] for write in fake.writes] == [{"id": SHOP}, {"id": DEPOT}]


def test_the_same_group_twice(fake):
    found, _text = rejected_options(TASK, fake, groups=[{"name": "Guests"}, {"name": "Guests"}])
    assert found == {"groups[1]"}


def test_the_same_name_is_absent_from_several_populations(fake):
    items = [{"name": "Clerks", "population": place, "state": "absent"} for place in ("Shop", "Depot", "Nowhere")]
    predicted(TASK, fake, groups=items)
    assert [write[0] for write in fake.writes] == ["DELETE", "DELETE"]
    unchanged(TASK, fake, groups=items)
