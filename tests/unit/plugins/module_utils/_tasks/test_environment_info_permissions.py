# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which roles count in an environment, and what they allow."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.environment_info_permissions import (
    REPORTED,
    allowed,
    covers,
)

HERE, THERE, COMPANY = "e1", "e2", "o1"


@pytest.mark.parametrize(
    ("kind", "identifier", "expected"),
    [
        ("ENVIRONMENT", HERE, True),
        ("ENVIRONMENT", THERE, False),
        ("ORGANIZATION", COMPANY, True),
        ("ORGANIZATION", "o2", False),
        ("ORGANIZATION", HERE, False),
        ("POPULATION", HERE, False),
        ("APPLICATION", HERE, False),
        ("GALAXY", HERE, False),
        (None, None, False),
    ],
)
def test_a_role_covers_an_environment_as_its_scope_says(kind, identifier, expected):
    assert covers({"scope_type": kind, "scope_id": identifier}, HERE, COMPANY) is expected


def test_an_unknown_organization_covers_nothing():
    assert not covers({"scope_type": "ORGANIZATION", "scope_id": "o1"}, HERE, "")


@pytest.mark.parametrize(
    ("names", "yes"),
    [
        ([], set()),
        (["Organization Admin", "Help Desk Admin"], set()),
        (["Identity Data Admin"], {"groups"}),
        (["Configuration Read Only"], {"audit_log"}),
        (
            ["Client Application Developer"],
            {"resources", "scopes", "applications", "grants", "application_permissions"},
        ),
        (
            ["Environment Admin"],
            {
                "api_services",
                "operations",
                "deployments",
                "external_oauth_servers",
                "resources",
                "gateways",
                "audit_log",
            },
        ),
        (["Environment Admin", "Client Application Developer", "Identity Data Admin"], set(REPORTED)),
    ],
)
def test_roles_allow_what_is_documented_and_nothing_else(names, yes):
    assert allowed(names) == {kind: kind in yes for kind in REPORTED}


def test_a_custom_role_leaves_open_what_no_built_in_role_allows():
    found = allowed(["Identity Data Admin", None])
    assert found.pop("groups") is True
    assert set(found.values()) == {None}
