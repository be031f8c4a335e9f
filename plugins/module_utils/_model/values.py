# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Conversion of option values to the type of their specification.

Pure functions. Each returns the converted value, or raises ``ValueError`` with the rest of a sentence that starts with
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
from .yaml_text import from_yaml

Spec = Mapping[str, Any]

# The key "blank" of an option that decides who has access, see options.py.
CLEARED_BY_LIST = "empty list"

# The maximum nesting, which no option reaches. Parsers are recursive, so text is checked before it is parsed.
DEEPEST = 50
# The maximum length of key=value pairs, because splitting them takes more than linear time.
LONGEST_PAIRS = 20_000
TOO_DEEP = f"is nested more than {DEEPEST} levels deep, which no option needs."
# A plain value, which can be repeated in an example.
_PLAIN = re.compile(r"[\w/.:-][\w /.:-]{0,58}[\w/.:-]|[\w/.:-]")
_NUMBER = re.compile(r"([+-]?[0-9]{1,30})(?:\.0*)?", re.ASCII)
# YAML can start with comments and a document marker.
_BLOCK_LIST = re.compile(r"(?:(?:---.*|[ \t\r]*(?:#.*)?)\n)*-\s")
_BLOCK_DICTIONARY = re.compile(r"(?:(?:---.*|[ \t\r]*(?:#.*)?)\n)*[\w-]+:(?:\s|$)")
_LINE_END = re.compile(r"\r\n|\n|\r")
_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|[\[\]{}]')
_LARGEST = 2**31 - 1
_TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "off"))


def type_name(value: Any) -> str:
    """The type of a value, for messages."""
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


# The choice that YAML does not read as a string.
_OFF = "off"


def is_hidden(value: Any, about: Spec) -> bool:
    """Whether messages must not show a value, because it is a secret or probably contains one.

    A plain word for a dictionary with a name is probably this name.
    """
    if about.get("no_log"):
        return True
    options = about.get("options", {})
    contains = any(is_hidden("", one) for one in options.values())
    return contains and not ("name" in options and isinstance(value, str) and _PLAIN.fullmatch(value.strip()))


def shown(value: Any, about: Spec) -> str:
    """A value for a message: only the type of secrets and nested values, and other values shortened."""
    if is_hidden(value, about) or isinstance(value, (Mapping, list, tuple)):
        return type_name(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = quoted(str(value))
    return text[1:-1] if isinstance(value, (int, float)) else text


def nested_fault(value: Any) -> str:
    """The fault of any string or number in a value of any shape, or of its nesting; empty if there is none."""
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
    """The option that is nested too deeply in the JSON text of a module's arguments, which cannot be parsed."""
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
    """A string. Numbers are converted, as in Ansible."""
    if value is None or isinstance(value, (bool, Mapping, list, tuple)):
        hint = " Put it in quotes." if isinstance(value, bool) else ""
        raise ValueError(f"is {type_name(value)}, but must be a string.{hint}")
    text = value if isinstance(value, str) else str(value)
    fault = text_fault(text)
    if fault:
        raise ValueError(fault if about.get("no_log") else f"{quoted(text)} {fault}")
    return text


def to_choice(value: Any, about: Spec) -> str:
    """One of the choices, regardless of case and surrounding white space."""
    choices: Sequence[str] = about["choices"]
    text = "" if isinstance(value, (Mapping, list, tuple)) else str(value).strip()
    known = {choice.casefold(): choice for choice in choices}
    if _OFF in known:
        # The word off is false in YAML.
        known[str(False).casefold()] = known[_OFF]
    if text.casefold() in known:
        return known[text.casefold()]
    raise ValueError(f"is {shown(value, about)}, but must be {one_of(choices)}. {did_you_mean(text, choices)}".rstrip())


def to_flag(value: Any, about: Spec) -> bool:
    """True or false, in any of the forms that Ansible accepts."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if isinstance(value, float) and value in (0.0, 1.0):
        word = str(int(value))
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(f"is {shown(value, about)}, but must be true or false (yes, no, on, off, 1, and 0 mean the same).")


def to_number(value: Any, about: Spec) -> int:
    """An integer within the range of the option."""
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


def to_entries(value: Any, about: Spec) -> list[Any]:
    """The entries of a list, which may be a string.

    The string is a list in JSON, Python, or YAML syntax, or its entries are separated by commas or line ends.
    """
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, (bool, Mapping)):
        raise ValueError(f"is {type_name(value)}, but must be a list.")
    text = str(value).strip()
    if not text:
        raise ValueError("is blank, but must be a list. Omit the option, or use [] for an empty list.")
    single = about.get("elements") == "dict" and _BLOCK_DICTIONARY.match(text)
    if single or text[0] in "[{" or _BLOCK_LIST.match(text):
        parsed = _literal(text)
        if isinstance(parsed, dict):
            return [parsed]
        if not isinstance(parsed, list):
            kind = "dictionary" if single else "list"
            raise ValueError(f"is {shown(text, about)}, which starts like a {kind}, but is not a valid one.")
        return parsed
    lines = [line for line in _LINE_END.split(text) if line.strip()]
    return [entry.strip() for line in lines for entry in line.split(",")]


def to_dictionary(value: Any, about: Spec) -> Mapping[str, Any]:
    """A dictionary, which may be a string: in JSON, Python, or YAML syntax, or as ``key=value`` pairs."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str):
        text = value.strip()
        found = _literal(text) if text.startswith("{") or _BLOCK_DICTIONARY.match(text) else _pairs(text)
        if isinstance(found, dict) and found:
            return found
    raise ValueError(f"is {shown(value, about)}, but must be a dictionary.")


def example_entry(value: Any, about: Spec) -> str:
    """An entry for an example: the user's own value if it is a plain word, and no secret."""
    if is_hidden(value, about):
        return "..."
    if isinstance(value, Mapping):
        value = value.get("name")
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text if _PLAIN.fullmatch(text) and ": " not in text else "..."


def _literal(text: str) -> Any:
    """The value of a string in JSON, Python, or YAML syntax, or None."""
    if _depth(text) > DEEPEST:
        return None
    # The block style of YAML would be something else in Python: "- 5" is a list, and not a number.
    for parse in (json.loads, ast.literal_eval, from_yaml) if text[0] in "[{" else (from_yaml,):
        try:
            return parse(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return None


def _depth(text: str) -> int:
    """The nesting depth of brackets, even inside of strings."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}()]", text):
        depth += 1 if bracket in "[{(" else -1
        deepest = max(deepest, depth)
    return deepest


def _pairs(text: str) -> Optional[dict[str, str]]:
    """The dictionary for ``key=value`` pairs, or None."""
    if "=" not in text or len(text) > LONGEST_PAIRS:
        return None
    words = shlex.shlex(text, posix=True, punctuation_chars=False)
    words.whitespace, words.whitespace_split, words.commenters = ", \t\n", True, ""
    try:
        pairs = [word.partition("=") for word in words]
    except ValueError:
        return None
    return {key: value for key, _equals, value in pairs} if all(equals for _key, equals, _value in pairs) else None
