# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""API services with everything that belongs to them, for tasks that only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Iterator, Optional, Sequence

from .._engine.inventory import Inventory
from .._engine.reads import Read, collection
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE, resource_id
from .._model.objects.grant import GRANT
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .access import access_names
from .ahead import operations_of, scopes_of
from .application_grants import grants_below, grants_of
from .selection import by_name
from .token_servers import external_names

# Applications with their grants.
Grants = Sequence[tuple[Wire, Wires]]


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


def read_contents_ahead(
    inventory: Inventory, services: Wires, applications: Wires, further: Iterable[Read] = ()
) -> None:
    """Read the grants of the applications, the scopes and operations of the API services, and ``further`` reads."""
    if any(map(resource_id, services)):
        inventory.read_ahead([collection(RESOURCE)])
    resources = {item["id"] for item in inventory.known(collection(RESOURCE))}
    linked = [service for service in services if resource_id(service) in resources]
    inventory.read_ahead([*grants_below(applications), *scopes_of(linked), *operations_of(services), *further])


def service_of(inventory: Inventory, wire: Wire) -> Service:
    """An API service with its resource and scopes."""
    identifier = resource_id(wire)
    resource = next(
        (item for item in (inventory.list(RESOURCE) if identifier else []) if item["id"] == identifier), None
    )
    return Service(wire, resource, inventory.list(SCOPE, RESOURCE.collection, identifier) if resource else [])


def state_of(inventory: Inventory, service: Service) -> State:
    """The state of an API service."""
    return API_SERVICE.read(service.wire, {**external_names(inventory, service.wire), **service.names})


def operations_in(inventory: Inventory, service: Service) -> Iterator[tuple[Wire, State]]:
    """The operations of an API service with their states, sorted by name."""
    for wire in by_name(inventory.list(OPERATION, API_SERVICE.collection, service.wire["id"])):
        # Without its resource, the names of scopes cannot be read.
        names = access_names(inventory, service.wire if service.resource else {}, wire)
        yield wire, OPERATION.read(wire, names)


def all_grants(inventory: Inventory, applications: Wires) -> Grants:
    """The applications with their grants, sorted by name."""
    return [(item, grants_of(inventory, item)) for item in by_name(applications)]


def grants_for(service: Service, grants: Grants) -> Iterator[tuple[Wire, Wire, State]]:
    """The grants for the resource of an API service: the application, the grant, and its state."""
    identifier = resource_id(service.wire)
    for application, found in grants:
        for grant in found:
            if identifier and get_key(grant, "resource.id") == identifier:
                yield application, grant, GRANT.read(grant, service.names)
