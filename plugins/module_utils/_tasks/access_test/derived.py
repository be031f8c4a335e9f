# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The cases that are derived from the operations of an API service."""

from __future__ import annotations

from collections import Counter
from typing import Mapping
from urllib.parse import quote

from ..._base.errors import InvalidInput
from ..._base.text import quoted
from ..._domain.access_cases import Case, ClientKey
from ..._domain.access_matrix import Derived, derive_cases
from ..._domain.service_access import is_place
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._lookup.application_grants import grants_of
from ..._lookup.service_access import read_access, without_rules
from ..._model.field import Wire, get_key
from ..._model.objects.api_service import API_SERVICE, is_external, resource_id
from ..._model.objects.application import APPLICATION
from ..._model.objects.resource import RESOURCE
from ..._model.objects.scope import SCOPE

# What a path segment can contain without being encoded (RFC 3986, section 3.3).
_UNENCODED = "/:@!$&'()*+,;=-._~"
_ELSEWHERE = (
    "the URL also belongs to another base URL, which is longer or the same, so that other operations may decide"
)


def derived_cases(
    inventory: Inventory, place: str, given: Options, service: Wire, client: ClientKey
) -> tuple[list[Case], Counter[str]]:
    """The cases, and how many requests are left out for which reason.

    :raises InvalidInput: if none can be derived.
    """
    name = quoted(service["name"])
    if is_external(service):
        text = f"{name} uses external tokens, so PingOne does not issue tokens for it. List its cases instead."
        raise InvalidInput.of(f"{place}.api_service", text)
    access = read_access(inventory, [service])[service["id"]]
    if not access.operations:
        raise InvalidInput.of(f"{place}.api_service", f"{name} has no operations to derive cases from.")
    granted = _granted(inventory, place, service, client)
    matrix = derive_cases(access, granted)
    services = [without_rules(wire) for wire in inventory.list(API_SERVICE)]
    cases = []
    for one in matrix.cases:
        case = _case(place, given, service, client, one)
        if is_place(case.url, service["id"], one.request.path, services):
            cases.append(case)
        else:
            matrix.left_out[_ELSEWHERE] += 1
    return cases, matrix.left_out


def _case(place: str, given: Options, service: Wire, client: ClientKey, one: Derived) -> Case:
    return Case(
        place,
        f"{service['name']}: {one.name}",
        one.request.method,
        service["baseUrls"][0].rstrip("/") + quote(one.request.path, safe=_UNENCODED),
        one.expect,
        given["headers"] or {},
        "",
        None if one.scopes is None else client._replace(scopes=one.scopes),
        one.skipped,
        True,
    )


def _granted(inventory: Inventory, place: str, service: Wire, client: ClientKey) -> set[str]:
    """The scopes of the API that the client has been granted."""
    application = next((one for one in inventory.list(APPLICATION) if one["id"] == client.client_id), None)
    if application is None:
        text = f"there is no application with the ID {client.client_id} in the environment, so its scopes are unknown."
        raise InvalidInput.of(f"{place}.client_id", text)
    resource = resource_id(service)
    names: Mapping[str, str] = {
        scope["id"]: scope["name"] for scope in inventory.list(SCOPE, RESOURCE.collection, resource)
    }
    grants = [grant for grant in grants_of(inventory, application) if get_key(grant, "resource.id") == resource]
    return {names[scope["id"]] for grant in grants for scope in grant["scopes"] if scope["id"] in names}
