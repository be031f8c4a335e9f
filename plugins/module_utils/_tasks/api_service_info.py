# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Gathers information about API services and everything that belongs to them, with few requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._engine.reads import collection
from .._lookup.access import access_names
from .._lookup.ahead import operations_of, scopes_of
from .._lookup.application_grants import grants_below, grants_of
from .._lookup.deployment_status import deployment_info_result, deployment_of, planned_deployment, verdict_on
from .._lookup.selection import REQUIRED, by_name, selection
from .._lookup.token_servers import external_names
from .._lookup.unlisted_requests import unlisted_requests
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE, resource_id
from .._model.objects.application import APPLICATION
from .._model.objects.grant import GRANT
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE

Grants = list[tuple[Ref, Wires]]


@dataclass
class Service:
    """An API service with its resource and scopes, which a service with external tokens does not have."""

    wire: Wire
    resource: Optional[Wire] = None
    scopes: Wires = field(default_factory=list)

    @property
    def ref(self) -> Ref:
        """The reference to the service."""
        return ref_to(self.wire)

    @property
    def names(self) -> dict[str, str]:
        """The names of the resource and its scopes by ID."""
        return {item["id"]: item["name"] for item in ([self.resource] if self.resource else []) + self.scopes}


def gather(inventory: Inventory, options: dict[str, Any]) -> dict[str, Any]:
    """Everything about the requested API services.

    :raises InvalidInput: with every name that cannot be found.
    """
    selected = selection(inventory, options)
    services = selected.of(API_SERVICE, options["names"], "names")
    applications = selected.of(APPLICATION, options["grants_of"] or [], "grants_of")
    selected.problems.stop_if_any()
    if options["all_grants"]:
        applications = inventory.list(APPLICATION)
    with_grants = options["all_grants"] or options["grants_of"] is not None
    _read_ahead(inventory, services, applications if with_grants else [])
    grants = [(ref_to(item), grants_of(inventory, item)) for item in by_name(applications)] if with_grants else None
    results = [_info(inventory, _service(inventory, item), grants) for item in by_name(services)]
    return {"api_services": results, "missing": selected.missing}


def _read_ahead(inventory: Inventory, services: Wires, applications: Wires) -> None:
    """Read the grants of the applications, and the scopes, operations and deployments of the API services."""
    if any(map(resource_id, services)):
        inventory.read_ahead([collection(RESOURCE)])
    resources = {item["id"] for item in inventory.known(collection(RESOURCE))}
    linked = [service for service in services if resource_id(service) in resources]
    deployments = [deployment_of(ref_to(service)) for service in services]
    inventory.read_ahead(
        [*grants_below(applications), *scopes_of(linked), *operations_of(services), *deployments],
    )


def _service(inventory: Inventory, wire: Wire) -> Service:
    identifier = resource_id(wire)
    resource = next(
        (item for item in (inventory.list(RESOURCE) if identifier else []) if item["id"] == identifier), None
    )
    return Service(wire, resource, inventory.list(SCOPE, RESOURCE.collection, identifier) if resource else [])


def _info(inventory: Inventory, service: Service, grants: Optional[Grants]) -> dict[str, Any]:
    wire = service.wire
    state = API_SERVICE.read(wire, {**external_names(inventory, wire), **service.names})
    result = API_SERVICE.result(state, wire["id"])
    if result["resource"]:
        result["resource"]["audience"] = (service.resource or {}).get("audience")
    operations = [(one, _operation(inventory, service, one)) for one in _operations(inventory, service)]
    return {
        **result,
        "scopes": [SCOPE.result(SCOPE.read(scope, {}), scope["id"]) for scope in by_name(service.scopes)],
        "operations": [OPERATION.result(operation, wire["id"]) for wire, operation in operations],
        "unlisted_requests": unlisted_requests([operation for _wire, operation in operations]),
        "deployment": _deployment(inventory, service),
        "grants": None if grants is None else _grants(service, grants),
    }


def _operations(inventory: Inventory, service: Service) -> Wires:
    return by_name(inventory.list(OPERATION, API_SERVICE.collection, service.wire["id"]))


def _operation(inventory: Inventory, service: Service, wire: Wire) -> State:
    # Without its resource, the names of scopes cannot be read.
    names = access_names(inventory, service.wire if service.resource else {}, wire)
    return OPERATION.read(wire, names)


def _deployment(inventory: Inventory, service: Service) -> dict[str, Any]:
    deployment = planned_deployment(inventory, service.ref)
    return deployment_info_result(service.ref, deployment, verdict_on(inventory, service.wire, deployment))


def _grants(service: Service, grants: Grants) -> list[dict[str, Any]]:
    """The grants of applications for the service's resource."""
    identifier = resource_id(service.wire)
    return [
        {
            "application": application.as_result(),
            "scopes": GRANT.result(GRANT.read(grant, service.names), grant["id"])["scopes"],
        }
        for application, found in grants
        for grant in found
        if identifier and get_key(grant, "resource.id") == identifier
    ]


TASK = InfoTask(
    "API services",
    {
        "names": {"type": "list", "elements": "str"},
        **REQUIRED,
        "grants_of": {"type": "list", "elements": "str"},
        "all_grants": {"type": "bool", "default": False},
    },
    gather,
)
