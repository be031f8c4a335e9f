# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which roles count in an environment, and what they allow."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.worker_roles import (
    WorkerRole,
    WorkerRoles,
    covers,
)
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.environment_info_permissions import (
    REPORTED,
    missing_permissions,
    permissions_of,
    required_permissions,
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
    assert allowed(*names) == {kind: kind in yes for kind in REPORTED}


def roles(*assigned, known=("authz:read:apiServer", "dir:create:group", "dir:read:group", "dir:update:group")):
    return WorkerRoles(assigned, frozenset(known))


def held(name=None, *permissions, kind="ENVIRONMENT", readable=True):
    return WorkerRole(name, kind, HERE, kind != "POPULATION", frozenset(permissions) if readable else None)


def allowed(*names):
    inventory = SimpleNamespace(warnings=[])
    return permissions_of(inventory, roles(*(held(name, readable=False) for name in names)))


def test_a_custom_role_leaves_open_what_no_built_in_role_allows():
    found = allowed("Identity Data Admin", None)
    assert found.pop("groups") is True
    assert set(found.values()) == {None}


def test_a_custom_role_whose_permissions_can_be_read():
    everything = [f"dir:{action}:group" for action in ("read", "create", "update", "delete")]
    own = roles(held(None, *everything, "audit_reporting:read:activity", "authz:read:apiServer"), known=everything)
    inventory = SimpleNamespace(warnings=[])
    found = permissions_of(inventory, own)
    assert found["groups"] is True and found["audit_log"] is True
    # PingOne does not know the identifiers of the others, as far as its built-in roles say.
    assert found["api_services"] is None and found["gateways"] is None


@pytest.mark.parametrize(
    ("assigned", "expected"),
    [
        ([], False),
        ([held("Environment Admin", "authz:read:apiServer")], False),
        ([held("Identity Data Admin", "dir:create:group")], True),
        ([held(None, "dir:create:group")], True),
        ([held(None, "dir:read:group")], False),
        ([held(None, readable=False)], None),
        # It may be enough for what is in the population.
        ([held("Identity Data Admin", "dir:create:group", kind="POPULATION")], None),
        ([held("Identity Data Admin", "dir:read:group", kind="POPULATION")], False),
    ],
)
def test_whether_a_permission_is_held(assigned, expected):
    assert roles(*assigned).has("dir:create:group") is expected


def test_a_permission_that_pingone_does_not_know_is_not_missing():
    assert roles().has("dir:create:galaxy") is None


def test_what_a_module_needs_and_what_is_missing():
    found = required_permissions(["pingone_group"], roles(held(None, "dir:read:group")))
    absent, present = found
    assert (absent["module"], absent["state"], present["state"]) == ("pingone_group", "absent", "present")
    assert present["permissions"] == ["dir:create:group", "dir:read:group", "dir:read:population", "dir:update:group"]
    assert present["missing_permissions"] == ["dir:create:group", "dir:update:group"]
    assert missing_permissions(found) == ["dir:create:group", "dir:update:group"]
    unknown = required_permissions(["pingone_group"], None)
    assert unknown[0]["missing_permissions"] is None and missing_permissions(unknown) is None


@pytest.mark.parametrize(
    ("assigned", "missing"),
    [
        ([], ["read gateways"]),
        ([held("Environment Admin")], []),
        ([held("Identity Data Admin")], ["read gateways"]),
        ([held(None, "dir:read:group")], []),
    ],
)
def test_permissions_without_an_identifier_go_by_the_built_in_roles(assigned, missing):
    (entry,) = required_permissions(["pingone_gateway_info"], roles(*assigned))
    assert (entry["permissions"], entry["other_permissions"]) == ([], ["read gateways"])
    assert entry["state"] is None and entry["missing_permissions"] == missing
