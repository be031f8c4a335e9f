# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The claims of access tokens."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.bearer_token import BearerToken, decode_token
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import jwt


def test_claims():
    token = decode_token(jwt(exp=1_772_442_944, aud="https://orders", scope="orders-read orders-write"))
    expires = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone.utc)
    assert token == BearerToken(expires, frozenset({"https://orders"}), frozenset({"orders-read", "orders-write"}))
    assert decode_token(jwt(aud=["a", "b"], scope=["c"])) == BearerToken(None, frozenset("ab"), frozenset("c"))


@pytest.mark.parametrize("claims", [{}, {"exp": True, "aud": 1, "scope": {}}, {"exp": 1e300, "aud": [1]}])
def test_claims_that_cannot_be_used(claims):
    assert decode_token(jwt(**claims)) == BearerToken(None, None, None)


@pytest.mark.parametrize("text", ["", "opaque", "a.b", "a.b.c", "a.W10.c", "a.!!!.c", f"{jwt()}.x", "a.ww==.b"])
def test_texts_that_are_no_jwt(text):
    assert decode_token(text) is None
