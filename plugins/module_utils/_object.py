# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The language in which a PingOne object is declared: its fields, and what follows from them.

A *wire* is an object as PingOne's API sends it. A *state* is the same object in the terms of the module's options:
a dict from option name to value, in which references to other objects are :class:`Ref`. Options, payload, comparison,
diff and result all come from the declaration.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Optional

from ._connection import UUID_PATTERN
from ._errors import InvalidInput
from ._rules import quoted

Wire = dict[str, Any]
State = dict[str, Any]

# Keys that PingOne writes by itself; they are not sent back.
GENERATED = ("_links", "_embedded", "id", "environment", "createdAt", "updatedAt")

# The name of an object that is still referred to, but no longer there.
GONE = "(no longer exists)"

SCALAR, SET, REFERENCE, REFERENCES = "scalar", "set", "reference", "references"


@dataclass(eq=False)
class Ref:
    """Another PingOne object: known by name, and by id as soon as it exists."""

    name: str
    id: Optional[str] = None

    def same_as(self, other: Optional[Ref]) -> bool:
        """Whether both are the same object; one that does not exist yet equals only itself."""
        return self is other or (other is not None and self.id is not None and self.id == other.id)

    def as_result(self) -> dict[str, Optional[str]]:
        """Shape of a reference in a module's result."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Field:
    """One field of an object.

    ``key`` is its dotted place on the wire (of an object with an ``id``, for references); ``wire_values`` translates
    an option's choices to PingOne's; ``mirrors`` are further places that take the same value; ``missing`` is what an
    absent key stands for.
    """

    option: str
    key: str
    kind: str = SCALAR
    wire_values: Mapping[str, str] = field(default_factory=dict)
    mirrors: tuple[str, ...] = ()
    missing: Any = None


@dataclass(frozen=True)
class Object:
    """A kind of PingOne object.

    ``collection`` is its path segment and its key in a list, ``natural_key`` the dotted key that tells siblings apart,
    ``generated`` further keys that the server writes, ``constants`` what is sent at creation only.
    """

    noun: str
    collection: str
    fields: tuple[Field, ...]
    natural_key: str = "name"
    generated: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)

    def read(self, wire: Wire, names: Mapping[str, str]) -> State:
        """The state that a wire describes; ``names`` maps ids of referenced objects to their names."""
        return {item.option: _read(item, wire, names) for item in self.fields}

    def write(self, state: State, current: Optional[Wire] = None) -> Wire:
        """The payload of a state. Keys of ``current`` that this declaration does not know survive."""
        dropped = GENERATED + self.generated
        body = {key: deepcopy(value) for key, value in (current or self.constants).items() if key not in dropped}
        for item in self.fields:
            value = _written(item, state.get(item.option))
            for key in (item.key, *item.mirrors):
                put_key(body, key, value)
        return body

    def differs(self, left: State, right: State) -> bool:
        """Whether two states differ in any field."""
        return any(not _same(item, left.get(item.option), right.get(item.option)) for item in self.fields)

    def view(self, state: Optional[State]) -> dict[str, Any]:
        """A state for a diff: names instead of ids, sets sorted, unset fields left out."""
        shown = {item.option: _shown(item, state.get(item.option)) for item in self.fields} if state else {}
        return {option: value for option, value in shown.items() if value is not None}

    def result(self, state: State, identifier: Optional[str]) -> dict[str, Any]:
        """A state for a module's result: ids and names, sets sorted, every key present."""
        result: dict[str, Any] = {"id": identifier}
        result.update((item.option, _result(item, state.get(item.option))) for item in self.fields)
        return result


def match(noun: str, items: Iterable[Wire], wanted: str, option: str) -> Optional[Wire]:
    """The item with this id or exactly this name, or None.

    :raises InvalidInput: if several have the name, or only the case is different.
    """
    candidates = list(items)
    if is_uuid(wanted):
        by_id = [item for item in candidates if item["id"] == wanted.lower()]
        if by_id:
            return by_id[0]
    exact = [item for item in candidates if item.get("name") == wanted]
    if len(exact) > 1:
        ids = ", ".join(sorted(item["id"] for item in exact))
        raise InvalidInput.of(
            option, f"{len(exact)} objects of kind {noun} are named {quoted(wanted)}. Give an id instead: {ids}."
        )
    if exact:
        return exact[0]
    close = sorted({item["name"] for item in candidates if item.get("name", "").casefold() == wanted.casefold()})
    if close:
        names = " or ".join(quoted(name) for name in close)
        raise InvalidInput.of(
            option, f"there is no {noun} {quoted(wanted)}. Did you mean {names}? Names are case-sensitive."
        )
    return None


def given_name(options: Mapping[str, Any], current: Optional[Wire]) -> Optional[str]:
    """The name that a task wants its object to have; None if it gives none, or gives the object's id as its name."""
    name: Optional[str] = options.get("name")
    return None if name is not None and current is not None and name.lower() == current["id"] else name


def is_uuid(text: str) -> bool:
    """Whether a text has the shape of a PingOne id."""
    return bool(UUID_PATTERN.fullmatch(text))


def get_key(wire: Mapping[str, Any], dotted: str) -> Any:
    """The value at a dotted key, or None."""
    value: Any = wire
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def put_key(wire: Wire, dotted: str, value: Any) -> None:
    """Set the value at a dotted key; None removes it, with parents that it leaves empty."""
    head, _dot, rest = dotted.partition(".")
    if rest:
        inner = wire.get(head)
        child = inner if isinstance(inner, dict) else {}
        put_key(child, rest, value)
        value = child or None
    if value is None:
        wire.pop(head, None)
    else:
        wire[head] = value


def _read(item: Field, wire: Wire, names: Mapping[str, str]) -> Any:
    value = get_key(wire, item.key)
    if item.kind == REFERENCE:
        return Ref(names.get(value["id"], GONE), value["id"]) if value else None
    if item.kind == REFERENCES:
        return [Ref(names.get(entry["id"], GONE), entry["id"]) for entry in value or []]
    if item.kind == SET:
        return sorted(value or [])
    if value is None:
        return item.missing
    backwards = {wire_value: option for option, wire_value in item.wire_values.items()}
    return backwards.get(value, value)


def _written(item: Field, value: Any) -> Any:
    if item.kind == REFERENCE:
        return {"id": value} if value else None
    if item.kind == REFERENCES:
        return [{"id": reference} for reference in value or []]
    if value in ("", []):
        return None
    return item.wire_values.get(value, value) if item.wire_values else value


def _same(item: Field, left: Any, right: Any) -> bool:
    if item.kind == REFERENCE:
        return left is right or (left is not None and left.same_as(right))
    if item.kind == REFERENCES:
        pairs = ((left or [], right or []), (right or [], left or []))
        return all(any(one.same_as(other) for other in others) for ones, others in pairs for one in ones)
    if item.kind == SET:
        return set(left or []) == set(right or [])
    return (left or None) == (right or None)


def _shown(item: Field, value: Any) -> Any:
    if item.kind == REFERENCE:
        return value.name if value else None
    if item.kind == REFERENCES:
        return sorted(reference.name for reference in value or [])
    if item.kind == SET:
        return sorted(value or [])
    return None if value == "" else value


def _result(item: Field, value: Any) -> Any:
    if item.kind == REFERENCE:
        return value.as_result() if value else None
    if item.kind == REFERENCES:
        return [
            reference.as_result() for reference in sorted(value or [], key=lambda entry: (entry.name, entry.id or ""))
        ]
    return _shown(item, value)
