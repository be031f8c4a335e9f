# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Turns the options of the cases into the requests to send."""

from __future__ import annotations

from collections import Counter
from typing import Mapping, NamedTuple, Optional, Sequence
from urllib.parse import urlsplit

from ..._base.errors import InvalidInput, Problem, Problems
from ..._domain.access_cases import SAFE_METHODS, Case, ClientKey, normalized_expect, shown_url, unique_names
from ..._domain.access_options import GATEWAY
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._model.field import Wire
from ..._model.objects.api_service import API_SERVICE
from ..._pingone.urls import is_loopback
from .derived import derived_cases

PLAIN_TEXT = (
    "has an http URL, so that the access token would be sent in plain text. Use https (http is for loopback only)."
)
_MISSING = "The API service does not exist yet."
_NEEDS_WORKER = (
    "requires credentials of a worker application, with which the API service is read. Set client_id and client_secret"
    " of the task, or specify url instead."
)


class Built(NamedTuple):
    """The requests to send, and how many are left out for which reason."""

    cases: list[Case]
    left_out: Counter[str]


def build_cases(inventory: Inventory, options: Options, place: str = "cases") -> Built:
    """The requests of all cases, in their order. ``place`` is the option that lists the cases.

    :raises InvalidInput: with everything that is wrong with them.
    """
    problems, built = Problems(), Built([], Counter())
    for index, given in enumerate(options["cases"]):
        with problems.collecting():
            _add_cases(inventory, built, f"{place}[{index}]", given)
    problems += _plain_text_problems(built.cases, options)
    problems.stop_if_any()
    names = unique_names([case.name for case in built.cases])
    return built._replace(
        cases=[_unless_unsafe(inventory, case, options)._replace(name=name) for case, name in zip(built.cases, names)]
    )


def _add_cases(inventory: Inventory, built: Built, place: str, given: Options) -> None:
    client = client_of(given)
    service = None if given["url"] else service_of(inventory, place, given)
    if not given["from_operations"]:
        built.cases.append(_case(place, given, service, client))
    elif service and client:
        cases, left_out = derived_cases(inventory, place, given, service, client)
        built.cases.extend(cases)
        built.left_out.update(left_out)
    else:
        built.left_out[_MISSING] += 1


def _plain_text_problems(cases: Sequence[Case], options: Options) -> list[Problem]:
    """The cases whose access tokens would be sent to an API gateway without TLS."""
    if options["through"] != GATEWAY:
        return []
    places = dict.fromkeys(case.place for case in cases if (case.token or case.client) and is_plain_text(case.url))
    return [Problem(place, PLAIN_TEXT) for place in places]


def is_plain_text(url: str) -> bool:
    """Whether requests to a URL can be read in the network."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() == "http" and not is_loopback(parts.hostname or "")
    except ValueError:
        return False


def _unless_unsafe(inventory: Inventory, case: Case, options: Options) -> Case:
    """The case, skipped if it could change data in the API."""
    if options["through"] != GATEWAY or case.skipped or case.method in SAFE_METHODS:
        return case
    if inventory.check_mode:
        return case._replace(skipped=f"In check mode, {case.method} requests are not sent to the API.")
    text = f"{case.method} requests can change data in the API, and allow_unsafe_methods is not set."
    return case if options["allow_unsafe_methods"] else case._replace(skipped=text)


def _case(place: str, given: Options, service: Optional[Wire], client: Optional[ClientKey]) -> Case:
    url = given["url"] or (service["baseUrls"][0].rstrip("/") if service else "") + given["path"]
    method = given["method"]
    return Case(
        place,
        given["name"] or f"{method} {shown_url(url)}",
        method,
        url,
        normalized_expect(given["expect"]),
        given["headers"] or {},
        (given["token"] or "").strip(),
        client,
        "" if given["url"] or service else _MISSING,
    )


def skipped_case(place: str, given: Options, reason: str) -> Case:
    """A case that is not played, although its API service may be changed before it would be."""
    case = Case(place, given["name"] or "Cases for the operations", given["method"], "", "", skipped=reason)
    return case if given["from_operations"] else _case(place, given, None, None)._replace(skipped=reason)


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
