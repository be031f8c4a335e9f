# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Divides all requests into those that operations can distinguish, with an example of each.

Requests are of the same class if the same operations decide about them, each by the same pattern. The classes cover
every request, because they are found by reading all patterns at the same time, like a deterministic automaton.
"""

from __future__ import annotations

import re
from itertools import chain, count
from typing import NamedTuple, Optional, Sequence

from ..._model.field import Wire, Wires
from ._budget import MAXIMUM_STEPS, Budget, BudgetExceeded
from ._example_paths import ExamplePath, example_paths
from ._path_matching import Path, Rank, paths_of, rank
from ._strictness import rules_of

# The method of an example for all methods that no operation lists is the first of these that is not listed.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


class Decider(NamedTuple):
    """An operation that decides about a request, and its most specific pattern that matches the request."""

    operation: Wire
    pattern: str


Deciders = tuple[Decider, ...]
# Operations that match a path, each with the rank and the text of its most specific pattern, and its index.
Ranked = list[tuple[Rank, int, Wire, str]]


class ExampleRequest(NamedTuple):
    """A request that represents all requests about which the same operations decide.

    - ``method``: with ``other_methods``, it represents all methods that no operation lists.
    - ``path``: the percent-decoded path below the base URL.
    - ``certain``: False if a pattern ends in C(/**), and PingOne does not document whether it matches this path.
    - ``before``, ``after``: the operations that decide before and after a change. None if no operation matches.
      Several if they are equally specific: PingOne does not document which of them decides.
    """

    method: str
    other_methods: bool
    path: str
    certain: bool
    before: Deciders
    after: Deciders


def is_ambiguous(deciders: Deciders) -> bool:
    """Whether the operations that may decide about a request have different rules."""
    return len({rules_of(decider.operation) for decider in deciders}) > 1


def distinguishable_requests(
    before: Wires, after: Optional[Wires] = None, steps: int = MAXIMUM_STEPS, *, below: str = ""
) -> Optional[list[ExampleRequest]]:
    """An example of each class of requests that the operations of an API service can distinguish, sorted by path.

    ``after``: the operations after a change, by default the same. The examples distinguish what either list does.
    ``below``: the requests below this path only. The paths of the examples are relative to it.

    None if there are too many classes to find them in a number of steps.
    """
    try:
        return _examples(before, before if after is None else after, below, Budget(steps))
    except BudgetExceeded:
        return None


def _examples(before: Wires, after: Wires, below: str, budget: Budget) -> list[ExampleRequest]:
    both = [*before, *after]
    by_path: dict[Path, list[tuple[int, Wire]]] = {}
    for index, operation in enumerate(both):
        for path in paths_of(operation):
            by_path.setdefault(path, []).append((index, operation))
    inner: Path = ("PARAMETER", f"{escaped(below)}/**")
    if below:
        by_path.setdefault(inner, [])
    methods = _methods(both)
    found: dict[object, ExampleRequest] = {}
    for example in sorted(example_paths(by_path, budget), key=_preference):
        if below and inner not in example.patterns & example.otherwise:
            continue
        possible = [_ranked(patterns, by_path) for patterns in dict.fromkeys((example.patterns, example.otherwise))]
        for method, is_other in methods:
            budget.spend(sum(1 + 2 * len(ranked) for ranked in possible))
            sides = [_sides(ranked, None if is_other else method, len(before)) for ranked in possible]
            keys = [tuple(map(_key, side)) for side in sides]
            if (method, keys[0]) not in found:
                found[(method, keys[0])] = ExampleRequest(
                    method, is_other, example.text[len(below) :], keys[0] == keys[-1], *sides[0]
                )
    return sorted(found.values(), key=lambda one: (one.path, one.other_methods, one.method))


def escaped(path: str) -> str:
    """A literal path as a pattern."""
    return re.sub(r"[\\{}*]", r"\\\g<0>", path)


def _preference(example: ExamplePath) -> tuple[bool, bool, int, str]:
    """Examples that do not depend on an assumption come first, then those without empty segments, then short ones."""
    text = example.text
    return example.patterns != example.otherwise, "//" in text or text.endswith("/"), len(text), text


def _methods(operations: Sequence[Wire]) -> list[tuple[str, bool]]:
    """The listed methods, and one for all others. The second value is whether it is that one."""
    listed = sorted(set(chain.from_iterable(operation.get("methods") or [] for operation in operations)))
    candidates = chain(_METHODS, (f"OTHER-{number}" for number in count(1)))
    other = next(method for method in candidates if method not in listed)
    return [*((method, False) for method in listed), (other, True)]


def _ranked(patterns: frozenset[Path], by_path: dict[Path, list[tuple[int, Wire]]]) -> Ranked:
    """The operations of these patterns, each with its most specific one, in the order of the operations."""
    best: dict[int, tuple[Rank, int, Wire, str]] = {}
    for path in patterns:
        for index, operation in by_path[path]:
            own = (rank(path), index, operation, path[1])
            if index not in best or (own[0], own[3]) < (best[index][0], best[index][3]):
                best[index] = own
    return [best[index] for index in sorted(best)]


def _sides(ranked: Ranked, method: Optional[str], count_before: int) -> tuple[Deciders, Deciders]:
    """The deciders before and after. No method: one that no operation lists."""
    own = [one for one in ranked if not one[2].get("methods") or method in one[2]["methods"]]
    return (
        _deciders([one for one in own if one[1] < count_before]),
        _deciders([one for one in own if one[1] >= count_before]),
    )


def _deciders(ranked: Ranked) -> Deciders:
    first = min((one[0] for one in ranked), default=None)
    return tuple(Decider(operation, pattern) for own, _index, operation, pattern in ranked if own == first)


def _key(deciders: Deciders) -> tuple[tuple[int, str], ...]:
    return tuple((id(decider.operation), decider.pattern) for decider in deciders)
