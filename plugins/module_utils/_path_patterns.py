# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which path patterns of operations can match the same request, and which of those is the more specific.

Source: the PingOne API reference ("API Operations"); which of several matching operations decides is not written down.
"""

from __future__ import annotations

import re
from typing import Iterable, Optional

from ._field import Wire
from ._patterns import PARAMETER, inferred_type

# Type and pattern, as on the wire.
Path = tuple[str, str]
Rank = tuple[int, ...]

# What a pattern is made of beside single characters, and what no pattern holds: the end of one, and another character.
_ONE, _MANY, _REST, _END, _OTHER = "one", "many", "rest", "end", "\0"
_PARTS = re.compile(r"\\(?P<escaped>.)|(?P<star>\*)|(?P<plain>.)", re.DOTALL)
# After so many steps patterns are no longer told apart: it takes about half a second.
_MOST_STEPS = 200000


def paths_of(operation: Wire) -> list[Path]:
    """The paths of an operation."""
    return [(path["type"], path["pattern"]) for path in operation.get("paths") or []]


def rank(path: Path) -> Rank:
    """The smaller, the more specific: a literal path first, then the pattern whose left segments are narrower."""
    kind, pattern = path
    return (0,) if kind == "EXACT" else (1, *map(_width, pattern[1:].split("/")))


def matched_together(paths: Iterable[Path]) -> Optional[set[frozenset[Path]]]:
    """Every set of these patterns for which there is a request that matches them and no other one.

    The patterns are read together, character by character, as far as they can be told apart. None: there are too many
    such sets.
    """
    places = [(token, path) for path in dict.fromkeys(paths) for token in [*_tokens(path), _END]]
    starts = [at for at in range(len(places)) if at == 0 or places[at - 1][0] == _END]
    start = frozenset(place for at in starts for place in _reached(places, at))
    found: set[frozenset[Path]] = set()
    seen, todo, steps = {start}, [start], 0
    while todo:
        state = todo.pop()
        steps += len(state)
        if steps > _MOST_STEPS:
            return None
        whole = frozenset(places[at][1] for at in state if places[at][0] == _END)
        # Whether /orders/** matches /orders, too, is not written down.
        bare = frozenset(places[at][1] for at in state if places[at][0] == "/" and places[at + 1][0] == _REST)
        found |= {whole, whole | bare}
        for character in {_OTHER, "/", *(places[at][0] for at in state if len(places[at][0]) == 1)}:
            following = _after(places, state, character)
            if following and following not in seen:
                seen.add(following)
                todo.append(following)
    return found - {frozenset()}


def _width(segment: str) -> int:
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
        tokens += ["/"] + ([_REST] if width == 3 else [_ONE, _MANY] if width == 2 else _spelled(segment))
    return tokens


def _spelled(segment: str) -> list[str]:
    parts = _PARTS.finditer(segment)
    return [_MANY if part["star"] else part["escaped"] or part["plain"] for part in parts]


def _reached(places: list[tuple[str, Path]], at: int) -> list[int]:
    """Where one is at a place: there, and behind it if it may stand for nothing."""
    reached = [at]
    while places[reached[-1]][0] in (_MANY, _REST):
        reached.append(reached[-1] + 1)
    return reached


def _after(places: list[tuple[str, Path]], state: frozenset[int], character: str) -> frozenset[int]:
    """The state after one more character of a request's path."""
    following: set[int] = set()
    for at in state:
        token = places[at][0]
        if token == character or (token == _ONE and character != "/"):
            following.update(_reached(places, at + 1))
        elif token == _REST or (token == _MANY and character != "/"):
            following.update(_reached(places, at))
    return frozenset(following)
