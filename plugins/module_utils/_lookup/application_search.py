# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Labels of applications, whose names are not unique in PingOne."""

from __future__ import annotations

from .._engine.inventory import Inventory
from .._model.field import Ref, ref_to
from .._model.objects.application import APPLICATION


def application_label(inventory: Inventory, application: Ref) -> str:
    """The name of an application, with its ID if other applications have the same name."""
    namesakes = [item for item in inventory.list(APPLICATION) if item.get("name") == application.name]
    if all(ref_to(item).same_as(application) for item in namesakes):
        return application.name
    return f"{application.name} ({application.id})"
