# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that can be answered again: whatever is stored must not break a later answer (SPECIFICATION.md 3.1).

Python's reader takes more than JSON allows: half of a surrogate pair, which no
UTF-8 can hold, NaN, infinite numbers, and nesting that its own writer cannot
follow. All text enters through here: bodies, the control API, seeds.
"""

from __future__ import annotations

import json
from typing import Any

DEPTH = 100
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def parse(raw: bytes | str) -> Any:
    """The JSON document; ValueError when it is none, or when it could not be written again."""
    try:
        document = json.loads(raw)
    except RecursionError:
        raise ValueError(f"nested deeper than {DEPTH} levels") from None
    check(document)
    return document


def check(document: Any) -> None:
    """ValueError when the document cannot be written as JSON in UTF-8."""
    _check_depth(document)
    try:
        _ENCODE(document).encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is not a character") from None
    except TypeError as problem:
        raise ValueError(f"JSON has no form for it: {problem}") from None


def _check_depth(document: Any) -> None:
    level = [document]
    for _depth in range(DEPTH):
        level = [
            item
            for value in level
            if isinstance(value, (dict, list))
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise ValueError(f"nested deeper than {DEPTH} levels")
