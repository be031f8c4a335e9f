# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A readable path for each set of patterns that a request can match together."""

from __future__ import annotations

import string
from itertools import chain
from typing import Iterable, NamedTuple

from ._budget import Budget
from ._path_matching import OTHER, Automaton, Matched, Path

# What a wildcard matches in an example, the first possible one.
_FILLERS = "1a2b3" + string.digits + string.ascii_letters
# How many of them replace an empty segment.
_ATTEMPTS = 5
_ODD_SEGMENTS = ("", ".", "..")
_REST_OF_PATH: Path = ("PARAMETER", "/**")
# Letters of other alphabets, if the patterns contain all others at one point.
_FURTHER = range(0x100, 0x10FFFF)


class ExamplePath(NamedTuple):
    """A percent-decoded path, and the patterns that match it.

    ``otherwise`` are those that match it if the assumption about C(/**), which PingOne does not document, is wrong.
    """

    text: str
    patterns: frozenset[Path]
    otherwise: frozenset[Path]


def example_paths(paths: Iterable[Path], budget: Budget) -> list[ExamplePath]:
    """A path for each set of patterns that a request can match together, and one that no pattern matches, if any.

    :raises BudgetExceeded: if there are too many combinations.
    """
    # No request matches a pattern that does not begin with a slash.
    patterns = [path for path in dict.fromkeys(paths) if path[1].startswith("/")]
    automaton = Automaton(patterns, budget)
    certain: dict[frozenset[Path], Matched] = {}
    uncertain: dict[frozenset[Path], tuple[Matched, frozenset[Path]]] = {}
    for matched in automaton.explore():
        if matched.certain == matched.possible:
            certain.setdefault(matched.certain, matched)
        else:
            uncertain.setdefault(matched.certain, (matched, matched.possible))
            uncertain.setdefault(matched.possible, (matched, matched.certain))
    found = [_example(automaton, matched, own, own, budget) for own, matched in certain.items() if own]
    found += [
        _example(automaton, matched, own, otherwise, budget)
        for own, (matched, otherwise) in uncertain.items()
        if own and own not in certain
    ]
    return [*_unmatched(automaton, patterns, budget), *(one for one in found if one.text)]


def _example(
    automaton: Automaton, matched: Matched, own: frozenset[Path], otherwise: frozenset[Path], budget: Budget
) -> ExamplePath:
    text = _text(automaton, matched, budget)
    # It is not documented either whether /** matches the base URL. It is assumed to match every path.
    return ExamplePath(text, own, own - {_REST_OF_PATH} if text == "/" else otherwise)


def _text(automaton: Automaton, matched: Matched, budget: Budget) -> str:
    """The shortest path to a state that is easy to read."""
    text = "".join(
        _other_than(automaton.named(state)) if character == OTHER else character
        for character, state in automaton.text_to(matched.state)
    )
    if matched.alone:
        text += "".join(automaton.completion(matched.state)).replace(OTHER, _FILLERS[0])
    odd = [index for index, segment in enumerate(text.split("/")) if index and segment in _ODD_SEGMENTS]
    return _with_other_segments(automaton, text, odd, budget) if odd else text


def _with_other_segments(automaton: Automaton, text: str, odd: list[int], budget: Budget) -> str:
    """The path without segments that clients remove, if the same patterns match it then."""
    wanted = _patterns_of(automaton, text)
    segments = text.split("/")
    for index in odd:
        for filler in _FILLERS[:_ATTEMPTS]:
            budget.spend(len(text))
            candidate = [*segments[:index], segments[index] + filler, *segments[index + 1 :]]
            if _patterns_of(automaton, "/".join(candidate)) == wanted:
                segments = candidate
                break
    return "/".join(segments)


def _patterns_of(automaton: Automaton, text: str) -> tuple[frozenset[Path], frozenset[Path]]:
    matched = automaton.matched(automaton.after(text))
    return matched.certain, matched.possible


def _other_than(named: set[str]) -> str:
    """A character that no pattern names at this point."""
    return next(character for character in chain(_FILLERS, map(chr, _FURTHER)) if character not in named)


def _unmatched(automaton: Automaton, patterns: list[Path], budget: Budget) -> list[ExamplePath]:
    """A path that no pattern matches, if there is one."""
    if _REST_OF_PATH in patterns:
        return []
    for text in ("/other", "/other/path", "/1", "/1/other"):
        if not automaton.matched(automaton.after(text)).possible:
            return [ExamplePath(text, frozenset(), frozenset())]
    every = Automaton([*patterns, _REST_OF_PATH], budget)
    unmatched = [one for one in every.explore() if one.certain == {_REST_OF_PATH}]
    unmatched.sort(key=lambda one: one.certain != one.possible)
    return [
        ExamplePath(_text(every, one, budget), frozenset(), one.possible - {_REST_OF_PATH}) for one in unmatched[:1]
    ]
