# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the export of API services collects beside their entries: references to other objects, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..._base.text import quoted
from ..._domain.unmanaged_keys import unmanaged_keys
from ..._engine.inventory import Inventory
from ..._lookup.service_contents import Service
from ..._model.field import GONE, Wire
from ..._model.kind import Kind

# The types of objects that have to exist where the entries are applied.
REFERENCES = (
    "resources",
    "external_oauth_servers",
    "groups",
    "populations",
    "permissions",
    "policies",
    "applications",
)


@dataclass
class Collected:
    """What was collected for all API services.

    - ``references``: the names of the objects that have to exist, by type.
    - ``not_expressed``: what the entries do not contain.
    """

    references: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in REFERENCES})
    not_expressed: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Context:
    """The API service whose entry is made.

    - ``creates``: the entry has the options to create what it refers to.
    - ``created``: the objects that the entry creates, by option.
    """

    inventory: Inventory
    creates: bool
    service: Service
    collected: Collected
    created: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def create(self, option: str, options: dict[str, Any]) -> None:
        """List an object in the entry, with the options to create it."""
        given = {key: value for key, value in options.items() if value is not None}
        listed = self.created.setdefault(option, [])
        if given not in listed:
            listed.append(given)

    def refer(self, type_of_object: str, name: str) -> None:
        """Note that an object has to exist. One that is gone cannot."""
        if name != GONE:
            self.collected.references[type_of_object].add(name)

    def note(self, what: str, reason: str, *, rejected: bool = False) -> None:
        """Note what the entry does not express. ``rejected``: the entry cannot be applied because of this."""
        item = {"api_service": self.service.wire["name"], "object": what, "reason": reason, "rejected": rejected}
        if item not in self.collected.not_expressed:
            self.collected.not_expressed.append(item)

    def note_unmanaged(self, kind: Kind, wire: Wire, what: str = "") -> None:
        """Note the properties of an object that the collection does not manage."""
        keys = unmanaged_keys(kind, wire)
        if keys:
            reason = f"has properties that the collection does not manage: {', '.join(keys)}."
            self.note(what or object_of(kind.noun, wire["name"]), reason)


def object_of(noun: str, name: str) -> str:
    """An object in a result."""
    return f"{noun} {quoted(name)}"
