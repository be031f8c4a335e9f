# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Combines cells of the table into as few operations as possible.

An operation allows each of its methods for each of its paths. So methods and paths are only combined if the document
requires the same for each of these combinations.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations, islice
from typing import Callable, Iterable, Mapping, NamedTuple, Sequence

from ..patterns import MAXIMUM_PATHS
from .table import Cell
from .templates import Shape


class Group(NamedTuple):
    """Methods and paths that are one operation."""

    methods: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @property
    def cells(self) -> list[Cell]:
        """All combinations."""
        return [Cell(shape, method) for shape in self.shapes for method in self.methods]


def folded(cells: Sequence[Cell], may_include: Callable[[Cell], bool]) -> list[Group]:
    """A small number of groups that include all cells, and others only if they may.

    Finding the smallest number is a covering problem that takes exponential time, so this is the best of several
    simple ways: by the methods of a path, by method, and the largest group first.
    """
    ways = [_by_methods(cells), _by_method(cells)]
    return min([*ways, *_largest_first(cells, may_include, min(map(len, ways)))], key=len)


def _by_methods(cells: Sequence[Cell]) -> list[Group]:
    """Paths that have the same methods."""
    methods: dict[Shape, list[str]] = {}
    for cell in cells:
        methods.setdefault(cell.shape, []).append(cell.method)
    shapes: dict[tuple[str, ...], list[Shape]] = {}
    for shape, own in methods.items():
        shapes.setdefault(tuple(sorted(own)), []).append(shape)
    return [Group(own, part) for own, listed in shapes.items() for part in _parts(listed)]


def _by_method(cells: Sequence[Cell]) -> list[Group]:
    shapes: dict[str, list[Shape]] = {}
    for cell in cells:
        shapes.setdefault(cell.method, []).append(cell.shape)
    return [Group((method,), part) for method, listed in shapes.items() for part in _parts(listed)]


def _largest_first(cells: Sequence[Cell], may_include: Callable[[Cell], bool], most: int) -> list[list[Group]]:
    """Repeatedly the group that includes most of the cells that are left. Empty unless these are less than ``most``.

    Sets of methods are numbers with a bit for each method, because there can be many paths and sets.
    """
    methods = sorted({cell.method for cell in cells})
    bits = {method: 1 << at for at, method in enumerate(methods)}
    left: dict[Shape, int] = {}
    for cell in cells:
        left[cell.shape] = left.get(cell.shape, 0) | bits[cell.method]
    allowed = {shape: sum(bits[one] for one in methods if may_include(Cell(shape, one))) for shape in left}
    choices = [own for count in range(len(methods), 0, -1) for own in combinations(methods, count)]
    sets = [sum(bits[one] for one in own) for own in choices]
    groups: list[Group] = []
    while left and len(groups) < most:
        alike = Counter((allowed[shape], rest) for shape, rest in left.items())
        gains = [_gain(own, alike) for own in sets]
        at = gains.index(max(gains))
        possible = [shape for shape, rest in left.items() if allowed[shape] & sets[at] == sets[at] and rest & sets[at]]
        gain = {shape: _count(left[shape] & sets[at]) for shape in possible}
        chosen = sorted(possible, key=gain.__getitem__, reverse=True)[:MAXIMUM_PATHS]
        groups.append(Group(choices[at], tuple(shape for shape in possible if shape in chosen)))
        left = {shape: rest & ~sets[at] if shape in chosen else rest for shape, rest in left.items()}
        left = {shape: rest for shape, rest in left.items() if rest}
    return [groups] if len(groups) < most else []


def _gain(methods: int, alike: Mapping[tuple[int, int], int]) -> int:
    """How many cells that are left the largest group of these methods includes.

    ``alike``: the number of paths by the methods that they may include and those that are left.
    """
    by_gain: Counter[int] = Counter()
    for (allowed, left), number in alike.items():
        if allowed & methods == methods:
            by_gain[_count(left & methods)] += number
    paths = chain.from_iterable([gain] * number for gain, number in sorted(by_gain.items(), reverse=True))
    return sum(islice(paths, MAXIMUM_PATHS))


def _count(methods: int) -> int:
    return bin(methods).count("1")


def _parts(shapes: Sequence[Shape]) -> Iterable[tuple[Shape, ...]]:
    return (tuple(shapes[at : at + MAXIMUM_PATHS]) for at in range(0, len(shapes), MAXIMUM_PATHS))
