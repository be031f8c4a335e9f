# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the access rules of API services as they are saved in PingOne."""

from __future__ import annotations

from functools import partial
from typing import Iterable

from .._domain.service_access import ServiceAccess
from .._engine.inventory import Inventory
from .._engine.reads import collection
from .._model.field import Wire, get_key
from .._model.objects.api_service import API_SERVICE, has_custom_policies, is_external, resource_id
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .access import access_names
from .ahead import operations_of, scopes_of
from .readable import readable


def without_rules(service: Wire) -> ServiceAccess:
    """An API service without what has to be read separately."""
    return ServiceAccess(service["id"], service["name"], service["baseUrls"])


def read_access(inventory: Inventory, services: Iterable[Wire]) -> dict[str, ServiceAccess]:
    """API services with their operations, by ID."""
    services = list(services)
    linked = [service for service in services if resource_id(service)]
    resources = [collection(RESOURCE)] if linked else []
    inventory.read_ahead([*resources, *operations_of(services), *scopes_of(linked)])
    return {service["id"]: _access(inventory, service) for service in services}


def _access(inventory: Inventory, service: Wire) -> ServiceAccess:
    operations = inventory.list(OPERATION, API_SERVICE.collection, service["id"])
    names: dict[str, str] = {}
    no_names: dict[str, str] = {}
    for operation in operations:
        # Names of groups and permissions may require other roles than the operations.
        names.update(readable(partial(access_names, inventory, service, operation), no_names))
    return ServiceAccess(
        service["id"],
        service["name"],
        service["baseUrls"],
        _audience(inventory, service),
        operations,
        names,
        is_external(service),
        has_custom_policies(service),
    )


def _audience(inventory: Inventory, service: Wire) -> str:
    if is_external(service):
        return str(get_key(service, "authorizationServer.externalOAuthServer.audience") or "")
    found = (item for item in inventory.list(RESOURCE) if item["id"] == resource_id(service))
    return str(next(found, {}).get("audience") or "")
