# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Application resources, their permissions, and application roles (SPECIFICATION.md 17.2 and 27.4)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name
from ..listing import collection
from ..store import Entry
from .scopes import check_unused

router = Router()

ALL = "/v1/environments/{environment}/applicationResources"
OWN = "/v1/environments/{environment}/resources/{resource}/applicationResources"
ROLES = "/v1/environments/{environment}/applicationRoles"


class NamedInput(Model):
    """An application resource or role."""

    name: Name
    description: str = ""


class PermissionInput(Model):
    action: Name
    description: str = ""


@linked("applicationResource")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    resource = f"{environment}/resources/{entry.parent}"
    return {
        "self": f"{resource}/applicationResources/{entry.id}",
        "environment": environment,
        "resource": resource,
        "permissions": f"{environment}/applicationResources/{entry.id}/permissions",
    }


@linked("permission")
def permission_links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    owner = f"{environment}/applicationResources/{entry.parent}"
    return {"self": f"{owner}/permissions/{entry.id}", "environment": environment, "resource": owner}


@linked("applicationRole")
def role_links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/applicationRoles/{entry.id}"
    return {"self": self, "environment": environment, "permissions": f"{self}/permissions"}


@router.get(ALL)
@needs("read:applicationResource")
def list_all(call: Call) -> dict[str, Any]:
    found = [entry for entry in call.emulator.store.all("applicationResource") if entry.environment == call.environment]
    return collection(call, "resources", found)


@router.get(ALL + "/{applicationResource}")
@needs("read:applicationResource")
def read_any(call: Call) -> dict[str, Any]:
    return call.show(call.found["applicationResource"])


@router.get(OWN)
@needs("read:applicationResource")
def list_own(call: Call) -> dict[str, Any]:
    return collection(call, "resources", call.emulator.store.children("applicationResource", call.found["resource"].id))


@router.post(OWN, status_code=201)
@needs("create:applicationResource")
def create_application_resource(call: Call) -> dict[str, Any]:
    resource, data = call.found["resource"], call.input(NamedInput, "parent")
    if resource.body["type"] != "CUSTOM":
        raise errors.invalid_data(errors.detail("INVALID_VALUE", "resource", "Invalid resource type"))
    return call.show(create(call.emulator, resource, data))


@router.get(OWN + "/{applicationResource}")
@needs("read:applicationResource")
def read_own(call: Call) -> dict[str, Any]:
    return call.show(call.found["applicationResource"])


@router.put(OWN + "/{applicationResource}")
@needs("update:applicationResource")
def update_application_resource(call: Call) -> dict[str, Any]:
    entry, data = call.found["applicationResource"], call.input(NamedInput, "parent")
    _unique(call.emulator, "applicationResource", call.environment, "name", data["name"], entry.id)
    call.emulator.update(entry, data, keep=("parent",))
    for permission in call.emulator.store.children("permission", entry.id):
        permission.body["resource"]["name"] = entry.name
        permission.body["key"] = f"{entry.name}:{permission.body['action']}"
        call.emulator.store.put(permission)
    return call.show(entry)


@router.delete(OWN + "/{applicationResource}")
@needs("delete:applicationResource")
def delete_application_resource(call: Call) -> None:
    entry, emulator = call.found["applicationResource"], call.emulator
    gone = {permission.id for permission in emulator.store.children("permission", entry.id)}
    emulator.store.delete(entry)
    drop_from_roles(emulator, call.environment, gone)


@router.get("/v1/environments/{environment}/resources/{resource}/applicationPermissions")
@needs("read:applicationResource")
def list_permissions_of_resource(call: Call) -> dict[str, Any]:
    store = call.emulator.store
    owners = store.children("applicationResource", call.found["resource"].id)
    return collection(call, "permissions", [one for owner in owners for one in store.children("permission", owner.id)])


@router.get(ALL + "/{applicationResource}/permissions")
@needs("read:applicationResource")
def list_permissions(call: Call) -> dict[str, Any]:
    owner = call.found["applicationResource"]
    return collection(call, "permissions", call.emulator.store.children("permission", owner.id))


@router.post(ALL + "/{applicationResource}/permissions", status_code=201)
@needs("create:applicationResource")
def create_permission(call: Call) -> dict[str, Any]:
    owner, data = call.found["applicationResource"], call.input(PermissionInput, "key", "resource")
    return call.show(add_permission(call.emulator, owner, data))


@router.get(ALL + "/{applicationResource}/permissions/{permission}")
@needs("read:applicationResource")
def read_permission(call: Call) -> dict[str, Any]:
    return call.show(call.found["permission"])


@router.put(ALL + "/{applicationResource}/permissions/{permission}")
@needs("update:applicationResource")
def update_permission(call: Call) -> dict[str, Any]:
    owner, entry = call.found["applicationResource"], call.found["permission"]
    data = call.input(PermissionInput, "key", "resource")
    _unique_action(call.emulator, owner, data["action"], entry.id)
    data["key"] = f"{owner.name}:{data['action']}"
    return call.show(call.emulator.update(entry, data, keep=("resource",)))


@router.delete(ALL + "/{applicationResource}/permissions/{permission}")
@needs("delete:applicationResource")
def delete_permission(call: Call) -> None:
    """Operations that name the permission keep its id (26 #24)."""
    entry = call.found["permission"]
    check_unused(call.emulator, entry)
    call.emulator.store.delete(entry)
    drop_from_roles(call.emulator, call.environment, {entry.id})


@router.get(ROLES)
@needs("read:applicationRole")
def list_roles(call: Call) -> dict[str, Any]:
    return collection(call, "roles", call.emulator.store.children("applicationRole", call.environment))


@router.post(ROLES, status_code=201)
@needs("create:applicationRole")
def create_role(call: Call) -> dict[str, Any]:
    return call.show(add_role(call.emulator, call.environment, call.input(NamedInput)))


@router.get(ROLES + "/{applicationRole}")
@needs("read:applicationRole")
def read_role(call: Call) -> dict[str, Any]:
    return call.show(call.found["applicationRole"])


@router.put(ROLES + "/{applicationRole}")
@needs("update:applicationRole")
def update_role(call: Call) -> dict[str, Any]:
    entry, data = call.found["applicationRole"], call.input(NamedInput)
    _unique(call.emulator, "applicationRole", call.environment, "name", data["name"], entry.id)
    return call.show(call.emulator.update(entry, data))


@router.delete(ROLES + "/{applicationRole}")
@needs("delete:applicationRole")
def delete_role(call: Call) -> None:
    call.emulator.store.delete(call.found["applicationRole"])


@router.get(ROLES + "/{applicationRole}/assignments")
@needs("read:applicationRole")
def list_role_assignments(call: Call) -> dict[str, Any]:
    """Who has the role; the emulator knows its subjects only from the seed."""
    role = call.found["applicationRole"]
    subjects = [
        subject
        for subject in call.emulator.store.children("subject", call.environment)
        if role.id in subject.body["applicationRoles"]
    ]
    self = f"{call.origin}/v1/environments/{call.environment}/applicationRoles/{role.id}"

    def show(subject: Entry) -> dict[str, Any]:
        return {
            "_links": {"self": {"href": f"{self}/assignments/{subject.id}"}, "applicationRole": {"href": self}},
            "id": subject.id,
            "environment": {"id": call.environment},
            "role": {"id": role.id},
            "subject": {"id": subject.id, "type": "USER"},
        }

    return collection(call, "assignments", subjects, show=show)


@router.get(ROLES + "/{applicationRole}/permissions")
@needs("read:applicationRole")
def list_role_permissions(call: Call) -> dict[str, Any]:
    found = [call.emulator.store.get("permission", id) for id in call.found["applicationRole"].private["permissions"]]
    return collection(call, "permissions", [entry for entry in found if entry])


@router.post(ROLES + "/{applicationRole}/permissions", status_code=201)
@needs("update:applicationRole")
def add_role_permission(call: Call) -> dict[str, Any]:
    """The permission itself becomes part of the role: no object, no id of its own."""
    # The body has nothing but an id, which elsewhere is read-only.
    wanted = call.data().get("id")
    role = call.found["applicationRole"]
    if not isinstance(wanted, str):
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "id", "id must be provided"))
    permission = call.emulator.store.get("permission", wanted)
    if permission is None or permission.environment != call.environment:
        raise errors.invalid_value("id", "There is no such permission")
    if wanted in role.private["permissions"]:
        raise errors.already_exists(wanted, "The permission already exists in the role", "id")
    role.private["permissions"].append(wanted)
    call.emulator.store.put(role)
    return call.show(permission)


@router.delete(ROLES + "/{applicationRole}/permissions/{rolePermission}")
@needs("update:applicationRole")
def remove_role_permission(call: Call) -> None:
    role, wanted = call.found["applicationRole"], call.path_params["rolePermission"]
    if wanted not in role.private["permissions"]:
        raise errors.not_found()
    role.private["permissions"].remove(wanted)
    call.emulator.store.put(role)


def create(emulator: Emulator, resource: Entry, data: dict[str, Any], id: str = "") -> Entry:
    _unique(emulator, "applicationResource", resource.environment, "name", data["name"], "")
    body = {**data, "parent": {"type": "PING_ONE_RESOURCE", "id": resource.id}}
    return emulator.create("applicationResource", resource.environment, resource.id, body, id=id)


def add_permission(emulator: Emulator, owner: Entry, data: dict[str, Any], id: str = "") -> Entry:
    _unique_action(emulator, owner, data["action"], "")
    body = {**data, "key": f"{owner.name}:{data['action']}", "resource": {"id": owner.id, "name": owner.name}}
    return emulator.create("permission", owner.environment, owner.id, body, id=id)


def add_role(
    emulator: Emulator, environment: str, data: dict[str, Any], permissions: tuple[str, ...] = (), id: str = ""
) -> Entry:
    _unique(emulator, "applicationRole", environment, "name", data["name"], "")
    return emulator.create("applicationRole", environment, environment, data, {"permissions": list(permissions)}, id)


def drop_from_roles(emulator: Emulator, environment: str, gone: set[str]) -> None:
    for role in emulator.store.children("applicationRole", environment):
        left = [id for id in role.private["permissions"] if id not in gone]
        if left != role.private["permissions"]:
            role.private["permissions"] = left
            emulator.store.put(role)


def _unique(emulator: Emulator, kind: str, environment: str, key: str, value: str, but: str) -> None:
    for other in emulator.store.all(kind):
        if other.environment == environment and other.body[key] == value and other.id != but:
            raise errors.already_exists(other.id, f"The {key} {value} already exists", key)


def _unique_action(emulator: Emulator, owner: Entry, action: str, but: str) -> None:
    for other in emulator.store.children("permission", owner.id):
        if other.body["action"] == action and other.id != but:
            raise errors.already_exists(other.id, f"The action {action} already exists", "action")
