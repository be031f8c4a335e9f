# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""External OAuth server: who issues the tokens of API services with external tokens, and how PingOne checks them."""

from __future__ import annotations

from .._field import Field, SetField
from .._object import Object

EXTERNAL_OAUTH_SERVER = Object(
    noun="external OAuth server",
    collection="externalOAuthServers",
    fields=(
        Field("name", "name"),
        Field("description", "description"),
        SetField("issuers", "issuers"),
        Field("jwks", "validation.jwks"),
        Field("jwks_url", "validation.jwksUrl"),
        Field("clock_skew_tolerance", "validation.clockSkewTolerance", missing=0),
    ),
)
