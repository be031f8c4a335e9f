# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Suggests similar names for a name that was probably mistyped."""

from __future__ import annotations

from difflib import SequenceMatcher
from heapq import nlargest
from typing import Iterable, Sequence

from .text import MAXIMUM_LENGTH, enumerated, quoted

MAXIMUM_SUGGESTIONS = 3
# The minimum similarity of two names, as measured by difflib, for one to be suggested for the other.
_SIMILAR = 0.75
# The number of names that are compared exactly.
_CANDIDATES = 50
# The number of characters for each typing error that is allowed. Names of at least three characters may have one.
_SHORTEST = 3
_CHARACTERS_FOR_EACH_ERROR = 4
_MAXIMUM_ERRORS = 3


def suggestions(wanted: str, names: Iterable[str]) -> list[str]:
    """At most three names that are similar to the wanted one, the most similar first. Case is ignored.

    If the wanted name is probably a mistyped form of some of them, less similar names are omitted.
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
    """Whether a name is probably a mistyped form of another.

    This is stricter than :func:`suggestions`: names that differ by a whole word, such as orders-read and orders-write,
    are not typing errors.
    """
    left, right = wanted.casefold(), name.casefold()
    longer = max(len(left), len(right))
    allowed = min(max(longer // _CHARACTERS_FOR_EACH_ERROR, 1), _MAXIMUM_ERRORS)
    if not _SHORTEST <= longer <= MAXIMUM_LENGTH or abs(len(left) - len(right)) > allowed:
        return False
    return _distance(left, right, allowed) <= allowed


def either(names: Sequence[str]) -> str:
    """Quoted names, joined with "or"."""
    return enumerated([quoted(name) for name in names], "or")


def _distance(left: str, right: str, enough: int) -> int:
    """How many characters have to be inserted, removed, replaced or swapped with their neighbor (optimal string
    alignment distance). A distance of more than ``enough`` is not determined exactly."""
    far = enough + 1
    before = [far] * (len(right) + 1)
    current = [min(column, far) for column in range(len(right) + 1)]
    for row, one in enumerate(left, 1):
        earlier, before, current = before, current, [far] * (len(right) + 1)
        current[0] = min(row, far)
        # Cells further from the diagonal have a distance of more than enough.
        for column in range(max(row - enough, 1), min(row + enough, len(right)) + 1):
            other = right[column - 1]
            cost = min(before[column] + 1, current[column - 1] + 1, before[column - 1] + (one != other))
            if row > 1 and column > 1 and one == right[column - 2] and left[row - 2] == other:
                cost = min(cost, earlier[column - 2] + 1)
            current[column] = min(cost, far)
        if min(current) == min(before) == far:
            return far
    return current[-1]
