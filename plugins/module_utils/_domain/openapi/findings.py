# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the compilation of an OpenAPI document is told, and what it reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, NamedTuple, Optional, Sequence, Union

from ..._base.errors import Problem, Problems


@dataclass(frozen=True)
class Options:
    """The options of the filter. They are described there."""

    allow_public: bool = False
    allow_any_token: bool = False
    allow_stricter: bool = False
    security_schemes: Optional[Sequence[str]] = None
    base_urls: Optional[Sequence[str]] = None
    server_variables: Mapping[str, Union[str, Sequence[str]]] = field(default_factory=dict)
    include: Optional[Sequence[str]] = None
    exclude: Sequence[str] = ()


class Note(NamedTuple):
    """Something that a reader of the result should know, and the place in the document that it is about."""

    place: str
    text: str


class Findings:
    """The problems of a document, which are reported at once, and the notes about what became of it."""

    def __init__(self) -> None:
        self.problems = Problems()
        self._notes: dict[Note, None] = {}

    def problem(self, place: str, text: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(place, text))

    def note(self, place: str, text: str) -> None:
        """Add a note, once."""
        self._notes.setdefault(Note(place, text))

    @property
    def notes(self) -> list[Note]:
        """The notes in the order in which they were added."""
        return list(self._notes)
