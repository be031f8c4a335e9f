# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Gathers information about resources and their scopes, whether or not an API service uses them."""

from __future__ import annotations

from typing import Any

from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._lookup.ahead import scopes_below
from .._lookup.selection import REQUIRED, by_name, selection
from .._model.field import Wire
from .._model.objects.resource import CUSTOM, CUSTOM_RESOURCE
from .._model.objects.scope import SCOPE


def gather(inventory: Inventory, options: dict[str, Any]) -> dict[str, Any]:
    """The requested resources with their scopes.

    :raises InvalidInput: with every name that cannot be found.
    """
    selected = selection(inventory, options)
    resources = by_name(selected.of(CUSTOM_RESOURCE, options["names"], "names"))
    selected.problems.stop_if_any()
    inventory.read_ahead(scopes_below(one["id"] for one in resources))
    return {"resources": [_info(inventory, one) for one in resources], "missing": selected.missing}


def _info(inventory: Inventory, resource: Wire) -> dict[str, Any]:
    state = CUSTOM_RESOURCE.read(resource, {})
    if resource["type"] != CUSTOM:
        # PingOne does not return it for built-in resources.
        state["access_token_validity"] = None
    scopes = by_name(inventory.list(SCOPE, CUSTOM_RESOURCE.collection, resource["id"]))
    return {
        **CUSTOM_RESOURCE.result(state, resource["id"]),
        "type": resource["type"],
        "scopes": [SCOPE.result(SCOPE.read(scope, {}), scope["id"]) for scope in scopes],
    }


TASK = InfoTask("Resources", {"names": {"type": "list", "elements": "str"}, **REQUIRED}, gather)
