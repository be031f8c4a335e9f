# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""From current and desired state to an ordered list of steps. No HTTP, no Ansible: check mode is not applying them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional, Union

from .._base.errors import UnsupportedStep
from .._base.text import quoted
from .field import Ref, Wire, ref_to
from .kind import Kind, State

CREATE, UPDATE, DELETE = "create", "update", "delete"
CHANGES = (CREATE, UPDATE, DELETE)

Segment = Union[str, Ref]


@dataclass(frozen=True)
class Step:
    """One request that changes an object of a collection; ``verb`` is one of the three above.

    ``path`` is the collection for a creation, else the object; it and ``body`` may hold a :class:`Ref` whose id is
    filled in once it is known. ``target`` is the object itself, and ``current`` what PingOne holds of it; empty if it
    does not exist yet.
    """

    verb: str
    kind: Kind
    path: tuple[Segment, ...]
    target: Ref
    body: Wire = field(default_factory=dict)
    current: Wire = field(default_factory=dict)

    def __str__(self) -> str:
        phrase = self.kind.phrases.get(self.verb)
        return phrase.format(self.target.name) if phrase else f"{self.verb} {self.kind.noun} {quoted(self.target.name)}"

    @property
    def collection(self) -> tuple[Segment, ...]:
        """Where the object is listed."""
        if self.kind.listed_in_environment:
            return (self.kind.collection,)
        return self.path if self.verb == CREATE else self.path[:-1]

    def projected(self, items: list[Wire]) -> list[Wire]:
        """What the collection is expected to hold after the step.

        :raises UnsupportedStep: for an unknown verb.
        """
        require(self, *CHANGES)
        if self.verb == CREATE:
            return [*items, {**settled(self.body), "id": self.target}]
        found: list[Wire] = []
        for item in items:
            if not ref_to(item).same_as(self.target):
                found.append(item)
            elif self.verb == UPDATE:
                kept = {key: value for key, value in item.items() if key in self.kind.generated_keys}
                found.append({**kept, **settled(self.body)})
        return found


@dataclass(frozen=True)
class DeployStep:
    """The request that deploys an API service. It changes no object, and only the deployment's own task sends it."""

    service: Ref

    def __str__(self) -> str:
        return f"deploy API service {quoted(self.service.name)}"


AnyStep = Union[Step, DeployStep]


@dataclass
class Hunk:
    """One object in a diff: its kind and name, and what it is before and after. An object that does not exist is empty.

    ``target`` tells it from others of the same kind and name.
    """

    title: str
    target: Ref
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether the object is another one afterwards."""
        return self.before != self.after

    def as_diff(self) -> dict[str, Any]:
        """The shape that Ansible prints."""
        return {"before_header": self.title, "after_header": self.title, "before": self.before, "after": self.after}


@dataclass
class Plan:
    """What a task would do: the object before and after, the steps between, and ``also`` what changes with it."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    deployments: list[DeployStep] = field(default_factory=list)
    also: list[Hunk] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything would be written."""
        return bool(self.all_steps)

    @property
    def all_steps(self) -> list[AnyStep]:
        """All requests, in their order."""
        return [*self.steps, *self.deployments]


def titled(kind: Kind, name: str, parent: Optional[tuple[Kind, str]] = None) -> str:
    """The kind and name of an object, and of what it belongs to, as a diff shows them."""
    title = f"{kind.noun} {quoted(name)}"
    return f"{title} of {titled(*parent)}" if parent else title


def hunk(kind: Kind, target: Ref, now: Optional[State], wanted: Optional[State], title: str = "") -> Hunk:
    """What a diff shows of the way from one state of an object to another."""
    return Hunk(title or titled(kind, target.name), target, kind.view(now), kind.view(wanted))


def steps_between(
    kind: Kind,
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
        return [Step(DELETE, kind, (*collection, target), target, current=current or {})]
    if now is not None and wanted is not None and kind.differs(now, wanted):
        return [Step(UPDATE, kind, (*collection, target), target, kind.write(wanted, current), current or {})]
    return []


def require(step: Step, *verbs: str) -> None:
    """Check that a step has one of the verbs that its caller knows how to handle.

    :raises UnsupportedStep: if it has another one.
    """
    if step.verb not in verbs:
        raise UnsupportedStep(
            f"Could not {step}: {quoted(str(step.verb))} is not one of {', '.join(verbs)}. Please report this defect."
        )


def resolved(value: Any) -> Any:
    """A path or body with every reference replaced by its id.

    :raises ValueError: if one has none yet.
    """
    return _replaced(value, strict=True)


def settled(value: Any) -> Any:
    """The same, but a reference to what does not exist yet stays."""
    return _replaced(value, strict=False)


def _replaced(value: Any, *, strict: bool) -> Any:
    if isinstance(value, Ref):
        if value.id is None and strict:
            raise ValueError(f"{value.name} has no id yet")
        return value if value.id is None else value.id
    if isinstance(value, dict):
        return {key: _replaced(inner, strict=strict) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replaced(inner, strict=strict) for inner in value]
    return value
