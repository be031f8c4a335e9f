# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares two replays of a transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .client import Answer
from .replay import Replay, Step
from .shapes import Names, Shapes
from .transcript import Transcript

CODE = re.compile("[A-Z]+(_[A-Z]+)*")
# The codes of OAuth (RFC 6749 and 6750).
OAUTH_CODES = [
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "insufficient_scope",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
]
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z.+-]{1,60}")
# What error objects have (SPECIFICATION.md 4); their codes and targets are compared by value.
ERROR_KEYS = ("code", "details", "error")


@dataclass(frozen=True)
class Finding:
    """One difference, with the request that shows it."""

    request: str
    pointer: str
    emulator: str
    other: str


@dataclass
class Comparison:
    """The result for one transcript."""

    transcript: Transcript
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: str = ""
    # Positions of switches with which the emulator does what the other side does.
    same_with: list[str] = field(default_factory=list)


def compare(transcript: Transcript, emulator: Replay, other: Replay) -> Comparison:
    """What differs. Requests that were not sent on one side follow from an earlier difference: notes."""
    result = Comparison(transcript, stopped=other.stopped or emulator.stopped)
    names, known = Names(emulator.names, other.names), _keys(emulator)
    for ours, theirs in zip(emulator.steps, other.steps, strict=False):
        _step(ours, theirs, names, known, result)
    return result


def _keys(emulator: Replay) -> set[str]:
    """The keys that the emulator and the transcript use: these may be printed, wherever they come from."""
    values: list[Any] = [
        part for step in emulator.steps for part in (step.request.body, step.answer and step.answer.body)
    ]
    found = {key for step in emulator.steps for key in step.request.query}
    while values:
        value = values.pop()
        if isinstance(value, dict):
            found |= set(value)
            values += value.values()
            found |= set(re.split(r"[.\[\]]", value["target"])) if isinstance(value.get("target"), str) else set()
        elif isinstance(value, list):
            values += value
    return found


def _step(ours: Step, theirs: Step, names: Names, known: set[str], result: Comparison) -> None:
    name = ours.request.name
    if ours.answer is None or theirs.answer is None:
        sides = [side for side, step in (("emulator", ours), ("other side", theirs)) if step.answer is None]
        reason = (ours if ours.answer is None else theirs).reason
        result.notes.append(f"{name}: not compared, not sent to the {' and the '.join(sides)} ({reason})")
        return
    first, second = _status(ours.answer, known), _status(theirs.answer, known)
    if ours.answer.status == theirs.answer.status and ours.answer.is_json != theirs.answer.is_json:
        first = second  # without JSON there are no codes
    if first != second:
        result.findings.append(Finding(name, "status", first, second))
    if _good(ours.answer) != _good(theirs.answer):
        return
    types = _media_type(ours.answer), _media_type(theirs.answer)
    if types[0] != types[1]:
        result.findings.append(Finding(name, "content type", *types))
    if ours.answer.is_json != theirs.answer.is_json:
        if types[0] == types[1]:
            kinds = ["JSON" if answer.is_json else "no JSON" for answer in (ours.answer, theirs.answer)]
            result.findings.append(Finding(name, "body", kinds[0], kinds[1]))
        return
    shapes = Shapes(names)
    shapes.compare(_comparable(ours.answer), _comparable(theirs.answer))
    result.findings += [Finding(name, one.pointer, one.emulator, one.other) for one in shapes.differences]
    result.notes += [f"{name}: {note}" for note in shapes.notes]
    for statement, yes, also in zip(ours.request.statements, ours.statements, theirs.statements, strict=True):
        if yes != also:
            answers = ["yes" if one else "no" for one in (yes, also)]
            result.findings.append(Finding(name, statement.text, *answers))


def _good(answer: Answer) -> bool:
    return answer.status < 300


def _comparable(answer: Answer) -> Any:
    """The body without what is compared by value."""
    if _good(answer) or not isinstance(answer.body, dict):
        return answer.body
    body = {key: value for key, value in answer.body.items() if key not in ERROR_KEYS}
    details = answer.body.get("details")
    if isinstance(details, list):
        body["details"] = [
            {key: value for key, value in one.items() if key not in ("code", "target")}
            if isinstance(one, dict)
            else one
            for one in details
        ]
    elif "details" in answer.body:
        body["details"] = details
    return body


def _status(answer: Answer, known: set[str]) -> str:
    """The status and, of an error, its codes and the keys that it is about."""
    body = answer.body if isinstance(answer.body, dict) and not _good(answer) else {}
    words = [str(answer.status)]
    words += [_code(body[key]) for key in ("code", "error") if key in body]
    details = body.get("details")
    codes = {
        " ".join([_code(one.get("code")), *([_target(one["target"], known)] if "target" in one else [])])
        for one in (details if isinstance(details, list) else [])
        if isinstance(one, dict)
    }
    return " ".join(words) + (f" ({', '.join(sorted(codes))})" if codes else "")


def _code(value: Any) -> str:
    known = isinstance(value, str) and (value in OAUTH_CODES or (len(value) <= 40 and CODE.fullmatch(value)))
    return str(value) if known else "another code"


def _target(value: Any, known: set[str]) -> str:
    parts = re.split(r"\[[0-9]{1,3}\]\.?|\.", value) if isinstance(value, str) else [""]
    return str(value) if all(part in known for part in parts if part) else "another key"


def _media_type(answer: Answer) -> str:
    if not answer.media_type:
        return "none"
    return answer.media_type if MEDIA_TYPE.fullmatch(answer.media_type) else "another type"
