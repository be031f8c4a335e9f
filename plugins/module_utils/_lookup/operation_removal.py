# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plans the removal of an operation of an API service."""

from __future__ import annotations

from .._engine.inventory import Inventory
from .._engine.task import Draft
from .._model.field import Wire, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.operation import OPERATION
from .._model.plan import Plan, steps_between, titled
from .access import access_names


def label(name: str, service: str) -> str:
    """The label that distinguishes an operation from others."""
    return f"{name} of {service}"


def removal(inventory: Inventory, service: Wire, current: Wire) -> Draft:
    """The removal of an operation."""
    owner = ref_to(service)
    now = OPERATION.read(current, access_names(inventory, service, current))
    steps = steps_between(OPERATION, ref_to(current), current, now, None, (API_SERVICE.collection, owner))
    plan = Plan(OPERATION.view(now), {}, steps)
    title = titled(OPERATION, current["name"], (API_SERVICE, owner.name))
    return Draft(label(current["name"], owner.name), plan, lambda: None, service=owner, title=title)
