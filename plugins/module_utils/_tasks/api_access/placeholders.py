# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Placeholders for invalid objects, so that the objects that refer to them are validated as well.

Nothing is written if any object is invalid. Without placeholders, each mistake would cause further problems, because
the invalid object would be missing. An API service that cannot be removed would cause problems of its scopes.
"""

from __future__ import annotations

from typing import Callable

from ..._base.errors import Problems
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._lookup.group_search import groups_like
from ..._lookup.parents import Parent, find_parent
from ..._model.field import Ref, ref_to
from ..._model.kind import Kind
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.application import APPLICATION
from ..._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION
from ..._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from ..._model.objects.group import GROUP
from ..._model.objects.resource import CUSTOM, RESOURCE
from ..._model.objects.scope import SCOPE
from .section import Section
from .service_search import service_of


def add_placeholders(inventory: Inventory, section: Section) -> None:
    """Add the objects of a section that are missing after it was planned, and remove the API services to remove."""
    for options in section.listed:
        if section.kind.noun in _ADD and options["state"] == "present":
            add_placeholder(inventory, section.kind, options)
        elif section.kind is API_SERVICE:
            service = service_of(inventory, options)
            if service:
                inventory.remove(API_SERVICE, service)


def add_placeholder(inventory: Inventory, kind: Kind, options: Options) -> None:
    """Add an object if it is missing."""
    _ADD[kind.noun](inventory, options)


def _add_service(inventory: Inventory, options: Options) -> None:
    name = options["name"]
    if service_of(inventory, options) or _exists(inventory, API_SERVICE, name):
        return
    resource = Ref(name)
    issuer = {"type": "EXTERNAL"} if options["token_source"] == "external" else {"resource": {"id": resource}}
    inventory.add(RESOURCE, {"id": resource, "name": name, "type": CUSTOM})
    inventory.add(API_SERVICE, {"id": Ref(name), "name": name, "baseUrls": [], "authorizationServer": issuer})


def _add_scope(inventory: Inventory, options: Options) -> None:
    parent = _parent(inventory, options)
    if parent and not any(item["name"] == options["name"] for item in inventory.list(SCOPE, *_path(parent))):
        inventory.add(SCOPE, {"id": Ref(options["name"]), "name": options["name"]}, *_path(parent))


def _add_permission(inventory: Inventory, options: Options) -> None:
    parent, name, action = _parent(inventory, options), options["application_resource"], options["action"]
    if parent is None:
        return
    owner = next((item for item in inventory.list(APPLICATION_RESOURCE) if item["name"] == name), None)
    if owner is None:
        owner = {"id": Ref(name, facts={"resource": parent.resource}), "name": name}
        inventory.add(APPLICATION_RESOURCE, owner)
    path = (APPLICATION_RESOURCE.collection, ref_to(owner))
    if not any(item["action"] == action for item in inventory.list(PERMISSION, *path)):
        inventory.add(PERMISSION, {"id": Ref(action), "action": action}, *path)


def _add_group(inventory: Inventory, options: Options) -> None:
    if not any(item["name"] == options["name"] for item in groups_like(inventory, options["name"])):
        inventory.add(GROUP, {"id": Ref(options["name"]), "name": options["name"]})


def _add_server(inventory: Inventory, options: Options) -> None:
    if not _exists(inventory, EXTERNAL_OAUTH_SERVER, options["name"]):
        inventory.add(EXTERNAL_OAUTH_SERVER, {"id": Ref(options["name"]), "name": options["name"]})


def _add_application(inventory: Inventory, options: Options) -> None:
    if not _exists(inventory, APPLICATION, options["name"]):
        inventory.add(APPLICATION, {"id": Ref(options["name"]), "name": options["name"]})


def _exists(inventory: Inventory, kind: Kind, name: str) -> bool:
    return any(name in (item["name"], item["id"]) for item in inventory.list(kind))


def _parent(inventory: Inventory, options: Options) -> Parent | None:
    with Problems().collecting():
        return find_parent(inventory, options)
    return None


def _path(parent: Parent) -> tuple[str, Ref]:
    return RESOURCE.collection, parent.resource


_ADD: dict[str, Callable[[Inventory, Options], None]] = {
    API_SERVICE.noun: _add_service,
    SCOPE.noun: _add_scope,
    PERMISSION.noun: _add_permission,
    GROUP.noun: _add_group,
    EXTERNAL_OAUTH_SERVER.noun: _add_server,
    APPLICATION.noun: _add_application,
}
