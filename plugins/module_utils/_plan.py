# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""From current and desired state to an ordered list of steps. No HTTP, no Ansible: check mode is not applying them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional, Union

from ._object import Object, Ref, State, Wire
from ._rules import quoted

CREATE, UPDATE, DELETE, DEPLOY = "create", "update", "delete", "deploy"

Segment = Union[str, Ref]


@dataclass(frozen=True)
class Step:
    """One writing request.

    ``path`` is the collection for a creation, else the object; it and ``body`` may hold a :class:`Ref` whose id is
    filled in once it is known. ``target`` is the object itself.
    """

    verb: str
    kind: Object
    path: tuple[Segment, ...]
    target: Ref
    body: Wire = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.verb} {self.kind.noun} {quoted(self.target.name)}"


@dataclass
class Plan:
    """What a task would do: the documents of its diff, and the steps between them."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything would be written."""
        return bool(self.steps)


def steps_between(
    kind: Object,
    target: Ref,
    current: Optional[Wire],
    now: Optional[State],
    wanted: Optional[State],
    parent: tuple[Segment, ...] = (),
) -> list[Step]:
    """The step that turns the state ``now`` of an object into ``wanted``, or none; None: it does not exist."""
    collection = (*parent, kind.collection)
    if now is None and wanted is not None:
        return [Step(CREATE, kind, collection, target, kind.write(wanted))]
    if now is not None and wanted is None:
        return [Step(DELETE, kind, (*collection, target), target)]
    if now is not None and wanted is not None and kind.differs(now, wanted):
        return [Step(UPDATE, kind, (*collection, target), target, kind.write(wanted, current))]
    return []


def resolved(value: Any) -> Any:
    """A path or body with every reference replaced by its id."""
    if isinstance(value, Ref):
        if value.id is None:
            raise ValueError(f"{value.name} has no id yet")
        return value.id
    if isinstance(value, dict):
        return {key: resolved(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolved(inner) for inner in value]
    return value
