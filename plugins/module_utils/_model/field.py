# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The types of fields of PingOne's objects: how each is read, written, compared, and displayed.

Source of the wire shapes: the PingOne API reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from .._base.shape import FLAG, NUMBER, REFERENCES, TEXT, TEXTS, UUID, Listing, Record, Rule, Shape

Wire = dict[str, Any]
Wires = list[Wire]

# The name of an object that is still referred to, but no longer exists.
GONE = "(no longer exists)"


@dataclass(eq=False)
class Ref:
    """A reference to a PingOne object: its name, and its ID as soon as the object exists.

    ``facts``: further keys that a wire contains beside the ID where it refers to the object.
    """

    name: str
    id: Optional[str] = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id or "not known yet"

    def same_as(self, other: Optional[Ref]) -> bool:
        """Whether both refer to the same object. A reference without an ID only equals itself."""
        return self is other or (other is not None and self.id is not None and self.id == other.id)

    def as_result(self) -> dict[str, Optional[str]]:
        """The reference as part of a module's result."""
        return {"id": self.id, "name": self.name}


def ref_to(wire: Wire) -> Ref:
    """The reference to an object. An object that is yet to be created has a reference as its ID."""
    return wire["id"] if isinstance(wire["id"], Ref) else Ref(wire.get("name") or str(wire["id"]), wire["id"])


def target_of(current: Optional[Wire], name: str) -> Ref:
    """The reference to an object, existing or not, that is going to have this name."""
    return ref_to({**current, "name": name}) if current else Ref(name)


# Ansible treats options with these words in their names as secrets unless no_log is set.
_SECRET_WORDS = ("secret", "token")


@dataclass(frozen=True)
class Field:
    """A field with a single value.

    - ``option``: its dotted name as an option of the module.
    - ``key``: its dotted key on the wire.
    - ``wire_values``: maps the choices of the option to PingOne's values.
    - ``mirrors``: further keys that get the same value.
    - ``if_absent``: the meaning of an absent key.
    - ``shape``: the required shape of the value in a response, if the key is present.
    - ``initial``: the default at creation.
    - ``clearable``: an empty string clears the field, or ``blank`` says what does, see ``options.py``.
    - ``limits``: the smallest and the largest number that are accepted.
    - ``means``: what a value is, for messages.
    - ``immutable``: why PingOne does not change the field once the object exists; empty if it does.
    """

    option: str
    key: str
    wire_values: Mapping[str, str] = field(default_factory=dict)
    mirrors: tuple[str, ...] = ()
    if_absent: Any = None
    shape: Shape = TEXT
    initial: Any = None
    clearable: bool = False
    blank: str = "clears"
    limits: Optional[tuple[int, int]] = None
    means: str = ""
    immutable: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        """The argument spec of the option."""
        spec: dict[str, Any] = {"type": "int" if self.shape is NUMBER else "bool" if self.shape is FLAG else "str"}
        if self.wire_values:
            spec["choices"] = list(self.wire_values)
        if self.clearable:
            spec["blank"] = self.blank
        if self.limits:
            spec["range"] = self.limits
        if self.means:
            spec["means"] = self.means
        if any(word in self.option for word in _SECRET_WORDS):
            spec["no_log"] = False
        return spec

    @property
    def rule(self) -> Rule:
        """The rule that a response must meet for the field to be read."""
        return Rule(self.key, self.shape)

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        """The value in an object; ``names`` maps IDs of referenced objects to their names."""
        value = get_key(wire, self.key)
        if value is None:
            return self.if_absent
        backwards = {wire_value: option for option, wire_value in self.wire_values.items()}
        return backwards.get(value, value) if backwards else value

    def put(self, body: Wire, value: Any) -> None:
        """Set the value in an object. An empty value removes the key."""
        value = None if value in ("", []) else value
        for key in (self.key, *self.mirrors):
            put_key(body, key, self.wire_values.get(value, value) if self.wire_values else value)

    def same(self, left: Any, right: Any) -> bool:
        """Whether two values mean the same."""
        return bool((left or None) == (right or None))

    def shown(self, value: Any) -> Any:
        """The value in a diff: names instead of IDs, sets sorted. None if it is not set."""
        return None if value == "" else value

    def result(self, value: Any) -> Any:
        """The value in a module's result."""
        return self.shown(value)


@dataclass(frozen=True)
class SetField(Field):
    """A list whose order and duplicates do not matter."""

    shape: Shape = TEXTS

    @property
    def spec(self) -> dict[str, Any]:
        return {**super().spec, "type": "list", "elements": "str"}

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        backwards = {wire_value: option for option, wire_value in self.wire_values.items()}
        return sorted(backwards.get(value, value) for value in get_key(wire, self.key) or [])

    def put(self, body: Wire, value: Any) -> None:
        put_key(body, self.key, [self.wire_values.get(item, item) for item in dict.fromkeys(value or [])] or None)

    def same(self, left: Any, right: Any) -> bool:
        return set(left or []) == set(right or [])

    def shown(self, value: Any) -> Any:
        return sorted(set(value or []))


@dataclass(frozen=True)
class RecordsField(Field):
    """A list of dictionaries whose order does not matter.

    ``keys``: the keys that the module knows, with the mapping of their values to PingOne's. The first one identifies a
    dictionary. Unknown keys are preserved.
    """

    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rule(self) -> Rule:
        return Rule(self.key, Listing(Record(dict.fromkeys(self.keys, TEXT), frozenset(self.keys))))

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        backwards = {key: {value: name for name, value in values.items()} for key, values in self.keys.items()}
        return [
            {key: values.get(item.get(key), item.get(key)) for key, values in backwards.items()}
            for item in get_key(wire, self.key) or []
        ]

    def put(self, body: Wire, value: Any) -> None:
        by = next(iter(self.keys))
        existing = {item.get(by): item for item in get_key(body, self.key) or []}
        records = [
            {
                **existing.get(item[by], {}),
                **{key: values.get(item[key], item[key]) for key, values in self.keys.items()},
            }
            for item in value or []
        ]
        put_key(body, self.key, records or None)

    def same(self, left: Any, right: Any) -> bool:
        return bool(self.shown(left) == self.shown(right))

    def shown(self, value: Any) -> Any:
        return sorted(value or [], key=lambda item: [str(item[key]) for key in self.keys])


@dataclass(frozen=True)
class ReferenceField(Field):
    """A reference to another object, as an object with an ``id``. Clearing it also removes the keys beside the ID."""

    shape: Shape = UUID

    @property
    def rule(self) -> Rule:
        return Rule(f"{self.key}.id", self.shape, always=True)

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        return _read_reference(get_key(wire, self.key), names)

    def put(self, body: Wire, value: Any) -> None:
        put_key(body, f"{self.key}.id" if value else self.key, value)

    def same(self, left: Any, right: Any) -> bool:
        return left is right or (left is not None and left.same_as(right))

    def shown(self, value: Any) -> Any:
        return value.name if value else None

    def result(self, value: Any) -> Any:
        return value.as_result() if value else None


@dataclass(frozen=True)
class ReferencesField(Field):
    """A set of references to other objects, as objects with an ``id``. Other keys of a kept entry are preserved."""

    shape: Shape = REFERENCES

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        return [_read_reference(entry, names) for entry in get_key(wire, self.key) or []]

    def put(self, body: Wire, value: Any) -> None:
        existing = {entry.get("id"): entry for entry in get_key(body, self.key) or []}
        entries = [
            {**existing.get(reference.id or reference, {}), **reference.facts, "id": reference}
            for reference in value or []
        ]
        put_key(body, self.key, entries or None)

    def same(self, left: Any, right: Any) -> bool:
        pairs = ((left or [], right or []), (right or [], left or []))
        return all(any(one.same_as(other) for other in others) for ones, others in pairs for one in ones)

    def shown(self, value: Any) -> Any:
        return sorted(reference.name for reference in value or [])

    def result(self, value: Any) -> Any:
        return [entry.as_result() for entry in sorted(value or [], key=lambda entry: (entry.name, entry.id or ""))]


def get_key(wire: Mapping[str, Any], dotted: str) -> Any:
    """The value at a dotted key, or None."""
    value: Any = wire
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def put_key(wire: Wire, dotted: str, value: Any) -> None:
    """Set the value at a dotted key. None removes it, and parents that become empty."""
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


def _read_reference(entry: Any, names: Mapping[str, str]) -> Optional[Ref]:
    if not entry or entry.get("id") is None:
        return None
    if isinstance(entry["id"], Ref):
        return entry["id"]
    facts = {key: value for key, value in entry.items() if key != "id"}
    return Ref(names.get(entry["id"], GONE), entry["id"], facts)
