# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-on policies, read only: operations name them (SPECIFICATION.md 17.3)."""

from __future__ import annotations

from typing import Any

from ..calls import Call, linked, needs, new_router
from ..listing import collection
from ..store import Entry

router = new_router()


@linked("signOnPolicy")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/signOnPolicies/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/signOnPolicies")
@needs("read:signOnPolicy")
def list_sign_on_policies(call: Call) -> dict[str, Any]:
    return collection(call, "signOnPolicies", call.emulator.store.children("signOnPolicy", call.environment))


@router.get("/v1/environments/{environment}/signOnPolicies/{signOnPolicy}")
@needs("read:signOnPolicy")
def read_sign_on_policy(call: Call) -> dict[str, Any]:
    return call.show(call.found["signOnPolicy"])
