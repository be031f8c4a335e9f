# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rejects removals of operations that open the requests that they restricted."""

from __future__ import annotations

from typing import Sequence

from .._base.errors import Problem
from .._base.text import quoted
from .._domain.deny_operation import is_deny_operation
from .._domain.operation_analysis.opened_requests import opened_by_removal
from .._engine.inventory import Inventory
from .._engine.task import Draft, Options
from .._lookup.parents import is_called
from .._lookup.unlisted_requests import is_about_service
from .._model.field import Ref, Wire, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.operation import OPERATION
from .._model.plan import DELETE, Step


def removal_problems(
    inventory: Inventory, service: Ref, options: Options, items: Sequence[Options], drafts: Sequence[Draft]
) -> list[Problem]:
    """The removals of operations of one service that require O(allow_open).

    ``drafts`` are those of the items in order, followed by those of purged operations and of the operation that denies
    unlisted requests.
    """
    steps = {number: step for number, draft in enumerate(drafts) for step in _steps(draft, service)}
    removals = {
        number: step
        for number, step in steps.items()
        if step.verb == DELETE
        and not is_deny_operation(step.current)
        and not _is_allowed(number, service, drafts[number], options, items)
    }
    if not removals:
        return []
    after = inventory.list(OPERATION, API_SERVICE.collection, service)
    staying = [wire for wire in after if not any(ref_to(wire).same_as(step.target) for step in steps.values())]
    before = staying + [step.current for step in steps.values() if step.current]
    opened = opened_by_removal([step.current for step in removals.values()], before, after)
    return [
        Problem(_place(number, options, items), _text(step.current, service))
        for number, step in removals.items()
        if any(step.current is one for one in opened)
    ]


def _steps(draft: Draft, service: Ref) -> list[Step]:
    if draft.service is None or not draft.service.same_as(service):
        return []
    return [step for step in draft.plan.steps if step.kind is OPERATION]


def _is_allowed(number: int, service: Ref, draft: Draft, options: Options, items: Sequence[Options]) -> bool:
    """Whether the task allows the removal of an operation to open the requests that it restricted."""
    if number < len(items):
        return bool(items[number]["allow_open"])
    about = [item for item in items if is_about_service(item) and is_called(service, item["api_service"])]
    return not draft.not_listed or bool(options["allow_open"]) or any(item["allow_open"] for item in about)


def _place(number: int, options: Options, items: Sequence[Options]) -> str:
    if number >= len(items):
        return "purge"
    return "state" if options["operations"] is None else f"operations[{number}].state"


def _text(operation: Wire, service: Ref) -> str:
    methods = ", ".join(operation.get("methods") or []) or "every method"
    patterns = ", ".join(path["pattern"] for path in operation.get("paths") or [])
    return (
        f"removing the operation {quoted(operation['name'])} of {quoted(service.name)} opens the requests that it"
        f" restricts ({methods} on {patterns}) to any valid token. Deny such requests with unlisted_requests: deny, or"
        " set allow_open: true if this is intended."
    )
