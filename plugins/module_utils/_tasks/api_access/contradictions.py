# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Entries and applications that refer to the same object, of which one takes away what another one gives.

They are found before anything is planned, so that a new name in the plan does not hide them.
"""

from __future__ import annotations

from typing import Iterator, Sequence

from ..._base.errors import Problem
from ..._base.text import quoted
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._model.objects.application import APPLICATION
from .entries import is_present
from .service_search import service_of


def contradictions(inventory: Inventory, entries: Sequence[Options]) -> Iterator[Problem]:
    """The problems of all entries, based on what exists."""
    yield from _removed_services(inventory, entries)
    for index, entry in enumerate(entries):
        if is_present(entry):
            yield from _removed_applications(inventory, f"api_services[{index}].applications", entry)


def _removed_services(inventory: Inventory, entries: Sequence[Options]) -> Iterator[Problem]:
    """The entries that remove an API service that another entry manages by its name or ID, or renames."""
    found = [service_of(inventory, entry) for entry in entries]
    for removed, service in enumerate(found):
        for other, entry in enumerate(entries):
            is_same = service is not None and service is found[other]
            if is_same and is_present(entry) and not is_present(entries[removed]):
                text = f"the API service is also in api_services[{other}]. Remove one of the entries."
                yield Problem(f"api_services[{removed}]", text)


def _removed_applications(inventory: Inventory, place: str, entry: Options) -> Iterator[Problem]:
    """The applications of an entry that are listed by name and by ID, once present and once absent."""
    first: dict[str, int] = {}
    applications = entry["applications"] or []
    for index, one in enumerate(applications):
        name = str(one["name"])
        known = [
            item["id"] for item in inventory.list(APPLICATION) if name == item["name"] or name.lower() == item["id"]
        ]
        for identifier in known:
            earlier = first.setdefault(identifier, index)
            if is_present(applications[earlier]) is not is_present(one):
                text = f"{quoted(name)} is the same as in {place}[{earlier}]. Keep one of them."
                yield Problem(f"{place}[{index}]", text)
