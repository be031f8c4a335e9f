# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Selects the objects for info modules."""

from __future__ import annotations

from typing import Optional, Sequence

from .._base.errors import Problems
from .._base.text import numbered
from .._engine.inventory import Inventory
from .._model.field import Wire, Wires
from .._model.kind import Kind


def select(inventory: Inventory, kind: Kind, wanted: Optional[Sequence[str]], option: str, problems: Problems) -> Wires:
    """The objects with these names or IDs without duplicates, or all objects. A missing one is a problem."""
    if wanted is None:
        return inventory.list(kind)
    found: dict[str, Wire] = {}
    for place, name in numbered(option, wanted):
        with problems.collecting():
            item = inventory.find(kind, name, place)
            if item:
                found[item["id"]] = item
            else:
                inventory.assume_or_refuse(kind, name, place, among=inventory.list(kind))
    return list(found.values())


def by_name(items: Wires) -> Wires:
    """The objects sorted by name."""
    return sorted(items, key=lambda item: (str(item.get("name")), item["id"]))
