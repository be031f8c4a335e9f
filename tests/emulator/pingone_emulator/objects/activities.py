# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit: what was done, by whom, to what (SPECIFICATION.md 22).

The names of PingOne's own events for these objects are not known (26 #33);
these are made from the name of the kind of object.
"""

from __future__ import annotations

import re
from typing import Any

from ..calls import Call, PingOneRoute, linked, needs, new_router
from ..clock import parse_timestamp
from ..listing import collection
from ..store import Entry

router = new_router()

FILTERS = {
    "recordedat": ("ge", "gt", "le", "lt"),
    "correlationid": ("eq",),
    "actors.client.id": ("eq",),
    "actors.user.id": ("eq",),
    "actors.user.name": ("eq",),
    "resources.id": ("eq",),
    "resources.type": ("eq",),
    "action.type": ("eq",),
}
DONE = {"create": "CREATED", "update": "UPDATED", "delete": "DELETED", "deploy": "DEPLOYED"}


@linked("activity")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/activities/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/activities")
@needs("read:activity")
def list_activities(call: Call) -> dict[str, Any]:
    visible_until = call.emulator.clock.now() - call.emulator.switches["audit_lag"]
    events = [
        entry
        for entry in call.emulator.store.children("activity", call.environment)
        if entry.private["recorded"] <= visible_until
    ]
    return collection(call, "activities", events, filters=FILTERS, holds=_holds)


@router.get("/v1/environments/{environment}/activities/{activity}")
@needs("read:activity")
def read_activity(call: Call) -> dict[str, Any]:
    return call.show(call.found["activity"])


def record(call: Call, route: PingOneRoute, body: dict[str, Any] | None, correlation: str) -> None:
    """Note a write that succeeded."""
    action = DONE[(route.permission or "").split(":")[0]]
    if route.success == 201 and body is not None:
        # What was made is in the answer; its kind is the last word of the path.
        kind, id, name = route.path.rpartition("/")[2].removesuffix("s"), body["id"], body.get("name")
    else:
        kind, entry = list(call.found.items())[-1]
        id, name = entry.id, entry.body.get("name")
    joint = "_" if call.emulator.switches["audit_names"] == "separate" else ""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", joint, kind).upper()
    environment = id if kind == "ENVIRONMENT" else call.environment
    if call.emulator.store.get("environment", environment) is None:
        return  # an environment takes its audit along
    actor = call.actor.application
    resource = {"type": kind, "id": id, "environment": {"id": environment}}
    if name is not None:
        resource["name"] = name
    now = call.emulator.clock.now()
    call.emulator.create(
        "activity",
        environment,
        environment,
        {
            "recordedAt": call.emulator.clock.stamp(),
            "correlationId": correlation,
            "action": {"type": f"{kind}.{action}", "description": f"{kind.replace('_', ' ').title()} {action.title()}"},
            "actors": {
                "client": {
                    "id": actor.id,
                    "name": actor.name,
                    "environment": {"id": actor.environment},
                    "type": "CLIENT",
                }
            },
            "resources": [resource],
            "result": {"status": "SUCCESS"},
        },
        {"recorded": now},
        stamps=False,
    )


def _holds(body: dict[str, Any], path: str, operator: str, wanted: str) -> bool:
    if path == "recordedat":
        try:
            recorded, moment = parse_timestamp(body["recordedAt"]), parse_timestamp(wanted)
        except ValueError:
            return False
        return {"ge": recorded >= moment, "gt": recorded > moment, "le": recorded <= moment, "lt": recorded < moment}[
            operator
        ]
    if path == "correlationid":
        return bool(body["correlationId"] == wanted)
    if path.startswith("resources."):
        return any(resource[path.split(".")[1]] == wanted for resource in body["resources"])
    if path == "action.type":
        return bool(body["action"]["type"] == wanted)
    _actors, who, key = path.split(".")
    return bool(body["actors"].get(who, {}).get(key) == wanted)
