# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of resources, which become claims of tokens (SPECIFICATION.md 12.3 and 27.3)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name
from ..listing import collection
from ..store import Entry

router = Router()

RESERVED = frozenset(
    {"acr", "amr", "aud", "auth_time", "client_id", "env", "exp", "iat", "iss", "jti", "org", "scope", "sid", "sub"}
)


class AttributeInput(Model):
    """What a client may say about an attribute; an empty value is fine for predefined ones."""

    name: Name
    value: str
    idToken: bool | None = None
    userInfo: bool | None = None


@linked("attribute")
def links(entry: Entry) -> dict[str, str]:
    resource = f"/v1/environments/{entry.environment}/resources/{entry.parent}"
    return {
        "self": f"{resource}/attributes/{entry.id}",
        "resource": resource,
        "environment": f"/v1/environments/{entry.environment}",
    }


@router.get("/v1/environments/{environment}/resources/{resource}/attributes")
@needs("read:attribute")
def list_attributes(call: Call) -> dict[str, Any]:
    return collection(call, "attributes", call.emulator.store.children("attribute", call.found["resource"].id))


@router.post("/v1/environments/{environment}/resources/{resource}/attributes", status_code=201)
@needs("create:attribute")
def create_attribute(call: Call) -> dict[str, Any]:
    resource, emulator = call.found["resource"], call.emulator
    data = call.input(AttributeInput, "resource", "type")
    reserved = data["name"] in RESERVED or data["name"].startswith("p1.")
    if resource.body["type"] == "OPENID_CONNECT" and reserved:
        raise errors.invalid_value("name", f"The name {data['name']} is reserved")
    _check(emulator, resource, data, None)
    body = {"resource": {"id": resource.id}, **data, "type": "CUSTOM"}
    return call.show(emulator.create("attribute", call.environment, resource.id, body, stamps=False))


@router.get("/v1/environments/{environment}/resources/{resource}/attributes/{attribute}")
@needs("read:attribute")
def read_attribute(call: Call) -> dict[str, Any]:
    return call.show(call.found["attribute"])


@router.put("/v1/environments/{environment}/resources/{resource}/attributes/{attribute}")
@needs("update:attribute")
def update_attribute(call: Call) -> dict[str, Any]:
    entry = call.found["attribute"]
    data = call.input(AttributeInput, "resource", "type")
    if entry.body["type"] != "CUSTOM" and data["name"] != entry.name:
        raise errors.invalid_value("name", f"The name of a {entry.body['type']} attribute cannot be changed")
    _check(call.emulator, call.found["resource"], data, entry)
    return call.show(call.emulator.update(entry, data, keep=("resource", "type"), stamps=False))


@router.delete("/v1/environments/{environment}/resources/{resource}/attributes/{attribute}")
@needs("delete:attribute")
def delete_attribute(call: Call) -> None:
    entry = call.found["attribute"]
    if entry.body["type"] != "CUSTOM":
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, f"A {entry.body['type']} attribute cannot be deleted")
        )
    call.emulator.store.delete(entry)


def _check(emulator: Emulator, resource: Entry, data: dict[str, Any], entry: Entry | None) -> None:
    existing = emulator.store.named("attribute", resource.id, data["name"], entry.id if entry else "")
    if existing:
        raise errors.already_exists(existing.id, f"An attribute with the name {data['name']} already exists")
    if not data["value"] and (entry is None or entry.body["type"] != "PREDEFINED"):
        raise errors.invalid_data(errors.detail("EMPTY_VALUE", "value", "value must not be empty"))
    if resource.body["type"] != "OPENID_CONNECT":
        for flag in ("idToken", "userInfo"):
            if flag in data:
                raise errors.invalid_value(flag, f"{flag} is for attributes of openid")
        return
    data.setdefault("idToken", True)
    data.setdefault("userInfo", True)
    if not data["idToken"] and not data["userInfo"]:
        raise errors.invalid_value("idToken", "idToken and userInfo cannot both be false")
