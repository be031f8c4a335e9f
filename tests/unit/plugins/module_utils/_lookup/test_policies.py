# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the policies are found by which somebody signs on."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.policies import find_policy, policy_names
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, identifier

SIGN_ON, FLOWS = ("signOnPolicies",), ("flowPolicies",)
# DaVinci's ids are no UUIDs.
FLOW = "4e82c154099f842069c14aec3bd8b22c"


@pytest.fixture
def fake():
    client = FakeClient()
    client.add(*SIGN_ON, name="Multi_Factor")
    client.add(*SIGN_ON, name="Both")
    client.add(*FLOWS, name="Passkey", id=FLOW)
    client.add(*FLOWS, name="Both", id=FLOW[::-1])
    return client


@pytest.mark.parametrize("wanted", ["Multi_Factor", identifier("signOnPoliciesMulti_Factor")])
def test_a_sign_on_policy_costs_one_request(fake, inventory, wanted):
    found = find_policy(inventory, wanted, "policies")
    assert (found.name, found.id) == ("Multi_Factor", identifier("signOnPoliciesMulti_Factor"))
    assert found.facts == {"type": "PINGONE"}
    assert fake.reads == [SIGN_ON]


@pytest.mark.parametrize("wanted", ["Passkey", FLOW, FLOW.upper()])
def test_a_flow_policy(fake, inventory, wanted):
    found = find_policy(inventory, wanted, "policies")
    assert (found.name, found.id) == ("Passkey", FLOW)
    assert found.facts == {"type": "DAVINCI"}
    assert fake.reads == [SIGN_ON, FLOWS]
    find_policy(inventory, wanted, "policies")
    assert len(fake.reads) == 2


def test_a_sign_on_policy_goes_first(inventory):
    assert find_policy(inventory, "Both", "policies").facts == {"type": "PINGONE"}
    assert find_policy(inventory, FLOW[::-1], "policies").facts == {"type": "DAVINCI"}


def test_neither(fake, inventory):
    assert find_policy(inventory, "Nothing", "policies") is None
    assert fake.reads == [SIGN_ON, FLOWS]


@pytest.mark.parametrize(("wanted", "meant"), [("multi_factor", "Multi_Factor"), ("passkey", "Passkey")])
def test_another_case(inventory, wanted, meant):
    with pytest.raises(InvalidInput, match=f'Did you mean "{meant}"') as caught:
        find_policy(inventory, wanted, "policies")
    assert [problem.option for problem in caught.value.problems] == ["policies"]


def test_names(fake, inventory):
    sign_on = {"id": identifier("signOnPoliciesMulti_Factor"), "type": "PINGONE"}
    assert policy_names(inventory, []) == {}
    assert fake.reads == []
    assert policy_names(inventory, [sign_on])[sign_on["id"]] == "Multi_Factor"
    assert fake.reads == [SIGN_ON]
    assert policy_names(inventory, [{"id": FLOW, "type": "DAVINCI"}])[FLOW] == "Passkey"
    assert fake.reads == [SIGN_ON, FLOWS]


def test_the_name_of_a_policy_that_is_gone_or_of_a_new_kind(inventory):
    assert "gone" not in policy_names(inventory, [{"id": "gone", "type": "PINGONE"}])
    assert policy_names(inventory, [{"id": FLOW, "type": "FUTURE"}, {"id": FLOW}]) == {}
