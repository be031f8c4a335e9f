# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The changes of a plan by entry, from which results, diff, and summary are derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Optional, Sequence

from ..._engine.progress import Progress
from ..._model.field import Ref, get_key
from ..._model.kind import Kind
from ..._model.objects.grant import GRANT
from ..._model.plan import AnyStep, DeployStep, Step
from .planning import Part


@dataclass
class Change:
    """An object that changes: its state before and after, which is empty if the object does not exist.

    - ``entry``: the index of the entry that it belongs to.
    - ``target``: its name, and its ID as soon as that is known. That of a grant is the application.
    - ``resource``: what identifies the resource of a grant.
    - ``label``: its name, which is unique among the changes of the entry.
    """

    entry: int
    kind: Kind
    target: Ref
    before: dict[str, Any]
    after: dict[str, Any]
    resource: str = ""
    label: str = ""

    @property
    def key(self) -> Any:
        """Identifies the object. An application can be granted scopes of several resources, and by several entries."""
        own = (self.kind.noun, self.target.id or self.target.name, self.entry, self.resource)
        return own if self.kind is GRANT or not self.target.id else self.target.id

    @property
    def verb(self) -> str:
        """What happens to the object: ``create``, ``update`` or ``remove``."""
        if not self.before:
            return "create"
        return "update" if self.after else "remove"

    def scopes(self, *, granted: bool) -> list[str]:
        """The scopes that the change of a grant adds, or those that it removes."""
        before, after = (set(state.get("scopes") or []) for state in (self.before, self.after))
        return sorted(after - before if granted else before - after)


def changes_of(rounds: Sequence[Sequence[tuple[Part, Optional[Progress]]]]) -> list[Change]:
    """The changes of all rounds, each object once.

    A round is a list of parts, with their progress if only the steps that were carried out count.
    """
    found: dict[Any, Change] = {}
    for parts in rounds:
        done = [step for part, progress in parts for step in steps_of(part, progress) if isinstance(step, Step)]
        for part, progress in parts:
            for change in _of_part(part, progress, done):
                earlier = found.setdefault(change.key, change)
                earlier.after = change.after
    changes = _joined([change for change in found.values() if change.before != change.after])
    _add_labels(changes)
    return changes


def _joined(changes: Sequence[Change]) -> list[Change]:
    """The changes, with one for all grants of an application: the resource of an API service may have changed."""
    found: list[Change] = []
    for change in changes:
        same = (
            one for one in found if one.kind is GRANT and (one.entry, one.target.id) == (change.entry, change.target.id)
        )
        earlier = next(same, None) if change.kind is GRANT and change.target.id else None
        if earlier is None:
            found.append(change)
        else:
            earlier.before = _union(earlier.before, change.before)
            earlier.after = _union(earlier.after, change.after)
    return found


def _union(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    scopes = sorted({*one.get("scopes", ()), *other.get("scopes", ())})
    return {"scopes": scopes} if scopes else {}


def _add_labels(changes: Sequence[Change]) -> None:
    """Label each change by its name, or by name and ID if several objects have it.

    New objects have a number instead, because their IDs are not known in check mode.
    """
    names = [(change.entry, change.kind.noun, change.target.name) for change in changes]
    for number, (change, name) in enumerate(zip(changes, names)):
        exists = change.before or change.kind is GRANT
        suffix = change.target.id if exists and change.target.id else names[: number + 1].count(name)
        change.label = change.target.name if names.count(name) == 1 else f"{change.target.name} ({suffix})"


def _of_part(part: Part, progress: Optional[Progress], done: Sequence[Step]) -> Iterator[Change]:
    """The changes of one draft: of its own object, and of those that change with it.

    ``done``: the steps of the round, because what an object needs can be created by an earlier part.
    """
    draft, kind = part.draft, part.section.kind
    steps = [step for step in steps_of(part, progress) if isinstance(step, Step)]
    own = next((step for step in steps if step.kind is kind), None)
    plan = draft.plan
    if own:
        yield _change(part.entry, kind, own.target, plan.before, plan.after, steps)
    for hunk in plan.also:
        is_done = own or any(step.target.same_as(hunk.target) for step in done)
        if hunk.kind and hunk.changed and is_done:
            yield _change(part.entry, hunk.kind, hunk.target, hunk.before, hunk.after, done)


def _change(
    entry: int, kind: Kind, target: Ref, before: dict[str, Any], after: dict[str, Any], steps: Sequence[Step]
) -> Change:
    """A change. That of a grant, which has no name of its own, is about the scopes that an application is granted."""
    if kind is not GRANT:
        return Change(entry, kind, target, before, after)
    step = next(step for step in steps if step.target.same_as(target))
    owner, resource = step.path[1], get_key(step.current or step.body, "resource.id")
    before, after = ({"scopes": state["scopes"]} if state else {} for state in (before, after))
    name = resource.id or resource.name if isinstance(resource, Ref) else resource
    return Change(entry, kind, owner if isinstance(owner, Ref) else target, before, after, name)


def steps_of(part: Part, progress: Optional[Progress]) -> Sequence[AnyStep]:
    """The steps of a part that were carried out; without a progress, all of them."""
    return part.draft.plan.all_steps if progress is None else progress.written


def deploys(part: Part, progress: Optional[Progress]) -> bool:
    """Whether a part deploys a service."""
    return any(isinstance(step, DeployStep) for step in steps_of(part, progress))
