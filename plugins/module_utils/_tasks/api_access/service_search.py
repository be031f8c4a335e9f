# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds the API services of entries, including those whose entry is invalid."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._lookup.parents import future_resource
from ..._model.field import Wire
from ..._model.objects.api_service import API_SERVICE, EXTERNAL, resource_id
from .entries import is_present


def service_of(inventory: Inventory, entry: Mapping[str, Any]) -> Optional[Wire]:
    """The API service of an entry, or None. A name that only differs in case is rejected, but means the same one."""
    services = inventory.list(API_SERVICE)
    identifier, name = entry["id"], entry["name"] or ""
    if identifier:
        found = [item for item in services if item["id"] == identifier.lower()]
    else:
        found = [item for item in services if item["name"] == name or item["id"] == name.lower()]
        found += [item for item in services if item["name"].casefold() == name.casefold()]
    return found[0] if found else None


def with_keys(inventory: Inventory, entries: Sequence[Options]) -> list[Options]:
    """The entries with further keys.

    - ``api_service`` identifies their service for other tasks. This is the name, or the ID if the service has another
      name: before it is renamed, and if the name is invalid. So there are no further problems of the objects that
      belong to the service.
    - ``next_resource`` is the ID of an existing resource that the service is going to have, None if it keeps its own.
    - ``is_new`` is whether the service does not exist yet.
    """
    found = [(entry, service_of(inventory, entry)) for entry in entries]
    return [
        {
            **entry,
            "api_service": entry["name"] if service is None else _key(service, entry["name"]),
            "next_resource": _next_resource(inventory, entry, service),
            "is_new": service is None,
        }
        for entry, service in found
    ]


def _next_resource(inventory: Inventory, entry: Options, service: Optional[Wire]) -> Optional[str]:
    """A new service without a resource in its entry adopts the one with its name."""
    if not is_present(entry) or entry["token_source"] == EXTERNAL or (service and not entry["resource"]):
        return None
    found = future_resource(inventory, {"expected_resource": entry["resource"], "api_service": entry["name"]})
    return None if found is None or (service and resource_id(service) == found["id"]) else str(found["id"])


def _key(service: Wire, name: str) -> str:
    return name if service["name"] == name else str(service["id"])
