# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about API gateways and the use of their credentials."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway_info import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

OLD, NEW = identifier("old"), identifier("new")


@pytest.fixture
def fake():
    client = FakeClient()
    shop = client.add("gateways", name="Shop", type="API_GATEWAY_INTEGRATION", enabled=True, description="Sells")
    client.add("gateways", name="Directory", type="LDAP", enabled=True)
    client.add("gateways", name="Edge", type="API_GATEWAY_INTEGRATION", enabled=False)
    place = ("gateways", shop["id"], "credentials")
    client.add(*place, id=NEW, createdAt="2026-03-02T09:59:00Z", jwt="unknown-key")
    client.add(*place, id=OLD, createdAt="2026-03-01T10:00:00Z", lastUsedAt="2026-03-02T09:59:50.500Z")
    return client


def test_all_api_gateways(fake):
    edge, shop = ask(TASK, fake)[0]["gateways"]
    assert edge == {**edge, "name": "Edge", "enabled": False, "description": None, "credentials": []}
    assert set(shop) == {"id", "name", "description", "enabled", "credentials"}
    assert shop["credentials"] == [
        {
            "id": OLD,
            "created_at": "2026-03-01T10:00:00Z",
            "last_used_at": "2026-03-02T09:59:50.500Z",
            "age": 86_400,
            "unused_for": 9,
        },
        {"id": NEW, "created_at": "2026-03-02T09:59:00Z", "last_used_at": None, "age": 60, "unused_for": 60},
    ]


def test_named_gateways(fake):
    edge = next(one for one in fake.lists[("gateways",)] if one["name"] == "Edge")
    found = ask(TASK, fake, names=["Shop", edge["id"].upper(), "Edge"])[0]["gateways"]
    assert [one["name"] for one in found] == ["Edge", "Shop"]
    assert ask(TASK, fake, names=[])[0] == {"gateways": [], "missing": []}
    assert ask(TASK, fake, names=["New"])[0] == {"gateways": [], "missing": ["New"]}


def test_a_gateway_of_another_type_and_a_missing_one_are_rejected(fake):
    with pytest.raises(InvalidInput) as caught:
        ask(TASK, fake, names=["Shop", "Directory"])
    (problem,) = caught.value.problems
    assert problem.option == "names[1]"
    assert '"Directory" is a gateway of type LDAP.' in problem.message
    with pytest.raises(InvalidInput, match=r'there is no gateway "Shpo"[.] Did you mean "Shop"[?]'):
        ask(TASK, fake, names=["Shpo"], required=True)


def test_a_gateway_of_another_type_is_rejected_whatever_the_case_of_its_id(fake):
    directory = next(one for one in fake.lists[("gateways",)] if one["name"] == "Directory")
    directory["id"] = "7b3f2c51-64a1-4b52-9a0e-0b7de3a8c1f4"
    with pytest.raises(InvalidInput, match=r"names\[0\]: .* is a gateway of type LDAP"):
        ask(TASK, fake, names=["7B3F2C51-64a1-4b52-9a0e-0b7de3a8c1f4"])


def test_in_check_mode_an_earlier_task_may_create_the_gateway(fake):
    found, inventory = ask(TASK, fake, check_mode=True, names=["Shop", "New"], required=True)
    assert [one["name"] for one in found["gateways"]] == ["Shop"]
    assert inventory.unresolved == ["gateway New"]
