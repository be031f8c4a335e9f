# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that change one grant at the same time, as the forks of a play do: nobody's change is lost."""

from __future__ import annotations

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

RESOURCE, APPLICATION = "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e", "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a"
NAMES = [f"concurrent-{number}" for number in range(8)]
forking = multiprocessing.get_context("fork")
start = forking.Barrier(len(NAMES))
pingone: PingOne


@pytest.fixture(autouse=True)
def scopes(collection: Path, emulator: Any) -> dict[str, str]:
    """Ids of the scopes by name."""
    global pingone
    pingone = PingOne(collection, emulator)
    pingone.reset()
    path = f"resources/{RESOURCE}/scopes"
    return {name: str(pingone.send("POST", path, {"name": name})["id"]) for name in NAMES}


def change(folder: str, module: str, options: dict[str, Any]) -> dict[str, Any]:
    """Run a module, at the same time as the other processes, that meets those with the same folder only."""
    tempfile.tempdir = folder
    start.wait(30)
    return pingone.run(module, **options)


def together(
    folders: list[Path], changes: list[tuple[str, dict[str, Any]]], latency: float = 0.02
) -> list[dict[str, Any]]:
    """The results of modules that run at the same time; each machine has a folder for temporary files of its own.

    latency: seconds that each request takes at least. It is on their way to PingOne that others overtake them.
    """
    pingone.emulator.faults([{"kind": "slow", "seconds": latency}])
    pingone.emulator.clear_requests()
    for folder in folders:
        folder.mkdir(exist_ok=True)
    with ProcessPoolExecutor(len(changes), forking) as pool:
        calls = [pool.submit(change, str(folder), *one) for folder, one in zip(folders, changes, strict=True)]
        return [call.result(60) for call in calls]


def granting(name: str) -> tuple[str, dict[str, Any]]:
    return "pingone_app_scope_grant", {"application": "Orders Web", "resource": "Existing Resource", "scopes": [name]}


def removing(name: str) -> tuple[str, dict[str, Any]]:
    return "pingone_scope", {"resource": "Existing Resource", "name": name, "state": "absent", "force": True}


def held() -> set[str]:
    """Ids of the granted scopes."""
    grants = pingone.list(f"applications/{APPLICATION}/grants")
    return {entry["id"] for grant in grants for entry in grant["scopes"]}


@pytest.mark.parametrize("_time", range(2))
def test_processes_of_one_machine_wait_for_each_other(scopes: dict[str, str], tmp_path: Path, _time: int) -> None:
    results = together([tmp_path] * len(NAMES), [granting(name) for name in NAMES])
    assert all(result["changed"] for result in results)
    assert held() == set(scopes.values())
    (grant,) = pingone.list(f"applications/{APPLICATION}/grants")
    assert {result["grant"]["id"] for result in results} == {grant["id"]}
    assert [entry["method"] for entry in pingone.emulator.writes()] == ["POST"] + ["PUT"] * 7


def test_machines_see_what_they_lose_to_each_other(scopes: dict[str, str], tmp_path: Path) -> None:
    """Half of the processes share a machine, and the others have nobody to wait for."""
    folders = [tmp_path / "shared"] * 4 + [tmp_path / f"alone-{number}" for number in range(4)]
    results = together(folders, [granting(name) for name in NAMES], latency=0.1)
    assert all(result["changed"] for result in results)
    assert held() == set(scopes.values())


def test_grants_and_removals(scopes: dict[str, str], tmp_path: Path) -> None:
    half = len(NAMES) // 2
    pingone.run("pingone_app_scope_grant", **{**granting("")[1], "scopes": NAMES[:half]})
    changes = [removing(name) for name in NAMES[:half]] + [granting(name) for name in NAMES[half:]]
    together([tmp_path] * len(NAMES), changes)
    assert held() == {scopes[name] for name in NAMES[half:]}
