# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When credentials were created and last used."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.credential_use import (
    age_of,
    by_age,
    last_use,
    last_used,
    span,
    unused_for,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import NOW

UNUSED = {"id": "1", "createdAt": "2026-03-02T09:00:00.000Z"}
USED = {"id": "2", "createdAt": "2026-03-01T10:00:00Z", "lastUsedAt": "2026-03-02T09:59:30.250Z"}
FUTURE = {"id": "3", "createdAt": "2026-03-02T10:00:05.000Z", "lastUsedAt": "2026-03-02T10:00:09.000Z"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172_799, "47 hours"),
        (172_800, "2 days"),
    ],
)
def test_a_span_is_rounded_down(seconds, text):
    assert span(seconds) == text


def test_age_and_last_use():
    assert [(age_of(one, NOW), unused_for(one, NOW)) for one in (UNUSED, USED, FUTURE)] == [
        (3600, 3600),
        (86_400, 29),
        (0, 0),
    ]
    assert last_use(USED, NOW) == "was last used 29 seconds ago (2026-03-02T09:59:30.250Z)"
    assert last_use(UNUSED, NOW) == "was never used, and was created 60 minutes ago (2026-03-02T09:00:00.000Z)"


def test_the_last_used_one():
    assert last_used([UNUSED, USED], NOW) is USED
    assert last_used([USED, FUTURE], NOW) is FUTURE
    assert last_used([UNUSED], NOW) is last_used([], NOW) is None


def test_the_order_by_age_is_that_of_the_times():
    """A fraction of a second may be omitted, so the texts do not have the order of the times."""
    later = {"id": "0", "createdAt": "2026-03-01T10:00:00.500Z"}
    assert by_age([FUTURE, later, UNUSED, USED]) == [USED, later, UNUSED, FUTURE]
