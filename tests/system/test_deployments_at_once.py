# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several services in one task take a fraction of the time that they take one after the other."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

# As pingone_deploy's documentation says.
AT_ONCE = 5
NAMES = [f"API {number}" for number in range(2 * AT_ONCE)]


@pytest.fixture
def pingone(collection: Path, emulator: Any) -> PingOne:
    """Services that were never deployed, and deployments that take their time."""
    found = PingOne(collection, emulator)
    found.reset()
    emulator.switches({"deployment": "asynchronous", "deployment_polls": 2})
    external = {"authorizationServer": {"type": "EXTERNAL"}, "directory": {"type": "EXTERNAL"}}
    for number, name in enumerate(NAMES):
        body = {"name": name, "baseUrls": [f"https://api{number}.example.com"], **external}
        found.send("POST", "apiServers", body)
    return found


def deployed(pingone: PingOne, *names: str) -> float:
    """How many seconds it takes to deploy services in one task."""
    started = time.monotonic()
    result = pingone.run("pingone_deploy", redeploy="always", deployments=[{"api_service": name} for name in names])
    seconds = time.monotonic() - started
    assert [found["api_service"]["name"] for found in result["deployments"]] == list(names)
    assert {found["status"] for found in result["deployments"]} == {"DEPLOYMENT_SUCCESSFUL"}
    return seconds


def most_in_progress(entries: list[dict[str, Any]]) -> int:
    """How many deployments were in progress at the same time, by the requests in the log."""
    paths = [(entry["method"], entry["path"]) for entry in entries if entry["path"].endswith("/deployment")]
    last = {path: number for number, (_method, path) in enumerate(paths)}
    begun = {path: number for number, (method, path) in enumerate(paths) if method == "POST"}
    return max(sum(begun[path] <= number < last[path] for path in begun) for number in range(len(paths)))


def test_a_list_takes_less_time_than_one_after_the_other(pingone: PingOne, capsys: pytest.CaptureFixture[str]) -> None:
    one_by_one = sum(deployed(pingone, name) for name in NAMES)
    pingone.emulator.clear_requests()
    together = deployed(pingone, *NAMES)
    assert most_in_progress(pingone.emulator.requests()) == AT_ONCE
    with capsys.disabled():
        print(f"\n{len(NAMES)} services: {one_by_one:.1f} s one by one, {together:.1f} s in a list,", end=" ")
        print(f"{one_by_one / together:.1f} times as fast")
    assert one_by_one / together >= 2
