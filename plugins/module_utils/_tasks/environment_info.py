# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Gathers information about the environment, its license, the worker's roles, and its remaining quotas."""

from __future__ import annotations

from typing import AbstractSet, Any, Callable, Optional, TypeVar

from .._base.api_error import ApiError
from .._base.errors import Problem
from .._base.suggest import did_you_mean
from .._base.text import quoted
from .._domain.operation_rules import MAXIMUM_OPERATIONS
from .._domain.required_permissions import module_names
from .._domain.rules import MAXIMUM_API_SERVICES, MAXIMUM_EXTERNAL_OAUTH_SERVERS
from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._lookup.ahead import operations_of
from .._model.field import Wire
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE
from .._model.objects.environment import BILL_OF_MATERIALS, CAPABILITIES, ENVIRONMENT, LICENSE
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from .._model.objects.operation import OPERATION
from .environment_info_permissions import (
    listed,
    missing_permissions,
    permissions_of,
    required_permissions,
    roles_of_worker,
)

Found = TypeVar("Found")

# What the option takes besides modules: everything, and the roles of this collection with the modules that they run.
_ALL = "all"
_HELP = f"Set names such as pingone_scope or api_service, or {_ALL}."
_ROLES = {
    "api_service": ("pingone_api_access",),
    "api_gateway": ("pingone_gateway", "pingone_gateway_credential", "pingone_gateway_info"),
}


def gather(inventory: Inventory, options: dict[str, Any]) -> dict[str, Any]:
    """Everything about the environment; null for what the worker application is not allowed to read."""
    wire = inventory.client.get(topic=ENVIRONMENT.topic, doing="read the environment")
    environment = ENVIRONMENT.read(wire, {})
    limits = _limits(inventory)
    roles = roles_of_worker(inventory, environment, wire["id"])
    modules = _modules(options)
    required = required_permissions(modules, roles)
    return {
        "environment": ENVIRONMENT.result(environment, wire["id"]),
        "products": _if_allowed(inventory, "the products", lambda: _products(inventory)),
        "license": _if_allowed(inventory, "the license", lambda: _license(inventory, environment)),
        "capabilities": _if_allowed(inventory, "the capabilities", lambda: _capabilities(inventory)),
        "roles": listed(roles),
        "permissions": permissions_of(inventory, roles),
        "required_permissions": required if modules else None,
        "missing_permissions": missing_permissions(required) if modules else None,
        "limits": limits,
        "summary": [_summary(limit) for limit in limits if limit["used"] is not None],
    }


def _if_allowed(inventory: Inventory, what: str, read: Callable[[], Found]) -> Optional[Found]:
    """What is read; None with a warning if the worker application is not allowed to read it."""
    try:
        return read()
    except ApiError as error:
        if error.status != 403:
            raise
        inventory.warnings.append(f"{error} The result has null for {what}.")
        return None


def _products(inventory: Inventory) -> list[str]:
    bill = inventory.client.get("billOfMaterials", topic=BILL_OF_MATERIALS, doing="read the bill of materials")
    return sorted(product["type"] for product in bill["products"])


def _license(inventory: Inventory, environment: State) -> Optional[dict[str, Any]]:
    organization, identifier = environment["organization_id"], environment["license_id"]
    if not (organization and identifier):
        return None
    path = ("organizations", organization, LICENSE.collection, identifier)
    wire = inventory.client.get(*path, topic=LICENSE.topic, doing=f"read the {LICENSE.noun}", from_root=True)
    return LICENSE.result(LICENSE.read(wire, {}), identifier)


def _capabilities(inventory: Inventory) -> State:
    doing = f"read the {CAPABILITIES.noun}"
    wire = inventory.client.get(CAPABILITIES.collection, topic=CAPABILITIES.topic, doing=doing)
    return CAPABILITIES.read(wire, {})


def _limits(inventory: Inventory) -> list[dict[str, Any]]:
    """The usage of each limit. Operations are counted for each API service."""
    services = _if_allowed(inventory, "the number of API services", lambda: inventory.list(API_SERVICE))
    servers = _if_allowed(
        inventory, "the number of external OAuth servers", lambda: inventory.list(EXTERNAL_OAUTH_SERVER)
    )
    limits = [
        _limit("API services", MAXIMUM_API_SERVICES, services),
        _limit("external OAuth servers", MAXIMUM_EXTERNAL_OAUTH_SERVERS, servers),
    ]
    named = sorted(services or [], key=lambda service: str(service["name"]))
    inventory.read_ahead(operations_of(named))
    # If operations of one service cannot be read, none can, and there is one warning.
    listed = _if_allowed(
        inventory, "the number of operations", lambda: [_operations(inventory, service) for service in named]
    )
    for service, operations in zip(named, listed if listed is not None else [None] * len(named)):
        limits.append(_limit("operations", MAXIMUM_OPERATIONS, operations, service["name"]))
    return limits


def _operations(inventory: Inventory, service: Wire) -> list[Wire]:
    return inventory.list(OPERATION, API_SERVICE.collection, service["id"])


def _limit(what: str, maximum: int, items: Optional[list[Wire]], service: Optional[str] = None) -> dict[str, Any]:
    used = None if items is None else len(items)
    left = None if used is None else max(maximum - used, 0)
    return {"object": what, "api_service": service, "used": used, "maximum": maximum, "left": left}


def _summary(limit: dict[str, Any]) -> str:
    text = f"{limit['used']} of {limit['maximum']} {limit['object']}"
    return f"{text} of {quoted(limit['api_service'])}" if limit["api_service"] else text


def _modules(options: dict[str, Any]) -> list[str]:
    """The modules whose permissions are wanted."""
    names: list[str] = []
    for given in options["permissions_for"] or []:
        name = given.rpartition(".")[2]
        names += module_names() if given == _ALL else _ROLES.get(name, (name,))
    return names


def _problems(options: dict[str, Any], refused: AbstractSet[str]) -> list[Problem]:
    known = [_ALL, *_ROLES, *module_names()]
    return [
        Problem(
            f"permissions_for[{index}]",
            f"{quoted(given)} is not a module or role of this collection. {did_you_mean(given, known) or _HELP}",
        )
        for index, given in enumerate(options["permissions_for"] or [])
        if given.rpartition(".")[2] not in known
    ]


TASK = InfoTask("Environment", {"permissions_for": {"type": "list", "elements": "str"}}, gather, _problems)
