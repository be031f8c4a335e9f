# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The objects that PingOne removes together with a resource, for the diff."""

from __future__ import annotations

from typing import Iterable

from .._engine.inventory import Inventory
from .._model.field import Ref, Wire, get_key, ref_to
from .._model.objects.application import APPLICATION
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION, permission_key
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Hunk, hunk, titled
from .application_grants import grant_hunk, with_grants
from .permission_search import permissions_of
from .readable import listed


def with_resource(inventory: Inventory, resource: Wire) -> list[Hunk]:
    """The scopes, application resources, permissions and grants of a resource."""
    home = (RESOURCE, resource["name"])
    hunks = [
        hunk(SCOPE, ref_to(scope), SCOPE.read(scope, {}), None, titled(SCOPE, scope["name"], home))
        for scope in listed(lambda: inventory.list(SCOPE, RESOURCE.collection, resource["id"]))
    ]
    for owner in listed(lambda: inventory.list(APPLICATION_RESOURCE)):
        if get_key(owner, "parent.id") == resource["id"]:
            hunks.append(hunk(APPLICATION_RESOURCE, ref_to(owner), APPLICATION_RESOURCE.read(owner, {}), None))
            hunks += _permissions(inventory, owner)
    for application, grants in with_grants(inventory, listed(lambda: inventory.list(APPLICATION))):
        hunks += [
            grant_hunk(inventory, ref_to(application), grant, None)
            for grant in grants
            if get_key(grant, "resource.id") == resource["id"]
        ]
    return hunks


def _permissions(inventory: Inventory, owner: Wire) -> Iterable[Hunk]:
    for permission in listed(lambda: permissions_of(inventory, owner)):
        target = Ref(permission_key(owner["name"], permission["action"]), permission["id"])
        yield hunk(PERMISSION, target, PERMISSION.read(permission, {}), None)
