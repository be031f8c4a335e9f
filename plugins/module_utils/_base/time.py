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
    """Whether a time is in a range that PingOne can return, and that leaves room for calculations."""
    return 1970 <= time.year < 9000


def parse_timestamp(text: Any) -> Optional[datetime]:
    """Parse a timestamp. None if it is absent or has another format."""
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


def parse_http_date(text: Any) -> Optional[datetime]:
    """Parse a date in an HTTP header. None if it is absent or has another format."""
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    date = date.replace(tzinfo=date.tzinfo or timezone.utc)
    return date if is_plausible(date) else None


def format_timestamp(time: datetime) -> str:
    """Format a time as PingOne does, in UTC and with milliseconds."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
