# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds removals of operations after which requests are no longer restricted."""

from __future__ import annotations

from itertools import chain, product
from typing import Optional, Sequence

from ..._model.field import Wire, Wires
from ..._model.objects.operation import OPERATION, is_open
from ._budget import Budget, BudgetExceeded
from ._path_matching import Path, matched_together, paths_of, rank


def opened_by_removal(removed: Wires, before: Wires, after: Wires, budget: Optional[Budget] = None) -> Wires:
    """The removed operations that restricted requests which no rule restricts afterwards.

    ``before`` and ``after`` are all operations of one API service. If comparing the patterns exceeds the budget, the
    result is all removed operations that have rules.
    """
    candidates = [operation for operation in removed if _is_restricted(operation)]
    if not candidates:
        return []
    try:
        return _opened(candidates, before, after, budget or Budget())
    except BudgetExceeded:
        return candidates


def _opened(candidates: Wires, before: Wires, after: Wires, budget: Budget) -> Wires:
    path_sets = matched_together((path for operation in (*before, *after) for path in paths_of(operation)), budget)
    candidate_paths = {path for operation in candidates for path in paths_of(operation)}
    methods = {None, *chain.from_iterable(operation.get("methods") or [] for operation in (*before, *after))}
    opened: set[int] = set()
    for paths, method in product((paths for paths in path_sets if paths & candidate_paths), methods):
        budget.spend(len(paths) + 5 * (len(before) + len(after)))
        deciders = _deciders(after, paths, method)
        if not deciders or not all(map(_is_restricted, deciders)):
            opened.update(id(operation) for operation in _deciders(before, paths, method))
    return [operation for operation in candidates if id(operation) in opened]


def _deciders(operations: Sequence[Wire], paths: frozenset[Path], method: Optional[str]) -> list[Wire]:
    """The operations of which one decides about a request that matches these patterns: the most specific ones."""
    matching = [
        (min(rank(path) for path in own), operation)
        for operation in operations
        for own in [[path for path in paths_of(operation) if path in paths]]
        if own and method in (operation.get("methods") or [method])
    ]
    first = min((own_rank for own_rank, _operation in matching), default=None)
    return [operation for own_rank, operation in matching if own_rank == first]


def _is_restricted(operation: Wire) -> bool:
    return not is_open(OPERATION.read(operation, {}))
