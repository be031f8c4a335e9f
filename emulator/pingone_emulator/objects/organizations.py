# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization and its licenses (SPECIFICATION.md 18)."""

from __future__ import annotations

from typing import Any

from ..calls import Call, Router, linked, needs
from ..listing import collection, matches
from ..store import Entry

router = Router()

FILTERS = {"name": ("eq", "sw"), "package": ("eq",), "status": ("eq",), "beginsAt": ("lt",)}


@linked("organization")
def organization_links(entry: Entry) -> dict[str, str]:
    self = f"/v1/organizations/{entry.id}"
    return {"self": self, "environments": "/v1/environments", "licenses": f"{self}/licenses"}


@linked("license")
def license_links(entry: Entry) -> dict[str, str]:
    organization = f"/v1/organizations/{entry.parent}"
    return {"self": f"{organization}/licenses/{entry.id}", "organization": organization}


@router.get("/v1/organizations")
@needs("any")
def list_organizations(call: Call) -> dict[str, Any]:
    organization = _home(call)
    return collection(call, "organizations", [organization] if organization else [])


@router.get("/v1/organizations/{organization}")
@needs("any")
def read_organization(call: Call) -> dict[str, Any]:
    return call.show(call.found["organization"])


@router.get("/v1/organizations/{organization}/licenses")
@needs("read:license")
def list_licenses(call: Call) -> dict[str, Any]:
    licenses = call.emulator.store.children("license", call.found["organization"].id)
    return collection(
        call, "licenses", licenses, filters=FILTERS, holds=_holds, orders=("name", "package", "status", "beginsAt")
    )


@router.get("/v1/organizations/{organization}/licenses/{license}")
@needs("read:license")
def read_license(call: Call) -> dict[str, Any]:
    return call.show(call.found["license"])


def _holds(body: dict[str, Any], path: str, operator: str, wanted: str) -> bool:
    """A status may be written in small letters (3.4)."""
    return matches(body, path, operator, wanted.upper() if path == "status" else wanted)


def _home(call: Call) -> Entry | None:
    environment = call.emulator.store.get("environment", call.actor.application.environment)
    return environment and call.emulator.store.get("organization", environment.body["organization"]["id"])
