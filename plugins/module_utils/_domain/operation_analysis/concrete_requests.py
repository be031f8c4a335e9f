# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which operations match a concrete request, and which of them decide."""

from __future__ import annotations

from typing import Sequence

from ..._model.field import Wire, Wires
from ._budget import Budget
from ._path_matching import Automaton, Path, paths_of, rank, sample_path

_EVERYTHING: Path = ("PARAMETER", "/**")
# For a single path, the budget is never exceeded.
_STEPS = 10**9


class ConcreteRequests:
    """The operations of one API service, and what they mean for requests."""

    def __init__(self, operations: Sequence[Wire]) -> None:
        self._operations = operations
        self._automaton = Automaton((path for one in operations for path in paths_of(one)), Budget(_STEPS))

    def deciding(self, method: str, path: str) -> list[Wires]:
        """The operations that may decide about a request, by its method and its decoded path below the base URL.

        There are two results if it makes a difference whether ``/orders/**`` matches ``/orders``, or ``/**`` the base
        URL itself, which is not documented. In each, there are several operations if they are equally specific, and
        none if no operation matches.
        """
        matched = self._automaton.matched(self._automaton.after(path))
        certain = matched.certain - ({_EVERYTHING} if path == "/" else set())
        alternatives = [self._most_specific(method, patterns) for patterns in (certain, matched.possible)]
        return alternatives[:1] if alternatives[0] == alternatives[1] else alternatives

    def _most_specific(self, method: str, patterns: frozenset[Path]) -> Wires:
        matching = [
            (min(map(rank, own)), operation)
            for operation in self._operations
            if method in (operation.get("methods") or [method])
            for own in [patterns.intersection(paths_of(operation))]
            if own
        ]
        first = min((own_rank for own_rank, _operation in matching), default=None)
        return [operation for own_rank, operation in matching if own_rank == first]

    def samples(self, operation: Wire) -> list[str]:
        """A path for each pattern of an operation."""
        return list(dict.fromkeys(sample_path(path) for path in paths_of(operation)))
