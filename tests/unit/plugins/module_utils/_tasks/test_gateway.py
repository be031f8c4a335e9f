# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the gateway task decides."""

from __future__ import annotations

from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import only_problem, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, predicted


def test_create():
    fake = FakeClient()
    predicted(TASK, fake, name="Shop", description="Sells")
    body = {"name": "Shop", "description": "Sells", "enabled": True, "type": "API_GATEWAY_INTEGRATION"}
    assert fake.writes == [("POST", "gateways", body)]
    unchanged(TASK, fake, name="Shop", enabled=True)


def test_a_gateway_of_another_type_is_rejected():
    fake = FakeClient()
    fake.add("gateways", name="Directory", type="LDAP", enabled=True)
    for state in ("present", "absent"):
        option, message = only_problem(TASK, fake, name="Directory", state=state)
        assert option == "name"
        assert '"Directory" is a gateway of type LDAP.' in message
