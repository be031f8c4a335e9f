# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Checks that a task does not add more objects than PingOne allows in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Optional

from .._base.errors import Problem
from .._base.text import quoted
from .._model.field import Ref
from .._model.plan import CREATE, DELETE, Segment, Step
from .inventory import Inventory
from .task import Draft, Limit, Task


@dataclass
class _Place:
    """A collection, the number of objects that a task adds and removes, and by how many the limit is exceeded.

    ``option``: the option that requests the first object beyond the limit.
    """

    path: tuple[Segment, ...]
    added: int = 0
    removed: int = 0
    excess: int = 0
    option: str = ""

    @property
    def name(self) -> str:
        """The name of the place, for the message."""
        parent = next((segment for segment in self.path if isinstance(segment, Ref)), None)
        return f"the API service {quoted(parent.name)}" if parent else "the environment"


def limit_problems(inventory: Inventory, task: Task, drafts: Iterable[Draft]) -> list[Problem]:
    """One problem for each place in which a task would exceed the limit.

    The drafts have already been projected (:meth:`Inventory.project`) in this order.
    """
    limit = task.limit
    if limit is None:
        return []
    places: dict[Any, _Place] = {}
    before: dict[Any, int] = {}
    steps = [(draft, step) for draft in drafts for step in draft.plan.steps if step.kind.noun == limit.kind.noun]
    for _draft, step in steps:
        before.setdefault(_key(step), len(inventory.list(limit.kind, *step.collection[:-1])))
        before[_key(step)] -= (step.verb == CREATE) - (step.verb == DELETE)
    for draft, step in steps:
        place = places.setdefault(_key(step), _Place(step.collection))
        place.added += step.verb == CREATE
        place.removed += step.verb == DELETE
        excess = before[_key(step)] + place.added - place.removed - limit.maximum
        if step.verb == CREATE and excess > 0:
            place.option = place.option or draft.requested_by
            place.excess = max(place.excess, excess)
    return [Problem(place.option, _text(place, before[key], limit)) for key, place in places.items() if place.excess]


def _text(place: _Place, existing: int, limit: Limit) -> str:
    objects = f"{existing} {limit.kind.plural}"
    if place.added == 1:
        return (
            f"{place.name} already has {objects}, and at most {limit.maximum} are allowed. Remove one"
            f" ({limit.removal}) before adding another."
        )
    removed = f" and removes {place.removed}" if place.removed else ""
    return (
        f"{place.name} has {objects}, and the task adds {place.added}{removed}; at most {limit.maximum}"
        f" are allowed. Add {place.excess} fewer, or remove as many first ({limit.removal})."
    )


def _key(step: Step) -> tuple[Optional[Any], ...]:
    return tuple(segment.id or segment if isinstance(segment, Ref) else segment for segment in step.collection)
