# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the tokens of API clients (SPECIFICATION.md 8.6, 11 and 20.1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator

Claims = dict[str, Any]
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
    if not claims or claims.get("active") is False or not _in_time(emulator, claims):
        return None
    return claims


def bearer_of(asked: dict[str, Any]) -> str:
    for header in asked["headers"]:
        for name, value in header.items():
            scheme, _space, token = value.partition(" ")
            if name.lower() == "authorization" and scheme.lower() == "bearer":
                return str(token.strip())
    return ""


def _in_time(emulator: Emulator, claims: Claims, tolerance: float = 0) -> bool:
    now = emulator.clock.now()
    return bool(claims.get("exp", now + 1) + tolerance > now and claims.get("nbf", now) - tolerance <= now)


def _audiences(claims: Claims) -> list[str]:
    audience = claims.get("aud", [])
    return [audience] if isinstance(audience, str) else audience


def _issued_here(emulator: Emulator, environment: Entry, resource_id: str, token: str) -> Claims | None:
    """Signed by this environment for that resource, and not expired."""
    resource, claims = emulator.store.get("resource", resource_id), emulator.keys.claims(token)
    if resource is None or claims is None or "exp" not in claims or not _in_time(emulator, claims):
        return None
    if not claims.get("iss", "").endswith(f"/{environment.id}/as"):
        return None
    return claims if resource.body["audience"] in _audiences(claims) else None


def _issued_elsewhere(emulator: Emulator, link: dict[str, Any], token: str) -> Claims | None:
    server = emulator.store.get("externalOAuthServer", link["id"])
    if server is None:
        return None
    validation = server.body["validation"]
    claims = _verified(_key_set(emulator, validation), token)
    if claims is None or not _in_time(emulator, claims, validation["clockSkewTolerance"]):
        return None
    issuers = server.body.get("issuers", [])
    if issuers and claims.get("iss") not in issuers:
        return None
    return claims if link["audience"] in _audiences(claims) else None


def _key_set(emulator: Emulator, validation: dict[str, Any]) -> dict[str, Any]:
    """The keys; of addresses only the emulator's own, because nothing leaves this machine."""
    if validation["type"] == "JWKS":
        try:
            keys: dict[str, Any] = (json.loads(validation["jwks"]) if isinstance(validation["jwks"], str)
                                    else validation["jwks"])
            return keys
        except ValueError:
            return {}
    own = re.search(r"/([^/]+)/as/jwks$", validation["jwksUrl"])
    return emulator.keys.jwks() if own and emulator.store.get("environment", own[1]) else {}


def _verified(keys: dict[str, Any], token: str) -> Claims | None:
    import jwt

    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        candidates = [key for key in jwt.PyJWKSet.from_dict(keys).keys if wanted in (None, key.key_id)]
    except jwt.PyJWTError:
        return None
    for key in candidates:
        try:
            return jwt.decode(token, key, algorithms=ALGORITHMS, options={
                "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False})
        except jwt.PyJWTError:
            continue
    return None
