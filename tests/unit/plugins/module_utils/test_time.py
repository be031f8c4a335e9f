# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""PingOne's timestamps."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._time import moment


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
    assert moment(text) == datetime(2026, 3, 2, 9, 15, 44, microsecond, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", [None, "", "then", "2026-03-02", "2026-03-02T09:15:44", 7, {}, "2026-99-99T99:99:99Z"])
def test_what_is_none(text):
    assert moment(text) is None
