# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Populations (SPECIFICATION.md 18 and 27.2)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference, Text
from ..keys import derived_id
from ..listing import collection
from ..store import Entry

router = Router()

FILTERS = {"name": ("sw", "eq"), "id": ("eq",)}


class PopulationInput(Model):
    """What a client may say about a population."""

    name: Name
    description: str = ""
    default: bool = False
    passwordPolicy: Any = None
    alternativeIdentifiers: list[Text] = []
    theme: Reference | None = None


@linked("population")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/populations/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/populations")
@needs("read:population")
def list_populations(call: Call) -> dict[str, Any]:
    return collection(
        call, "populations", call.emulator.store.children("population", call.environment), filters=FILTERS
    )


@router.post("/v1/environments/{environment}/populations", status_code=201)
@needs("create:population")
def create_population(call: Call) -> dict[str, Any]:
    data = call.input(PopulationInput)
    return call.show(create(call.emulator, call.environment, data))


@router.get("/v1/environments/{environment}/populations/{population}")
@needs("read:population")
def read_population(call: Call) -> dict[str, Any]:
    return call.show(call.found["population"])


@router.put("/v1/environments/{environment}/populations/{population}")
@needs("update:population")
def update_population(call: Call) -> dict[str, Any]:
    entry = call.found["population"]
    data = call.input(PopulationInput)
    _check_name(call.emulator, call.environment, data["name"], entry.id)
    # There is always one default: it passes to another population, it is never just taken away.
    data["default"] = data.get("default", False) or entry.body["default"]
    call.emulator.update(entry, {"theme": default_theme(call.environment), **data})
    _only_default(call.emulator, entry)
    return call.show(entry)


@router.delete("/v1/environments/{environment}/populations/{population}")
@needs("delete:population")
def delete_population(call: Call) -> None:
    store, entry = call.emulator.store, call.found["population"]
    if len(store.children("population", call.environment)) == 1:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, "An environment must contain at least one population")
        )
    store.delete(entry)


def create(emulator: Emulator, environment: str, data: dict[str, Any], id: str = "") -> Entry:
    _check_name(emulator, environment, data["name"], "")
    defaults = {"default": False, "theme": default_theme(environment)}
    entry = emulator.create("population", environment, environment, {**defaults, **data}, id=id)
    _only_default(emulator, entry)
    return entry


def default_theme(environment: str) -> dict[str, str]:
    """The environment's own theme; themes themselves are not emulated."""
    return {"id": derived_id(environment, "theme")}


def _check_name(emulator: Emulator, environment: str, name: str, but: str) -> None:
    existing = emulator.store.named("population", environment, name, but)
    if existing:
        raise errors.already_exists(existing.id, f"A population with the name {name} already exists")


def _only_default(emulator: Emulator, entry: Entry) -> None:
    """A new default takes the place of the old one."""
    if entry.body["default"]:
        for other in emulator.store.children("population", entry.environment):
            if other is not entry and other.body["default"]:
                other.body["default"] = False
                emulator.store.put(other)
