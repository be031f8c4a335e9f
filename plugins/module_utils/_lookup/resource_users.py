# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The API services that use a resource, and the audience of a resource."""

from __future__ import annotations

from typing import Optional

from .._base.errors import InvalidInput
from .._base.text import quoted
from .._domain.rules import reserved_word
from .._engine.inventory import Inventory
from .._model.field import Wire, Wires
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE, resource_id


def services_of(inventory: Inventory, resource: Wire) -> Wires:
    """The API services that use a resource."""
    return [item for item in inventory.list(API_SERVICE) if resource_id(item) == resource["id"]]


def usage_obstacle(wire: Wire, users: Wires, remedy: str) -> str:
    """Why an object cannot be removed: API services use it. Empty if none does."""
    if not users:
        return ""
    names = ", ".join(sorted(quoted(item["name"]) for item in users))
    noun = "API service" if len(users) == 1 else "API services"
    return f"{quoted(wire['name'])} is used by the {noun} {names} and cannot be removed. {remedy}"


def with_audience(state: State, audience: Optional[str]) -> State:
    """A resource's state with the audience of the task. If it is omitted or empty, the audience is the name.

    :raises InvalidInput: if the name cannot be the audience.
    """
    wanted = {**state, "audience": state.get("audience") if audience is None else audience}
    wanted["audience"] = wanted["audience"] or state["name"]
    if not audience and wanted["audience"] == state["name"] != state.get("audience") and reserved_word(state["name"]):
        text = (
            f'is required, because the name contains "{reserved_word(state["name"])}", which PingOne reserves in'
            " audiences."
        )
        raise InvalidInput.of("audience", text)
    return wanted
