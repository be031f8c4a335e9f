# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which removals of operations open what they restricted."""

from __future__ import annotations

from itertools import chain, product
from typing import Optional, Sequence

from .._model.field import Wire, Wires
from .._model.objects.operation import OPERATION, is_open
from .effort import Effort, TooMuch
from .pattern_matching import Path, matched_together, paths_of, rank


def opened_by_removal(removed: Wires, before: Wires, after: Wires, effort: Optional[Effort] = None) -> Wires:
    """The removed operations that restricted requests which no rule restricts afterwards.

    ``before`` and ``after`` are all operations of one API service. If the patterns take too long to be compared, every
    restricted operation that is removed counts.
    """
    candidates = [operation for operation in removed if _is_restricted(operation)]
    if not candidates:
        return []
    try:
        return _opened(candidates, before, after, effort or Effort())
    except TooMuch:
        return candidates


def _opened(candidates: Wires, before: Wires, after: Wires, effort: Effort) -> Wires:
    areas = matched_together((path for operation in (*before, *after) for path in paths_of(operation)), effort)
    concerned = {path for operation in candidates for path in paths_of(operation)}
    methods = {None, *chain.from_iterable(operation.get("methods") or [] for operation in (*before, *after))}
    opened: set[int] = set()
    for paths, method in product((paths for paths in areas if paths & concerned), methods):
        effort.spend(len(paths) + 5 * (len(before) + len(after)))
        deciding = _deciding(after, paths, method)
        if not deciding or not all(map(_is_restricted, deciding)):
            opened.update(id(operation) for operation in _deciding(before, paths, method))
    return [operation for operation in candidates if id(operation) in opened]


def _deciding(operations: Sequence[Wire], paths: frozenset[Path], method: Optional[str]) -> list[Wire]:
    """The operations of which one decides about a request that matches these patterns: the most specific ones."""
    matching = [
        (min(rank(path) for path in own), operation)
        for operation in operations
        for own in [[path for path in paths_of(operation) if path in paths]]
        if own and method in (operation.get("methods") or [method])
    ]
    first = min((at for at, _operation in matching), default=None)
    return [operation for at, operation in matching if at == first]


def _is_restricted(operation: Wire) -> bool:
    return not is_open(OPERATION.read(operation, {}))
