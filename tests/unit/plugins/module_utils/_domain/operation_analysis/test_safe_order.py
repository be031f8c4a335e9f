# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in which operations are changed, so that no request is allowed in between that should not be."""

from __future__ import annotations

import random
import re
import time
from itertools import product

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._budget import Budget
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._search import (
    Change,
    safe_order,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis.safe_order import safe_orders


def operation(name, *patterns, groups="", methods=(), **more):
    """An operation; each letter of ``groups`` is a group."""
    kinds = {"group": {"groups": [{"id": one} for one in groups]}} if groups else {}
    return {
        "id": f"id of {name}",
        "name": name,
        "paths": [{"type": "PARAMETER" if set(one) & set("*{") else "EXACT", "pattern": one} for one in patterns],
        **({"methods": list(methods)} if methods else {}),
        **({"accessControl": kinds} if kinds else {}),
        **more,
    }


def new(name, *patterns, **more):
    return Change(None, operation(name, *patterns, **more))


def gone(name, *patterns, **more):
    return Change(operation(name, *patterns, **more), None)


def told(staying, changes):
    """The order as a list of words, and what is unsafe."""
    order = safe_order(staying, changes)
    verbs = {(True, False): "create", (False, True): "remove", (False, False): "update"}
    said = [
        f"{verbs[changes[number].before is None, changes[number].after is None]} {changes[number].name}"
        for number in order.sequence
    ]
    return said, order.unsafe


def named(order, changes):
    """An order as the names of the operations."""
    return [changes[index].name for index in order.sequence]


ALL, ONE, ADMIN = "/**", "/orders/{id}", "/orders/admin"
FULL = [operation(f"other {number}", f"/other/{number}") for number in range(24)]

# The operations that stay, the changes, and the order in which they are written.
SAFE = {
    "the order of the list, where nothing depends on it": (
        [],
        [
            gone("A", "/a"),
            new("B", "/b"),
            Change(operation("C", "/c"), operation("C", "/c", groups="a")),
            new("D", "/d"),
        ],
        ["create B", "create D", "update C", "remove A"],
    ),
    "the example of the documentation": (
        [],
        [
            new("API", ALL),
            Change(
                operation("Orders", "/orders", groups="s"), operation("Orders", "/orders", "/orders/**", groups="s")
            ),
            gone("Export", "/orders/export", groups="a"),
        ],
        ["update Orders", "create API", "remove Export"],
    ),
    "the specific one is created before the general one": (
        [],
        [new("general", ALL), new("one", ONE, groups="ab"), new("admin", ADMIN, groups="c")],
        ["create admin", "create one", "create general"],
    ),
    "the general one is removed before the specific one": (
        [],
        [gone("admin", ADMIN, groups="c"), gone("one", ONE, groups="ab"), gone("general", ALL)],
        ["remove general", "remove one", "remove admin"],
    ),
    "a replacement stands before the old one goes": (
        [],
        [gone("old", ONE, groups="a"), new("new", ONE, groups="b")],
        ["create new", "remove old"],
    ),
    "a general one is loosened when the specific one stands": (
        [],
        [Change(operation("general", ALL, groups="a"), operation("general", ALL)), new("admin", ADMIN, groups="a")],
        ["create admin", "update general"],
    ),
    "a general one is tightened before the specific one goes": (
        [],
        [gone("admin", ADMIN, groups="a"), Change(operation("general", ALL), operation("general", ALL, groups="a"))],
        ["update general", "remove admin"],
    ),
    "a new general one waits until the specific one has the path that it is to have": (
        [],
        [
            new("general", ALL),
            Change(operation("admin", "/a", groups="a"), operation("admin", "/a", ADMIN, groups="a")),
        ],
        ["update admin", "create general"],
    ),
    "a path is handed over: it is taken before it is left": (
        [],
        [
            Change(operation("from", "/a", "/b", groups="a"), operation("from", "/b", groups="a")),
            Change(operation("to", "/c", groups="a"), operation("to", "/a", "/c", groups="a")),
        ],
        ["update to", "update from"],
    ),
    "methods are told apart, and every other method is one more": (
        [],
        [
            new("any", ALL),
            new("read", ONE, groups="a", methods=["GET"]),
            gone("write", "/x", groups="a", methods=["PUT"]),
        ],
        ["create read", "create any", "remove write"],
    ),
    "of equally specific ones each has to be fine, since nobody knows which decides": (
        [operation("first", ONE, groups="a")],
        [new("third", "/orders/{key}", groups="a"), gone("second", "/orders/{number}", groups="ab")],
        ["remove second", "create third"],
    ),
    "in a full service room is made first, where that opens nothing": (
        FULL,
        [new("new", "/new", groups="a"), gone("old", "/old", groups="a")],
        ["remove old", "create new"],
    ),
    "in a full service the one goes whose place is taken by a general one": (
        [*FULL[1:], operation("general", ALL, groups="a")],
        [new("new", "/new", groups="a"), gone("admin", ADMIN, groups="ab")],
        ["remove admin", "create new"],
    ),
    "room for one at a time": (
        FULL[1:],
        [new("A", "/a"), new("B", "/b"), gone("old", "/old", groups="a")],
        ["create A", "remove old", "create B"],
    ),
    "a name is free before it is given away": (
        [],
        [
            Change(operation("A", "/a"), operation("B", "/a")),
            Change(operation("B", "/b"), operation("C", "/b")),
            gone("C", "/c"),
        ],
        ["remove C", "update B", "update A"],
    ),
    "what is renamed only is the same for every request": (
        [],
        [Change(operation("A", ONE, groups="a"), operation("Z", ONE, groups="a")), new("general", ALL)],
        ["create general", "update A"],
    ),
    "an operation with a custom policy is not taken for another one with the same rules": (
        [],
        [
            gone("admin", ADMIN, groups="a", policy={"id": "p"}),
            Change(operation("one", ONE), operation("one", ONE, groups="a")),
        ],
        ["update one", "remove admin"],
    ),
}


@pytest.mark.parametrize("case", SAFE)
def test_a_safe_order(case):
    staying, changes, expected = SAFE[case]
    assert told(staying, changes) == (expected, [])


# The same, and the operations for which there is no safe order.
UNSAFE = {
    "swapped paths": (
        [],
        [
            Change(operation("A", "/a", groups="a"), operation("A", "/b", groups="a")),
            Change(operation("B", "/b", groups="b"), operation("B", "/a", groups="b")),
            new("C", "/c"),
        ],
        ["create C", "update A", "update B"],
        ["A", "B"],
    ),
    "a replacement in a full service": (
        FULL,
        [new("new", ONE, groups="b"), gone("old", ONE, groups="a")],
        ["remove old", "create new"],
        ["new", "old"],
    ),
    "a name that changes hands": (
        [],
        [Change(operation("A", "/a"), operation("B", "/b")), gone("B", "/b", groups="a")],
        ["remove B", "update A"],
        ["A", "B"],
    ),
    "a path that is left for another one, below a new general one": (
        [],
        [new("general", ALL), Change(operation("A", "/a", groups="a"), operation("A", "/b", groups="a"))],
        ["create general", "update A"],
        ["A", "general"],
    ),
    "two new ones for the same path, of which nobody knows which decides": (
        [],
        [new("any", ONE, groups="a"), new("read", ONE, groups="b", methods=["GET"])],
        ["create any", "create read"],
        ["any", "read"],
    ),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_no_safe_order(case):
    staying, changes, expected, unsafe = UNSAFE[case]
    assert told(staying, changes) == (expected, unsafe)


def test_as_little_as_possible_is_unsafe():
    """Where there is no safe order, the rest of the changes still keep theirs."""
    staying, changes, _expected, unsafe = UNSAFE["swapped paths"]
    more = [new("general", ALL), new("admin", ADMIN, groups="c")]
    said, names = told(staying, [*more, *changes[:2]])
    assert said.index("create admin") < said.index("create general")
    assert names == sorted([*unsafe, "general"])


def test_patterns_that_cannot_be_told_apart():
    dice = random.Random(1)
    changes = [new(f"N{number}", "/" + "*".join(dice.choices("abc", k=20)) + "*") for number in range(20)]
    order = safe_order([], changes)
    assert order.sequence == list(range(20))
    assert len(order.unsafe) == 20


def test_several_services():
    first = [new("general", ALL), new("admin", ADMIN, groups="a")]
    second = [gone("admin", ADMIN, groups="a"), gone("general", ALL)]
    found = safe_orders([([], first), ([], second), (FULL, [])])
    assert [named(found[0], first), named(found[1], second)] == [["admin", "general"], ["general", "admin"]]
    assert found[2].sequence == []
    assert [order.unsafe for order in found] == [[], [], []]


def test_no_services():
    assert safe_orders([]) == []


def test_services_share_the_steps():
    """A service that exceeds its share leaves the rest to the others; steps that one does not need are left to them."""
    dice = random.Random(1)
    complex_ones = [new(f"N{number}", "/" + "*".join(dice.choices("abc", k=20)) + "*") for number in range(20)]
    simple = [new("general", ALL), new("admin", ADMIN, groups="a")]
    needed = next(steps for steps in range(1000) if not safe_orders([([], simple)], steps)[0].unsafe)
    for services in ([complex_ones, simple], [simple, complex_ones]):
        found = safe_orders([([], changes) for changes in services], 2 * needed)
        assert [len(order.unsafe) for order in found] == [0 if changes is simple else 20 for changes in services]
    # The first of three has a third, the second a half of what is left.
    found = safe_orders([([], changes) for changes in (complex_ones, simple, simple)], 3 * needed)
    assert [len(order.unsafe) for order in found] == [20, 0, 0]
    found = safe_orders([([], changes) for changes in (simple, simple)], 2 * needed - 1)
    assert [len(order.unsafe) for order in found] == [2, 0]


# Random operations, and a decision that is made request by request.

# Each pattern with an expression, and with how wide each of its segments is: literal, with a star, a name, the rest.
PATTERNS = {
    "/a": ("/a", []),
    "/a/b": ("/a/b", []),
    "/a/c": ("/a/c", []),
    "/{x}": ("/[^/]+", [2]),
    "/a/{x}": ("/a/[^/]+", [0, 2]),
    "/{x}/b": ("/[^/]+/b", [2, 0]),
    "/a/b*": ("/a/b[^/]*", [0, 1]),
    "/a/**": ("/a/.*", [0, 3]),
    "/**": ("/.*", [3]),
}
PATHS = ["/a", "/b", "/a/b", "/a/c", "/a/bc", "/a/d", "/d/b", "/d/d", "/a/b/c", "/d/e/f"]
METHODS = ["GET", "PUT", "PATCH"]
TOKENS = list(product(["", "g", "h", "gh"], ["", "r", "w", "rw"]))
# What nobody knows: whether no operation means yes, whether all kinds of rules or one, and which of two equals decides.
WORLDS = list(product([True, False], [all, any], [min, max]))


def random_operation(dice, name):
    control = {}
    if dice.random() < 0.6:
        control["group"] = {"groups": [{"id": one} for one in dice.choice(["g", "h", "gh"])]}
    if dice.random() < 0.3:
        scopes = [{"id": one} for one in dice.choice(["r", "w", "rw"])]
        control["scope"] = {"matchType": dice.choice(["ANY", "ALL"]), "scopes": scopes}
    methods = dice.choice([[], [], ["GET"], ["PUT"], ["GET", "PUT"]])
    return {
        **operation(name, *dice.sample(list(PATTERNS), dice.randint(1, 2)), methods=methods),
        **({"accessControl": control} if control else {}),
    }


def random_changes(dice):
    staying = [random_operation(dice, f"S{number}") for number in range(dice.randint(0, 2))]
    changes = []
    for number in range(dice.randint(2, 5)):
        before = random_operation(dice, f"C{number}")
        after = dice.choice([random_operation(dice, f"C{number}"), {**before, "accessControl": {}}])
        changes.append(dice.choice([Change(None, after), Change(before, None), Change(before, after)]))
    return staying, changes


def narrowest(standing, method, path):
    """Those of the numbered operations that match most specifically."""
    found = []
    for number, one in standing:
        if method in one.get("methods", [method]):
            matching = [PATTERNS[known["pattern"]] for known in one["paths"]]
            found += [(widths, number, one) for form, widths in matching if re.fullmatch(form, path)]
    least = min((widths for widths, _number, _one in found), default=None)
    return {number: one for widths, number, one in found if widths == least}


def passes(world, deciding, token):
    by_default, combined, preferred = world
    if not deciding:
        return by_default
    control = deciding[preferred(deciding)].get("accessControl") or {}
    groups, scopes = token
    verdicts = []
    if "group" in control:
        verdicts.append(any(one["id"] in groups for one in control["group"]["groups"]))
    if "scope" in control:
        enough = any if control["scope"]["matchType"] == "ANY" else all
        verdicts.append(enough(one["id"] in scopes for one in control["scope"]["scopes"]))
    return combined(verdicts) if verdicts else True


def allowed(staying, changes, done):
    """What passes in which world after some of the changes."""
    standing = [(100 + number, one) for number, one in enumerate(staying)]
    now = [change.after if number in done else change.before for number, change in enumerate(changes)]
    standing += [(number, one) for number, one in enumerate(now) if one is not None]
    deciding = {request: narrowest(standing, *request) for request in product(METHODS, PATHS)}
    cases = product(WORLDS, deciding, TOKENS)
    return {(world, request, token) for world, request, token in cases if passes(world, deciding[request], token)}


def opens(staying, changes, sequence):
    """What passes on the way that passes neither before nor after."""
    fine = allowed(staying, changes, []) | allowed(staying, changes, sequence)
    return set().union(*(allowed(staying, changes, sequence[:count]) - fine for count in range(1, len(sequence))))


@pytest.mark.parametrize("seed", range(60))
def test_nothing_opens_on_the_way(seed):
    staying, changes = random_changes(random.Random(seed))
    order = safe_order(staying, changes)
    assert sorted(order.sequence) == list(range(len(changes)))
    assert bool(opens(staying, changes, order.sequence)) <= bool(order.unsafe)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_not_known_is_not_safe(seed):
    """With however small a budget, an order is either the one that is found with more, or reported as unsafe."""
    staying, changes = random_changes(random.Random(seed))
    full = safe_order(staying, changes)
    for steps in (0, 1, 5, 10, 20, 50, 100, 200, 400, 800):
        order = safe_order(staying, changes, Budget(steps))
        assert sorted(order.sequence) == list(range(len(changes)))
        assert order == full or order.unsafe == sorted({change.name for change in changes})


# Speed: 25 operations of 10 patterns, as long as they may be.

LONG = {
    "exact": lambda dice: "/" + "".join(dice.choices("abcdefgh", k=2040)),
    "exact with the same beginning": lambda dice: "/" + "a" * 2030 + str(dice.randint(0, 9999)),
    "all of Unicode": lambda dice: "/" + "".join(map(chr, dice.choices(range(0x4E00, 0x9FFF), k=2040))),
    "all of Unicode with a star": lambda dice: (
        "/" + "".join(map(chr, dice.choices(range(0x4E00, 0x9FFF), k=1000))) + "*" + "".join(dice.choices("ab", k=1000))
    ),
    "many stars": lambda dice: "/" + "*".join(dice.choices("abc", k=1000)) + "*",
    "some stars": lambda dice: "/" + "*".join(dice.choices("ab", k=4)) + "*",
    "many segments": lambda dice: "/" + "/".join(dice.choices(["a", "b", "{x}"], k=500)),
    "many wildcards": lambda dice: "/" + "/".join(dice.choices(["a", "b", "{x}", "*", "a*"], k=4)),
}


@pytest.mark.parametrize("case", LONG)
def test_no_pattern_takes_long(case):
    """About a second on an idle machine."""
    dice = random.Random(case)

    def one(name):
        paths = {LONG[case](dice) for _number in range(10)}
        methods = [f"M{dice.randint(0, 99)}" for _number in range(dice.choice([0, 10]))]
        return operation(name, *paths, groups=dice.choice(["a", "b", "ab"]), methods=methods)

    changes = [Change(one(f"O{number}"), one(f"O{number}")) for number in range(25)]
    start = time.process_time()
    order = safe_order([], changes)
    assert time.process_time() - start < 5
    assert sorted(order.sequence) == list(range(25))
