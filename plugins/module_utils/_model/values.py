# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Conversion of single option values: what a person or a survey writes to the type that the specification names.

Pure functions. Each returns the converted value, or raises ``ValueError`` with the end of a sentence that begins with
the option. Source of the conversions: Ansible's ``check_type_*`` functions.
"""

from __future__ import annotations

import ast
import json
import math
import re
import shlex
from typing import Any, Mapping, Optional, Sequence

from .._base.suggest import did_you_mean
from .._base.text import one_of, quoted, text_fault

Spec = Mapping[str, Any]

# Deeper than any option. Parsers recurse, so text is checked before it is parsed.
DEEPEST = 50
# Taking pairs apart takes longer than the text is long.
LONGEST_PAIRS = 20_000
TOO_DEEP = f"is nested more than {DEEPEST} levels deep, which no option needs."
# What a person would type for an entry, so that it can be repeated in an example.
_PLAIN = re.compile(r"[\w/.:-][\w /.:-]{0,58}[\w/.:-]|[\w/.:-]")
_NUMBER = re.compile(r"([+-]?[0-9]{1,30})(?:\.0*)?", re.ASCII)
_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|[\[\]{}]')
_LARGEST = 2**31 - 1
_TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "off"))


def kind_of(value: Any) -> str:
    """The type of a value, in words."""
    if value is None:
        return "null"
    for types, name in (
        (bool, "a Boolean"),
        ((int, float), "a number"),
        (Mapping, "a dictionary"),
        ((list, tuple), "a list"),
    ):
        if isinstance(value, types):
            return name
    return "a string"


def shown(value: Any, about: Spec) -> str:
    """A value for a message: a secret and a nested value by their kind only, everything else shortened."""
    if about.get("no_log") or isinstance(value, (Mapping, list, tuple)):
        return kind_of(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = quoted(str(value))
    return text[1:-1] if isinstance(value, (int, float)) else text


def nested_fault(value: Any) -> str:
    """The same for everything in a value of any shape, and whether it is nested too deeply."""
    pending = [(value, 0)]
    while pending:
        one, depth = pending.pop()
        if depth > DEEPEST:
            return TOO_DEEP
        if isinstance(one, str) and text_fault(one):
            return text_fault(one)
        if isinstance(one, float) and not math.isfinite(one):
            return "contains a number that is not finite. JSON cannot express it."
        inner = [*one.keys(), *one.values()] if isinstance(one, Mapping) else one
        if isinstance(inner, (list, tuple)):
            pending.extend((item, depth + 1) for item in inner)
    return ""


def deeply_nested(arguments: str) -> str:
    """The option that is nested too deeply in the JSON text of a module's arguments, which is too deep to be parsed."""
    depth, option = 0, "options"
    for token in _TOKEN.finditer(arguments):
        if token["text"] is None:
            depth += 1 if token[0] in "[{" else -1
            if depth > DEEPEST:
                break
        elif token["colon"] and depth == 2:
            option = token["text"]
    return option


def to_text(value: Any, about: Spec) -> str:
    """A text; numbers become text, as in Ansible."""
    if value is None or isinstance(value, (bool, Mapping, list, tuple)):
        hint = " Put it in quotes." if isinstance(value, bool) else ""
        raise ValueError(f"is {kind_of(value)}, but must be a string.{hint}")
    text = value if isinstance(value, str) else str(value)
    fault = text_fault(text)
    if fault:
        raise ValueError(fault if about.get("no_log") else f"{quoted(text)} {fault}")
    return text


def to_choice(value: Any, about: Spec) -> str:
    """One of the closed values, in any case and with white space around it."""
    choices: Sequence[str] = about["choices"]
    text = "" if isinstance(value, (Mapping, list, tuple)) else str(value).strip()
    known = {choice.casefold(): choice for choice in choices}
    if text.casefold() in known:
        return known[text.casefold()]
    raise ValueError(f"is {shown(value, about)}, but must be {one_of(choices)}. {did_you_mean(text, choices)}".rstrip())


def to_flag(value: Any, about: Spec) -> bool:
    """True or false, in any of the words that Ansible takes."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if isinstance(value, float) and value in (0.0, 1.0):
        word = str(int(value))
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(f"is {shown(value, about)}, but must be true or false (yes, no, on, off, 1, and 0 mean the same).")


def to_number(value: Any, about: Spec) -> int:
    """A whole number within the range of the option."""
    least, most = about.get("range", (-_LARGEST, _LARGEST))
    number: Optional[int] = None
    if isinstance(value, str):
        found = _NUMBER.fullmatch(value.strip())
        number = int(found[1]) if found else None
    elif isinstance(value, float):
        number = int(value) if math.isfinite(value) and value == int(value) else None
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    if number is None or not least <= number <= most:
        raise ValueError(f"is {shown(value, about)}, but must be a whole number from {least} to {most}.")
    return number


def to_entries(value: Any) -> list[Any]:
    """The entries of a list, which may be written as text: comma-separated, or a list in JSON or Python syntax."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, (bool, Mapping)):
        raise ValueError(f"is {kind_of(value)}, but must be a list.")
    text = str(value).strip()
    if not text:
        raise ValueError("is blank, but must be a list. Omit the option, or use [] for an empty list.")
    if text[0] in "[{":
        parsed = _literal(text)
        if text[0] == "{" and isinstance(parsed, dict):
            return [parsed]
        if not isinstance(parsed, list):
            raise ValueError(f"is {quoted(text)}, which starts like a list, but is not a valid one.")
        return parsed
    return [entry.strip() for entry in text.split(",")]


def to_dictionary(value: Any, about: Spec) -> Mapping[str, Any]:
    """A dictionary, which may be written as text: in JSON or Python syntax, or as ``key=value`` pairs."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str):
        text = value.strip()
        found = _literal(text) if text.startswith("{") else _pairs(text)
        if isinstance(found, dict) and found:
            return found
    raise ValueError(f"is {shown(value, about)}, but must be a dictionary.")


def example_entry(value: Any) -> str:
    """What stands for an entry in an example: the user's own word if it is a plain one."""
    if isinstance(value, Mapping):
        value = value.get("name")
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text if _PLAIN.fullmatch(text) and ": " not in text else "..."


def _literal(text: str) -> Any:
    """The value that a text in JSON or Python syntax stands for, or None."""
    if _depth(text) > DEEPEST:
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return None


def _depth(text: str) -> int:
    """How deeply brackets are nested, whatever they are in."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}()]", text):
        depth += 1 if bracket in "[{(" else -1
        deepest = max(deepest, depth)
    return deepest


def _pairs(text: str) -> Optional[dict[str, str]]:
    """The dictionary that ``key=value`` pairs stand for, or None."""
    if "=" not in text or len(text) > LONGEST_PAIRS:
        return None
    words = shlex.shlex(text, posix=True, punctuation_chars=False)
    words.whitespace, words.whitespace_split, words.commenters = ", \t\n", True, ""
    try:
        pairs = [word.partition("=") for word in words]
    except ValueError:
        return None
    return {key: value for key, _equals, value in pairs} if all(equals for _key, equals, _value in pairs) else None
