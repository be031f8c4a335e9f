# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a seed document to a populated PingOne. The format is explained at the top of seeds/demo.yml."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from . import rates, subjects
from .clock import timestamp
from .keys import derived_id
from .objects import (
    application_permissions,
    applications,
    built_ins,
    flow_policies,
    gateways,
    grants,
    groups,
    populations,
    resources,
    role_assignments,
    roles,
    scopes,
)

if TYPE_CHECKING:
    from .emulator import Emulator
    from .store import Entry

DAY = 86400


def plant(emulator: Emulator, seed: dict[str, Any]) -> None:
    """Put everything that the seed describes into the (empty) store; ValueError or KeyError when it is wrong."""
    seed = copy.deepcopy(seed)
    organization = seed["organization"]
    emulator.create(
        "organization",
        "",
        "",
        {"name": organization["name"]},
        {"region": organization.get("region", "EU")},
        organization["id"],
    )
    for license in seed["licenses"]:
        _license(emulator, organization["id"], license)
    roles.create_built_in(emulator)
    for environment in seed["environments"]:
        _environment(emulator, organization["id"], environment)
    for environment in seed["environments"]:
        for application in environment.get("applications", []):
            _roles(emulator, organization["id"], environment["id"], application)
    emulator.switch(seed.get("switches", {}))
    emulator.weather.set(seed.get("faults", []))


def _license(emulator: Emulator, organization: str, license: dict[str, Any]) -> None:
    authorize = license.get("authorize", True)
    body = {
        "name": license["name"],
        "package": license.get("package", "TRIAL"),
        "status": license.get("status", "ACTIVE"),
        "organization": {"id": organization},
        "beginsAt": timestamp(emulator.clock.now() - 30 * DAY),
        "expiresAt": timestamp(emulator.clock.now() + 365 * DAY),
        "authorize": {"allowApiAccessManagement": authorize, "allowDynamicAuthorization": authorize},
    }
    rate = {rates.CONFIGURATION: license.get(rates.CONFIGURATION, rates.GROUPS[rates.CONFIGURATION])}
    emulator.create("license", "", organization, body, rate, id=license["id"], stamps=False)


def _environment(emulator: Emulator, organization: str, given: dict[str, Any]) -> None:
    products = [{"type": type} for type in given.get("products", ["PING_ONE_BASE", "PING_ONE_AUTHORIZE"])]
    body = {
        "name": given["name"],
        "type": given.get("type", "SANDBOX"),
        "region": emulator.store.the("organization", organization).private["region"],
        "license": {"id": given["license"]},
        "organization": {"id": organization},
    }
    if given.get("description"):
        body["description"] = given["description"]
    environment = emulator.create("environment", "", "", body, {"billOfMaterials": {"products": products}}, given["id"])
    # Clients treat very young environments differently (27.2), so a seeded one is old.
    created = timestamp(emulator.clock.now() - 30 * DAY)
    environment.body["createdAt"] = environment.body["updatedAt"] = created
    built_ins.furnish(emulator, environment)
    for population in given.get("populations", []):
        populations.create(emulator, environment.id, _without(population, "id"), population["id"])
    for group in given.get("groups", []):
        groups.create(emulator, environment.id, _without(group, "id"), group["id"])
    for policy in given.get("flowPolicies", []):
        flow_policies.create(emulator, environment.id, policy)
    for resource in given.get("resources", []):
        _resource(emulator, environment.id, resource)
    for role in given.get("applicationRoles", []):
        application_permissions.add_role(
            emulator,
            environment.id,
            _without(role, "id", "permissions"),
            tuple(role.get("permissions", ())),
            role["id"],
        )
    for role in given.get("roles", []):
        roles.plant(emulator, environment.id, role)
    for subject in given.get("subjects", []):
        subjects.create(emulator, environment.id, subject)
    for application in given.get("applications", []):
        _application(emulator, environment.id, application)
    for gateway in given.get("gateways", []):
        data = {"type": "API_GATEWAY_INTEGRATION", **_without(gateway, "id", "credentials")}
        gateways.create(emulator, environment.id, data, gateway["id"], gateway.get("credentials", ()), created)


def _without(given: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key not in keys}


def _resource(emulator: Emulator, environment: str, given: dict[str, Any]) -> None:
    data = _without(given, "id", "scopes", "secret", "applicationResources")
    if "secret" in given:
        data["clientSecret"] = given["secret"]
    entry = resources.create(emulator, environment, data, given["id"])
    for scope in given.get("scopes", []):
        scopes.create(emulator, entry, _without(scope, "id"), scope["id"])
    for item in given.get("applicationResources", []):
        owner = application_permissions.create(emulator, entry, _without(item, "id", "permissions"), item["id"])
        for permission in item.get("permissions", []):
            application_permissions.add_permission(emulator, owner, _without(permission, "id"), permission["id"])


def _application(emulator: Emulator, environment: str, given: dict[str, Any]) -> None:
    data = _without(given, "id", "secret", "roles", "grants")
    entry = applications.create(emulator, environment, data, given["id"], given.get("secret", ""))
    for grant in given.get("grants", []):
        resource = emulator.store.the("resource", grant["resource"])
        wanted = {"scopes": [{"id": id} for id in grant["scopes"]]}
        grants.create(emulator, entry, resource, wanted, derived_id(entry.id, "grant", resource.id))


def _roles(emulator: Emulator, organization: str, environment: str, given: dict[str, Any]) -> None:
    """A role's scope is ``organization`` or the id of an environment; the application's own by default."""
    worker = emulator.store.the("application", given["id"])
    for role in given.get("roles", []):
        name, where = (role, environment) if isinstance(role, str) else (role["role"], role["scope"])
        scope = (
            {"id": organization, "type": "ORGANIZATION"}
            if where == "organization"
            else {"id": where, "type": "ENVIRONMENT"}
        )
        found = next((entry for entry in emulator.store.all("role") if entry.name == name), None)
        if found is None:
            raise ValueError(f"there is no role {name!r}")
        role_assignments.assign(emulator, worker, found, scope, derived_id(worker.id, name, scope["id"]))


def variables(emulator: Emulator, url: str) -> dict[str, str]:
    """What points a client at the environment and worker that the seed says, by default its first ones."""
    store, wanted = emulator.store, emulator.seed.get("client", {})
    worker: Entry = next(
        entry
        for entry in store.all("application")
        if entry.body["type"] == "WORKER" and wanted.get("worker", entry.id) == entry.id
    )
    target: Entry = next(entry for entry in store.all("environment") if wanted.get("environment", entry.id) == entry.id)
    found = {
        "PINGONE_API_URL": url,
        "PINGONE_AUTH_URL": url,
        "PINGONE_TARGET_ENVIRONMENT_ID": target.id,
        "PINGONE_ENVIRONMENT_ID": worker.environment,
        "PINGONE_CLIENT_ID": worker.id,
        "PINGONE_CLIENT_SECRET": worker.private["secret"],
        "PINGONE_REGION_CODE": target.body["region"],
        "PINGONE_ORGANIZATION_ID": target.body["organization"]["id"],
        "PINGONE_LICENSE_ID": target.body["license"]["id"],
    }
    if worker.body["tokenEndpointAuthMethod"] == "CLIENT_SECRET_POST":
        found["PINGONE_CLIENT_AUTH_METHOD"] = "post"
    return found
