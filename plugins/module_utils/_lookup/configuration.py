# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads what the rules of :mod:`.._domain.lint` examine."""

from __future__ import annotations

from dataclasses import replace
from typing import AbstractSet, Optional

from .._domain.deny_operation import is_deny_operation
from .._domain.lint.model import DEPLOYMENTS, GRANTS, REFERENCES, SCOPES, SERVERS, Configuration, Grant, Service
from .._engine.inventory import Inventory
from .._engine.reads import collection
from .._model.field import Wire, Wires, get_key, ref_to
from .._model.objects.api_service import API_SERVICE, has_custom_policies, resource_id
from .._model.objects.application import APPLICATION
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from .._model.objects.operation import OPERATION, required_scope_ids
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .access import access_names
from .ahead import operations_of, scopes_of
from .application_grants import grants_below, grants_of
from .deployment_status import deployment_of, planned_deployment, verdict_on
from .group_search import group_names
from .selection import by_name
from .token_servers import external_names
from .unlisted_requests import denies_everything


def read_configuration(inventory: Inventory, services: Wires, needs: AbstractSet[str]) -> Configuration:
    """API services with their operations, and what the rules need in addition. The rest is empty."""
    return _Reader(inventory, services, needs).read()


class _Reader:
    """Reads API services, and what rules need."""

    def __init__(self, inventory: Inventory, services: Wires, needs: AbstractSet[str]) -> None:
        self._inventory = inventory
        self._services = services
        self._needs = needs
        self._all = inventory.list(API_SERVICE)
        if not any(map(resource_id, services)):
            # Without a resource, there are neither scopes nor grants.
            self._needs = needs - {SCOPES, GRANTS}
        self._resources: dict[object, Wire] = {}

    def read(self) -> Configuration:
        """Everything, as many collections as possible at the same time."""
        self._read_ahead()
        servers = self._inventory.list(EXTERNAL_OAUTH_SERVER) if SERVERS in self._needs else []
        grants = self._grants() if GRANTS in self._needs else []
        services = [self._service(wire) for wire in by_name(self._services)]
        return Configuration(services, self._all, self._inventory.client.now, grants, len(servers))

    def _read_ahead(self) -> None:
        inventory, needs = self._inventory, self._needs
        linked = bool(needs & {SCOPES, REFERENCES, DEPLOYMENTS}) and any(map(resource_id, self._services))
        first = [collection(RESOURCE)] if linked else []
        first += [collection(APPLICATION)] if GRANTS in needs else []
        first += [collection(EXTERNAL_OAUTH_SERVER)] if SERVERS in needs else []
        inventory.read_ahead(first)
        self._resources = {item["id"]: item for item in inventory.list(RESOURCE)} if linked else {}
        used = [service for service in self._services if resource_id(service) in self._resources]
        deployed = self._services if DEPLOYMENTS in needs else []
        inventory.read_ahead(
            [
                *operations_of([*self._services, *self._sharing()]),
                *scopes_of(used if needs & {SCOPES, REFERENCES} else []),
                *(deployment_of(ref_to(service)) for service in deployed),
                *(grants_below(inventory.list(APPLICATION)) if GRANTS in needs else []),
            ]
        )

    def _sharing(self) -> Wires:
        """The API services that use the same resources as those to examine, if their operations are needed."""
        resources = {resource_id(service) for service in self._services} - {""}
        return [one for one in self._all if resource_id(one) in resources] if SCOPES in self._needs else []

    def _grants(self) -> list[Grant]:
        return [
            Grant(
                str(application["name"]),
                application.get("enabled") is not False,
                get_key(grant, "resource.id"),
                frozenset(entry["id"] for entry in grant["scopes"]),
            )
            for application in by_name(self._inventory.list(APPLICATION))
            for grant in grants_of(self._inventory, application)
        ]

    def _service(self, wire: Wire) -> Service:
        inventory = self._inventory
        operations = by_name(self._operations(wire))
        resource = self._resources.get(resource_id(wire))
        names = self._names(wire, operations)
        denying = [one for one in operations if is_deny_operation(one)]
        is_denied = any(denies_everything(OPERATION.read(one, self._group_names(one))) for one in denying)
        service = Service(wire, operations, names, denies_unlisted=is_denied)
        if resource and SCOPES in self._needs:
            scopes = by_name(inventory.list(SCOPE, RESOURCE.collection, resource["id"]))
            service = replace(service, scopes=scopes, required_scopes=self._required(resource["id"]))
        if DEPLOYMENTS in self._needs:
            deployment = planned_deployment(inventory, service.ref)
            service = replace(service, deployment=deployment, verdict=verdict_on(inventory, wire, deployment))
        return service

    def _operations(self, service: Wire) -> Wires:
        return self._inventory.list(OPERATION, API_SERVICE.collection, service["id"])

    def _names(self, wire: Wire, operations: Wires) -> dict[str, str]:
        """The names of the existing objects that an API service and its operations refer to."""
        if REFERENCES not in self._needs:
            return {}
        resource = self._resources.get(resource_id(wire))
        names = external_names(self._inventory, wire)
        for operation in operations:
            # Without its resource, the names of scopes cannot be read.
            names.update(access_names(self._inventory, wire if resource else {}, operation))
        return {**names, **({resource["id"]: resource["name"]} if resource else {})}

    def _group_names(self, operation: Wire) -> dict[str, str]:
        groups = get_key(operation, "accessControl.group.groups") or []
        return group_names(self._inventory, [entry["id"] for entry in groups])

    def _required(self, resource: str) -> Optional[AbstractSet[object]]:
        """The scopes that operations require. None if custom policies can require others."""
        services = [service for service in self._all if resource_id(service) == resource]
        if any(map(has_custom_policies, services)):
            return None
        return {scope for service in services for one in self._operations(service) for scope in required_scope_ids(one)}
