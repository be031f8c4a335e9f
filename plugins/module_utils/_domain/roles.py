# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which built-in roles allow a worker application to do what this collection does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

_ADMIN = "Environment Admin"
_DEVELOPER = "Client Application Developer"
_IDENTITIES = "Identity Data Admin"
_READER = "Configuration Read Only"

ROLES: dict[str, tuple[str, ...]] = {
    "api_services": (_ADMIN,),
    "operations": (_ADMIN,),
    "deployments": (_ADMIN,),
    "external_oauth_servers": (_ADMIN,),
    "resources": (_ADMIN, _DEVELOPER),
    "scopes": (_DEVELOPER,),
    "applications": (_DEVELOPER,),
    "grants": (_DEVELOPER,),
    "application_permissions": (_DEVELOPER,),
    "groups": (_IDENTITIES,),
    "audit_log": (_ADMIN, _READER),
}
"""The roles by kind of object, each of which is enough to manage it; for the audit log, to read it.

Source: the roles that PingOne's documentation names for each kind. What a custom role allows is not documented.
"""


def covers(scope: Mapping[str, Any], environment: str, organization: str) -> bool:
    """Whether a role that is assigned for a scope counts in the whole environment.

    scope: ``scope_type`` and ``scope_id`` of the assignment. A population or an application is only a part.
    """
    wholes = {"ENVIRONMENT": environment, "ORGANIZATION": organization}
    return bool(scope["scope_id"]) and wholes.get(scope["scope_type"]) == scope["scope_id"]


def allowed(names: Iterable[Optional[str]]) -> dict[str, Optional[bool]]:
    """What the roles that count in an environment allow, by kind of object.

    names: those of built-in roles; None for a role that is not built in. Such a role may allow anything that no
    built-in one does, so the answer is None there.
    """
    held = set(names)
    otherwise = None if None in held else False
    return {kind: True if held.intersection(enough) else otherwise for kind, enough in ROLES.items()}
