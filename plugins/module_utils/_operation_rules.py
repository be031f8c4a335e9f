# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The product's rules for the operations of an API service, as pure functions.

Source: the PingOne API reference ("API Operations").
"""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence

from ._errors import Problem
from ._rules import quoted

MAXIMUM_OPERATIONS = 25
MAXIMUM_PATHS = 10
MAXIMUM_METHODS = 10
MAXIMUM_GROUPS = 25
MAXIMUM_PATTERN = 2048
EXACT, PARAMETER = "exact", "parameter"

# RFC 7230, section 3.2.6: a token.
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPED = re.compile(r"\\[{}\\*]")
_NAME = re.compile(r"\{([^{}\\/]+)\}")


def methods_problems(methods: Sequence[str]) -> list[Problem]:
    """At most 10 methods, each a token of RFC 7230, none twice. No method at all means every method."""
    problems = []
    if len(methods) > MAXIMUM_METHODS:
        text = f"has {len(methods)} methods, at most {MAXIMUM_METHODS} are allowed. An empty list means every method."
        problems.append(Problem("methods", text))
    for method in dict.fromkeys(methods):
        if not _METHOD.fullmatch(method):
            text = f"{quoted(method)} is no HTTP method. Use a token of at most 64 characters, for example GET."
            problems.append(Problem("methods", text))
        if methods.count(method) > 1:
            problems.append(Problem("methods", f"{quoted(method)} is listed twice. Keep one of them."))
    return problems


def inferred_type(pattern: str) -> str:
    """The type that a pattern is likely to be meant as: parameter if it has a wildcard or a brace, else exact."""
    return PARAMETER if re.search(r"[*{}]", _ESCAPED.sub("", pattern)) else EXACT


def paths_problems(paths: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """One to 10 paths, each of a known type and with a valid pattern, no pattern twice."""
    if not paths:
        return [Problem("paths", "at least one path is needed.")]
    problems = []
    if len(paths) > MAXIMUM_PATHS:
        problems.append(Problem("paths", f"has {len(paths)} paths, at most {MAXIMUM_PATHS} are allowed."))
    patterns = [path["pattern"] or "" for path in paths]
    for path, pattern in zip(paths, patterns):
        if path["type"] not in (None, EXACT, PARAMETER):
            text = f"the type of {quoted(pattern)} is {quoted(path['type'])}, but must be {EXACT} or {PARAMETER}."
            problems.append(Problem("paths", text))
        else:
            faults = pattern_faults(path["type"] or inferred_type(pattern), pattern)
            problems += [Problem("paths", f"{quoted(pattern)} {fault}") for fault in faults]
    for pattern in dict.fromkeys(patterns):
        if patterns.count(pattern) > 1:
            problems.append(Problem("paths", f"{quoted(pattern)} is listed twice. Keep one of them."))
    return problems


def pattern_faults(kind: str, pattern: str) -> list[str]:
    """What is wrong with a pattern, each fault as the end of a sentence that begins with the pattern."""
    if not pattern:
        return ["is empty. Write a path such as /orders or /orders/{id}."]
    faults = []
    if len(pattern) > MAXIMUM_PATTERN:
        faults.append(f"has {len(pattern)} characters, at most {MAXIMUM_PATTERN} are allowed.")
    if _ASCII_CONTROL.search(pattern):
        faults.append("contains control characters.")
    below = pattern[1:] if pattern.startswith("/") else pattern
    if below and any(segment == "" for segment in below.split("/")):
        faults.append("contains an empty path segment (// or a slash at the end).")
    if any(segment in (".", "..") for segment in below.split("/")):
        faults.append("contains a . or .. path segment.")
    return faults + _parameter_faults(pattern) if kind == PARAMETER else faults


def _parameter_faults(pattern: str) -> list[str]:
    if not pattern.startswith("/"):
        return ["must begin with a slash."]
    faults = []
    segments = pattern[1:].split("/")
    names = [name[1] for name in map(_NAME.fullmatch, segments) if name]
    if any(not _is_understood(segment) for segment in segments):
        faults.append(
            "has a segment that is not understood: {name} and ** stand for whole segments, names contain none of"
            " { } \\ /, and a literal { } \\ * is written with a backslash before it."
        )
    if "**" in segments[:-1]:
        faults.append("has something after **, which already stands for the rest of the path.")
    if len(set(names)) < len(names):
        faults.append("uses the name of a parameter twice.")
    if not faults and not names and "*" not in _ESCAPED.sub("", pattern):
        faults.append("has no *, ** or {name}. Set its type to exact.")
    return faults


def _is_understood(segment: str) -> bool:
    if segment == "**" or _NAME.fullmatch(segment):
        return True
    bare = _ESCAPED.sub("", segment)
    return not re.search(r"[{}\\]", bare) and "**" not in bare


def groups_problems(option: str, groups: Sequence[str]) -> list[Problem]:
    """At most 25 groups."""
    if len(groups) <= MAXIMUM_GROUPS:
        return []
    return [Problem(option, f"has {len(groups)} groups, at most {MAXIMUM_GROUPS} are allowed.")]


def operation_limit_problems(existing: int, service: str) -> list[Problem]:
    """An API service has at most 25 operations."""
    if existing < MAXIMUM_OPERATIONS:
        return []
    text = (
        f"the API service {quoted(service)} already has {existing} operations, and at most {MAXIMUM_OPERATIONS} are"
        " allowed. Remove one (state: absent) before adding another."
    )
    return [Problem("name", text)]
