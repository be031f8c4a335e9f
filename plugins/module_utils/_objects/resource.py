# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Resource: what an access token is for. Its audience is the token's aud claim."""

from __future__ import annotations

from .._field import Field
from .._object import Object

CUSTOM = "CUSTOM"

RESOURCE = Object(
    noun="resource",
    collection="resources",
    fields=(Field("name", "name"), Field("audience", "audience")),
    constants={"type": CUSTOM},
)
