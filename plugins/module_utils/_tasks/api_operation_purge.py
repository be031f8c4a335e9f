# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Removes the operations of API services that are not listed."""

from __future__ import annotations

from typing import Any

from .._base.errors import InvalidInput, Problems
from .._base.text import numbered
from .._domain.deny_operation import is_deny_operation
from .._engine.inventory import Inventory
from .._engine.task import Draft
from .._lookup.operation_removal import removal
from .._lookup.parents import is_called
from .._lookup.unlisted_requests import OPTION as UNLISTED
from .._lookup.unlisted_requests import is_about_service
from .._model.field import Wire, Wires, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.operation import OPERATION


def purge_drafts(inventory: Inventory, options: dict[str, Any], items: list[dict[str, Any]]) -> list[Draft]:
    """With ``purge``, plan the removal of the operations that are not listed.

    This concerns the services of ``api_services``, or otherwise all services that are specified.
    """
    if not options["purge"]:
        if options["api_services"] and options[UNLISTED] is None:
            raise InvalidInput.of("api_services", f"can only be used with purge: true or {UNLISTED}.")
        return []
    removals = []
    for service in _purged(inventory, options, items):
        operations = inventory.list(OPERATION, API_SERVICE.collection, ref_to(service))
        own = [item for item in items if is_called(ref_to(service), item["api_service"]) and not is_about_service(item)]
        referred = {one for item in own for one in _referred(operations, item)}
        removals += [
            removal(inventory, service, one)
            for one in operations
            if one["id"] not in referred and not is_deny_operation(one)
        ]
    return removals


def _purged(inventory: Inventory, options: dict[str, Any], items: list[dict[str, Any]]) -> list[Wire]:
    """The services whose operations are purged.

    :raises InvalidInput: with services that do not exist, except for those of an item, which are reported there.
    """
    named = {item["api_service"]: "" for item in items}
    if options["api_services"] is not None:
        wanted = {name: place for place, name in numbered("api_services", options["api_services"])}
    elif options["api_service"]:
        wanted = {options["api_service"]: "api_service", **named}
    elif items:
        wanted = named
    else:
        raise InvalidInput.of("api_service", "required to determine which operations to remove. Set api_service.")
    problems = Problems()
    found: dict[str, Wire] = {}
    for name, option in wanted.items():
        with (problems if option else Problems()).collecting():
            service = inventory.find(API_SERVICE, name, option)
            if service:
                found[service["id"]] = service
            elif option:
                inventory.assume_or_refuse(API_SERVICE, name, option, among=inventory.list(API_SERVICE))
    problems.stop_if_any()
    return list(found.values())


def _referred(operations: Wires, item: dict[str, Any]) -> set[str]:
    """The IDs of the operations that an item may refer to.

    An operation whose name only differs in case is included, because the item is rejected when it is planned.
    """
    if item["id"]:
        return {item["id"].lower()}
    name = item["name"]
    exact = {one["id"] for one in operations if name == one["name"] or name.lower() == one["id"]}
    return exact or {one["id"] for one in operations if name.casefold() == one["name"].casefold()}
