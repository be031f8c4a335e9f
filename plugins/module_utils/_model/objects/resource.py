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
from ..values import CLEARED_BY_LIST

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
    """Custom resources have an audience and a token validity; built-in resources do not."""
    return ("audience", _VALIDITY.key) if resource["type"] == CUSTOM else ()


# The fields of a resource that an API service manages.
RESOURCE = Kind(
    noun="resource",
    rank=1,
    collection="resources",
    permission=Permission(
        of="resources", roles=(ENVIRONMENT_ADMIN, APPLICATION_DEVELOPER), service="resources", resource="resource"
    ),
    fields=(Field("name", "name"), Field("audience", "audience", clearable=True, blank=CLEARED_BY_LIST)),
    constants={"type": CUSTOM},
    # A resource that was read for a service may also be written by the resource module.
    extra_keys=(Rule("type", CODE), Rule("updatedAt", TIMESTAMP), _DESCRIPTION.rule, _VALIDITY.rule),
    required=("type",),
    required_if=_required_keys,
)

# All fields that the resource module manages.
CUSTOM_RESOURCE = replace(RESOURCE, fields=(RESOURCE.fields[0], _DESCRIPTION, *RESOURCE.fields[1:], _VALIDITY))
