# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The path patterns of an operation: which patterns PingOne accepts, and which of them can match a request.

Source of the grammar: the PingOne API reference ("API Operations"). A pattern is compared with the percent-decoded path
below the base URL, and a request that no operation matches requires only a valid token. So a pattern that no request
can match protects nothing and is rejected, although PingOne accepts it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any, Mapping, Optional, Sequence

from .._base.errors import Problem
from .._base.text import numbered, quoted
from .._model.objects.operation import EXACT, PARAMETER
from .pattern_text import ESCAPED, NO_SLASH, Translation, faults_of_text, translated

MAXIMUM_PATHS = 10
MAXIMUM_PATTERN = 2048

_NAME = re.compile(r"\{([^{}\\/]+)\}")
_SPECIAL = re.compile(r"[*{}\\]")
_MAXIMUM_SUGGESTIONS = 4
# A longer one would be shortened in the message.
_LONGEST_SUGGESTION = 100
_GENERAL_ADVICE = (
    "Write {name} for one segment, * for any characters within a segment, and ** for the rest of the path."
)
_LITERAL_ADVICE = "If the text is meant literally, set literal: true."


def inferred_type(pattern: str) -> str:
    """The probable type of a pattern: parameter if it has a wildcard or a brace, otherwise exact."""
    return PARAMETER if re.search(r"[*{}]", ESCAPED.sub("", pattern)) else EXACT


def sent_path(path: Mapping[str, Any]) -> dict[str, str]:
    """The path of a task as it is sent to PingOne: with its type, and without ``literal``.

    Without a type, a backslash escapes a special character. An exact path has no special characters, so backslashes
    are removed from it.
    """
    pattern, kind = path["pattern"] or "", path["type"]
    if path.get("literal"):
        return {"pattern": pattern, "type": EXACT}
    if kind is None:
        kind = inferred_type(pattern)
        pattern = pattern if kind == PARAMETER else ESCAPED.sub(r"\1", pattern)
    return {"pattern": pattern, "type": kind}


def path_options(path: Mapping[str, Any]) -> dict[str, Any]:
    """The options that result in a path of PingOne: only the pattern if its type can be inferred."""
    pattern, kind = path["pattern"], path["type"]
    options = {"pattern": pattern, "type": None}
    if sent_path(options) == {"pattern": pattern, "type": kind} and not pattern_fault(pattern):
        return {"pattern": pattern}
    return {"pattern": pattern, "literal": True} if kind == EXACT else {"pattern": pattern, "type": kind}


def paths_problems(paths: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """One to 10 paths, each of a known type and with a valid pattern, without duplicates."""
    if not paths:
        return [Problem("paths", "at least one path is required.")]
    if len(paths) > MAXIMUM_PATHS:
        return [Problem("paths", f"has {len(paths)} paths, at most {MAXIMUM_PATHS} are allowed.")]
    problems: list[Problem] = []
    faults: set[str] = set()
    patterns: set[str] = set()
    for place, path in numbered("paths", paths):
        fault, pattern = _path_fault(path), sent_path(path)["pattern"]
        if fault and fault not in faults:
            problems.append(Problem(f"{place}.pattern", fault))
        if pattern in patterns:
            problems.append(Problem(f"{place}.pattern", f"{quoted(pattern)} is listed twice. Keep one of them."))
        faults.add(fault)
        patterns.add(pattern)
    return problems


def _path_fault(path: Mapping[str, Any]) -> str:
    pattern, kind, literal = path["pattern"] or "", path["type"], bool(path.get("literal"))
    text = pattern_fault(pattern, kind, literal)
    return f"{quoted(pattern)} {text}" if text else ""


def pattern_fault(pattern: str, kind: Optional[str] = None, literal: bool = False) -> str:
    """The error of a pattern and its correction, as the end of a sentence that begins with the pattern. Empty if the
    pattern is valid."""
    fault, advice = diagnosis(pattern, kind, literal)
    return f"{fault}. {advice}".rstrip() if fault else ""


def diagnosis(pattern: str, kind: Optional[str] = None, literal: bool = False) -> tuple[str, str]:
    """The error of a pattern, without a period, and its correction. Both are empty if the pattern is valid."""
    if not pattern:
        return "is empty", "Write a path such as /orders or /orders/{id}."
    if len(pattern) > MAXIMUM_PATTERN:
        return f"has {len(pattern)} characters, at most {MAXIMUM_PATTERN} are allowed", ""
    if literal and kind == PARAMETER:
        return "has literal: true, which is only valid with type: exact", "Omit one of them."
    if literal:
        faults = faults_of_text(pattern)
        return _joined(faults), f"Write {quoted(f'/{pattern}')}." if faults == [NO_SLASH] else ""
    return _notation_fault(pattern, kind)


def _notation_fault(pattern: str, kind: Optional[str]) -> tuple[str, str]:
    found = translated(pattern)
    faults = list(found.faults)
    if not found.foreign:
        faults += _grammar_faults(pattern, kind or inferred_type(pattern))
    if kind == EXACT and _SPECIAL.search(pattern):
        faults.append("has type: exact, which compares *, {…} and backslashes literally")
    return (_joined(faults), _advice(pattern, kind, found)) if faults else ("", "")


def _grammar_faults(pattern: str, kind: str) -> list[str]:
    if kind != PARAMETER or not pattern.startswith("/"):
        return []
    faults = []
    segments = pattern[1:].split("/")
    names = [name[1] for name in map(_NAME.fullmatch, segments) if name]
    if any(not _is_valid_segment(segment) for segment in segments):
        faults.append(
            "has an invalid segment: {name} and ** must be whole segments, names must not contain"
            " { } \\ /, and a literal { } \\ * is written with a backslash before it"
        )
    if "**" in segments[:-1]:
        faults.append("has something after **, which already matches the rest of the path")
    if len(set(names)) < len(names):
        faults.append("uses the name of a parameter twice")
    if not faults and not names and "*" not in ESCAPED.sub("", pattern):
        faults.append("has no *, ** or {name}, which type: parameter requires")
    return faults


def _is_valid_segment(segment: str) -> bool:
    if segment == "**" or _NAME.fullmatch(segment):
        return True
    bare = ESCAPED.sub("", segment)
    return not re.search(r"[{}\\]", bare) and "**" not in bare


def _advice(pattern: str, kind: Optional[str], found: Translation) -> str:
    """The correction: the translation if that is a valid pattern, and how to specify the text literally."""
    suggestions = found.patterns[:_MAXIMUM_SUGGESTIONS] if len(pattern) <= _LONGEST_SUGGESTION else []
    instead = [_valid(text) for text in suggestions]
    instead = [text for text in dict.fromkeys(instead) if text and (text != pattern or kind)]
    texts = []
    literal = _literal(pattern, kind, found)
    if not instead and literal:
        return f"Write {quoted(literal)} with literal: true."
    if not instead:
        texts.append(_GENERAL_ADVICE)
    elif len(instead) > 1:
        texts.append(f"Write {' and '.join(map(quoted, instead))}, each as a separate path.")
    elif instead == [pattern]:
        texts.append("Omit type.")
    else:
        texts.append(
            f"Write {quoted(instead[0])}{'' if kind in (None, inferred_type(instead[0])) else ' without type'}."
        )
    if kind != PARAMETER and not faults_of_text(pattern):
        texts.append(_LITERAL_ADVICE)
    return " ".join(texts)


def _literal(pattern: str, kind: Optional[str], found: Translation) -> str:
    """The translation as a literal path. Empty if it has wildcards."""
    if found.foreign or kind == PARAMETER or len(found.patterns) != 1 or inferred_type(found.patterns[0]) == PARAMETER:
        return ""
    text = ESCAPED.sub(r"\1", found.patterns[0])
    return "" if text == pattern or faults_of_text(text) else text


def _valid(pattern: str) -> str:
    """A pattern that came out of a translation, brought into PingOne's grammar; empty if that does not succeed."""
    segments = [_valid_segment(segment) for segment in pattern.split("/")]
    segments = ["*" if segment == "**" else segment for segment in segments[:-1]] + segments[-1:]
    seen: Counter[str] = Counter()
    for at, segment in enumerate(segments):
        seen[segment] += 1
        if _NAME.fullmatch(segment) and seen[segment] > 1:
            segments[at] = f"{segment[:-1]}{seen[segment]}}}"
    text = "/".join(segments)
    good = text and not translated(text).faults and not _grammar_faults(text, inferred_type(text))
    return text if good else ""


def _valid_segment(segment: str) -> str:
    """{name} and ** if they are whole segments, and * where they are only part of a segment."""
    if _is_valid_segment(segment):
        return segment
    return re.sub(r"\*{2,}", "*", re.sub(r"\{[^{}]*\}", "*", segment))


def pattern_warning(path: Mapping[str, Any], base_paths: Sequence[str] = ()) -> str:
    """A probable mistake in a valid path, as a sentence. Empty if there is none.

    ``base_paths`` are the paths of the base URLs of the service.
    """
    pattern = path["pattern"] or ""
    texts = []
    if unicodedata.normalize("NFC", pattern) != pattern:
        texts.append("contains decomposed characters. Most clients send composed ones, and the two do not match.")
    last = pattern.rpartition("/")[2]
    if path["type"] is None and not path.get("literal"):
        if re.fullmatch(r"\*[^\W\d]\w*", last):
            texts.append(f'matches one segment that ends in "{last[1:]}". For the rest of the path, write **.')
        if re.fullmatch(r"[^*{}\\]+\.\*", last):
            texts.append(f'matches one segment that begins with "{last[:-1]}": a pattern is not a regular expression.')
    if re.search(r";\w*=", pattern):
        texts.append("matches only requests with exactly these matrix parameters.")
    # A path of a single segment may as well be the name of a collection, as in /orders/orders/7.
    long_paths = [base for base in base_paths if base.count("/") > 1]
    repeated = [base for base in long_paths if pattern == base or pattern.startswith(f"{base}/")]
    if repeated:
        texts.append(
            f"begins with the path of a base URL, {quoted(repeated[0])}, and patterns are relative to it. If that is"
            f" not meant, write {quoted(pattern[len(repeated[0]) :] or '/')}."
        )
    return f"{quoted(pattern)} {' It '.join(texts)}" if texts else ""


def _joined(faults: Sequence[str]) -> str:
    return "".join(faults) if len(faults) < 2 else f"{', '.join(faults[:-1])} and {faults[-1]}"
