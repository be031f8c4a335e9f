# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which requests an OpenAPI document allows, as a table of path templates and methods.

A path without parameters takes precedence over templates. Of several templates that match a path, OpenAPI does not
define which one is meant. So a request must be allowed by all of them. These requests are rows of their own: the table
is closed under intersection, so that each request belongs to exactly one row, the narrowest that matches it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import Callable, Iterable, NamedTuple, Sequence

from .findings import Findings, Options
from .needs import DENIED, Need, both
from .security import expressible
from .templates import (
    Shape,
    Template,
    TemplateFault,
    applies,
    covers,
    intersection,
    is_literal,
    text_of,
    with_empty_parameter,
)

# More rows than a document with reasonable paths has.
_MAXIMUM_ROWS = 5000


class Listed(NamedTuple):
    """An operation of the document."""

    place: str
    method: str
    template: Template
    name: str
    need: Need


class Cell(NamedTuple):
    """A row of the table and a method."""

    shape: Shape
    method: str


class Table:
    """What a request needs, for each row and each method of the document."""

    def __init__(
        self, listed: Sequence[Listed], paths: Sequence[Template], options: Options, findings: Findings
    ) -> None:
        self._options, self._findings = options, findings
        self._methods = list(dict.fromkeys(one.method for one in listed))
        self._own: dict[Cell, list[Listed]] = defaultdict(list)
        for one in listed:
            self._own[Cell(one.template.shape, one.method)].append(one)
        self._templates: dict[Shape, Template] = {}
        for template in paths:
            self._templates.setdefault(template.shape, template)
        self._documented = list(self._templates)
        self._rows = self._closed()
        self.wider: dict[Shape, list[Shape]] = {
            row: [other for other in self._alike(row, self._rows) if other != row and covers(other, row)]
            for row in self._rows
        }
        self.needs: dict[Cell, Need] = {
            Cell(row, method): self._need(row, method) for row in self._rows for method in self._methods
        }

    def template(self, shape: Shape) -> Template:
        """A row with the names of its parameters."""
        return self._templates[shape]

    def listed(self, cell: Cell) -> list[Listed]:
        """The operations of the document for a cell. Several if paths only differ in the names of parameters."""
        return self._own.get(cell, [])

    def necessary(self) -> list[Cell]:
        """The cells that differ from one of the wider rows, in the order of the rows.

        If the operations decide about these, they decide about all, whichever others are added.
        """
        return [cell for cell, need in self.needs.items() if self._differs(cell, need)]

    def cells(self) -> list[Cell]:
        """The operations of the document, and the other necessary cells, in the order of the rows."""
        wanted = {*self.necessary(), *self._own}
        return [cell for cell in self.needs if cell in wanted]

    def where(self, need: Need) -> Callable[[Cell], bool]:
        """Whether a cell has this need."""
        return lambda cell: self.needs[cell] == need

    def _differs(self, cell: Cell, need: Need) -> bool:
        wider = [self.needs[Cell(row, cell.method)] for row in self.wider[cell.shape]]
        return any(other != need for other in wider) or (not wider and need != DENIED)

    def _closed(self) -> list[Shape]:
        """The templates of the document, and their intersections."""
        rows = dict.fromkeys(self._documented)
        for documented in self._documented:
            for shape in with_empty_parameter(documented):
                self._add(rows, shape, documented)
        todo = list(rows)
        while todo and len(rows) <= _MAXIMUM_ROWS:
            one = todo.pop(0)
            for other in list(self._alike(one, rows)):
                try:
                    shared = intersection(one, other)
                except TemplateFault as fault:
                    first, second = sorted([text_of(self._templates[one]), text_of(self._templates[other])])
                    self._findings.problem(f"paths.{first}", f"and paths.{second} {fault}. Leave one of them out.")
                    continue
                if shared is not None and shared not in rows:
                    self._add(rows, shared, one)
                    todo.append(shared)
        if len(rows) > _MAXIMUM_ROWS:
            self._findings.problem("paths", f"The paths overlap in more than {_MAXIMUM_ROWS} ways.")
        return list(rows)

    def _add(self, rows: dict[Shape, None], shape: Shape, like: Shape) -> None:
        rows.setdefault(shape)
        names = dict(self._templates[like].names) if like in self._templates else {}
        own = tuple((at, names.get(at, f"parameter{at}")) for at, one in enumerate(shape) if one.is_parameter)
        self._templates.setdefault(shape, Template(shape, own))

    @staticmethod
    def _alike(shape: Shape, rows: Iterable[Shape]) -> Iterable[Shape]:
        """The rows that can match the same requests, at first sight."""
        first = shape[0]
        return (
            row
            for row in rows
            if len(row) == len(shape) and (row[0] == first or row[0].is_parameter or first.is_parameter)
        )

    def _need(self, row: Shape, method: str) -> Need:
        if is_literal(row) and row in self._documented:
            matching = [row]
        else:
            matching = [shape for shape in self._alike(row, self._documented) if applies(shape, row)]
        needs = [self._of(shape, method) for shape in matching] or [DENIED]
        need = reduce(both, needs)
        if len(set(needs)) > 1 and need != DENIED:
            names = " and ".join(text_of(self._templates[shape]) for shape in matching)
            text = (
                f"{method} {text_of(self._templates[row])} is matched by {names}. It must be allowed by each of them."
            )
            self._findings.note(self._place(row, method), text)
        return expressible(self._place(row, method), need, self._options, self._findings)

    def _place(self, row: Shape, method: str) -> str:
        listed = self.listed(Cell(row, method))
        return listed[0].place if listed else f"paths.{text_of(self._templates[row])}"

    def _of(self, shape: Shape, method: str) -> Need:
        """What the operations of one path need. Another spelling of the same path is the same path."""
        listed = self.listed(Cell(shape, method))
        if len(listed) > 1:
            text = f"is the same path as {listed[0].place}. Requests must be allowed by both."
            self._findings.note(listed[1].place, text)
        return reduce(both, (one.need for one in listed)) if listed else DENIED
