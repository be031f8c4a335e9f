# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Resource: what an access token is for. Its audience is the token's aud claim."""

from __future__ import annotations

from .._field import Field
from .._object import Object

CUSTOM = "CUSTOM"

# What an API service has to do with its resource.
RESOURCE = Object(
    noun="resource",
    collection="resources",
    fields=(Field("name", "name"), Field("audience", "audience")),
    constants={"type": CUSTOM},
)

# All that a resource's own module manages.
CUSTOM_RESOURCE = Object(
    noun=RESOURCE.noun,
    collection=RESOURCE.collection,
    fields=(
        *RESOURCE.fields,
        Field("description", "description"),
        Field("access_token_validity", "accessTokenValiditySeconds", missing=3600),
    ),
    constants=RESOURCE.constants,
)
