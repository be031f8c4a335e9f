# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be wrong with an answer. Everything follows from a random generator, so that a seed names a mutation."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

Place = tuple[str | int, ...]

DEEP: Any = 7
for _level in range(400):
    DEEP = {"x": DEEP}
HUGE = 100_000
VALUES: dict[str, Callable[[Any], Any]] = {
    "null": lambda value: None,
    "number": lambda value: 7,
    "negative": lambda value: -1,
    "fraction": lambda value: 0.5,
    "huge number": lambda value: 10**30,
    "infinite": lambda value: float("inf"),
    "not a number": lambda value: float("nan"),
    "true": lambda value: True,
    "false": lambda value: False,
    "empty text": lambda value: "",
    "text": lambda value: "x",
    "huge text": lambda value: HUGE * "x",
    "surrogate": lambda value: "a\ud800b",
    "control characters": lambda value: "a\x00\n\x1bb",
    "dots": lambda value: "..",
    "path": lambda value: "../x?y#z",
    "empty list": lambda value: [],
    "empty object": lambda value: {},
    "in a list": lambda value: [value],
    "in a list of lists": lambda value: [[value]],
    "in an object": lambda value: {"x": value},
    "list of null": lambda value: [None],
    "list of odd things": lambda value: [7, "x", None, [], {}],
    "deep": lambda value: DEEP,
    "with null added": lambda value: [*value, None] if isinstance(value, list) else None,
    "with a text added": lambda value: [*value, "x"] if isinstance(value, list) else ["x"],
    "twice": lambda value: 2 * value if isinstance(value, (list, str)) else [value, value],
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "cut off": b'{"_embedded": {"a',
    "page": b"<html>Sign in</html>",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "very deep": 100_000 * b"[",
    "list": b"[]",
    "list of lists": b'[["x"]]',
    "null": b"null",
    "text": b'"x"',
    "number": b"7",
    "number of many digits": 5000 * b"9",
    "empty object": b"{}",
}
ERRORS: list[Any] = [
    {"details": [["x"]]},
    {"details": [None, 7, "x"]},
    {"details": "x"},
    {"details": 7},
    {"details": {}},
    {"details": [{"code": 7, "target": ["x"], "message": {"a": 1}, "innerError": "x"}]},
    {"details": [{"code": "UNIQUENESS_VIOLATION", "innerError": ["x"]}]},
    {"details": [{"code": ["UNIQUENESS_VIOLATION"], "innerError": {"existingId": None, "x": DEEP}}]},
    {"details": HUGE // 100 * [{"message": "x"}]},
    {"code": 7},
    {"code": ["x"], "message": ["x"]},
    {"message": {"a": "b"}},
    {"message": HUGE * "x"},
    {"message": "a\ud800b", "details": [{"message": "a\ud800b", "target": "\udfff"}]},
    {"id": 7},
    {"id": {"a": DEEP}},
    {"error": ["x"], "error_description": {"a": 1}},
    {"error": "a\ud800b", "error_description": 7},
]
STATUSES = (400, 401, 403, 404, 405, 409, 415, 418, 429, 500, 501, 502, 503, 504)
HEADERS: list[dict[str, str]] = [
    {"Date": "yesterday"},
    {"Date": ""},
    {"Date": "Mon, 02 Mar 2026 10:00:00 -0000"},
    {"Date": "Mon, 02 Mar 99999 10:00:00 GMT"},
    {"Date": "Mon, 01 Jan 0001 00:00:00 GMT"},
    {"Date": "Fri, 31 Dec 9999 23:59:59 -2359"},
    {"Date": "Mon, 02 Mar 2026 10:00:00 +99999999999"},
    {"Content-Type": ""},
    {"Content-Type": "text/html; charset=klingon"},
    {"Content-Type": "application/json; charset=utf-7"},
    {"Retry-After": 5000 * "9"},
    {"Retry-After": "-1"},
    {"Retry-After": "Mon, 02 Mar 99999 10:00:00 GMT"},
    {"Retry-After": "soon"},
]
LINKS: list[Any] = [
    {"next": {"href": "http://["}},
    {"next": {"href": "http://127.0.0.1:99999/"}},
    {"next": {"href": "/v1/x"}},
    {"next": {"href": "//"}},
    {"next": {"href": "file:///etc/passwd"}},
    {"next": {"href": 7}},
    {"next": {"href": ["x"]}},
    {"next": {"href": "http://a\ud800b/"}},
    {"next": "x"},
    {"next": []},
    {"next": [{"href": "x"}]},
    {"next": 7},
    [],
    "x",
    7,
    None,
]


@dataclass(frozen=True)
class Answer:
    """An answer as it is on the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mutation:
    """One way in which an answer is wrong: the ``kind`` with its place, and a function that makes it so.

    plausible: the answer could be another right one, for example because a text became another text.
    """

    kind: str
    place: str
    make: Callable[[Answer], Answer]
    plausible: bool = False

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}" if self.place else self.kind


def mutation(dice: random.Random, answer: Answer) -> Mutation:
    """A mutation of an answer."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = None
    choice = dice.random()
    if not isinstance(document, dict) or not document or choice < 0.06:
        return body_mutation(dice)
    if choice < 0.18:
        status, error = dice.choice(STATUSES), dice.choice(ERRORS)
        name = json.dumps(error)[:40]
        return Mutation(f"error {status}: {name}", "", lambda given: replace(given, status=status, body=dumped(error)))
    if choice < 0.22:
        headers = dice.choice(HEADERS)
        return Mutation(f"headers: {str(headers)[:60]}", "", lambda given: replace(given, headers=headers))
    if choice < 0.26 and "_embedded" in document:
        links = dice.choice(LINKS)
        return Mutation(f"links: {links!r}", "", lambda given: _with(given, ("_links",), lambda _value: links))
    return value_mutation(dice, document)


def body_mutation(dice: random.Random) -> Mutation:
    """A mutation of a whole body."""
    kind = dice.choice(sorted(BODIES))
    return Mutation(f"body: {kind}", "", lambda given: replace(given, body=BODIES[kind]))


def value_mutation(dice: random.Random, document: dict[str, Any]) -> Mutation:
    """A mutation of one value in a document that is not empty."""
    place = dice.choice(_places(document, dice))
    before = _at(document, place)
    if isinstance(place[-1], str) and dice.random() < 0.3:
        return Mutation("drop", spelled(place), lambda given: _without(given, place))
    kind = dice.choice(sorted(VALUES))
    plausible = type(VALUES[kind](before)) is type(before) and "added" not in kind
    return Mutation(kind, spelled(place), lambda given: _with(given, place, VALUES[kind]), plausible)


def dumped(value: Any) -> bytes:
    """A value as JSON, with everything that Python's own reader takes."""
    return json.dumps(value).encode()


def spelled(place: Place) -> str:
    """A place as it is told."""
    return ".".join(str(part) for part in place)


def _places(document: Any, dice: random.Random) -> list[Place]:
    """Places in a document, of which those below links are rare because nobody reads them."""
    found: list[Place] = []

    def walk(value: Any, place: Place) -> None:
        inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, one in inner:
            if key == "_links" and place and dice.random() < 0.95:
                continue
            found.append((*place, key))
            walk(one, (*place, key))

    walk(document, ())
    return found


def _at(document: Any, place: Place) -> Any:
    for part in place:
        document = document[part]
    return document


def _changed(answer: Answer, change: Callable[[Any], None]) -> Answer:
    """An answer with another document; one that has no such place stays as it is."""
    try:
        document = deepcopy(json.loads(answer.body))
        change(document)
    except (ValueError, LookupError, TypeError):
        return answer
    return replace(answer, body=dumped(document))


def _with(answer: Answer, place: Place, value: Callable[[Any], Any]) -> Answer:
    def change(document: Any) -> None:
        parent = _at(document, place[:-1])
        parent[place[-1]] = value(parent.get(place[-1]) if isinstance(parent, dict) else parent[place[-1]])

    return _changed(answer, change)


def _without(answer: Answer, place: Place) -> Answer:
    def change(document: Any) -> None:
        del _at(document, place[:-1])[place[-1]]

    return _changed(answer, change)
