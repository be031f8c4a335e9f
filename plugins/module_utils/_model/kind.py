# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The declaration of a PingOne object: its fields, and what is derived from them.

A *wire* is an object as PingOne's API sends it. A *state* is the same object in terms of the module's options:
a dict from option name to value, in which references to other objects are :class:`Ref`. Options, payload, comparison,
diff, and result are derived from the declaration.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Callable, Iterable, Mapping, Optional

from .._base.errors import InvalidInput, Problem
from .._base.shape import UUID, Record, Rule, Shape, record
from .._base.suggest import MAXIMUM_SUGGESTIONS, either
from .._base.text import quoted
from .._base.topic import Permission, Topic
from .field import Field, Wire, get_key, put_key

State = dict[str, Any]

# Keys that PingOne generates. They are not sent back.
GENERATED = ("_links", "_embedded", "id", "environment", "createdAt", "updatedAt")


@dataclass(frozen=True)
class Kind:
    """A kind of PingOne object.

    - ``noun``, ``plural``: what one object and several objects are called in messages. The plural is the noun with
      an ``s`` by default.
    - ``collection``: the path segment of its collection.
    - ``permission``: the permission that its requests require.
    - ``natural_key``: the dotted key that identifies an object among its siblings.
    - ``generated``: keys that PingOne generates, in addition to :data:`GENERATED`.
    - ``constants``: what is sent at creation only.
    - ``key``: the key of the objects in a list; by default ``collection``.
    - ``listed_in_environment``: the objects of all parents are in one list of the environment.
    - ``unique_in``: the dotted key of the object within which the natural key is unique; by default the parent.
    - ``filter_operator``: the operator that filters by name, for kinds with too many objects to list all of them.
    - ``remove_if_empty``: dotted keys of nested objects that an update removes as a whole once none of these keys is
      left in them.
    - ``allows_duplicates``: PingOne accepts several siblings with the same name.
    - ``rank``: the position of the kind in the order in which a plan is written. An object is written after the objects
      that it refers to.
    - ``extra_keys``: keys that are read in addition to those of the fields.
    - ``required``: dotted keys without which a response cannot be used.
    - ``required_if``: returns further required keys, depending on the object.
    - ``id_shape``: the shape of the ID. None: the object is the only one at its path, and requires neither ID nor name.
    - ``phrases``: the text of a step by its verb, with ``{}`` for the name; by default verb, noun, and name.
    """

    noun: str
    collection: str
    fields: tuple[Field, ...]
    permission: Permission
    plural: str = ""
    natural_key: str = "name"
    generated: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    listed_in_environment: bool = False
    unique_in: str = ""
    filter_operator: str = ""
    remove_if_empty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allows_duplicates: bool = False
    rank: int = 0
    extra_keys: tuple[Rule, ...] = ()
    required: tuple[str, ...] = ()
    required_if: Optional[Callable[[Wire], Iterable[str]]] = None
    id_shape: Optional[Shape] = UUID
    phrases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plural", self.plural or f"{self.noun}s")

    @cached_property
    def shape(self) -> Record:
        """The required shape of such an object in a response."""
        rules = [item.rule for item in self.fields] + list(self.extra_keys)
        if self.id_shape is None:
            return record(rules, self.required, self.remove_if_empty, self.required_if)
        known_by = (Rule("id", self.id_shape), *rules)
        return record(known_by, ("id", self.natural_key, *self.required), self.remove_if_empty, self.required_if)

    @cached_property
    def topic(self) -> Topic:
        """What the client needs for a request."""
        return Topic(self.shape, self.permission, self.key)

    def read(self, wire: Wire, names: Mapping[str, str]) -> State:
        """The state of a wire; ``names`` maps IDs of referenced objects to their names."""
        return {item.option: item.read(wire, names) for item in self.fields}

    def write(self, state: State, current: Optional[Wire] = None) -> Wire:
        """The payload of a state: ``current`` with the fields that differ. Unknown keys are preserved."""
        body = {
            key: deepcopy(value) for key, value in (current or self.constants).items() if key not in self.generated_keys
        }
        now = self.read(body, {}) if current else {}
        for item in self.fields:
            value = state.get(item.option)
            if not current or not item.same(now[item.option], value):
                item.put(body, value)
        for place, keys in self.remove_if_empty.items():
            places = [f"{place}.{key}" for key in keys]
            had, has = (any(get_key(wire, one) is not None for one in places) for wire in (current or {}, body))
            if had and not has:
                put_key(body, place, None)
        return body

    @property
    def generated_keys(self) -> tuple[str, ...]:
        """All keys that PingOne generates."""
        return GENERATED + self.generated

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """The argument spec of the fields."""
        return {item.option: item.spec for item in self.fields}

    def wanted(self, now: Optional[State], given: Mapping[str, Any]) -> State:
        """The wanted state: the current one, or the initial values, updated with the options of the task."""
        state = dict(now) if now else {item.option: item.initial for item in self.fields}
        fields = [item for item in self.fields if given.get(item.option) is not None]
        return {**state, **{item.option: given[item.option] for item in fields}}

    def immutable_problems(self, now: State, wanted: State) -> list[Problem]:
        """A problem for each immutable field that would change."""
        return [
            Problem(
                item.option, f"is {now[item.option]} and cannot be changed to {wanted[item.option]}: {item.immutable}"
            )
            for item in self.fields
            if item.immutable and not item.same(now[item.option], wanted[item.option])
        ]

    def differs(self, left: State, right: State) -> bool:
        """Whether two states differ in any field."""
        return any(not item.same(left.get(item.option), right.get(item.option)) for item in self.fields)

    def sibling(self, items: Iterable[Wire], wire: Wire) -> Optional[Wire]:
        """The item with the same natural key as a wire, or None."""
        keys = [key for key in (self.natural_key, self.unique_in) if key]
        return next((item for item in items if all(get_key(item, key) == get_key(wire, key) for key in keys)), None)

    def fulfills(self, wire: Wire, payload: Wire) -> bool:
        """Whether an object has all values of a payload. Fields that the payload omits may have any value."""
        now, wanted = self.read(wire, {}), self.read(payload, {})
        return all(item.same(now[item.option], wanted[item.option]) for item in self.fields if wanted[item.option])

    def view(self, state: Optional[State]) -> dict[str, Any]:
        """A state for a diff: names instead of IDs, sets sorted, empty fields omitted."""
        view: dict[str, Any] = {}
        for item in self.fields if state else ():
            shown = item.shown((state or {}).get(item.option))
            put_key(view, item.option, None if shown in ("", [], {}) else shown)
        return view

    def result(self, state: State, identifier: Optional[str]) -> dict[str, Any]:
        """A state for a module's result: IDs and names, sets sorted, every key present."""
        result: dict[str, Any] = {"id": identifier}
        for item in self.fields:
            place = result
            *groups, name = item.option.split(".")
            for group in groups:
                place = place.setdefault(group, {})
            place[name] = item.result(state.get(item.option))
        return result


def match(noun: str, items: Iterable[Wire], wanted: str, option: str) -> Optional[Wire]:
    """The item with this ID or exactly this name, or None.

    :raises InvalidInput: if several items have the name, or only the case differs.
    """
    candidates = list(items)
    by_id = [item for item in candidates if item["id"] in (wanted, wanted.lower())]
    if by_id:
        return by_id[0]
    exact = [item for item in candidates if item.get("name") == wanted]
    if len(exact) > 1:
        ids = ", ".join(sorted(str(item["id"]) for item in exact))
        text = f"{len(exact)} objects of type {noun} are named {quoted(wanted)}. Specify an ID instead: {ids}."
        raise InvalidInput([Problem(option, text, transient=True)])
    if exact:
        return exact[0]
    close = sorted({item["name"] for item in candidates if item.get("name", "").casefold() == wanted.casefold()})
    if close:
        meant = either(close[:MAXIMUM_SUGGESTIONS])
        text = f"there is no {noun} {quoted(wanted)}. Did you mean {meant}? Names are case-sensitive."
        raise InvalidInput.of(option, text)
    return None


def given_name(options: Mapping[str, Any], current: Optional[Wire]) -> Optional[str]:
    """The name that the object should have; None if it is not set, or is the ID of the object."""
    name: Optional[str] = options.get("name")
    return None if name is not None and current is not None and name.lower() == current["id"] else name
