# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reports API gateways, and the age and the last use of their credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .._base.errors import Problem
from .._base.text import numbered
from .._domain.credential_use import age_of, by_age, unused_for
from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._engine.task import Options
from .._lookup.gateway_search import credential_list, credentials_of, type_obstacle
from .._lookup.selection import REQUIRED, by_name, selection
from .._model.field import Wire, Wires
from .._model.objects.gateway import API_GATEWAY, GATEWAY, GATEWAY_CREDENTIAL


def gather(inventory: Inventory, options: Options) -> dict[str, Any]:
    """The requested API gateways.

    :raises InvalidInput: with every name that cannot be found, or that a gateway of another type has.
    """
    selected = selection(inventory, options)
    gateways = by_name(selected.of(GATEWAY, options["names"], "names"))
    problems = selected.problems
    problems.stop_if_any()
    for place, name in numbered("names", options["names"] or []):
        found = inventory.find(GATEWAY, name, place)
        if found and type_obstacle(found):
            problems.append(Problem(place, type_obstacle(found)))
    problems.stop_if_any()
    gateways = [one for one in gateways if one["type"] == API_GATEWAY]
    inventory.read_ahead(credential_list(one) for one in gateways)
    credentials = [by_age(credentials_of(inventory, one)) for one in gateways]
    now = inventory.client.now
    results = [_as_result(one, own, now) for one, own in zip(gateways, credentials)]
    return {"gateways": results, "missing": selected.missing}


def _as_result(gateway: Wire, credentials: Wires, now: datetime) -> dict[str, Any]:
    return {
        **GATEWAY.result(GATEWAY.read(gateway, {}), gateway["id"]),
        "credentials": [
            {
                **GATEWAY_CREDENTIAL.result(GATEWAY_CREDENTIAL.read(one, {}), one["id"]),
                "age": age_of(one, now),
                "unused_for": unused_for(one, now),
            }
            for one in credentials
        ],
    }


TASK = InfoTask("Gateways", {"names": {"type": "list", "elements": "str"}, **REQUIRED}, gather)
