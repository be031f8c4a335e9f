# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections: filter, pages, counts (SPECIFICATION.md 3.2 to 3.4)."""

from __future__ import annotations

import base64
import json
import re
from functools import partial
from typing import Any
from urllib.parse import urlencode

from . import errors
from .calls import Call
from .filters import Filters, parse_filter
from .store import Entry


def collection(
    call: Call,
    key: str,
    entries: list[Entry],
    *,
    maximum: int = 1000,
    default: int | None = None,
    filters: Filters | None = None,
    show: Any = None,
    holds: Any = None,
    orders: tuple[str, ...] = (),
) -> dict[str, Any]:
    """One page of entries as HAL, with links to its neighbours; ``default`` is its size when none is asked for."""
    query = call.query_params
    if "filter" in query:
        wanted, test = parse_filter(query["filter"], filters or {}), holds or matches
        entries = [entry for entry in entries if wanted(partial(test, entry.body))]
    if orders and "order" in query:
        entries = _ordered(entries, query["order"], orders)
    elif call.emulator.switches["collection_order"] == "name":
        entries = sorted(entries, key=lambda entry: _place(call, entry.name, entry.number))
    size = _page_size(call, maximum, default or maximum)
    start, end = _window(call, entries, size)
    page = entries[start:end]
    return {
        "_links": _links(call, entries, start, end),
        "_embedded": {key: [(show or call.show)(entry) for entry in page]},
        "count": len(entries),
        "size": len(page),
    }


def _page_size(call: Call, maximum: int, default: int) -> int:
    size = default
    if "limit" in call.query_params:
        text = call.query_params["limit"]
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
            raise errors.invalid_request(
                "The request could not be completed. A parameter of the request is not valid.",
                errors.detail(
                    "INVALID_PARAMETER",
                    "limit",
                    f"limit must be between 1 and {maximum}",
                    rangeMinimumValue=1,
                    rangeMaximumValue=maximum,
                ),
            )
        size = min(int(text), maximum)
    return min(size, call.emulator.switches["page_size"] or size)


def _place(call: Call, name: str, number: int) -> tuple[str, int]:
    """What a collection is ordered by: the age of its entries, or first their names (a switch)."""
    return (name if call.emulator.switches["collection_order"] == "name" else "", number)


def _window(call: Call, entries: list[Entry], size: int) -> tuple[int, int]:
    """The page's bounds. Cursors name an entry, not a position: objects may come and go between two pages."""
    if "cursor" not in call.query_params:
        return 0, size
    cursor = call.query_params["cursor"]
    try:
        mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        side, name, number = mark["side"], str(mark["name"]), int(mark["number"])
    except (ValueError, KeyError, TypeError):
        raise errors.invalid_request(
            "The request could not be completed. A parameter of the request is not valid.",
            errors.detail("INVALID_PARAMETER", "cursor", "the cursor is not valid"),
        ) from None
    at = next((at for at, entry in enumerate(entries) if entry.number == number), None)
    if at is not None:
        return (at + 1, at + 1 + size) if side == "after" else (max(0, at - size), at)
    # The entry is gone: go on where it would have been.
    place, places = _place(call, name, number), [_place(call, entry.name, entry.number) for entry in entries]
    edge = next((at for at, other in enumerate(places) if other > place), len(places))
    return (edge, edge + size) if side == "after" else (max(0, edge - size), edge)


def _links(call: Call, entries: list[Entry], start: int, end: int) -> dict[str, Any]:
    links = {"self": {"href": call.origin + call.path_and_query}}
    if end < len(entries):
        links["next"] = {"href": _neighbour(call, "after", entries[end - 1])}
    if start > 0:
        edge = entries[start] if start < len(entries) else entries[-1]
        links["prev"] = {"href": _neighbour(call, "before", edge)}
    return links


def _neighbour(call: Call, side: str, entry: Entry) -> str:
    mark = json.dumps({"side": side, "name": entry.name, "number": entry.number}).encode()
    query = {**call.query_params, "cursor": base64.urlsafe_b64encode(mark).rstrip(b"=").decode()}
    return f"{call.origin}{call.scope['path']}?{urlencode(query)}"


def _ordered(entries: list[Entry], wanted: str, orders: tuple[str, ...]) -> list[Entry]:
    """Sorted by one attribute; a leading ``-`` turns the order round."""
    key = wanted.removeprefix("-")
    if key not in orders:
        raise errors.invalid_request(
            "The request could not be completed. A parameter of the request is not valid.",
            errors.detail("INVALID_PARAMETER", "order", f"order by {key} is not supported", allowedValues=list(orders)),
        )
    return sorted(entries, key=lambda entry: str(entry.body.get(key, "")), reverse=wanted.startswith("-"))


def matches(body: dict[str, Any], path: str, operator: str, wanted: str) -> bool:
    """Whether a clause of a filter holds for that object."""
    value: Any = body
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if operator == "sw":
        return isinstance(value, str) and value.startswith(wanted)
    if operator == "lt":
        return isinstance(value, str) and value < wanted
    return bool(value == wanted)
