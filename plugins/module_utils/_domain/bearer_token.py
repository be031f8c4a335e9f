# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The claims of access tokens. Signatures are not verified: PingOne and gateways do that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from .._base.jwt import decoded_part, time_of


@dataclass(frozen=True)
class BearerToken:
    """What the claims of an access token contain.

    - ``expires_at``: None if there is no usable C(exp).
    - ``audiences``, ``scopes``: None if the claim is absent or has another shape.
    """

    expires_at: Optional[datetime]
    audiences: Optional[frozenset[str]]
    scopes: Optional[frozenset[str]]


def decode_token(text: str) -> Optional[BearerToken]:
    """The claims of an access token; None if it is not a JWT."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    claims = decoded_part(parts[1])
    if claims is None:
        return None
    scope = claims.get("scope")
    return BearerToken(
        time_of(claims.get("exp")),
        _texts(claims.get("aud")),
        _texts(scope.split() if isinstance(scope, str) else scope),
    )


def _texts(value: Any) -> Optional[frozenset[str]]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        return None
    return frozenset(values)
