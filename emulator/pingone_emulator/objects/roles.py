# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Built-in roles, and the custom roles of an environment (SPECIFICATION.md 2.4 and 27.4)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .. import errors, permissions
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference
from ..keys import derived_id
from ..listing import collection
from ..store import Entry

router = Router()

PATH = "/v1/environments/{environment}/roles"
FILTERS = {"type": ("eq",)}


class RoleInput(Model):
    name: Name
    description: str = ""
    applicableTo: list[Literal["ORGANIZATION", "ENVIRONMENT", "POPULATION", "APPLICATION"]] = Field(min_length=1)
    canBeAssignedBy: list[Reference] = Field(min_length=1)
    permissions: list[Reference] = Field(min_length=1)


@linked("role")
def links(entry: Entry) -> dict[str, str]:
    if not entry.environment:
        return {"self": f"/v1/roles/{entry.id}"}
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/roles/{entry.id}", "environment": environment}


@router.get("/v1/roles")
@needs("any")
def list_built_in_roles(call: Call) -> dict[str, Any]:
    return collection(call, "roles", call.emulator.store.children("role", ""))


@router.get("/v1/roles/{role}")
@needs("any")
def read_built_in_role(call: Call) -> dict[str, Any]:
    if call.found["role"].environment:
        raise errors.not_found()
    return call.show(call.found["role"])


@router.get(PATH)
@needs("read:customRole")
def list_roles(call: Call) -> dict[str, Any]:
    """The roles that can be assigned in the environment: the built-in ones and its own."""
    store = call.emulator.store
    return collection(
        call, "roles", [*store.children("role", ""), *store.children("role", call.environment)], filters=FILTERS
    )


@router.post(PATH, status_code=201)
@needs("create:customRole")
def create_role(call: Call) -> dict[str, Any]:
    return call.show(create(call.emulator, call.environment, _checked(call, None)))


@router.get(PATH + "/{role}")
@needs("read:customRole")
def read_role(call: Call) -> dict[str, Any]:
    return call.show(call.found["role"])


@router.put(PATH + "/{role}")
@needs("update:customRole")
def update_role(call: Call) -> dict[str, Any]:
    """Whoever holds the role has its new permissions at once (assumed)."""
    role = call.found["role"]
    return call.show(call.emulator.update(role, _stored(_checked(call, role)), stamps=False))


@router.delete(PATH + "/{role}")
@needs("delete:customRole")
def delete_role(call: Call) -> None:
    """Takes its assignments along (assumed)."""
    store, role = call.emulator.store, call.found["role"]
    for assignment in store.all("roleAssignment"):
        if assignment.body["role"]["id"] == role.id:
            store.delete(assignment)
    store.delete(role)


def _checked(call: Call, role: Entry | None) -> dict[str, Any]:
    data, store = call.input(RoleInput, "type"), call.emulator.store
    existing = store.named("role", call.environment, data["name"], role.id if role else "")
    if existing:
        raise errors.already_exists(existing.id, "The role already exists", "name")
    for number, given in enumerate(data["permissions"]):
        if given["id"] not in permissions.known():
            raise errors.invalid_value(f"permissions[{number}].id", "There is no such permission")
    for number, given in enumerate(data["canBeAssignedBy"]):
        assigning = store.get("role", given["id"])
        if assigning is None or assigning.environment not in ("", call.environment):
            raise errors.invalid_value(f"canBeAssignedBy[{number}].id", "There is no such role")
    return data


def _stored(data: dict[str, Any]) -> dict[str, Any]:
    given = [permissions.known()[id] for id in dict.fromkeys(one["id"] for one in data["permissions"])]
    return {**data, "type": "CUSTOM", "permissions": given}


def create(emulator: Emulator, environment: str, data: dict[str, Any], id: str = "") -> Entry:
    return emulator.create("role", environment, environment, _stored(data), id=id, stamps=False)


def plant(emulator: Emulator, environment: str, given: dict[str, Any]) -> None:
    """A custom role of a seed; it names permissions by identifier, and the roles that assign it by name."""
    assigning = given.get("canBeAssignedBy", ["Environment Admin"])
    data = {
        "name": given["name"],
        "description": given.get("description", ""),
        "applicableTo": given.get("applicableTo", ["ENVIRONMENT", "ORGANIZATION"]),
        "canBeAssignedBy": [{"id": derived_id("role", name)} for name in assigning],
        "permissions": [{"id": id} for id in given["permissions"]],
    }
    unknown = [id for id in given["permissions"] if id not in permissions.known()]
    if unknown:
        raise ValueError(f"there is no permission {unknown[0]!r}")
    create(emulator, environment, data, given["id"])


def create_built_in(emulator: Emulator) -> None:
    """The built-in roles, the same in every organization."""
    for name in permissions.ROLES:
        body = {
            "name": name,
            "description": f"The built-in role {name}.",
            "type": "PLATFORM",
            "applicableTo": ["ORGANIZATION", "ENVIRONMENT"],
            "permissions": [permissions.known()[id] for id in permissions.rights(name)],
        }
        emulator.create("role", "", "", body, id=derived_id("role", name), stamps=False)
