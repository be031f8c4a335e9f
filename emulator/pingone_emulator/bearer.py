# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the tokens of API clients (SPECIFICATION.md 8.6, 11 and 20.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import documents
from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator

Claims = dict[str, Any]
TYPES: dict[Any, tuple[str, ...]] = {str: ("sub", "iss", "acr", "jti"), (int, float): ("exp", "nbf", "auth_time")}
ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"]


def validated(emulator: Emulator, environment: Entry, service: dict[str, Any], asked: dict[str, Any]) -> Claims | None:
    """The claims behind a request; None when there is no token or it is not good for that service."""
    server = service["authorizationServer"]
    if server["type"] == "PINGONE_SSO":
        return _issued_here(emulator, environment, server["resource"]["id"], bearer_of(asked))
    if "externalOAuthServer" in server:
        return _issued_elsewhere(emulator, server["externalOAuthServer"], bearer_of(asked))
    # The gateway has validated the token and says what is in it.
    claims: Claims | None = asked.get("access_token")
    if not claims or claims.get("active") is False or not sound(claims) or not in_time(emulator, claims):
        return None
    return claims


def sound(claims: Claims) -> bool:
    """Whether the claims that decide have the types of RFC 7519 and 8693; a token with others is not good."""
    return all(
        all(isinstance(claims[name], type) and not isinstance(claims[name], bool) for name in names if name in claims)
        for type, names in TYPES.items()
    ) and all(
        isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        for value in (claims.get("aud", []), claims.get("scope", []))
    )


def bearer_of(asked: dict[str, Any]) -> str:
    for header in asked["headers"]:
        for name, value in header.items():
            scheme, _space, token = value.partition(" ")
            if name.lower() == "authorization" and scheme.lower() == "bearer":
                return str(token.strip())
    return ""


def in_time(emulator: Emulator, claims: Claims, tolerance: float = 0) -> bool:
    now = emulator.clock.now()
    return bool(claims.get("exp", now + 1) + tolerance > now and claims.get("nbf", now) - tolerance <= now)


def audiences(claims: Claims) -> list[str]:
    audience = claims.get("aud", [])
    return [audience] if isinstance(audience, str) else audience


def _issued_here(emulator: Emulator, environment: Entry, resource_id: str, token: str) -> Claims | None:
    """Signed by this environment for that resource, and not expired."""
    resource, claims = emulator.store.get("resource", resource_id), emulator.keys.claims(environment.id, token)
    if resource is None or claims is None or not sound(claims) or "exp" not in claims:
        return None
    if not in_time(emulator, claims):
        return None
    if not claims.get("iss", "").endswith(f"/{environment.id}/as"):
        return None
    return claims if resource.body["audience"] in audiences(claims) else None


def _issued_elsewhere(emulator: Emulator, link: dict[str, Any], token: str) -> Claims | None:
    server = emulator.store.get("externalOAuthServer", link["id"])
    if server is None:
        return None
    validation = server.body["validation"]
    claims = _verified(keys(emulator, validation), token)
    if claims is None or not sound(claims) or not in_time(emulator, claims, validation["clockSkewTolerance"]):
        return None
    issuers = server.body.get("issuers", [])
    if issuers and claims.get("iss") not in issuers:
        return None
    return claims if link["audience"] in audiences(claims) else None


def _key_set(emulator: Emulator, source: dict[str, Any]) -> dict[str, Any]:
    """The keys in ``jwks`` or at ``jwksUrl``; of addresses only the emulator's own: nothing leaves this machine."""
    if source.get("jwks"):
        try:
            found: dict[str, Any] = (
                documents.parse(source["jwks"]) if isinstance(source["jwks"], str) else source["jwks"]
            )
            return found
        except ValueError:
            return {}
    own = re.search(r"/([^/]+)/as/jwks$", source.get("jwksUrl", ""))
    return emulator.keys.jwks(own[1]) if own and emulator.store.get("environment", own[1]) else {}


def keys(emulator: Emulator, source: dict[str, Any]) -> list[Any]:
    """The keys of a key set, usable ones only."""
    import jwt

    try:
        return list(jwt.PyJWKSet.from_dict(_key_set(emulator, source)).keys)
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
        return []


def unverified(token: str) -> tuple[str, str]:
    """Issuer and algorithm that a token claims; empty for what is no token."""
    import jwt

    try:
        claims = jwt.decode(token, options={"verify_signature": False})
        return str(claims.get("iss", "")), str(jwt.get_unverified_header(token).get("alg", ""))
    except jwt.PyJWTError:
        return "", ""


def signed(token: str, key: Any, *algorithms: str) -> Claims | None:
    """The claims of a token that this key has signed; times and audience are the caller's business."""
    import jwt

    try:
        return jwt.decode(
            token,
            key,
            algorithms=list(algorithms),
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False},
        )
    except (jwt.PyJWTError, TypeError, ValueError):
        return None


def _verified(candidates: list[Any], token: str) -> Claims | None:
    return next((claims for key in candidates if (claims := signed(token, key, *ALGORITHMS))), None)
