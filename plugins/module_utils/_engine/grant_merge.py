# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Writes grants, whose scopes several runs may change at the same time.

PingOne replaces an entire grant, and has neither locks nor versions: of two runs that read C([a]) to add C(b) and C(c),
the later one would win. Runs on the same machine wait for each other. A run on another machine can still write between
the read and the write of this one, and vice versa. Therefore, each run reads the grant again after it has written.
"""

from __future__ import annotations

import random
from typing import Optional

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, Busy, OutcomeUnknown
from .._base.shape import REFERENCE
from .._base.topic import Topic
from .._model.field import GONE, Ref, Wire, get_key
from .._model.objects.grant import GRANT
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import CHANGES, CREATE, DELETE, UPDATE, Step, require, resolved, steps_between
from .._pingone.client import Client
from .._pingone.lock import exclusively
from .progress import StepFailed

ATTEMPTS = 5
# Seconds before the second attempt, doubled for each further one.
PAUSE = 0.25
# The maximum number of seconds to wait before checking whether the write was overwritten.
LONGEST_LOOK = 5.0
# The HTTP statuses of failures that may be due to what other clients have done in the meantime.
OVERTAKEN = (400, 404, 409)


def write_grant(client: Client, step: Step) -> None:
    """Add and remove the scopes of a step, and keep what other clients have changed since it was planned.

    :raises StepFailed: if it failed after the grant was changed.
    :raises Busy: if other clients hold the lock for too long, or keep overwriting the grant.
    :raises UnsupportedStep: for a verb that does not change an object. Nothing was sent then.
    """
    require(step, *CHANGES)
    parent = resolved(step.collection)
    with exclusively([(*client.place, *parent)], str(step), client.clock, client.sleep, client.has_delayed):
        _GrantMerge(client, step).settle()


class _GrantMerge:
    """A step on a grant that other clients may be changing."""

    def __init__(self, client: Client, step: Step) -> None:
        self._client = client
        self._step = step
        self._mine = GRANT.read(step.body, {})
        base, mine = GRANT.read(step.current, {})["scopes"], self._mine["scopes"]
        self._added = _without(mine, base)
        self._removed = _without(base, mine)
        self._existing: Optional[set[str]] = None
        self._last_error: Optional[AuthorizeError] = None
        self._wrote = False

    def settle(self) -> None:
        """Write and check, until the change is applied."""
        try:
            for number in range(ATTEMPTS):
                if number:
                    self._client.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** (number - 1))
                if self._attempt():
                    return
            raise self._last_error or self._gave_up()
        except AuthorizeError as error:
            if self._wrote:
                raise StepFailed(error) from error
            raise

    def _attempt(self) -> bool:
        """Write what is missing, and return whether the change is applied then."""
        started = self._client.clock()
        change = self._change()
        if change is None:
            return True
        try:
            self._send(change)
            self._wrote, self._last_error = True, None
        except OutcomeUnknown as unknown:
            self._last_error = unknown
        except ApiError as refusal:
            self._last_error = refusal
            if refusal.status not in OVERTAKEN:
                raise
            self._existing = self._members()
            if _same(self._change(), change):
                raise
            return False
        # A client that had read before we wrote has written by then, unless it is several times slower.
        self._client.sleep(min(self._client.clock() - started, LONGEST_LOOK))
        return self._is_applied(self._read())

    def _read(self) -> Optional[Wire]:
        """The current grant. Also sets the ID of the step's target."""
        step = self._step
        kind, target = step.kind, step.target
        doing = f"read the grant of {target.name}"
        items = self._client.list(*resolved(step.collection), topic=kind.topic, doing=doing)
        found = kind.sibling(items, resolved(step.body or step.current))
        target.id = found["id"] if found else target.id
        return found

    def _is_applied(self, theirs: Optional[Wire]) -> bool:
        """Whether all scopes to add are granted, and none of those to remove."""
        held = self._granted(theirs)
        return not _without(self._added, held) and len(_without(self._removed, held)) == len(self._removed)

    def _granted(self, theirs: Optional[Wire]) -> list[Ref]:
        held: list[Ref] = GRANT.read(theirs or {}, {})["scopes"]
        return held

    def _change(self) -> Optional[Step]:
        """The step that is required now, or None."""
        kind, step, theirs = self._step.kind, self._step, self._read()
        if self._is_applied(theirs):
            return None
        kept = _without(self._granted(theirs), self._removed)
        if self._existing is not None:
            kept = [one for one in kept if one.id in self._existing]
        members = kept + _without(self._added, kept)
        now = kind.read(theirs, {}) if theirs else None
        wanted = {**(now or self._mine), "scopes": members} if members else None
        target = Ref(step.target.name, theirs["id"] if theirs else None)
        return next(iter(steps_between(kind, target, theirs, now, wanted, step.collection[:-1])), None)

    def _members(self) -> set[str]:
        """The IDs of the scopes that exist. A grant may still contain deleted scopes, which PingOne does not accept."""
        resource = get_key(resolved(self._step.body or self._step.current), "resource.id")
        path = (RESOURCE.collection, resource, SCOPE.collection)
        items = self._client.list(*path, topic=Topic(REFERENCE, SCOPE.permission), doing="list scopes")
        return {item["id"] for item in items}

    def _send(self, change: Step) -> None:
        path, topic, doing, body = resolved(change.path), change.kind.topic, str(change), resolved(change.body)
        if change.verb == CREATE:
            self._client.post(*path, topic=topic, doing=doing, body=body, look_up=self._read)
        elif change.verb == UPDATE:
            self._client.put(*path, topic=topic, doing=doing, body=body)
        elif change.verb == DELETE:
            self._client.delete(*path, topic=topic, doing=doing)
        else:
            require(change, *CHANGES)

    def _gave_up(self) -> Busy:
        held = self._granted(self._read())
        lost, back = _without(self._added, held), [one for one in self._removed if not _without([one], held)]
        states = [("not granted", lost), ("still granted", back)]
        left = ", ".join(f"{_names(refs)} {state}" for state, refs in states if refs)
        return Busy(
            f"Could not {self._step}: another client keeps replacing the grant, and after {ATTEMPTS} attempts: {left}."
            " Wait until the other client has finished, and run the task again."
        )


def _without(members: list[Ref], others: list[Ref]) -> list[Ref]:
    return [member for member in members if not any(member.same_as(other) for other in others)]


def _same(left: Optional[Step], right: Step) -> bool:
    """Whether two steps send the same request."""
    return left is not None and (left.verb, resolved(left.body)) == (right.verb, resolved(right.body))


def _names(members: list[Ref]) -> str:
    return ", ".join(str(member) if member.name == GONE else member.name for member in members)
