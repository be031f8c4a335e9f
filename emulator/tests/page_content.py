# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment in which the page has something to show in every place, and a browser that looks at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import APPLICATIONS, DEPLOY, SEED, PingOne, created, resource, scope, service_input
from pingone_emulator.emulator import Emulator
from pingone_emulator.objects import deployments
from pingone_emulator.store import Entry
from playwright.sync_api import Browser, Page, Playwright

HOSTILE = "Orders <b>API</b> \"quoted\" & 'more'"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# How long the tests wait for a condition, milliseconds: on a busy machine everything takes longer.
PATIENCE = 120_000
GROUPS = {group["name"]: group["id"] for group in SEED["environments"][0]["groups"]}
PERMISSION = SEED["environments"][0]["resources"][0]["applicationResources"][0]["permissions"][0]["id"]


@contextmanager
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser that TEST_BROWSER names."""
    path = shutil.which(os.environ.get("TEST_BROWSER", "chromium"))
    found = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE)
    try:
        yield found
    finally:
        found.close()


def opened(page: Page, url: str) -> Page:
    """The page, as soon as it hears of changes."""
    page.goto(url)
    page.locator("#live", has_text="Live").wait_for()
    return page


def operation(api, service: dict[str, Any], name: str, pattern: str, control: dict[str, Any], **more: Any) -> dict:
    kind = "PARAMETER" if any(sign in pattern for sign in "*{") else "EXACT"
    data = {"name": name, "paths": [{"type": kind, "pattern": pattern}], "accessControl": control, **more}
    return created(api.post(f"/apiServers/{service['id']}/operations", json=data))


def grant(api, application: str, owner: dict[str, Any], *scopes: dict[str, Any]) -> None:
    data = {"resource": {"id": owner["id"]}, "scopes": [{"id": one["id"]} for one in scopes]}
    created(api.post(f"/applications/{APPLICATIONS[application]['id']}/grants", json=data))


def fill(api) -> dict[str, Any]:
    """Rules of all types, one operation of each; deployed, and then changed in every way that the page compares."""
    owner = resource(api, HOSTILE, audience="https://filled.example.org")
    read, write, admin = (scope(api, owner, name) for name in ("orders-read", "orders-write", "orders-admin"))
    service = created(api.post("/apiServers", json=service_input(owner, HOSTILE)))
    one = {"scopes": [{"id": read["id"]}], "matchType": "ALL"}
    controls = {
        "open": {},
        "read": {"scope": one},
        "both": {"scope": {"scopes": [{"id": read["id"]}, {"id": write["id"]}], "matchType": "ALL"}},
        "either": {"scope": {"scopes": [{"id": write["id"]}, {"id": admin["id"]}], "matchType": "ANY"}},
        "group": {"group": {"groups": [{"id": GROUPS["Order Clerks"]}]}},
        "scope-group": {"scope": one, "group": {"groups": [{"id": GROUPS["Auditors"]}]}},
        "permission": {"permission": {"id": PERMISSION}},
        "recent": {"authentication": {"maxAge": 300}},
    }
    operations = {
        name: operation(api, service, f"Operation {name} <i>", f"/{name}", control)
        for name, control in controls.items()
    }
    grant(api, "Orders Web", owner, read)
    grant(api, "Orders Batch", owner, read, write)
    assert api.post(f"/apiServers/{service['id']}/deployment", headers=DEPLOY).status_code == 200
    return {"service": service, "owner": owner, "operations": operations, "scopes": (read, write, admin)}


def change(api, filled: dict[str, Any]) -> None:
    """What the next deployment will bring: another URL, one operation less, one more, and other rules."""
    service, operations = filled["service"], filled["operations"]
    path = f"/apiServers/{service['id']}"
    assert api.put(path, json={**service, "baseUrls": ["https://moved.example.org"]}).status_code == 200
    assert api.delete(f"{path}/operations/{operations['recent']['id']}").status_code == 204
    operation(api, service, "Operation new", "/new/{id}", {}, methods=["GET", "POST"])
    narrowed = {**operations["open"], "accessControl": {"scope": {"scopes": [{"id": filled["scopes"][2]["id"]}]}}}
    narrowed["accessControl"]["scope"]["matchType"] = "ALL"
    assert api.put(f"{path}/operations/{operations['open']['id']}", json=narrowed).status_code == 200


def environment_page(pingone: PingOne, name: str = "Managed") -> str:
    id = next(environment["id"] for environment in SEED["environments"] if environment["name"] == name)
    return f"{pingone.url}/_emulator/?environment={id}"


def large_emulator() -> tuple[Emulator, str]:
    """25 API services with 50 operations, twice as many as PingOne allows; 40 applications may use the first one.

    Returns the emulator and the ID of that API service.
    """
    emulator = Emulator(SEED)
    environment = SEED["environments"][0]["id"]
    made = [_large_service(emulator, environment, number) for number in range(25)]
    service, owner, read = made[0]
    for number in range(40):
        data = {
            "name": f"Application {number}",
            "enabled": True,
            "type": "SERVICE",
            "grantTypes": ["CLIENT_CREDENTIALS"],
        }
        application = emulator.create("application", environment, environment, data)
        grant = {"resource": {"id": owner.id}, "scopes": [{"id": read.id}]}
        emulator.create("grant", environment, application.id, grant)
    return emulator, service.id


def _large_service(emulator: Emulator, environment: str, number: int) -> tuple[Entry, Entry, Entry]:
    owner = emulator.create("resource", environment, environment, {"name": f"API {number}", "type": "CUSTOM"})
    read = emulator.create("scope", environment, owner.id, {"name": f"read-{number}"})
    body = service_input({"id": owner.id}, f"API {number}", accessControl={"custom": {"enabled": False}})
    service = emulator.create("apiServer", environment, environment, body)
    for at in range(50):
        data = {
            "name": f"Operation {at}",
            "paths": [{"type": "EXACT", "pattern": f"/items/{at}"}],
            "accessControl": {"scope": {"matchType": "ALL", "scopes": [{"id": read.id}]}},
        }
        emulator.create("operation", environment, service.id, data)
    deployments.start(emulator, service)
    return service, owner, read
