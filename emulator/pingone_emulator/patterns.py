# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Path patterns of operations (SPECIFICATION.md 10.2)."""

from __future__ import annotations

import re

ESCAPED = re.compile(r"\\([{}\\*])")
ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def problem(type: str, pattern: str) -> str | None:
    """Why a pattern is refused; None when it is good."""
    if not pattern or len(pattern) > 2048:
        return "must have 1 to 2048 characters"
    if ASCII_CONTROL.search(pattern):
        return "must not contain control characters"
    body = pattern[1:] if pattern.startswith("/") else pattern
    # A lone "/" is the root, not an empty segment.
    if body and any(segment in ("", ".", "..") for segment in body.split("/")):
        return "must not contain an empty, '.' or '..' segment"
    return _parameter_problem(pattern) if type == "PARAMETER" else None


def _parameter_problem(pattern: str) -> str | None:
    if not pattern.startswith("/"):
        return "must begin with /"
    segments = [kind_of(segment) for segment in pattern[1:].split("/")]
    for at, (kind, value) in enumerate(segments):
        if kind == "bad":
            return f"has a segment that is not understood: {value}"
        if kind == "rest" and at < len(segments) - 1:
            return "must have nothing after **"
    names = [value for kind, value in segments if kind == "name"]
    if len(names) != len(set(names)):
        return "must not use a parameter name twice"
    if all(kind == "literal" for kind, _value in segments):
        return "must contain *, ** or a {parameter}"
    return None


def kind_of(segment: str) -> tuple[str, str]:
    """``literal``, ``wild`` (with a ``*``), ``rest``, ``name`` or ``bad``, and the segment's value."""
    if segment == "**":
        return "rest", ""
    if segment.startswith("{") and segment.endswith("}") and len(segment) > 2:
        name = segment[1:-1]
        return ("bad", segment) if re.search(r"[{}\\/]", name) else ("name", name)
    bare = ESCAPED.sub("", segment)
    if re.search(r"[{}\\]", bare) or "**" in bare:
        return "bad", segment
    if "*" in bare:
        return "wild", segment
    return "literal", ESCAPED.sub(r"\1", segment)


def expression(pattern: str) -> re.Pattern[str]:
    """A regular expression for the percent-decoded path below the base URL."""
    text = ""
    for segment in pattern[1:].split("/"):
        kind, value = kind_of(segment)
        if kind == "rest":
            text += "/.*"
        elif kind == "name":
            text += "/[^/]+"
        elif kind == "wild":
            parts = re.split(r"(\\[{}\\*]|\*)", segment)
            text += "/" + "".join("[^/]*" if part == "*" else re.escape(ESCAPED.sub(r"\1", part)) for part in parts)
        else:
            text += "/" + re.escape(value)
    return re.compile(text, re.DOTALL)
