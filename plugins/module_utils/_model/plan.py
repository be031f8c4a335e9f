# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plans: ordered lists of steps from the current to the desired state. In check mode, they are not applied."""

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
    """A request that creates, updates, or deletes an object.

    - ``verb``: one of :data:`CHANGES`.
    - ``path``: the collection for a creation, otherwise the object. Like ``body``, it may contain references whose IDs
      are filled in once they are known.
    - ``target``: the reference to the object.
    - ``current``: the object in PingOne; empty if it does not exist yet.
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
        """The path of the collection that lists the object."""
        if self.kind.listed_in_environment:
            return (self.kind.collection,)
        return self.path if self.verb == CREATE else self.path[:-1]

    def projected(self, items: list[Wire]) -> list[Wire]:
        """The expected contents of the collection after the step.

        :raises UnsupportedStep: for an unknown verb.
        """
        require(self, *CHANGES)
        if self.verb == CREATE:
            return [*items, {**resolve_known(self.body), "id": self.target}]
        found: list[Wire] = []
        for item in items:
            if not ref_to(item).same_as(self.target):
                found.append(item)
            elif self.verb == UPDATE:
                kept = {key: value for key, value in item.items() if key in self.kind.generated_keys}
                found.append({**kept, **resolve_known(self.body)})
        return found


@dataclass(frozen=True)
class DeployStep:
    """The request that deploys an API service. It does not change an object, and is only sent by the deploy module."""

    service: Ref

    def __str__(self) -> str:
        return f"deploy API service {quoted(self.service.name)}"


@dataclass(frozen=True)
class FileStep:
    """A change of a file on the host that runs the module, in words. It is only made by the module that plans it."""

    text: str

    def __str__(self) -> str:
        return self.text


AnyStep = Union[Step, DeployStep, FileStep]


@dataclass
class Hunk:
    """An object in a diff: its title, and its state before and after, which is empty if the object does not exist.

    ``target`` distinguishes objects with the same title. ``kind`` is None for an object that a task itself manages.
    ``notes`` is text that is printed below the diff.
    """

    title: str
    target: Ref
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    kind: Optional[Kind] = None
    notes: str = ""

    @property
    def changed(self) -> bool:
        """Whether the object changes."""
        return self.before != self.after

    def as_diff(self) -> dict[str, Any]:
        """The entry as Ansible prints it."""
        diff = {"before_header": self.title, "after_header": self.title, "before": self.before, "after": self.after}
        return {**diff, "prepared": self.notes} if self.notes else diff


@dataclass
class Plan:
    """What a task would do: the object before and after, the steps, and the objects that change with it (``also``).

    ``files`` are changed after PingOne.
    """

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    deployments: list[DeployStep] = field(default_factory=list)
    also: list[Hunk] = field(default_factory=list)
    files: list[FileStep] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything would be written."""
        return bool(self.all_steps)

    @property
    def all_steps(self) -> list[AnyStep]:
        """All steps in order."""
        return [*self.steps, *self.deployments, *self.files]


def titled(kind: Kind, name: str, parent: Optional[tuple[Kind, str]] = None) -> str:
    """The title of an object in a diff: kind and name, and those of its parent."""
    title = f"{kind.noun} {quoted(name)}"
    return f"{title} of {titled(*parent)}" if parent else title


def hunk(kind: Kind, target: Ref, now: Optional[State], wanted: Optional[State], title: str = "") -> Hunk:
    """The diff entry for the change of an object from one state to another."""
    return Hunk(title or titled(kind, target.name), target, kind.view(now), kind.view(wanted), kind)


def steps_between(
    kind: Kind,
    target: Ref,
    current: Optional[Wire],
    now: Optional[State],
    wanted: Optional[State],
    parent: tuple[Segment, ...] = (),
) -> list[Step]:
    """The step, if any, that changes an object from ``now`` to ``wanted``. None means that it does not exist."""
    collection = (*parent, kind.collection)
    if now is None and wanted is not None:
        return [Step(CREATE, kind, collection, target, kind.write(wanted))]
    if now is not None and wanted is None:
        return [Step(DELETE, kind, (*collection, target), target, current=current or {})]
    if now is not None and wanted is not None and kind.differs(now, wanted):
        return [Step(UPDATE, kind, (*collection, target), target, kind.write(wanted, current), current or {})]
    return []


def require(step: Step, *verbs: str) -> None:
    """Check that the caller supports the verb of a step.

    :raises UnsupportedStep: if it does not.
    """
    if step.verb not in verbs:
        raise UnsupportedStep(
            f"Could not {step}: {quoted(str(step.verb))} is not one of {', '.join(verbs)}. Please report this defect."
        )


def resolved(value: Any) -> Any:
    """A path or body with each reference replaced by its ID.

    :raises ValueError: if an ID is not known yet.
    """
    return _replaced(value, strict=True)


def resolve_known(value: Any) -> Any:
    """The same, but references to objects that do not exist yet are kept."""
    return _replaced(value, strict=False)


def _replaced(value: Any, *, strict: bool) -> Any:
    if isinstance(value, Ref):
        if value.id is None and strict:
            raise ValueError(f"{value.name} has no ID yet")
        return value if value.id is None else value.id
    if isinstance(value, dict):
        return {key: _replaced(inner, strict=strict) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replaced(inner, strict=strict) for inner in value]
    return value
