# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Summaries of the access to API services before the task, and after the steps that were carried out."""

from __future__ import annotations

from typing import Any, Iterable, Optional, Sequence

from ..._engine.inventory import Inventory
from ..._engine.reads import collection
from ..._engine.task import Draft
from ..._lookup.access_summary import access_summary, names_of
from ..._model.field import Ref, Wire, Wires, ref_to
from ..._model.kind import Kind
from ..._model.objects.api_service import API_SERVICE, resource_id
from ..._model.objects.operation import OPERATION
from ..._model.objects.resource import RESOURCE
from ..._model.plan import CREATE, DELETE, AnyStep, Step
from ..access_states import undone

Summary = Optional[dict[str, Any]]


class AccessRecord:
    """The API services before the steps of a plan, which was projected onto the inventory. Nothing is read."""

    def __init__(self, inventory: Inventory, drafts: Iterable[Draft]) -> None:
        self._steps = [step for draft in drafts for step in draft.plan.steps]
        self._services = undone(inventory.known(collection(API_SERVICE)), _of_kind(self._steps, API_SERVICE))
        self._resources = undone(inventory.known(collection(RESOURCE)), _of_kind(self._steps, RESOURCE))
        self._names = [names_of(inventory, as_read=as_read) for as_read in (True, False)]
        self._operations: dict[str, Wires] = {}
        for service in self._services:
            read = collection(OPERATION, API_SERVICE.collection, ref_to(service))
            if isinstance(service["id"], str) and inventory.is_known(read):
                own = _operation_steps(self._steps, ref_to(service))
                self._operations[service["id"]] = undone(inventory.known(read), own)

    def before(self, service: Ref) -> Summary:
        """The access to an API service before the plan. None if it does not exist."""
        return self._summary(service, (), self._names[0])

    def after(self, service: Ref, done: Optional[Sequence[AnyStep]] = None) -> Summary:
        """The access after the steps that were carried out; by default, after all steps."""
        steps = self._steps if done is None else [step for step in done if isinstance(step, Step)]
        return self._summary(service, steps, self._names[1])

    def _summary(self, service: Ref, steps: Sequence[Step], names: dict[str, str]) -> Summary:
        services = _after(self._services, _of_kind(steps, API_SERVICE))
        wire = next((one for one in services if ref_to(one).same_as(service)), None)
        if wire is None:
            return None
        is_new = not any(ref_to(one).same_as(service) for one in self._services)
        before = [] if is_new else self._operations.get(str(service.id))
        operations = None if before is None else _after(before, _operation_steps(steps, service))
        resources = _after(self._resources, _of_kind(steps, RESOURCE))
        return access_summary(wire, operations, _audience(resources, wire), names)


def _audience(resources: Wires, service: Wire) -> Optional[str]:
    """The audience of the resource of an API service, which is its name by default."""
    identifier = resource_id(service)
    own = identifier if isinstance(identifier, Ref) else Ref("", identifier or None)
    found = next((one for one in resources if ref_to(one).same_as(own)), {})
    audience = found.get("audience") or found.get("name")
    return str(audience) if audience else None


def _of_kind(steps: Iterable[Step], kind: Kind) -> list[Step]:
    return [step for step in steps if step.kind is kind]


def _operation_steps(steps: Iterable[Step], service: Ref) -> list[Step]:
    """The steps that change operations of an API service."""
    own = [step for step in steps if step.kind is OPERATION]
    return [step for step in own if isinstance(step.path[1], Ref) and service.same_as(step.path[1])]


def _after(items: Wires, steps: Iterable[Step]) -> Wires:
    """The contents of a collection after steps, with references to new objects, whose names are thus known."""
    found = list(items)
    for step in steps:
        others = [item for item in found if step.verb == CREATE or not ref_to(item).same_as(step.target)]
        found = others if step.verb == DELETE else [*others, {**step.body, "id": step.target}]
    return found
