# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading ahead: what is read and what is not, and that nothing else changes."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ConnectionFailure
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.reads import collection
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.deployment_status import (
    deployment_of,
    planned_deployment,
)
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.group_search import find_group, first_page
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.group import GROUP
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, Plan, Step
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.session import Session
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.conftest import Canned
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    ENVIRONMENT_ID,
    FakeClient,
    Watched,
    identifier,
    session_of_a_task,
)

R1 = identifier("resources" + "Orders API")
SCOPES = ("resources", R1, "scopes")
S1 = Ref("Orders", identifier("apiServers" + "Orders"))


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders API", type="OPENID_CONNECT", id=R1)
    client.add(*SCOPES, name="orders-read")
    client.add("groups", name="Staff")
    client.deployments = [{"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-02T09:00:00Z"}]
    return client


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "session-x.json")


def missing(status=404):
    return ApiError("list scopes", status, {"code": "NOT_FOUND", "message": "The resource was not found."})


def wanted():
    return [collection(RESOURCE), collection(SCOPE, "resources", Ref("Orders API", R1))]


def test_what_is_read_ahead_is_not_read_again(fake, inventory):
    inventory.read_ahead(wanted())
    assert fake.reads == [("resources",), SCOPES]
    assert inventory.find(RESOURCE, "Orders API", "resource")["id"] == R1
    assert [item["name"] for item in inventory.list(SCOPE, "resources", R1)] == ["orders-read"]
    inventory.read_ahead(wanted())
    assert fake.reads == [("resources",), SCOPES]


def test_what_is_cached_is_not_read_ahead(fake, inventory):
    inventory.list(RESOURCE)
    inventory.project(Plan(steps=[Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})]))
    inventory.read_ahead([*wanted(), *wanted()])
    assert fake.reads == [("resources",), SCOPES]
    assert [item["name"] for item in inventory.list(RESOURCE)] == ["Orders API", "x"]


def test_what_has_no_parent_yet_is_not_read_ahead(fake, inventory):
    new, service = Ref("New API"), Ref("New")
    inventory.read_ahead([collection(SCOPE, "resources", new), deployment_of(service)])
    assert fake.reads == []
    assert inventory.list(SCOPE, "resources", new) == []


def test_only_what_was_read_is_known(fake, inventory):
    assert inventory.known(collection(RESOURCE)) == []
    inventory.read_ahead([collection(RESOURCE)])
    assert [item["name"] for item in inventory.known(collection(RESOURCE))] == ["Orders API"]
    assert inventory.known(collection(SCOPE, "resources", Ref("New API"))) == []
    assert fake.reads == [("resources",)]


def test_a_failure_is_raised_where_the_collection_is_needed(fake, inventory):
    fake.failures[SCOPES] = missing()
    inventory.read_ahead(wanted())
    assert inventory.known(collection(SCOPE, "resources", R1)) == []
    assert [item["name"] for item in inventory.list(RESOURCE)] == ["Orders API"]
    with pytest.raises(ApiError) as caught:
        inventory.list(SCOPE, "resources", R1)
    assert caught.value is fake.failures[SCOPES]
    assert fake.reads == [("resources",), SCOPES]
    del fake.failures[SCOPES]
    assert [item["name"] for item in inventory.list(SCOPE, "resources", R1)] == ["orders-read"]


@pytest.mark.parametrize("failure", [missing(403), ConnectionFailure("the connection was lost")])
def test_what_was_not_read_because_of_a_failure_is_read_when_it_is_needed(fake, inventory, failure):
    fake.failures[("resources",)] = failure
    inventory.read_ahead(wanted())
    assert fake.reads == [("resources",)]
    assert [item["name"] for item in inventory.list(SCOPE, "resources", R1)] == ["orders-read"]
    with pytest.raises(type(failure)) as caught:
        inventory.list(RESOURCE)
    assert caught.value is failure


def test_failures_are_forgotten_with_everything_else(fake, inventory):
    fake.failures[SCOPES] = missing()
    inventory.read_ahead(wanted())
    fake.failures.clear()
    inventory.forget()
    assert [item["name"] for item in inventory.list(SCOPE, "resources", R1)] == ["orders-read"]


def test_objects_that_were_read_ahead_are_not_taken_for_new(fake, inventory):
    inventory.read_ahead(wanted())
    step = Step(CREATE, SCOPE, SCOPES, Ref("orders-read"), {"name": "orders-read"})
    assert inventory.created_since_plan(step, fake.lists[SCOPES]) == []


def test_batches_of_several_tasks_are_read_together(fake, monkeypatch, inventory):
    batches = []
    one_after_the_other = fake.concurrently

    def concurrently(jobs):
        before = len(fake.reads)
        results = one_after_the_other(jobs)
        batches.append(fake.reads[before:])
        return results

    def resources():
        yield [collection(RESOURCE)]
        yield (collection(SCOPE, "resources", item["id"]) for item in inventory.known(collection(RESOURCE)))

    def groups():
        yield [first_page(GROUP)]

    def nothing():
        yield from ()

    monkeypatch.setattr(fake, "concurrently", concurrently)
    inventory.read_batches_ahead(resources(), nothing(), groups())
    assert [batch for batch in batches if batch] == [[("resources",), ("groups",)], [SCOPES]]


def test_groups_are_read_ahead(fake, inventory):
    inventory.read_ahead([first_page(GROUP)])
    assert find_group(inventory, "Staff", "groups")["name"] == "Staff"
    assert fake.reads == [("groups",)]


def test_a_deployment_is_read_once_for_the_plan(fake, inventory):
    inventory.read_ahead([deployment_of(S1)])
    for _time in range(2):
        assert planned_deployment(inventory, S1) == fake.deployments[0]
    assert fake.reads == [("apiServers", S1.id, "deployment")]
    inventory.forget_reads()
    planned_deployment(inventory, S1)
    assert fake.reads == [("apiServers", S1.id, "deployment")] * 2


# the session


def test_what_an_earlier_task_has_read_is_not_read_ahead(fake, path):
    with session_of_a_task(path) as session:
        session.keep(("resources",), fake.lists[("resources",)])
    inventory = Inventory(fake, False, Session(path))
    inventory.read_ahead(wanted())
    assert fake.reads == [SCOPES]
    assert inventory.from_session
    assert inventory.known(collection(RESOURCE)) == inventory.list(RESOURCE) == fake.lists[("resources",)]


def test_what_was_read_ahead_is_shared(fake, path):
    with session_of_a_task(path) as session:
        Inventory(fake, False, session).read_ahead(wanted())
    later = Inventory(fake, False, Session(path))
    assert later.list(RESOURCE) == fake.lists[("resources",)]
    assert later.list(SCOPE, "resources", R1) == fake.lists[SCOPES]
    assert fake.reads == [("resources",), SCOPES]


def test_a_deployment_is_never_shared(fake, path):
    with session_of_a_task(path) as session:
        Inventory(fake, False, session).read_ahead([deployment_of(S1)])
    planned_deployment(Inventory(fake, False, Session(path)), S1)
    assert fake.reads == [("apiServers", S1.id, "deployment")] * 2


def test_a_damaged_session_is_read_when_it_is_needed(fake, path):
    with session_of_a_task(path) as session:
        session.keep(("resources",), [{"id": 7}])
    inventory = Inventory(fake, False, Session(path))
    inventory.read_ahead(wanted())
    assert inventory.list(RESOURCE) == fake.lists[("resources",)]
    assert not inventory.from_session


# over HTTP


@pytest.mark.parametrize("limit", [1, 4])
def test_collections_of_many_parents(server, limit):
    parents = [identifier(str(number)) for number in range(25)]

    def respond(request):
        parent = request.path.split("/")[-2]
        if parent == parents[7]:
            return Canned(404, {"code": "NOT_FOUND"})
        if request.path.endswith(ENVIRONMENT_ID):
            return Canned(body={"id": ENVIRONMENT_ID, "createdAt": "2020-01-01T00:00:00.000Z"})
        return Canned(body={"_embedded": {"scopes": [{"id": parent, "name": f"of-{parent}"}]}})

    server.respond = respond
    client = Watched(server.url, concurrent_reads=limit).client
    inventory = Inventory(client, False)
    inventory.read_ahead(collection(SCOPE, "resources", parent) for parent in parents)
    # The token, one read for each parent, and one that explains the failure.
    assert client.requests == 1 + 25 + 1
    for number, parent in enumerate(parents):
        if number == 7:
            with pytest.raises(ApiError, match="Could not list scopes"):
                inventory.list(SCOPE, "resources", parent)
        else:
            assert [item["id"] for item in inventory.list(SCOPE, "resources", parent)] == [parent]
    assert client.requests == 27
    assert inventory.known(collection(API_SERVICE)) == []
