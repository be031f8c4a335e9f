# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decision endpoints, read only: deployments make them (SPECIFICATION.md 9.2)."""

from __future__ import annotations

from typing import Any

from ..calls import Call, linked, needs, new_router
from ..listing import collection
from ..store import Entry

router = new_router()


@linked("decisionEndpoint")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/decisionEndpoints/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/decisionEndpoints")
@needs("read:apiServer")
def list_decision_endpoints(call: Call) -> dict[str, Any]:
    return collection(call, "decisionEndpoints", call.emulator.store.children("decisionEndpoint", call.environment))


@router.get("/v1/environments/{environment}/decisionEndpoints/{decisionEndpoint}")
@needs("read:apiServer")
def read_decision_endpoint(call: Call) -> dict[str, Any]:
    return call.show(call.found["decisionEndpoint"])
