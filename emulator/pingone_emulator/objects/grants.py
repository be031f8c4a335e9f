# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grants of an application on resources (SPECIFICATION.md 15 and 27.5)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Reference
from ..listing import collection
from ..store import Entry

router = Router()

SAME_NAME = "Multiple scopes with the same name cannot be added to the same grant"


class GrantInput(Model):
    """The whole list of scopes; the resource is said once, at creation."""

    scopes: list[Reference]


class NewGrantInput(GrantInput):
    resource: Reference


@linked("grant")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    application = f"{environment}/applications/{entry.parent}"
    return {
        "self": f"{application}/grants/{entry.id}",
        "environment": environment,
        "application": application,
        "resource": f"{environment}/resources/{entry.body['resource']['id']}",
    }


@router.get("/v1/environments/{environment}/applications/{application}/grants")
@needs("read:grant")
def list_grants(call: Call) -> dict[str, Any]:
    return collection(call, "grants", call.emulator.store.children("grant", _holder(call).id))


@router.post("/v1/environments/{environment}/applications/{application}/grants", status_code=201)
@needs("create:grant")
def create_grant(call: Call) -> dict[str, Any]:
    application, emulator = _holder(call), call.emulator
    data = call.input(NewGrantInput, "application")
    resource = emulator.store.get("resource", data["resource"]["id"])
    if resource is None or resource.environment != call.environment:
        raise errors.invalid_value("resource.id", "There is no such resource")
    for grant in emulator.store.children("grant", application.id):
        if grant.body["resource"]["id"] == resource.id:
            raise errors.already_exists(
                grant.id,
                "A grant for this resource already exists",
                "resource",
                emulator.switches["duplicate_grant_status"],
            )
    return call.show(create(emulator, application, resource, data))


@router.get("/v1/environments/{environment}/applications/{application}/grants/{grant}")
@needs("read:grant")
def read_grant(call: Call) -> dict[str, Any]:
    _holder(call)
    return call.show(call.found["grant"])


@router.put("/v1/environments/{environment}/applications/{application}/grants/{grant}")
@needs("update:grant")
def update_grant(call: Call) -> dict[str, Any]:
    application, entry = _holder(call), call.found["grant"]
    data = call.input(GrantInput, "application", "resource")
    resource = call.emulator.store.the("resource", entry.body["resource"]["id"])
    data["scopes"] = _scopes(call.emulator, application, resource, data["scopes"], entry)
    return call.show(call.emulator.update(entry, data, keep=("application", "resource")))


@router.delete("/v1/environments/{environment}/applications/{application}/grants/{grant}")
@needs("delete:grant")
def delete_grant(call: Call) -> None:
    _holder(call)
    call.emulator.store.delete(call.found["grant"])


def _holder(call: Call) -> Entry:
    """The administrators' console has no grants at all, not even an empty list."""
    application = call.found["application"]
    if application.body["type"] == "PING_ONE_ADMIN_CONSOLE":
        raise errors.not_found()
    return application


def create(emulator: Emulator, application: Entry, resource: Entry, data: dict[str, Any], id: str = "") -> Entry:
    scopes = _scopes(emulator, application, resource, data["scopes"], None)
    body = {**data, "application": {"id": application.id}, "resource": {"id": resource.id}, "scopes": scopes}
    return emulator.create("grant", application.environment, application.id, body, id=id)


def _scopes(
    emulator: Emulator, application: Entry, resource: Entry, wanted: list[dict[str, Any]], entry: Entry | None
) -> list[dict[str, str]]:
    """The ids to grant, or the refusal that section 15 has for them."""
    store = emulator.store
    if application.body["type"] == "WORKER" and resource.body["type"] != "OPENID_CONNECT":
        raise errors.request_failed(
            errors.detail(
                "CONSTRAINT_VIOLATION", "resource", "A worker application can be granted scopes of openid only"
            )
        )
    if not wanted:
        raise errors.invalid_data(errors.detail("EMPTY_VALUE", "scopes", "scopes must not be empty"))
    ids = list(dict.fromkeys(scope["id"] for scope in wanted))
    found = []
    for at, id in enumerate(ids):
        scope = store.get("scope", id)
        if scope is None or scope.parent != resource.id:
            raise errors.invalid_value(f"scopes[{at}].id", "The scope does not belong to the resource")
        found.append(scope)
    held = {
        other.name
        for grant in store.children("grant", application.id)
        if grant is not entry
        for item in grant.body["scopes"]
        if (other := store.get("scope", item["id"]))
    }
    clash = [one.name for one in found if one.name in held]
    if clash:
        raise errors.invalid_value("scopes", SAME_NAME, referencedValues=clash)
    return [{"id": id} for id in ids]
