# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Concurrent reads save time, and neither the result of a task nor its requests depend on them."""

from __future__ import annotations

import importlib
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

COUNT = 12
NAMES = [f"API {number}" for number in range(COUNT)]
LATENCY = 0.05
UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
INVENTORY = "ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory"
APPLICATIONS = ["Orders Web", "Orders Batch"]
"""Two of the seed, of types to which scopes can be granted."""


def services() -> list[dict[str, Any]]:
    return [
        {"name": name, "base_urls": [f"https://api-{number}.example.com"], "auto_create_resource": True}
        for number, name in enumerate(NAMES)
    ]


def scopes() -> list[dict[str, Any]]:
    return [{"api_service": name, "name": scope_of(name)} for name in NAMES]


def permissions() -> list[dict[str, Any]]:
    return [{"api_service": name, "application_resource": f"Desk of {name}", "action": "use"} for name in NAMES]


def operations() -> list[dict[str, Any]]:
    """Operations with and without rules. The name of a scope is not in the options of all that require it."""
    return [
        {"api_service": name, "name": "Read", "paths": [{"pattern": "/things"}], "access": {"scopes": [scope_of(name)]}}
        for name in NAMES
    ] + [{"api_service": name, "name": "Browse", "paths": [{"pattern": "/catalog"}]} for name in NAMES]


def grants() -> list[dict[str, Any]]:
    return [
        {"api_service": name, "application": application, "scopes": [scope_of(name)]}
        for name in NAMES
        for application in APPLICATIONS
    ]


def deployments() -> list[dict[str, Any]]:
    return [{"api_service": name} for name in NAMES]


def scope_of(service: str) -> str:
    return service.replace(" ", "-").lower() + "-read"


CREATE: list[tuple[str, dict[str, Any]]] = [
    ("pingone_api_service", {"api_services": services()}),
    ("pingone_scope", {"scopes": scopes()}),
    ("pingone_application_permission", {"permissions": permissions()}),
    ("pingone_api_operation", {"operations": operations()}),
    ("pingone_app_scope_grant", {"grants": grants()}),
    ("pingone_deploy", {"deployments": deployments(), "redeploy": "always"}),
]
# What reads several collections, with and without something to do.
TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "scopes": ("pingone_scope", {"scopes": scopes()}),
    "permissions": ("pingone_application_permission", {"permissions": permissions()}),
    "operations": ("pingone_api_operation", {"operations": operations()}),
    "operations without scopes": (
        "pingone_api_operation",
        {"operations": [{"api_service": name, "name": "Browse", "paths": [{"pattern": "/catalog"}]} for name in NAMES]},
    ),
    "operations to purge": (
        "pingone_api_operation",
        {"operations": [], "api_services": NAMES, "purge": True, "allow_open": True},
    ),
    "unlisted requests": (
        "pingone_api_operation",
        {"operations": [], "api_services": NAMES, "unlisted_requests": "deny"},
    ),
    "grants": ("pingone_app_scope_grant", {"grants": grants()}),
    "grants to revoke": (
        "pingone_app_scope_grant",
        {"grants": [{**grant, "state": "absent"} for grant in [*grants(), {**grants()[0], "application": "Nobody"}]]},
    ),
    "deployments": ("pingone_deploy", {"deployments": deployments()}),
    "all deployments": ("pingone_deploy", {"deployments": deployments(), "redeploy": "always"}),
    "one scope to remove": (
        "pingone_scope",
        {"resource": "Existing Resource", "name": "existing-read", "state": "absent"},
    ),
    "one resource to remove": ("pingone_resource", {"name": "Existing Resource", "state": "absent"}),
    "export of API services": ("pingone_api_service_export", {}),
    "info about API services": ("pingone_api_service_info", {"all_grants": True}),
    "findings about API services": ("pingone_api_service_lint", {}),
    "info about deployments": ("pingone_deployment_info", {}),
    "info about the environment": ("pingone_environment_info", {}),
    "info about resources": ("pingone_resource_info", {}),
}


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    """Twelve API services with everything that belongs to them."""
    found = PingOne(collection, emulator)
    found.reset()
    for module, options in CREATE:
        found.run_here(module, **options)
    return found


def run(pingone: PingOne, task: str, concurrent_reads: int) -> tuple[dict[str, Any], Counter[str]]:
    """The result of a task in check mode, and the number of its requests by path."""
    module, options = TASKS[task]
    pingone.emulator.clear_requests()
    result = pingone.run_here(module, check_mode=True, **options, concurrent_reads=concurrent_reads)
    # The time until which the audit log was read.
    for deployment in (
        one.get("deployment", one) for key in ("deployments", "api_services") for one in result.get(key, [])
    ):
        deployment.pop("as_of", None)
    requests = Counter(f"{entry['method']} {entry['path']}" for entry in pingone.emulator.requests())
    return result, requests


@pytest.mark.parametrize("task", TASKS)
def test_neither_the_result_nor_the_requests_depend_on_concurrent_reads(
    pingone: PingOne, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [run(pingone, task, concurrent_reads) for concurrent_reads in (1, 4, 8)]
    monkeypatch.setattr(importlib.import_module(INVENTORY).Inventory, "read_ahead", lambda *_arguments: None)
    expected, requests = run(pingone, task, 1)
    assert [others - requests for _result, others in found] == [Counter()] * 3
    assert [requests - others for _result, others in found] == [Counter()] * 3
    assert [result for result, _requests in found] == [expected] * 3


@pytest.mark.parametrize("task", ["operations", "info about API services", "info about the environment"])
@pytest.mark.parametrize("status", [403, 404])
def test_a_failure_is_the_same(pingone: PingOne, task: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module, options = TASKS[task]
    path = f"/apiServers/{pingone.list('apiServers')[6]['id']}/operations$"

    def failure(concurrent_reads: int) -> tuple[Any, ...]:
        pingone.emulator.faults([{"kind": "status", "status": status, "path": path}])
        try:
            result = pingone.attempt(module, **options, concurrent_reads=concurrent_reads)
        finally:
            pingone.emulator.faults([])
        # Each run and each response have IDs of their own.
        texts = [result.get("msg", ""), json.dumps(result.get("error")), *result.get("warnings", [])]
        return result.get("failed"), [UUID.sub("ID", text) for text in texts]

    found = [failure(concurrent_reads) for concurrent_reads in (1, 4, 8)]
    monkeypatch.setattr(importlib.import_module(INVENTORY).Inventory, "read_ahead", lambda *_arguments: None)
    assert found == [failure(1)] * 3


@pytest.mark.parametrize("task", ["operations", "grants", "deployments", "info about API services"])
def test_concurrent_reads_save_time(pingone: PingOne, task: str, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = {}
    pingone.emulator.faults([{"kind": "slow", "seconds": LATENCY}])
    try:
        for concurrent_reads in (1, 4, 8):
            started = time.monotonic()
            result, _requests = run(pingone, task, concurrent_reads)
            seconds[concurrent_reads] = time.monotonic() - started
    finally:
        pingone.emulator.faults([])
    with capsys.disabled():
        times = ", ".join(f"{taken:.2f} s with {number}" for number, taken in seconds.items())
        print(f"\n{task}, {result['requests']} requests of {1000 * LATENCY:.0f} ms: {times},", end=" ")
        print(f"{seconds[1] / seconds[4]:.1f} times as fast")
    assert seconds[1] > result["requests"] * LATENCY
    assert seconds[4] < 0.7 * seconds[1]
