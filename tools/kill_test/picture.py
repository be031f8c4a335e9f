# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an environment of PingOne holds, as bytes that are the same whenever the same is there.

Everything is in it that the management API shows of an environment's own objects. IDs are replaced by names, those of
what it does not show by the mere fact that there is one; so are moments. What moments say is kept where it counts:
whether an API service was deployed after its last change.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import Any

from tools.emulator import Emulator

Tree = dict[str, "Tree"]

COLLECTIONS: Tree = {
    "apiServers": {"operations": {}},
    "applicationResources": {"permissions": {}},
    "applicationRoles": {"permissions": {}},
    "applications": {"grants": {}},
    "decisionEndpoints": {},
    "externalOAuthServers": {},
    "gateways": {},
    "groups": {},
    "populations": {},
    "resources": {"attributes": {}, "scopes": {}},
}
"""Collections below the environment, and below each of their objects."""
CONSOLE = "PING_ONE_ADMIN_CONSOLE"
"""The type of the one application whose grants nobody may read."""
MOMENTS = ("createdAt", "updatedAt", "deployedAt")
VERSIONS = ("authorizationVersion",)
"""Keys whose value is another one after each deployment."""
DEPLOYED = "API_SERVER.POLICIES_DEPLOYED"
ALL_TIMES = 'recordedAt ge "2000-01-01T00:00:00Z" and recordedAt le "2100-01-01T00:00:00Z"'
"""A range, which the audit log asks for."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def picture(pingone: Emulator) -> bytes:
    """The environment in a canonical form."""
    read = {name: _read(pingone, name, below) for name, below in COLLECTIONS.items()}
    for service in read["apiServers"]:
        service["deployment"] = pingone.get(f"apiServers/{service['id']}/deployment")
        service["deployed since its last change"] = _is_deployed(pingone, service, read["resources"])
    return canonical(read, pingone.url)


def canonical(read: dict[str, Any], origin: str) -> bytes:
    """What was read, without what differs from run to run.

    read: lists of objects by the name of their collection; the objects hold such lists as well.
    """
    names: dict[str, str] = {}
    _name(read, "", names)
    text = json.dumps(_settled(read), sort_keys=True, indent=1)
    text = UUID.sub(lambda found: names.get(found[0], "an ID"), text.replace(origin, ""))
    return (json.dumps(_sorted(json.loads(text)), sort_keys=True, indent=1) + "\n").encode()


def _read(pingone: Emulator, path: str, below: Tree) -> list[dict[str, Any]]:
    """The objects of a collection, each with what is below it."""
    found = [one for one in pingone.collect(path) if one.get("type") != CONSOLE]
    for one in found:
        one.update({name: _read(pingone, f"{path}/{one['id']}/{name}", more) for name, more in below.items()})
    return found


def _is_deployed(pingone: Emulator, service: dict[str, Any], resources: list[dict[str, Any]]) -> bool:
    """Whether nothing of a service, its operations and its scopes has changed since its deployment."""
    about = urllib.parse.urlencode({"filter": f'{ALL_TIMES} and resources.id eq "{service["id"]}"'})
    # The audit log tells of an operation's change as one of the service.
    last = pingone.collect(f"activities?{about}")[-1]["action"]["type"]
    linked = service["authorizationServer"].get("resource", {}).get("id")
    scopes = [scope for resource in resources if resource["id"] == linked for scope in resource["scopes"]]
    deployed = service["deployment"].get("deployedAt", "")
    return last == DEPLOYED and all(scope["updatedAt"] <= deployed for scope in scopes)


def _name(value: Any, place: str, names: dict[str, str]) -> None:
    """Give each object that has an ID a name: where it is, and what it is called there."""
    if isinstance(value, list):
        for one in value:
            _name(one, place, names)
    elif isinstance(value, dict):
        if place and "id" in value:
            # A grant has no name; it is the application's for a resource.
            called = value.get("name") or value.get("action") or names.get(value.get("resource", {}).get("id"), "")
            place = names.setdefault(value["id"], _unused(f"{place}/{called}", names))
        for key in sorted(value, key=lambda key: (key != "resources", key)):
            if isinstance(value[key], list):
                _name(value[key], f"{place}/{key}", names)


def _unused(name: str, names: dict[str, str]) -> str:
    """A name that no other object has; among namesakes those that were there first come first."""
    taken, number, found = set(names.values()), 1, name
    while found in taken:
        number += 1
        found = f"{name}#{number}"
    return found


def _settled(value: Any) -> Any:
    """A value whose moments and versions do not differ from run to run."""
    if isinstance(value, list):
        return [_settled(one) for one in value]
    if not isinstance(value, dict):
        return value
    settled = {key: "a moment" if key in MOMENTS else _settled(one) for key, one in value.items()}
    settled.update({key: "a version" for key in VERSIONS if key in value})
    return settled


def _sorted(value: Any) -> Any:
    """A value whose objects are in the order of their names; other lists stay as they are."""
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    found = [_sorted(one) for one in value]
    objects = all(isinstance(one, dict) and "_links" in one for one in found)
    return sorted(found, key=lambda one: str(one["id"])) if objects else found
