# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The next step that is suggested to the user after an error response."""

from __future__ import annotations

import re
from typing import Any, Optional

from .._base.topic import Permission
from .connection import Connection


def may_be_unlicensed(permission: Optional[Permission], status: int, body: dict[str, Any]) -> bool:
    """Whether an error answer may mean that the license of the environment lacks what the request is about.

    PingOne refuses a missing license and a missing ``permission`` alike.
    """
    if status != 403 or not _is_refusal(body) or _has_detail(body, "LICENSE_EXCEEDED"):
        return False
    return permission is not None and permission.api_access


def next_step(
    method: str,
    permission: Optional[Permission],
    status: int,
    body: dict[str, Any],
    own_token: bool,
    licensed: Optional[bool] = None,
) -> str:
    """What the user can do about an error answer; an empty string if the reason already says it.

    ``permission`` is what the request needs, if that is known. ``licensed`` says whether the license of the
    environment includes API access management; None if that is not known.
    """
    if status == 401:
        return _after_401(own_token)
    if status == 403:
        return _after_403(method, permission, body, licensed)
    if status == 429:
        return "The rate limit is shared by all environments of the license: try again later, or raise retry_deadline."
    if status == 415:
        return "The service does not accept this media type; report this to the maintainers of the collection."
    if _has_detail(body, "UNIQUENESS_VIOLATION"):
        return "If another client has just created it, run the task again, which finds it."
    if status >= 500:
        return "PingOne has a problem: try again later, and contact its support with the ID if it persists."
    return ""


def _after_401(own_token: bool) -> str:
    if own_token:
        return "Check that the worker application is still enabled and that api_url belongs to the region of auth_url."
    return "The access_token is expired, revoked or from another region: set a new one, or client_id and client_secret."


def _is_refusal(body: dict[str, Any]) -> bool:
    """Whether an error comes from PingOne's API and not from its edge."""
    return "code" in body or "id" in body


def _has_detail(body: dict[str, Any], code: str) -> bool:
    return any(detail.get("code") == code for detail in body.get("details") or [])


def _after_403(method: str, permission: Optional[Permission], body: dict[str, Any], licensed: Optional[bool]) -> str:
    if not _is_refusal(body):
        return "This response is from PingOne's edge, not from its API: check api_url (its host, and no path)."
    if _has_detail(body, "LICENSE_EXCEEDED"):
        return "The quota of the license is used up."
    if licensed is False and may_be_unlicensed(permission, 403, body):
        return (
            "The license of this environment does not include API access management. Use an environment whose license"
            " includes PingOne Authorize, or have the license extended."
        )
    if permission is None or not permission.roles:
        return _any_role(method, permission)
    text = (
        f"The worker application needs {permission.explained(permission.action(method))} (a role that is added later"
        " needs a new token)."
    )
    if licensed is None and may_be_unlicensed(permission, 403, body):
        text += " If it has the role, the license of the environment may lack API access management."
    return text


def _any_role(method: str, permission: Optional[Permission]) -> str:
    """The same if no built-in role is known that has the permission."""
    identifier = permission.identifier(permission.action(method)) if permission else ""
    with_it = f" with the permission {identifier}" if identifier else ""
    return f"Assign the worker application a role{with_it} for this environment."


def token_refusal(status: int, error: str, description: str, client_auth_method: str) -> str:
    """Reason and next step for an error of the token endpoint. The description is read, never shown."""
    if "Unsupported authentication method" in description:
        other = "post" if client_auth_method == "basic" else "basic"
        return (
            f"the application does not accept client_auth_method {client_auth_method}. Set client_auth_method: {other},"
            " or change the token endpoint authentication method of the application."
        )
    if error == "invalid_client":
        return (
            "client_id or client_secret is wrong, or the application is disabled. Check both against the worker"
            " application in PingOne, and that auth_environment_id is the environment in which it lives."
        )
    if error == "access_denied" or "role assignments" in description:
        return "the worker application has no roles. Give it roles for the environment that is to be managed."
    if error == "unauthorized_client":
        return "the application may not use client credentials. Use an application of type worker."
    if status >= 500 or status == 429:
        return "the authorization server is not available. Try again later."
    return f"the authorization server refused with {error or f'HTTP status {status}'}."


def api_token_refusal(status: int, error: str, description: str, connection: Connection) -> str:
    """The same for a token with which an application calls an API."""
    if "Unsupported authentication method" in description:
        return token_refusal(status, error, description, connection.client_auth_method)
    if error == "invalid_client":
        return "client_id or client_secret is wrong, or the application is disabled."
    if error == "invalid_scope" or "scope must be granted" in description:
        return "the application has not been granted the scopes. Grant them, or request others."
    if error == "unauthorized_client":
        return "the application may not use client credentials. Enable this grant type, or use another application."
    if status == 404 or (not error and status in (400, 403)):
        return f"{connection.token_url} does not know the environment {connection.auth_environment_id}."
    return token_refusal(status, error, description, connection.client_auth_method)


def correlation_id(description: str) -> str:
    """The ID for support in a token endpoint's description, or an empty string."""
    found = re.search(r"Correlation ID: ([0-9A-Fa-f-]{36})", description)
    return found.group(1) if found else ""
