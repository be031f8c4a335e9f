# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gateways and their credentials (SPECIFICATION.md 19 and 27.5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Literal

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, check_usual_name
from ..listing import collection
from ..store import Entry

router = Router()

LIMIT = 5
PATH = "/v1/environments/{environment}/gateways"
READ_ONLY = ("credentials", "currentAlerts", "supportedVersions")


class GatewayInput(Model):
    """What a client may say about a gateway; the keys of other types are stored as sent."""

    name: Name
    type: Literal["API_GATEWAY_INTEGRATION", "LDAP", "PING_FEDERATE", "PING_INTELLIGENCE", "RADIUS", "AUTHORIZE"]
    enabled: bool = True
    description: str = ""


@linked("gateway")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/gateways/{entry.id}"
    return {"self": self, "environment": environment, "credentials": f"{self}/credentials"}


@linked("credential")
def credential_links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    gateway = f"{environment}/gateways/{entry.parent}"
    return {"self": f"{gateway}/credentials/{entry.id}", "environment": environment, "gateway": gateway}


@router.get(PATH)
@needs("read:gateway")
def list_gateways(call: Call) -> dict[str, Any]:
    return collection(call, "gateways", call.emulator.store.children("gateway", call.environment))


@router.post(PATH, status_code=201)
@needs("create:gateway")
def create_gateway(call: Call) -> dict[str, Any]:
    return call.show(create(call.emulator, call.environment, call.input(GatewayInput, *READ_ONLY)))


@router.get(PATH + "/{gateway}")
@needs("read:gateway")
def read_gateway(call: Call) -> dict[str, Any]:
    return call.show(call.found["gateway"])


@router.put(PATH + "/{gateway}")
@needs("update:gateway")
def update_gateway(call: Call) -> dict[str, Any]:
    entry = call.found["gateway"]
    data = call.input(GatewayInput, *READ_ONLY)
    if data["type"] != entry.body["type"]:
        raise errors.invalid_value("type", "The type of a gateway cannot be changed")
    _check_name(call.emulator, call.environment, data["name"], entry.id)
    return call.show(call.emulator.update(entry, {"enabled": True, **data}))


@router.delete(PATH + "/{gateway}")
@needs("delete:gateway")
def delete_gateway(call: Call) -> None:
    call.emulator.store.delete(call.found["gateway"])


@router.get(PATH + "/{gateway}/credentials")
@needs("read:gateway")
def list_credentials(call: Call) -> dict[str, Any]:
    return collection(call, "credentials", call.emulator.store.children("credential", call.found["gateway"].id))


@router.post(PATH + "/{gateway}/credentials", status_code=201)
@needs("create:gateway")
def create_credential(call: Call) -> dict[str, Any]:
    """The only answer that shows the JWT."""
    call.optional_data()
    gateway = call.found["gateway"]
    call.emulator.check_room("credential", gateway.id, LIMIT, "credentials", "A gateway")
    entry, token = add_credential(call.emulator, gateway, call.origin)
    return {**call.show(entry), "credential": token, "token": token}


@router.get(PATH + "/{gateway}/credentials/{credential}")
@needs("read:gateway")
def read_credential(call: Call) -> dict[str, Any]:
    return call.show(call.found["credential"])


@router.delete(PATH + "/{gateway}/credentials/{credential}")
@needs("delete:gateway")
def delete_credential(call: Call) -> None:
    call.emulator.store.delete(call.found["credential"])


def create(
    emulator: Emulator,
    environment: str,
    data: dict[str, Any],
    id: str = "",
    credentials: Iterable[str] = (),
    created: str = "",
) -> Entry:
    """A gateway; that of a seed has credentials with these ids, whose JWT nobody has, from the time ``created``."""
    _check_name(emulator, environment, data["name"], "")
    entry = emulator.create("gateway", environment, environment, {"enabled": True, **data}, id=id)
    for credential in credentials:
        emulator.create("credential", environment, entry.id, {"createdAt": created}, id=credential, stamps=False)
    return entry


def add_credential(emulator: Emulator, gateway: Entry, origin: str) -> tuple[Entry, str]:
    """A credential and its JWT, whose ``jti`` is the credential's id; it does not expire."""
    environment = emulator.store.the("environment", gateway.environment)
    organization = emulator.store.the("organization", environment.body["organization"]["id"])
    id = str(uuid.uuid4())
    token = emulator.keys.sign(
        environment.id,
        {
            "aud": origin,
            "apiUrl": origin,
            "authUrl": origin,
            "consoleUrl": f"{origin}/_emulator/",
            "httpAccessApiUrl": f"{origin}/v1/environments/{environment.id}",
            "environmentId": environment.id,
            "environmentName": environment.name,
            "gatewayId": gateway.id,
            "gatewayName": gateway.name,
            "gatewayType": gateway.body["type"],
            "iat": int(emulator.clock.now()),
            "iss": f"{origin.replace('http', 'ws', 1)}/gateways",
            "jti": id,
            "organizationId": organization.id,
            "organizationName": organization.name,
            "regionName": environment.body["region"],
        },
    )
    entry = emulator.create(
        "credential", environment.id, gateway.id, {"createdAt": emulator.clock.stamp()}, id=id, stamps=False
    )
    return entry, token


def _check_name(emulator: Emulator, environment: str, name: str, but: str) -> None:
    check_usual_name(name)
    existing = emulator.store.named("gateway", environment, name, but)
    if existing:
        raise errors.already_exists(existing.id, f"A gateway with the name {name} already exists")
