# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The grants of applications, including PingOne's own applications."""

from __future__ import annotations

from typing import Iterable, Iterator, Optional

from .._base.api_error import ApiError
from .._base.text import quoted
from .._engine.inventory import Inventory
from .._engine.reads import Read, collection
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.kind import State
from .._model.objects.application import ADMIN_CONSOLE, APPLICATION, BUILT_IN_PREFIX
from .._model.objects.grant import GRANT
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Hunk, Step, hunk, steps_between, titled
from .application_search import application_label
from .readable import ids_as_names, listed, readable


def grant_target(owner: Ref, resource: Ref, current: Optional[Wire]) -> Ref:
    """The reference to the grant of an application for a resource, existing or not."""
    return Ref(f"scopes of {quoted(resource.name)} to {quoted(owner.name)}", current["id"] if current else None)


def grant_removals(inventory: Inventory, resource: Wire) -> list[Step]:
    """The removal of all grants for a resource that is removed. This takes a request for each application."""
    steps: list[Step] = []
    for application, grants in with_grants(inventory, inventory.list(APPLICATION)):
        owner = ref_to(application)
        for grant in grants:
            if get_key(grant, "resource.id") == resource["id"]:
                target, now = grant_target(owner, ref_to(resource), grant), GRANT.read(grant, {})
                steps += steps_between(GRANT, target, grant, now, None, (APPLICATION.collection, owner))
    return steps


def grants_below(applications: Iterable[Wire]) -> list[Read]:
    """How to read the grants of applications."""
    return [
        collection(GRANT, APPLICATION.collection, ref_to(application))
        for application in applications
        if application.get("type") != ADMIN_CONSOLE
    ]


def with_grants(inventory: Inventory, applications: Wires) -> Iterator[tuple[Wire, Wires]]:
    """Each application with its grants. This takes a request for each application."""
    inventory.read_ahead(grants_below(applications))
    for application in applications:
        yield application, grants_of(inventory, application)


def grants_of(inventory: Inventory, application: Wire) -> Wires:
    """The grants of an application. PingOne's admin console, and built-in applications that return 404, have none."""
    kind = str(application.get("type"))
    if kind == ADMIN_CONSOLE:
        return []
    try:
        return inventory.list(GRANT, APPLICATION.collection, application["id"])
    except ApiError as error:
        if error.status != 404 or not kind.startswith(BUILT_IN_PREFIX):
            raise
        return []


def with_application(inventory: Inventory, application: Wire) -> list[Hunk]:
    """The grants of an application."""
    grants = listed(lambda: grants_of(inventory, application))
    return [grant_hunk(inventory, ref_to(application), grant, None) for grant in grants]


def grant_hunk(inventory: Inventory, application: Ref, grant: Wire, wanted: Optional[State]) -> Hunk:
    """The diff entry of a grant that changes with another object."""
    now = GRANT.read(grant, readable(lambda: _grant_names(inventory, grant), ids_as_names(grant)))
    label = application_label(inventory, application)
    title = grant_title(label, titled(RESOURCE, now["resource"].name))
    return hunk(GRANT, Ref(label, grant["id"]), now, wanted, title)


def grant_title(application: str, parent: str) -> str:
    """The title of a grant in a diff. ``parent`` is the title of its resource or API service."""
    return f"{GRANT.noun} of {titled(APPLICATION, application)} for {parent}"


def _grant_names(inventory: Inventory, grant: Wire) -> dict[str, str]:
    found = [item for item in inventory.list(RESOURCE) if item["id"] == get_key(grant, "resource.id")]
    scopes = [scope for item in found for scope in inventory.list(SCOPE, RESOURCE.collection, item["id"])]
    return {item["id"]: item["name"] for item in [*found, *scopes]}
