# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What applications are granted, PingOne's own applications among them."""

from __future__ import annotations

from typing import Optional

from .._base.errors import ApiError
from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.objects.application import ADMIN_CONSOLE, APPLICATION, BUILT_IN_PREFIX
from .._model.objects.grant import GRANT
from .._model.plan import Step, steps_between


def grant_target(owner: Ref, resource: Ref, current: Optional[Wire]) -> Ref:
    """The reference to the grant of an application for a resource, whether it exists by now or not."""
    return Ref(f"of {owner.name} on {resource.name}", current["id"] if current else None)


def released(inventory: Inventory, resource: Wire) -> list[Step]:
    """The removal of all grants for a resource that goes. Grants hang on applications: a request for each of them."""
    steps: list[Step] = []
    for application in inventory.list(APPLICATION):
        owner = ref_to(application)
        for grant in grants_of(inventory, application):
            if get_key(grant, "resource.id") == resource["id"]:
                target, now = grant_target(owner, ref_to(resource), grant), GRANT.read(grant, {})
                steps += steps_between(GRANT, target, grant, now, None, (APPLICATION.collection, owner))
    return steps


def grants_of(inventory: Inventory, application: Wire) -> Wires:
    """The grants of an application; PingOne's admin console, and others of its own that answer 404, show none."""
    kind = str(application.get("type"))
    if kind == ADMIN_CONSOLE:
        return []
    try:
        return inventory.list(GRANT, APPLICATION.collection, application["id"])
    except ApiError as error:
        if error.status != 404 or not kind.startswith(BUILT_IN_PREFIX):
            raise
        return []
