# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares two JSON values without their values: keys, types, formats, and which elements of a list have which keys.

Nothing that comes from here holds a value: only names of keys that look like names of keys, and names of types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})")
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
KEY = re.compile("[A-Za-z_][A-Za-z0-9_]{0,39}|[a-z]+(-[a-z]+){1,4}")


@dataclass(frozen=True)
class Difference:
    """A place where the sides differ, and what each side has there."""

    pointer: str
    emulator: str
    other: str


@dataclass
class Names:
    """The variables for the IDs that each side has created."""

    emulator: dict[str, str]
    other: dict[str, str]


class Shapes:
    """One comparison; ``differences`` and ``notes`` (pointers that could not be compared) are its result."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.differences: list[Difference] = []
        self.notes: list[str] = []

    def compare(self, emulator: Any, other: Any, pointer: str = "", foreign: bool = False) -> None:
        """Walk both values; ``foreign`` values belong to objects that the transcript did not create."""
        types = type_of(emulator), type_of(other)
        if types[0] != types[1]:
            self._differ(pointer, *types)
        elif isinstance(emulator, dict):
            for key in [*emulator, *(key for key in other if key not in emulator)]:
                place = f"{pointer}/{shown(key)}"
                if key not in other:
                    self._differ(place, type_of(emulator[key]), "missing")
                elif key not in emulator:
                    self._differ(place, "missing", type_of(other[key]))
                else:
                    self.compare(emulator[key], other[key], place, foreign)
        elif isinstance(emulator, list):
            self._lists(emulator, other, pointer, "/_embedded/" in pointer)

    def _differ(self, pointer: str, emulator: str, other: str) -> None:
        self.differences.append(Difference(pointer or "/", emulator, other))

    def _lists(self, emulator: list[Any], other: list[Any], pointer: str, collection: bool) -> None:
        """Elements that the transcript created are compared one by one, others as a whole."""
        known, found = _named(emulator, self.names.emulator), _named(other, self.names.other)
        if known or found:
            for name in [*known, *(name for name in found if name not in known)]:
                place = f"{pointer}/${{{name}}}"
                if name not in found:
                    self._differ(place, "element", "missing")
                elif name not in known:
                    self._differ(place, "missing", "element")
                else:
                    self.compare(known[name], found[name], place)
        elif emulator and other:
            self._elements(emulator, other, f"{pointer}/*", collection)
        elif collection and (emulator or other):
            self.notes.append(f"{pointer}: the list of one side is empty")
        elif emulator or other:
            self._differ(pointer, "elements" if emulator else "no elements", "elements" if other else "no elements")

    def _elements(self, emulator: list[Any], other: list[Any], place: str, collection: bool) -> None:
        """By the types of the elements and, of objects, by how many have each key."""
        types = [sorted({type_of(one) for one in side}) for side in (emulator, other)]
        if types[0] != types[1] and not (collection and set(types[0]) & set(types[1])):
            self._differ(place, " or ".join(types[0]), " or ".join(types[1]))
            return
        ours, theirs = ([one for one in side if isinstance(one, dict)] for side in (emulator, other))
        for key in dict.fromkeys(key for one in [*ours, *theirs] for key in one):
            values = [[one[key] for one in side if key in one] for side in (ours, theirs)]
            presence = tuple(_presence(len(values[at]), len(side)) for at, side in enumerate((ours, theirs)))
            where = f"{place}/{shown(key)}"
            # Which optional keys the objects of a tenant have says nothing.
            if presence[0] != presence[1] and not (collection and "in some elements" in presence):
                self._differ(where, *presence)
            elif all(side and isinstance(side[0], dict | list) for side in values):
                self._inner(values[0], values[1], where, collection)
            elif values[0] and values[1]:
                kinds = [sorted({type_of(value) for value in side}) for side in values]
                if not set(kinds[0]) & set(kinds[1]):
                    self._differ(where, " or ".join(kinds[0]), " or ".join(kinds[1]))

    def _inner(self, emulator: list[Any], other: list[Any], where: str, collection: bool) -> None:
        """The objects or lists that all elements have under one key."""
        if isinstance(emulator[0], list) and isinstance(other[0], list):
            emulator, other = (
                [one for part in side if isinstance(part, list) for one in part] for side in (emulator, other)
            )
            where = f"{where}/*"
        if emulator and other:
            self._elements(emulator, other, where, collection)


def _presence(count: int, total: int) -> str:
    return "missing" if not count else "in every element" if count == total else "in some elements"


def _named(elements: list[Any], names: dict[str, str]) -> dict[str, Any]:
    """The elements that were created by the transcript, by variable."""
    return {
        names[one["id"]]: one
        for one in elements
        if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] in names
    }


def type_of(value: Any) -> str:
    """The name of the type, and of the format of a text."""
    if isinstance(value, str):
        return _format(value)
    simple = {dict: "object", list: "array", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return simple.get(type(value), "value")


def _format(text: str) -> str:
    if not text:
        return "empty string"
    if UUID.fullmatch(text):
        return "UUID"
    if TIMESTAMP.fullmatch(text) and _is_moment(text):
        return "timestamp"
    if TOKEN.fullmatch(text):
        return "JWT"
    return "URL" if re.fullmatch(r"https?://\S+", text) else "string"


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def shown(key: str) -> str:
    """A key as it is printed: what does not look like the name of a key may be a value."""
    return key if KEY.fullmatch(key) and sum(letter.isdigit() for letter in key) <= 1 else "(another key)"
