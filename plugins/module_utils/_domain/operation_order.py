# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The order in which changes of an API service's operations are written.

Each is a request of its own, and somebody may deploy the service between any two. So an order is sought in which every
state on the way decides each request at least as strictly as the state before all changes, or as the one after them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, Optional, Sequence

from .._model.field import Wire, Wires
from .effort import Effort, TooMuch
from .operation_rules import MAXIMUM_OPERATIONS
from .pattern_matching import Path, Rank, matched_together, paths_of, rank
from .strictness import Rules, at_least_as_strict, rules_of

# So many dead ends are looked at before there is taken to be no way.
_MOST_DEAD_ENDS = 200


@dataclass(frozen=True)
class Change:
    """An operation as it is and as it is going to be; None: it does not exist."""

    before: Optional[Wire]
    after: Optional[Wire]

    @property
    def name(self) -> str:
        """The name by which it is known when the change is told of."""
        return str((self.before or self.after or {})["name"])


@dataclass(frozen=True)
class Order:
    """The numbers of the changes in the order of writing, and the operations that cannot be changed without a moment
    in which they let through what they should not; none if the order is safe."""

    sequence: list[int]
    unsafe: list[str]


def safe_order(staying: Wires, changes: Sequence[Change], effort: Optional[Effort] = None) -> Order:
    """The order for some changes of operations, among others that stay.

    Creations come before updates, and removals last, each in the order given, as far as that is safe, names stay unique
    and there is room. If no order is safe, it is the one with the fewest moments that are not. If the effort does not
    suffice to know, every change counts as unsafe.
    """
    way = _Way(staying, changes)
    try:
        way.explore(effort or Effort())
        sequence = way.safe()
        return Order(sequence, []) if sequence is not None else way.least_unsafe()
    except TooMuch:
        return way.unknown()


class _Version(NamedTuple):
    """An operation before (``done`` is False) or after its change, whose ``bit`` tells in a state; 0: it stays."""

    operation: int
    rules: Rules
    bit: int
    done: bool
    wire: Wire

    def stands(self, state: int) -> bool:
        return (state & self.bit == self.bit) == self.done


class _Area:
    """Requests that cannot be told apart: the same versions match them, each with the same rank.

    A state is the set of changes that are done, as a number with a bit for each.
    """

    def __init__(self, ranked: Sequence[tuple[Rank, _Version]], effort: Effort) -> None:
        self._ranked, self._effort = ranked, effort
        self.bits = 0
        for _rank, version in ranked:
            self.bits |= version.bit
        self._old, self._new = self.deciders(0), self.deciders(-1)
        self._known: dict[int, bool] = {}

    def deciders(self, state: int) -> frozenset[tuple[int, Rules]]:
        """The operations of which one decides: if several are equally specific, nobody knows which."""
        self._effort.spend(1 + len(self._ranked))
        standing = [(at, version) for at, version in self._ranked if version.stands(state)]
        first = min((at for at, _version in standing), default=None)
        return frozenset((version.operation, version.rules) for at, version in standing if at == first)

    def is_safe(self, state: int) -> bool:
        """Whether nothing is let through that passes neither before nor after all changes."""
        self._effort.spend(1)
        key = state & self.bits
        if key not in self._known:
            deciders = self.deciders(state)
            same = deciders in (self._old, self._new)
            # Where no operation matches, nobody knows whether that is stricter than a rule.
            strict = bool(deciders) and all(_keeps(rules, (self._old, self._new)) for _operation, rules in deciders)
            self._known[key] = same or strict
        return self._known[key]

    def concerned(self, state: int) -> set[int]:
        """The operations that have to do with who decides in a state."""
        return {operation for operation, _rules in self.deciders(state) | self._old | self._new}


def _keeps(rules: Rules, sides: Sequence[frozenset[tuple[int, Rules]]]) -> bool:
    """Whether the rules are at least as strict as all those on one of the sides."""
    return any(side and all(at_least_as_strict(rules, other) for _operation, other in side) for side in sides)


def _areas(versions: list[_Version], effort: Effort) -> list[_Area]:
    """The areas that the changes have to do with."""
    having: dict[Path, list[_Version]] = {}
    for version in versions:
        for path in paths_of(version.wire):
            having.setdefault(path, []).append(version)
    together = matched_together(having, effort)
    methods = {*chain.from_iterable(version.wire.get("methods") or [] for version in versions), None}
    areas: dict[frozenset[tuple[Rank, int, bool]], list[tuple[Rank, _Version]]] = {}
    for paths in together:
        best: dict[tuple[int, bool], tuple[Rank, _Version]] = {}
        matching = [(rank(path), version) for path in paths for version in having[path]]
        effort.spend(2 * len(matching) + len(methods))
        for at, version in sorted(matching, key=itemgetter(0)):
            best.setdefault((version.operation, version.done), (at, version))
        for method in methods:
            effort.spend(1 + len(best) // 2)
            ranked = [pair for pair in best.values() if method in (pair[1].wire.get("methods") or [method])]
            if any(version.bit for _rank, version in ranked):
                areas[frozenset((at, version.operation, version.done) for at, version in ranked)] = ranked
    return [_Area(ranked, effort) for ranked in areas.values()]


class _Way:
    """The states between before and after, and what can be the next change in each."""

    def __init__(self, staying: Wires, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._count = len(staying) + sum(change.before is not None for change in changes)
        self._all = (1 << len(changes)) - 1
        self._names = Counter(str(wire["name"]) for wire in staying)
        versions = [_Version(-1 - number, rules_of(wire), 0, True, wire) for number, wire in enumerate(staying)]
        for number, change in enumerate(changes):
            for wire, done in ((change.before, False), (change.after, True)):
                if wire is not None:
                    versions.append(_Version(number, rules_of(wire), 1 << number, done, wire))
        self._versions = versions
        self._areas: list[list[_Area]] = [[] for _change in changes]
        self._dead: set[int] = set()

    def explore(self, effort: Effort) -> None:
        """Find the areas, on which everything else rests."""
        areas = _areas(self._versions, effort)
        numbers = range(len(self._changes))
        self._areas = [[area for area in areas if area.bits >> number & 1] for number in numbers]

    def unknown(self) -> Order:
        """The preferred order, which nobody has found to be safe."""
        sequence: list[int] = []
        state = 0
        while state != self._all:
            sequence.append(self._possible(state)[0])
            state |= 1 << sequence[-1]
        return Order(sequence, sorted({change.name for change in self._changes}))

    def safe(self) -> Optional[list[int]]:
        """An order in which every state is safe, or None."""
        return self._from(0)

    def least_unsafe(self) -> Order:
        """An order in which each change leaves as few areas unsafe as one can."""
        sequence: list[int] = []
        unsafe: set[int] = set()
        state = 0
        while state != self._all:
            step = min(self._possible(state), key=lambda number: self._loss(state, number))
            state |= 1 << step
            sequence.append(step)
            for area in self._areas[step]:
                unsafe |= set() if area.is_safe(state) else area.concerned(state)
        return Order(sequence, sorted({self._changes[number].name for number in unsafe if number >= 0}))

    def _loss(self, state: int, number: int) -> int:
        """How many more areas are unsafe after a change."""
        after = state | 1 << number
        return sum(area.is_safe(state) - area.is_safe(after) for area in self._areas[number])

    def _from(self, state: int) -> Optional[list[int]]:
        if state == self._all:
            return []
        for number in self._possible(state):
            following = state | 1 << number
            if following in self._dead or not all(area.is_safe(following) for area in self._areas[number]):
                continue
            rest = self._from(following)
            if rest is not None:
                return [number, *rest]
            if len(self._dead) >= _MOST_DEAD_ENDS:
                return None
        self._dead.add(state)
        return None

    def _possible(self, state: int) -> list[int]:
        """What can be next, the preferred first: names stay unique, and there is room."""
        names, count = Counter(self._names), self._count
        left = []
        for number, change in enumerate(self._changes):
            done = bool(state >> number & 1)
            wire = change.after if done else change.before
            names.update([str(wire["name"])] if wire else [])
            count += done * ((change.after is not None) - (change.before is not None))
            left += [] if done else [number]
        creations, updates, removals = [], [], []
        for number in left:
            before, after = self._changes[number].before, self._changes[number].after
            if after is None:
                removals.append(number)
            elif before is None:
                creations += [number] if count < MAXIMUM_OPERATIONS and not names[after["name"]] else []
            elif before["name"] == after["name"] or not names[after["name"]]:
                updates.append(number)
        return creations + updates + removals
