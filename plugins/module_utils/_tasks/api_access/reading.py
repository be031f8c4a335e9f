# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads what the entries refer to concurrently, before they are planned one after the other.

Only objects that the plan reads in any case are read, so the number of requests is the same.
"""

from __future__ import annotations

from typing import Any, Iterator, Optional, Sequence

from ..._engine.inventory import Inventory, Read, collection
from ..._engine.task import Options
from ..._lookup.deployment_status import deployment_of
from ..._lookup.group_search import first_page
from ..._lookup.unlisted_requests import DENY
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.field import Wire, ref_to
from ..._model.objects.api_service import API_SERVICE, EXTERNAL, resource_id
from ..._model.objects.application import APPLICATION
from ..._model.objects.application_permission import APPLICATION_RESOURCE
from ..._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from ..._model.objects.grant import GRANT
from ..._model.objects.group import GROUP
from ..._model.objects.operation import OPERATION
from ..._model.objects.resource import RESOURCE
from ..._model.objects.scope import SCOPE
from .entries import is_present


def read_ahead(inventory: Inventory, options: Options) -> None:
    """Read what the entries refer to: first the collections of the environment, then those of each API."""
    entries: list[Options] = options["api_services"]
    inventory.read_ahead(_of_environment(entries, options[UNLISTED]))
    services, applications = inventory.known(API_SERVICE), inventory.known(APPLICATION)
    found = [(entry, _named(services, entry)) for entry in entries]
    inventory.read_ahead(
        [
            *(read for entry, service in found if service for read in _of_service(entry, service, options[UNLISTED])),
            *_grants(entries, applications),
        ]
    )


def _of_environment(entries: Sequence[Options], unlisted: Optional[str]) -> Iterator[Read]:
    present = [entry for entry in entries if is_present(entry)]
    operations = [one["access"] or {} for entry in present for one in entry["operations"] or []]
    denied = any((entry[UNLISTED] or unlisted) == DENY for entry in present)
    if entries:
        yield collection(API_SERVICE)
    if any(entry["token_source"] != EXTERNAL for entry in present):
        yield collection(RESOURCE)
    if any(entry["applications"] for entry in entries):
        yield collection(APPLICATION)
    if any(entry["external_oauth_server"] for entry in present):
        yield collection(EXTERNAL_OAUTH_SERVER)
    if any(access.get("permission") for access in operations) or _creates(present, "permissions"):
        yield collection(APPLICATION_RESOURCE)
    if denied or any(access.get("groups") for access in operations) or _creates(present, "groups"):
        yield first_page(GROUP)


def _of_service(entry: Options, service: Wire, unlisted: Optional[str]) -> Iterator[Read]:
    """The collections of an API service that exists."""
    own = ref_to(service)
    if entry["scopes"] and resource_id(service):
        yield collection(SCOPE, RESOURCE.collection, str(resource_id(service)))
    if not is_present(entry):
        return
    if entry["operations"] or entry["purge_operations"] or entry[UNLISTED] or unlisted:
        yield collection(OPERATION, API_SERVICE.collection, own)
    yield deployment_of(own)


def _grants(entries: Sequence[Options], applications: Sequence[Wire]) -> Iterator[Read]:
    """The grants of the listed applications that exist."""
    names = {one["name"] for entry in entries for one in entry["applications"] or []}
    for application in applications:
        if application["id"] in names or application["name"] in names:
            yield collection(GRANT, APPLICATION.collection, application["id"])


def _named(services: Sequence[Wire], entry: Options) -> Optional[Wire]:
    """The API service of an entry, if there is exactly one."""
    wanted: Any = (entry["id"] or "").lower() or entry["name"]
    found = [item for item in services if wanted in (item["id"], item["name"])]
    return found[0] if len(found) == 1 else None


def _creates(entries: Sequence[Options], key: str) -> bool:
    return any(one["create"] for entry in entries for one in entry[key] or [])
