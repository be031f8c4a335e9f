# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments, their bill of materials and capabilities (SPECIFICATION.md 18 and 27.2)."""

from __future__ import annotations

from typing import Any, Literal

from .. import errors, permissions, rates
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference
from ..listing import collection
from ..store import Entry
from . import built_ins

router = Router()

FILTERS = {"name": ("sw",), "id": ("eq",), "organization.id": ("eq",), "license.id": ("eq",)}
TRIAL_LIMIT = 5
Region = Literal["AP", "AU", "CA", "EU", "NA", "SG"]


class Product(Model):
    type: Name


class BillOfMaterials(Model):
    products: list[Product]


class EnvironmentInput(Model):
    """What a client may say about an environment."""

    name: Name
    description: str = ""
    type: Literal["SANDBOX", "PRODUCTION"]
    region: Region | None = None
    license: Reference | None = None


class NewEnvironmentInput(EnvironmentInput):
    region: Region
    billOfMaterials: BillOfMaterials | None = None


class TypeInput(Model):
    type: Literal["SANDBOX", "PRODUCTION"]


class StatusInput(Model):
    status: Literal["ACTIVE", "DELETE_PENDING"]


@linked("environment")
def environment_links(entry: Entry) -> dict[str, str]:
    self, organization = f"/v1/environments/{entry.id}", entry.body["organization"]["id"]
    children = ("populations", "groups", "applications", "resources", "gateways", "billOfMaterials", "capabilities")
    return {
        "self": self,
        "organization": f"/v1/organizations/{organization}",
        "license": f"/v1/organizations/{organization}/licenses/{entry.body['license']['id']}",
        **{name: f"{self}/{name}" for name in children},
    }


@router.get("/v1/environments")
@needs("any")
def list_environments(call: Call) -> dict[str, Any]:
    """The environments that the actor may read."""
    store = call.emulator.store
    visible = [entry for entry in store.all("environment") if call.actor.may("read:environment", entry.id, store)]
    return collection(
        call,
        "environments",
        visible,
        maximum=5000 if "limit" in call.query_params else 1000,
        filters=FILTERS,
        orders=("name", "createdAt"),
        show=lambda entry: _shown(call, entry),
    )


@router.post("/v1/environments", status_code=201)
@needs("create:environment")
def create_environment(call: Call) -> dict[str, Any]:
    emulator, data = call.emulator, call.input(NewEnvironmentInput, "organization")
    home = emulator.store.the("environment", call.actor.application.environment)
    organization = emulator.store.the("organization", home.body["organization"]["id"])
    bill = data.pop("billOfMaterials", {"products": []})
    if data["region"] != organization.private["region"]:
        # One organization lives in one region.
        raise errors.invalid_value(
            "region", "The region is not the organization's", allowedValues=[organization.private["region"]]
        )
    license = _license(emulator, organization, data)
    _check_name(emulator, data["name"], "")
    _check_quota(emulator, license)
    body = {**data, "license": {"id": license.id}, "organization": {"id": organization.id}}
    entry = emulator.create("environment", "", "", body, {"billOfMaterials": bill})
    built_ins.furnish(emulator, entry)
    return {**call.show(entry), "billOfMaterials": bill}


@router.get("/v1/environments/{environment}")
@needs("read:environment")
def read_environment(call: Call) -> dict[str, Any]:
    return _shown(call, call.found["environment"])


@router.put("/v1/environments/{environment}")
@needs("update:environment")
def update_environment(call: Call) -> dict[str, Any]:
    entry, emulator = call.found["environment"], call.emulator
    data = call.input(EnvironmentInput, "organization", "billOfMaterials", "status")
    if data.setdefault("region", entry.body["region"]) != entry.body["region"]:
        raise errors.invalid_value("region", "The region cannot be changed", allowedValues=[entry.body["region"]])
    organization = emulator.store.the("organization", entry.body["organization"]["id"])
    data["license"] = {"id": _license(emulator, organization, {"license": entry.body["license"], **data}).id}
    _check_name(emulator, data["name"], entry.id)
    return call.show(emulator.update(entry, data, keep=("organization", "status")))


@router.put("/v1/environments/{environment}/type")
@needs("update:environment")
def update_type(call: Call) -> dict[str, Any]:
    """Between sandbox and production, in both directions."""
    entry = call.found["environment"]
    entry.body.update(type=call.input(TypeInput)["type"], updatedAt=call.emulator.clock.stamp())
    return call.show(call.emulator.store.put(entry))


@router.put("/v1/environments/{environment}/status")
@needs("update:environment")
def update_status(call: Call) -> dict[str, Any]:
    """Set a production environment to be deleted, or take that back; an active one shows no status."""
    entry, status = call.found["environment"], call.input(StatusInput)["status"]
    if status == "ACTIVE":
        entry.body.pop("status", None)
    elif entry.body["type"] == "PRODUCTION":
        entry.body["status"] = status
    else:
        raise errors.invalid_value("status", "A SANDBOX environment is deleted at once")
    return call.show(call.emulator.store.put(entry))


@router.delete("/v1/environments/{environment}")
@needs("delete:environment")
def delete_environment(call: Call) -> None:
    """A sandbox is gone at once, with all that it holds."""
    entry = call.found["environment"]
    if entry.body["type"] == "SANDBOX":
        call.emulator.store.delete(entry)
    elif call.emulator.switches["production_delete"] == "pending":
        entry.body["status"] = "DELETE_PENDING"
        call.emulator.store.put(entry)
    else:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", "type", "A PRODUCTION environment cannot be deleted")
        )


@router.get("/v1/environments/{environment}/billOfMaterials")
@needs("read:billOfMaterials")
def read_bill_of_materials(call: Call) -> dict[str, Any]:
    return _bill(call)


@router.put("/v1/environments/{environment}/billOfMaterials")
@needs("update:billOfMaterials")
def update_bill_of_materials(call: Call) -> dict[str, Any]:
    """All products at once; the solution type is chosen at creation only."""
    environment, data = call.found["environment"], call.input(BillOfMaterials, "solutionType")
    solution = {key: value for key, value in environment.private["billOfMaterials"].items() if key == "solutionType"}
    environment.private["billOfMaterials"] = {**solution, **data}
    call.emulator.store.put(environment)
    return _bill(call)


@router.get("/v1/environments/{environment}/capabilities")
@needs("read:environment")
def read_capabilities(call: Call) -> dict[str, Any]:
    """What the license allows, as three flags and the rate groups (6)."""
    environment = call.found["environment"]
    licensed = permissions.licensed_for_authorize(call.emulator, environment)
    license = call.emulator.store.the("license", environment.body["license"]["id"])
    return {
        "_links": {"self": {"href": f"{call.origin}/v1/environments/{environment.id}/capabilities"}},
        "canUseApiAccessManagement": licensed,
        "canUseApplicationPermissions": licensed,
        "canUseDynamicAuthorization": licensed and license.body["authorize"]["allowDynamicAuthorization"],
        "licenseQuantities": {name: {"limit": limit} for name, limit in rates.of_license(license).items()},
    }


def _shown(call: Call, entry: Entry) -> dict[str, Any]:
    body = call.show(entry)
    if "billOfMaterials" in call.query_params.get("expand", "").split(","):
        body["_embedded"] = {"billOfMaterials": entry.private["billOfMaterials"]}
    return body


def _bill(call: Call) -> dict[str, Any]:
    environment = call.found["environment"]
    self = f"{call.origin}/v1/environments/{environment.id}"
    return {
        "_links": {"self": {"href": f"{self}/billOfMaterials"}, "environment": {"href": self}},
        **environment.private["billOfMaterials"],
    }


def _license(emulator: Emulator, organization: Entry, data: dict[str, Any]) -> Entry:
    """The named license; the only one when none is named."""
    licenses = emulator.store.children("license", organization.id)
    if "license" not in data:
        if len(licenses) == 1:
            return licenses[0]
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "license.id", "license.id must be provided"))
    for license in licenses:
        if license.id == data["license"]["id"]:
            return license
    raise errors.invalid_value(
        "license.id", "The organization has no such license", allowedValues=[license.id for license in licenses]
    )


def _check_name(emulator: Emulator, name: str, but: str) -> None:
    existing = emulator.store.named("environment", "", name, but)
    if existing:
        raise errors.already_exists(existing.id, f"An environment with the name {name} already exists")


def _check_quota(emulator: Emulator, license: Entry) -> None:
    used = [entry for entry in emulator.store.all("environment") if entry.body["license"]["id"] == license.id]
    if license.body["package"] == "TRIAL" and len(used) >= TRIAL_LIMIT:
        raise errors.license_exceeded(TRIAL_LIMIT)
