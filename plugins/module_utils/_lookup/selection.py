# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Selects the objects for info modules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from .._base.errors import Problems
from .._base.suggest import did_you_mean
from .._base.text import is_uuid, numbered, quoted
from .._engine.inventory import Inventory
from .._model.field import Wire, Wires
from .._model.kind import Kind

# The option that all of these modules have.
REQUIRED: dict[str, dict[str, Any]] = {"required": {"type": "bool", "default": False}}


@dataclass
class Selection:
    """The objects that are selected by names or IDs.

    ``required``: a name or ID that does not exist is a problem. Otherwise, it is added to ``missing``.
    """

    inventory: Inventory
    required: bool
    problems: Problems = field(default_factory=Problems)
    missing: list[str] = field(default_factory=list)

    def of(self, kind: Kind, wanted: Optional[Sequence[str]], option: str) -> Wires:
        """The objects with these names or IDs without duplicates, or all objects."""
        if wanted is None:
            return self.inventory.list(kind)
        found: dict[str, Wire] = {}
        for place, name in numbered(option, wanted):
            with self.problems.collecting():
                item = self.inventory.find(kind, name, place)
                if item:
                    found[item["id"]] = item
                else:
                    self._miss(kind, name, place)
        return list(found.values())

    def _miss(self, kind: Kind, name: str, place: str) -> None:
        items = self.inventory.list(kind)
        if self.required:
            self.inventory.assume_or_refuse(kind, name, place, among=items)
            return
        if name not in self.missing:
            self.missing.append(name)
        similar = "" if is_uuid(name) else did_you_mean(name, [str(item.get("name")) for item in items])
        if similar:
            self.inventory.warnings.append(f"{place}: there is no {kind.noun} {quoted(name)}. {similar}")


def selection(inventory: Inventory, options: Mapping[str, Any]) -> Selection:
    """The selection of a task that has the option :data:`REQUIRED`."""
    return Selection(inventory, options["required"])


def by_name(items: Wires) -> Wires:
    """The objects sorted by name."""
    return sorted(items, key=lambda item: (str(item.get("name")), item["id"]))
