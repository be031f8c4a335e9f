# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said when drafts are not all carried out: what was done, what was not, and what is enforced now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    DeploymentProblem,
    OutcomeUnknown,
    ResponseLost,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.enforcement import enforced_after
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge
from ansible_collections.pingone.authorize.plugins.module_utils._engine.drafts import changed_services
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import StepFailed, TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Draft, Task
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, DELETE, Plan, Step
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import deploy
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deploy import DeploymentDraft, deploy_all
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient

TASK = Task("Thing", "thing", "things", ("name",), {"name": {"type": "str"}}, lambda inventory, options: draft("x"))


def step(name, verb=CREATE, kind=RESOURCE):
    path = (kind.collection,) if verb == CREATE else (kind.collection, name)
    return Step(verb, kind, path, Ref(name, None if verb == CREATE else name), {"name": name})


def draft(name, *steps, **more):
    return Draft(name, Plan(steps=list(steps or [step(name)])), lambda: {"name": name}, **more)


def waiting(name, *waits, error=None, **more):
    """A draft of a deployment that waits, and may fail."""

    def run():
        yield from waits
        if error:
            raise error

    return DeploymentDraft(name, Plan(steps=[step(name)]), lambda: {"name": name}, job=run, **more)


def write(*drafts, task=TASK, answers=(), check_mode=False):
    """Carry drafts out; what failed, or None, and the names of what was written."""
    fake = FakeClient()
    fake.lists["resources",] = [{"id": name} for name in "abcxyz"]
    fake.posted = list(answers)
    planned = {draft.label: draft for draft in drafts}
    waits = any(isinstance(draft, DeploymentDraft) for draft in drafts)
    task = replace(task, draft=lambda _inventory, item: planned[item["name"]], apply=deploy_all if waits else None)
    failure = None
    try:
        converge(Inventory(fake, check_mode), task, {"name": None, "things": [{"name": name} for name in planned]})
    except TaskFailed as error:
        failure = error
    return failure, [(found[0], found[2]["name"] if len(found) > 2 else found[1]) for found in fake.writes]


def refusal(name="x"):
    return ApiError(f"create {name}", 403, {"code": "ACCESS_FAILED", "message": "no"})


def test_in_the_order_of_the_drafts():
    assert write(draft("a"), draft("b")) == (None, [("POST", "a"), ("POST", "b")])


def test_each_draft_is_written_in_the_order_of_its_kinds():
    mixed = draft("a", step("x", DELETE), step("s", kind=SCOPE), step("r"))
    assert write(mixed)[1] == [("POST", "r"), ("POST", "s"), ("DELETE", "resources/x")]
    assert [str(one) for one in mixed.plan.steps] == ['create resource "r"', 'create scope "s"', 'delete resource "x"']


def test_nothing_in_check_mode():
    assert write(draft("a"), waiting("b", error=DeploymentProblem("no")), check_mode=True) == (None, [])


# how far it came


def test_what_was_done_and_what_was_not():
    failure, written = write(
        draft("a"), draft("b", step("b"), step("c")), draft("d"), answers=[{"id": "a"}, {"id": "b"}, refusal()]
    )
    assert written == [("POST", "a"), ("POST", "b"), ("POST", "c")]
    assert failure.done == ['create resource "a"', 'create resource "b"']
    assert failure.not_done == ['create resource "c"', 'create resource "d"']
    assert failure.changed


def test_nothing_is_sent_after_a_failure():
    """Not even behind a draft without steps, which has nothing to be stopped."""
    failure, written = write(draft("a"), Draft("b", Plan(), lambda: None), draft("c"), answers=[refusal(), {"id": "c"}])
    assert written == [("POST", "a")]
    assert failure.not_done == ['create resource "a"', 'create resource "c"']


def test_a_refusal_of_the_first_has_done_nothing():
    failure, _written = write(draft("a"), draft("b"), answers=[refusal()])
    assert (failure.done, failure.changed) == ([], False)
    assert failure.not_done == ['create resource "a"', 'create resource "b"']


@pytest.mark.parametrize("wrote", [True, False])
def test_what_failed_may_have_written(wrote):
    error = DeploymentProblem("failed")
    failure, _written = write(waiting("a", error=StepFailed(error) if wrote else error))
    assert failure.changed is wrote
    assert failure.done == []


@pytest.mark.parametrize(("at_once", "done"), [(1, "ac"), (2, "ac"), (5, "ac")])
def test_side_by_side(monkeypatch, at_once, done):
    """What fails does not keep the others from being done."""
    drafts = [waiting("a", 5), waiting("b", 1, error=DeploymentProblem("failed")), waiting("c", 1)]
    monkeypatch.setattr(deploy, "AT_ONCE", at_once)
    failure, _written = write(*drafts)
    assert failure.done == [f'create resource "{name}"' for name in done]
    assert failure.not_done == ['create resource "b"']
    assert failure.message == "failed"
    assert "failures" not in failure.as_data()


def test_several_failures_are_told_together():
    first, second = DeploymentProblem("a broke.", status="A"), DeploymentProblem("c broke.", status="C")
    drafts = [waiting("a", 2, error=first), waiting("b"), waiting("c", 1, error=second)]
    failure, _written = write(*drafts)
    assert failure.cause is first
    assert failure.message == "2 of 3 failed: (1) a broke. (2) c broke."
    assert failure.as_data()["failures"] == [
        {"kind": "deployment", "status": "A", "message": "a broke."},
        {"kind": "deployment", "status": "C", "message": "c broke."},
    ]
    assert failure.done == ['create resource "b"']
    assert failure.not_done == ['create resource "a"', 'create resource "c"']


# which API services that concerns


def of_services(*errors):
    """Drafts of as many services, with what becomes of each."""
    return [waiting(str(number), error=error, service=Ref(f"API {number}")) for number, error in enumerate(errors, 1)]


def wrote(error):
    return StepFailed(error)


@pytest.mark.parametrize(
    ("errors", "changed", "unfinished"),
    [
        ((refusal(), None), None, ["API 1", "API 2"]),
        ((None, refusal(), None), ["API 1"], ["API 2", "API 3"]),
        ((None, wrote(refusal())), ["API 1", "API 2"], ["API 2"]),
        # Nobody knows whether it was written: it has to be deployed if it was, and is not complete if it was not.
        ((None, OutcomeUnknown("lost"), None), ["API 1", "API 2"], ["API 2", "API 3"]),
        ((None, ResponseLost("lost"), None), ["API 1", "API 2"], ["API 2", "API 3"]),
        ((ApiError("write", 500, {}), None), ["API 1"], ["API 1", "API 2"]),
        ((DeploymentProblem("failed"), None), ["API 2"], ["API 1"]),
    ],
)
def test_services(errors, changed, unfinished):
    failure, _written = write(*of_services(*errors))
    assert failure.facts.get("changed_api_services") == changed
    assert failure.facts.get("unfinished_api_services") == unfinished


def test_changed_services():
    drafts = [draft("a", service=Ref("Z")), draft("b", service=Ref("A")), draft("c"), draft("d", service=Ref("Z"))]
    unchanged = Draft("e", Plan(), lambda: None, service=Ref("B"))
    assert changed_services([*drafts, unchanged]) == ["A", "Z"]


# what is enforced


LAST = "Gateways still enforce what was deployed last."


@pytest.mark.parametrize(("more", "said"), [({"failure_advice": enforced_after}, LAST), ({}, "")])
def test_what_is_enforced_is_said_if_anything_was_done(more, said):
    task = replace(TASK, **more)
    failure, _written = write(draft("a"), draft("b"), task=task, answers=[{"id": "a"}, refusal()])
    assert failure.advice == said
    assert str(failure).endswith(said or 'kept: create resource "a".')
    failure, _written = write(draft("a"), task=task, answers=[refusal()])
    assert failure.advice == ""


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (OutcomeUnknown("lost"), False),
        (ResponseLost("lost"), False),
        (ApiError("w", 502, {}), False),
        (refusal(), True),
    ],
)
def test_what_may_have_been_done_is_not_said_to_be_left(error, known):
    failure, _written = write(waiting("a", error=error), waiting("b"))
    assert failure.not_done == (['create resource "a"'] if known else []) + ['create resource "b"']
    assert ("It is unknown whether it was done" in str(failure)) is not known
