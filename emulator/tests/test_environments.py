# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organization, licenses, environments, populations, groups: SPECIFICATION.md 17.1, 18 and 27.2."""

from __future__ import annotations

from conftest import ENVIRONMENTS, SEED, PingOne, created, refused, unchanged

LICENSE, ORGANIZATION = SEED["licenses"][0]["id"], SEED["organization"]["id"]
BILL = {"products": [{"type": "PING_ONE_BASE"}, {"type": "PING_ONE_DAVINCI", "tags": ["DAVINCI_MINIMAL"]}]}
NEW = {"name": "Fresh", "type": "SANDBOX", "region": "EU", "license": {"id": LICENSE}, "billOfMaterials": BILL}
KEYS = {
    "_links",
    "id",
    "name",
    "description",
    "type",
    "region",
    "license",
    "organization",
    "createdAt",
    "updatedAt",
}


def test_create(root):
    """18 and 27.2: the answer holds the bill of materials, later reads do not."""
    body = created(root.post("/environments", json={**NEW, "description": "New"}))
    assert body.pop("billOfMaterials") == BILL
    assert root.get(f"/environments/{body['id']}").json() == body
    assert set(body) == KEYS
    assert body["organization"] == {"id": ORGANIZATION} and "environment" not in body
    bill = root.get(f"/environments/{body['id']}/billOfMaterials").json()
    assert bill["products"] == BILL["products"] and "solutionType" not in bill
    expanded = root.get(f"/environments/{body['id']}", params={"expand": "billOfMaterials"}).json()
    assert expanded == {**body, "_embedded": {"billOfMaterials": BILL}}
    listed = root.get("/environments", params={"expand": "billOfMaterials"}).json()["_embedded"]["environments"]
    assert expanded in listed and all(one["_embedded"]["billOfMaterials"]["products"] for one in listed)


def test_seeded_environment(pingone: PingOne, api):
    """18 and 27.2: what a seeded environment answers."""
    seeded = SEED["environments"][0]
    body = pingone.http.get(f"/v1/environments/{seeded['id']}", headers=api.headers).json()
    assert set(body) == KEYS
    assert body["region"] == "EU" and body["license"] == {"id": seeded["license"]}
    bill = api.get("/billOfMaterials").json()
    assert [product["type"] for product in bill["products"]] == ["PING_ONE_BASE", "PING_ONE_AUTHORIZE"]
    license = pingone.http.get(
        f"/v1/organizations/{SEED['organization']['id']}/licenses/{seeded['license']}", headers=api.headers
    ).json()
    assert license["status"] == "ACTIVE" and license["authorize"]["allowApiAccessManagement"] is True
    listed = pingone.http.get("/v1/environments", params={"filter": 'name sw "Man"'}, headers=api.headers).json()
    assert listed["_embedded"]["environments"] == [body]
    local = pingone.http.get("/v1/environments", headers={"Authorization": f"Bearer {pingone.token('Local Worker')}"})
    assert [one["name"] for one in local.json()["_embedded"]["environments"]] == ["Managed"]


def test_new_environment_is_furnished(root):
    """12.1, 27.2 to 27.5: and usable at once with the token already held (27.1)."""
    path = f"/environments/{created(root.post('/environments', json=NEW))['id']}"
    (default,) = root.get(f"{path}/populations").json()["_embedded"]["populations"]
    assert (default["name"], default["description"], default["default"]) == (
        "Default",
        "Automatically created population.",
        True,
    )
    assert not {"passwordPolicy", "alternativeIdentifiers"} & set(default)
    assert {one["type"] for one in root.get(f"{path}/resources").json()["_embedded"]["resources"]} == {
        "PINGONE_API",
        "OPENID_CONNECT",
    }
    assert {one["type"] for one in root.get(f"{path}/applications").json()["_embedded"]["applications"]} == {
        "PING_ONE_SELF_SERVICE",
        "PING_ONE_PORTAL",
        "PING_ONE_ADMIN_CONSOLE",
    }
    assert root.get(f"{path}/apiServers").status_code == 200


def test_rules_of_creation(root, pingone: PingOne):
    """18 and 27.2"""
    refused(
        root.post("/environments", json={**NEW, "name": "Managed"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name"
    )
    found = refused(
        root.post("/environments", json={**NEW, "region": "NA"}), 400, "INVALID_DATA", "INVALID_VALUE", "region"
    )
    assert found["innerError"]["allowedValues"] == ["EU"]
    found = refused(
        root.post("/environments", json={**NEW, "region": "MOON"}), 400, "INVALID_DATA", "INVALID_VALUE", "region"
    )
    assert found["innerError"]["allowedValues"] == ["AP", "AU", "CA", "EU", "NA", "SG"]
    refused(
        root.post("/environments", json={**NEW, "license": {"id": "x"}}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "license.id",
    )
    without = {key: value for key, value in NEW.items() if key != "license"}
    refused(root.post("/environments", json=without), 400, "INVALID_DATA", "REQUIRED_VALUE", "license.id")
    refused(root.post("/environments", json={**NEW, "type": "sandbox"}), 400, "INVALID_DATA", "INVALID_VALUE", "type")
    with pingone.client("/v1", "Local Worker") as local:
        refused(local.post("/environments", json=NEW), 403, "ACCESS_FAILED", "INSUFFICIENT_PERMISSIONS")


def test_trial_license(root, pingone: PingOne):
    """18: five environments."""
    trial = {**SEED, "licenses": [{**one, "package": "TRIAL"} for one in SEED["licenses"]]}
    try:
        pingone.http.post("/_emulator/reset", json={"seed": trial})
        for number in range(3):
            created(root.post("/environments", json={**NEW, "name": f"Trial {number}"}))
        found = refused(root.post("/environments", json=NEW), 403, "ACCESS_FAILED", "LICENSE_EXCEEDED")
        assert found["innerError"] == {"quotaLimit": 5}
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def test_update(root):
    """18: full replace; the region stays."""
    made = created(root.post("/environments", json={**NEW, "description": "x"}))
    path = f"/environments/{made['id']}"
    body = root.put(path, json={"name": "Renamed", "type": "PRODUCTION", "region": "EU", "license": {"id": LICENSE}})
    assert unchanged(root, body)["name"] == "Renamed" and "description" not in body.json()
    refused(root.put(path, json={**NEW, "region": "NA"}), 400, "INVALID_DATA", "INVALID_VALUE", "region")
    assert root.put(path, json={**NEW, "name": "Back", "type": "SANDBOX"}).status_code == 200


def test_bill_of_materials(root):
    """18: all products at once; the solution type is ignored."""
    path = f"/environments/{ENVIRONMENTS['Managed']}/billOfMaterials"
    body = root.put(path, json={"products": [{"type": "PING_ONE_MFA"}], "solutionType": "CUSTOMER"}).json()
    assert body["products"] == [{"type": "PING_ONE_MFA"}] and "solutionType" not in body
    assert root.get(path).json() == body
    refused(root.put(path, json={}), 400, "INVALID_DATA", "REQUIRED_VALUE", "products")


def test_product_is_not_enforced(root):
    """18: the license decides, not the bill of materials."""
    made = created(root.post("/environments", json=NEW))
    assert root.get(f"/environments/{made['id']}/apiServers").status_code == 200


def test_delete(root, pingone: PingOne):
    """5.3, 18, 27.1: a sandbox is gone at once with all children; production is refused or pending."""
    made = created(root.post("/environments", json=NEW))
    path = f"/environments/{made['id']}"
    resource = created(root.post(f"{path}/resources", json={"name": "x"}))
    assert root.delete(path).status_code == 204
    for gone in (path, f"{path}/resources", f"{path}/resources/{resource['id']}"):
        refused(root.get(gone), 404, "NOT_FOUND")
    production = f"/environments/{ENVIRONMENTS['Administrators']}"
    refused(root.delete(production), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION", "type")
    pingone.switch(production_delete="pending")
    assert root.delete(production).status_code == 204
    assert root.get(production).json()["status"] == "DELETE_PENDING"


def test_type_and_status(root):
    """18: how clients get rid of a production environment."""
    path = f"/environments/{created(root.post('/environments', json={**NEW, 'type': 'PRODUCTION'}))['id']}"
    unchanged(root, root.put(f"{path}/status", json={"status": "DELETE_PENDING"}))
    assert root.get(path).json()["status"] == "DELETE_PENDING"
    change = {**NEW, "name": "Renamed", "type": "PRODUCTION"}
    assert unchanged(root, root.put(path, json=change))["status"] == "DELETE_PENDING"
    assert "status" not in unchanged(root, root.put(f"{path}/status", json={"status": "ACTIVE"}))
    refused(root.delete(path), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION", "type")
    refused(root.put(f"{path}/type", json={"type": "TEST"}), 400, "INVALID_DATA", "INVALID_VALUE", "type")
    refused(root.put(f"{path}/type", json={}), 400, "INVALID_DATA", "REQUIRED_VALUE", "type")
    assert unchanged(root, root.put(f"{path}/type", json={"type": "SANDBOX"}))["type"] == "SANDBOX"
    wrong = root.put(f"{path}/status", json={"status": "DELETE_PENDING"})
    refused(wrong, 400, "INVALID_DATA", "INVALID_VALUE", "status")
    assert root.delete(path).status_code == 204


def test_filters(root):
    """3.4"""

    def names(text: str) -> list[str]:
        found = root.get("/environments", params={"filter": text}).json()["_embedded"]["environments"]
        return [one["name"] for one in found]

    assert names('name sw "M"') == ["Managed"]
    assert names(f'id eq "{ENVIRONMENTS["Managed"]}" and name sw "Man"') == ["Managed"]
    assert len(names(f'organization.id eq "{ORGANIZATION}"')) == 3
    assert names(f'id eq "{ENVIRONMENTS["Managed"]}" and name sw "X"') == []
    refused(
        root.get("/environments", params={"filter": 'name eq "Managed"'}),
        400,
        "INVALID_REQUEST",
        "INVALID_FILTER",
        "filter",
    )


def test_order(root, pingone: PingOne):
    """3.4: ascending and descending, over pages too."""

    def names(order: str) -> list[str]:
        href, seen = f"/environments?order={order}", []
        while href:
            page = root.get(href).json()
            seen += [one["name"] for one in page["_embedded"]["environments"]]
            href = page["_links"].get("next", {}).get("href")
        return seen

    assert names("name") == ["Administrators", "Managed", "Without Authorize"]
    pingone.switch(page_size=1)
    assert names("-name") == ["Without Authorize", "Managed", "Administrators"]
    refused(root.get("/environments", params={"order": "colour"}), 400, "INVALID_REQUEST", "INVALID_PARAMETER", "order")


def test_organization_and_licenses(root, pingone: PingOne):
    """18"""
    (only,) = root.get("/organizations").json()["_embedded"]["organizations"]
    assert root.get(f"/organizations/{ORGANIZATION}").json() == only
    licenses = root.get(f"/organizations/{ORGANIZATION}/licenses").json()["_embedded"]["licenses"]
    assert [one["authorize"]["allowApiAccessManagement"] for one in licenses] == [True, False]
    found = root.get(f"/organizations/{ORGANIZATION}/licenses", params={"filter": 'status eq "EXPIRED"'}).json()
    assert found["count"] == 0 and found["_embedded"] == {"licenses": []}
    refused(root.get(f"/organizations/{ORGANIZATION}/licenses/x"), 404, "NOT_FOUND")


def test_populations(api):
    """18 and 27.2: full replace, names unique, one is always left."""
    body = unchanged(api, api.post("/populations", json={"name": "Partners", "description": "x"}))
    assert body["default"] is False
    assert "description" not in unchanged(api, api.put(f"/populations/{body['id']}", json={"name": "Partners"}))
    refused(api.post("/populations", json={"name": "Partners"}), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    found = api.get("/populations", params={"filter": 'name sw "Par"'}).json()["_embedded"]["populations"]
    assert [one["id"] for one in found] == [body["id"]]
    assert api.delete(f"/populations/{body['id']}").status_code == 204
    (last,) = api.get("/populations").json()["_embedded"]["populations"]
    found = refused(api.delete(f"/populations/{last['id']}"), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    assert "must contain at least one population" in found["message"]


def test_populations_have_a_theme(api):
    """27.2: at once, the environment's unless another one was sent."""
    (default,) = api.get("/populations").json()["_embedded"]["populations"]
    made = unchanged(api, api.post("/populations", json={"name": "Partners"}))
    assert made["theme"] == default["theme"] and set(made["theme"]) == {"id"}
    other = {"id": "7c9e6f1a-8a34-4a7b-9a3d-0a4f3f0f7a11"}
    assert unchanged(api, api.put(f"/populations/{made['id']}", json={**made, "theme": other}))["theme"] == other
    again = unchanged(api, api.put(f"/populations/{made['id']}", json={"name": "Partners"}))
    assert again["theme"] == default["theme"]
    refused(
        api.post("/populations", json={"name": "x", "theme": {"id": 1}}),
        400,
        "INVALID_REQUEST",
        "INVALID_VALUE",
        "theme.id",
    )


def test_only_one_default_population(api):
    """27.2"""
    made = created(api.post("/populations", json={"name": "Partners", "default": True}))
    flags = {one["name"]: one["default"] for one in api.get("/populations").json()["_embedded"]["populations"]}
    assert flags == {"Default": False, "Partners": True}
    assert unchanged(api, api.put(f"/populations/{made['id']}", json={"name": "Partners"}))["default"] is True


def test_groups(api):
    """17.1 and 27.2: no defaults, full replace."""
    body = unchanged(api, api.post("/groups", json={"name": "Managers", "customData": {"floor": 3}}))
    assert not {"population", "description"} & set(body) and body["customData"] == {"floor": 3}
    changed = unchanged(api, api.put(f"/groups/{body['id']}", json={"name": "Managers", "externalId": "m-1"}))
    assert "customData" not in changed
    assert api.get("/groups", params={"filter": 'externalId eq "m-1"'}).json()["_embedded"]["groups"] == [changed]
    assert api.delete(f"/groups/{body['id']}").status_code == 204


def test_a_group_stays_in_its_population(api):
    """17.1: the population is read-only after the creation."""
    shop, depot = (created(api.post("/populations", json={"name": name})) for name in ("Shop", "Depot"))
    homes = {"Sellers": {"population": {"id": shop["id"]}}, "Staff": {}}
    for name, home in homes.items():
        path = "/groups/" + created(api.post("/groups", json={"name": name, **home}))["id"]
        for same in ({}, home, {"population": None}):
            body = unchanged(api, api.put(path, json={"name": name, **same}))
            assert body.get("population") == home.get("population")
        refusal = api.put(path, json={"name": name, "population": {"id": depot["id"]}})
        refused(refusal, 400, "INVALID_DATA", "INVALID_VALUE", "population.id")


def test_group_names(api):
    """17.1: may repeat in another population, not between a population and the environment."""
    first, second = (created(api.post("/populations", json={"name": name})) for name in ("First", "Second"))
    for population in (first, second):
        created(api.post("/groups", json={"name": "Clerks", "population": {"id": population["id"]}}))
    for data in (
        {"name": "Clerks"},
        {"name": "Clerks", "population": {"id": first["id"]}},
        {"name": "Auditors", "population": {"id": first["id"]}},
    ):
        refused(api.post("/groups", json=data), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")
    refused(
        api.post("/groups", json={"name": "x", "population": {"id": "x"}}),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "population.id",
    )


def test_large_limits(pingone: PingOne, api):
    """21: 1000 applications in an environment, 3500 role assignments of a worker."""
    first = dict(SEED["environments"][0])
    worker = next(one for one in first["applications"] if one["type"] == "WORKER")
    many = [{"role": "Environment Admin", "scope": derived(number)} for number in range(3499)]
    missing = 1000 - len(api.get("/applications").json()["_embedded"]["applications"]) - 1
    copies = [{**worker, "id": derived(number), "roles": []} for number in range(missing)]
    others = [one for one in first["applications"] if one is not worker]
    first["applications"] = [*others, {**worker, "roles": many}, *copies]
    try:
        seed = {**SEED, "environments": [first, *SEED["environments"][1:]]}
        assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        new = {key: value for key, value in worker.items() if key not in ("id", "secret", "roles")}
        created(api.post("/applications", json={**new, "assignActorRoles": False}))
        found = refused(api.post("/applications", json=new), 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", "applications")
        assert found["innerError"] == {"maximumValue": 1000}
        roles = pingone.http.get("/v1/roles", headers=api.headers).json()["_embedded"]["roles"]
        path = f"/applications/{worker['id']}/roleAssignments"
        scope = {"id": ENVIRONMENTS["Managed"], "type": "ENVIRONMENT"}
        ids = {role["name"]: role["id"] for role in roles}
        created(api.post(path, json={"role": {"id": ids["Identity Data Admin"]}, "scope": scope}))
        data = {"role": {"id": ids["Client Application Developer"]}, "scope": scope}
        found = refused(api.post(path, json=data), 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", "roleAssignments")
        assert found["innerError"] == {"maximumValue": 3500}
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def derived(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"
