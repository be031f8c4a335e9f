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
from functools import cached_property
from typing import Any, Callable, Iterable, Mapping, Optional

from .._base.errors import InvalidInput, Problem
from .._base.shape import UUID, Record, Rule, Shape, record
from .._base.suggest import MAXIMUM_SUGGESTIONS, either
from .._base.text import quoted
from .._base.topic import Permission, Topic
from .field import Field, Wire, get_key, put_key

State = dict[str, Any]

# Keys that PingOne writes by itself; they are not sent back.
GENERATED = ("_links", "_embedded", "id", "environment", "createdAt", "updatedAt")


@dataclass(frozen=True)
class Kind:
    """A kind of PingOne object.

    ``collection`` is its path segment, and its key in a list unless that is another one, ``key``. ``permission`` is
    what its requests need. ``listed_on_top`` says that those of all parents are in one list of the environment.
    ``natural_key`` is the dotted key that tells siblings apart, ``generated`` are further keys that the server writes,
    ``constants`` what is sent at creation only.
    ``unique_in`` is the dotted key of what the natural key is unique in, if that is not the parent. ``found_by`` is the
    operator by which a filter finds names, of kinds that there may be too many of to list all. ``wholes`` are dotted
    places that an update removes, with everything in them, together with the last of these keys that they had.
    ``duplicates`` says that PingOne accepts several siblings of one name. ``rank`` is the place of the kind in the
    order in which a plan is written; what is referred to comes before what refers to it.

    What an answer has to hold follows from the fields. ``relied`` are further keys that are read, ``required`` the
    dotted keys without which an answer cannot be used, ``implied`` tells more of them by the object itself.
    ``identifier`` is the shape of its id; None: there is one such object at its path, which needs neither id nor name.
    ``phrases`` maps the verb of a step to its text, in which ``{}`` is the name; the default is verb, noun, and name.
    """

    noun: str
    collection: str
    fields: tuple[Field, ...]
    permission: Permission
    natural_key: str = "name"
    generated: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    listed_on_top: bool = False
    unique_in: str = ""
    found_by: str = ""
    wholes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    duplicates: bool = False
    rank: int = 0
    relied: tuple[Rule, ...] = ()
    required: tuple[str, ...] = ()
    implied: Optional[Callable[[Wire], Iterable[str]]] = None
    identifier: Optional[Shape] = UUID
    phrases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def shape(self) -> Record:
        """What an answer that holds such an object has to be like."""
        rules = [item.rule for item in self.fields] + list(self.relied)
        if self.identifier is None:
            return record(rules, self.required, self.wholes, self.implied)
        known_by = (Rule("id", self.identifier), *rules)
        return record(known_by, ("id", self.natural_key, *self.required), self.wholes, self.implied)

    @cached_property
    def topic(self) -> Topic:
        """What the client needs for a request."""
        return Topic(self.shape, self.permission, self.key)

    def read(self, wire: Wire, names: Mapping[str, str]) -> State:
        """The state that a wire describes; ``names`` maps ids of referenced objects to their names."""
        return {item.option: item.read(wire, names) for item in self.fields}

    def write(self, state: State, current: Optional[Wire] = None) -> Wire:
        """The payload of a state: ``current`` but for the fields that differ. Whatever else is in it survives."""
        body = {key: deepcopy(value) for key, value in (current or self.constants).items() if key not in self.dropped}
        now = self.read(body, {}) if current else {}
        for item in self.fields:
            value = state.get(item.option)
            if not current or not item.same(now[item.option], value):
                item.put(body, value)
        for place, keys in self.wholes.items():
            places = [f"{place}.{key}" for key in keys]
            had, has = (any(get_key(wire, one) is not None for one in places) for wire in (current or {}, body))
            if had and not has:
                put_key(body, place, None)
        return body

    @property
    def dropped(self) -> tuple[str, ...]:
        """Keys that PingOne writes by itself."""
        return GENERATED + self.generated

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """The argument spec of the fields."""
        return {item.option: item.spec for item in self.fields}

    def wanted(self, now: Optional[State], given: Mapping[str, Any]) -> State:
        """The state that a task wants: the present one, or the values at creation, with what the task gives."""
        state = dict(now) if now else {item.option: item.initial for item in self.fields}
        fields = [item for item in self.fields if given.get(item.option) is not None]
        return {**state, **{item.option: given[item.option] for item in fields}}

    def fixed_problems(self, now: State, wanted: State) -> list[Problem]:
        """A problem for each field that would change although PingOne does not change it."""
        return [
            Problem(item.option, f"is {now[item.option]} and cannot be changed to {wanted[item.option]}: {item.fixed}")
            for item in self.fields
            if item.fixed and not item.same(now[item.option], wanted[item.option])
        ]

    def differs(self, left: State, right: State) -> bool:
        """Whether two states differ in any field."""
        return any(not item.same(left.get(item.option), right.get(item.option)) for item in self.fields)

    def sibling(self, items: Iterable[Wire], wire: Wire) -> Optional[Wire]:
        """Of these, the one that a wire describes, going by what tells siblings apart."""
        keys = [key for key in (self.natural_key, self.unique_in) if key]
        return next((item for item in items if all(get_key(item, key) == get_key(wire, key) for key in keys)), None)

    def fulfills(self, wire: Wire, payload: Wire) -> bool:
        """Whether an object is what a payload asks for. What the payload leaves out may be anything."""
        now, wanted = self.read(wire, {}), self.read(payload, {})
        return all(item.same(now[item.option], wanted[item.option]) for item in self.fields if wanted[item.option])

    def view(self, state: Optional[State]) -> dict[str, Any]:
        """A state for a diff: names instead of ids, sets sorted, fields that are unset or empty left out."""
        view: dict[str, Any] = {}
        for item in self.fields if state else ():
            shown = item.shown((state or {}).get(item.option))
            put_key(view, item.option, None if shown in ("", [], {}) else shown)
        return view

    def result(self, state: State, identifier: Optional[str]) -> dict[str, Any]:
        """A state for a module's result: ids and names, sets sorted, every key present."""
        result: dict[str, Any] = {"id": identifier}
        for item in self.fields:
            place = result
            *groups, name = item.option.split(".")
            for group in groups:
                place = place.setdefault(group, {})
            place[name] = item.result(state.get(item.option))
        return result


def match(noun: str, items: Iterable[Wire], wanted: str, option: str) -> Optional[Wire]:
    """The item with this id or exactly this name, or None.

    :raises InvalidInput: if several have the name, or only the case is different.
    """
    candidates = list(items)
    by_id = [item for item in candidates if item["id"] in (wanted, wanted.lower())]
    if by_id:
        return by_id[0]
    exact = [item for item in candidates if item.get("name") == wanted]
    if len(exact) > 1:
        ids = ", ".join(sorted(str(item["id"]) for item in exact))
        text = f"{len(exact)} objects of type {noun} are named {quoted(wanted)}. Specify an ID instead: {ids}."
        raise InvalidInput([Problem(option, text, passing=True)])
    if exact:
        return exact[0]
    close = sorted({item["name"] for item in candidates if item.get("name", "").casefold() == wanted.casefold()})
    if close:
        meant = either(close[:MAXIMUM_SUGGESTIONS])
        text = f"there is no {noun} {quoted(wanted)}. Did you mean {meant}? Names are case-sensitive."
        raise InvalidInput.of(option, text)
    return None


def given_name(options: Mapping[str, Any], current: Optional[Wire]) -> Optional[str]:
    """The name that a task wants its object to have; None if it gives none, or gives the object's id as its name."""
    name: Optional[str] = options.get("name")
    return None if name is not None and current is not None and name.lower() == current["id"] else name
