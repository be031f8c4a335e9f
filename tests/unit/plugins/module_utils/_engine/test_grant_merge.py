# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nobody's change of a grant is lost, whatever others do between our reading and our writing, or after it."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    Busy,
    ConnectionFailure,
    OutcomeUnknown,
    UnsupportedStep,
)
from ansible_collections.pingone.authorize.plugins.module_utils._engine.apply import apply
from ansible_collections.pingone.authorize.plugins.module_utils._engine.grant_merge import ATTEMPTS, write_grant
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import StepFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Draft
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import Plan, Step, steps_between
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.retry import UNKNOWN_TRIES
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.lock_holders import holder, is_free
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, write_plan

pytestmark = pytest.mark.usefixtures("folder")

APP = "applications", "a-1"
GRANTS = (*APP, "grants")
SCOPES = ("resources", "r-1", "scopes")
ITEM = (*GRANTS, "g-1")
CREATED, UPDATED, DELETED = "POST", "PUT", "DELETE"
DUPLICATE = {"code": "INVALID_DATA", "details": [{"code": "UNIQUENESS_VIOLATION", "message": "exists"}]}


@pytest.mark.parametrize("verb", ["deploy", "", "remove", None])
def test_only_changes_of_objects_are_carried_out(verb):
    pingone = FakeClient()
    with pytest.raises(UnsupportedStep):
        write_grant(pingone, Step(verb, GRANT, ITEM, Ref("x", "g-1")))
    assert (pingone.reads, pingone.writes) == ([], [])


class Shared(FakeClient):
    """A PingOne that others use as well: what they do just before and just after each of our writes."""

    def __init__(self):
        super().__init__()
        self.before = []
        self.after = []
        for name in "abcd":
            self.add(*SCOPES, id=name, name=f"orders-{name}")
        self.lists[GRANTS] = [{"id": "g-0", "resource": {"id": "r-0"}, "scopes": [{"id": "z"}]}]

    def put_grant(self, *scopes, identifier="g-1", **more):
        """Somebody's grant; without scopes there is none."""
        self.lists[GRANTS] = [item for item in self.lists[GRANTS] if item["id"] == "g-0"]
        if scopes:
            entries = [{"id": scope} for scope in scopes]
            self.lists[GRANTS].append({"id": identifier, "resource": {"id": "r-1"}, "scopes": entries, **more})

    @property
    def held(self):
        """The scopes that are granted in the end."""
        assert self.lists[GRANTS][0]["scopes"] == [{"id": "z"}]
        return "".join(sorted(entry["id"] for item in self.lists[GRANTS][1:] for entry in item["scopes"]))

    @property
    def verbs(self):
        return [write[0] for write in self.writes]

    def _write(self, method, path, body):
        super()._write(method, path, body)
        if self.before:
            self.before.pop(0)()
        if body and not {entry["id"] for entry in body["scopes"]} <= {item["id"] for item in self.lists[SCOPES]}:
            raise refusal(400)

    def _after(self):
        if self.after:
            self.after.pop(0)()

    def post(self, *path, **more):
        answer = super().post(*path, **more)
        self._after()
        return answer

    def put(self, *path, **more):
        answer = super().put(*path, **more)
        self._after()
        return answer

    def delete(self, *path, **more):
        super().delete(*path, **more)
        self._after()


@pytest.fixture
def fake():
    return Shared()


def step(before, after):
    """What turns a grant of these scopes into one of those, as it was planned; without scopes there is none."""

    def state(scopes):
        refs = [Ref(f"orders-{scope}", scope) for scope in scopes]
        return {"resource": Ref("Orders resource", "r-1"), "scopes": refs} if scopes else None

    current = {"id": "g-1", "resource": {"id": "r-1"}, "scopes": [{"id": scope} for scope in before]}
    target = Ref('scopes of "Orders resource" to "Web"', "g-1" if before else None)
    (found,) = steps_between(GRANT, target, current if before else None, state(before), state(after), APP)
    return found


def raising(error):
    def work():
        raise error

    return work


def refusal(status, body=None):
    return ApiError("update grant", status, body or {"code": "INVALID_DATA", "message": "no"})


# Planned from, planned to, what is there by now; what is there in the end, and what was sent.
MERGES = [
    ("", "b", "", "b", [CREATED]),
    ("", "b", "a", "ab", [UPDATED]),
    ("", "b", "ab", "ab", []),
    ("a", "ab", "a", "ab", [UPDATED]),
    ("a", "ab", "ac", "abc", [UPDATED]),
    ("a", "ab", "c", "bc", [UPDATED]),
    ("a", "ab", "b", "b", []),
    ("a", "ab", "", "b", [CREATED]),
    ("ab", "a", "abc", "ac", [UPDATED]),
    ("ab", "a", "ac", "ac", []),
    ("ab", "a", "b", "", [DELETED]),
    ("ab", "a", "", "", []),
    ("ab", "c", "abd", "cd", [UPDATED]),
    ("ab", "", "ab", "", [DELETED]),
    ("ab", "", "abc", "c", [UPDATED]),
    ("ab", "", "b", "", [DELETED]),
    ("ab", "", "c", "c", []),
    ("ab", "", "", "", []),
    # x and y are scopes that no longer exist, x since before the plan; PingOne does not take them.
    ("ax", "ab", "ax", "ab", [UPDATED]),
    ("a", "ab", "ay", "ab", [UPDATED, UPDATED]),
    ("a", "", "ay", "", [UPDATED, DELETED]),
]


@pytest.mark.parametrize(("planned_from", "planned_to", "found", "left", "sent"), MERGES)
def test_what_others_did_is_kept(fake, planned_from, planned_to, found, left, sent):
    fake.put_grant(*found)
    planned = step(planned_from, planned_to)
    write_grant(fake, planned)
    assert fake.held == left
    assert fake.verbs == sent
    if planned_to and left:
        assert planned.target.id == fake.lists[GRANTS][-1]["id"]
    for _method, _path, *body in fake.writes:
        assert not {"id", "application"} & set(*body)
    fake.writes.clear()
    write_grant(fake, planned)
    assert fake.writes == []


@pytest.mark.parametrize(("before", "after"), [("", "a"), ("a", "ab"), ("ab", "")])
def test_alone_a_write_takes_two_reads(fake, before, after):
    fake.put_grant(*before)
    write_grant(fake, step(before, after))
    assert fake.reads == [GRANTS, GRANTS]
    assert len(fake.writes) == 1
    assert fake.time.sleeps == [0]


def test_what_others_have_written_beside_the_scopes_is_kept(fake):
    fake.put_grant("a", review="theirs", createdAt="then", application={"id": "a-1"})
    fake.lists[GRANTS][1]["scopes"] = [{"id": "a", "since": 1}, {"id": "c", "since": 2}]
    write_grant(fake, step("a", "ab"))
    (_method, _path, body) = fake.writes[0]
    assert body == {
        "review": "theirs",
        "resource": {"id": "r-1"},
        "scopes": [{"id": "a", "since": 1}, {"id": "c", "since": 2}, {"id": "b"}],
    }


def test_a_grant_that_was_created_anew_has_another_id(fake):
    fake.put_grant("c", identifier="g-2")
    planned = step("a", "ab")
    write_grant(fake, planned)
    assert fake.writes[0][1] == "applications/a-1/grants/g-2"
    assert planned.target.id == "g-2"


# what happens after the reading


def test_what_somebody_overwrites_is_written_again(fake):
    fake.put_grant("a")
    fake.after = [lambda: fake.put_grant("a", "c"), lambda: fake.put_grant("a", "c", "d")]
    write_grant(fake, step("a", "ab"))
    assert fake.held == "abcd"
    assert fake.verbs == [UPDATED] * 3
    first, second = (pause for pause in fake.time.sleeps if pause)
    assert 0.125 <= first <= 0.375
    assert 0.25 <= second <= 0.75


def test_what_somebody_brings_back_is_removed_again(fake):
    fake.put_grant("a", "b")
    fake.after = [lambda: fake.put_grant("a", "b", "c")]
    write_grant(fake, step("ab", ""))
    assert fake.held == "c"
    assert fake.verbs == [DELETED, UPDATED]


def test_others_who_never_stop(fake):
    fake.put_grant("a", "b")
    fake.after = [lambda: fake.put_grant("b")] * 10
    with pytest.raises(StepFailed) as caught:
        write_grant(fake, step("ab", "acd"))
    assert isinstance(caught.value.cause, Busy)
    assert str(caught.value.cause) == (
        'Could not update the grant of scopes of "Orders resource" to "Web": another client keeps replacing the'
        " grant, and"
        " after 5 attempts: orders-c, orders-d not granted, b still granted. Wait until the other client has"
        " finished, and run the task again."
    )
    assert len(fake.writes) == ATTEMPTS


def test_the_second_look_leaves_the_others_time(fake):
    """Somebody who had read before we wrote overwrites it later, if no slower than we are."""

    class Slow(Shared):
        def _read(self, path):
            self.time.now += 2
            super()._read(path)

        def _write(self, method, path, body):
            self.time.now += 3
            super()._write(method, path, body)

        def sleep(self, seconds):
            super().sleep(seconds)
            if len(self.time.sleeps) == 1:
                self.put_grant("c")

    slow = Slow()
    write_grant(slow, step("", "b"))
    assert slow.time.sleeps[0] == 5
    assert slow.held == "bc"


# refusals


@pytest.mark.parametrize("status", [400, 409])
def test_a_creation_that_somebody_was_faster_with_is_an_update(fake, status):
    def faster():
        fake.put_grant("a")
        raise refusal(status, DUPLICATE)

    fake.before = [faster]
    planned = step("", "b")
    write_grant(fake, planned)
    assert fake.verbs == [CREATED, UPDATED]
    assert fake.held == "ab"
    assert planned.target.id == "g-1"


def test_an_update_that_somebody_was_faster_than_with_a_removal_is_a_creation(fake):
    def faster():
        fake.put_grant()
        raise refusal(404)

    fake.put_grant("a")
    fake.before = [faster]
    write_grant(fake, step("a", "ab"))
    assert fake.verbs == [UPDATED, CREATED]
    assert fake.held == "b"


def test_a_scope_that_was_removed_in_between_is_not_sent_again(fake):
    def faster():
        fake.lists[SCOPES] = [item for item in fake.lists[SCOPES] if item["id"] != "a"]

    fake.put_grant("a")
    fake.before = [faster]
    write_grant(fake, step("a", "ab"))
    assert fake.held == "b"


def test_a_scope_to_be_added_that_was_removed_in_between_is_a_refusal(fake):
    fake.before = [fake.lists[SCOPES].clear]
    with pytest.raises(ApiError, match="no"):
        write_grant(fake, step("", "b"))
    assert fake.verbs == [CREATED]


@pytest.mark.parametrize(("status", "looks"), [(400, 2), (404, 2), (409, 2), (403, 1), (500, 1)])
def test_any_other_refusal_is_one(fake, status, looks):
    fake.put_grant("a")
    fake.before = [raising(refusal(status))]
    with pytest.raises(ApiError):
        write_grant(fake, step("a", "ab"))
    assert len(fake.writes) == 1
    assert fake.reads.count(GRANTS) == looks


def test_a_failure_after_a_write_is_one_that_wrote(fake):
    def gone():
        fake.failures[GRANTS] = ConnectionFailure("gone")

    fake.put_grant("a")
    fake.after = [gone]
    with pytest.raises(StepFailed) as caught:
        write_grant(fake, step("a", "ab"))
    assert isinstance(caught.value.cause, ConnectionFailure)


# lost answers


def test_a_lost_answer_to_what_was_done(fake):
    fake.after = [raising(OutcomeUnknown("lost"))]
    planned = step("", "b")
    write_grant(fake, planned)
    assert fake.verbs == [CREATED]
    assert planned.target.id == fake.lists[GRANTS][1]["id"]


def test_a_lost_answer_to_what_was_not_done(fake):
    fake.before = [raising(OutcomeUnknown("lost"))]
    write_grant(fake, step("", "b"))
    assert fake.verbs == [CREATED] * 2
    assert fake.held == "b"


def test_answers_that_are_always_lost(fake):
    fake.before = [raising(OutcomeUnknown("lost"))] * ATTEMPTS * UNKNOWN_TRIES
    with pytest.raises(OutcomeUnknown):
        write_grant(fake, step("", "b"))
    assert fake.verbs == [CREATED] * ATTEMPTS * UNKNOWN_TRIES


# the lock


def lock_of(fake, application="a-1"):
    return (*fake.place, "applications", application, "grants")


def test_nothing_is_read_without_the_lock_of_the_application(fake):
    with holder(lock_of(fake)), pytest.raises(Busy):
        write_grant(fake, step("", "b"))
    assert (fake.reads, fake.writes) == ([], [])
    with holder(lock_of(fake, "a-2")):
        write_grant(fake, step("", "b"))
    assert fake.held == "b"


def test_the_lock_is_held_until_the_second_look(fake):
    def try_it():
        assert not is_free(lock_of(fake))

    fake.before, fake.after = [try_it], [try_it]
    write_grant(fake, step("", "b"))
    assert (fake.before, fake.after) == ([], [])
    assert is_free(lock_of(fake))
    assert fake.time.sleeps == [0]


@pytest.mark.parametrize(("check_mode", "steps"), [(True, [step("", "b")]), (False, [])])
def test_what_writes_nothing_takes_no_lock(fake, folder, check_mode, steps):
    write_plan(Inventory(fake, check_mode), Plan(steps=steps))
    assert (fake.reads, fake.writes) == ([], [])
    assert not folder.exists()


def test_steps_of_a_plan(fake):
    """Grants are written by way of the lock, and what a failing one has written is told."""
    fake.put_grant("a")
    fake.after = [lambda: fake.put_grant("a")] * 10
    plan = Plan(steps=[step("a", "ab"), step("a", "ac")])
    (progress,) = apply(Inventory(fake, False), [Draft("x", plan, lambda: None)])
    assert isinstance(progress.error, Busy)
    assert progress.partial
    assert progress.done == ()
    assert [str(one) for one in progress.not_done] == ['update the grant of scopes of "Orders resource" to "Web"'] * 2
