# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The format of a transcript: a JSON document with requests."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from . import rules

FORMAT = 1
FOLDER = Path(__file__).parent.parent / "transcripts"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class TranscriptError(ValueError):
    """A transcript cannot be used; ``problems`` lists everything that is wrong."""

    def __init__(self, source: str, problems: list[str]) -> None:
        super().__init__(f"{source}: " + f"\n{source}: ".join(problems))
        self.problems = problems


class Strict(BaseModel):
    """No unknown keys, no conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Statement(Strict):
    """A statement about a response that is true or false: what the comparison of shapes does not see."""

    text: str = Field(min_length=1, max_length=200)
    pointer: str = Field(pattern="^(/[^/]+)*$")
    equals: Any = None
    exists: bool | None = None


class Request(Strict):
    """One request, and what is kept of its response."""

    name: str = Field(min_length=1, max_length=100)
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    server: Literal["api", "auth", "sideband"] = "api"
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: Any = None
    form: dict[str, str] | None = None
    credential: str | None = None
    save: dict[str, str | list[str]] = {}
    statements: list[Statement] = []
    wait_for: str | None = Field(default=None, pattern="^(/[^/]+)+$")
    repeat: int = Field(default=1, ge=1, le=100)
    cleanup: bool = True

    @property
    def pointers(self) -> dict[str, list[str]]:
        """Where each variable may be in the response: the first pointer that names a value counts."""
        return {name: [where] if isinstance(where, str) else where for name, where in self.save.items()}

    @property
    def writing(self) -> bool:
        return self.method in WRITING

    @property
    def sends_body(self) -> bool:
        return "body" in self.model_fields_set


class Transcript(Strict):
    """A sequence of requests."""

    format: Literal[1]
    name: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    description: str = Field(min_length=1)
    question: str = ""
    needs: str = ""
    switches: dict[str, list[Any]] = {}
    presumes: dict[str, Any] = {}
    requests: list[Request] = Field(min_length=1, max_length=300)

    @property
    def writing(self) -> bool:
        return any(request.writing for request in self.requests)


def parse(text: str, source: str) -> Transcript:
    """Check a transcript; TranscriptError lists everything that is wrong with it."""
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise TranscriptError(source, [f"This is not JSON: {problem}. Transcripts are JSON documents."]) from None
    return parse_document(document, source)


def parse_document(document: Any, source: str) -> Transcript:
    """Like parse, for a document that is already read."""
    try:
        transcript = Transcript.model_validate(document)
    except ValidationError as problem:
        raise TranscriptError(source, [_described(error) for error in problem.errors()]) from None
    problems = rules.check(transcript)
    if problems:
        raise TranscriptError(source, problems)
    return transcript


def load(name: str) -> Transcript:
    """A transcript from a file, or a built-in one by its name."""
    built_in = FOLDER / f"{name}.json"
    path = Path(name)
    if "/" not in name and not path.suffix and built_in.is_file():
        path = built_in
    try:
        return parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError:
        raise TranscriptError(name, ["The file is not UTF-8 text. Transcripts are JSON documents."]) from None
    except OSError as problem:
        close = difflib.get_close_matches(name, names(), 1)
        hint = f"Did you mean {close[0]}?" if close else "See --list for the built-in transcripts."
        raise TranscriptError(name, [f"The file cannot be read: {problem.strerror}. {hint}"]) from None


def names() -> list[str]:
    """The names of the built-in transcripts."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def built_in() -> list[Transcript]:
    """All built-in transcripts."""
    return [load(name) for name in names()]


HINTS = {
    "missing": "The key is required.",
    "extra_forbidden": "There is no such key. Remove it or correct its name.",
}


def _described(error: Any) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")
    return f"{place or 'The document'}: {HINTS.get(error['type'], error['msg'] + '.')}"
