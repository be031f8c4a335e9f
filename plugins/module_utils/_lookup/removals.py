# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What PingOne removes together with an object, for the diff of a removal.

Nothing depends on it, so what the worker application may not read is left out.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Iterable, Optional, TypeVar

from .._base.errors import ApiError
from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE
from .._model.objects.application import APPLICATION
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION, permission_key
from .._model.objects.grant import GRANT
from .._model.objects.operation import OPERATION
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Hunk, hunk, titled
from .access import access_names
from .application_grants import grants_of
from .application_search import told_apart
from .permission_search import permissions_of

FORBIDDEN = 403

Found = TypeVar("Found")


def with_service(inventory: Inventory, service: Wire) -> list[Hunk]:
    """The operations of an API service."""
    home = (API_SERVICE, service["name"])
    operations = _listed(lambda: inventory.list(OPERATION, API_SERVICE.collection, service["id"]))
    return [
        hunk(
            OPERATION,
            ref_to(operation),
            OPERATION.read(operation, _readable(partial(access_names, inventory, service, operation), _ids(operation))),
            None,
            titled(OPERATION, operation["name"], home),
        )
        for operation in operations
    ]


def with_resource(inventory: Inventory, resource: Wire) -> list[Hunk]:
    """The scopes, application resources, permissions and grants of a resource."""
    home = (RESOURCE, resource["name"])
    hunks = [
        hunk(SCOPE, ref_to(scope), SCOPE.read(scope, {}), None, titled(SCOPE, scope["name"], home))
        for scope in _listed(lambda: inventory.list(SCOPE, RESOURCE.collection, resource["id"]))
    ]
    for owner in _listed(lambda: inventory.list(APPLICATION_RESOURCE)):
        if get_key(owner, "parent.id") == resource["id"]:
            hunks.append(hunk(APPLICATION_RESOURCE, ref_to(owner), APPLICATION_RESOURCE.read(owner, {}), None))
            hunks += _permissions(inventory, owner)
    for application in _listed(lambda: inventory.list(APPLICATION)):
        grants = [
            grant for grant in grants_of(inventory, application) if get_key(grant, "resource.id") == resource["id"]
        ]
        hunks += [grant_hunk(inventory, ref_to(application), grant, None) for grant in grants]
    return hunks


def with_application(inventory: Inventory, application: Wire) -> list[Hunk]:
    """The grants of an application."""
    grants = _listed(lambda: grants_of(inventory, application))
    return [grant_hunk(inventory, ref_to(application), grant, None) for grant in grants]


def grant_hunk(inventory: Inventory, application: Ref, grant: Wire, wanted: Optional[State]) -> Hunk:
    """What a diff shows of a grant that changes with another object."""
    now = GRANT.read(grant, _readable(lambda: _grant_names(inventory, grant), _ids(grant)))
    title = grant_title(told_apart(inventory, application), titled(RESOURCE, now["resource"].name))
    return hunk(GRANT, Ref(title, grant["id"]), now, wanted, title)


def grant_title(application: str, parent: str) -> str:
    """How a diff calls a grant, which has no name. ``parent`` is the kind and name of what it is for."""
    return f"{GRANT.noun} of {titled(APPLICATION, application)} for {parent}"


def _grant_names(inventory: Inventory, grant: Wire) -> dict[str, str]:
    found = [item for item in inventory.list(RESOURCE) if item["id"] == get_key(grant, "resource.id")]
    scopes = [scope for item in found for scope in inventory.list(SCOPE, RESOURCE.collection, item["id"])]
    return {item["id"]: item["name"] for item in [*found, *scopes]}


def _permissions(inventory: Inventory, owner: Wire) -> Iterable[Hunk]:
    for permission in _listed(lambda: permissions_of(inventory, owner)):
        title = titled(PERMISSION, permission_key(owner["name"], permission["action"]))
        yield hunk(PERMISSION, ref_to(permission), PERMISSION.read(permission, {}), None, title)


def _ids(value: Any) -> dict[str, str]:
    """Every id in a nested value, as its own name: what is shown if names cannot be read."""
    found: dict[str, str] = {}
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found.update(_ids(inner))
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        found[value["id"]] = value["id"]
    return found


def _listed(read: Callable[[], Wires]) -> Wires:
    """What is read, or nothing if the worker application may not read it."""
    return _readable(read, [])


def _readable(read: Callable[[], Found], otherwise: Found) -> Found:
    """What is read, or something else if the worker application may not read it."""
    try:
        return read()
    except ApiError as error:
        if error.status != FORBIDDEN:
            raise
        return otherwise
