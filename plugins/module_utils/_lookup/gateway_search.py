# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds API gateways and their credentials."""

from __future__ import annotations

from .._base.text import quoted
from .._engine.inventory import Inventory
from .._engine.reads import Read, collection
from .._model.field import Wire, Wires
from .._model.objects.gateway import API_GATEWAY, GATEWAY, GATEWAY_CREDENTIAL


def type_obstacle(gateway: Wire) -> str:
    """Why a gateway is not managed, and what to do; empty if it is an API gateway."""
    if gateway["type"] == API_GATEWAY:
        return ""
    return (
        f"{quoted(gateway['name'])} is a gateway of type {gateway['type']}. Only gateways of type {API_GATEWAY} can be"
        " managed. Use the admin console, or choose another gateway."
    )


def credentials_of(inventory: Inventory, gateway: Wire) -> Wires:
    """The credentials of a gateway."""
    return [] if not isinstance(gateway["id"], str) else inventory.cached(credential_list(gateway))


def credential_list(gateway: Wire) -> Read:
    """How to read the credentials of a gateway. They are not shared with later tasks, because they are in use."""
    return collection(GATEWAY_CREDENTIAL, GATEWAY.collection, gateway["id"])._replace(is_shared=False)
