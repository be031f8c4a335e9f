# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the body of an error response. Its format is not certain, because it may come from a proxy."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

# The maximum number of details, and of characters in each text, that is repeated from an error response.
MOST_DETAILS = 50
LONGEST_TEXT = 1000


def readable_error(body: Mapping[str, Any]) -> dict[str, Any]:
    """The readable part of an error response. Values of an unexpected type are omitted, and texts are shortened.

    The status identifies the error, so the body need not be complete.
    """
    details = body.get("details")
    return {
        **_texts(body, ("id", "code", "message")),
        "details": [
            {**_texts(detail, ("code", "target", "message")), "innerError": _scalars(detail.get("innerError"))}
            for detail in (details if isinstance(details, list) else [])[:MOST_DETAILS]
            if isinstance(detail, dict)
        ],
    }


def _texts(body: Mapping[str, Any], keys: Sequence[str]) -> dict[str, str]:
    return {key: readable_text(body[key]) for key in keys if isinstance(body.get(key), str)}


def _scalars(inner: Any) -> dict[str, Any]:
    """The texts, numbers, and lists of them in an ``innerError``."""
    found: dict[str, Any] = {}
    for key, value in list(inner.items())[:MOST_DETAILS] if isinstance(inner, dict) else ():
        one = isinstance(value, (str, int, float))
        if one or (isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value)):
            found[readable_text(key)] = _shown(value) if one else [_shown(each) for each in value[:MOST_DETAILS]]
    return found


def _shown(value: Any) -> Any:
    return readable_text(value) if isinstance(value, str) else value


def readable_text(text: str) -> str:
    """A text without characters that cannot be encoded, shortened."""
    visible = text.encode(errors="replace").decode()
    return visible if len(visible) <= LONGEST_TEXT else f"{visible[: LONGEST_TEXT - 3]}..."
