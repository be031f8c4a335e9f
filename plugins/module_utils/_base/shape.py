# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Shapes: what the collection relies on in an answer, so that an answer is checked once, where it enters.

A shape lists the keys that are read and their types. Other keys, and values of enumerations that are not known, are
welcome. Pure, and quick: a check that succeeds builds nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Mapping, Optional, Union

from .time import moment

# More levels than any answer of PingOne has; what is nested deeper cannot be copied safely.
DEEPEST = 100
_LONGEST_QUOTE = 40
_LARGEST_NUMBER = 2**63
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SEGMENT = re.compile(r"[0-9A-Za-z_-]{1,128}")
_VISIBLE = re.compile(r"[!-~]+")
_MISSING = object()


class Misfit(ValueError):
    """A value that does not have its shape.

    ``key`` is its dotted place, ``expected`` what should be there, ``found`` what is there, in words that hold no more
    than a short scalar, and ``item`` the id of the innermost object around it that has a usable one.
    """

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.key = ""
        self.expected = expected
        self.found = found
        self.item = ""

    def __str__(self) -> str:
        item = f" (id {self.item})" if self.item else ""
        return f"{self.key or 'the answer'}{item} should be {self.expected}, but {self.found}"

    def below(self, key: Union[str, int]) -> Misfit:
        """The same misfit, seen from the container that holds the value under this key."""
        head = f"[{key}]" if isinstance(key, int) else key
        self.key = head + ("" if not self.key or self.key.startswith("[") else ".") + self.key
        return self


@dataclass(frozen=True)
class Scalar:
    """A single value: what it is called and how it is recognized. A ``secret`` one is never quoted."""

    words: str
    fits: Callable[[Any], bool]
    secret: bool = False

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises Misfit: if it does not fit.
        """
        if not self.fits(value):
            raise Misfit(self.words, "is not (its value is not shown)" if self.secret else described(value))


@dataclass(frozen=True)
class Listing:
    """A list of values of one shape; ``length``: of exactly so many."""

    item: Shape
    length: Optional[int] = None

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises Misfit: if it does not fit.
        """
        if not isinstance(value, list) or self.length not in (None, len(value)):
            raise Misfit("a list", described(value))
        check = self.item.check
        for index, item in enumerate(value):
            try:
                check(item)
            except Misfit as misfit:
                identifier = item.get("id") if isinstance(item, dict) else None
                if not misfit.item and is_segment(identifier):
                    misfit.item = str(identifier)
                raise misfit.below(index) from None


@dataclass(frozen=True)
class Record:
    """An object.

    ``required`` keys have to be there, and so have those that ``implied`` tells by the object itself, as dotted keys;
    at least one of ``some`` has to be there, if there are any. ``nullable`` keys may be null, which means the same as
    leaving them out; PingOne leaves them out, so anywhere else null is not taken for an answer.
    """

    keys: Mapping[str, Shape]
    required: frozenset[str] = frozenset()
    nullable: frozenset[str] = frozenset()
    some: tuple[str, ...] = ()
    implied: Optional[Callable[[dict[str, Any]], Iterable[str]]] = None

    def check(self, value: Any) -> None:
        """Accept a value.

        :raises Misfit: if it does not fit.
        """
        if not isinstance(value, dict):
            raise Misfit("an object", described(value))
        for key, shape in self.keys.items():
            inner = value.get(key, _MISSING)
            if inner is _MISSING or (inner is None and key in self.nullable):
                if key in self.required:
                    raise Misfit(_words(shape), described(inner)).below(key)
                continue
            try:
                shape.check(inner)
            except Misfit as misfit:
                raise misfit.below(key) from None
        if self.some and not any(value.get(key) is not None for key in self.some):
            raise Misfit(f"an object with {' or '.join(self.some)}", described(value))
        for dotted in self.implied(value) if self.implied else ():
            if _at(value, dotted) is None:
                raise Misfit("there", described(_MISSING)).below(dotted)


Shape = Union[Scalar, Listing, Record]


@dataclass(frozen=True)
class Rule:
    """The shape of the value at a dotted key; ``always``: it is there whenever the object that holds it is."""

    key: str
    shape: Shape
    always: bool = False


@dataclass
class _Node:
    """A record that is being put together from rules."""

    children: dict[str, Union[_Node, Shape]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    some: tuple[str, ...] = ()

    def inner(self, dotted: str) -> _Node:
        """The record at a dotted key, made if it is not there."""
        node = self
        for part in filter(None, dotted.split(".")):
            child = node.children.setdefault(part, _Node())
            if not isinstance(child, _Node):
                raise TypeError(f"{dotted} is declared as an object and as a value")
            node = child
        return node

    def finished(self, implied: Optional[Callable[[dict[str, Any]], Iterable[str]]] = None) -> Record:
        """The record. What holds lists or references is never null, so that none of them is taken for an empty one."""
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

    ``required`` dotted keys have to be there with all that is above them. Of ``some``, an object at that dotted key
    needs at least one of the keys.
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


def described(value: Any) -> str:
    """What a value is, as the end of a sentence: containers by their size only, because they may hold anything."""
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
    """Whether a value is nested deeper than it can be copied safely."""
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
    """Whether a value is a text that can be written down: half of a surrogate pair cannot."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= one <= "\udfff" for one in value))


def is_token(value: Any) -> bool:
    """Whether a value can be an access token, which is sent in a header: visible characters of ASCII."""
    return isinstance(value, str) and bool(_VISIBLE.fullmatch(value))


def is_segment(value: Any) -> bool:
    """Whether a value can stand for an object in a path, and nothing else."""
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
# A value of an enumeration, which may be one that is not known yet, or another short name that is told as it is.
CODE = Scalar("a code of at most 200 characters", lambda value: is_token(value) and len(value) <= 200)
FLAG = Scalar("true or false", lambda value: isinstance(value, bool))
NUMBER = Scalar("a whole number", _is_number)
UUID = Scalar("an id (a UUID)", lambda value: isinstance(value, str) and bool(_UUID.fullmatch(value)))
# Of objects that PingOne took over from elsewhere.
IDENTIFIER = Scalar("an id", is_segment)
TIMESTAMP = Scalar("a time such as 2026-03-02T09:15:44.102Z", lambda value: moment(value) is not None)
# The answer of a token endpoint.
TOKEN = Record({"access_token": Scalar("a token", is_token, secret=True)}, frozenset({"access_token"}))
SECRET = Scalar("a text", lambda value: is_text(value) and value != "", secret=True)
# Nothing but an object, of which no key is read.
ANY_OBJECT = Record({})
REFERENCE = Record({"id": UUID}, frozenset({"id"}))
TEXTS = Listing(TEXT)
REFERENCES = Listing(REFERENCE)
