# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds permissions, which are only listed below their application resource."""

from __future__ import annotations

from typing import Iterable, Iterator, Optional

from .._base.suggest import suggestions
from .._base.text import is_uuid
from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, ref_to
from .._model.kind import match
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION, permission_key


def find_permission(inventory: Inventory, wanted: str, option: str) -> Optional[Ref]:
    """The permission with this key or ID, or None. Its name is its key.

    For a key, only the application resources that it can start with are searched. For an ID, all of them are searched
    until it is found.

    :raises InvalidInput: if several permissions have the key, or only the case differs.
    """
    owners = inventory.list(APPLICATION_RESOURCE)
    if is_uuid(wanted):
        found = next((item for item in _named(inventory, owners) if item["id"] == wanted.lower()), None)
    else:
        matching = [
            owner for owner in owners if wanted.casefold().startswith(permission_key(owner["name"], "").casefold())
        ]
        found = match(PERMISSION.noun, _named(inventory, matching), wanted, option)
    return ref_to(found) if found else None


def permissions_like(inventory: Inventory, wanted: str) -> Iterator[Wire]:
    """The permissions that might be meant by a key that does not exist, each with its key as the name.

    They belong to the application resources that the key starts with, or otherwise to those with a similar name.
    """
    if is_uuid(wanted):
        return iter(())
    owners = inventory.list(APPLICATION_RESOURCE)
    matching = [owner for owner in owners if wanted.startswith(permission_key(owner["name"], ""))]
    similar = suggestions(wanted.rpartition(":")[0], [owner["name"] for owner in owners])
    return _named(inventory, matching or [owner for owner in owners if owner["name"] in similar])


def permission_names(inventory: Inventory, ids: Iterable[str]) -> dict[str, str]:
    """The keys of permissions by ID. Permissions that do not exist are omitted."""
    names: dict[str, str] = {}
    missing = set(ids)
    if not missing:
        return names
    for item in _named(inventory, inventory.list(APPLICATION_RESOURCE)):
        if item["id"] in missing:
            names[item["id"]] = item["name"]
            missing.remove(item["id"])
        if not missing:
            break
    return names


def find_permission_by_id(inventory: Inventory, identifier: str) -> Optional[tuple[Wire, Wire]]:
    """The application resource of a permission, and the permission; None if it does not exist."""
    for owner in inventory.list(APPLICATION_RESOURCE):
        for item in permissions_of(inventory, owner):
            if item["id"] == identifier:
                return owner, item
    return None


def permissions_of(inventory: Inventory, owner: Wire) -> list[Wire]:
    """The permissions of an application resource."""
    return inventory.list(PERMISSION, APPLICATION_RESOURCE.collection, ref_to(owner))


def _named(inventory: Inventory, owners: Iterable[Wire]) -> Iterator[Wire]:
    """The permissions of application resources, each with its key as the name. They are read lazily."""
    for owner in owners:
        for item in permissions_of(inventory, owner):
            yield {**item, "name": permission_key(owner["name"], item["action"])}
