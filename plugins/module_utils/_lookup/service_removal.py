# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The objects that PingOne removes together with an API service, for the diff."""

from __future__ import annotations

from functools import partial

from .._engine.inventory import Inventory
from .._model.field import Wire, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.operation import OPERATION
from .._model.plan import Hunk, hunk, titled
from .access import access_names
from .readable import ids_as_names, listed, readable


def with_service(inventory: Inventory, service: Wire) -> list[Hunk]:
    """The operations of an API service."""
    home = (API_SERVICE, service["name"])
    operations = listed(lambda: inventory.list(OPERATION, API_SERVICE.collection, service["id"]))
    return [
        hunk(
            OPERATION,
            ref_to(operation),
            OPERATION.read(
                operation, readable(partial(access_names, inventory, service, operation), ids_as_names(operation))
            ),
            None,
            titled(OPERATION, operation["name"], home),
        )
        for operation in operations
    ]
