# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Resource: what an access token is for. Its audience is the token's aud claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable

from ..._base.shape import CODE, NUMBER, TIMESTAMP, Rule
from ..._base.topic import APPLICATION_DEVELOPER, ENVIRONMENT_ADMIN, Permission
from ..field import Field, Wire
from ..kind import Kind

CUSTOM = "CUSTOM"

_DESCRIPTION = Field("description", "description", clearable=True)
_VALIDITY = Field(
    "access_token_validity",
    "accessTokenValiditySeconds",
    if_absent=3600,
    initial=3600,
    limits=(300, 2_592_000),
    shape=NUMBER,
)


def _required_keys(resource: Wire) -> Iterable[str]:
    """Only PingOne's own resources have no audience, and no validity of tokens."""
    return ("audience", _VALIDITY.key) if resource["type"] == CUSTOM else ()


# What an API service has to do with its resource.
RESOURCE = Kind(
    noun="resource",
    rank=1,
    collection="resources",
    permission=Permission(of="resources", roles=(ENVIRONMENT_ADMIN, APPLICATION_DEVELOPER)),
    fields=(Field("name", "name"), Field("audience", "audience", clearable=True)),
    constants={"type": CUSTOM},
    # A resource that was read for a service may be written by the resource's own module, too.
    extra_keys=(Rule("type", CODE), Rule("updatedAt", TIMESTAMP), _DESCRIPTION.rule, _VALIDITY.rule),
    required=("type",),
    required_if=_required_keys,
)

# All that a resource's own module manages.
CUSTOM_RESOURCE = replace(RESOURCE, fields=(RESOURCE.fields[0], _DESCRIPTION, *RESOURCE.fields[1:], _VALIDITY))
