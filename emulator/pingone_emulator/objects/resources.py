# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources and their secrets (SPECIFICATION.md 12, 12.1, 12.2 and 27.3)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, in_range
from ..keys import new_secret
from ..listing import collection
from ..store import Entry
from . import api_services, application_permissions, client_secrets, scopes

router = Router()

BUILT_IN = {"PINGONE_API": "PingOne API", "OPENID_CONNECT": "openid"}
FORBIDDEN_IN_AUDIENCE = ("pingone", "pingidentity")
READ_ONLY = ("type", "clientId", "clientSecret")


class PermissionsSettings(Model):
    claimEnabled: bool = False


class ResourceInput(Model):
    """What a client may say about a custom resource."""

    name: Name
    description: str = ""
    audience: str = ""
    accessTokenValiditySeconds: int = 3600
    introspectEndpointAuthMethod: Literal["NONE", "CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"] = "CLIENT_SECRET_BASIC"
    applicationPermissionsSettings: PermissionsSettings | None = None


class NewResourceInput(ResourceInput):
    type: Literal["CUSTOM"] = "CUSTOM"
    clientId: str = Field("", min_length=8)
    clientSecret: str = Field("", min_length=8)


@linked("resource")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/resources/{entry.id}"
    children = ["scopes", "attributes"]
    if entry.body["type"] == "CUSTOM":
        children += ["secret", "applicationResources"]
    return {"self": self, "environment": environment, **{name: f"{self}/{name}" for name in children}}


@router.get("/v1/environments/{environment}/resources")
@needs("read:resource")
def list_resources(call: Call) -> dict[str, Any]:
    return collection(call, "resources", call.emulator.store.children("resource", call.environment))


@router.post("/v1/environments/{environment}/resources", status_code=201)
@needs("create:resource")
def create_resource(call: Call) -> dict[str, Any]:
    data = call.input(NewResourceInput)
    if ("clientId" in data) != ("clientSecret" in data):
        missing = "clientSecret" if "clientId" in data else "clientId"
        raise errors.invalid_data(
            errors.detail("REQUIRED_VALUE", missing, "clientId and clientSecret are given together or not at all")
        )
    return call.show(create(call.emulator, call.environment, data))


@router.get("/v1/environments/{environment}/resources/{resource}")
@needs("read:resource")
def read_resource(call: Call) -> dict[str, Any]:
    return call.show(call.found["resource"])


@router.put("/v1/environments/{environment}/resources/{resource}")
@needs("update:resource")
def update_resource(call: Call) -> dict[str, Any]:
    entry = call.found["resource"]
    if entry.body["type"] != "CUSTOM":
        return call.show(_update_built_in(call, entry))
    data = call.input(ResourceInput, *READ_ONLY)
    if data["name"] != entry.name and not call.emulator.switches["resource_rename"]:
        raise errors.invalid_value("name", "The name of a resource cannot be changed")
    body = _body(call.emulator, call.environment, data, entry)
    return call.show(call.emulator.update(entry, body))


@router.delete("/v1/environments/{environment}/resources/{resource}")
@needs("delete:resource")
def delete_resource(call: Call) -> None:
    entry, store = call.found["resource"], call.emulator.store
    _custom_only(entry)
    users = [service.id for service in api_services.users_of(call.emulator, entry)]
    if users and call.emulator.switches["protect_linked_resources"]:
        raise errors.request_failed(
            errors.detail(
                "CONSTRAINT_VIOLATION", None, "The resource is associated with an API service", referencedValues=users
            )
        )
    gone = {scope.id for scope in store.children("scope", entry.id)}
    permissions = {
        permission.id
        for owner in store.children("applicationResource", entry.id)
        for permission in store.children("permission", owner.id)
    }
    store.delete(entry)
    scopes.drop_from_grants(call.emulator, call.environment, gone)
    application_permissions.drop_from_roles(call.emulator, call.environment, permissions)


@router.get("/v1/environments/{environment}/resources/{resource}/secret")
@needs("read:resourceSecret")
def read_secret(call: Call) -> dict[str, Any]:
    return client_secrets.shown(call, _with_secret(call))


@router.post("/v1/environments/{environment}/resources/{resource}/secret")
@needs("update:resourceSecret")
def rotate_secret(call: Call) -> dict[str, Any]:
    return client_secrets.rotate(call, _with_secret(call))


@router.delete("/v1/environments/{environment}/resources/{resource}/secret")
@needs("delete:resourceSecret")
def delete_previous_secret(call: Call) -> None:
    client_secrets.forget_previous(call, _with_secret(call))


def _with_secret(call: Call) -> Entry:
    """Built-in resources have no secret at all (5.5)."""
    entry = call.found["resource"]
    if "secret" not in entry.private:
        raise errors.not_found()
    return entry


def _update_built_in(call: Call, entry: Entry) -> Entry:
    """Whether a built-in resource can be changed is not known; the switch lets its description be."""
    if not call.emulator.switches["change_built_in_resources"]:
        _custom_only(entry)
    data = call.input(ResourceInput, *READ_ONLY)
    body = {"name": entry.name, "type": entry.body["type"], "description": entry.body["description"]}
    return call.emulator.update(entry, {**body, **{key: data[key] for key in ("description",) if key in data}})


def _custom_only(entry: Entry) -> None:
    if entry.body["type"] != "CUSTOM":
        raise errors.request_failed(
            errors.detail(
                "CONSTRAINT_VIOLATION", None, f"The resource {entry.name} is built in and cannot be changed or deleted"
            )
        )


def create(emulator: Emulator, environment: str, data: dict[str, Any], id: str = "") -> Entry:
    """A custom resource with its secret and its ``sub`` attribute, as if the data had been posted."""
    secret = data.pop("clientSecret", None) or new_secret()
    data.pop("clientId", None)
    body = _body(emulator, environment, data, None)
    entry = emulator.create("resource", environment, environment, body, {"secret": secret}, id)
    emulator.create(
        "attribute",
        environment,
        entry.id,
        {"resource": {"id": entry.id}, "name": "sub", "type": "CORE", "value": "${user.id}"},
        stamps=False,
    )
    return entry


def _body(emulator: Emulator, environment: str, data: dict[str, Any], entry: Entry | None) -> dict[str, Any]:
    """Rules and defaults of 12.1."""
    existing = emulator.store.named("resource", environment, data["name"], entry.id if entry else "")
    if existing and emulator.switches["unique_resource_names"]:
        raise errors.already_exists(existing.id, f"A resource with the name {data['name']} already exists")
    body = {**data, "type": "CUSTOM"}
    if "audience" not in body:
        kept = entry is not None and emulator.switches["put_without_audience"] == "keep"
        body["audience"] = entry.body["audience"] if entry is not None and kept else data["name"]
    body.setdefault("accessTokenValiditySeconds", 3600)
    body.setdefault("introspectEndpointAuthMethod", "CLIENT_SECRET_BASIC")
    body.setdefault("applicationPermissionsSettings", {}).setdefault("claimEnabled", False)
    in_range("accessTokenValiditySeconds", body["accessTokenValiditySeconds"], 300, 2_592_000)
    audience = body["audience"]
    word = next((word for word in FORBIDDEN_IN_AUDIENCE if word in audience.lower()), None)
    if word:
        raise errors.invalid_value("audience", f"audience must not contain {word}")
    if "://" in audience and "#" in audience:
        raise errors.invalid_value("audience", "audience must not have a fragment")
    return body
