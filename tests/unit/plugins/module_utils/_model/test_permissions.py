# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permission that each declaration names."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.topic import (
    APPLICATION_DEVELOPER,
    ENVIRONMENT_ADMIN,
    IDENTITY_ADMIN,
    Permission,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import declared_kinds

KINDS = declared_kinds()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_permission(name):
    kind = KINDS[name]
    assert isinstance(kind.permission, Permission)
    assert kind.permission.of
    assert kind.topic.permission is kind.permission
    assert set(kind.permission.roles) <= {ENVIRONMENT_ADMIN, APPLICATION_DEVELOPER, IDENTITY_ADMIN}


def test_all_kinds_are_found():
    assert set(KINDS) >= {"ENVIRONMENT", "ROLE", "SIGN_ON_POLICY", "FLOW_POLICY"}
    assert len(KINDS) >= 19


def test_the_license_matters_for_what_belongs_to_an_api_service():
    found = {name for name, kind in KINDS.items() if kind.permission.api_access}
    assert found == {"API_SERVICE", "OPERATION", "DEPLOYMENT", "EXTERNAL_OAUTH_SERVER"}
