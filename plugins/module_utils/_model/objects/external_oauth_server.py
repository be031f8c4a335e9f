# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""External OAuth server: the issuer of the tokens of API services with external tokens, and how PingOne validates
them.

Source: the PingOne API reference, "External OAuth Servers".
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Mapping

from ..._base.shape import NUMBER, TEXT, Rule, is_deep
from ..._base.topic import ENVIRONMENT_ADMIN, Permission
from ..field import Field, SetField, Wire, put_key
from ..kind import Kind

# The largest signed 32-bit integer.
MOST_TOLERANCE = 2**31 - 1


class KeysField(Field):
    """The source of the keys. Setting it also sets the type of validation (``kind``)."""

    kind = "JWKS_URL"

    def put(self, body: Wire, value: Any) -> None:
        super().put(body, value)
        if value:
            put_key(body, "validation.type", self.kind)


class KeySetField(KeysField):
    """A JSON Web Key Set: a string on the wire, a dictionary here. Neither spaces nor the order of the keys matter."""

    kind = "JWKS"

    @property
    def spec(self) -> dict[str, Any]:
        return {**super().spec, "type": "raw"}

    def read(self, wire: Wire, names: Mapping[str, str]) -> Any:
        return key_set(super().read(wire, names))

    def put(self, body: Wire, value: Any) -> None:
        super().put(body, key_set_text(value) if value else None)

    def same(self, left: Any, right: Any) -> bool:
        return bool(self.shown(left) == self.shown(right))

    def shown(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("keys"), list):
            return {**value, "keys": sorted(value["keys"], key=lambda key: json.dumps(key, sort_keys=True))}
        return value or None


def key_set(value: Any) -> Any:
    """A key set as a dictionary if it is a JSON string; anything else is returned unchanged."""
    if isinstance(value, str):
        with suppress(ValueError, RecursionError):
            keys = json.loads(value)
            # A value that cannot be serialized again is kept as a string.
            json.dumps(keys, ensure_ascii=False, allow_nan=False).encode()
            if not is_deep(keys):
                return keys
    return value


def key_set_text(keys: Any) -> str:
    """A key set as PingOne stores it."""
    return keys if isinstance(keys, str) else json.dumps(keys, separators=(",", ":"))


EXTERNAL_OAUTH_SERVER = Kind(
    noun="external OAuth server",
    collection="externalOAuthServers",
    permission=Permission(
        of="external OAuth servers",
        roles=(ENVIRONMENT_ADMIN,),
        api_access=True,
    ),
    fields=(
        Field("name", "name"),
        Field("description", "description", clearable=True),
        SetField("issuers", "issuers", means="the iss claim of an issuer"),
        KeySetField("jwks", "validation.jwks", clearable=True),
        KeysField("jwks_url", "validation.jwksUrl", clearable=True),
        Field(
            "clock_skew_tolerance",
            "validation.clockSkewTolerance",
            if_absent=0,
            initial=0,
            limits=(0, MOST_TOLERANCE),
            shape=NUMBER,
        ),
    ),
    constants={"type": "EXTERNAL"},
    extra_keys=(Rule("validation.type", TEXT),),
    required=("validation.type",),
)
