# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Grant: the scopes of a resource that an application may request. There is one per application and resource."""

from __future__ import annotations

from ..._base.topic import APPLICATION_DEVELOPER, Permission
from ..field import ReferenceField, ReferencesField
from ..kind import Kind

GRANT = Kind(
    noun="grant",
    rank=7,
    collection="grants",
    permission=Permission(
        of="grants of applications", roles=(APPLICATION_DEVELOPER,), service="applications", resource="grant"
    ),
    fields=(ReferenceField("resource", "resource"), ReferencesField("scopes", "scopes")),
    natural_key="resource.id",
    generated=("application",),
    # Without scopes, a grant would look as if nothing was granted.
    required=("scopes",),
    phrases={"create": "grant {}", "update": "update the grant of {}", "delete": "delete the grant of {}"},
)
