# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds the parent of scopes, grants, and deployments: an API service or a resource, by name or ID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Optional

from .._base.errors import InvalidInput
from .._base.text import quoted
from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, ref_to
from .._model.objects.api_service import API_SERVICE, is_external, resource_id
from .._model.objects.operation import OPERATION
from .._model.objects.resource import CUSTOM, RESOURCE
from .._model.plan import titled
from .ahead import operations_of

OPTIONS = {"api_service": {"type": "str"}, "resource": {"type": "str"}, "expected_resource": {"type": "str"}}
EXACTLY_ONE = ("api_service", "resource")


@dataclass
class Parent:
    """A resource, and the API service by which it was specified, if any. ``wire`` is None if it does not exist yet."""

    resource: Ref
    wire: Optional[Wire] = None
    service: Optional[Ref] = None

    @property
    def title(self) -> str:
        """The title of the specified object in a diff."""
        return titled(API_SERVICE, self.service.name) if self.service else titled(RESOURCE, self.resource.name)

    def as_result(self) -> dict[str, Any]:
        """Both as part of a module's result."""
        return {
            "resource": self.resource.as_result(),
            "api_service": self.service.as_result() if self.service else None,
        }


def find_service(
    inventory: Inventory, wanted: str, *, must_exist: bool = True, expected: bool = False, option: str = "api_service"
) -> tuple[Optional[Wire], Optional[Ref]]:
    """An API service and the reference to it. Both are None if it does not exist and does not have to.

    In check mode, the service may be None with a reference: an earlier task of the run would create it. ``expected``:
    the run creates it according to the options.
    """
    found = inventory.find(API_SERVICE, wanted, option)
    if found:
        return found, ref_to(found)
    if not must_exist:
        return None, None
    return None, inventory.assume_or_refuse(
        API_SERVICE, wanted, option, among=inventory.list(API_SERVICE), expected=expected
    )


def is_called(target: Ref, name: str) -> bool:
    """Whether a name or ID is that of an object."""
    return target.name == name or (target.id is not None and target.id == name.lower())


def find_parent(inventory: Inventory, options: dict[str, Any]) -> Optional[Parent]:
    """The resource of a task; None if it does not exist and the state is absent.

    :raises InvalidInput: if it must exist and does not, or if the service uses external tokens.
    """
    must_exist = options["state"] == "present"
    if options["resource"]:
        found = inventory.find(RESOURCE, options["resource"], "resource")
        if found:
            return Parent(ref_to(found), found)
        if not must_exist:
            return None
        return Parent(
            inventory.assume_or_refuse(RESOURCE, options["resource"], "resource", among=inventory.list(RESOURCE))
        )

    expected = options.get("expected_scopes") is not None or bool(options["expected_resource"])
    service, ref = find_service(inventory, options["api_service"] or "", must_exist=must_exist, expected=expected)
    if service is None:
        future = future_resource(inventory, options) if ref else None
        # A resource that is created automatically has the name of the service.
        resource = ref_to(future) if future else Ref(options["expected_resource"] or ref.name) if ref else None
        return Parent(resource, future, ref) if resource else None
    if is_external(service):
        text = (
            f"{quoted(service['name'])} uses external tokens. Scopes, grants and permissions are only available for"
            " services with PingOne SSO; with external tokens the gateway passes the claims."
        )
        raise InvalidInput.of("api_service", text)
    wire = next((item for item in inventory.list(RESOURCE) if item["id"] == resource_id(service)), None)
    if inventory.check_mode and must_exist and options["expected_resource"]:
        wire = future_resource(inventory, options) or wire
    resource = ref_to(wire) if wire else Ref(str(resource_id(service)), str(resource_id(service)))
    return Parent(resource, wire, ref)


def future_resource(inventory: Inventory, options: dict[str, Any]) -> Optional[Wire]:
    """The existing resource that the run links to an API service: the expected one, or one with the service's name.

    A resource with the service's name is adopted when the service is created. None if there is neither.
    """
    wanted = options["expected_resource"] or options["api_service"] or ""
    custom = [item for item in inventory.list(RESOURCE) if item.get("type") == CUSTOM]
    return next((item for item in custom if wanted.lower() == item["id"] or wanted == item["name"]), None)


def operations_behind(inventory: Inventory, parent: Parent) -> Iterator[tuple[Wire, Wire]]:
    """Each API service of a resource with each of its operations. This takes a request for each service."""
    services = [service for service in inventory.list(API_SERVICE) if resource_id(service) == parent.resource.id]
    inventory.read_ahead(operations_of(services))
    for service in services:
        for operation in inventory.list(OPERATION, API_SERVICE.collection, service["id"]):
            yield service, operation
