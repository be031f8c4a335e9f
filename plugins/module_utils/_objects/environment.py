# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Environment: what is managed, its licence, and what that allows."""

from __future__ import annotations

from .._field import Field
from .._object import Object

ENVIRONMENT = Object(
    noun="environment",
    collection="environments",
    fields=(
        Field("name", "name"),
        Field("description", "description"),
        Field("type", "type"),
        Field("region", "region"),
        Field("created_at", "createdAt"),
        Field("organization_id", "organization.id"),
        Field("license_id", "license.id"),
    ),
)

LICENSE = Object(
    noun="licence",
    collection="licenses",
    fields=(
        Field("name", "name"),
        Field("package", "package"),
        Field("status", "status"),
        Field("allow_api_access_management", "authorize.allowApiAccessManagement"),
        Field("allow_dynamic_authorization", "authorize.allowDynamicAuthorization"),
    ),
)

CAPABILITIES = Object(
    noun="environment's capabilities",
    collection="capabilities",
    fields=(
        Field("can_use_api_access_management", "canUseApiAccessManagement"),
        Field("can_use_application_permissions", "canUseApplicationPermissions"),
        Field("can_use_dynamic_authorization", "canUseDynamicAuthorization"),
    ),
)
