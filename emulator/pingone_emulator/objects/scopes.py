# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes of resources (SPECIFICATION.md 13 and 27.3)."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Text
from ..listing import collection
from ..store import Entry

router = Router()

SCOPE_TOKEN = r"^[!#-\[\]-~]+$"
USER_SCOPE = r"^p1:(read|update):user(:[!#-\[\]-~]+)*$"


class ScopeInput(Model):
    """What a client may say about a scope."""

    name: str = Field(min_length=1, max_length=256)
    description: str = ""
    schemaAttributes: list[Text] = []
    mappedClaims: list[Text] = []


@linked("scope")
def links(entry: Entry) -> dict[str, str]:
    resource = f"/v1/environments/{entry.environment}/resources/{entry.parent}"
    return {"self": f"{resource}/scopes/{entry.id}", "resource": resource}


@router.get("/v1/environments/{environment}/resources/{resource}/scopes")
@needs("read:scope")
def list_scopes(call: Call) -> dict[str, Any]:
    return collection(call, "scopes", call.emulator.store.children("scope", call.found["resource"].id))


@router.post("/v1/environments/{environment}/resources/{resource}/scopes", status_code=201)
@needs("create:scope")
def create_scope(call: Call) -> dict[str, Any]:
    return call.show(create(call.emulator, call.found["resource"], call.input(ScopeInput, "resource")))


@router.get("/v1/environments/{environment}/resources/{resource}/scopes/{scope}")
@needs("read:scope")
def read_scope(call: Call) -> dict[str, Any]:
    return call.show(call.found["scope"])


@router.put("/v1/environments/{environment}/resources/{resource}/scopes/{scope}")
@needs("update:scope")
def update_scope(call: Call) -> dict[str, Any]:
    entry = call.found["scope"]
    data = call.input(ScopeInput, "resource")
    if entry.private.get("predefined") and data["name"] != entry.name:
        raise errors.invalid_value("name", "The name of a predefined scope cannot be changed")
    _check(call.emulator, call.found["resource"], data, entry)
    return call.show(call.emulator.update(entry, data, keep=("resource",)))


@router.delete("/v1/environments/{environment}/resources/{resource}/scopes/{scope}")
@needs("delete:scope")
def delete_scope(call: Call) -> None:
    entry = call.found["scope"]
    if entry.private.get("predefined"):
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, f"The scope {entry.name} is predefined and cannot be deleted")
        )
    check_unused(call.emulator, entry)
    call.emulator.store.delete(entry)
    drop_from_grants(call.emulator, call.environment, {entry.id})


def create(emulator: Emulator, resource: Entry, data: dict[str, Any], id: str = "") -> Entry:
    _check(emulator, resource, data, None)
    return emulator.create("scope", resource.environment, resource.id, {"resource": {"id": resource.id}, **data}, id=id)


def _check(emulator: Emulator, resource: Entry, data: dict[str, Any], entry: Entry | None) -> None:
    name, kind = data["name"], resource.body["type"]
    predefined = entry is not None and entry.private.get("predefined")
    pattern = USER_SCOPE if kind == "PINGONE_API" and not predefined else SCOPE_TOKEN
    if not re.fullmatch(pattern, name):
        raise errors.invalid_value("name", "name is not a valid scope name", allowedPattern=pattern)
    existing = emulator.store.named("scope", resource.id, name, entry.id if entry else "")
    if existing:
        raise errors.already_exists(existing.id, f"A scope with the name {name} already exists")
    attributes = data.get("schemaAttributes", [])
    if attributes and not (kind == "PINGONE_API" and re.fullmatch(USER_SCOPE, name)):
        raise errors.invalid_value("schemaAttributes", "schemaAttributes are for scopes that read or update users")
    if "*" in attributes and len(attributes) > 1:
        raise errors.invalid_value("schemaAttributes", "* stands alone")
    known = {attribute.id for attribute in emulator.store.children("attribute", resource.id)}
    unknown = [claim for claim in data.get("mappedClaims", []) if claim not in known]
    if unknown:
        raise errors.invalid_value(
            "mappedClaims", "mappedClaims are attributes of the resource", referencedValues=unknown
        )


def check_unused(emulator: Emulator, entry: Entry) -> None:
    """Operations do not hinder the deletion of a scope or permission, unless a switch says so (26 #24)."""
    users = []
    for service in emulator.store.children("apiServer", entry.environment):
        for operation in emulator.store.children("operation", service.id):
            control = operation.body.get("accessControl", {})
            named = [*control.get("scope", {}).get("scopes", []), control.get("permission", {})]
            if any(item.get("id") == entry.id for item in named):
                users.append(operation.id)
    if users and emulator.switches["protect_used"]:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, "An operation refers to it", referencedValues=users)
        )


def drop_from_grants(emulator: Emulator, environment: str, gone: set[str]) -> None:
    """Take deleted scopes out of every grant; a grant that loses its last scope goes too (26 #8)."""
    if emulator.switches["stale_grants"]:
        return
    store = emulator.store
    for application in store.children("application", environment):
        for grant in store.children("grant", application.id):
            left = [scope for scope in grant.body["scopes"] if scope["id"] not in gone]
            if not left:
                store.delete(grant)
            elif len(left) < len(grant.body["scopes"]):
                grant.body["scopes"] = left
                store.put(grant)
