# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the gateway task decides."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import (
    only_problem,
    problems,
    unchanged,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    before_of,
    identifier,
    predicted,
)

ONE, TWO = identifier("credential 1"), identifier("credential 2")
TYPE = "API_GATEWAY_INTEGRATION"
# The clock of the fake client says 10:00.
HALF_AN_HOUR_AGO, TWO_HOURS_AGO = "2026-03-02T09:30:00.000Z", "2026-03-02T08:00:00.000Z"
CREATED = "2026-01-01T00:00:00.000Z"


def gateway(fake, name="Shop", used=(), **wire):
    """A gateway with a credential for each time of use; None for one that was never used."""
    found = fake.add("gateways", **{"name": name, "type": TYPE, "enabled": True, **wire})
    for identity, time in zip((ONE, TWO), used):
        times = {"createdAt": CREATED, **({"lastUsedAt": time} if time else {})}
        fake.add("gateways", found["id"], "credentials", id=identity, **times)
    return found


def test_create():
    fake = FakeClient()
    predicted(TASK, fake, name="Shop", description="Sells")
    body = {"name": "Shop", "description": "Sells", "enabled": True, "type": TYPE}
    assert fake.writes == [("POST", "gateways", body)]
    unchanged(TASK, fake, name="Shop", enabled=True)


@pytest.mark.parametrize("kind", ["LDAP", "RADIUS", "PING_FEDERATE", "NEW_TYPE"])
@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("named_by", ["name", "id"])
def test_a_gateway_of_another_type_is_rejected(kind, state, named_by):
    fake = FakeClient()
    directory = gateway(fake, "Directory", type=kind)
    given = {named_by: directory[named_by], "state": state, "force": True, "description": "New"}
    option, message = only_problem(TASK, fake, **given)
    assert option == named_by
    assert f'"Directory" is a gateway of type {kind}.' in message


@pytest.mark.parametrize(("name", "wrong"), [("Shop (EU)", '"(" ")"'), ("Shop & Co", '"&"'), ("a\tb", '"\\t"')])
def test_a_new_name_has_only_characters_that_pingone_allows(name, wrong):
    assert f"contains {wrong}, which is not allowed" in problems(TASK, FakeClient(), name=name)["name"]


def test_a_name_with_all_characters_that_pingone_allows():
    predicted(TASK, FakeClient(), name="Größe 7/a.b'c_d-e é")


def test_an_existing_name_is_not_checked():
    fake = FakeClient()
    gateway(fake, "Shop (EU)")
    unchanged(TASK, fake, name="Shop (EU)")


@pytest.mark.parametrize(("option", "change"), [("name", {"state": "absent"}), ("enabled", {"enabled": False})])
def test_a_gateway_that_is_in_use_is_neither_removed_nor_disabled(option, change):
    fake = FakeClient()
    gateway(fake, used=[TWO_HOURS_AGO, HALF_AN_HOUR_AGO])
    found, message = only_problem(TASK, fake, name="Shop", **change)
    assert found == option
    assert message == (
        f'"Shop" is in use: its credential {TWO} was last used 30 minutes ago ({HALF_AN_HOUR_AGO}), which is less than'
        " 3600 seconds (quiet_period). Without it, the API gateways that use it deny every request. Disconnect them"
        " first, or set force: true."
    )


@pytest.mark.parametrize("used", [[], [None], [TWO_HOURS_AGO, None], ["2026-03-02T09:00:00.000Z"]])
@pytest.mark.parametrize("change", [{"state": "absent"}, {"enabled": False}])
def test_a_gateway_that_was_quiet_for_long_enough(used, change):
    fake = FakeClient()
    gateway(fake, used=used)
    predicted(TASK, fake, name="Shop", **change)


@pytest.mark.parametrize("regardless", [{"force": True}, {"quiet_period": 0}, {"quiet_period": 1800}])
@pytest.mark.parametrize("change", [{"state": "absent"}, {"enabled": False}])
def test_the_check_can_be_changed_and_turned_off(regardless, change):
    fake = FakeClient()
    gateway(fake, used=[HALF_AN_HOUR_AGO])
    predicted(TASK, fake, name="Shop", **change, **regardless)


def test_a_use_in_the_future_is_now():
    """The clocks of PingOne's servers may differ."""
    fake = FakeClient()
    gateway(fake, used=["2026-03-02T10:00:03.000Z"])
    assert "was last used 0 seconds ago" in only_problem(TASK, fake, name="Shop", state="absent")[1]


@pytest.mark.parametrize("change", [{"description": "New"}, {"name": "New"}])
def test_other_changes_of_a_gateway_that_is_in_use(change):
    fake = FakeClient()
    found = gateway(fake, used=[HALF_AN_HOUR_AGO])
    predicted(TASK, fake, id=found["id"], enabled=True, **change)
    assert not any("credentials" in path for path in fake.reads)


def test_a_disabled_gateway_stays_disabled_without_a_check():
    fake = FakeClient()
    gateway(fake, used=[HALF_AN_HOUR_AGO], enabled=False)
    unchanged(TASK, fake, name="Shop", enabled=False)


def test_the_period_of_a_list_is_the_default_of_its_items():
    fake = FakeClient()
    gateway(fake, used=[HALF_AN_HOUR_AGO])
    gateway(fake, "Stock", used=[HALF_AN_HOUR_AGO])
    items = [{"name": "Shop"}, {"name": "Stock", "quiet_period": 3600}]
    found = problems(TASK, fake, gateways=items, state="absent", quiet_period=60)
    assert list(found) == ["gateways[1].name"]


def test_the_credentials_that_are_removed_together_are_in_the_diff():
    fake = FakeClient()
    gateway(fake, used=[TWO_HOURS_AGO, None])
    outcome = predicted(TASK, fake, name="Shop", state="absent")
    assert before_of(outcome) == {
        'gateway "Shop"': {"name": "Shop", "enabled": True},
        f'credential "{ONE}" of gateway "Shop"': {"created_at": CREATED, "last_used_at": TWO_HOURS_AGO},
        f'credential "{TWO}" of gateway "Shop"': {"created_at": CREATED},
    }
    assert [write[:1] for write in fake.writes] == [("DELETE",)]
