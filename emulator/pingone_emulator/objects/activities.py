# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit: what was done, by whom, to what (SPECIFICATION.md 22); audit.py notes it."""

from __future__ import annotations

from typing import Any

from ..calls import Call, Router, linked, needs
from ..clock import parse_timestamp
from ..filters import clauses, refused
from ..listing import collection, matches
from ..store import Entry

router = Router()

MOMENTS = {"recordedat": "recordedAt", "createdat": "createdAt"}
FILTERS = {
    **dict.fromkeys(MOMENTS, ("ge", "gt", "le", "lt")),
    "correlationid": ("eq",),
    "actors.client.id": ("eq",),
    "actors.user.id": ("eq",),
    "actors.user.name": ("eq",),
    "resources.id": ("eq",),
    "resources.type": ("eq",),
    "resources.population.id": ("eq",),
    "action.type": ("eq",),
}
POPULATION = "resources.population.id"
WITH_POPULATION = ("actors.client.id", "actors.user.id", "actors.user.name", "action.type", "resources.type")
PAGE = 100
DAY = 24 * 60 * 60


@linked("activity")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/activities/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/activities")
@needs("read:activity")
def list_activities(call: Call) -> dict[str, Any]:
    _check_filter(call.query_params.get("filter", ""))
    now, switches = call.emulator.clock.now(), call.emulator.switches
    oldest, newest = now - switches["audit_days"] * DAY, now - switches["audit_lag"]
    events = [
        entry
        for entry in call.emulator.store.children("activity", call.environment)
        if oldest < entry.private["recorded"] <= newest
    ]
    return collection(
        call,
        "activities",
        events,
        default=PAGE,
        filters=FILTERS,
        holds=_holds,
        show=lambda entry: _shown(call, entry),
    )


@router.get("/v1/environments/{environment}/activities/{activity}")
@needs("read:activity")
def read_activity(call: Call) -> dict[str, Any]:
    return _shown(call, call.found["activity"])


def _check_filter(text: str) -> None:
    """A range of time, and beside it one attribute at most, some of them together with a population."""
    found = clauses(text, FILTERS) if text else []
    ends = {(path, operator[0]) for path, operator in found}
    if not any({(moment, "g"), (moment, "l")} <= ends for moment in MOMENTS):
        raise refused("a range of recordedAt or of createdAt is required, with a beginning and an end", FILTERS)
    others = {path for path, _operator in found} - set(MOMENTS)
    if others & set(WITH_POPULATION):
        others.discard(POPULATION)
    if len(others) > 1:
        raise refused(f"{' and '.join(sorted(others))} cannot be combined", FILTERS)


def _shown(call: Call, entry: Entry) -> dict[str, Any]:
    body = call.show(entry)
    if not call.emulator.switches["audit_links"]:
        return body
    paths = entry.private["paths"]
    body["actors"] = {who: {**actor, "href": call.origin + paths[who]} for who, actor in body["actors"].items()}
    if "resources" in body:
        body["resources"] = [
            {**resource, "href": call.origin + path}
            for resource, path in zip(body["resources"], paths["resources"], strict=True)
        ]
    return body


def _holds(body: dict[str, Any], path: str, operator: str, wanted: str) -> bool:
    if path in MOMENTS:
        try:
            seen, moment = parse_timestamp(body[MOMENTS[path]]), parse_timestamp(wanted)
        except ValueError:
            return False
        return {"ge": seen >= moment, "gt": seen > moment, "le": seen <= moment, "lt": seen < moment}[operator]
    if path == "correlationid":
        return bool(body["correlationId"] == wanted)
    if path.startswith("resources."):
        key = path.removeprefix("resources.")
        return any(matches(resource, key, operator, wanted) for resource in body.get("resources", []))
    return matches(body, path, operator, wanted)
