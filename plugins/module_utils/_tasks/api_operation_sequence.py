# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Orders the changes of operations so that no state in between allows more than before or after the task."""

from __future__ import annotations

from .._base.text import quoted
from .._domain.operation_analysis.safe_order import Change, Order, ServiceChanges, safe_orders
from .._engine.inventory import Inventory
from .._engine.reads import collection
from .._engine.task import Draft
from .._model.field import Ref, Wires, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.group import GROUP
from .._model.objects.operation import OPERATION
from .._model.plan import Step


def order_drafts(inventory: Inventory, drafts: list[Draft]) -> list[Draft]:
    """The drafts by service, those of each in a safe order. Warns of services without a safe order."""
    services: dict[str, tuple[Ref, list[Draft]]] = {}
    for draft in drafts:
        if draft.service and draft.plan.steps:
            _service, own = services.setdefault(draft.service.id or draft.service.name, (draft.service, []))
            own.append(draft)
    several = {key: found for key, found in services.items() if len(found[1]) > 1}
    inventory.read_ahead(collection(OPERATION, API_SERVICE.collection, service) for service, _own in several.values())
    changes = [_changes(inventory, *found) for found in several.values()]
    orders = dict(zip(several, safe_orders(changes)))
    ordered: list[Draft] = []
    for key, (service, own) in services.items():
        order = orders.get(key, Order([0], []))
        ordered += [own[index] for index in order.sequence]
        if order.unsafe:
            inventory.warnings.append(
                f"The operations {', '.join(map(quoted, order.unsafe))} of the API service {quoted(service.name)}"
                " cannot be changed one by one without temporarily allowing requests that are allowed neither before"
                " nor after the task. Do not deploy the service before the task has ended."
            )
    return _create_group_first(ordered)


def operation_step(draft: Draft) -> Step:
    """The step that writes the operation. A step that creates a group may precede it."""
    return next(step for step in draft.plan.steps if step.kind is OPERATION)


def _create_group_first(drafts: list[Draft]) -> list[Draft]:
    """Let the first draft create the group that operations of several services may require."""
    for draft in drafts[1:]:
        creations = [step for step in draft.plan.steps if step.kind is GROUP]
        draft.plan.steps = [step for step in draft.plan.steps if step not in creations]
        drafts[0].plan.steps += creations
    return drafts


def _changes(inventory: Inventory, service: Ref, drafts: list[Draft]) -> ServiceChanges:
    steps = [operation_step(draft) for draft in drafts]
    expected = inventory.list(OPERATION, API_SERVICE.collection, service)
    unchanged = [wire for wire in expected if not any(ref_to(wire).same_as(step.target) for step in steps)]
    return ServiceChanges(unchanged, [_change(step) for step in steps])


def _change(step: Step) -> Change:
    before: Wires = [step.current] if step.current else []
    return Change(next(iter(before), None), next(iter(step.projected(before)), None))
