# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""PingOne's timestamps: ISO 8601 in UTC, with or without a fraction of a second."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Optional

_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z")


def is_plausible(time: datetime) -> bool:
    """Whether a time can be one of PingOne's, and be reckoned with: not at the ends of what can be counted."""
    return 1970 <= time.year < 9000


def moment(text: Any) -> Optional[datetime]:
    """A timestamp as a moment; None if it is absent or of another form."""
    found = _TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    seconds, fraction = found.groups()
    microseconds = int(((fraction or "") + "000000")[:6])
    try:
        time = datetime.fromisoformat(seconds).replace(microsecond=microseconds, tzinfo=timezone.utc)
    except ValueError:
        return None
    return time if is_plausible(time) else None


def http_date(text: Any) -> Optional[datetime]:
    """A date as the headers of HTTP have it, as a moment; None if it is absent or of another form."""
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    date = date.replace(tzinfo=date.tzinfo or timezone.utc)
    return date if is_plausible(date) else None


def written(time: datetime) -> str:
    """A moment as PingOne writes it, in UTC and with milliseconds."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
