# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decodes JSON Web Tokens. Signatures are not verified: that is up to the recipient."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timezone
from typing import Any, Optional

from .time import is_plausible


def decoded_part(part: str) -> Optional[dict[str, Any]]:
    """The JSON object in a part of a JWT; None if there is none."""
    try:
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        # The exceptions quote the text.
        return None
    return value if isinstance(value, dict) else None


def time_of(claim: Any) -> Optional[datetime]:
    """The time of a numeric claim; None if it is not a plausible one."""
    if isinstance(claim, bool) or not isinstance(claim, (int, float)):
        return None
    try:
        time = datetime.fromtimestamp(claim, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None
    return time if is_plausible(time) else None
