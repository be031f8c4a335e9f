# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The claims of gateway credentials, and texts that are none."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.gateway_credential import (
    GatewayCredential,
    NotAGatewayCredential,
    decode_credential,
)

ID = "5f0c9d6e-7a43-4f0b-9c55-3d1a2b7e8f90"
GATEWAY = "0b7de3a8-c1f4-4b52-9a0e-7b3f2c5164a1"
ENVIRONMENT = "1c8b7a66-5544-4332-8211-00ffeeddccbb"
SERVICE_URL = f"https://http-access-api.pingone.eu/v1/environments/{ENVIRONMENT}"
CLAIMS = {
    "jti": ID,
    "gatewayId": GATEWAY,
    "environmentId": ENVIRONMENT,
    "httpAccessApiUrl": SERVICE_URL,
    "authUrl": "https://auth.pingone.eu",
    "gatewayType": "API_GATEWAY_INTEGRATION",
    "iat": 1_772_442_944,
}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(**changes: object) -> str:
    claims = {key: value for key, value in {**CLAIMS, **changes}.items() if value != "(omitted)"}
    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def refusal(text: str) -> str:
    with pytest.raises(NotAGatewayCredential) as caught:
        decode_credential(text)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_credential():
    found = decode_credential(jwt())
    issued = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone.utc)
    assert found == GatewayCredential(jwt(), ID, GATEWAY, ENVIRONMENT, SERVICE_URL, "https://auth.pingone.eu", issued)


def test_white_space_around_a_credential_is_not_part_of_it():
    assert decode_credential(f" \n{jwt()}\r\n").jwt == jwt()


def test_the_representation_has_no_secret():
    found = decode_credential(jwt())
    assert ID in repr(found)
    assert not any(one in repr(found) for one in jwt().split("."))


def test_what_is_not_required_is_optional():
    found = decode_credential(jwt(iat="(omitted)", authUrl="(omitted)", gatewayType="(omitted)"))
    assert (found.issued_at, found.auth_url) == (None, "")


@pytest.mark.parametrize("value", [True, "soon", None, float("nan"), float("inf"), 10**30, -(10**30), 10**12, {}])
def test_a_time_that_is_not_plausible_is_not_used(value: object):
    assert decode_credential(jwt(iat=value)).issued_at is None


def test_ids_are_lower_case_and_urls_have_no_trailing_slash():
    found = decode_credential(jwt(jti=ID.upper(), httpAccessApiUrl=f"{SERVICE_URL}/", authUrl="http://localhost:1/"))
    assert (found.id, found.service_url, found.auth_url) == (ID, SERVICE_URL, "http://localhost:1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty."),
        (" \n", "it is empty."),
        ("correct-horse-battery-staple", "it is not a JWT"),
        ("secret.secret", "it is not a JWT"),
        ("secret..secret", "it is not a JWT"),
        ("secret.secret.", "it is not a JWT"),
        ("secret.sec ret.secret", "it is not a JWT"),
        ("secret.sécret.secret", "it is not a JWT"),
        (f"{jwt()}.secret", "it is not a JWT"),
        (f"{jwt()}\n{jwt()}", "it is not a JWT"),
        (f"{jwt()}{'x' * 20_000}", "it is not a JWT"),
        ("secret.secret.secret", "its header cannot be decoded."),
        (f"{part({})}.secret.secret", "its claims cannot be decoded."),
        (f"{part({})}.{part('secret')}.secret", "its claims cannot be decoded."),
        (f"{part({})}.{part(['secret'])}.secret", "its claims cannot be decoded."),
        (f"{part({})}.{'W1tb' * 4000}.secret", "its claims cannot be decoded."),
        (f"{part({})}.{part({})}.secret", "it has no claim jti."),
        (jwt(jti="secret"), "it does not have an ID (a UUID) in its claim jti."),
        (jwt(gatewayId=7), "it does not have an ID (a UUID) in its claim gatewayId."),
        (jwt(environmentId=None), "it has no claim environmentId."),
        (jwt(httpAccessApiUrl="(omitted)"), "it has no claim httpAccessApiUrl."),
        (jwt(authUrl="secret"), "it does not have a URL in its claim authUrl."),
        (jwt(gatewayType="LDAP"), "it belongs to a gateway of a type other than API_GATEWAY_INTEGRATION."),
        (jwt(gatewayType=["secret"]), "it belongs to a gateway of a type other than API_GATEWAY_INTEGRATION."),
    ],
)
def test_what_is_not_a_credential(text: str, reason: str):
    message = refusal(text)
    assert message.startswith(reason)
    assert "secret" not in message


@pytest.mark.parametrize(
    "url",
    [
        "secret",
        "ftp://secret",
        "https://",
        "https://secret:99999",
        "https://secret:x",
        "https://[secret",
        "https://user:secret@host",
        "https://host?secret",
        "https://host#secret",
        "https://ho st/secret",
        7,
    ],
)
def test_a_service_url_that_cannot_be_used(url: object):
    assert refusal(jwt(httpAccessApiUrl=url)) == "it does not have a URL in its claim httpAccessApiUrl."
