# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user schema and its attributes (SPECIFICATION.md 27.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name
from ..listing import collection
from ..store import Entry

router = Router()

# name: (type, schema type, display name)
FROM_THE_START = {
    "id": ("STRING", "CORE", "User ID"),
    "username": ("STRING", "CORE", "Username"),
    "population": ("COMPLEX", "CORE", "Population"),
    "enabled": ("BOOLEAN", "CORE", "Enabled"),
    "createdAt": ("STRING", "CORE", "Created at"),
    "updatedAt": ("STRING", "CORE", "Updated at"),
    "name": ("COMPLEX", "STANDARD", "Name"),
    "email": ("STRING", "STANDARD", "Email address"),
    "primaryPhone": ("STRING", "STANDARD", "Primary phone"),
    "mobilePhone": ("STRING", "STANDARD", "Mobile phone"),
    "nickname": ("STRING", "STANDARD", "Nickname"),
    "title": ("STRING", "STANDARD", "Title"),
    "locale": ("STRING", "STANDARD", "Locale"),
    "timezone": ("STRING", "STANDARD", "Time zone"),
    "preferredLanguage": ("STRING", "STANDARD", "Preferred language"),
    "photo": ("COMPLEX", "STANDARD", "Photo"),
    "address": ("COMPLEX", "STANDARD", "Address"),
    "externalId": ("STRING", "STANDARD", "External ID"),
    "accountId": ("STRING", "STANDARD", "Account ID"),
    "type": ("STRING", "STANDARD", "Type"),
}


class SchemaAttributeInput(Model):
    """What a client may say about an attribute of users."""

    name: Name
    enabled: bool = True
    type: Literal["STRING", "JSON", "BOOLEAN", "COMPLEX"]
    displayName: str = ""
    description: str = ""
    unique: bool = False
    multiValued: bool = False
    required: bool = False
    enumeratedValues: list[Any] = []
    regexValidation: Any = None


class NewSchemaAttributeInput(SchemaAttributeInput):
    type: Literal["STRING", "JSON"] = "STRING"


@linked("schema")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/schemas/{entry.id}"
    return {"self": self, "environment": environment, "attributes": f"{self}/attributes"}


@linked("schemaAttribute")
def attribute_links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    schema = f"{environment}/schemas/{entry.parent}"
    return {"self": f"{schema}/attributes/{entry.id}", "environment": environment, "schema": schema}


@router.get("/v1/environments/{environment}/schemas")
@needs("read:schema")
def list_schemas(call: Call) -> dict[str, Any]:
    return collection(call, "schemas", call.emulator.store.children("schema", call.environment))


@router.get("/v1/environments/{environment}/schemas/{schema}")
@needs("read:schema")
def read_schema(call: Call) -> dict[str, Any]:
    return call.show(call.found["schema"])


@router.get("/v1/environments/{environment}/schemas/{schema}/attributes")
@needs("read:schema")
def list_attributes(call: Call) -> dict[str, Any]:
    return collection(call, "attributes", call.emulator.store.children("schemaAttribute", call.found["schema"].id))


@router.post("/v1/environments/{environment}/schemas/{schema}/attributes", status_code=201)
@needs("create:schema")
def create_attribute(call: Call) -> dict[str, Any]:
    schema = call.found["schema"]
    data = call.input(NewSchemaAttributeInput, "schema", "schemaType", "ldapAttribute")
    _check_name(call.emulator, schema, data["name"], "")
    return call.show(_create(call.emulator, schema, {"type": "STRING", **data, "schemaType": "CUSTOM"}))


@router.get("/v1/environments/{environment}/schemas/{schema}/attributes/{schemaAttribute}")
@needs("read:schema")
def read_attribute(call: Call) -> dict[str, Any]:
    return call.show(call.found["schemaAttribute"])


@router.put("/v1/environments/{environment}/schemas/{schema}/attributes/{schemaAttribute}")
@needs("update:schema")
def update_attribute(call: Call) -> dict[str, Any]:
    return _update(call, call.data())


@router.patch("/v1/environments/{environment}/schemas/{schema}/attributes/{schemaAttribute}")
@needs("update:schema")
def change_attribute(call: Call) -> dict[str, Any]:
    """The one object that can be changed in part."""
    return _update(call, {**call.found["schemaAttribute"].body, **call.data()})


def _update(call: Call, data: dict[str, Any]) -> dict[str, Any]:
    entry = call.found["schemaAttribute"]
    data = call.input(SchemaAttributeInput, "schema", "schemaType", "ldapAttribute", data=data)
    _check_name(call.emulator, call.found["schema"], data["name"], entry.id)
    return call.show(call.emulator.update(entry, _with_flags(data), keep=("schema", "schemaType")))


@router.delete("/v1/environments/{environment}/schemas/{schema}/attributes/{schemaAttribute}")
@needs("delete:schema")
def delete_attribute(call: Call) -> None:
    entry = call.found["schemaAttribute"]
    if entry.body["schemaType"] != "CUSTOM":
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, f"A {entry.body['schemaType']} attribute cannot be deleted")
        )
    call.emulator.store.delete(entry)


def _check_name(emulator: Emulator, schema: Entry, name: str, but: str) -> None:
    existing = emulator.store.named("schemaAttribute", schema.id, name, but)
    if existing:
        raise errors.already_exists(existing.id, f"An attribute with the name {name} already exists")


def _with_flags(data: dict[str, Any]) -> dict[str, Any]:
    return {"enabled": True, "unique": False, "multiValued": False, "required": False, **data}


def _create(emulator: Emulator, schema: Entry, data: dict[str, Any], id: str = "") -> Entry:
    return emulator.create(
        "schemaAttribute", schema.environment, schema.id, {"schema": {"id": schema.id}, **_with_flags(data)}, id=id
    )


def create_user_schema(emulator: Emulator, environment: str, new_id: Callable[..., str]) -> None:
    schema = emulator.create(
        "schema",
        environment,
        environment,
        {"name": "User", "description": "The users' schema."},
        id=new_id("schema", "User"),
    )
    for name, (type, schema_type, title) in FROM_THE_START.items():
        data = {
            "name": name,
            "type": type,
            "schemaType": schema_type,
            "displayName": title,
            "unique": name in ("id", "username"),
            "required": schema_type == "CORE",
        }
        _create(emulator, schema, data, new_id("schemaAttribute", name))
