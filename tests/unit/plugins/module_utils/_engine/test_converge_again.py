# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What another run writes between our reading and our writing leads to a new plan, and never to a second object."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_service, application, scope
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    task_failing,
)

pytestmark = pytest.mark.usefixtures("folder")

URLS = ["https://api.example.com/orders"]
TAKEN = {"code": "INVALID_DATA", "details": [{"code": "UNIQUENESS_VIOLATION", "target": "name", "message": "taken"}]}
SHOP = {"name": "Shop", "type": "service"}


class Contested(FakeClient):
    """A PingOne in which another run acts just before some of our creations, and just after others."""

    def __init__(self):
        super().__init__()
        self.before = []
        self.after = []
        self.asleep = []

    def _post(self, path, body, media_type):
        if self.before:
            self.before.pop(0)()
        made = super()._post(path, body, media_type)
        if self.after:
            self.after.pop(0)(made)
        return made

    def sleep(self, seconds):
        super().sleep(seconds)
        if self.asleep and seconds >= 1:
            self.asleep.pop(0)()


@pytest.fixture
def fake():
    return Contested()


def refuse(fake, path, status=400, body=None):
    """Have the next creation at a path refused."""

    def act():
        fake.refused[path] = ApiError("create", status, body or TAKEN)
        fake.sleep, slept = lambda seconds: (fake.refused.clear(), slept(seconds)), fake.sleep

    return act


def both(*actions):
    return lambda: [action() for action in actions]


def test_what_another_run_has_created_is_no_change(fake):
    scopes = ("resources", fake.add("resources", name="Orders API", type="CUSTOM")["id"], "scopes")
    fake.before = [both(lambda: fake.add(*scopes, name="read", description="d"), refuse(fake, scopes))]
    outcome = converge(scope.TASK, fake, resource="Orders API", name="read", description="d")
    assert not outcome.plan.changed
    assert outcome.plan.before == outcome.plan.after
    assert outcome.results["scope"]["id"] == fake.lists[scopes][0]["id"]
    assert [write[0] for write in fake.writes] == ["POST"]


def test_what_another_run_has_created_otherwise_is_updated(fake):
    scopes = ("resources", fake.add("resources", name="Orders API", type="CUSTOM")["id"], "scopes")
    fake.before = [both(lambda: fake.add(*scopes, name="read", description="theirs"), refuse(fake, scopes))]
    outcome = converge(scope.TASK, fake, resource="Orders API", name="read", description="ours")
    assert outcome.plan.before["description"] == "theirs"
    assert [step.verb for step in outcome.plan.steps] == ["update"]
    assert fake.lists[scopes][0]["description"] == "ours"


def test_what_was_done_before_is_told_once(fake):
    """The scopes before and after the one that another run has created are ours."""
    scopes = ("resources", fake.add("resources", name="Orders API", type="CUSTOM")["id"], "scopes")
    fake.before = [lambda: None, both(lambda: fake.add(*scopes, name="b"), refuse(fake, scopes))]
    outcome = converge(scope.TASK, fake, resource="Orders API", scopes=[{"name": name} for name in "abc"])
    assert [str(step) for step in outcome.plan.steps] == ['create scope "a"', 'create scope "c"']
    assert [found["name"] for found in outcome.results["scopes"]] == ["a", "b", "c"]
    assert before_of(outcome) == {}
    assert list(after_of(outcome)) == [f'scope "{name}" of resource "Orders API"' for name in "ac"]


def test_a_refusal_that_nothing_explains_stands(fake):
    fake.refused[("apiServers",)] = ApiError("create", 400, {"message": "no"})
    resource = fake.add("resources", name="Orders resource", type="CUSTOM", audience="x")
    with task_failing(ApiError, match="no"):
        converge(api_service.TASK, fake, name="Orders API", base_urls=URLS, resource=resource["id"])
    assert [write[:2] for write in fake.writes] == [("POST", "apiServers")]


def test_a_limit_that_was_reached_in_the_meantime(fake):
    """The resource is there by then, and the failure says so."""

    def others():
        for number in range(25):
            fake.add("apiServers", name=f"API {number}", authorizationServer={"type": "EXTERNAL"})

    fake.before = [lambda: None, both(others, refuse(fake, ("apiServers",), 400, {"message": "too many"}))]
    with task_failing(InvalidInput, match="25 API services") as caught:
        converge(api_service.TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert caught.value.changed
    assert caught.value.done == ['create resource "Orders API"']
    assert caught.value.not_done == ['create API service "Orders API"']
    assert caught.value.facts["changed_api_services"] == ["Orders API"]


# names that PingOne does not keep unique


def removal_of_the_last(fake):
    """What another run does that removes its own application."""

    def remove():
        fake.lists[("applications",)].pop()

    return remove


def applications(fake):
    return [item["id"] for item in fake.lists[("applications",)]]


def shop(fake, identity, **more):
    """An application as another run creates it."""
    wire = {"protocol": "OPENID_CONNECT", "type": "SERVICE", "enabled": True, "grantTypes": ["CLIENT_CREDENTIALS"]}
    wire.update({"pkceEnforcement": "OPTIONAL", "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC", **more})
    return lambda _made=None: fake.add("applications", name="Shop", id=identity, **wire)


def created(fake):
    return converge(application.TASK, fake, **SHOP)


def test_what_is_there_before_we_create_is_seen(fake):
    """The other run creates after this one has read, and before it looks again."""
    reads = []
    listing = fake.list

    def later(*path, **more):
        found = listing(*path, **more)
        if path == ("applications",):
            reads.append(path)
            if len(reads) == 1:
                shop(fake, identifier("theirs"))()
        return found

    fake.list = later
    outcome = created(fake)
    assert (fake.writes, outcome.plan.changed) == ([], False)
    assert outcome.results["application"]["id"] == identifier("theirs")


def test_of_two_the_larger_id_goes(fake):
    fake.after = [shop(fake, "0" * 8)]
    outcome = created(fake)
    assert applications(fake) == ["0" * 8]
    assert [write[0] for write in fake.writes] == ["POST", "DELETE"]
    assert outcome.results["application"]["id"] == "0" * 8
    assert not outcome.plan.changed


def test_of_two_the_smaller_id_stays_when_the_other_run_removes_its_own(fake):
    fake.after = [shop(fake, "f" * 8)]
    fake.asleep = [removal_of_the_last(fake)]
    outcome = created(fake)
    assert [write[0] for write in fake.writes] == ["POST"]
    assert outcome.plan.changed
    assert applications(fake) == [outcome.results["application"]["id"]]


def test_the_smaller_id_gives_way_to_what_has_come_to_stay(fake):
    """The other run looked before ours was there, so that it does not know of it."""
    fake.after = [shop(fake, "f" * 8)]
    outcome = created(fake)
    assert applications(fake) == ["f" * 8] == [outcome.results["application"]["id"]]


def test_what_was_there_before_is_never_removed(fake):
    fake.add("applications", name="Other", id="0" * 8, protocol="OPENID_CONNECT", type="SERVICE", enabled=True)
    created(fake)
    assert [write[0] for write in fake.writes] == ["POST"]
    assert len(applications(fake)) == 2


def test_a_name_that_is_there_twice_for_a_moment(fake):
    shop(fake, "0" * 8)()
    shop(fake, "f" * 8)()
    fake.asleep = [removal_of_the_last(fake)]
    assert created(fake).results["application"]["id"] == "0" * 8


def test_a_name_that_stays_there_twice(fake):
    shop(fake, "0" * 8)()
    shop(fake, "f" * 8)()
    with pytest.raises(InvalidInput, match="2 objects of type application are named"):
        created(fake)
    assert fake.writes == []
    with pytest.raises(InvalidInput):
        converge(application.TASK, fake, check_mode=True, **SHOP)
    assert len(fake.time.sleeps) == 2
