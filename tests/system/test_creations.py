# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A creation is never repeated blindly: whatever it is answered with after it was carried out, there is one object."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

RESOURCE = "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e"
APPLICATION = "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a"
OF_RESOURCE = {"resource": "Existing Resource"}
SERVICE = {"name": "New API", "base_urls": ["https://api.example.com/new"], "auto_create_resource": True}

# What creates each kind of object: the module, its options, and where the object is listed. A _ stands for what the
# service's id has to be put in.
KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "resource": ("pingone_resource", {"name": "New"}, "resources"),
    "API service": (
        "pingone_api_service",
        {**OF_RESOURCE, "name": "New", "base_urls": ["https://api.example.com/linked"]},
        "apiServers",
    ),
    "linked resource": (
        "pingone_api_service",
        {"name": "New", "base_urls": ["https://api.example.com/linked"], "auto_create_resource": True},
        "resources",
    ),
    "scope": ("pingone_scope", {**OF_RESOURCE, "name": "New"}, f"resources/{RESOURCE}/scopes"),
    "permission": (
        "pingone_application_permission",
        {**OF_RESOURCE, "application_resource": "New", "action": "read"},
        "applicationResources",
    ),
    "operation": (
        "pingone_api_operation",
        {"api_service": "New API", "name": "New", "methods": ["GET"], "paths": [{"pattern": "/new"}]},
        "apiServers/_/operations",
    ),
    "external OAuth server": (
        "pingone_external_oauth_server",
        {"name": "New", "issuers": ["https://login.example"], "jwks_url": "https://login.example/jwks"},
        "externalOAuthServers",
    ),
    "group": ("pingone_group", {"name": "New"}, "groups"),
    "group of a population": ("pingone_group", {"name": "New", "population": "Staff"}, "groups"),
    "gateway": ("pingone_gateway", {"name": "New"}, "gateways"),
    "application": ("pingone_application", {"name": "New", "type": "service"}, "applications"),
    "grant": (
        "pingone_app_scope_grant",
        {**OF_RESOURCE, "application": "Orders Web", "scopes": ["existing-read", "existing-write"]},
        f"applications/{APPLICATION}/grants",
    ),
    "deployment": ("pingone_deploy", {"api_service": "New API"}, ""),
}
STATUSES = (408, 409, 429, 500, 501, 502, 503, 504)
LOST: list[dict[str, Any]] = [
    {"kind": "reset-after-write"},
    {"kind": "truncated"},
    {"kind": "html", "applied": "after"},
]
ANSWERS = [{"kind": "status", "status": status, "applied": "after", "retry_after": 0} for status in STATUSES] + LOST
COLLECTIONS = ("resources", "scopes", "apiServers", "operations", "externalOAuthServers", "groups", "applications")
PATHS = (*COLLECTIONS, "grants", "applicationResources", "permissions", "gateways", "deployment")


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> Iterator[PingOne]:
    pingone = PingOne(collection, emulator)
    yield pingone
    pingone.emulator.faults([])


def prepared(pingone: PingOne) -> str:
    """An environment with an API service without operations; its id."""
    pingone.reset()
    pingone.send("POST", "populations", {"name": "Staff"})
    return str(pingone.run_here("pingone_api_service", **SERVICE)["api_service"]["id"])


def once_each(rule: dict[str, Any], times: int = 1) -> list[dict[str, Any]]:
    """A fault that strikes the first creation in each collection."""
    return [{**rule, "method": "POST", "path": f"/{path}$", "times": times} for path in PATHS]


def made(pingone: PingOne, path: str, service: str) -> list[dict[str, Any]]:
    """What is there of a kind under the new name; all grants, since they have none."""
    items = pingone.list(path.replace("_", service))
    return [item for item in items if path.endswith("grants") or item["name"] == "New"]


def posts(pingone: PingOne) -> list[str]:
    return [entry["path"].rpartition("/")[2] for entry in pingone.emulator.writes() if entry["method"] == "POST"]


@pytest.mark.parametrize("rule", ANSWERS, ids=lambda rule: f"{rule['kind']} {rule.get('status', '')}".strip())
def test_what_was_carried_out_is_not_repeated(pingone: PingOne, rule: dict[str, Any]) -> None:
    for kind, (module, options, path) in KINDS.items():
        service = prepared(pingone)
        pingone.emulator.clear_requests()
        pingone.emulator.faults(once_each(rule))
        result = pingone.run_here(module, **options)
        struck = pingone.emulator.struck()
        pingone.emulator.faults([])
        assert struck > 0, kind
        assert result["changed"], kind
        sent = posts(pingone)
        assert len(sent) == len(set(sent)), (kind, sent)
        again = pingone.run_here(module, **options, **({"on_unknown": "fail"} if kind == "deployment" else {}))
        assert not again["changed"], kind
        assert posts(pingone) == sent, kind
        if path:
            assert len(made(pingone, path, service)) == 1, kind


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_not_carried_out_is_repeated(pingone: PingOne, status: int) -> None:
    rule = {"kind": "status", "status": status, "retry_after": 0}
    for kind, (module, options, path) in KINDS.items():
        service = prepared(pingone)
        pingone.emulator.faults(once_each(rule, times=3))
        assert pingone.run_here(module, **options)["changed"], kind
        pingone.emulator.faults([])
        if path:
            assert len(made(pingone, path, service)) == 1, kind


@pytest.mark.parametrize("kind", ["operation", "application", "group of a population"])
@pytest.mark.parametrize("applied", ["before", "after"])
def test_an_older_object_of_the_same_name_is_not_taken_for_the_creation(
    pingone: PingOne, kind: str, applied: str
) -> None:
    """The name becomes free by a rename in the same task, which comes too late to be seen."""
    module, options, path = KINDS[kind]
    service = prepared(pingone)
    pingone.run_here(module, **options)
    (older,) = made(pingone, path, service)
    many = {"pingone_api_operation": "operations", "pingone_application": "applications", "pingone_group": "groups"}
    own = {key: value for key, value in options.items() if key != "api_service"}
    shared = {key: value for key, value in options.items() if key == "api_service"}
    items = [{**own, "id": older["id"], "name": "Older"}, own]
    rule = {"kind": "status", "method": "POST", "status": 503, "retry_after": 0, "applied": applied, "times": 1}
    pingone.emulator.faults([rule])
    pingone.run_here(module, **shared, **{many[module]: items})
    pingone.emulator.faults([])
    assert [item["id"] != older["id"] for item in made(pingone, path, service)] == [True]
    assert older["id"] in [item["id"] for item in pingone.list(path.replace("_", service)) if item["name"] == "Older"]
