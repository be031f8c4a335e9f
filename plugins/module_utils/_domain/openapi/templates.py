# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Path templates of OpenAPI as patterns of PingOne.

A template matches a path segment by segment. Of two templates that match a path, PingOne uses the pattern that is
narrower in the first segment that differs. OpenAPI only defines that a path without parameters takes precedence.
"""

from __future__ import annotations

import re
from itertools import chain, count
from typing import Any, NamedTuple, Optional
from urllib.parse import unquote, unquote_to_bytes

from ..._model.objects.operation import EXACT
from ..operation_analysis.distinguishable_requests import escaped
from ..patterns import inferred_type, pattern_fault

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_TRIPLETS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z_.-]")


class Segment(NamedTuple):
    """A segment of a path.

    Literal text is ``before`` alone. A parameter is at least one character, and ``before`` and ``after`` are the text
    around it in the same segment.
    """

    before: str
    after: str = ""
    is_parameter: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether there is text around the parameter. The pattern then is ``*``, which also matches no character."""
        return self.is_parameter and bool(self.before or self.after)

    def matches(self, text: str) -> bool:
        """Whether the template matches this text."""
        if not self.is_parameter:
            return text == self.before
        long_enough = len(text) > len(self.before) + len(self.after)
        return long_enough and text.startswith(self.before) and text.endswith(self.after)

    def pattern_matches(self, text: str) -> bool:
        """Whether the pattern of PingOne matches this text."""
        return self.matches(text) or (self.is_partial and text == self.before + self.after)


# The segments of a template without the names of the parameters.
Shape = tuple[Segment, ...]


class Template(NamedTuple):
    """A path template: its segments, and the names of the parameters by the index of the segment."""

    shape: Shape
    names: tuple[tuple[int, str], ...]


class TemplateFault(Exception):
    """A path template that a pattern of PingOne cannot express."""


def parsed(path: str) -> Template:
    """The template of a path.

    :raises TemplateFault: if it cannot be expressed. The text is the end of a sentence that begins with the path.
    """
    segments = []
    names: dict[int, str] = {}
    for index, text in enumerate(path[1:].split("/")):
        found = _PARAMETER.findall(text)
        rest = _PARAMETER.sub("", text)
        if "{" in rest or "}" in rest:
            raise TemplateFault("has a brace that is not part of a parameter")
        if len(found) > 1:
            raise TemplateFault(f"has several parameters in the segment {text}, which a pattern cannot express exactly")
        before, _braces, after = _PARAMETER.sub("{}", text).partition("{}")
        segments.append(Segment(_decoded(before), _decoded(after), bool(found)))
        if found:
            names[index] = _NOT_IN_NAMES.sub("_", found[0]) or "parameter"
    return Template(tuple(segments), _unique(names))


def approximated(path: str) -> Shape:
    """A shape that matches at least what a path does that cannot be expressed."""
    segments = []
    for text in unquote(path[1:], errors="replace").split("/"):
        before, brace, rest = text.partition("{")
        literal = Segment("", "", True) if "\ufffd" in text or "}" in before else Segment(text)
        segments.append(Segment(before, rest.rpartition("}")[2], True) if brace and "\ufffd" not in text else literal)
    return tuple(segments)


def pattern_option(template: Template) -> dict[str, Any]:
    """The entry of the option C(paths) for a template.

    :raises TemplateFault: if PingOne or the collection does not accept the pattern.
    """
    names = dict(template.names)
    if is_literal(template.shape):
        text = "/" + "/".join(segment.before for segment in template.shape)
        if not pattern_fault(text) and inferred_type(text) == EXACT and "\\" not in text:
            return {"pattern": text}
        fault = pattern_fault(text, literal=True)
        option: dict[str, Any] = {"pattern": text, "literal": True}
    else:
        text = "".join(f"/{_segment_pattern(one, names.get(at, ''))}" for at, one in enumerate(template.shape))
        fault, option = pattern_fault(text), {"pattern": text}
    if fault:
        raise TemplateFault(fault.partition(". ")[0].rstrip("."))
    return option


def text_of(template: Template) -> str:
    """A template as text for messages."""
    names = dict(template.names)
    texts = []
    for at, one in enumerate(template.shape):
        texts.append(f"{one.before}{{{names.get(at, '')}}}{one.after}" if one.is_parameter else one.before)
    return "/" + "/".join(texts)


def is_literal(shape: Shape) -> bool:
    """Whether a template has no parameters."""
    return not any(segment.is_parameter for segment in shape)


def applies(template: Shape, requests: Shape) -> bool:
    """Whether a template matches the requests that a shape matches and no narrower one does."""
    return len(template) == len(requests) and all(
        own == other
        or (own.matches(other.before) if not other.is_parameter else own.is_parameter and not own.is_partial)
        for own, other in zip(template, requests)
    )


def covers(pattern: Shape, requests: Shape) -> bool:
    """Whether the pattern of a template matches all requests that the pattern of another one matches."""
    return len(pattern) == len(requests) and all(
        own == other
        or (own.pattern_matches(other.before) if not other.is_parameter else own.is_parameter and not own.is_partial)
        for own, other in zip(pattern, requests)
    )


def intersection(one: Shape, other: Shape) -> Optional[Shape]:
    """The shape of the requests that the patterns of two templates match. None if there are none.

    :raises TemplateFault: if it cannot be expressed.
    """
    if len(one) != len(other):
        return None
    found: list[Segment] = []
    faults: list[TemplateFault] = []
    for first, second in zip(one, other):
        try:
            shared = _shared(first, second)
        except TemplateFault as fault:
            # The paths may differ in another segment.
            faults.append(fault)
            continue
        if shared is None:
            return None
        found.append(shared)
    if faults:
        raise faults[0]
    return tuple(found)


def overlaps(one: Shape, other: Shape) -> bool:
    """Whether the patterns of two templates may match the same request."""
    try:
        return intersection(one, other) is not None
    except TemplateFault:
        return True


def with_empty_parameter(shape: Shape) -> list[Shape]:
    """The shapes of the requests that only the pattern matches, because C(*) also matches no character."""
    return [
        (*shape[:at], Segment(one.before + one.after), *shape[at + 1 :])
        for at, one in enumerate(shape)
        if one.is_partial
    ]


def _shared(one: Segment, other: Segment) -> Optional[Segment]:
    if one == other:
        return one
    if not one.is_parameter or not other.is_parameter:
        literal, second = (other, one) if one.is_parameter else (one, other)
        return literal if second.pattern_matches(literal.before) else None
    if not one.is_partial or not other.is_partial:
        return one if one.is_partial else other
    begins = one.before.startswith(other.before) or other.before.startswith(one.before)
    ends = one.after.endswith(other.after) or other.after.endswith(one.after)
    if begins and ends:
        raise TemplateFault("match the same requests, and it is not defined which pattern of PingOne takes precedence")
    return None


def _segment_pattern(segment: Segment, name: str) -> str:
    if not segment.is_parameter:
        return escaped(segment.before)
    return f"{escaped(segment.before)}*{escaped(segment.after)}" if segment.is_partial else f"{{{name}}}"


def _decoded(text: str) -> str:
    """Literal text as PingOne compares it, without percent-encoding."""

    def one(found: re.Match[str]) -> str:
        try:
            plain = unquote_to_bytes(found[0]).decode()
        except UnicodeDecodeError:
            raise TemplateFault("has percent-encoded bytes that are not UTF-8") from None
        if "/" in plain:
            raise TemplateFault("has a percent-encoded slash, which PingOne does not distinguish from other slashes")
        return plain

    if any(character in text for character in "?#"):
        raise TemplateFault("has a query or a fragment, which is not part of the path that PingOne compares")
    return _TRIPLETS.sub(one, text)


def _unique(names: dict[int, str]) -> tuple[tuple[int, str], ...]:
    found: dict[int, str] = {}
    for at, name in names.items():
        candidates = chain([name], (f"{name}_{number}" for number in count(2)))
        found[at] = next(one for one in candidates if one not in found.values())
    return tuple(found.items())
