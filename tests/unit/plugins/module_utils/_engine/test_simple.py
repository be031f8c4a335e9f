# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simple object that refers to another one. docs/contributing.rst shows the declaration and the task."""

from __future__ import annotations

from typing import Optional

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._base.topic import ENVIRONMENT_ADMIN, Permission
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.simple import SimpleObject
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Options
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Field, ReferenceField, Wire
from ansible_collections.pingone.authorize.plugins.module_utils._model.kind import Kind, State
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    predicted,
)

NOTIFICATION_POLICY = Kind(
    noun="notification policy",
    plural="notification policies",
    collection="notificationsPolicies",
    permission=Permission(of="notification policies", roles=(ENVIRONMENT_ADMIN,)),
    fields=(Field("name", "name"),),
)

MFA_POLICY = Kind(
    noun="MFA policy",
    plural="MFA policies",
    collection="deviceAuthenticationPolicies",
    permission=Permission(of="MFA policies", roles=(ENVIRONMENT_ADMIN,)),
    fields=(
        Field("name", "name"),
        ReferenceField("notification_policy", "notificationsPolicy", clearable=True),
    ),
)


class MfaPolicy(SimpleObject):
    kind = MFA_POLICY

    def read(self, inventory: Inventory, current: Wire) -> State:
        names = {item["id"]: item["name"] for item in inventory.list(NOTIFICATION_POLICY)}
        return self.kind.read(current, names)

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        given = options["notification_policy"]
        if given is None:
            return wanted
        policy = inventory.refer(NOTIFICATION_POLICY, given, "notification_policy") if given else None
        return {**wanted, "notification_policy": policy}


TASK = MfaPolicy().task()


def tenant():
    fake = FakeClient()
    return fake, fake.add("notificationsPolicies", name="Few")


def test_a_reference_by_name_is_sent_as_an_id():
    fake, few = tenant()
    outcome = predicted(TASK, fake, name="Staff", notification_policy="Few")
    body = {"name": "Staff", "notificationsPolicy": {"id": few["id"]}}
    assert fake.writes == [("POST", "deviceAuthenticationPolicies", body)]
    assert outcome.results["mfa_policy"]["notification_policy"] == {"id": few["id"], "name": "Few"}
    unchanged(TASK, fake, name="Staff")
    unchanged(TASK, fake, name="Staff", notification_policy=few["id"])


def test_an_empty_string_clears_a_reference():
    fake, few = tenant()
    fake.add("deviceAuthenticationPolicies", name="Staff", notificationsPolicy={"id": few["id"]})
    predicted(TASK, fake, name="Staff", notification_policy="")
    ((_method, _path, body),) = fake.writes
    assert body == {"name": "Staff"}


def test_a_missing_object_is_only_assumed_in_check_mode():
    fake, _few = tenant()
    converge(TASK, fake, check_mode=True, name="Staff", notification_policy="Many")
    with pytest.raises(InvalidInput, match='there is no notification policy "Many"'):
        converge(TASK, fake, name="Staff", notification_policy="Many")


def test_the_list_is_named_after_the_plural():
    fake, _few = tenant()
    outcome = predicted(TASK, fake, mfa_policies=[{"name": "Staff"}, {"name": "Guests"}])
    assert [item["name"] for item in outcome.results["mfa_policies"]] == ["Staff", "Guests"]
