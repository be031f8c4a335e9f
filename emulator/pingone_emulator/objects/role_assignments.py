# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of worker applications (SPECIFICATION.md 2.3 and 27.4)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Reference
from ..listing import collection
from ..store import Entry

router = Router()

LIMIT = 3500


class Scope(Model):
    id: str = Field(min_length=1)
    type: Literal["ORGANIZATION", "ENVIRONMENT", "POPULATION", "APPLICATION"]


class RoleAssignmentInput(Model):
    role: Reference
    scope: Scope


@linked("roleAssignment")
def links(entry: Entry) -> dict[str, str]:
    application = f"/v1/environments/{entry.environment}/applications/{entry.parent}"
    return {"self": f"{application}/roleAssignments/{entry.id}", "application": application}


@router.get("/v1/environments/{environment}/applications/{application}/roleAssignments")
@needs("read:roleAssignment")
def list_role_assignments(call: Call) -> dict[str, Any]:
    return collection(call, "roleAssignments", call.emulator.store.children("roleAssignment", _worker(call).id))


@router.post("/v1/environments/{environment}/applications/{application}/roleAssignments", status_code=201)
@needs("create:roleAssignment")
def create_role_assignment(call: Call) -> dict[str, Any]:
    worker, emulator = _worker(call), call.emulator
    data = call.input(RoleAssignmentInput, "readOnly", "application")
    role = emulator.store.get("role", data["role"]["id"])
    if role is None:
        raise errors.invalid_value("role.id", "There is no such role")
    scope = data["scope"]
    if role.body["type"] == "CUSTOM" and scope["type"] not in role.body["applicableTo"]:
        raise errors.invalid_value("scope.type", "The role is not applicable to such a scope")
    assigning = {role.id, *(one["id"] for one in role.body.get("canBeAssignedBy", ()))}
    if not any(
        held.body["role"]["id"] in assigning and _at_least_as_wide(held.body["scope"], scope)
        for held in call.actor.assignments
    ):
        raise errors.forbidden()
    for existing in emulator.store.children("roleAssignment", worker.id):
        if existing.body["role"]["id"] == role.id and existing.body["scope"] == scope:
            raise errors.already_exists(existing.id, "The role assignment already exists", "role")
    emulator.check_room("roleAssignment", worker.id, LIMIT, "role assignments", "An application")
    return call.show(assign(emulator, worker, role, scope))


@router.get("/v1/environments/{environment}/applications/{application}/roleAssignments/{roleAssignment}")
@needs("read:roleAssignment")
def read_role_assignment(call: Call) -> dict[str, Any]:
    _worker(call)
    return call.show(call.found["roleAssignment"])


@router.delete("/v1/environments/{environment}/applications/{application}/roleAssignments/{roleAssignment}")
@needs("delete:roleAssignment")
def delete_role_assignment(call: Call) -> None:
    _worker(call)
    call.emulator.store.delete(call.found["roleAssignment"])


def _worker(call: Call) -> Entry:
    """Only worker applications have role assignments (2.3)."""
    application = call.found["application"]
    if application.body["type"] != "WORKER":
        raise errors.not_found()
    return application


def _at_least_as_wide(held: dict[str, str], wanted: dict[str, str]) -> bool:
    """An actor hands out roles at the scope at which it holds them, or at a narrower one (2.3)."""
    return held["type"] == "ORGANIZATION" or (held["type"], held["id"]) == (wanted["type"], wanted["id"])


def assign(emulator: Emulator, worker: Entry, role: Entry, scope: dict[str, str], id: str = "") -> Entry:
    return emulator.create(
        "roleAssignment",
        worker.environment,
        worker.id,
        {"role": {"id": role.id}, "scope": scope, "readOnly": False},
        id=id,
        stamps=False,
    )


def copy(emulator: Emulator, assignments: list[Entry], worker: Entry) -> None:
    """Give a new worker the roles of the one that created it."""
    for assignment in assignments:
        role = emulator.store.the("role", assignment.body["role"]["id"])
        assign(emulator, worker, role, dict(assignment.body["scope"]))
