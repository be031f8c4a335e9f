# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How permissions are found, and with how few requests."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.permission_search import (
    find_permission,
    permission_names,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application_permission import (
    APPLICATION_RESOURCE,
    PERMISSION,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, Plan, Step
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, identifier

ALL = ("applicationResources",)


@pytest.fixture
def fake():
    client = FakeClient()
    for name, actions in {"invoices": ["read"], "orders": ["read", "cancel"], "users": ["read"]}.items():
        owner = client.add(*ALL, name=name, parent={"type": "PING_ONE_RESOURCE", "id": identifier("resource")})
        for action in actions:
            client.add(*ALL, owner["id"], "permissions", id=identifier(f"{name} {action}"), action=action)
    return client


def owner_id(fake, name):
    return next(item["id"] for item in fake.lists[ALL] if item["name"] == name)


def below(fake, *names):
    return [(*ALL, owner_id(fake, name), "permissions") for name in names]


def test_by_key(fake, inventory):
    found = find_permission(inventory, "orders:cancel", "permission")
    assert (found.name, found.id) == ("orders:cancel", identifier("orders cancel"))
    assert fake.reads == [ALL, *below(fake, "orders")]
    assert find_permission(inventory, "orders:read", "permission").id == identifier("orders read")
    assert len(fake.reads) == 2


@pytest.mark.parametrize("change", [str, str.upper])
def test_by_id(fake, inventory, change):
    found = find_permission(inventory, change(identifier("orders cancel")), "permission")
    assert (found.name, found.id) == ("orders:cancel", identifier("orders cancel"))
    assert fake.reads == [ALL, *below(fake, "invoices", "orders")]


@pytest.mark.parametrize("wanted", ["orders:write", "cancel", "orders", "nothing:read", "", identifier("unknown")])
def test_what_is_not_there(inventory, wanted):
    assert find_permission(inventory, wanted, "permission") is None


@pytest.mark.parametrize("wanted", ["Orders:cancel", "orders:Cancel", "ORDERS:CANCEL"])
def test_another_case(inventory, wanted):
    with pytest.raises(InvalidInput) as caught:
        find_permission(inventory, wanted, "access.permission")
    (problem,) = caught.value.problems
    assert problem.option == "access.permission"
    assert 'Did you mean "orders:cancel"?' in problem.message


def test_a_colon_on_either_side(fake, inventory):
    owner = fake.add(*ALL, name="orders:eu")
    fake.add(*ALL, owner["id"], "permissions", action="read")
    assert find_permission(inventory, "orders:eu:read", "permission").name == "orders:eu:read"
    assert fake.reads == [ALL, *below(fake, "orders", "orders:eu")]


def test_a_key_that_two_permissions_have(fake, inventory):
    owner = fake.add(*ALL, name="orders:eu")
    one = fake.add(*ALL, owner["id"], "permissions", action="read")
    two = fake.add(*ALL, owner_id(fake, "orders"), "permissions", action="eu:read")
    with pytest.raises(InvalidInput) as caught:
        find_permission(inventory, "orders:eu:read", "permission")
    assert one["id"] in str(caught.value)
    assert two["id"] in str(caught.value)


def test_names(fake, inventory):
    assert permission_names(inventory, []) == {}
    assert fake.reads == []
    first = identifier("invoices read")
    assert permission_names(inventory, [first]) == {first: "invoices:read"}
    assert fake.reads == [ALL, *below(fake, "invoices")]
    last = identifier("users read")
    assert permission_names(inventory, [last, identifier("gone")]) == {last: "users:read"}
    assert fake.reads == [ALL, *below(fake, "invoices", "orders", "users")]


def test_what_an_earlier_item_would_create(fake, inventory):
    """Application resources are created below a resource, and listed in the environment."""
    inventory.list(APPLICATION_RESOURCE)
    owner, target = Ref("stock"), Ref("stock:count")
    new = Step(CREATE, APPLICATION_RESOURCE, ("resources", identifier("resource"), *ALL), owner, {"name": "stock"})
    inventory.project(Plan(steps=[new]))
    assert find_permission(inventory, "stock:count", "permission") is None
    inventory.project(Plan(steps=[Step(CREATE, PERMISSION, (*ALL, owner, "permissions"), target, {"action": "count"})]))
    assert find_permission(inventory, "stock:count", "permission") is target
    assert fake.reads == [ALL]
