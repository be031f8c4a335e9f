# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Classes of requests that operations cannot distinguish, and whether a state of the operations is safe for a class."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import NamedTuple, Sequence

from ..._model.field import Wire
from ._budget import Budget
from ._path_matching import Path, Rank, matched_together, paths_of, rank
from ._strictness import Rules, at_least_as_strict

# Operations of which any may decide, each with its rules.
Deciders = frozenset[tuple[int, Rules]]


class Version(NamedTuple):
    """An operation before (``changed`` is False) or after its change.

    ``bit`` is the bit of the change in a state, or 0 for an operation that is not changed.
    """

    operation: int
    rules: Rules
    bit: int
    changed: bool
    wire: Wire

    def exists_in(self, state: int) -> bool:
        """Whether this is what the operation is in a state."""
        return (state & self.bit == self.bit) == self.changed


class RequestClass:
    """Requests that the same versions of operations match, each with the same rank.

    A state is the set of completed changes, as a number with one bit for each change.
    """

    def __init__(self, ranked: Sequence[tuple[Rank, Version]], budget: Budget) -> None:
        self._ranked, self._budget = ranked, budget
        self.bits = 0
        for _rank, version in ranked:
            self.bits |= version.bit
        self._before, self._after = self._deciders(0), self._deciders(-1)
        self._known: dict[int, bool] = {}

    def is_safe(self, state: int) -> bool:
        """Whether no request of the class is allowed that is denied both before and after all changes."""
        self._budget.spend(1)
        key = state & self.bits
        if key not in self._known:
            self._known[key] = self._is_safe(self._deciders(state))
        return self._known[key]

    def involved(self, state: int) -> set[int]:
        """The operations that may decide in a state, or before or after all changes."""
        return {operation for operation, _rules in self._deciders(state) | self._before | self._after}

    def _is_safe(self, deciders: Deciders) -> bool:
        if deciders in (self._before, self._after):
            return True
        # It is not documented whether a request that no operation matches is allowed or denied.
        return bool(deciders) and all(
            _is_strict(rules, self._before) or _is_strict(rules, self._after) for _operation, rules in deciders
        )

    def _deciders(self, state: int) -> Deciders:
        """The most specific operations. It is not documented which of several equally specific ones decides."""
        self._budget.spend(1 + len(self._ranked))
        existing = [(own_rank, version) for own_rank, version in self._ranked if version.exists_in(state)]
        first = min((own_rank for own_rank, _version in existing), default=None)
        return frozenset((version.operation, version.rules) for own_rank, version in existing if own_rank == first)


def _is_strict(rules: Rules, deciders: Deciders) -> bool:
    """Whether rules are at least as strict as those of all deciders, of which there has to be one."""
    return bool(deciders) and all(at_least_as_strict(rules, other) for _operation, other in deciders)


def request_classes(versions: list[Version], budget: Budget) -> list[RequestClass]:
    """The classes of requests for which a change makes a difference.

    :raises BudgetExceeded: if there are too many to find them within the budget.
    """
    by_path: dict[Path, list[Version]] = {}
    for version in versions:
        for path in paths_of(version.wire):
            by_path.setdefault(path, []).append(version)
    # None represents every method that no operation lists.
    methods = {*chain.from_iterable(version.wire.get("methods") or [] for version in versions), None}
    classes: dict[frozenset[tuple[Rank, int, bool]], list[tuple[Rank, Version]]] = {}
    for paths in matched_together(by_path, budget):
        best: dict[tuple[int, bool], tuple[Rank, Version]] = {}
        matching = [(rank(path), version) for path in paths for version in by_path[path]]
        budget.spend(2 * len(matching) + len(methods))
        for own_rank, version in sorted(matching, key=itemgetter(0)):
            best.setdefault((version.operation, version.changed), (own_rank, version))
        for method in methods:
            budget.spend(1 + len(best) // 2)
            ranked = [pair for pair in best.values() if method in (pair[1].wire.get("methods") or [method])]
            if any(version.bit for _rank, version in ranked):
                classes[frozenset((own, version.operation, version.changed) for own, version in ranked)] = ranked
    return [RequestClass(ranked, budget) for ranked in classes.values()]
