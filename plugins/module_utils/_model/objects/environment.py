# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Environment, its license, and its capabilities."""

from __future__ import annotations

from ..._base.shape import CODE, FLAG, TEXT, UUID, Listing, Record, Rule
from ..._base.topic import ENVIRONMENT_ADMIN, Permission, Topic
from ..field import Field
from ..kind import Kind

# The bill of materials: the products of an environment.
BILL_OF_MATERIALS = Topic(
    Record({"products": Listing(Record({"type": TEXT}, frozenset({"type"})))}, frozenset({"products"})),
    Permission(of="the bill of materials", roles=(ENVIRONMENT_ADMIN,), service="orgmgt", resource="environment"),
)

ENVIRONMENT = Kind(
    noun="environment",
    collection="environments",
    permission=Permission(of="environments", roles=(), service="orgmgt", resource="environment"),
    fields=(
        Field("name", "name"),
        Field("description", "description"),
        Field("type", "type"),
        Field("region", "region"),
        Field("created_at", "createdAt"),
        Field("organization_id", "organization.id", shape=UUID),
        Field("license_id", "license.id", shape=UUID),
    ),
    # The bill of materials is only included if a request expands it.
    extra_keys=(Rule("status", CODE), Rule("_embedded.billOfMaterials", BILL_OF_MATERIALS.shape)),
)

LICENSE = Kind(
    noun="license",
    collection="licenses",
    permission=Permission(
        of="licenses of the organization", roles=(ENVIRONMENT_ADMIN,), service="licensing", resource="license"
    ),
    id_shape=None,
    fields=(
        Field("name", "name"),
        Field("package", "package"),
        Field("status", "status"),
        Field("allow_api_access_management", "authorize.allowApiAccessManagement", shape=FLAG),
        Field("allow_dynamic_authorization", "authorize.allowDynamicAuthorization", shape=FLAG),
    ),
)

CAPABILITIES = Kind(
    noun="environment's capabilities",
    collection="capabilities",
    permission=Permission(
        of="the environment's capabilities", roles=(ENVIRONMENT_ADMIN,), service="orgmgt", resource="environment"
    ),
    id_shape=None,
    fields=(
        Field("can_use_api_access_management", "canUseApiAccessManagement", shape=FLAG),
        Field("can_use_application_permissions", "canUseApplicationPermissions", shape=FLAG),
        Field("can_use_dynamic_authorization", "canUseDynamicAuthorization", shape=FLAG),
    ),
)
