# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SCIM filters: clauses, ``and``, ``or`` and parentheses (SPECIFICATION.md 3.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from . import errors

# attribute path -> operators it can be filtered with
Filters = Mapping[str, tuple[str, ...]]
# Whether a clause (path, operator, value) holds, and whether a whole filter does.
Clause = Callable[[str, str, str], bool]
Filter = Callable[[Clause], bool]

CLAUSE = re.compile(r'\s*(?P<path>[\w.]+)\s+(?P<op>[A-Za-z]{2})\s+"(?P<value>(?:[^"\\]|\\.)*)"')
DEPTH = 20


def parse_filter(text: str, filters: Filters) -> Filter:
    """The filter as a function of the test for one clause; raises 400 ``INVALID_FILTER``."""
    return _Reader(text, filters).whole()


def clauses(text: str, filters: Filters) -> list[tuple[str, str]]:
    """Path and operator of every clause of the filter; raises like :func:`parse_filter`."""
    reader = _Reader(text, filters)
    reader.whole()
    return reader.clauses


def refused(why: str, filters: Filters) -> errors.PingOneError:
    """400 ``INVALID_FILTER``, with what would be accepted."""
    operators = {operator for operators in filters.values() for operator in operators}
    return errors.invalid_filter(why, sorted(filters), sorted(operators))


class _Reader:
    """Where in the text we are; ``or`` binds less than ``and``."""

    def __init__(self, text: str, filters: Filters) -> None:
        self.text, self.filters, self.at = text, filters, 0
        self.clauses: list[tuple[str, str]] = []

    def whole(self) -> Filter:
        found = self.either(0)
        if self.text[self.at :].strip():
            self.refuse("clauses are joined by 'and' or 'or'")
        return found

    def either(self, depth: int) -> Filter:
        parts = [self.both(depth)]
        while self.skip(r"or(?=[\s(])"):
            parts.append(self.both(depth))
        return lambda clause: any(part(clause) for part in parts)

    def both(self, depth: int) -> Filter:
        parts = [self.one(depth)]
        while self.skip(r"and(?=[\s(])"):
            parts.append(self.one(depth))
        return lambda clause: all(part(clause) for part in parts)

    def one(self, depth: int) -> Filter:
        if depth < DEPTH and self.skip(r"\("):
            inner = self.either(depth + 1)
            if not self.skip(r"\)"):
                self.refuse("a parenthesis is not closed")
            return inner
        match = CLAUSE.match(self.text, self.at)
        if not match:
            self.refuse("the filter cannot be parsed")
        self.at = match.end()
        path, operator, value = match["path"], match["op"].lower(), re.sub(r"\\(.)", r"\1", match["value"])
        if path not in self.filters and path.lower() in self.filters:
            path = path.lower()
        if operator not in self.filters.get(path, ()):
            self.refuse(f"{path} {operator} is not supported")
        self.clauses.append((path, operator))
        return lambda clause: clause(path, operator, value)

    def skip(self, pattern: str) -> bool:
        match = re.compile(rf"\s*{pattern}", re.IGNORECASE).match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def refuse(self, why: str) -> NoReturn:
        raise refused(why, self.filters)
