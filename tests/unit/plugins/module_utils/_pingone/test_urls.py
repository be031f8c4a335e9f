# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URLs that credentials are sent to. Faults of URLs are tested with the connection options."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import urls
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("https://auth.pingone.eu", f"https://auth.pingone.eu/{ENVIRONMENT_ID}/as/token"),
        ("https://login.example.com/as", "https://login.example.com/as/token"),
    ],
)
def test_the_token_endpoint_of_an_environment(auth, expected):
    assert urls.token_endpoint(auth, ENVIRONMENT_ID) == expected
