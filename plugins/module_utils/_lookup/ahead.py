# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What to read ahead of a list of objects, so that independent collections are read at the same time.

The generators yield batches for :meth:`Inventory.read_batches_ahead`. A task only reads ahead what it needs in any
case. Names that do not exist and failures are reported where they are needed.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Iterable, Optional, Sequence, Union

from .._engine.inventory import Inventory
from .._engine.reads import Read, collection
from .._engine.task import Options
from .._model.field import Ref, Wire, ref_to
from .._model.kind import Kind
from .._model.objects.api_service import API_SERVICE, resource_id
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE


def read_named(
    inventory: Inventory, kind: Kind, names: Iterable[Optional[str]]
) -> Generator[Iterable[Read], None, dict[str, Wire]]:
    """Yield a collection to read, and return the objects with these names or IDs that exist, by name or ID."""
    wanted = {name for name in names if name}
    if wanted:
        yield [collection(kind)]
    items = inventory.known(collection(kind)) if wanted else []
    found = {**{item["id"]: item for item in items}, **{item.get("name"): item for item in items}}
    return {
        name: item
        for name, item in ((name, found.get(name) or found.get(name.lower())) for name in wanted)
        if item is not None
    }


def operations_of(services: Iterable[Wire]) -> list[Read]:
    """How to read the operations of API services."""
    return [collection(OPERATION, API_SERVICE.collection, ref_to(service)) for service in services]


def scopes_of(services: Iterable[Wire]) -> list[Read]:
    """How to read the scopes of API services. A service with external tokens has none."""
    return scopes_below(map(resource_id, services))


def scopes_below(resources: Iterable[Union[str, Ref]]) -> list[Read]:
    """How to read the scopes of the resources with these IDs; an empty one stands for none."""
    return [collection(SCOPE, RESOURCE.collection, resource) for resource in resources if resource]


def read_parents(
    inventory: Inventory, items: Sequence[Options]
) -> Generator[Iterable[Read], None, list[Union[str, Ref]]]:
    """Yield the parents of all items to read, and return the ID of the resource of each, empty if it is unknown."""
    services = yield from read_named(inventory, API_SERVICE, [item["api_service"] for item in items])
    if any(map(resource_id, services.values())):
        yield [collection(RESOURCE)]
    resources = yield from read_named(inventory, RESOURCE, [item["resource"] for item in items])
    found: list[Union[str, Ref]] = []
    for item in items:
        service, resource = services.get(item["api_service"] or ""), resources.get(item["resource"] or "")
        found.append(resource["id"] if resource else resource_id(service) if service else "")
    return found
