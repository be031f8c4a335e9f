# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""External OAuth servers (SPECIFICATION.md 11)."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name
from ..listing import collection
from ..store import Entry
from . import api_services

router = Router()

LIMIT = 25
MAXIMUM_JWKS = 16 * 1024


class Validation(Model):
    type: Literal["JWKS", "JWKS_URL"]
    jwks: Any = None
    jwksUrl: str = ""
    clockSkewTolerance: int = Field(0, ge=0)


class ExternalOAuthServerInput(Model):
    """What a client may say about an external OAuth server."""

    name: Name
    description: str = Field("", max_length=1024)
    type: Literal["EXTERNAL"]
    issuers: list[Annotated[str, StringConstraints(min_length=1, max_length=1024)]] = Field([], max_length=8)
    validation: Validation


@linked("externalOAuthServer")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/externalOAuthServers/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/externalOAuthServers")
@needs("read:externalOAuthServer")
def list_servers(call: Call) -> dict[str, Any]:
    return collection(
        call, "externalOAuthServers", call.emulator.store.children("externalOAuthServer", call.environment)
    )


@router.post("/v1/environments/{environment}/externalOAuthServers", status_code=201)
@needs("create:externalOAuthServer")
def create_server(call: Call) -> dict[str, Any]:
    data = call.input(ExternalOAuthServerInput)
    call.emulator.check_room("externalOAuthServer", call.environment, LIMIT, "external OAuth servers")
    _check(call.emulator, call.environment, data, "")
    return call.show(call.emulator.create("externalOAuthServer", call.environment, call.environment, data))


@router.get("/v1/environments/{environment}/externalOAuthServers/{externalOAuthServer}")
@needs("read:externalOAuthServer")
def read_server(call: Call) -> dict[str, Any]:
    return call.show(call.found["externalOAuthServer"])


@router.put("/v1/environments/{environment}/externalOAuthServers/{externalOAuthServer}")
@needs("update:externalOAuthServer")
def update_server(call: Call) -> dict[str, Any]:
    entry = call.found["externalOAuthServer"]
    data = call.input(ExternalOAuthServerInput)
    _check(call.emulator, call.environment, data, entry.id)
    return call.show(call.emulator.update(entry, data))


@router.delete("/v1/environments/{environment}/externalOAuthServers/{externalOAuthServer}")
@needs("delete:externalOAuthServer")
def delete_server(call: Call) -> None:
    """An API service that uses the server protects it."""
    entry = call.found["externalOAuthServer"]
    users = [service.id for service in api_services.users_of(call.emulator, entry)]
    if users and call.emulator.switches["protect_linked_resources"]:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, "The server is used by an API service", referencedValues=users)
        )
    call.emulator.store.delete(entry)


def _check(emulator: Emulator, environment: str, data: dict[str, Any], but: str) -> None:
    existing = emulator.store.named("externalOAuthServer", environment, data["name"], but)
    if existing:
        raise errors.already_exists(
            existing.id, f"An external OAuth server with the name {data['name']} already exists"
        )
    validation = data["validation"]
    needed = "jwks" if validation["type"] == "JWKS" else "jwksUrl"
    if not validation.get(needed):
        target = f"validation.{needed}"
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", target, f"{target} must be provided"))
    jwks = validation.get("jwks")
    if jwks is not None and not isinstance(jwks, (str, dict)):
        raise errors.invalid_value("validation.jwks", "validation.jwks is not a key set")
    if jwks and len(jwks if isinstance(jwks, str) else json.dumps(jwks)) > MAXIMUM_JWKS:
        raise errors.too_many("validation.jwks", MAXIMUM_JWKS, "validation.jwks is too long")
    validation.setdefault("clockSkewTolerance", 0)
