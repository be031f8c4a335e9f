# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can be known of a deployment by reading, and whether another one is due."""

from __future__ import annotations

from typing import Any, Optional

from .._client import Client
from .._converge import Environment
from .._field import Ref, Wire, get_key
from .._objects.api_service import API_SERVICE, resource_id
from .._objects.deployment import DEPLOYMENT, FAILED, NEVER, outdated_by, status
from .._objects.resource import RESOURCE
from .._objects.scope import SCOPE
from .._rules import quoted

NOT_DUE = "up to date"
IN_PROGRESS = "a deployment is in progress"


def deployment_path(service: Ref) -> tuple[str, ...]:
    """Where the deployment of an API service is."""
    return (API_SERVICE.collection, str(service.id), DEPLOYMENT.collection)


def read_deployment(client: Client, service: Ref) -> Wire:
    """The deployment of an API service as it is now."""
    return client.get(*deployment_path(service), doing=f"read the deployment of {quoted(service.name)}")


def why_due(env: Environment, service: Wire, deployment: Wire, *, changed: bool = False) -> Optional[str]:
    """Why a deployment that is not in progress is due, in words; None if it is not.

    ``changed`` says that the service is known to have been changed, which PingOne does not tell.
    """
    if status(deployment) == NEVER:
        return "never deployed"
    if status(deployment) == FAILED:
        return "the last deployment failed"
    if changed:
        return "earlier tasks changed something"
    resource = resource_id(service)
    parts = [("resource", item) for item in (env.list(RESOURCE) if resource else []) if item["id"] == resource]
    if parts:
        parts += [("scope", item) for item in env.list(SCOPE, RESOURCE.collection, resource)]
    return outdated_by(deployment, parts)


def deployment_result(service: Ref, deployment: Wire, reason: str) -> dict[str, Any]:
    """Shape of a deployment in a module's result."""
    return {
        "api_service": service.as_result(),
        "status": status(deployment),
        "deployed_at": deployment.get("deployedAt"),
        "decision_endpoint_id": get_key(deployment, "decisionEndpoint.id"),
        "authorization_version_id": get_key(deployment, "authorizationVersion.id"),
        "reason": reason,
    }
