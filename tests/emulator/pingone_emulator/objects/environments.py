# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organisations, licences and environments (SPECIFICATION.md 18 and 27.2)."""

from __future__ import annotations

from typing import Any

from .. import errors, permissions
from ..calls import Call, linked, needs, router
from ..listing import collection
from ..store import Entry

router = router()

FILTERS = {"name": ("sw",), "id": ("eq",), "organization.id": ("eq",)}
LICENSE_FILTERS = {"name": ("eq", "sw"), "package": ("eq",), "status": ("eq",)}


@linked("organization")
def organization_links(entry: Entry) -> dict[str, str]:
    self = f"/v1/organizations/{entry.id}"
    return {"self": self, "environments": "/v1/environments", "licenses": f"{self}/licenses"}


@linked("license")
def license_links(entry: Entry) -> dict[str, str]:
    organization = f"/v1/organizations/{entry.parent}"
    return {"self": f"{organization}/licenses/{entry.id}", "organization": organization}


@linked("environment")
def environment_links(entry: Entry) -> dict[str, str]:
    self, organization = f"/v1/environments/{entry.id}", entry.body["organization"]["id"]
    children = ("populations", "groups", "applications", "resources", "gateways", "billOfMaterials", "capabilities")
    return {"self": self, "organization": f"/v1/organizations/{organization}",
            "license": f"/v1/organizations/{organization}/licenses/{entry.body['license']['id']}",
            **{name: f"{self}/{name}" for name in children}}


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
@needs("any")
def list_licenses(call: Call) -> dict[str, Any]:
    _may_read_licenses(call)
    licenses = call.emulator.store.children("license", call.found["organization"].id)
    return collection(call, "licenses", licenses, filters=LICENSE_FILTERS)


@router.get("/v1/organizations/{organization}/licenses/{license}")
@needs("any")
def read_license(call: Call) -> dict[str, Any]:
    _may_read_licenses(call)
    return call.show(call.found["license"])


def _may_read_licenses(call: Call) -> None:
    """A licence is no environment's object: any role that reads licences will do, at whatever scope."""
    if not any(permissions.gives(assignment.private["role"], "read:license")
               for assignment in call.actor.assignments):
        raise errors.forbidden()


def _home(call: Call) -> Entry | None:
    environment = call.emulator.store.get("environment", call.actor.application.environment)
    return environment and call.emulator.store.get("organization", environment.body["organization"]["id"])


@router.get("/v1/environments")
@needs("any")
def list_environments(call: Call) -> dict[str, Any]:
    """The environments that the actor may read."""
    store = call.emulator.store
    visible = [entry for entry in store.all("environment") if call.actor.may("read:environment", entry.id, store)]
    return collection(call, "environments", visible, maximum=5000 if "limit" in call.query_params else 1000,
                      filters=FILTERS)


@router.get("/v1/environments/{environment}")
@needs("read:environment")
def read_environment(call: Call) -> dict[str, Any]:
    return call.show(call.found["environment"])


@router.get("/v1/environments/{environment}/billOfMaterials")
@needs("read:billOfMaterials")
def read_bill_of_materials(call: Call) -> dict[str, Any]:
    environment = call.found["environment"]
    self = f"/v1/environments/{environment.id}"
    return {"_links": {"self": {"href": f"{call.origin}{self}/billOfMaterials"},
                       "environment": {"href": call.origin + self}},
            **environment.private["billOfMaterials"]}


@router.get("/v1/environments/{environment}/capabilities")
@needs("read:environment")
def read_capabilities(call: Call) -> dict[str, Any]:
    """What the licence allows, as three flags and the rate groups (6)."""
    environment = call.found["environment"]
    licensed = permissions.licensed_for_authorize(call.emulator, environment)
    license = call.emulator.store.get("license", environment.body["license"]["id"])
    return {
        "_links": {"self": {"href": f"{call.origin}/v1/environments/{environment.id}/capabilities"}},
        "canUseApiAccessManagement": licensed,
        "canUseApplicationPermissions": licensed,
        "canUseDynamicAuthorization": licensed and license.body["authorize"]["allowDynamicAuthorization"],
        "licenseQuantities": {name: {"limit": limit} for name, limit in RATES.items()},
    }


RATES = {"rlgConfigRpm": 600, "rlgAuditRps": 10, "rlgAuthzRps": 500, "rlgAuthzBulkRps": 100, "rlgCatchAllRps": 100}
