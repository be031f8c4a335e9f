# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Roles, and their assignments."""

from __future__ import annotations

from ..._base.shape import TEXT, Listing, Rule, record
from ..._base.topic import APPLICATION_DEVELOPER, Permission
from ..field import Field
from ..kind import Kind

# The permissions of a role, by their identifiers.
_PERMISSIONS = Rule("permissions", Listing(record([Rule("id", TEXT)])))

ROLE = Kind(
    noun="role",
    collection="roles",
    permission=Permission(of="roles", roles=()),
    fields=(Field("name", "name"),),
    extra_keys=(_PERMISSIONS,),
)
CUSTOM_ROLE = Kind(
    noun="custom role",
    collection="roles",
    permission=Permission(of="custom roles", roles=(), service="permissions", resource="roles"),
    fields=(Field("name", "name"),),
    extra_keys=(_PERMISSIONS,),
)

ROLE_ASSIGNMENT = Kind(
    noun="role assignment",
    collection="roleAssignments",
    permission=Permission(
        of="role assignments of applications",
        roles=(APPLICATION_DEVELOPER,),
        service="permissions",
        resource="applicationRoleAssignments",
    ),
    natural_key="id",
    fields=(
        Field("role_id", "role.id"),
        Field("scope_type", "scope.type"),
        Field("scope_id", "scope.id"),
    ),
)
