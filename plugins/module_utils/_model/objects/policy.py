# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Policies by which somebody signs on; an operation may ask for one (step-up). They are found, never written."""

from __future__ import annotations

from ..._base.shape import IDENTIFIER
from ..._base.topic import Permission
from ..field import Field
from ..kind import Kind

SIGN_ON_POLICY = Kind(
    noun="sign-on policy",
    collection="signOnPolicies",
    permission=Permission(of="sign-on policies", roles=()),
    fields=(Field("name", "name"),),
)
FLOW_POLICY = Kind(
    noun="DaVinci flow policy",
    collection="flowPolicies",
    permission=Permission(of="flow policies", roles=()),
    fields=(Field("name", "name"),),
    # DaVinci's ids are no UUIDs.
    id_shape=IDENTIFIER,
)

# What an operation calls the two kinds.
TYPES = {"PINGONE": SIGN_ON_POLICY, "DAVINCI": FLOW_POLICY}
