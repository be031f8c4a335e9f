# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Exports API services as the entries of the role, by name."""

from __future__ import annotations

from typing import Any

from ..._engine.info_task import InfoTask
from ..._engine.inventory import Inventory
from ..._lookup.selection import Selection, by_name
from ..._lookup.service_contents import all_grants, read_contents_ahead, service_of
from ..._model.field import ref_to
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.application import APPLICATION
from ..._model.objects.environment import ENVIRONMENT
from .context import Collected, Context
from .entry import entry_of
from .rejected import note_rejected


def gather(inventory: Inventory, options: dict[str, Any]) -> dict[str, Any]:
    """The entries of the requested API services, what they refer to, and what they do not express.

    :raises InvalidInput: with every name that cannot be found.
    """
    selected = Selection(inventory, required=True)
    services = selected.of(API_SERVICE, options["names"], "names")
    is_needed = services or options["grants_of"]
    applications = selected.of(APPLICATION, options["grants_of"], "grants_of") if is_needed else []
    selected.problems.stop_if_any()
    environment = inventory.client.get(topic=ENVIRONMENT.topic, doing="read the environment")
    read_contents_ahead(inventory, services, applications)
    grants = all_grants(inventory, applications)
    collected = Collected()
    entries = [
        entry_of(Context(inventory, options["create_references"], service_of(inventory, item), collected), grants)
        for item in by_name(services)
    ]
    note_rejected(collected, entries)
    return {
        "environment": ref_to(environment).as_result(),
        "api_services": entries,
        "references": {name: sorted(found) for name, found in collected.references.items()},
        "not_expressed": collected.not_expressed,
    }


TASK = InfoTask(
    "API services",
    {
        "names": {"type": "list", "elements": "str"},
        "grants_of": {"type": "list", "elements": "str"},
        "create_references": {"type": "bool", "default": False},
    },
    gather,
)
