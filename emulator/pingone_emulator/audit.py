# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes for the audit what was done, by whom, to what (SPECIFICATION.md 22); objects/activities.py shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .calls import LINKS, Call, Route
from .store import Entry

DONE = {"create": "CREATED", "update": "UPDATED", "delete": "DELETED", "deploy": "DEPLOYED"}
# Collections whose objects are of a kind that cannot be made from the collection's last word.
KINDS = {"signOnPolicies": "signOnPolicy", "schemas/attributes": "schemaAttribute"}
# PingOne's list of action types has these kinds under other names.
PUBLISHED_KINDS = {"attribute": "RESOURCE_ATTRIBUTE", "permission": "APPLICATION_PERMISSION", "signOnPolicy": "POLICY"}
# Actions of PingOne's list, by collection, that are not called after a kind and what was done to it.
PUBLISHED_ACTIONS = {
    "apiServers/deployment": "API_SERVER.POLICIES_DEPLOYED",
    "apiServers/operations": "API_SERVER.UPDATED",
    "applications/secret": "SECRET.UPDATED",
    "resources/secret": "SECRET.UPDATED",
    "POST applicationRoles/permissions": "APPLICATION_ROLE_ENTRY.ADDED",
    "DELETE applicationRoles/permissions": "APPLICATION_ROLE_ENTRY.REMOVED",
}
# With those names, these are told of the object above.
WHOLES = {"apiServers/operations": "apiServer", "applicationRoles/permissions": "applicationRole"}


@dataclass
class Resource:
    """An object that something was done to, and its address below the origin."""

    kind: str
    body: dict[str, Any]
    path: str

    @classmethod
    def of(cls, entry: Entry) -> Resource:
        return cls(entry.kind, entry.body, LINKS[entry.kind](entry)["self"])


def record(call: Call, route: Route, body: dict[str, Any] | None) -> None:
    """Note a write that succeeded."""
    published = call.emulator.switches["audit_names"] == "published"
    # The names in the path below /v1/environments/{environment}.
    collection = "/".join(word for word in route.path.split("/")[4:] if not word.startswith("{"))
    if published and collection in WHOLES:
        resource = Resource.of(call.found[WHOLES[collection]])
    elif route.success == 201 and body is not None:
        # What was made is in the answer.
        kind = KINDS.get(collection, route.path.rpartition("/")[2].removesuffix("s"))
        resource = Resource(kind, body, f"{call.scope['path']}/{body['id']}")
    else:
        resource = Resource.of(list(call.found.values())[-1])
    action = f"{_named(call, resource.kind)}.{DONE[(route.permission or '').split(':')[0]]}"
    if published:
        special = PUBLISHED_ACTIONS.get(f"{call.method} {collection}") or PUBLISHED_ACTIONS.get(collection)
        action = special or action
    environment = resource.body["id"] if resource.kind == "environment" else call.environment
    if call.emulator.store.get("environment", environment) is None:
        return  # an environment takes its audit along
    note(call, environment, action, call.actor.application, [resource], {"status": "SUCCESS"})


def note(
    call: Call, environment: str, action: str, actor: Entry, resources: list[Resource], result: dict[str, str]
) -> None:
    """Add one event; addresses are kept apart because their origin is the reader's (27.1)."""
    client = {"id": actor.id, "name": actor.name, "environment": {"id": actor.environment}, "type": "CLIENT"}
    stamp = call.emulator.clock.stamp()
    body: dict[str, Any] = {
        "recordedAt": stamp,
        "createdAt": stamp,
        "correlationId": call.correlation,
        "action": {"type": action, "description": re.sub("[._]", " ", action).title()},
        "actors": {"client": client},
        "result": result,
    }
    if resources:
        body["resources"] = [_described(call, resource, environment) for resource in resources]
    paths = {"client": LINKS[actor.kind](actor)["self"], "resources": [resource.path for resource in resources]}
    private = {"recorded": call.emulator.clock.now(), "paths": paths}
    call.emulator.create("activity", environment, environment, body, private, stamps=False)


def _described(call: Call, resource: Resource, environment: str) -> dict[str, Any]:
    kept: dict[str, Any] = {key: resource.body[key] for key in ("name", "population") if key in resource.body}
    return {
        "type": _named(call, resource.kind),
        "id": resource.body["id"],
        "environment": {"id": environment},
        **kept,
    }


def _named(call: Call, kind: str) -> str:
    names = call.emulator.switches["audit_names"]
    if names == "published" and kind in PUBLISHED_KINDS:
        return PUBLISHED_KINDS[kind]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "" if names == "joined" else "_", kind).upper()
