# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds text in a path pattern that no path of a request contains, and corrects the pattern.

Every step of the translation has the error that it finds, and a function that returns the corrected text.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import Callable, NamedTuple, Sequence
from urllib.parse import unquote_to_bytes, urlsplit

from .foreign_patterns import EXPRESSION, PARAMETER_SYNTAX, is_expression, without_expression, without_parameters
from .methods import STANDARD_METHODS

ESCAPED = re.compile(r"\\([{}\\*])")
NO_SLASH = "must begin with a slash"

_ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Escaped characters are replaced by these while a pattern is translated.
_MASKS = {"{": "\ue000", "}": "\ue001", "\\": "\ue002", "*": "\ue003"}
_UNMASKS = {mask: f"\\{character}" for character, mask in _MASKS.items()}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?(?=/)|localhost(?::[0-9]+)?(?=/)")
_METHOD = re.compile(rf"(?:{'|'.join(STANDARD_METHODS)})\s+(?=/)", re.IGNORECASE)
_TRIPLET = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SEVERAL = re.compile(r"[,;](?=\s*/)|\s(?=/)")
# Invisible characters: format characters, line and paragraph separators, unusual spaces, C1 controls, surrogates.
_INVISIBLE_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")
# The last two are part of words in some scripts.
_VISIBLE = (" ", "\u200c", "\u200d")


class Translation(NamedTuple):
    """The errors of a pattern, the patterns that may be intended, and whether it has another product's syntax."""

    faults: list[str]
    patterns: list[str]
    foreign: bool


def faults_of_text(pattern: str) -> list[str]:
    """The errors of a path that is compared literally, each as the end of a sentence."""
    faults = [NO_SLASH] if not pattern.startswith("/") else []
    if _ASCII_CONTROL.search(pattern):
        faults.append("contains control characters")
    if any("\ud800" <= character <= "\udfff" for character in pattern):
        faults.append("contains half of a surrogate pair")
    return faults + _segment_faults(pattern)


def _segment_faults(pattern: str) -> list[str]:
    below = pattern[1:] if pattern.startswith("/") else pattern
    segments = below.split("/")
    faults = []
    if below and "" in segments:
        faults.append("contains an empty path segment (// or a slash at the end)")
    if "." in segments or ".." in segments:
        faults.append("contains a . or .. path segment")
    return faults


def translated(pattern: str) -> Translation:
    """Translate a pattern step by step into PingOne's syntax.

    Escaped characters are kept, because a pattern that has them is already in this syntax.
    """
    text = ESCAPED.sub(lambda found: _MASKS[found[1]], pattern)
    faults: list[str] = []
    for fault, step in _STEPS_BEFORE:
        changed = step(text)
        if changed != text:
            faults.append(fault)
            text = changed
    foreign = without_parameters(text)
    texts = [foreign]
    if is_expression(foreign):
        faults.append(EXPRESSION)
        texts = without_expression(foreign)
    elif foreign != text:
        faults.append(PARAMETER_SYNTAX)
    is_foreign = bool(faults)
    for fault, step in _STEPS_AFTER:
        changed_texts = [step(one) for one in texts]
        if changed_texts != texts:
            faults.append(fault)
            texts = changed_texts
    parts = [part.strip() for one in texts for part in _SEVERAL.split(one) if part.strip()]
    if len(parts) > len(texts):
        faults.append("contains several paths")
    patterns = ["".join(_UNMASKS.get(character, character) for character in one) for one in parts]
    return Translation(list(dict.fromkeys(faults)), patterns, is_foreign)


def _visible(text: str) -> str:
    """The text without invisible characters. Other spaces are replaced by the usual one."""
    if text.isascii():
        return text
    shown = []
    for character in text:
        category = unicodedata.category(character)
        if character in _VISIBLE or category not in _INVISIBLE_CATEGORIES or _ASCII_CONTROL.match(character):
            shown.append(character)
        elif category == "Zs":
            shown.append(" ")
    return "".join(shown)


def _without_host(text: str) -> str:
    if _URL.match(text):
        try:
            parts = urlsplit(text)
        except ValueError:
            return "/"
        return text[text.index(parts.netloc, text.index("://")) + len(parts.netloc) :] or "/"
    found = _HOST.match(text)
    return text[found.end() :] if found else text


def _without_quotes(text: str) -> str:
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'`" else text


def _without_method(text: str) -> str:
    return text[found.end() :] if (found := _METHOD.match(text)) else text


def _forward(text: str) -> str:
    return text.replace("\\", "/")


def _without_query(text: str) -> str:
    return text.partition("?")[0]


def _without_fragment(text: str) -> str:
    return text.partition("#")[0]


def _decoded(text: str) -> str:
    """The text with percent-encoded characters decoded. Special characters are escaped."""

    def one(found: re.Match[str]) -> str:
        try:
            plain = unquote_to_bytes(found[0]).decode()
        except UnicodeDecodeError:
            return "*"
        return "".join(_MASKS.get(character, character) for character in plain)

    return _TRIPLET.sub(one, text)


def _without_percent(text: str) -> str:
    return re.sub("%(?![0-9A-Fa-f]{2})", "*", text)


def _without_empty_segments(text: str) -> str:
    return re.sub(r"/+", "/", text).rstrip("/") or "/"


def _resolved(text: str) -> str:
    if not {".", ".."}.intersection(text.split("/")):
        return text
    return posixpath.normpath("/" + text.lstrip("/"))


def _rooted(text: str) -> str:
    if text.startswith("/"):
        return text
    return "/**" if text in ("*", "**") else f"/{text}"


Steps = Sequence[tuple[str, Callable[[str], str]]]

# The steps before parameters and regular expressions are translated, and those after that.
_STEPS_BEFORE: Steps = (
    ("contains invisible characters", _visible),
    ("contains control characters", lambda text: _ASCII_CONTROL.sub("", text)),
    ("has white space around it", str.strip),
    ("is in quotation marks", _without_quotes),
    ("begins with a method, which belongs in methods", _without_method),
    ("begins with a host, and only the path below the base URL is compared", _without_host),
)
_STEPS_AFTER: Steps = (
    ("contains a fragment (#), which clients do not send", _without_fragment),
    ("contains a query (?), which is not part of the path", _without_query),
    ("contains a backslash", _forward),
    (NO_SLASH, _rooted),
    ("contains a percent sign", _without_percent),
    ("is percent-encoded, and patterns are written decoded", _decoded),
    ("contains an angle bracket", lambda text: re.sub("[<>]", "*", text)),
    ("contains an empty path segment (// or a slash at the end)", _without_empty_segments),
    ("contains a . or .. path segment", _resolved),
)
