# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Shapes describe the parts of a response that the collection relies on. A response is checked once, on arrival.

A shape lists the keys that are used and their types. Other keys and unknown values of enumerations are accepted. A
successful check creates no objects, so it is fast.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Mapping, Optional, Union

from .time import parse_timestamp

# More levels than any response of PingOne has. Values that are nested deeper cannot be copied safely.
DEEPEST = 100
_LONGEST_QUOTE = 40
_LARGEST_NUMBER = 2**63
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SEGMENT = re.compile(r"[0-9A-Za-z_-]{1,128}")
_VISIBLE = re.compile(r"[!-~]+")
_MISSING = object()


class ShapeError(ValueError):
    """A value that does not have its shape.

    ``key`` is its dotted key, ``expected`` describes the expected value, ``found`` describes the actual value and
    contains no more than a short scalar, and ``item`` is the ID of the innermost enclosing object that has a valid one.
    """

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.key = ""
        self.expected = expected
        self.found = found
        self.item = ""

    def __str__(self) -> str:
        item = f" (ID {self.item})" if self.item else ""
        return f"{self.key or 'the response'}{item} should be {self.expected}, but {self.found}"

    def below(self, key: Union[str, int]) -> ShapeError:
        """The same error, as seen from the container that has the value at this key."""
        head = f"[{key}]" if isinstance(key, int) else key
        self.key = head + ("" if not self.key or self.key.startswith("[") else ".") + self.key
        return self


@dataclass(frozen=True)
class Scalar:
    """A single value: its description and how to recognize it. A ``secret`` value is never quoted."""

    words: str
    fits: Callable[[Any], bool]
    secret: bool = False

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises ShapeError: if it does not fit.
        """
        if not self.fits(value):
            raise ShapeError(self.words, "is not (its value is not shown)" if self.secret else describe(value))


@dataclass(frozen=True)
class Listing:
    """A list of values of one shape, with exactly ``length`` values if that is set."""

    item: Shape
    length: Optional[int] = None

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises ShapeError: if it does not fit.
        """
        if not isinstance(value, list) or self.length not in (None, len(value)):
            raise ShapeError("a list", describe(value))
        check = self.item.check
        for index, item in enumerate(value):
            try:
                check(item)
            except ShapeError as misfit:
                identifier = item.get("id") if isinstance(item, dict) else None
                if not misfit.item and is_segment(identifier):
                    misfit.item = str(identifier)
                raise misfit.below(index) from None


@dataclass(frozen=True)
class Record:
    """An object.

    ``required`` keys must be present, and so must the dotted keys that ``implied`` returns for the object. If ``some``
    has keys, at least one of them must be present. ``nullable`` keys may be null, which means the same as omitting
    them. PingOne omits them, so null is not accepted anywhere else.
    """

    keys: Mapping[str, Shape]
    required: frozenset[str] = frozenset()
    nullable: frozenset[str] = frozenset()
    some: tuple[str, ...] = ()
    implied: Optional[Callable[[dict[str, Any]], Iterable[str]]] = None

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises ShapeError: if it does not fit.
        """
        if not isinstance(value, dict):
            raise ShapeError("an object", describe(value))
        for key, shape in self.keys.items():
            inner = value.get(key, _MISSING)
            if inner is _MISSING or (inner is None and key in self.nullable):
                if key in self.required:
                    raise ShapeError(_words(shape), describe(inner)).below(key)
                continue
            try:
                shape.check(inner)
            except ShapeError as misfit:
                raise misfit.below(key) from None
        if self.some and not any(value.get(key) is not None for key in self.some):
            raise ShapeError(f"an object with {' or '.join(self.some)}", describe(value))
        for dotted in self.implied(value) if self.implied else ():
            if _at(value, dotted) is None:
                raise ShapeError("present", describe(_MISSING)).below(dotted)


Shape = Union[Scalar, Listing, Record]


@dataclass(frozen=True)
class Rule:
    """The shape of the value at a dotted key, which is required in its object if ``always`` is set."""

    key: str
    shape: Shape
    always: bool = False


@dataclass
class _Node:
    """A record that is being built from rules."""

    children: dict[str, Union[_Node, Shape]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    some: tuple[str, ...] = ()

    def inner(self, dotted: str) -> _Node:
        """The record at a dotted key, which is created if it does not exist."""
        node = self
        for part in filter(None, dotted.split(".")):
            child = node.children.setdefault(part, _Node())
            if not isinstance(child, _Node):
                raise TypeError(f"{dotted} is declared as an object and as a value")
            node = child
        return node

    def finished(self, implied: Optional[Callable[[dict[str, Any]], Iterable[str]]] = None) -> Record:
        """The record. Objects with lists or references are not nullable, so null is never mistaken for empty ones."""
        keys = {key: child.finished() if isinstance(child, _Node) else child for key, child in self.children.items()}
        nullable = frozenset(key for key, shape in keys.items() if _may_be_null(shape))
        return Record(keys, frozenset(self.required), nullable, self.some, implied)


def record(
    rules: Iterable[Rule],
    required: Iterable[str] = (),
    some: Optional[Mapping[str, tuple[str, ...]]] = None,
    implied: Optional[Callable[[dict[str, Any]], Iterable[str]]] = None,
) -> Record:
    """The shape of an object from rules by dotted keys.

    ``required`` dotted keys must be present with all of their parents. ``some`` maps dotted keys of objects to keys of
    which the object must have at least one.
    """
    root = _Node()
    for rule in rules:
        place, _dot, key = rule.key.rpartition(".")
        node = root.inner(place)
        node.children[key] = rule.shape
        if rule.always:
            node.required.add(key)
    for dotted in required:
        node = root
        for part in dotted.split("."):
            node.required.add(part)
            child = node.children[part]
            node = child if isinstance(child, _Node) else node
    for dotted, keys in (some or {}).items():
        root.inner(dotted).some = keys
    return root.finished(implied)


def describe(value: Any) -> str:
    """Describe a value as the end of a sentence, containers by their size only, because they may contain anything."""
    if value is _MISSING:
        return "is missing"
    if value is None:
        return "is null"
    if isinstance(value, (list, dict)):
        return f"is {'a list' if isinstance(value, list) else 'an object'} with {len(value)} entries"
    text = json.dumps(value)
    text = text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."
    return f"is {'' if isinstance(value, bool) else 'the text ' if isinstance(value, str) else 'the number '}{text}"


def is_deep(value: Any) -> bool:
    """Whether a value is nested too deeply to be copied safely."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def is_text(value: Any) -> bool:
    """Whether a value is a text that can be encoded, so without lone surrogates."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= one <= "\udfff" for one in value))


def is_token(value: Any) -> bool:
    """Whether a value can be an access token, which is sent in a header: printable ASCII without spaces."""
    return isinstance(value, str) and bool(_VISIBLE.fullmatch(value))


def is_segment(value: Any) -> bool:
    """Whether a value can be the ID of an object in a path."""
    return isinstance(value, str) and bool(_SEGMENT.fullmatch(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER


def _words(shape: Shape) -> str:
    return shape.words if isinstance(shape, Scalar) else "a list" if isinstance(shape, Listing) else "an object"


def _may_be_null(shape: Shape) -> bool:
    if isinstance(shape, Record):
        return not shape.required and not shape.some and shape.nullable == frozenset(shape.keys)
    return isinstance(shape, Scalar)


def _at(value: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


TEXT = Scalar("a text", is_text)
# A value of an enumeration, which may be unknown, or another short name that is returned unchanged.
CODE = Scalar("a code of at most 200 characters", lambda value: is_token(value) and len(value) <= 200)
FLAG = Scalar("true or false", lambda value: isinstance(value, bool))
NUMBER = Scalar("a whole number", _is_number)
UUID = Scalar("an ID (a UUID)", lambda value: isinstance(value, str) and bool(_UUID.fullmatch(value)))
# For objects that may have IDs of another product.
IDENTIFIER = Scalar("an ID", is_segment)
TIMESTAMP = Scalar("a time such as 2026-03-02T09:15:44.102Z", lambda value: parse_timestamp(value) is not None)
# The response of a token endpoint.
TOKEN = Record({"access_token": Scalar("a token", is_token, secret=True)}, frozenset({"access_token"}))
SECRET = Scalar("a text", lambda value: is_text(value) and value != "", secret=True)
# An object of which no key is used.
ANY_OBJECT = Record({})
REFERENCE = Record({"id": UUID}, frozenset({"id"}))
TEXTS = Listing(TEXT)
REFERENCES = Listing(REFERENCE)
