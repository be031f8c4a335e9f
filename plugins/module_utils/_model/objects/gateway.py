# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Gateway: connects software that runs outside PingOne. API gateways use its credentials to request decisions.

Source: the PingOne API reference, "Gateways" and "Gateway Credentials".
"""

from __future__ import annotations

from ..._base.shape import CODE, FLAG, SECRET, TIMESTAMP, UUID, Record, Rule
from ..._base.topic import ENVIRONMENT_ADMIN, Permission, Topic
from ..field import Field
from ..kind import Kind

API_GATEWAY = "API_GATEWAY_INTEGRATION"
# The maximum number of credentials of a gateway.
MAXIMUM_CREDENTIALS = 5

GATEWAY = Kind(
    noun="gateway",
    collection="gateways",
    permission=Permission(of="gateways", roles=(ENVIRONMENT_ADMIN,)),
    fields=(
        Field("name", "name"),
        Field("description", "description", clearable=True),
        Field("enabled", "enabled", shape=FLAG, initial=True),
    ),
    constants={"type": API_GATEWAY},
    generated=("credentials", "currentAlerts", "supportedVersions"),
    extra_keys=(Rule("type", CODE),),
    required=("type", "enabled"),
)

GATEWAY_CREDENTIAL = Kind(
    noun="credential",
    collection="credentials",
    permission=Permission(of="credentials of gateways", roles=(ENVIRONMENT_ADMIN,)),
    natural_key="id",
    fields=(Field("created_at", "createdAt", shape=TIMESTAMP), Field("last_used_at", "lastUsedAt", shape=TIMESTAMP)),
    required=("createdAt",),
    phrases={"create": "create a credential of gateway {}"},
)

# The response to the creation of a credential, which is the only one with the JWT. Its key differs between versions of
# the API.
NEW_CREDENTIAL = Topic(
    Record(
        {"id": UUID, "createdAt": TIMESTAMP, "credential": SECRET, "token": SECRET},
        frozenset({"id", "createdAt"}),
        some=("credential", "token"),
    ),
    GATEWAY_CREDENTIAL.permission,
)
