# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds groups and populations, of which there may be too many to list all of them.

In a small environment, one page contains all of them and is read once. In a large one, each is searched by a filter,
with one request. Source: the PingOne API reference, "Groups" (at most 100,000 for each environment),
"Populations" (10,000), and "Conventions" (filtering).
"""

from __future__ import annotations

from typing import Iterable, Optional

from .._base.shape import FLAG, Listing, Record, Shape
from .._base.text import is_uuid
from .._engine.inventory import Inventory
from .._engine.reads import Read
from .._model.field import Wire, Wires
from .._model.kind import Kind, match
from .._model.objects.group import GROUP
from .._model.objects.population import POPULATION
from .._pingone.client import Client
from .._pingone.request import condition

LARGEST_PAGE = "1000"


def find_group(inventory: Inventory, wanted: str, option: str) -> Optional[Wire]:
    """The group with this name or ID, or None.

    :raises InvalidInput: if several have the name; in an environment with up to 1000 groups, also if only the case
        differs.
    """
    return match(GROUP.noun, groups_like(inventory, wanted), wanted, option)


def find_population(inventory: Inventory, wanted: str, option: str) -> Optional[Wire]:
    """The population with this name or ID, or None.

    :raises InvalidInput: as :func:`find_group`.
    """
    return match(POPULATION.noun, populations_like(inventory, wanted), wanted, option)


def group_names(inventory: Inventory, ids: Iterable[str]) -> dict[str, str]:
    """The names of groups by ID. Groups that no longer exist are omitted."""
    return _names(inventory, GROUP, ids)


def population_names(inventory: Inventory, ids: Iterable[str]) -> dict[str, str]:
    """The names of populations by ID. Populations that no longer exist are omitted."""
    return _names(inventory, POPULATION, ids)


def groups_like(inventory: Inventory, wanted: str) -> Wires:
    """Known groups, including all with this name or ID."""
    return _known(inventory, GROUP, wanted)


def populations_like(inventory: Inventory, wanted: str) -> Wires:
    """Known populations, including all with this name or ID."""
    return _known(inventory, POPULATION, wanted)


def _names(inventory: Inventory, kind: Kind, ids: Iterable[str]) -> dict[str, str]:
    wanted = sorted(set(ids))
    known: Wires = []
    for identifier in wanted:
        known = _search(inventory, kind, "id", "eq", identifier)
    return {item["id"]: item["name"] for item in known if item["id"] in wanted}


def _known(inventory: Inventory, kind: Kind, wanted: str) -> Wires:
    """All known objects of a kind, including those with this name or ID."""
    if is_uuid(wanted):
        known = _search(inventory, kind, "id", "eq", wanted.lower())
        if any(item["id"] == wanted.lower() for item in known):
            return known
    return _search(inventory, kind, "name", kind.filter_operator, wanted)


def first_page(kind: Kind) -> Read:
    """How to read the first page of groups or populations."""

    def send(client: Client) -> Wires:
        doing, query = f"list {kind.plural}", {"limit": LARGEST_PAGE}
        items, is_all = client.first_page(kind.collection, topic=kind.topic, doing=doing, query=query)
        return [{"items": items, "is_all": is_all}]

    keys: dict[str, Shape] = {"items": Listing(kind.shape), "is_all": FLAG}
    return Read((kind.collection, "first page"), send, Listing(Record(keys, frozenset(keys)), length=1))


def _search(inventory: Inventory, kind: Kind, attribute: str, operator: str, value: str) -> Wires:
    [page] = inventory.cached(first_page(kind))
    known = inventory.remember(kind, page["items"])
    if page["is_all"] or (attribute == "id" and any(item["id"] == value for item in known)):
        return known
    wanted = condition(attribute, operator, value)

    def send(client: Client) -> Wires:
        query = {"filter": wanted, "limit": LARGEST_PAGE}
        doing = f"search the {kind.noun} {value}"
        return client.list(kind.collection, topic=kind.topic, doing=doing, query=query)

    return inventory.remember(kind, inventory.cached(Read((kind.collection, wanted), send, Listing(kind.shape))))
