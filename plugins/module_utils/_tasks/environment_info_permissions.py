# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the roles of the worker application, and derives its permissions in the environment from them."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from .._base.api_error import ApiError
from .._domain.activities import AUDIT_LOG_PERMISSION
from .._engine.inventory import Inventory
from .._model.field import Wire
from .._model.kind import Kind, State
from .._model.objects.api_service import API_SERVICE
from .._model.objects.application import APPLICATION
from .._model.objects.application_permission import PERMISSION
from .._model.objects.deployment import DEPLOYMENT
from .._model.objects.environment import ENVIRONMENT
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from .._model.objects.gateway import GATEWAY
from .._model.objects.grant import GRANT
from .._model.objects.group import GROUP
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.role import ROLE, ROLE_ASSIGNMENT
from .._model.objects.scope import SCOPE

Roles = list[dict[str, Any]]

# The permissions of the result: whether each kind can be managed, and whether the audit log can be read.
REPORTED = {
    "api_services": API_SERVICE.permission,
    "operations": OPERATION.permission,
    "deployments": DEPLOYMENT.permission,
    "external_oauth_servers": EXTERNAL_OAUTH_SERVER.permission,
    "resources": RESOURCE.permission,
    "scopes": SCOPE.permission,
    "applications": APPLICATION.permission,
    "grants": GRANT.permission,
    "application_permissions": PERMISSION.permission,
    "groups": GROUP.permission,
    "gateways": GATEWAY.permission,
    "audit_log": AUDIT_LOG_PERMISSION,
}
_UNKNOWN = "The result has null for roles and permissions."


def roles_of_worker(inventory: Inventory, environment: State, identifier: str) -> Optional[Roles]:
    """The roles of the worker application, sorted; None with a warning if they cannot be read.

    Each has ``name`` (None if the role is not built in), ``scope_type``, ``scope_id``, and ``covers_environment``.
    """
    home, worker = inventory.client.worker
    if not worker:
        inventory.warnings.append(
            "Which worker application access_token belongs to is not known, so its roles cannot be read. "
            f"{_UNKNOWN} Set client_id and client_secret instead to include them."
        )
        return None
    try:
        return _read(inventory, home, worker, identifier, environment["organization_id"])
    except ApiError as error:
        if error.status not in (403, 404):
            raise
        inventory.warnings.append(
            f"The worker application cannot read its own roles (HTTP status {error.status}). {_UNKNOWN} To include"
            " them, assign it the role Client Application Developer for the environment that it belongs to."
        )
        return None


def _read(inventory: Inventory, home: str, worker: str, identifier: str, organization: str) -> Roles:
    path = (ENVIRONMENT.collection, home, APPLICATION.collection, worker, ROLE_ASSIGNMENT.collection)
    assigned = _list(inventory, ROLE_ASSIGNMENT, path, "list the roles of the worker application")
    built_in = _list(inventory, ROLE, (ROLE.collection,), "list the built-in roles")
    names = {wire["id"]: ROLE.read(wire, {})["name"] for wire in built_in}
    roles = []
    for wire in assigned:
        assignment = ROLE_ASSIGNMENT.read(wire, {})
        roles.append(
            {
                "name": names.get(assignment["role_id"]),
                "scope_type": assignment["scope_type"],
                "scope_id": assignment["scope_id"],
                "covers_environment": covers(assignment, identifier, organization),
            }
        )
    return sorted(roles, key=lambda role: (str(role["name"]), str(role["scope_type"]), str(role["scope_id"])))


def _list(inventory: Inventory, kind: Kind, path: tuple[str, ...], doing: str) -> list[Wire]:
    return inventory.client.list(*path, topic=kind.topic, doing=doing, from_root=True)


def covers(scope: Mapping[str, Any], environment: str, organization: str) -> bool:
    """Whether a role assignment covers the entire environment.

    scope: ``scope_type`` and ``scope_id`` of the assignment. A population or an application is only a part.
    """
    wholes = {"ENVIRONMENT": environment, "ORGANIZATION": organization}
    return bool(scope["scope_id"]) and wholes.get(scope["scope_type"]) == scope["scope_id"]


def permissions_of(inventory: Inventory, roles: Optional[Roles]) -> Optional[dict[str, Optional[bool]]]:
    """The permissions of the roles in the environment. Warns of permissions that are unknown due to a custom role."""
    if roles is None:
        return None
    permissions = allowed(role["name"] for role in roles if role["covers_environment"])
    unknown = [kind for kind, allows in permissions.items() if allows is None]
    if unknown:
        inventory.warnings.append(
            "The worker application has a role that is not built in, and what that allows cannot be determined. The"
            f" result has null for these permissions: {', '.join(unknown)}."
        )
    return permissions


def allowed(names: Iterable[Optional[str]]) -> dict[str, Optional[bool]]:
    """What the roles that count in an environment allow, as it is reported.

    names: those of built-in roles; None for a role that is not built in. Such a role may allow anything that no
    built-in one does, so the answer is None there.
    """
    held = set(names)
    otherwise = None if None in held else False
    return {
        reported: True if held.intersection(permission.roles) else otherwise
        for reported, permission in REPORTED.items()
    }
