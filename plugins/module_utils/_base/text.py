# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Formats text for messages, and finds text that cannot be sent."""

from __future__ import annotations

import re
import unicodedata
from typing import Iterator, Sequence, TypeVar

Value = TypeVar("Value")

LONGEST_QUOTE = 100
# The maximum length of names and most other texts.
MAXIMUM_LENGTH = 256

UUID_PATTERN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Whether a text has the shape of a PingOne ID."""
    return bool(UUID_PATTERN.fullmatch(text))


def capitalized(text: str) -> str:
    """A text whose first letter is upper case. The others are not changed."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """A value in double quotes, shortened, with control characters and lone surrogates made visible."""
    # Escaping never makes a text shorter, so the rest would be cut off in any case.
    begin = text[: LONGEST_QUOTE + 1]
    visible = "".join(
        character.encode("unicode_escape").decode() if is_invisible(character) else character for character in begin
    )
    return f'"{visible}"' if len(visible) <= LONGEST_QUOTE else f'"{visible[: LONGEST_QUOTE - 3]}..."'


def is_invisible(character: str) -> bool:
    """Whether a character is a control character or a lone surrogate."""
    return unicodedata.category(character) in ("Cc", "Cs")


def text_fault(text: str) -> str:
    """The reason why a text cannot be sent, as the end of a sentence. Empty if there is none."""
    if "\0" in text:
        return "contains a NUL character. Remove it."
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "contains a character that cannot be encoded as UTF-8 (a lone surrogate). Remove it."
    return ""


def numbered(option: str, values: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """The entries of a list option, each with its place, such as ``scopes[1]``."""
    return ((f"{option}[{index}]", value) for index, value in enumerate(values))


def one_of(choices: Sequence[str]) -> str:
    """Choices as part of a sentence."""
    return " or ".join(choices) if len(choices) < 3 else f"one of {', '.join(choices)}"


def enumerated(words: Sequence[str], conjunction: str) -> str:
    """At least one word as part of a sentence, such as "a, b and c" with the conjunction "and"."""
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last
