# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An example of each class of requests that operations can distinguish."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._path_matching import (
    rank,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis.distinguishable_requests import (  # noqa: E501
    distinguishable_requests,
)


def path(pattern):
    return ("PARAMETER" if set(pattern) & set("*{") else "EXACT", pattern)


def operation(name, *patterns, methods=()):
    paths = [{"type": kind, "pattern": pattern} for kind, pattern in map(path, patterns)]
    return {"name": name, "paths": paths, **({"methods": list(methods)} if methods else {})}


def shown(request):
    """A request with the names of the operations that decide before and after."""
    deciders = [
        " or ".join(one.operation["name"] for one in side) or "none" for side in (request.before, request.after)
    ]
    method = "other" if request.other_methods else request.method
    open_question = "" if request.certain else " (assumed)"
    return f"{method} {request.path}: {' -> '.join(dict.fromkeys(deciders))}{open_question}"


READ = operation("read", "/orders", "/orders/{id}", methods=["GET"])
WRITE = operation("write", "/orders", methods=["POST"])
REST = operation("rest", "/**")

CASES = {
    "no operation": ([], None, ["other /other: none"]),
    "methods": (
        [READ, WRITE],
        None,
        [
            "GET /orders: read",
            "POST /orders: write",
            "GET /orders/1: read",
            "GET /other: none",
            "POST /other: none",
            "other /other: none",
        ],
    ),
    "a pattern for the rest": (
        [WRITE, REST],
        None,
        ["POST /1: rest", "other /1: rest", "POST /orders: write"],
    ),
    "it is not documented whether the rest of a path can be empty": (
        [operation("below", "/orders/**"), operation("one", "/{x}", "/{x}/{y}")],
        None,
        ["other /: none", "other /1: one", "other /1/1: one", "other /orders/1: below"],
    ),
    "only the open question": (
        [operation("below", "/orders/**"), operation("in between", "/orders/*", "/orders/*/**")],
        None,
        [
            "other /orders: below (assumed)",
            "other /orders/1: in between",
            "other /orders/1/1: in between",
            "other /other: none",
        ],
    ),
    "equally specific": (
        [operation("a", "/{x}"), operation("b", "/{y}", "/b")],
        None,
        ["other /1: a or b", "other /b: b", "other /other/path: none"],
    ),
    "literal characters as they are": (
        [operation("a", "/a b/50%?#/\\*\\{x\\}*"), operation("b", "/größe")],
        None,
        ["other /a b/50%?#/*{x}: a", "other /größe: b", "other /other: none"],
    ),
    "other characters than those of the patterns": (
        [operation("digits", *(f"/{digit}*" for digit in range(10))), operation("any", "/{x}")],
        None,
        [*(f"other /{digit}: digits" for digit in range(10)), "other /a: any", "other /other/path: none"],
    ),
    "no segment that clients remove": (
        [operation("dot", "/a/.*"), operation("star", "/*/b")],
        None,
        ["other /1/b: star", "other /a/.1: dot", "other /other: none"],
    ),
    "a pattern that matches nothing": ([operation("a", "a")], None, ["other /other: none"]),
    "a change": (
        [READ],
        [operation("read", "/orders", methods=["GET"]), REST],
        ["GET /1: none -> rest", "other /1: none -> rest", "GET /orders: read", "GET /orders/1: read -> rest"],
    ),
    "methods that only one side lists": (
        [operation("any", "/a")],
        [operation("get", "/a", methods=["GET"])],
        ["GET /a: any -> get", "other /a: any -> none", "GET /other: none", "other /other: none"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_examples(case):
    before, after, expected = CASES[case]
    assert [shown(one) for one in distinguishable_requests(before, after)] == expected


def test_the_method_that_no_operation_lists():
    def other(*methods):
        (found,) = {one.method for one in distinguishable_requests([operation("a", "/a", methods=methods)]) if one[1]}
        return found

    assert other() == "GET"
    assert other("GET", "PUT") == "POST"
    assert other("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE") == "OTHER-1"


def test_the_rest_cannot_be_told_by_a_pattern_of_the_same_text():
    exact = {"name": "exact", "paths": [{"type": "EXACT", "pattern": "/**"}]}
    assert [shown(one) for one in distinguishable_requests([exact])] == ["other /**: exact", "other /other: none"]


def test_no_path_is_left():
    every = operation("every", "/*", "/*/**")
    found = distinguishable_requests([every, operation("deep", "/other/**")])
    assert [shown(one) for one in found] == ["other /1: every", "other /1/1: every", "other /other/1: deep"]


def test_a_path_that_is_not_obvious():
    names = operation("names", "/other", "/other/**", "/1", "/1/**")
    assert "other /a: none" in [shown(one) for one in distinguishable_requests([names])]


def test_too_many_requests():
    dice = random.Random(1)
    patterns = ["/" + "*".join(dice.choices("abc", k=20)) + "*" for _number in range(20)]
    assert distinguishable_requests([operation("a", *patterns)]) is None
    assert distinguishable_requests([READ], steps=1) is None


EXPRESSIONS = {"{x}": "[^/]+", "*": "[^/]*", "a*": "a[^/]*", "*b": "[^/]*b", "**": ".*"}
SEGMENTS = ["a", "b", "ab", "{x}", "*", "a*", "*b"]
TEXTS = ["a", "b", "ab", "ba", "x", "axb", ""]
REQUESTS = [
    ("/" + "/".join(texts), method)
    for length in (1, 2, 3)
    for texts in product(TEXTS, repeat=length)
    for method in ("GET", "PUT", "LINK")
]


def expression(pattern, *, empty_rest):
    text = "".join(f"/{EXPRESSIONS.get(segment, segment)}" for segment in pattern[1:].split("/"))
    return re.compile(re.sub(r"/\.\*$", "(/.*)?", text) if empty_rest else text)


def deciders(operations, request, *, empty_rest):
    """A separate implementation: the deciding operations, each with its pattern."""
    text, method = request
    matching = [
        (rank((one["type"], one["pattern"])), number, one["pattern"])
        for number, wire in enumerate(operations)
        for one in wire["paths"]
        if method in (wire.get("methods") or [method])
        if expression(one["pattern"], empty_rest=empty_rest).fullmatch(text)
    ]
    first = min((one[0] for one in matching), default=None)
    best = {}
    for own, number, pattern in sorted(matching):
        if own == first:
            best.setdefault(number, pattern)
    return tuple((operations[number]["name"], pattern) for number, pattern in sorted(best.items()))


def random_operations(dice):
    found = []
    for number in range(dice.randint(0, 4)):
        patterns = {
            "/" + "/".join(dice.choices(SEGMENTS, k=dice.randint(1, 2)) + ["**"] * (dice.random() < 0.3))
            for _path in range(dice.randint(1, 2))
        }
        found.append(operation(str(number), *sorted(patterns), methods=dice.choice([(), ("GET",), ("GET", "PUT")])))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_every_request_has_an_example_and_every_example_is_right(seed):
    dice = random.Random(seed)
    sides = [random_operations(dice), random_operations(dice)]

    def expected(request, empty_rest):
        return tuple(deciders(side, request, empty_rest=empty_rest) for side in sides)

    found = {}
    for one in distinguishable_requests(*sides):
        own = tuple(tuple((d.operation["name"], d.pattern) for d in side) for side in (one.before, one.after))
        possible = [expected((one.path, one.method), empty_rest) for empty_rest in (False, True)]
        if one.certain:
            assert possible == [own, own] or one.path == "/"
        else:
            assert own in possible
        found.setdefault("other" if one.other_methods else one.method, set()).add(own)
    listed = set(found) - {"other"}
    for text, method in REQUESTS:
        for empty_rest in (False, True):
            assert expected((text, method), empty_rest) in found[method if method in listed else "other"]
