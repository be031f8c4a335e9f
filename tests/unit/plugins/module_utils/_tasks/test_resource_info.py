# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported of resources and their scopes, and with how many requests."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.resource_info import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

ORDERS, OPENID = identifier("orders"), identifier("openid")


@pytest.fixture
def fake():
    client = FakeClient()
    client.add(
        "resources",
        id=ORDERS,
        name="Orders",
        type="CUSTOM",
        audience="https://orders.example",
        accessTokenValiditySeconds=600,
    )
    client.add("resources", id=OPENID, name="openid", type="OPENID_CONNECT", description="Built in")
    client.add("resources", ORDERS, "scopes", name="orders-write", description="Change orders")
    client.add("resources", ORDERS, "scopes", name="orders-read")
    client.add("resources", OPENID, "scopes", name="email")
    return client


def test_all_resources(fake):
    orders, openid = ask(TASK, fake)[0]["resources"]
    assert {**orders, "scopes": [(one["name"], one["description"]) for one in orders["scopes"]]} == {
        "id": ORDERS,
        "name": "Orders",
        "type": "CUSTOM",
        "description": None,
        "audience": "https://orders.example",
        "access_token_validity": 600,
        "scopes": [("orders-read", None), ("orders-write", "Change orders")],
    }
    assert (openid["type"], openid["audience"], openid["access_token_validity"]) == ("OPENID_CONNECT", None, None)
    assert fake.reads == [("resources",), ("resources", ORDERS, "scopes"), ("resources", OPENID, "scopes")]


def test_chosen_resources(fake):
    answer, _inventory = ask(TASK, fake, names=[ORDERS.upper(), "Orders", "New"])
    assert [one["name"] for one in answer["resources"]] == ["Orders"]
    assert answer["missing"] == ["New"]
    assert fake.reads == [("resources",), ("resources", ORDERS, "scopes")]


def test_a_resource_must_exist_if_it_is_required(fake):
    with pytest.raises(InvalidInput, match=r'there is no resource "Order"[.] Did you mean "Orders"[?]'):
        ask(TASK, fake, names=["Order"], required=True)
    assert fake.reads == [("resources",)]


def test_a_resource_that_an_earlier_task_would_create(fake):
    answer, inventory = ask(TASK, fake, check_mode=True, names=["New"], required=True)
    assert (answer["resources"], inventory.unresolved) == ([], ["resource New"])
