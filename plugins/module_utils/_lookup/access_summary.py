# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Summarizes the access to an API service with names, from what is known, without a request."""

from __future__ import annotations

from typing import Any, Optional

from .._engine.inventory import Inventory
from .._model.field import Wire, Wires, get_key
from .._model.objects.api_service import API_SERVICE, resource_id
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION, permission_key
from .._model.objects.operation import OPERATION
from .access_text import rules_text
from .unlisted_requests import unlisted_requests

Names = dict[str, str]


def names_of(inventory: Inventory, *, as_read: bool) -> Names:
    """The names of all known objects by ID, as they were read, or as the plan changes them."""
    names: Names = {}
    actions: list[tuple[str, str, str]] = []
    for path, item in inventory.known_objects(as_read=as_read):
        identifier = item.get("id")
        if not isinstance(identifier, str):
            continue
        if path[-1] == PERMISSION.collection and path[0] == APPLICATION_RESOURCE.collection:
            actions.append((identifier, str(path[1]), str(item.get("action"))))
        elif item.get("name"):
            names[identifier] = str(item["name"])
    return {**names, **{key: permission_key(names.get(owner, owner), action) for key, owner, action in actions}}


def access_summary(service: Wire, operations: Optional[Wires], audience: Optional[str], names: Names) -> dict[str, Any]:
    """The base URLs of an API service, the issuer of the tokens, and what each of its operations requires.

    ``operations``: None if they are not known.
    """
    state = API_SERVICE.read(service, names)
    states = [OPERATION.read(operation, names) for operation in operations or []]
    listed = [_operation(service, one) for one in sorted(states, key=lambda one: str(one["name"]))]
    view = API_SERVICE.view(state)
    return {
        "base_urls": sorted(state["base_urls"]),
        "token_source": state["token_source"],
        "resource": view.get("resource"),
        "audience": audience if resource_id(service) else get_key(service, API_SERVICE_AUDIENCE),
        "external_oauth_server": view.get("external_oauth_server"),
        "custom_policies": bool(state["custom_policies"]),
        "operations": None if operations is None else listed,
        "unlisted_requests": None if operations is None else unlisted_requests(states),
    }


API_SERVICE_AUDIENCE = "authorizationServer.externalOAuthServer.audience"


def _operation(service: Wire, state: dict[str, Any]) -> dict[str, Any]:
    """An operation with what a request must meet, as data and as text. Without methods, it matches all of them."""
    view = OPERATION.view(state)
    access = view.get("access") or {}
    authentication = access.get("authentication") or {}
    return {
        "name": str(state["name"]),
        "methods": view.get("methods") or [],
        "paths": view.get("paths") or [],
        "groups": access.get("groups") or [],
        "scopes": access.get("scopes") or [],
        "match": access.get("match"),
        "permission": access.get("permission"),
        "sign_on_policies": authentication.get("policies") or [],
        "max_age": authentication.get("max_age"),
        "requires": rules_text(service, state),
    }
