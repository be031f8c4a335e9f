# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Combines cells of the table into as few operations as possible.

An operation allows each of its methods for each of its paths. So methods and paths are only combined if the document
requires the same for each of these combinations.
"""

from __future__ import annotations

from itertools import combinations
from typing import Callable, Iterable, NamedTuple, Sequence

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
    ways = (_by_methods(cells), _by_method(cells), _largest_first(cells, may_include))
    return min(ways, key=len)


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


def _largest_first(cells: Sequence[Cell], may_include: Callable[[Cell], bool]) -> list[Group]:
    """Repeatedly the group that includes most of the cells that are left."""
    left = dict.fromkeys(cells)
    shapes = list(dict.fromkeys(cell.shape for cell in cells))
    methods = sorted({cell.method for cell in cells})
    allowed = {Cell(shape, one) for shape in shapes for one in methods if may_include(Cell(shape, one))}
    choices = [own for count in range(len(methods), 0, -1) for own in combinations(methods, count)]
    groups = []
    while left:
        best: tuple[int, Group] = (0, Group((), ()))
        for own in choices:
            possible = [shape for shape in shapes if all(Cell(shape, one) in allowed for one in own)]
            gains = {shape: sum(Cell(shape, one) in left for one in own) for shape in possible}
            chosen = sorted((shape for shape in possible if gains[shape]), key=lambda shape: -gains[shape])
            chosen = chosen[:MAXIMUM_PATHS]
            gain = sum(gains[shape] for shape in chosen)
            if gain > best[0]:
                best = (gain, Group(own, tuple(shape for shape in shapes if shape in chosen)))
        groups.append(best[1])
        for cell in best[1].cells:
            left.pop(cell, None)
    return groups


def _parts(shapes: Sequence[Shape]) -> Iterable[tuple[Shape, ...]]:
    return (tuple(shapes[at : at + MAXIMUM_PATHS]) for at in range(0, len(shapes), MAXIMUM_PATHS))
