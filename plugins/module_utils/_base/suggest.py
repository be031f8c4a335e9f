# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Suggests the names that somebody who mistyped one may have meant."""

from __future__ import annotations

from difflib import SequenceMatcher
from heapq import nlargest
from typing import Iterable, Sequence

from .text import MAXIMUM_LENGTH, quoted

MAXIMUM_SUGGESTIONS = 3
# How much of two names has to be equal, as difflib measures it, for one to be suggested for the other.
_SIMILAR = 0.75
# How many names are compared exactly.
_CANDIDATES = 50
# One typing error is allowed for every so many characters of a name, and one in names of at least three.
_SHORTEST = 3
_CHARACTERS_FOR_EACH_ERROR = 4
_MAXIMUM_ERRORS = 3


def suggestions(wanted: str, names: Iterable[str]) -> list[str]:
    """At most three names that are similar to the wanted one, the most similar first. The case of letters is ignored.

    If the wanted name is probably a mistyped form of some of them, what is less similar is left out.
    """
    folded = wanted.casefold()
    if not 0 < len(folded) <= MAXIMUM_LENGTH:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(folded)

    def ratio(name: str, exact: bool = False) -> float:
        matcher.set_seq1(name.casefold())
        return matcher.ratio() if exact else matcher.quick_ratio()

    found: list[tuple[bool, float, str]] = []
    # The quick ratio is an upper bound of the exact one, which takes much longer.
    for name in nlargest(_CANDIDATES, sorted(set(names) - {wanted}), key=ratio):
        similar, typo = ratio(name, exact=True), is_typo(wanted, name)
        if typo or similar >= _SIMILAR:
            found.append((not typo, -similar, name))
    found.sort()
    return [name for other, _ratio, name in found if other == found[0][0]][:MAXIMUM_SUGGESTIONS]


def did_you_mean(wanted: str, names: Iterable[str]) -> str:
    """The question that suggests similar names, or an empty string if there are none."""
    found = suggestions(wanted, names)
    return f"Did you mean {either(found)}?" if found else ""


def is_typo(wanted: str, name: str) -> bool:
    """Whether a name differs from another by so little that it is probably a mistyped form of it.

    Stricter than :func:`suggestions`: names that differ by a whole word, as orders-read and orders-write, are both
    meant.
    """
    left, right = wanted.casefold(), name.casefold()
    longer = max(len(left), len(right))
    allowed = min(max(longer // _CHARACTERS_FOR_EACH_ERROR, 1), _MAXIMUM_ERRORS)
    if not _SHORTEST <= longer <= MAXIMUM_LENGTH or abs(len(left) - len(right)) > allowed:
        return False
    return _distance(left, right, allowed) <= allowed


def either(names: Sequence[str]) -> str:
    """Names as a choice in words."""
    quotes = [quoted(name) for name in names]
    return " or ".join(quotes) if len(quotes) < 3 else f"{', '.join(quotes[:-1])} or {quotes[-1]}"


def _distance(left: str, right: str, enough: int) -> int:
    """How many characters have to be inserted, removed, replaced or swapped with their neighbor (optimal string
    alignment). More than ``enough`` is not counted exactly."""
    far = enough + 1
    before = [far] * (len(right) + 1)
    current = [min(column, far) for column in range(len(right) + 1)]
    for row, one in enumerate(left, 1):
        earlier, before, current = before, current, [far] * (len(right) + 1)
        current[0] = min(row, far)
        # What is further from the diagonal costs more than enough.
        for column in range(max(row - enough, 1), min(row + enough, len(right)) + 1):
            other = right[column - 1]
            cost = min(before[column] + 1, current[column - 1] + 1, before[column - 1] + (one != other))
            if row > 1 and column > 1 and one == right[column - 2] and left[row - 2] == other:
                cost = min(cost, earlier[column - 2] + 1)
            current[column] = min(cost, far)
        if min(current) == min(before) == far:
            return far
    return current[-1]
