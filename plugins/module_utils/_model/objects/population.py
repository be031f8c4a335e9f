# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Population: a set of users, to which a group can belong."""

from __future__ import annotations

from ..._base.topic import IDENTITY_ADMIN, Permission
from ..field import Field
from ..kind import Kind

POPULATION = Kind(
    noun="population",
    collection="populations",
    permission=Permission(of="populations", roles=(IDENTITY_ADMIN,), service="dir", resource="population"),
    fields=(Field("name", "name"),),
    filter_operator="sw",
)
