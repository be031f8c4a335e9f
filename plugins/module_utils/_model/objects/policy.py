# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Authentication policies, which an operation can require (step-up). They are read, but never written."""

from __future__ import annotations

from ..._base.shape import IDENTIFIER
from ..._base.topic import Permission
from ..field import Field
from ..kind import Kind

SIGN_ON_POLICY = Kind(
    noun="sign-on policy",
    plural="sign-on policies",
    collection="signOnPolicies",
    permission=Permission(of="sign-on policies", roles=(), service="authn", resource="signOnPolicy"),
    fields=(Field("name", "name"),),
)
FLOW_POLICY = Kind(
    noun="DaVinci flow policy",
    plural="DaVinci flow policies",
    collection="flowPolicies",
    permission=Permission(of="flow policies", roles=(), service="flowPolicies", resource="flowPolicy"),
    fields=(Field("name", "name"),),
    # IDs of DaVinci are not UUIDs.
    id_shape=IDENTIFIER,
)

# The types of the two kinds in an operation.
TYPES = {"PINGONE": SIGN_ON_POLICY, "DAVINCI": FLOW_POLICY}
