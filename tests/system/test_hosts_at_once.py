# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many hosts that protect the same new API at the same moment: all of them succeed, and there is one of each object."""

from __future__ import annotations

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

HOSTS = 20
URL = "https://api.example.com/together"
OPERATIONS = [
    {"name": f"Operation {number}", "methods": ["GET"], "paths": [{"pattern": f"/together/{number}"}]}
    for number in range(3)
]
SCOPES = [{"name": f"together-{number}"} for number in range(3)]
OF_API = {"api_service": "Together API"}
# What each host runs, one after the other.
RUN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("pingone_external_oauth_server", {"name": "Together", "issuers": [URL], "jwks_url": f"{URL}/jwks"}),
    ("pingone_group", {"groups": [{"name": "Together"}, {"name": "Staff Together", "population": "Staff"}]}),
    ("pingone_api_service", {"name": "Together API", "base_urls": [URL], "auto_create_resource": True}),
    ("pingone_scope", {**OF_API, "scopes": SCOPES}),
    ("pingone_application_permission", {**OF_API, "application_resource": "together", "action": "read"}),
    ("pingone_api_operation", {**OF_API, "operations": OPERATIONS}),
    ("pingone_deploy", OF_API),
    ("pingone_application", {"name": "Together", "type": "service", "return_secret": True}),
    (
        "pingone_app_scope_grant",
        {**OF_API, "application": "Together", "scopes": [scope["name"] for scope in SCOPES]},
    ),
)
# The same as one task, with an API whose tokens the external server issues.
WORKFLOW: list[dict[str, Any]] = [
    {
        "name": "Together API",
        "base_urls": [URL],
        "groups": [
            {"name": "Together", "create": True},
            {"name": "Staff Together", "population": "Staff", "create": True},
        ],
        "scopes": SCOPES,
        "permissions": [{"application_resource": "together", "action": "read", "create": True}],
        "operations": OPERATIONS,
        "unlisted_requests": "allow",
        "applications": [{"name": "Together", "type": "service", "create": True}],
    },
    {
        "name": "Partners",
        "base_urls": [f"{URL}/partners"],
        "token_source": "external",
        "external_oauth_server": {**RUN[0][1], "audience": URL, "create": True},
    },
]
forking = multiprocessing.get_context("fork")
pingone: PingOne


@pytest.fixture(autouse=True)
def environment(collection: Path, emulator: Any) -> None:
    global pingone
    pingone = PingOne(collection, emulator)
    pingone.reset()
    pingone.send("POST", "populations", {"name": "Staff"})


def host(folder: str, barrier: Any, run: Any) -> list[dict[str, Any]]:
    """What each module of a run reports; hosts with the same folder are on the same machine."""
    tempfile.tempdir = folder
    barrier.wait(60)
    return [pingone.attempt(module, **options) for module, options in run]


def together(folders: list[Path], runs: list[Any]) -> list[list[dict[str, Any]]]:
    for folder in folders:
        folder.mkdir(exist_ok=True)
    # A barrier is inherited, and not sent: it is what the workers know from the beginning.
    barrier = forking.Manager().Barrier(len(runs))
    with ProcessPoolExecutor(len(runs), forking) as pool:
        hosts = [pool.submit(host, str(folder), barrier, run) for folder, run in zip(folders, runs, strict=True)]
        return [one.result(280) for one in hosts]


def names(path: str) -> list[str]:
    return sorted(item["name"] for item in pingone.list(path) if "ogether" in item["name"])


def check(results: list[list[dict[str, Any]]]) -> None:
    """All have succeeded, there is one of each, and a further run changes nothing."""
    failures = [(number, one) for number, run in enumerate(results) for one in run if one.get("failed")]
    assert not failures, failures
    for number, (module, _options) in enumerate(RUN):
        assert any(run[number]["changed"] for run in results), module
    check_objects()
    for module, options in RUN:
        assert not pingone.run(module, **options)["changed"], module


def check_objects() -> None:
    """There is one of each."""
    (service,) = [item for item in pingone.list("apiServers") if item["name"] == "Together API"]
    (resource,) = [item for item in pingone.list("resources") if item["name"] == "Together API"]
    (application,) = [item for item in pingone.list("applications") if item["name"] == "Together"]
    assert names("externalOAuthServers") == ["Together"]
    assert names("groups") == ["Staff Together", "Together"]
    scopes = pingone.list(f"resources/{resource['id']}/scopes")
    assert sorted(scope["name"] for scope in scopes) == [scope["name"] for scope in SCOPES]
    operations = pingone.list(f"apiServers/{service['id']}/operations")
    assert sorted(operation["name"] for operation in operations) == [one["name"] for one in OPERATIONS]
    (owner,) = [item for item in pingone.list("applicationResources") if item["name"] == "together"]
    assert len(pingone.list(f"applicationResources/{owner['id']}/permissions")) == 1
    (grant,) = pingone.list(f"applications/{application['id']}/grants")
    assert {entry["id"] for entry in grant["scopes"]} == {scope["id"] for scope in scopes}


@pytest.mark.parametrize("limit", [0, 100])
def test_hosts_of_one_machine(tmp_path: Path, limit: int) -> None:
    """As the forks of one play; also if the license allows no more than 100 requests in 10 seconds."""
    faults: list[dict[str, Any]] = [{"kind": "slow", "seconds": 0.02}]
    if limit:
        faults.append({"kind": "rate-limit", "limit": limit, "seconds": 10})
    pingone.emulator.faults(faults)
    results = together([tmp_path] * HOSTS, [RUN] * HOSTS)
    pingone.emulator.faults([])
    check(results)
    secrets = {run[-2]["application"]["client_secret"] for run in results}
    assert len(secrets) == 1


def test_hosts_of_several_machines(tmp_path: Path) -> None:
    """They have no lock in common, and see what they did twice by looking."""
    pingone.emulator.faults([{"kind": "slow", "seconds": 0.1}])
    folders = [tmp_path / "shared"] * 2 + [tmp_path / f"alone-{number}" for number in range(4)]
    results = together(folders, [RUN] * len(folders))
    pingone.emulator.faults([])
    check(results)


@pytest.mark.parametrize("machines", [1, 4])
def test_hosts_that_run_the_workflow_as_one_task(tmp_path: Path, machines: int) -> None:
    """Those of one machine have the lock in common, and the others see what they did twice by looking."""
    pingone.emulator.faults([{"kind": "slow", "seconds": 0.05}])
    folders = [tmp_path / f"machine-{number % machines}" for number in range(4)]
    runs = [[("pingone_api_access", {"api_services": WORKFLOW})]] * len(folders)
    results = [run[0] for run in together(folders, runs)]
    pingone.emulator.faults([])
    assert not [result for result in results if result.get("failed")], results
    assert any(result["changed"] for result in results)
    check_objects()
    (partners,) = [item for item in pingone.list("apiServers") if item["name"] == "Partners"]
    for service in ("Together API", "Partners"):
        (found,) = pingone.run("pingone_deployment_info", names=[service])["deployments"]
        assert found["status"] == "DEPLOYMENT_SUCCESSFUL"
    assert partners["authorizationServer"]["externalOAuthServer"]["audience"] == URL
    assert not pingone.run("pingone_api_access", api_services=WORKFLOW)["changed"]


def test_what_another_host_wants_otherwise_is_an_update(tmp_path: Path) -> None:
    """Every host wants another base URL: all succeed, and the last one has its way."""
    urls = [f"{URL}/{number}" for number in range(6)]
    runs = [
        [("pingone_api_service", {"name": "Together API", "base_urls": [url], "auto_create_resource": True})]
        for url in urls
    ]
    pingone.emulator.faults([{"kind": "slow", "seconds": 0.05}])
    results = together([tmp_path / str(number) for number in range(6)], runs)
    assert not [run for run in results if run[0].get("failed")], results
    assert all(run[0]["changed"] for run in results)
    (service,) = [item for item in pingone.list("apiServers") if item["name"] == "Together API"]
    assert service["baseUrls"][0] in urls
    assert names("resources") == ["Together API"]


def test_a_limit_that_is_reached_in_the_meantime(tmp_path: Path) -> None:
    """There is room for two more: who comes too late is told so, and nothing is left half done."""
    resources = [pingone.run_here("pingone_resource", name=f"R {number}")["resource"]["id"] for number in range(6)]
    seeded = len(pingone.list("apiServers"))
    for number in range(23 - seeded):
        pingone.send(
            "POST",
            "apiServers",
            {
                "name": f"API {number}",
                "baseUrls": [f"https://{number}.example"],
                "authorizationServer": {"type": "EXTERNAL"},
                "directory": {"type": "EXTERNAL"},
            },
        )
    runs = [
        [("pingone_api_service", {"name": f"Together API {n}", "base_urls": [f"{URL}/{n}"], "resource": resources[n]})]
        for n in range(6)
    ]
    pingone.emulator.faults([{"kind": "slow", "seconds": 0.1}])
    results = [run[0] for run in together([tmp_path / str(number) for number in range(6)], runs)]
    failed = [result for result in results if result.get("failed")]
    assert len(failed) == 4
    for result in failed:
        assert "25 API services" in result["msg"], result
        assert result["error"]["kind"] == "invalid_input"
        assert not result.get("changed")
    assert len(names("apiServers")) == 2
