# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: bearer tokens, roles, permissions (SPECIFICATION.md 2.3 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from . import errors
from .store import Entry

if TYPE_CHECKING:
    from .calls import Call
    from .emulator import Emulator
    from .store import Store

READ_ALL = ("read:*",)

# Permissions are action:object; a role lists those it gives, "*" standing for any action or object.
ROLES: dict[str, tuple[str, ...]] = {
    "Organization Admin": (
        "*:environment",
        "*:billOfMaterials",
        "read:organization",
        "read:license",
        "read:role",
        "*:customRole",
        "*:roleAssignment",
        "read:application",
    ),
    "Environment Admin": (
        "read:*",
        "update:environment",
        "delete:environment",
        "*:billOfMaterials",
        "*:apiServer",
        "*:apiServerDeployment",
        "*:externalOAuthServer",
        "*:resource",
        "*:resourceSecret",
        "*:attribute",
        "*:applicationResource",
        "*:applicationRole",
        "*:gateway",
        "*:population",
        "*:schema",
        "*:signOnPolicy",
        "*:decisionEndpoint",
        "*:roleAssignment",
    ),
    "Identity Data Admin": ("read:environment", "*:population", "*:group", "*:user", "read:schema", "read:apiServer"),
    "Client Application Developer": (
        "read:environment",
        "*:application",
        "*:applicationSecret",
        "*:grant",
        "*:resource",
        "*:resourceSecret",
        "*:attribute",
        "*:scope",
        "read:role",
        "read:customRole",
        "*:applicationResource",
        "*:applicationRole",
        "read:roleAssignment",
    ),
    "Configuration Read Only": READ_ALL,
    "Identity Data Read Only": ("read:environment", "read:population", "read:group", "read:user"),
    # These are here to be found by name; what they are for is not emulated.
    "Application Owner": ("read:environment", "read:application"),
    "Custom Roles Admin": ("read:environment", "read:role", "*:customRole"),
    "DaVinci Admin": ("read:environment", "*:flow", "read:flowPolicy"),
    "DaVinci Admin Read Only": ("read:environment", "read:flow", "read:flowPolicy"),
    "Help Desk Admin": ("read:environment", "read:population", "read:group", "read:user"),
}

# What a role never reads although it may read everything else.
SECRETS = frozenset({"read:resourceSecret", "read:applicationSecret"})

# Service and resource in the identifiers of permissions, by kind of object. A custom role lists identifiers.
IDENTIFIERS: dict[str, tuple[str, str]] = {
    "activity": ("audit_reporting", "activity"),
    "apiServer": ("authz", "apiServer"),
    "apiServerDeployment": ("authz", "apiServerDeployment"),
    "application": ("applications", "application"),
    "applicationSecret": ("applications", "secret"),
    "attribute": ("resources", "attribute"),
    "billOfMaterials": ("orgmgt", "environment"),
    "customRole": ("permissions", "roles"),
    "environment": ("orgmgt", "environment"),
    "flowPolicy": ("flowPolicies", "flowPolicy"),
    "grant": ("applications", "grant"),
    "group": ("dir", "group"),
    "license": ("licensing", "license"),
    "organization": ("orgmgt", "organization"),
    "population": ("dir", "population"),
    "resource": ("resources", "resource"),
    "roleAssignment": ("permissions", "applicationRoleAssignments"),
    "schema": ("dir", "schema"),
    "scope": ("resources", "scope"),
    "signOnPolicy": ("authn", "signOnPolicy"),
    "user": ("dir", "user"),
}
# The service of an identifier that PingOne has, but does not document.
UNDOCUMENTED = "undocumented"
KINDS = (
    *IDENTIFIERS,
    "applicationResource",
    "applicationRole",
    "decisionEndpoint",
    "externalOAuthServer",
    "flow",
    "gateway",
    "resourceSecret",
)

# These objects belong to the Authorize product.
AUTHORIZE = frozenset(
    {
        "apiServer",
        "apiServerDeployment",
        "externalOAuthServer",
        "decisionEndpoint",
        "applicationResource",
        "applicationRole",
    }
)


@dataclass
class Token:
    """A management token that was issued."""

    application: str
    assignments: list[Entry]
    expires: float


@dataclass
class Actor:
    """The application behind a token. Its roles are those it held when the token was made."""

    application: Entry
    assignments: list[Entry]

    def may(self, permission: str, environment: str, store: Store) -> bool:
        """Whether a role that it still holds gives the permission there; a license is in no environment."""
        anywhere = permission == "read:license"
        return any(
            store.get("roleAssignment", assignment.id)
            and (anywhere or covers(assignment, environment))
            and gives(store.get("role", assignment.body["role"]["id"]), permission)
            for assignment in self.assignments
        )


@cache
def identifier(permission: str) -> str:
    """The identifier of ``action:kind``: service, action, and resource."""
    action, kind = permission.split(":")
    service, resource = IDENTIFIERS.get(kind, (UNDOCUMENTED, kind))
    return f"{service}:{action}:{resource}"


def checked_for(permission: str) -> str | None:
    """The identifier of the permission that a route asks for, if any role would not do."""
    return None if permission == "any" else identifier(permission)


def _permissions() -> list[str]:
    """All permissions, as ``action:kind``."""
    deployed = "apiServerDeployment"
    return [
        f"{action}:{kind}"
        for kind in sorted(KINDS)
        for action in (("read", "deploy") if kind == deployed else ("create", "read", "update", "delete"))
    ]


@cache
def known() -> dict[str, dict[str, str]]:
    """All permissions, as a role shows them, by identifier."""
    found = {}
    for id in map(identifier, _permissions()):
        service, action, resource = id.split(":")
        found[id] = {"id": id, "classifier": service, "description": f"{action.title()} {resource}"}
    return found


def rights(role: str) -> list[str]:
    """The identifiers of a built-in role's permissions."""
    return list(dict.fromkeys(identifier(one) for one in _permissions() if _built_in_gives(role, one)))


def gives(role: Entry | None, permission: str) -> bool:
    if role is None:
        return False
    if role.body["type"] == "CUSTOM":
        return any(given["id"] == identifier(permission) for given in role.body["permissions"])
    return _built_in_gives(role.name, permission)


@cache
def _built_in_gives(role: str, permission: str) -> bool:
    action, kind = permission.split(":")
    held = ROLES[role]
    if permission in SECRETS:
        return f"*:{kind}" in held
    return any(right in held for right in (permission, f"*:{kind}", f"{action}:*"))


def covers(assignment: Entry, environment: str) -> bool:
    """An organization's scope covers every environment, later ones too (27.1)."""
    scope = assignment.body["scope"]
    return bool(scope["type"] == "ORGANIZATION" or (scope["type"] == "ENVIRONMENT" and scope["id"] == environment))


def actor_of(emulator: Emulator, authorization: str) -> Actor | None:
    """The actor of an ``Authorization`` header; None when the token is not (or no longer) good."""
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    known = emulator.tokens.get(token)
    if known is None or known.expires <= emulator.clock.now():
        return None
    application = emulator.store.get("application", known.application)
    if application is None or not application.body.get("enabled"):
        return None
    return Actor(application, known.assignments)


def revoke(emulator: Emulator, authorization: str) -> None:
    emulator.tokens.pop(authorization.partition(" ")[2], None)


def admit(call: Call, permission: str) -> None:
    """Let the call through or raise: 401, then 404, then 403 (27.1: existence comes before permission)."""
    emulator = call.emulator
    actor = actor_of(emulator, call.authorization)
    if actor is None:
        raise errors.unauthorized()
    call.actor = actor
    resolve(call)
    if permission == "any":
        return
    environment = call.found.get("environment")
    licensed = (
        environment is None
        or permission.split(":")[1] not in AUTHORIZE
        or licensed_for_authorize(emulator, environment)
    )
    if not licensed:
        raise errors.forbidden(emulator.switches["unlicensed_details"])
    if not actor.may(permission, environment.id if environment else "", emulator.store):
        raise errors.forbidden()


def resolve(call: Call) -> None:
    """Find every object that the path names; each must lie below the one before it."""
    previous: Entry | None = None
    for kind, id in call.path_params.items():
        if kind == "rolePermission":  # a permission seen from a role, not below it
            continue
        entry = call.emulator.store.get(kind, id)
        if entry is None or not _below(entry, previous):
            raise errors.not_found()
        call.found[kind] = previous = entry


def _below(entry: Entry, previous: Entry | None) -> bool:
    if previous is None:
        return True
    if previous.kind == "environment":
        return entry.environment == previous.id
    return entry.parent == previous.id


def licensed_for_authorize(emulator: Emulator, environment: Entry) -> bool:
    license = emulator.store.get("license", environment.body["license"]["id"])
    return bool(
        emulator.switches["authorize_licensed"] and license and license.body["authorize"]["allowApiAccessManagement"]
    )
