# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an environment of PingOne holds, read over HTTP with names instead of ids."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.emulator import Emulator

SYSTEM = "PING_ONE_"
"""How the types of the applications begin that every environment has from the start."""


@dataclass
class Service:
    """An API service and what hangs on it."""

    name: str
    base_urls: list[str]
    deployment: str
    operations: dict[str, list[str]] = field(default_factory=dict)
    """The kinds of access rules by the operation's name."""
    scopes: list[str] = field(default_factory=list)
    grants: dict[str, list[str]] = field(default_factory=dict)
    """The granted scopes by the application's name."""


def objects(pingone: Emulator) -> dict[str, int]:
    """How many API services, custom resources and grants there are."""
    custom = [resource for resource in pingone.collect("resources") if resource["type"] == "CUSTOM"]
    grants = sum(len(pingone.collect(f"applications/{holder['id']}/grants")) for holder in _holders(pingone))
    return {"API services": len(pingone.collect("apiServers")), "custom resources": len(custom), "grants": grants}


def services(pingone: Emulator) -> list[Service]:
    """All API services by name."""
    found = []
    for body in pingone.collect("apiServers"):
        deployment = pingone.get(f"apiServers/{body['id']}/deployment")
        status = deployment.get("status", {}).get("code", "not deployed")
        operations = pingone.collect(f"apiServers/{body['id']}/operations")
        rules = {operation["name"]: sorted(operation.get("accessControl", {})) for operation in operations}
        service = Service(body["name"], sorted(body["baseUrls"]), status, rules)
        resource = body.get("authorizationServer", {}).get("resource", {}).get("id")
        if resource:
            _add_access(pingone, service, resource)
        found.append(service)
    return sorted(found, key=lambda service: service.name)


def _add_access(pingone: Emulator, service: Service, resource: str) -> None:
    """Fill in the scopes of a service's resource and who holds them."""
    names = {scope["id"]: scope["name"] for scope in pingone.collect(f"resources/{resource}/scopes")}
    service.scopes = sorted(names.values())
    for application in _holders(pingone):
        for grant in pingone.collect(f"applications/{application['id']}/grants"):
            if grant["resource"]["id"] == resource:
                service.grants[application["name"]] = sorted(names[scope["id"]] for scope in grant["scopes"])


def _holders(pingone: Emulator) -> list[dict[str, str]]:
    """The applications that somebody created. PingOne's own cannot be granted anything by a user."""
    return [
        application for application in pingone.collect("applications") if not application["type"].startswith(SYSTEM)
    ]
