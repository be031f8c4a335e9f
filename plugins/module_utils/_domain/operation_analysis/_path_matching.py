# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which path patterns of operations can match the same request, and which of them is more specific.

Source: the PingOne API reference ("API Operations"). It does not document which of several matching operations decides.
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import Iterable, Iterator, NamedTuple

from ..._model.field import Wire
from ..._model.objects.operation import PARAMETER
from ..patterns import inferred_type
from ._budget import Budget

# Type and pattern, as in the API.
Path = tuple[str, str]
Rank = tuple[int, ...]
State = frozenset[int]

# A character that no pattern contains.
OTHER = "\0"
# Tokens of a pattern other than single characters, and the end of a pattern.
_ONE, _MANY, _REST, _END = "one", "many", "rest", "end"
_PARTS = re.compile(r"\\(?P<escaped>.)|(?P<star>\*)|(?P<plain>.)", re.DOTALL)


def paths_of(operation: Wire) -> list[Path]:
    """The paths of an operation."""
    return [(path["type"], path["pattern"]) for path in operation.get("paths") or []]


@lru_cache(maxsize=4096)
def rank(path: Path) -> Rank:
    """A smaller rank is more specific: exact paths, then the pattern whose first different segment is narrower."""
    kind, pattern = path
    return (0,) if kind == "EXACT" else (1, *map(_width, pattern[1:].split("/")))


def matched_together(paths: Iterable[Path], budget: Budget) -> set[frozenset[Path]]:
    """All sets of patterns for which there is a request that matches these patterns and no others.

    :raises BudgetExceeded: if there are too many combinations.
    """
    found: set[frozenset[Path]] = set()
    for matched in Automaton(paths, budget).explore():
        found |= {matched.certain, matched.possible}
    return found - {frozenset()}


class Matched(NamedTuple):
    """A state of the automaton, and the patterns that match the text read so far.

    ``possible`` also has the patterns of which it is not documented whether they match: C(/orders/**) for C(/orders).
    ``alone``: no pattern but this one matches any longer text. It may not be complete in this state.
    """

    state: State
    certain: frozenset[Path]
    possible: frozenset[Path]
    alone: bool = False


class Automaton:
    """Reads all patterns at the same time, character by character, as long as more than one can still match.

    This is the subset construction, which turns nondeterministic automata into a deterministic one: a state is the set
    of places in the patterns that a text may have reached.
    """

    def __init__(self, paths: Iterable[Path], budget: Budget) -> None:
        self._budget = budget
        distinct = list(dict.fromkeys(paths))
        budget.spend(sum(len(pattern) for _kind, pattern in distinct) // 4)
        self._places = [(token, path) for path in distinct for token in [*_tokens(path), _END]]
        starts = [at for at in range(len(self._places)) if at == 0 or self._places[at - 1][0] == _END]
        self.start: State = frozenset(place for at in starts if at < len(self._places) for place in self._reached(at))
        # From which state each state was reached first, and by which character.
        self._reached_from: dict[State, tuple[State, str]] = {}
        # What follows the states on the way of texts, which often begin in the same way.
        self._known: dict[State, dict[str, State]] = {}

    def explore(self) -> Iterator[Matched]:
        """All states, those that are reached by shorter texts first.

        :raises BudgetExceeded: if there are too many.
        """
        todo = deque([self.start])
        while todo:
            state = todo.popleft()
            self._budget.spend(1 + len(state))
            alive = frozenset(self._places[at][1] for at in state)
            if len(alive) == 1:
                # No other pattern can match anymore, and every pattern matches some request.
                yield Matched(state, alive, alive, alone=True)
                continue
            yield self.matched(state)
            for character, following in self._following(state):
                if following != self.start and following not in self._reached_from:
                    self._reached_from[following] = (state, character)
                    todo.append(following)

    def matched(self, state: State) -> Matched:
        """The patterns that match a text that leads to a state."""
        certain = frozenset(self._places[at][1] for at in state if self._places[at][0] == _END)
        bare = (self._places[at][1] for at in state if self._places[at][0] == "/" and self._places[at + 1][0] == _REST)
        return Matched(state, certain, certain.union(bare))

    def after(self, text: str) -> State:
        """The state after a text. It is empty if no pattern matches the text or a longer one."""
        state = self.start
        for character in text:
            if state not in self._known:
                self._known[state] = dict(self._following(state))
            following = self._known[state]
            state = following.get(character, frozenset() if character == "/" else following.get(OTHER, frozenset()))
        return state

    def text_to(self, state: State) -> list[tuple[str, State]]:
        """The first text that leads to a state: its characters, each with the state before it.

        :data:`OTHER` is any character that is not :meth:`named` in this state.
        """
        text: list[tuple[str, State]] = []
        while state in self._reached_from:
            state, character = self._reached_from[state]
            text.append((character, state))
        return text[::-1]

    def named(self, state: State) -> set[str]:
        """The characters that the patterns name next in a state."""
        return {self._places[at][0] for at in state}

    def completion(self, state: State) -> list[str]:
        """The characters after which the only pattern of a state matches."""
        rest: list[str] = []
        for token, _path in self._places[max(state) :]:
            if token == _END:
                break
            rest += [OTHER] if token == _ONE else [] if token in (_MANY, _REST) else [token]
        return rest

    def _reached(self, at: int) -> list[int]:
        """A place, and those after it that are reached without a character, because a wildcard may match nothing."""
        reached = [at]
        while self._places[reached[-1]][0] in (_MANY, _REST):
            reached.append(reached[-1] + 1)
        return reached

    def _following(self, state: State) -> Iterator[tuple[str, State]]:
        """The states after one more character: one that a pattern contains, a slash, or any other character."""
        named: dict[str, set[int]] = {"/": set(), OTHER: set()}
        rest: set[int] = set()
        segment: set[int] = set()
        for at in state:
            token = self._places[at][0]
            if token == _REST:
                rest.update(self._reached(at))
            elif token == _MANY:
                segment.update(self._reached(at))
            elif token == _ONE:
                segment.update(self._reached(at + 1))
            elif token != _END:
                named.setdefault(token, set()).update(self._reached(at + 1))
        for character, own in named.items():
            following = own | rest if character == "/" else own | rest | segment
            self._budget.spend(1 + len(following))
            if following:
                yield character, frozenset(following)


def sample_path(path: Path) -> str:
    """A percent-decoded path that a pattern matches."""
    texts = {_ONE: "7", _MANY: "x", _REST: "x"}
    tokens = _tokens(path)
    # A parameter is one character, and then any number of them.
    return "".join(texts.get(token, token) for at, token in enumerate(tokens) if not at or tokens[at - 1] != _ONE)


def _width(segment: str) -> int:
    if "*" not in segment and "{" not in segment:
        return 0
    if segment == "**":
        return 3
    if segment.startswith("{"):
        return 2
    return 1 if inferred_type(segment) == PARAMETER else 0


def _tokens(path: Path) -> list[str]:
    kind, pattern = path
    if kind == "EXACT":
        return list(pattern)
    tokens: list[str] = []
    for segment in pattern[1:].split("/"):
        width = _width(segment)
        tokens += ["/"] + ([_REST] if width == 3 else [_ONE, _MANY] if width == 2 else _literal_tokens(segment))
    return tokens


def _literal_tokens(segment: str) -> list[str]:
    if "\\" not in segment:
        return [_MANY if character == "*" else character for character in segment]
    parts = _PARTS.finditer(segment)
    return [_MANY if part["star"] else part["escaped"] or part["plain"] for part in parts]
