# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups (SPECIFICATION.md 17.1 and 27.2)."""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import errors, membership
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference
from ..listing import collection
from ..store import Entry

router = Router()

# What the server knows of the members; clients send it back as they read it.
COUNTS = ("directMemberCounts", "totalMemberCounts")
FILTERS = {"id": ("eq",), "name": ("eq",), "externalId": ("eq",), "population.id": ("eq",)}


class GroupInput(Model):
    """What a client may say about a group."""

    name: Name
    description: str = ""
    population: Reference | None = None
    userFilter: str = ""
    externalId: str = ""
    customData: dict[str, Any] = {}


@linked("group")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    found = {"self": f"{environment}/groups/{entry.id}", "environment": environment}
    if "population" in entry.body:
        found["population"] = f"{environment}/populations/{entry.body['population']['id']}"
    return found


@router.get("/v1/environments/{environment}/groups")
@needs("read:group")
def list_groups(call: Call) -> dict[str, Any]:
    entries = call.emulator.store.children("group", call.environment)
    show = partial(_shown, call, counts=membership.Counts(call.emulator, call.environment))
    return collection(call, "groups", entries, filters=FILTERS, show=show)


@router.post("/v1/environments/{environment}/groups", status_code=201)
@needs("create:group")
def create_group(call: Call) -> dict[str, Any]:
    return _shown(call, create(call.emulator, call.environment, call.input(GroupInput, *COUNTS)))


@router.get("/v1/environments/{environment}/groups/{group}")
@needs("read:group")
def read_group(call: Call) -> dict[str, Any]:
    return _shown(call, call.found["group"])


@router.put("/v1/environments/{environment}/groups/{group}")
@needs("update:group")
def update_group(call: Call) -> dict[str, Any]:
    """A group stays where it was created; its population is read-only, so it may be left out or repeated."""
    entry = call.found["group"]
    data = call.input(GroupInput, *COUNTS)
    home = entry.body.get("population", {})
    if data.get("population", home).get("id") != home.get("id"):
        raise errors.invalid_value("population.id", "A group stays in the population where it was created")
    if home:
        data["population"] = home
    _check(call.emulator, call.environment, data, entry.id)
    return _shown(call, call.emulator.update(entry, data))


@router.delete("/v1/environments/{environment}/groups/{group}")
@needs("delete:group")
def delete_group(call: Call) -> None:
    """Operations that name the group keep its id (10.3)."""
    call.emulator.store.delete(call.found["group"])


def _shown(call: Call, entry: Entry, counts: membership.Counts | None = None) -> dict[str, Any]:
    """With the number of direct members, and of all of them on request (17.1)."""
    counts = counts or membership.Counts(call.emulator, call.environment)
    body = {**call.show(entry), "directMemberCounts": counts.direct(entry)}
    if "totalMemberCounts" in call.query_params.get("include", "").split(","):
        body["totalMemberCounts"] = counts.total(entry)
    return body


def create(emulator: Emulator, environment: str, data: dict[str, Any], id: str = "") -> Entry:
    _check(emulator, environment, data, "")
    return emulator.create("group", environment, environment, data, id=id)


def _check(emulator: Emulator, environment: str, data: dict[str, Any], but: str) -> None:
    """A name may repeat in another population, but never between a population and the environment."""
    population = data.get("population", {}).get("id")
    if population is not None:
        found = emulator.store.get("population", population)
        if found is None or found.environment != environment:
            raise errors.invalid_value("population.id", "There is no such population")
    for other in emulator.store.children("group", environment):
        if other.id == but or other.name != data["name"]:
            continue
        theirs = other.body.get("population", {}).get("id")
        if theirs == population or theirs is None or population is None:
            raise errors.already_exists(other.id, f"A group with the name {other.name} already exists")
