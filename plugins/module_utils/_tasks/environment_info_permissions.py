# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the roles of the worker application, and derives its permissions in the environment from them."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Optional

from .._base.api_error import ApiError
from .._base.topic import READ, Permission
from .._domain.activities import AUDIT_LOG_PERMISSION
from .._domain.required_permissions import Required, required
from .._engine.inventory import Inventory
from .._lookup.worker_roles import WorkerRoles, read_worker_roles
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE
from .._model.objects.application import APPLICATION
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION
from .._model.objects.deployment import DEPLOYMENT
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from .._model.objects.gateway import GATEWAY
from .._model.objects.grant import GRANT
from .._model.objects.group import GROUP
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE

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
_MANAGED = (READ, "create", "update", "delete")
# The permissions whose identifiers are not known, by what they apply to.
_IN_WORDS = {
    kind.permission.of: kind.permission for kind in (EXTERNAL_OAUTH_SERVER, APPLICATION_RESOURCE, PERMISSION, GATEWAY)
}
_UNKNOWN = "The result has null for roles and permissions."


def roles_of_worker(inventory: Inventory, environment: State, identifier: str) -> Optional[WorkerRoles]:
    """The roles of the worker application; None with a warning if they cannot be read."""
    if not inventory.client.worker[1]:
        inventory.warnings.append(
            "Which worker application access_token belongs to is not known, so its roles cannot be read. "
            f"{_UNKNOWN} Set client_id and client_secret instead to include them."
        )
        return None
    try:
        return read_worker_roles(inventory, identifier, environment["organization_id"] or "")
    except ApiError as error:
        if error.status not in (403, 404):
            raise
        inventory.warnings.append(
            f"The worker application cannot read its own roles (HTTP status {error.status}). {_UNKNOWN} To include"
            " them, assign it the role Client Application Developer for the environment that it belongs to."
        )
        return None


def listed(roles: Optional[WorkerRoles]) -> Optional[list[dict[str, Any]]]:
    """The roles as they are returned, sorted."""
    if roles is None:
        return None
    found = [
        {
            "name": role.name,
            "scope_type": role.scope_type,
            "scope_id": role.scope_id,
            "covers_environment": role.covers,
        }
        for role in roles.assigned
    ]
    return sorted(found, key=lambda role: (str(role["name"]), str(role["scope_type"]), str(role["scope_id"])))


def permissions_of(inventory: Inventory, roles: Optional[WorkerRoles]) -> Optional[dict[str, Optional[bool]]]:
    """The permissions of the roles in the environment. Warns of permissions that are unknown due to a custom role."""
    if roles is None:
        return None
    permissions = {name: _manages(roles, permission) for name, permission in REPORTED.items()}
    unknown = [kind for kind, allows in permissions.items() if allows is None]
    if unknown:
        inventory.warnings.append(
            "The worker application has a role that is not built in, and what that allows cannot be determined. The"
            f" result has null for these permissions: {', '.join(unknown)}."
        )
    return permissions


def _manages(roles: WorkerRoles, permission: Permission) -> Optional[bool]:
    """Whether roles allow everything with a type of object.

    Built-in roles are known by name. A custom role may add to what they allow.
    """
    if any(role.name in permission.roles for role in roles.covering):
        return True
    if all(role.name for role in roles.covering):
        return False
    found = [roles.has(permission.identifier(action)) for action in _actions(permission)]
    return None if None in found else all(found)


def _actions(permission: Permission) -> tuple[str, ...]:
    if permission is AUDIT_LOG_PERMISSION:
        return (READ,)
    return _MANAGED if permission.post_verb == "create" else (READ, permission.post_verb)


def required_permissions(modules: list[str], roles: Optional[WorkerRoles]) -> list[dict[str, Any]]:
    """What modules need for each state, and what of it the worker application is known to lack."""
    found = []
    for (module, state), own in groupby(required(modules), key=lambda line: (line.module, line.state)):
        lines = list(own)
        needed = [line for line in lines if not line.optional]
        found.append(
            {
                "module": module,
                "state": state,
                "permissions": _identifiers(needed),
                "optional_permissions": _identifiers([line for line in lines if line.optional]),
                "other_permissions": [f"{action} {line.of}" for line in needed if line.of for action in line.actions],
                "missing_permissions": None if roles is None else _missing(needed, roles),
            }
        )
    return found


def _identifiers(lines: list[Required]) -> list[str]:
    return sorted(identifier for line in lines for identifier in line.identifiers())


def _missing(lines: list[Required], roles: WorkerRoles) -> list[str]:
    """The permissions that the worker application is known to lack: identifiers, and words if there is none."""
    missing = [one for one in _identifiers(lines) if roles.has(one) is False]
    for line in lines:
        if line.of and roles.allows(_IN_WORDS[line.of]) is False:
            missing += [f"{action} {line.of}" for action in line.actions]
    return missing


def missing_permissions(entries: list[dict[str, Any]]) -> Optional[list[str]]:
    """All permissions that are missing; None if it is not known."""
    if any(entry["missing_permissions"] is None for entry in entries):
        return None
    return sorted({one for entry in entries for one in entry["missing_permissions"]})
