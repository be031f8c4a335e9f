# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Group of users, either of the entire environment or of one population. It cannot be moved."""

from __future__ import annotations

from ..._base.topic import IDENTITY_ADMIN, Permission
from ..field import Field, ReferenceField
from ..kind import Kind

GROUP = Kind(
    noun="group",
    collection="groups",
    permission=Permission(of="groups", roles=(IDENTITY_ADMIN,), service="dir", resource="group"),
    fields=(
        Field("name", "name"),
        Field("description", "description", clearable=True),
        ReferenceField("population", "population", clearable=True),
    ),
    unique_in="population.id",
    filter_operator="eq",
)
