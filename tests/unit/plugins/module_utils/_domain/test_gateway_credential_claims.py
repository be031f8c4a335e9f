# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The claims of gateway credentials, and texts that are none."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.gateway_credential import (
    GatewayCredential,
    NotAGatewayCredential,
    decode_credential,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.gateway_credentials import (
    CREDENTIAL,
    GATEWAY,
    OMITTED,
    SERVICE_URL,
    credential_jwt,
    encoded,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID


def refusal(text: str) -> str:
    with pytest.raises(NotAGatewayCredential) as caught:
        decode_credential(text)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_credential():
    found = decode_credential(credential_jwt())
    issued = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone.utc)
    assert found == GatewayCredential(
        credential_jwt(), CREDENTIAL, GATEWAY, ENVIRONMENT_ID, SERVICE_URL, "https://auth.pingone.eu", issued
    )


def test_white_space_around_a_credential_is_not_part_of_it():
    assert decode_credential(f" \n{credential_jwt()}\r\n").jwt == credential_jwt()


def test_the_representation_has_no_secret():
    found = decode_credential(credential_jwt())
    assert CREDENTIAL in repr(found)
    assert not any(one in repr(found) for one in credential_jwt().split("."))


def test_what_is_not_required_is_optional():
    found = decode_credential(credential_jwt(iat=OMITTED, authUrl=OMITTED, gatewayType=OMITTED))
    assert (found.issued_at, found.auth_url) == (None, "")


@pytest.mark.parametrize("value", [True, "soon", None, float("nan"), float("inf"), 10**30, -(10**30), 10**12, {}])
def test_a_time_that_is_not_plausible_is_not_used(value: object):
    assert decode_credential(credential_jwt(iat=value)).issued_at is None


def test_ids_are_lower_case_and_urls_have_no_trailing_slash():
    found = decode_credential(
        credential_jwt(jti=CREDENTIAL.upper(), httpAccessApiUrl=f"{SERVICE_URL}/", authUrl="http://localhost:1/")
    )
    assert (found.id, found.service_url, found.auth_url) == (CREDENTIAL, SERVICE_URL, "http://localhost:1")


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
        (f"{credential_jwt()}.secret", "it is not a JWT"),
        (f"{credential_jwt()}\n{credential_jwt()}", "it is not a JWT"),
        (f"{credential_jwt()}{'x' * 20_000}", "it is not a JWT"),
        ("secret.secret.secret", "its header cannot be decoded."),
        (f"{encoded({})}.secret.secret", "its claims cannot be decoded."),
        (f"{encoded({})}.{encoded('secret')}.secret", "its claims cannot be decoded."),
        (f"{encoded({})}.{encoded(['secret'])}.secret", "its claims cannot be decoded."),
        (f"{encoded({})}.{'W1tb' * 4000}.secret", "its claims cannot be decoded."),
        (f"{encoded({})}.{encoded({})}.secret", "it has no claim jti."),
        (credential_jwt(jti="secret"), "it does not have an ID (a UUID) in its claim jti."),
        (credential_jwt(gatewayId=7), "it does not have an ID (a UUID) in its claim gatewayId."),
        (credential_jwt(environmentId=None), "it has no claim environmentId."),
        (credential_jwt(httpAccessApiUrl=OMITTED), "it has no claim httpAccessApiUrl."),
        (credential_jwt(authUrl="secret"), "it does not have a URL in its claim authUrl."),
        (credential_jwt(gatewayType="LDAP"), "it belongs to a gateway of a type other than API_GATEWAY_INTEGRATION."),
        (
            credential_jwt(gatewayType=["secret"]),
            "it belongs to a gateway of a type other than API_GATEWAY_INTEGRATION.",
        ),
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
    assert refusal(credential_jwt(httpAccessApiUrl=url)) == "it does not have a URL in its claim httpAccessApiUrl."
