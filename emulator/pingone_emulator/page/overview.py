# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page shows: all environments by name, one of them in full, and one of its API services in full."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..objects.applications import SYSTEM_TYPES
from ..store import Entry, Store
from ..switches import TABLE
from . import access
from .services import service

if TYPE_CHECKING:
    from ..emulator import Emulator

# What the buttons of the page set: label, explanation, faults.
PRESETS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    ("429 twice", "Too many requests", [{"kind": "status", "status": 429, "retry_after": 1, "times": 2}]),
    ("503 once", "Service unavailable", [{"kind": "status", "status": 503, "times": 1}]),
    ("Slow", "Every response takes 2 s longer", [{"kind": "slow", "seconds": 2}]),
    (
        "Lost response",
        "The next write succeeds, but the connection breaks",
        [{"kind": "reset-after-write", "method": "POST", "path": "^/v1/", "times": 1}],
    ),
    (
        "Lost request",
        "The connection breaks before the next request is handled",
        [{"kind": "reset-before-write", "path": "^/v1/", "times": 1}],
    ),
    ("Expired token", "The next token is no longer accepted", [{"kind": "expired-token", "path": "^/v1/", "times": 1}]),
    ("Bad gateway page", "A web page instead of JSON", [{"kind": "html", "status": 502, "times": 1}]),
    ("Late reads", "New objects cannot be read for 2 s", [{"kind": "late-visible", "seconds": 2}]),
)


def view(emulator: Emulator, environment: str, selected: str) -> dict[str, Any]:
    """The values of the template, for the environment and API service with these ids, by default the usual ones."""
    store = emulator.store
    environments = list(store.all("environment"))
    usual = emulator.seed.get("client", {}).get("environment", "")  # the one that clients are pointed at
    found = [store.get("environment", environment), store.get("environment", usual), *environments]
    chosen = next((one for one in found if one), None)
    return {
        "clock": emulator.clock.stamp(),
        "state": emulator.events.state,
        "environments": [_link(emulator, one, one is chosen) for one in environments],
        "environment": chosen,
        **(_environment(emulator, chosen, selected) if chosen else {}),
        "faults": [_fault(one) for one in emulator.weather.listed()],
        "presets": [(label, about, json.dumps(faults)) for label, about, faults in PRESETS],
        "switches": _switches(emulator),
    }


def _link(emulator: Emulator, environment: Entry, current: bool) -> dict[str, Any]:
    count = len(emulator.store.children("apiServer", environment.id))
    return {"entry": environment, "services": count, "current": current}


def _environment(emulator: Emulator, environment: Entry, selected: str) -> dict[str, Any]:
    store = emulator.store
    entries = store.children("apiServer", environment.id)
    chosen = next((entry for entry in entries if entry.id == selected), entries[0] if entries else None)
    services = [service(emulator, entry, chosen.id if chosen else "") for entry in entries]
    grants = _grants(store, environment)
    resources = store.children("resource", environment.id)
    linked = {entry.body["authorizationServer"].get("resource", {}).get("id") for entry in entries}
    shown = next((one for one in services if one.current), None)
    resource = chosen.body["authorizationServer"].get("resource", {}).get("id", "") if chosen else ""
    return {
        "services": services,
        "service": shown,
        "matrix": access.matrix(emulator, chosen) if chosen else None,
        "scopes_of_service": _scopes(store, resource, grants, _used(store, chosen)),
        "unlinked": [
            (one, _scopes(store, one.id, grants, {}))
            for one in resources
            if one.body["type"] == "CUSTOM" and one.id not in linked
        ],
        "applications": [_application(store, one) for one in _own_first(store.children("application", environment.id))],
        "gateways": [
            (gateway, store.children("credential", gateway.id)) for gateway in store.children("gateway", environment.id)
        ],
    }


def _grants(store: Store, environment: Entry) -> dict[str, list[str]]:
    """Names of applications by the id of a scope that they have been granted."""
    held: dict[str, list[str]] = {}
    for application in store.children("application", environment.id):
        for grant in store.children("grant", application.id):
            for scope in grant.body["scopes"]:
                held.setdefault(scope["id"], []).append(application.name)
    return held


def _used(store: Store, entry: Entry | None) -> dict[str, list[str]]:
    """Names of the saved operations of an API service by the id of a scope in their rules."""
    used: dict[str, list[str]] = {}
    for operation in store.children("operation", entry.id) if entry else []:
        for scope in operation.body.get("accessControl", {}).get("scope", {}).get("scopes", []):
            used.setdefault(scope["id"], []).append(operation.name)
    return used


def _scopes(
    store: Store, resource: str, grants: dict[str, list[str]], used: dict[str, list[str]]
) -> list[tuple[Entry, list[str], list[str]]]:
    scopes = store.children("scope", resource) if resource else []
    return [(scope, grants.get(scope.id, []), used.get(scope.id, [])) for scope in scopes]


def _own_first(applications: list[Entry]) -> list[Entry]:
    return sorted(applications, key=lambda one: one.body["type"] in SYSTEM_TYPES)


def _application(store: Store, application: Entry) -> dict[str, Any]:
    granted = access.granted(store, application)
    resources = [(store.get("resource", id), names) for id, names in granted.items()]
    roles = [
        (role.name, assignment.body["scope"]["type"].lower())
        for assignment in store.children("roleAssignment", application.id)
        if (role := store.get("role", assignment.body["role"]["id"]))
    ]
    return {
        "entry": application,
        "type": application.body["type"].replace("_", " ").lower().replace("ping one", "PingOne"),
        "grant_types": [one.replace("_", " ").lower() for one in application.body.get("grantTypes", [])],
        "scopes": [(resource.name, names) for resource, names in resources if resource],
        "roles": roles,
    }


def _fault(listed: dict[str, Any]) -> dict[str, Any]:
    counted = ("kind", "matched", "struck", "times")
    settings = {key: value for key, value in listed.items() if key not in (*counted, "applied")}
    return {**{key: listed.get(key, 0) for key in counted}, "settings": settings}


def _switches(emulator: Emulator) -> list[dict[str, Any]]:
    found = []
    for name, (default, allowed, meaning) in TABLE.items():
        value = emulator.switches[name]
        choices = allowed if isinstance(allowed, tuple) else (True, False) if allowed is bool else ()
        found.append(
            {
                "name": name,
                "text": json.dumps(value) if not isinstance(value, str) else value or "(empty)",
                "value": json.dumps(value),
                "default": json.dumps(default) if not isinstance(default, str) else default or "(empty)",
                "default_value": json.dumps(default),
                "choices": [(json.dumps(one), str(one).lower() if one != "" else "(empty)") for one in choices],
                "changed": value != default,
                "meaning": meaning,
            }
        )
    return found
