# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Gathers information about API services and everything that belongs to them, with few requests."""

from __future__ import annotations

from typing import Any, Optional

from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._lookup.deployment_status import deployment_info_result, deployment_of, planned_deployment, verdict_on
from .._lookup.selection import REQUIRED, by_name, selection
from .._lookup.service_contents import (
    Grants,
    Service,
    all_grants,
    grants_for,
    operations_in,
    read_contents_ahead,
    service_of,
    state_of,
)
from .._lookup.unlisted_requests import unlisted_requests
from .._model.field import ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.application import APPLICATION
from .._model.objects.grant import GRANT
from .._model.objects.operation import OPERATION
from .._model.objects.scope import SCOPE


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
    deployments = [deployment_of(ref_to(service)) for service in services]
    read_contents_ahead(inventory, services, applications if with_grants else [], deployments)
    grants = all_grants(inventory, applications) if with_grants else None
    results = [_info(inventory, service_of(inventory, item), grants) for item in by_name(services)]
    return {"api_services": results, "missing": selected.missing}


def _info(inventory: Inventory, service: Service, grants: Optional[Grants]) -> dict[str, Any]:
    result = API_SERVICE.result(state_of(inventory, service), service.wire["id"])
    if result["resource"]:
        result["resource"]["audience"] = (service.resource or {}).get("audience")
    operations = list(operations_in(inventory, service))
    return {
        **result,
        "scopes": [SCOPE.result(SCOPE.read(scope, {}), scope["id"]) for scope in by_name(service.scopes)],
        "operations": [OPERATION.result(operation, wire["id"]) for wire, operation in operations],
        "unlisted_requests": unlisted_requests([operation for _wire, operation in operations]),
        "deployment": _deployment(inventory, service),
        "grants": None if grants is None else _grants(service, grants),
    }


def _deployment(inventory: Inventory, service: Service) -> dict[str, Any]:
    deployment = planned_deployment(inventory, service.ref)
    return deployment_info_result(service.ref, deployment, verdict_on(inventory, service.wire, deployment))


def _grants(service: Service, grants: Grants) -> list[dict[str, Any]]:
    """The grants of applications for the service's resource."""
    return [
        {"application": ref_to(application).as_result(), "scopes": GRANT.result(state, grant["id"])["scopes"]}
        for application, grant, state in grants_for(service, grants)
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
