# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the deployment of an API service, and determines whether another one is needed."""

from __future__ import annotations

from typing import Any, Iterable

from .._base.shape import Listing
from .._base.text import quoted
from .._base.time import format_timestamp
from .._domain.activities import Subject
from .._domain.due import AUDIT_LAG, RETENTION, Evidence, Verdict, assess, by_status
from .._engine.inventory import Inventory
from .._engine.reads import Batches, Read, collection
from .._model.field import Ref, Wire, get_key, ref_to
from .._model.objects.api_service import API_SERVICE, has_custom_policies, resource_id
from .._model.objects.deployment import DEPLOYMENT, status
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._pingone.client import Client
from .ahead import scopes_of
from .audit_log import AuditLog

# The memo key of the audit log.
AUDIT_LOG = "audit log"

Part = tuple[str, Wire]

# The assumed lag of the audit log, which is limited to its retention.
LAG = {"type": "int", "default": AUDIT_LAG, "range": (0, int(RETENTION.total_seconds()))}


def deployment_path(service: Ref) -> tuple[str, ...]:
    """The path of the deployment of an API service."""
    return (API_SERVICE.collection, str(service.id), DEPLOYMENT.collection)


def read_deployment(client: Client, service: Ref) -> Wire:
    """The current deployment of an API service."""
    doing = f"read the deployment of {quoted(service.name)}"
    return client.get(*deployment_path(service), topic=DEPLOYMENT.topic, doing=doing)


def deployment_of(service: Ref) -> Read:
    """How to read the current deployment of an API service, which no other task shares, for the plan of a task."""
    return Read(
        (API_SERVICE.collection, service.id or service, DEPLOYMENT.collection),
        lambda client: [read_deployment(client, service)],
        Listing(DEPLOYMENT.shape, length=1),
        is_shared=False,
    )


def planned_deployment(inventory: Inventory, service: Ref) -> Wire:
    """The deployment of an API service when the task was planned."""
    [deployment] = inventory.cached(deployment_of(service))
    return deployment


def read_deployments(inventory: Inventory, services: Iterable[Wire], assessed: Iterable[Wire]) -> Batches:
    """Yield the deployments of API services to read, and what :func:`verdict_on` needs for the ``assessed`` ones."""
    yield [deployment_of(ref_to(service)) for service in services]
    linked = [service for service in assessed if resource_id(service) and _is_unclear(inventory, service)]
    if linked:
        yield [collection(RESOURCE)]
    resources = {item["id"] for item in inventory.known(collection(RESOURCE))}
    yield scopes_of(service for service in linked if resource_id(service) in resources)


def _is_unclear(inventory: Inventory, service: Wire) -> bool:
    """Whether more than the deployment itself is needed to determine whether another one is."""
    return any(by_status(one) is None for one in inventory.known(deployment_of(ref_to(service))))


def verdict_on(
    inventory: Inventory, service: Wire, deployment: Wire, *, changed: bool = False, lag: float = AUDIT_LAG
) -> Verdict:
    """Whether a deployment is needed.

    ``changed``: the service is known to have changed. ``lag``: the number of seconds until an activity is in the audit
    log.
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
    """A deployment as part of a module's result."""
    return {
        "api_service": service.as_result(),
        "status": status(deployment),
        "deployed_at": deployment.get("deployedAt"),
        "decision_endpoint_id": get_key(deployment, "decisionEndpoint.id"),
        "authorization_version_id": get_key(deployment, "authorizationVersion.id"),
        **verdict_result(verdict),
    }


def deployment_info_result(service: Ref, deployment: Wire, verdict: Verdict) -> dict[str, Any]:
    """The same for info modules, with ``due``: whether a deployment is needed, or None if that is unknown."""
    return {**deployment_result(service, deployment, verdict), "due": verdict.due}


def verdict_result(verdict: Verdict) -> dict[str, Any]:
    """A verdict as part of a module's result."""
    return {
        "reason": verdict.reason,
        "evidence": verdict.evidence,
        "as_of": format_timestamp(verdict.as_of) if verdict.as_of else None,
        "activity": verdict.activity,
    }
