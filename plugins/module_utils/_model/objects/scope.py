# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Scope of a resource, which an application can request."""

from __future__ import annotations

from ..._base.shape import TIMESTAMP, Rule
from ..._base.topic import APPLICATION_DEVELOPER, Permission
from ..field import Field
from ..kind import Kind

SCOPE = Kind(
    noun="scope",
    rank=3,
    collection="scopes",
    permission=Permission(
        of="scopes of resources", roles=(APPLICATION_DEVELOPER,), service="resources", resource="scope"
    ),
    fields=(Field("name", "name"), Field("description", "description", clearable=True)),
    generated=("resource",),
    extra_keys=(Rule("updatedAt", TIMESTAMP),),
)
