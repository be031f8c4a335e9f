# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Turns the options of the cases into the requests to send."""

from __future__ import annotations

from typing import Mapping, Optional

from ..._base.errors import InvalidInput, Problems
from ..._domain.access_cases import GATEWAY, SAFE_METHODS, Case, ClientKey, normalized_expect, shown_url, unique_names
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._model.field import Wire
from ..._model.objects.api_service import API_SERVICE

_NEEDS_WORKER = (
    "requires credentials of a worker application, with which the API service is read. Set client_id and client_secret"
    " of the task, or specify url instead."
)


def build_cases(inventory: Inventory, options: Options) -> list[Case]:
    """The requests of all cases, in their order.

    :raises InvalidInput: with everything that is wrong with them.
    """
    problems = Problems()
    cases: list[Case] = []
    for index, given in enumerate(options["cases"]):
        place = f"cases[{index}]"
        with problems.collecting():
            cases.append(_case(inventory, place, given, options))
    problems.stop_if_any()
    names = unique_names([case.name for case in cases])
    return [case._replace(name=name) for case, name in zip(cases, names)]


def _case(inventory: Inventory, place: str, given: Options, options: Options) -> Case:
    skipped, url = "", given["url"]
    if not url:
        service = service_of(inventory, place, given)
        if service is None:
            skipped, url = "The API service does not exist yet.", given["path"]
        else:
            url = service["baseUrls"][0].rstrip("/") + given["path"]
    method = given["method"]
    if options["through"] == GATEWAY and inventory.check_mode and method not in SAFE_METHODS:
        skipped = f"In check mode, {method} requests are not sent to the API."
    return Case(
        place,
        given["name"] or f"{method} {shown_url(url)}",
        method,
        url,
        normalized_expect(given["expect"]),
        given["headers"] or {},
        (given["token"] or "").strip(),
        client_of(given),
        skipped,
    )


def service_of(inventory: Inventory, place: str, given: Mapping[str, str]) -> Optional[Wire]:
    """The API service of a case; None if, in check mode, an earlier task of the run is assumed to create it.

    :raises InvalidInput: if it does not exist, or cannot be read.
    """
    option = f"{place}.api_service"
    if not inventory.client.connection.has_worker:
        raise InvalidInput.of(option, _NEEDS_WORKER)
    found = inventory.find(API_SERVICE, given["api_service"], option)
    if found is None:
        inventory.assume_or_refuse(API_SERVICE, given["api_service"], option, among=inventory.list(API_SERVICE))
    return found


def client_of(given: Options) -> Optional[ClientKey]:
    """The client whose token a case uses."""
    if not given["client_id"]:
        return None
    scopes = tuple(dict.fromkeys(given["scopes"] or []))
    return ClientKey(
        given["client_id"].strip().lower(), given["client_secret"].strip(), given["client_auth_method"], scopes
    )
