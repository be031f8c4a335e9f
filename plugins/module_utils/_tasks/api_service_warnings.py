# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Warnings about API services that are valid, but probably not enforced as intended."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from .._base.text import quoted
from .._domain.base_urls import ABOVE, BELOW, SAME, Overlap, overlaps
from .._engine.inventory import Inventory
from .._engine.task import Draft
from .._model.field import Wire, get_key, ref_to
from .._model.objects.api_service import API_SERVICE, is_external

_MOST_OVERLAPS = 5
_RELATIONS = {SAME: "the same as", BELOW: "below", ABOVE: "above"}


def warn_about_services(
    inventory: Inventory, _options: dict[str, Any], items: Sequence[dict[str, Any]], drafts: Sequence[Draft]
) -> list[Draft]:
    """Warn of base URLs that overlap, and of services whose tokens are not validated.

    The drafts have already been projected. There are no follow-up drafts.
    """
    if not drafts:
        return []
    services = inventory.list(API_SERVICE)
    pairs = [(_wire_of(services, draft), item) for item, draft in zip(items, drafts)]
    located = [wire for wire, item in pairs if wire and item["base_urls"] is not None]
    for number, wire in enumerate(located):
        earlier = [id(other) for other in located[:number]]
        _warn_of_overlaps(
            inventory, wire, [other for other in services if other is not wire and id(other) not in earlier]
        )
    _warn_of_external(inventory, [wire for wire, _item in pairs if wire])
    return []


def _wire_of(services: Sequence[Wire], draft: Draft) -> Optional[Wire]:
    if draft.service is None:
        return None
    return next((wire for wire in services if ref_to(wire).same_as(draft.service)), None)


def _warn_of_overlaps(inventory: Inventory, service: Wire, others: Sequence[Wire]) -> None:
    found = [
        _info(overlap, other)
        for other in others
        for overlap in overlaps(service.get("baseUrls") or [], other.get("baseUrls") or [])
    ]
    if not found:
        return
    more = f"; and {len(found) - _MOST_OVERLAPS} more" if len(found) > _MOST_OVERLAPS else ""
    inventory.warnings.append(
        f"The API service {quoted(service['name'])} has base URLs that overlap with other services:"
        f" {'; '.join(found[:_MOST_OVERLAPS])}{more}. Each request is checked by only one service, the one with the"
        " longest base URL that it starts with (up to a slash). PingOne does not document which service that is if"
        " two base URLs are the same."
    )


def _info(overlap: Overlap, other: Wire) -> str:
    relation = _RELATIONS[overlap.relation]
    return f"{quoted(overlap.url)} is {relation} {quoted(overlap.other)} of {quoted(other['name'])}"


def _warn_of_external(inventory: Inventory, services: Sequence[Wire]) -> None:
    unchecked = [
        quoted(wire["name"])
        for wire in services
        if is_external(wire) and not get_key(wire, "authorizationServer.externalOAuthServer.id")
    ]
    if not unchecked:
        return
    noun = "API service" if len(unchecked) == 1 else "API services"
    uses = "uses" if len(unchecked) == 1 else "use"
    inventory.warnings.append(
        f"The {noun} {', '.join(unchecked)} {uses} external tokens and {'has' if len(unchecked) == 1 else 'have'} no"
        " external OAuth server, so PingOne relies on the gateway to validate the tokens and to pass their claims. The"
        " integrations for Kong and PingGateway never pass claims, so every request results in a 401 response. To have"
        " PingOne validate the tokens, set external_oauth_server and external_audience."
    )
