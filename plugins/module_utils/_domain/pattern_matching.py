# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which path patterns of operations can match the same request, and which of those is the more specific.

Source: the PingOne API reference ("API Operations"); which of several matching operations decides is not written down.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, Iterator

from .._model.field import Wire
from .._model.objects.operation import PARAMETER
from .effort import Effort
from .patterns import inferred_type

# Type and pattern, as on the wire.
Path = tuple[str, str]
Rank = tuple[int, ...]

# What a pattern is made of beside single characters, and what no pattern holds: the end of one, and another character.
_ONE, _MANY, _REST, _END, _OTHER = "one", "many", "rest", "end", "\0"
_PARTS = re.compile(r"\\(?P<escaped>.)|(?P<star>\*)|(?P<plain>.)", re.DOTALL)


def paths_of(operation: Wire) -> list[Path]:
    """The paths of an operation."""
    return [(path["type"], path["pattern"]) for path in operation.get("paths") or []]


@lru_cache(maxsize=4096)
def rank(path: Path) -> Rank:
    """The smaller, the more specific: a literal path first, then the pattern whose left segments are narrower."""
    kind, pattern = path
    return (0,) if kind == "EXACT" else (1, *map(_width, pattern[1:].split("/")))


def matched_together(paths: Iterable[Path], effort: Effort) -> set[frozenset[Path]]:
    """Every set of these patterns for which there is a request that matches them and no other one.

    The patterns are read together, character by character, as far as they can be told apart.

    :raises TooMuch: if they cannot be told apart with the effort.
    """
    distinct = list(dict.fromkeys(paths))
    effort.spend(sum(len(pattern) for _kind, pattern in distinct) // 4)
    places = [(token, path) for path in distinct for token in [*_tokens(path), _END]]
    starts = [at for at in range(len(places)) if at == 0 or places[at - 1][0] == _END]
    start = frozenset(place for at in starts for place in _reached(places, at))
    found: set[frozenset[Path]] = set()
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        effort.spend(1 + len(state))
        alone = {places[at][1] for at in state}
        if len(alone) == 1:
            # From here on no other pattern matches, and every pattern matches something.
            found.add(frozenset(alone))
            continue
        whole = frozenset(places[at][1] for at in state if places[at][0] == _END)
        # Whether /orders/** matches /orders, too, is not written down.
        bare = frozenset(places[at][1] for at in state if places[at][0] == "/" and places[at + 1][0] == _REST)
        found |= {whole, whole | bare}
        for following in _following(places, state, effort):
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
        tokens += ["/"] + ([_REST] if width == 3 else [_ONE, _MANY] if width == 2 else _spelled(segment))
    return tokens


def _spelled(segment: str) -> list[str]:
    if "\\" not in segment:
        return [_MANY if character == "*" else character for character in segment]
    parts = _PARTS.finditer(segment)
    return [_MANY if part["star"] else part["escaped"] or part["plain"] for part in parts]


def _reached(places: list[tuple[str, Path]], at: int) -> list[int]:
    """Where one is at a place: there, and behind it if it may stand for nothing."""
    reached = [at]
    while places[reached[-1]][0] in (_MANY, _REST):
        reached.append(reached[-1] + 1)
    return reached


def _following(places: list[tuple[str, Path]], state: frozenset[int], effort: Effort) -> Iterator[frozenset[int]]:
    """The states after one more character of a request's path: each that a pattern names, a slash, and any other."""
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
        effort.spend(1 + len(following))
        if following:
            yield frozenset(following)
