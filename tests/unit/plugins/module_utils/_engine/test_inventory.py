# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding what is there, and carrying a plan out: in order, once, and honest about what was done."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    InvalidInput,
    OutcomeUnknown,
    Problem,
    ReadOnlyViolation,
    UnexpectedOutcome,
    UnexpectedResponse,
    UnsupportedStep,
)
from ansible_collections.pingone.authorize.plugins.module_utils._engine.apply import apply
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Draft
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import (
    CREATE,
    DELETE,
    UPDATE,
    Plan,
    Step,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    Watched,
    identifier,
    write_plan,
)

R1 = identifier("resources" + "Orders API")
DUPLICATE = {
    "id": "e-1",
    "code": "INVALID_DATA",
    "details": [{"code": "UNIQUENESS_VIOLATION", "target": "name", "message": "is taken"}],
}
ENVIRONMENT = {"id": "x", "createdAt": "2020-01-01T00:00:00.000Z"}


def environment(client, check_mode=False):
    return Inventory(client, check_mode)


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders API", type="CUSTOM", id=R1)
    client.add("resources", name="Stock API", type="CUSTOM")
    client.add("resources", R1, "scopes", name="orders-read")
    return client


# finding


def test_a_collection_is_read_once(fake):
    inventory = environment(fake)
    for _number in range(3):
        inventory.find(RESOURCE, "Orders API", "resource")
        inventory.find(SCOPE, "orders-read", "scopes", "resources", R1)
    assert fake.reads == [("resources",), ("resources", R1, "scopes")]


def test_reading_something_again_does_not_make_the_rest_up_to_date(fake):
    inventory = environment(fake)
    inventory.start_writing()
    inventory.forget_reads()
    assert inventory.has_written
    inventory.forget()
    assert not inventory.has_written


def test_find_self_by_name_or_id(fake):
    inventory = environment(fake)
    assert inventory.find_managed(RESOURCE, {"name": "Orders API", "id": None, "state": "present"})["id"] == R1
    assert inventory.find_managed(RESOURCE, {"name": "Other", "id": R1.upper(), "state": "present"})["id"] == R1
    assert inventory.find_managed(RESOURCE, {"name": "Other", "id": None, "state": "present"}) is None


def test_an_id_must_exist_to_be_present(fake):
    inventory = environment(fake)
    unknown = identifier("unknown")
    options = {"name": "Orders API", "id": unknown, "state": "present"}
    with pytest.raises(InvalidInput) as caught:
        inventory.find_managed(RESOURCE, options)
    assert caught.value.problems[0].option == "id"
    assert unknown in str(caught.value)
    assert inventory.find_managed(RESOURCE, {**options, "state": "absent"}) is None


def test_a_missing_object_in_a_real_run(fake):
    inventory = environment(fake)
    with pytest.raises(InvalidInput, match='there is no resource "New API"'):
        inventory.assume_or_refuse(RESOURCE, "New API", "resource")
    assert inventory.unresolved == []


def test_a_missing_object_in_a_real_run_with_names_that_may_be_meant(fake):
    with pytest.raises(InvalidInput, match="Did you mean") as caught:
        environment(fake).refer(RESOURCE, "Order API", "resource")
    message = 'there is no resource "Order API". Did you mean "Orders API"?'
    assert caught.value.problems == [Problem("resource", message)]


def test_a_missing_object_in_check_mode_that_is_probably_a_typo(fake):
    inventory = environment(fake, check_mode=True)
    for wanted in ("Order API", "Orders", "New API", "Order API"):
        inventory.refer(RESOURCE, wanted, "resource")
    assert inventory.unresolved == ["resource Order API", "resource Orders", "resource New API"]
    assert inventory.typos == {"resource Order API": ["Orders API"]}


def test_a_missing_object_in_check_mode(fake):
    inventory = environment(fake, check_mode=True)
    ref = inventory.assume_or_refuse(RESOURCE, "New API", "resource")
    assert (ref.name, ref.id) == ("New API", None)
    assert inventory.unresolved == ["resource New API"]
    with pytest.raises(InvalidInput):
        inventory.assume_or_refuse(RESOURCE, identifier("unknown"), "resource")
    assert inventory.unresolved == ["resource New API"]


# carrying out


def test_steps_are_carried_out_in_order_and_new_ids_flow_on(fake):
    resource, service, scope = Ref("New API"), Ref("New API"), Ref("new-api")
    plan = Plan(
        steps=[
            Step(CREATE, RESOURCE, ("resources",), resource, {"name": "New API", "type": "CUSTOM"}),
            Step(UPDATE, RESOURCE, ("resources", Ref("Orders API", R1)), Ref("Orders API", R1), {"name": "Orders"}),
            Step(
                CREATE,
                API_SERVICE,
                ("apiServers",),
                service,
                {"name": "New API", "authorizationServer": {"resource": {"id": resource}}},
            ),
            Step(CREATE, SCOPE, ("resources", resource, "scopes"), scope, {"name": "new-api"}),
            Step(DELETE, SCOPE, ("resources", resource, "scopes", scope), scope),
        ]
    )
    write_plan(environment(fake), plan)
    assert resource.id and service.id and scope.id
    assert fake.writes == [
        ("POST", "resources", {"name": "New API", "type": "CUSTOM"}),
        ("PUT", f"resources/{R1}", {"name": "Orders"}),
        ("POST", "apiServers", {"name": "New API", "authorizationServer": {"resource": {"id": resource.id}}}),
        ("POST", f"resources/{resource.id}/scopes", {"name": "new-api"}),
        ("DELETE", f"resources/{resource.id}/scopes/{scope.id}"),
    ]


def test_check_mode_carries_out_nothing(fake):
    target = Ref("New API")
    write_plan(environment(fake, check_mode=True), Plan(steps=[Step(CREATE, RESOURCE, ("resources",), target, {})]))
    assert fake.writes == []
    assert target.id is None


def test_a_client_for_check_mode_would_refuse_anyway(fake):
    fake.read_only = True
    with pytest.raises(ReadOnlyViolation):
        write_plan(environment(fake), Plan(steps=[Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})]))


def test_what_was_done_before_a_failure_is_told(fake):
    refusal = ApiError("create scope", 400, {"code": "INVALID_DATA", "message": "no"})
    fake.posted = [{"id": "r-8"}, {"id": "r-9"}, refusal]
    plan = Plan(
        steps=[
            Step(CREATE, RESOURCE, ("resources",), Ref("New API"), {"name": "New API"}),
            Step(CREATE, RESOURCE, ("resources",), Ref("Other API"), {"name": "Other API"}),
            Step(CREATE, SCOPE, ("resources", Ref("x", "r-9"), "scopes"), Ref("s"), {"name": "s"}),
            Step(CREATE, SCOPE, ("resources", Ref("x", "r-9"), "scopes"), Ref("t"), {"name": "t"}),
        ]
    )
    (progress,) = apply(environment(fake), [Draft("x", plan, lambda: None)])
    assert progress.error is refusal
    assert [str(step) for step in progress.done] == ['create resource "New API"', 'create resource "Other API"']
    assert str(progress.failed) == 'create scope "s"'
    assert [str(step) for step in progress.pending] == ['create scope "t"']
    assert len(fake.writes) == 3


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("verb", ["deploy", "", "remove", None])
@pytest.mark.parametrize("path", [(), ("resources",), ("resources", R1)])
def test_only_changes_of_objects_are_carried_out(fake, verb, path, check_mode):
    first = Step(CREATE, RESOURCE, ("resources",), Ref("New API"), {"name": "New API"})
    with pytest.raises(UnsupportedStep):
        write_plan(environment(fake, check_mode), Plan(steps=[first, Step(verb, RESOURCE, path, Ref("x", "1"))]))
    assert fake.writes == []


def test_a_failure_at_the_first_step_has_done_nothing(fake):
    fake.posted = [ApiError("create", 400, {})]
    plan = Plan(steps=[Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})])
    (progress,) = apply(environment(fake), [Draft("x", plan, lambda: None)])
    assert (progress.done, progress.written, progress.not_done) == ((), (), tuple(plan.steps))


# a POST of unknown outcome, over HTTP


def create(server):
    """Create a resource with the real client, the API answering as scripted."""
    watched = Watched(server.url)
    target = Ref("New API")
    plan = Plan(steps=[Step(CREATE, RESOURCE, ("resources",), target, {"name": "New API", "type": "CUSTOM"})])
    write_plan(environment(watched.client), plan)
    return watched, target


def resources(*names):
    return {"_embedded": {"resources": [{**WIRE, "id": identifier(name), "name": name} for name in names]}}


WIRE = {"name": "New API", "type": "CUSTOM", "audience": "x", "accessTokenValiditySeconds": 3600}
POST, LIST = "POST ~/resources", "GET ~/resources"


def test_an_unknown_outcome_that_had_worked(server):
    server.answer(201, {"id": "lost"}, trouble="drop")
    server.answer(200, resources("new api", "New API"))
    watched, target = create(server)
    assert target.id == identifier("New API")
    assert server.log == [POST, LIST]
    assert watched.time.sleeps == [pytest.approx(1, abs=0.1)]


@pytest.mark.parametrize("status", [500, 504])
def test_an_unknown_outcome_that_had_not_worked_is_tried_once_more(server, status):
    server.answer(status, {})
    server.answer(200, resources("Other"))
    server.answer(201, {**WIRE, "id": identifier("r-2")})
    _watched, target = create(server)
    assert target.id == identifier("r-2")
    assert server.log == [POST, LIST, POST]


def test_a_first_try_that_arrived_late_is_taken(server):
    server.answer(trouble="drop")
    server.answer(200, resources())
    server.answer(400, DUPLICATE)
    server.answer(200, ENVIRONMENT)
    server.answer(200, resources("New API"))
    _watched, target = create(server)
    assert target.id == identifier("New API")
    assert server.log == [POST, LIST, POST, "GET ~", LIST]


def test_a_second_unknown_outcome_is_looked_into_too(server):
    server.answer(trouble="drop")
    server.answer(200, resources())
    server.answer(trouble="drop")
    server.answer(200, resources("New API"))
    watched, target = create(server)
    assert target.id == identifier("New API")
    assert watched.time.sleeps == pytest.approx([1, 2], abs=0.1)


def test_there_is_no_third_try(server):
    for _number in range(2):
        server.answer(trouble="drop")
        server.answer(200, resources())
    with pytest.raises(OutcomeUnknown):
        create(server)
    assert server.log == [POST, LIST] * 2


def test_a_duplicate_that_is_not_found_is_a_refusal(server):
    server.answer(trouble="drop")
    server.answer(200, resources())
    server.answer(400, DUPLICATE)
    server.answer(200, ENVIRONMENT)
    server.answer(200, resources())
    with pytest.raises(ApiError, match="is taken"):
        create(server)


def test_a_duplicate_at_the_first_try_is_a_refusal(server):
    server.answer(400, DUPLICATE)
    server.answer(200, ENVIRONMENT)
    with pytest.raises(ApiError, match="is taken"):
        create(server)
    assert server.log == [POST, "GET ~"]


def test_another_refusal_at_the_second_try(server):
    server.answer(trouble="drop")
    server.answer(200, resources())
    server.answer(403, {"code": "ACCESS_FAILED", "message": "no access"})
    server.answer(200, ENVIRONMENT)
    with pytest.raises(ApiError, match="no access"):
        create(server)


def test_a_lookup_that_fails(server):
    server.answer(trouble="drop")
    server.answer(200, "<html>", Content_Type="text/html")
    with pytest.raises(ConnectionFailure):
        create(server)


# answers that do not fit


@pytest.mark.parametrize("body", [{}, {"id": 7}, {"id": None}, {"id": "../x"}, [], "x", {**WIRE, "id": ["x"]}])
def test_a_creation_with_an_unusable_answer_is_looked_up(server, body):
    server.answer(201, json.dumps(body))
    server.answer(200, resources("New API"))
    _watched, target = create(server)
    assert target.id == identifier("New API")
    assert server.log == [POST, LIST]


def test_an_update_with_an_unusable_answer_may_have_been_carried_out(server):
    server.answer(200, {"name": "New API"})
    path = ("resources", Ref("New API", R1))
    step = Step(UPDATE, RESOURCE, path, path[1], {"name": "New API"}, {"id": R1, "name": "New API"})
    with pytest.raises(UnexpectedOutcome, match=r"the response to PUT .* cannot be used: id should be an ID"):
        write_plan(environment(Watched(server.url).client), Plan(steps=[step]))


@pytest.mark.parametrize("found", [{"id": 7}, {"name": None}, {"type": ["CUSTOM"]}, {"audience": None}])
def test_no_write_follows_from_a_collection_that_does_not_fit(server, found):
    server.answer(200, {"_embedded": {"resources": [{**WIRE, "id": R1}, {**WIRE, "id": R1, **found}]}})
    with pytest.raises(UnexpectedResponse, match=r"_embedded\.resources\[1\]\."):
        environment(Watched(server.url).client).find(RESOURCE, "New API", "resource")
    assert server.log == [LIST]
