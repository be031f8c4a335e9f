# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can be read of the body of an error, whose shape nobody vouches for: it may be a proxy's."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

# Of what an error answer says, so much is repeated at most: details, and characters of each text.
MOST_DETAILS = 50
LONGEST_TEXT = 1000


def readable_error(body: Mapping[str, Any]) -> dict[str, Any]:
    """What can be read of an error that PingOne answered with; whatever is not as it should be is left out.

    The status says that it is an error, so that its body need not be complete. Texts are shortened.
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
    """What an C(innerError) says, as far as it is texts, numbers and lists of them."""
    found: dict[str, Any] = {}
    for key, value in list(inner.items())[:MOST_DETAILS] if isinstance(inner, dict) else ():
        one = isinstance(value, (str, int, float))
        if one or (isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value)):
            found[readable_text(key)] = _shown(value) if one else [_shown(each) for each in value[:MOST_DETAILS]]
    return found


def _shown(value: Any) -> Any:
    return readable_text(value) if isinstance(value, str) else value


def readable_text(text: str) -> str:
    """A text as it can be written down, shortened."""
    visible = text.encode(errors="replace").decode()
    return visible if len(visible) <= LONGEST_TEXT else f"{visible[: LONGEST_TEXT - 3]}..."
