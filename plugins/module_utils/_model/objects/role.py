# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Roles, and who holds them for what."""

from __future__ import annotations

from ..field import Field
from ..kind import Kind

ROLE = Kind(
    noun="role",
    collection="roles",
    fields=(Field("name", "name"),),
)

ROLE_ASSIGNMENT = Kind(
    noun="role assignment",
    collection="roleAssignments",
    natural_key="id",
    fields=(
        Field("role_id", "role.id"),
        Field("scope_type", "scope.type"),
        Field("scope_id", "scope.id"),
    ),
)
