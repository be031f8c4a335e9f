# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The roles of the worker application, and the permissions that it has in the environment because of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from .._base.api_error import ApiError
from .._base.topic import Permission
from .._engine.inventory import Inventory
from .._model.field import Wire
from .._model.kind import Kind
from .._model.objects.application import APPLICATION
from .._model.objects.environment import ENVIRONMENT
from .._model.objects.role import CUSTOM_ROLE, ROLE, ROLE_ASSIGNMENT

_WHOLE = ("ENVIRONMENT", "ORGANIZATION")


@dataclass(frozen=True)
class WorkerRole:
    """A role that is assigned to the worker application.

    ``name`` is None if the role is not built in. ``permissions`` are identifiers; None if they cannot be read.
    """

    name: Optional[str]
    scope_type: Optional[str]
    scope_id: Optional[str]
    covers: bool
    permissions: Optional[frozenset[str]]

    @property
    def partly(self) -> bool:
        """Whether it is for something that may be a part of the environment, such as a population."""
        return self.scope_type not in _WHOLE


@dataclass(frozen=True)
class WorkerRoles:
    """All roles of the worker application. ``known`` are the identifiers that the built-in roles have."""

    assigned: Sequence[WorkerRole]
    known: frozenset[str]

    @property
    def covering(self) -> list[WorkerRole]:
        """The roles that cover the entire environment."""
        return [role for role in self.assigned if role.covers]

    def has(self, identifier: str) -> Optional[bool]:
        """Whether the worker application has a permission in the environment; None if that is not known.

        It is only known to lack a permission that PingOne knows, if all roles that could have it can be read.
        """
        if any(identifier in (role.permissions or ()) for role in self.covering):
            return True
        possible = [role for role in self.assigned if role.covers or role.partly]
        unknown = any(role.permissions is None or identifier in role.permissions for role in possible)
        return None if unknown or identifier not in self.known else False

    def allows(self, permission: Permission) -> Optional[bool]:
        """The same for permissions whose identifiers are not known, so that the names of built-in roles count."""
        if any(role.name in permission.roles for role in self.covering):
            return True
        if not permission.roles or any(role.name is None for role in self.assigned if role.covers or role.partly):
            return None
        return False


def read_worker_roles(inventory: Inventory, environment: str, organization: str = "") -> WorkerRoles:
    """The roles of the worker application, and whether they cover an environment.

    organization: that of the environment; empty if it is not known: a worker has roles for its own only.

    :raises ApiError: if they cannot be read.
    """
    home, worker = inventory.client.worker
    path = (ENVIRONMENT.collection, home, APPLICATION.collection, worker, ROLE_ASSIGNMENT.collection)
    assigned = _list(inventory, ROLE_ASSIGNMENT, path, "list the roles of the worker application")
    built_in = {wire["id"]: wire for wire in _list(inventory, ROLE, (ROLE.collection,), "list the built-in roles")}
    assignments = [ROLE_ASSIGNMENT.read(wire, {}) for wire in assigned]
    custom: dict[str, Wire] = {}
    if any(assignment["role_id"] not in built_in for assignment in assignments):
        custom = _custom_roles(inventory, home)
    roles = []
    for assignment in assignments:
        wire = built_in.get(assignment["role_id"]) or custom.get(assignment["role_id"]) or {}
        roles.append(
            WorkerRole(
                wire.get("name") if assignment["role_id"] in built_in else None,
                assignment["scope_type"],
                assignment["scope_id"],
                covers(assignment, environment, organization or assignment["scope_id"]),
                _permissions(wire),
            )
        )
    known = frozenset().union(*(_permissions(wire) or () for wire in built_in.values()))
    return WorkerRoles(roles, known)


def _custom_roles(inventory: Inventory, home: str) -> dict[str, Wire]:
    """The roles of the environment of the worker application by ID; empty if they cannot be read."""
    path = (ENVIRONMENT.collection, home, CUSTOM_ROLE.collection)
    try:
        return {wire["id"]: wire for wire in _list(inventory, CUSTOM_ROLE, path, "list the custom roles")}
    except ApiError as error:
        if error.status not in (403, 404):
            raise
        return {}


def _permissions(wire: Wire) -> Optional[frozenset[str]]:
    listed = wire.get("permissions")
    return None if listed is None else frozenset(str(one.get("id")) for one in listed)


def _list(inventory: Inventory, kind: Kind, path: tuple[str, ...], doing: str) -> list[Wire]:
    return inventory.client.list(*path, topic=kind.topic, doing=doing, from_root=True)


def covers(scope: Mapping[str, Any], environment: str, organization: str) -> bool:
    """Whether a role assignment covers the entire environment.

    scope: ``scope_type`` and ``scope_id`` of the assignment. A population or an application is only a part.
    """
    wholes = {"ENVIRONMENT": environment, "ORGANIZATION": organization}
    return bool(scope["scope_id"]) and wholes.get(scope["scope_type"]) == scope["scope_id"]
