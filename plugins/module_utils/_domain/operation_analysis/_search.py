# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The search for a safe order. :mod:`.safe_order` explains it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Optional, Sequence

from ..._model.field import Wire, Wires
from ..operation_rules import MAXIMUM_OPERATIONS
from ._budget import Budget, BudgetExceeded
from ._request_classes import RequestClass, Version, request_classes
from ._strictness import rules_of

# After this number of dead ends, there is assumed to be no safe order.
_MAXIMUM_DEAD_ENDS = 200


@dataclass(frozen=True)
class Change:
    """An operation before and after its change. None: it does not exist."""

    before: Optional[Wire]
    after: Optional[Wire]

    @property
    def name(self) -> str:
        """The name of the operation before its change, or of a new operation."""
        return str((self.before or self.after or {})["name"])


@dataclass(frozen=True)
class Order:
    """The order of the changes, as their indexes.

    ``unsafe`` has the names of the operations that decide about requests in unsafe states. It is empty if the order is
    safe.
    """

    sequence: list[int]
    unsafe: list[str]


def safe_order(unchanged: Wires, changes: Sequence[Change], budget: Optional[Budget] = None) -> Order:
    """The order for the changes of operations of one API service, among operations that are not changed.

    If no order is safe, it is the one with the fewest unsafe states. If the budget is exceeded, all changes are unsafe.
    """
    search = _Search(unchanged, changes)
    try:
        search.find_classes(budget or Budget())
        sequence = search.safe()
        return Order(sequence, []) if sequence is not None else search.least_unsafe()
    except BudgetExceeded:
        return search.undetermined()


class _Search:
    """The states between before and after all changes, and which changes are possible in each."""

    def __init__(self, unchanged: Wires, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._count = len(unchanged) + sum(change.before is not None for change in changes)
        self._final_state = (1 << len(changes)) - 1
        self._names = Counter(str(wire["name"]) for wire in unchanged)
        versions = [Version(-1 - index, rules_of(wire), 0, True, wire) for index, wire in enumerate(unchanged)]
        for index, change in enumerate(changes):
            for wire, changed in ((change.before, False), (change.after, True)):
                if wire is not None:
                    versions.append(Version(index, rules_of(wire), 1 << index, changed, wire))
        self._versions = versions
        # By the index of the change: the classes that it makes a difference for.
        self._classes: list[list[RequestClass]] = [[] for _change in changes]
        self._dead_ends: set[int] = set()

    def find_classes(self, budget: Budget) -> None:
        """Divide the requests into classes, which :meth:`safe` and :meth:`least_unsafe` need."""
        classes = request_classes(self._versions, budget)
        self._classes = [[one for one in classes if one.bits >> index & 1] for index in range(len(self._changes))]

    def undetermined(self) -> Order:
        """The preferred order, without knowing whether it is safe."""
        sequence: list[int] = []
        state = 0
        while state != self._final_state:
            sequence.append(self._possible(state)[0])
            state |= 1 << sequence[-1]
        return Order(sequence, sorted({change.name for change in self._changes}))

    def safe(self) -> Optional[list[int]]:
        """An order in which every state is safe, or None."""
        return self._complete(0)

    def least_unsafe(self) -> Order:
        """An order in which each change makes as few classes of requests unsafe as possible."""
        sequence: list[int] = []
        unsafe: set[int] = set()
        state = 0
        while state != self._final_state:
            index = min(self._possible(state), key=lambda candidate: self._newly_unsafe(state, candidate))
            state |= 1 << index
            sequence.append(index)
            for one in self._classes[index]:
                unsafe |= set() if one.is_safe(state) else one.involved(state)
        return Order(sequence, sorted({self._changes[index].name for index in unsafe if index >= 0}))

    def _newly_unsafe(self, state: int, index: int) -> int:
        """How many more classes are unsafe after a change."""
        after = state | 1 << index
        return sum(one.is_safe(state) - one.is_safe(after) for one in self._classes[index])

    def _complete(self, state: int) -> Optional[list[int]]:
        """The changes that lead from a state to the final one through safe states, or None."""
        if state == self._final_state:
            return []
        for index in self._possible(state):
            following = state | 1 << index
            if following in self._dead_ends or not all(one.is_safe(following) for one in self._classes[index]):
                continue
            rest = self._complete(following)
            if rest is not None:
                return [index, *rest]
            if len(self._dead_ends) >= _MAXIMUM_DEAD_ENDS:
                return None
        self._dead_ends.add(state)
        return None

    def _possible(self, state: int) -> list[int]:
        """The changes that can be next, the preferred one first: names and number of operations remain valid."""
        names, count = Counter(self._names), self._count
        remaining = []
        for index, change in enumerate(self._changes):
            done = bool(state >> index & 1)
            wire = change.after if done else change.before
            names.update([str(wire["name"])] if wire else [])
            count += done * ((change.after is not None) - (change.before is not None))
            remaining += [] if done else [index]
        creations, updates, removals = [], [], []
        for index in remaining:
            before, after = self._changes[index].before, self._changes[index].after
            if after is None:
                removals.append(index)
            elif before is None:
                creations += [index] if count < MAXIMUM_OPERATIONS and not names[after["name"]] else []
            elif before["name"] == after["name"] or not names[after["name"]]:
                updates.append(index)
        return creations + updates + removals
