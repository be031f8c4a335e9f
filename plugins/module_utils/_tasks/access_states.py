# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What determines the access to API services before and after a plan, derived from its steps."""

from __future__ import annotations

from functools import cache
from typing import Callable, Iterable, Optional, Sequence

from .._domain.operation_analysis.access_changes import ServiceState
from .._engine.inventory import Inventory
from .._engine.task import Draft
from .._lookup.access_text import access_state
from .._lookup.unlisted_requests import denies_everything
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.objects.api_service import API_SERVICE, has_custom_policies, resource_id
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.plan import CREATE, Step

Operations = Callable[[], Wires]


class AccessStates:
    """All API services before and after the steps, which have been projected onto the inventory.

    - ``changes``: whether the access may change.
    - ``touched``: the keys of the API services whose operations change.
    """

    def __init__(self, inventory: Inventory, drafts: Iterable[Draft]) -> None:
        self._inventory = inventory
        steps = [step for draft in drafts for step in draft.plan.steps]
        self._resources = [step for step in steps if step.kind is RESOURCE]
        self._by_service: dict[object, tuple[Ref, list[Step]]] = {}
        for step in steps:
            if step.kind is OPERATION and isinstance(step.path[1], Ref):
                owner = step.path[1]
                self._by_service.setdefault(owner.id or owner, (owner, []))[1].append(step)
        self._own = [step for step in steps if step.kind is API_SERVICE]
        self.changes = bool(self._own or self._by_service or self._resources)
        self.touched = set(self._by_service)

    def before(self) -> list[ServiceState]:
        """The API services before the steps."""
        return [self._access(wire, is_after=False) for wire in undone(self._services(), self._own)]

    def after(self) -> list[ServiceState]:
        """The API services after the steps."""
        return [self._access(wire, is_after=True) for wire in self._services()]

    def _services(self) -> Wires:
        """The API services after the steps, including those that an earlier task of the run creates."""
        services = self._inventory.list(API_SERVICE)
        assumed = [
            {"id": owner, "name": owner.name}
            for owner, _steps in self._by_service.values()
            if not any(ref_to(wire).same_as(owner) for wire in services)
        ]
        return [*services, *assumed]

    def _access(self, wire: Wire, *, is_after: bool) -> ServiceState:
        def denies(operation: Wire) -> bool:
            return denies_everything(access_state(self._inventory, wire, operation))

        return ServiceState(wire, self._authority(wire, is_after), self._operations(ref_to(wire), is_after), denies)

    def _operations(self, service: Ref, is_after: bool) -> Operations:
        """Returns the operations of a service, which are read at most once."""
        _ref, steps = self._by_service.get(service.id or service, (service, []))

        @cache
        def operations() -> Wires:
            found = self._inventory.list(OPERATION, API_SERVICE.collection, service)
            return list(found) if is_after else undone(found, steps)

        return operations

    def _authority(self, wire: Wire, is_after: bool) -> tuple[tuple[str, object], ...]:
        identifier = resource_id(wire)
        return (
            ("resource", identifier),
            ("audience", self._audience(identifier, is_after)),
            ("external OAuth server", get_key(wire, "authorizationServer.externalOAuthServer.id")),
            ("external audience", get_key(wire, "authorizationServer.externalOAuthServer.audience")),
            ("custom policies", has_custom_policies(wire)),
        )

    def _audience(self, identifier: object, is_after: bool) -> Optional[str]:
        """The audience of a resource, if the steps change it."""
        for step in self._resources:
            if step.current and identifier in (step.target, step.target.id):
                audience = (step.body if is_after else step.current).get("audience")
                return str(audience or step.target.name)
        return None


def undone(items: Wires, steps: Sequence[Step]) -> Wires:
    """The contents of a collection before steps that were projected onto it."""
    current = {id(step.target): step.current for step in steps}
    found: Wires = []
    for item in items:
        target = ref_to(item)
        step = next((one for one in steps if one.target.same_as(target)), None)
        if step is None:
            found.append(item)
        elif step.verb != CREATE:
            found.append(current.pop(id(step.target)))
    return [*found, *(wire for wire in current.values() if wire)]
