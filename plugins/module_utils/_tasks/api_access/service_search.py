# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds the API services of entries, including those whose entry is invalid."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._model.field import Wire
from ..._model.objects.api_service import API_SERVICE


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
    """The entries with C(api_service), which identifies their service for other tasks.

    This is the name, or the ID if the service has another name: before it is renamed, and if the name is invalid. So
    there are no further problems of the objects that belong to the service.
    """
    found = [(entry, service_of(inventory, entry)) for entry in entries]
    return [
        {**entry, "api_service": entry["name"] if service is None else _key(service, entry["name"])}
        for entry, service in found
    ]


def _key(service: Wire, name: str) -> str:
    return name if service["name"] == name else str(service["id"])
