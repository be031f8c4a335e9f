# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can be known of a deployment by reading, and whether another one is due."""

from __future__ import annotations

from typing import Any

from .._base.text import quoted
from .._base.time import format_timestamp
from .._domain.activities import Subject
from .._domain.due import AUDIT_LAG, RETENTION, Evidence, Verdict, assess
from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, get_key
from .._model.objects.api_service import API_SERVICE, has_custom_policies, resource_id
from .._model.objects.deployment import DEPLOYMENT, status
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._pingone.client import Client
from .audit_log import AuditLog

# What a task keeps its reading of the audit log under.
AUDIT_LOG = "audit log"

Part = tuple[str, Wire]

# The lag that is assumed of the audit log, at most as long as the log can be read.
LAG = {"type": "int", "default": AUDIT_LAG, "range": (0, int(RETENTION.total_seconds()))}


def deployment_path(service: Ref) -> tuple[str, ...]:
    """Where the deployment of an API service is."""
    return (API_SERVICE.collection, str(service.id), DEPLOYMENT.collection)


def read_deployment(client: Client, service: Ref) -> Wire:
    """The deployment of an API service as it is now."""
    doing = f"read the deployment of {quoted(service.name)}"
    return client.get(*deployment_path(service), topic=DEPLOYMENT.topic, doing=doing)


def verdict_on(
    inventory: Inventory, service: Wire, deployment: Wire, *, changed: bool = False, lag: float = AUDIT_LAG
) -> Verdict:
    """Whether a deployment is due.

    ``changed`` says that the service is known to have been changed, ``lag`` after how many seconds an activity is in
    the audit log.
    """
    log: AuditLog = inventory.memo(AUDIT_LOG, lambda: AuditLog(inventory.client))
    evidence = Evidence(
        changed, lambda: _parts(inventory, service), log.since, lambda: _subject(inventory, service), lag
    )
    return assess(deployment, evidence, inventory.client.now)


def _parts(inventory: Inventory, service: Wire) -> list[Part]:
    """The linked resource and its scopes."""
    resource = resource_id(service)
    parts = [("resource", item) for item in (inventory.list(RESOURCE) if resource else []) if item["id"] == resource]
    if parts:
        parts += [("scope", item) for item in inventory.list(SCOPE, RESOURCE.collection, resource)]
    return parts


def _subject(inventory: Inventory, service: Wire) -> Subject:
    own = {service["id"], *(part["id"] for _noun, part in _parts(inventory, service))}
    known = {item["id"] for kind in (API_SERVICE, RESOURCE) for item in inventory.list(kind)}
    return Subject(
        service["id"],
        frozenset(own),
        frozenset(known - own),
        lambda: [item["id"] for item in inventory.list(OPERATION, API_SERVICE.collection, service["id"])],
        has_custom_policies(service),
    )


def deployment_result(service: Ref, deployment: Wire, verdict: Verdict) -> dict[str, Any]:
    """Shape of a deployment in a module's result."""
    return {
        "api_service": service.as_result(),
        "status": status(deployment),
        "deployed_at": deployment.get("deployedAt"),
        "decision_endpoint_id": get_key(deployment, "decisionEndpoint.id"),
        "authorization_version_id": get_key(deployment, "authorizationVersion.id"),
        **verdict_result(verdict),
    }


def deployment_info_result(service: Ref, deployment: Wire, verdict: Verdict) -> dict[str, Any]:
    """The same for somebody who only asks: also whether a deployment is due, which is None if nobody can tell."""
    return {**deployment_result(service, deployment, verdict), "due": verdict.due}


def verdict_result(verdict: Verdict) -> dict[str, Any]:
    """Shape of a verdict in a module's result."""
    return {
        "reason": verdict.reason,
        "evidence": verdict.evidence,
        "as_of": format_timestamp(verdict.as_of) if verdict.as_of else None,
        "activity": verdict.activity,
    }
