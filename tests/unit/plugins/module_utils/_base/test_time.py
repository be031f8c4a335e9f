# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""PingOne's timestamps."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import parse_http_date, parse_timestamp


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-03-02T09:15:44Z", 0),
        ("2026-03-02T09:15:44.1Z", 100_000),
        ("2026-03-02T09:15:44.102Z", 102_000),
        ("2026-03-02T09:15:44.102345Z", 102_345),
        ("2026-03-02T09:15:44.102345678Z", 102_345),
    ],
)
def test_forms(text, microsecond):
    assert parse_timestamp(text) == datetime(2026, 3, 2, 9, 15, 44, microsecond, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", [None, "", "then", "2026-03-02", "2026-03-02T09:15:44", 7, {}, "2026-99-99T99:99:99Z"])
def test_what_is_none(text):
    assert parse_timestamp(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Mar 2026 10:00:00 GMT", datetime(2026, 3, 2, 10, tzinfo=timezone.utc)),
        ("Mon, 02 Mar 2026 10:00:00 +0100", datetime(2026, 3, 2, 9, tzinfo=timezone.utc)),
        ("Mon, 02 Mar 2026 10:00:00 -0000", datetime(2026, 3, 2, 10, tzinfo=timezone.utc)),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("Mon, 02 Mar 99999 10:00:00 GMT", None),
        ("Wed, 01 Jan 1969 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Mon, 02 Mar 2026 10:00:00 +99999999999", None),
        ("Mon, 02 Mar 2026 99:99:99 GMT", None),
    ],
)
def test_the_dates_of_headers(text, expected):
    found = parse_http_date(text)
    assert found == expected
    assert found is None or found.tzinfo is not None
