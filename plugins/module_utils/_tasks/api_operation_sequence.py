# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Puts the operations that a task changes in an order in which no state on the way opens anything."""

from __future__ import annotations

from .._base.text import quoted
from .._domain.effort import Effort
from .._domain.operation_order import Change, safe_order
from .._engine.inventory import Inventory
from .._engine.task import Draft
from .._model.field import Ref, Wires, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.group import GROUP
from .._model.objects.operation import OPERATION
from .._model.plan import Step


def arranged(inventory: Inventory, drafts: list[Draft]) -> list[Draft]:
    """The drafts service by service, and those of each in an order that is safe, with a warning if there is none."""
    services: dict[str, tuple[Ref, list[Draft]]] = {}
    for draft in drafts:
        if draft.service and draft.plan.steps:
            _service, own = services.setdefault(draft.service.id or draft.service.name, (draft.service, []))
            own.append(draft)
    found: list[Draft] = []
    effort, several = Effort(), sum(len(own) > 1 for _service, own in services.values())
    for service, own in services.values():
        if len(own) > 1:
            share = effort.share(several)
            effort.spend(share.left)
            own = _in_order(inventory, service, own, share)
            effort.left += max(share.left, 0)
            several -= 1
        found += own
    return _group_first(found)


def _group_first(drafts: list[Draft]) -> list[Draft]:
    """Have the first draft create the group that operations of several services may require."""
    for draft in drafts[1:]:
        creations = [step for step in draft.plan.steps if step.kind is GROUP]
        draft.plan.steps = [step for step in draft.plan.steps if step not in creations]
        drafts[0].plan.steps += creations
    return drafts


def _in_order(inventory: Inventory, service: Ref, drafts: list[Draft], effort: Effort) -> list[Draft]:
    steps = [operation_step(draft) for draft in drafts]
    expected = inventory.list(OPERATION, API_SERVICE.collection, service)
    staying = [wire for wire in expected if not any(ref_to(wire).same_as(step.target) for step in steps)]
    order = safe_order(staying, [_change(step) for step in steps], effort)
    if order.unsafe:
        inventory.warnings.append(
            f"The operations {', '.join(map(quoted, order.unsafe))} of the API service {quoted(service.name)} cannot be"
            " changed one after the other without a moment in which a request may pass that passes neither before nor"
            " after the task. Do not deploy the service before the task has ended."
        )
    return [drafts[number] for number in order.sequence]


def operation_step(draft: Draft) -> Step:
    """The step that writes the operation; the creation of a group may come before it."""
    return next(step for step in draft.plan.steps if step.kind is OPERATION)


def _change(step: Step) -> Change:
    before: Wires = [step.current] if step.current else []
    return Change(next(iter(before), None), next(iter(step.projected(before)), None))
