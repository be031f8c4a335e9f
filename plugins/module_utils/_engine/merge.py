# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Writes objects of which several runs may change a part at the same time.

PingOne replaces such an object whole, and knows neither locks nor versions: of two runs that read C([a]) to add C(b)
and C(c), the later one would win. On one machine they wait for each other. From another machine somebody can still
write between our reading and our writing, and the other way round; so each run looks once more whether what it did is
there.
"""

from __future__ import annotations

import random
from typing import Optional

from .._base.errors import ApiError, AuthorizeError, Busy, OutcomeUnknown
from .._base.shape import REFERENCE
from .._model.field import GONE, Ref, Wire
from .._model.plan import CHANGES, CREATE, DELETE, UPDATE, Step, require, resolved, steps_between
from .._pingone.client import Client
from .._pingone.lock import exclusively

TRIES = 5
# Seconds before the second try, which double with each further one.
PAUSE = 0.25
# Seconds to wait at most before looking whether the write is still there, however long PingOne made us wait for it.
LONGEST_LOOK = 5.0
# Refusals that follow from what others have done in between, if anything did.
OVERTAKEN = (400, 404, 409)


def write_contested(client: Client, step: Step) -> None:
    """Carry out what a step adds and removes, on top of what others have done since it was planned.

    :raises Busy: if others hold the lock for too long, or undo it again and again.
    :raises UnsupportedStep: for a verb that changes no object; nothing was sent then.
    """
    require(step, *CHANGES)
    parent = resolved(step.collection)
    with exclusively([(*client.place, *parent)], str(step), client.clock, client.sleep):
        _Contest(client, step).settle()


class _Contest:
    """A step whose object others may be changing."""

    def __init__(self, client: Client, step: Step) -> None:
        self._client = client
        self._step = step
        self._option = step.kind.contested
        self._mine = step.kind.read(step.body, {})
        base, mine = step.kind.read(step.current, {})[self._option], self._mine[self._option]
        self._added = _without(mine, base)
        self._removed = _without(base, mine)
        self._existing: Optional[set[str]] = None
        self._trouble: Optional[AuthorizeError] = None
        self._wrote = False

    def settle(self) -> None:
        """Write and look, until what was written is there."""
        try:
            for number in range(TRIES):
                if number:
                    self._client.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** (number - 1))
                if self._attempt():
                    return
            raise self._trouble or self._defeat()
        except AuthorizeError as error:
            error.wrote = self._wrote
            raise

    def _attempt(self) -> bool:
        """Write if anything is to be written, and tell whether it is there then."""
        started = self._client.clock()
        change = self._change()
        if change is None:
            return True
        try:
            self._send(change)
            self._wrote, self._trouble = True, None
        except OutcomeUnknown as unknown:
            self._trouble = unknown
        except ApiError as refusal:
            self._trouble = refusal
            if refusal.status not in OVERTAKEN:
                raise
            self._existing = self._members()
            if _same(self._change(), change):
                raise
            return False
        # Who had read before we wrote has written by then, unless it is several times as slow as we are.
        self._client.sleep(min(self._client.clock() - started, LONGEST_LOOK))
        return self._holds(self._read())

    def _read(self) -> Optional[Wire]:
        """The object as it is now; the step's target is known from then on."""
        step = self._step
        kind, target = step.kind, step.target
        doing = f"read {kind.noun} {target.name}"
        items = self._client.list(*resolved(step.collection), key=kind.list_key, doing=doing, shape=kind.shape)
        found = kind.sibling(items, resolved(step.body or step.current))
        target.id = found["id"] if found else target.id
        return found

    def _holds(self, theirs: Optional[Wire]) -> bool:
        """Whether everything that is added is there, and nothing that is removed."""
        held = self._held(theirs)
        return not _without(self._added, held) and len(_without(self._removed, held)) == len(self._removed)

    def _held(self, theirs: Optional[Wire]) -> list[Ref]:
        held: list[Ref] = self._step.kind.read(theirs or {}, {})[self._option]
        return held

    def _change(self) -> Optional[Step]:
        """What has to be written now, or nothing."""
        kind, step, theirs = self._step.kind, self._step, self._read()
        if self._holds(theirs):
            return None
        kept = _without(self._held(theirs), self._removed)
        if self._existing is not None:
            kept = [one for one in kept if one.id in self._existing]
        members = kept + _without(self._added, kept)
        now = kind.read(theirs, {}) if theirs else None
        wanted = {**(now or self._mine), self._option: members} if members else None
        target = Ref(step.target.name, theirs["id"] if theirs else None)
        return next(iter(steps_between(kind, target, theirs, now, wanted, step.collection[:-1])), None)

    def _members(self) -> set[str]:
        """Ids of what can be added. PingOne may keep the ids of what no longer exists, but takes them from nobody."""
        state = self._step.kind.read(resolved(self._step.body or self._step.current), {})
        path = self._step.kind.members.format(**state).split("/")
        items = self._client.list(*path, key=path[-1], doing=f"list {path[-1]}", shape=REFERENCE)
        return {item["id"] for item in items}

    def _send(self, change: Step) -> None:
        path, doing, body = resolved(change.path), str(change), resolved(change.body)
        if change.verb == CREATE:
            self._client.post(*path, doing=doing, body=body, shape=change.kind.shape, settle=self._read)
        elif change.verb == UPDATE:
            self._client.put(*path, doing=doing, body=body, shape=change.kind.shape)
        elif change.verb == DELETE:
            self._client.delete(*path, doing=doing)
        else:
            require(change, *CHANGES)

    def _defeat(self) -> Busy:
        held = self._held(self._read())
        lost, back = _without(self._added, held), [one for one in self._removed if not _without([one], held)]
        told = [("missing", lost), ("there again", back)]
        left = ", ".join(f"{_names(refs)} {what}" for what, refs in told if refs)
        return Busy(
            f"Could not {self._step}: somebody else replaces it again and again, and after {TRIES} tries {left}."
            " Let the other run end, and run the task again."
        )


def _without(members: list[Ref], others: list[Ref]) -> list[Ref]:
    return [member for member in members if not any(member.same_as(other) for other in others)]


def _same(left: Optional[Step], right: Step) -> bool:
    """Whether two steps send the same."""
    return left is not None and (left.verb, resolved(left.body)) == (right.verb, resolved(right.body))


def _names(members: list[Ref]) -> str:
    return ", ".join(str(member) if member.name == GONE else member.name for member in members)
