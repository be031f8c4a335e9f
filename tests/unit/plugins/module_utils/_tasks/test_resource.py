# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the resource task decides."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.resource import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import rejected_options, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    identifier,
    predicted,
)

R1 = identifier("resource 1")


@pytest.fixture
def fake():
    client = FakeClient()
    client.add(
        "resources",
        name="Orders resource",
        type="CUSTOM",
        id=R1,
        audience="https://orders.example",
        accessTokenValiditySeconds=600,
        introspectEndpointAuthMethod="NONE",
    )
    client.add("resources", name="openid", type="OPENID_CONNECT", description="built in")
    client.add("apiServers", name="Orders API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    return client


def test_create_with_defaults(fake):
    outcome = predicted(TASK, fake, name="Stock")
    body = {"type": "CUSTOM", "name": "Stock", "audience": "Stock", "accessTokenValiditySeconds": 3600}
    assert fake.writes == [("POST", "resources", body)]
    assert outcome.plan.before == {}
    assert outcome.plan.after == {"name": "Stock", "audience": "Stock", "access_token_validity": 3600}
    assert outcome.results["resource"] == {
        "id": fake.lists[("resources",)][-1]["id"],
        "name": "Stock",
        "audience": "Stock",
        "description": None,
        "access_token_validity": 3600,
    }
    unchanged(TASK, fake, name="Stock")
    unchanged(TASK, fake, name="Stock", audience=[])


def test_create_with_everything(fake):
    given = {"name": "Stock", "description": "Goods", "audience": "urn:stock", "access_token_validity": 300}
    outcome = predicted(TASK, fake, **given)
    assert fake.writes[0][2] == {
        "type": "CUSTOM",
        "name": "Stock",
        "description": "Goods",
        "audience": "urn:stock",
        "accessTokenValiditySeconds": 300,
    }
    assert outcome.plan.after == given
    unchanged(TASK, fake, **given)


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({"description": "New"}, {"description": "New"}),
        ({"audience": "urn:new"}, {"audience": "urn:new"}),
        ({"audience": []}, {"audience": "Orders resource"}),
        ({"access_token_validity": 2592000}, {"accessTokenValiditySeconds": 2592000}),
    ],
)
def test_update(fake, given, change):
    before = dict(fake.lists[("resources",)][0])
    predicted(TASK, fake, name="Orders resource", **given)
    del before["id"]
    assert fake.writes == [("PUT", f"resources/{R1}", {**before, **change})]
    unchanged(TASK, fake, name="Orders resource", **given)


def test_clear_the_description(fake):
    fake.lists[("resources",)][0]["description"] = "Old"
    outcome = predicted(TASK, fake, name="Orders resource", description="")
    assert "description" not in fake.writes[0][2]
    assert "description" not in outcome.plan.after
    unchanged(TASK, fake, name="Orders resource", description="")


def test_omitted_and_null_leave(fake):
    unchanged(TASK, fake, name="Orders resource")
    unchanged(TASK, fake, id=R1, audience=None, description=None, access_token_validity=None)


def test_rename_and_take_the_name_of_the_service_that_uses_it(fake):
    outcome = predicted(TASK, fake, id=R1, name="Orders API")
    assert fake.writes[0][2]["name"] == "Orders API"
    assert fake.writes[0][2]["audience"] == "https://orders.example"
    assert outcome.results["resource"]["id"] == R1


@pytest.mark.parametrize(
    ("given", "option", "words"),
    [
        ({"name": "Stock", "audience": "https://stock.example/#a"}, "audience", "fragment"),
        ({"name": "Stock", "audience": "my-pingone-api"}, "audience", "reserves"),
        ({"name": "PingOne Stock"}, "audience", "is required"),
        ({"id": R1, "name": "My pingidentity", "audience": []}, "audience", "is required"),
        ({"name": "Stock", "access_token_validity": 299}, "access_token_validity", "from 300 to 2592000"),
        ({"name": "Stock", "access_token_validity": 2592001}, "access_token_validity", "from 300 to 2592000"),
        ({"name": "x" * 257}, "name", "257 characters"),
        ({"id": R1, "name": ""}, "name", "blank"),
        ({"name": "Partner API"}, "name", "does not use this resource"),
        ({"name": "Orders API"}, "name", "does not use this resource"),
        ({"id": R1, "name": "Partner API"}, "name", "does not use this resource"),
        ({"id": R1, "name": "openid"}, "name", "name of a resource"),
        ({"name": "orders RESOURCE"}, "name", 'Did you mean "Orders resource"'),
        ({"name": identifier("nothing")}, "name", "looks like an ID"),
        ({"id": identifier("nothing"), "name": "Stock"}, "id", "there is no resource"),
        ({"name": "openid", "description": "x"}, "name", "built into PingOne"),
        ({"name": "openid", "state": "absent"}, "name", "built into PingOne"),
        ({"name": "Orders resource", "state": "absent"}, "name", 'used by the API service "Orders API" and'),
        ({"id": R1, "state": "absent"}, "id", "delete_resource"),
        ({}, "name", "Set name or id"),
    ],
)
def test_refused(fake, given, option, words):
    found, text = rejected_options(TASK, fake, **given)
    assert found == {option}
    assert words in text


def test_every_problem_at_once(fake):
    found, text = rejected_options(TASK, fake, id=R1, name=" ", access_token_validity=1)
    assert found == {"name", "access_token_validity"}
    assert "2 problems" in text


def test_two_services_that_use_it(fake):
    fake.add("apiServers", name="Archive API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    assert (
        'API services "Archive API", "Orders API"'
        in rejected_options(TASK, fake, name="Orders resource", state="absent")[1]
    )


def test_remove(fake):
    fake.lists[("apiServers",)] = []
    outcome = predicted(TASK, fake, name="Orders resource", state="absent")
    assert fake.writes == [("DELETE", f"resources/{R1}")]
    assert outcome.plan.before["audience"] == "https://orders.example"
    assert outcome.plan.after == {}
    assert outcome.results == {"resource": None}
    unchanged(TASK, fake, name="Orders resource", state="absent")
    unchanged(TASK, fake, id=R1, state="absent")


def test_several(fake):
    items = [{"name": "Stock"}, {"id": R1, "name": "Orders"}, {"name": "Orders resource", "audience": "urn:b"}]
    outcome = predicted(TASK, fake, resources=items)
    assert [write[0] for write in fake.writes] == ["POST", "PUT", "POST"]
    assert [item["name"] for item in outcome.results["resources"]] == ["Stock", "Orders", "Orders resource"]
    writes = list(fake.writes)
    again = converge(TASK, fake, resources=[items[0], {"id": R1, "name": "Orders"}, items[2]])
    assert not again.plan.changed
    assert fake.writes == writes


def test_several_with_a_clash(fake):
    found, text = rejected_options(
        TASK, fake, resources=[{"name": "Stock"}, {"id": R1, "name": "Stock"}, {"access_token_validity": 300}]
    )
    assert found == {"resources[2].name"}
    found, text = rejected_options(TASK, fake, resources=[{"name": "Stock"}, {"id": R1, "name": "Stock"}])
    assert found == {"resources[1].name"}
    assert "already the name of a resource" in text
