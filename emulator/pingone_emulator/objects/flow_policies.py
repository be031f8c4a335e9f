# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flow policies of DaVinci, to read only: operations name them (SPECIFICATION.md 17.4)."""

from __future__ import annotations

from typing import Any

from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..listing import collection
from ..store import Entry

router = Router()

FILTERS = {"trigger.type": ("eq",)}
PATH = "/v1/environments/{environment}/flowPolicies"


@linked("flowPolicy")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/flowPolicies/{entry.id}", "environment": environment}


@router.get(PATH)
@needs("read:flowPolicy")
def list_flow_policies(call: Call) -> dict[str, Any]:
    policies = call.emulator.store.children("flowPolicy", call.environment)
    return collection(call, "flowPolicies", policies, filters=FILTERS)


@router.get(PATH + "/{flowPolicy}")
@needs("read:flowPolicy")
def read_flow_policy(call: Call) -> dict[str, Any]:
    return call.show(call.found["flowPolicy"])


def create(emulator: Emulator, environment: str, given: dict[str, Any]) -> Entry:
    """A flow policy of the seed: name, enabled, and the DaVinci application (id, name) that it belongs to."""
    body = {
        "application": given["application"],
        "enabled": given.get("enabled", True),
        "name": given["name"],
        "trigger": {"type": "AUTHENTICATION"},
    }
    return emulator.create("flowPolicy", environment, environment, body, id=given["id"], stamps=False)
