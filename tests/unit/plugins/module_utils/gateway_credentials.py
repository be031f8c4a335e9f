# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gateway credentials for tests. Their signature is not one, because the collection does not verify it."""

from __future__ import annotations

import base64
import json
from typing import Any

from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    ENVIRONMENT_ID,
    FakeClient,
    identifier,
)

CREDENTIAL, GATEWAY = identifier("credential"), identifier("gateway")
YESTERDAY = "2026-03-01T10:00:00.000Z"
SERVICE_URL = f"https://http-access-api.pingone.eu/v1/environments/{ENVIRONMENT_ID}"
# The value of a claim that the credential does not have.
OMITTED = object()
CLAIMS = {
    "jti": CREDENTIAL,
    "gatewayId": GATEWAY,
    "environmentId": ENVIRONMENT_ID,
    "httpAccessApiUrl": SERVICE_URL,
    "authUrl": "https://auth.pingone.eu",
    "gatewayType": "API_GATEWAY_INTEGRATION",
    "iat": 1_772_442_944,
}
ISSUED_AT = "2026-03-02T09:15:44.000Z"


def encoded(value: Any) -> str:
    """A part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def credential_jwt(**changes: Any) -> str:
    """A credential whose claims differ from :data:`CLAIMS` as stated."""
    claims = {claim: value for claim, value in {**CLAIMS, **changes}.items() if value is not OMITTED}
    return f"{encoded({'alg': 'RS256'})}.{encoded(claims)}.c2lnbmF0dXJl"


def gateway_with(fake: FakeClient, *identifiers: str, **wire: Any) -> dict[str, Any]:
    """A gateway with credentials that were created a day ago, and never used."""
    gateway = {"name": "Shop", "id": GATEWAY, "type": "API_GATEWAY_INTEGRATION", "enabled": True, **wire}
    for identity in identifiers:
        fake.add("gateways", GATEWAY, "credentials", id=identity, createdAt=YESTERDAY)
    return fake.add("gateways", **gateway)


def returned(identity: str = CREDENTIAL, key: str = "credential", **changes: Any) -> dict[str, Any]:
    """PingOne's response to the creation of a credential. Its claims differ as stated."""
    return {"id": identity, "createdAt": "2026-03-02T09:15:44.102Z", key: credential_jwt(jti=identity, **changes)}
