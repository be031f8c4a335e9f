# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The credential of a gateway: a JWT whose claims contain what is required to connect the gateway.

The signature is not verified: the credential is sent to PingOne, which verifies it. No error contains a part of it.

Source: the PingOne API reference, "Gateway Credentials".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Optional
from urllib.parse import urlsplit

from .._base.jwt import decoded_part, time_of
from .._base.shape import is_token
from .._base.text import is_uuid
from .._model.objects.gateway import API_GATEWAY

# More characters than any credential has. It must fit into a header.
MAXIMUM_CREDENTIAL = 16_384
_JWT = re.compile(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+")


class NotAGatewayCredential(ValueError):
    """A text is not a gateway credential. The message completes "is not a gateway credential: "."""


@dataclass(frozen=True)
class GatewayCredential:
    """A credential and its claims.

    - ``jwt``: the secret itself. It is not part of the representation.
    - ``id``: the ID of the credential in PingOne.
    - ``gateway_id``, ``environment_id``: the gateway and the environment that it belongs to.
    - ``service_url``: the base URL of the sideband API, without a trailing slash.
    - ``auth_url``: the base URL of PingOne's token endpoints; empty if the credential does not contain it.
    - ``issued_at``: None if the credential does not contain it.
    """

    jwt: str = field(repr=False)
    id: str
    gateway_id: str
    environment_id: str
    service_url: str
    auth_url: str = ""
    issued_at: Optional[datetime] = None


def decode_credential(text: str) -> GatewayCredential:
    """The credential in a text, which may have white space around it.

    :raises NotAGatewayCredential: if the text is anything else.
    """
    jwt = text.strip()
    claims = _claims(jwt)
    if claims.get("gatewayType", API_GATEWAY) != API_GATEWAY:
        raise NotAGatewayCredential(f"it belongs to a gateway of a type other than {API_GATEWAY}.")
    return GatewayCredential(
        jwt,
        _identifier(claims, "jti"),
        _identifier(claims, "gatewayId"),
        _identifier(claims, "environmentId"),
        _url(claims, "httpAccessApiUrl"),
        _url(claims, "authUrl") if claims.get("authUrl") else "",
        time_of(claims.get("iat")),
    )


def _claims(jwt: str) -> dict[str, Any]:
    """The claims of a JWT."""
    if not jwt:
        raise NotAGatewayCredential("it is empty.")
    if len(jwt) > MAXIMUM_CREDENTIAL or not _JWT.fullmatch(jwt):
        raise NotAGatewayCredential("it is not a JWT, which consists of three parts that are separated by dots.")
    header, payload, _signature = jwt.split(".")
    _object(header, "header")
    return _object(payload, "claims")


def _object(part: str, name: str) -> dict[str, Any]:
    """The JSON object in a part of a JWT."""
    value = decoded_part(part)
    if value is None:
        raise NotAGatewayCredential(f"its {name} cannot be decoded.")
    return value


def _identifier(claims: dict[str, Any], claim: str) -> str:
    value = claims.get(claim)
    if not isinstance(value, str) or not is_uuid(value):
        _refuse(claims, claim, "an ID (a UUID)")
    return value.lower()


def _url(claims: dict[str, Any], claim: str) -> str:
    value = claims.get(claim)
    if not isinstance(value, str) or not is_token(value) or not _is_url(value):
        _refuse(claims, claim, "a URL")
    return value.rstrip("/")


def _is_url(text: str) -> bool:
    """Whether a text is a URL with a host, and without a password, a query, or a fragment."""
    try:
        parts = urlsplit(text)
        valid_port = parts.port != 0
    except ValueError:
        return False
    is_base = bool(parts.hostname) and "@" not in parts.netloc and not parts.query and not parts.fragment
    return parts.scheme in ("http", "https") and is_base and valid_port


def _refuse(claims: dict[str, Any], claim: str, expected: str) -> NoReturn:
    reason = "it has no claim" if claims.get(claim) is None else f"it does not have {expected} in its claim"
    raise NotAGatewayCredential(f"{reason} {claim}.")
