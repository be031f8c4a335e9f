# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which path patterns of operations can match the same request, and which of them is more specific.

Source: the PingOne API reference ("API Operations"). It does not document which of several matching operations decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, Iterator

from ..._model.field import Wire
from ..._model.objects.operation import PARAMETER
from ..patterns import inferred_type
from ._budget import Budget

# Type and pattern, as in the API.
Path = tuple[str, str]
Rank = tuple[int, ...]

# Tokens of a pattern other than single characters, the end of a pattern, and a character that no pattern contains.
_ONE, _MANY, _REST, _END, _OTHER = "one", "many", "rest", "end", "\0"
_PARTS = re.compile(r"\\(?P<escaped>.)|(?P<star>\*)|(?P<plain>.)", re.DOTALL)


def paths_of(operation: Wire) -> list[Path]:
    """The paths of an operation."""
    return [(path["type"], path["pattern"]) for path in operation.get("paths") or []]


@lru_cache(maxsize=4096)
def rank(path: Path) -> Rank:
    """A smaller rank is more specific: exact paths, then the pattern whose first different segment is narrower."""
    kind, pattern = path
    return (0,) if kind == "EXACT" else (1, *map(_width, pattern[1:].split("/")))


def matched_together(paths: Iterable[Path], budget: Budget) -> set[frozenset[Path]]:
    """All sets of patterns for which there is a request that matches these patterns and no others.

    All patterns are read at the same time, character by character, as long as more than one can still match: this is
    the subset construction, which turns nondeterministic automata into a deterministic one.

    :raises BudgetExceeded: if there are too many combinations.
    """
    distinct = list(dict.fromkeys(paths))
    budget.spend(sum(len(pattern) for _kind, pattern in distinct) // 4)
    places = [(token, path) for path in distinct for token in [*_tokens(path), _END]]
    starts = [at for at in range(len(places)) if at == 0 or places[at - 1][0] == _END]
    start = frozenset(place for at in starts for place in _reached(places, at))
    found: set[frozenset[Path]] = set()
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        budget.spend(1 + len(state))
        alone = {places[at][1] for at in state}
        if len(alone) == 1:
            # No other pattern can match anymore, and every pattern matches some request.
            found.add(frozenset(alone))
            continue
        whole = frozenset(places[at][1] for at in state if places[at][0] == _END)
        # It is not documented whether /orders/** also matches /orders.
        bare = frozenset(places[at][1] for at in state if places[at][0] == "/" and places[at + 1][0] == _REST)
        found |= {whole, whole | bare}
        for following in _following(places, state, budget):
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return found - {frozenset()}


def _width(segment: str) -> int:
    if "*" not in segment and "{" not in segment:
        return 0
    if segment == "**":
        return 3
    if segment.startswith("{"):
        return 2
    return 1 if inferred_type(segment) == PARAMETER else 0


def _tokens(path: Path) -> list[str]:
    kind, pattern = path
    if kind == "EXACT":
        return list(pattern)
    tokens: list[str] = []
    for segment in pattern[1:].split("/"):
        width = _width(segment)
        tokens += ["/"] + ([_REST] if width == 3 else [_ONE, _MANY] if width == 2 else _literal_tokens(segment))
    return tokens


def _literal_tokens(segment: str) -> list[str]:
    if "\\" not in segment:
        return [_MANY if character == "*" else character for character in segment]
    parts = _PARTS.finditer(segment)
    return [_MANY if part["star"] else part["escaped"] or part["plain"] for part in parts]


def _reached(places: list[tuple[str, Path]], at: int) -> list[int]:
    """A place, and those after it that are reached without a character, because a wildcard may match nothing."""
    reached = [at]
    while places[reached[-1]][0] in (_MANY, _REST):
        reached.append(reached[-1] + 1)
    return reached


def _following(places: list[tuple[str, Path]], state: frozenset[int], budget: Budget) -> Iterator[frozenset[int]]:
    """The states after one more character of a path: one that a pattern contains, a slash, or any other character."""
    named: dict[str, set[int]] = {"/": set(), _OTHER: set()}
    rest: set[int] = set()
    segment: set[int] = set()
    for at in state:
        token = places[at][0]
        if token == _REST:
            rest.update(_reached(places, at))
        elif token == _MANY:
            segment.update(_reached(places, at))
        elif token == _ONE:
            segment.update(_reached(places, at + 1))
        elif token != _END:
            named.setdefault(token, set()).update(_reached(places, at + 1))
    for character, own in named.items():
        following = own | rest if character == "/" else own | rest | segment
        budget.spend(1 + len(following))
        if following:
            yield frozenset(following)
