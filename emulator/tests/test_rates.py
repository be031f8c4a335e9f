# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rates of licenses and source addresses: SPECIFICATION.md 6."""

from __future__ import annotations

import copy
import time
from typing import Any

import httpx
import pytest
from conftest import SEED, TRUST, PingOne, refused, start

LICENSE, WITHOUT_AUTHORIZE = (license["id"] for license in SEED["licenses"])


def rate(pingone: PingOne, limit: Any, license: str = LICENSE) -> httpx.Response:
    return pingone.http.put(f"/_emulator/licenses/{license}", json={"rlgConfigRpm": limit})


def enforce(pingone: PingOne, limit: int, **switches: Any) -> None:
    assert rate(pingone, limit).status_code == 200
    pingone.switch(enforce_rates=True, **switches)


def statuses(client: httpx.Client, count: int) -> list[int]:
    return [client.get("/resources").status_code for _number in range(count)]


def limit_of(client: httpx.Client) -> int:
    return client.get("/capabilities").json()["licenseQuantities"]["rlgConfigRpm"]["limit"]


def test_no_rate_is_enforced_by_default(pingone: PingOne, api):
    """26 #29"""
    assert rate(pingone, 0).status_code == 200
    assert statuses(api, 3) == [200] * 3


def test_rate_of_a_license(pingone: PingOne, api):
    """6: shared by the environments of a license, and by no others; what is refused does not count."""
    enforce(pingone, 3, address_share=100)
    other = pingone.as_("Automation Basic", "Administrators")
    assert statuses(api, 2) + statuses(other, 2) == [200, 200, 200, 429]
    for method in ("GET", "POST", "PUT", "DELETE"):
        path = "/resources" if method in ("GET", "POST") else "/resources/x"
        answer = api.request(method, path, json={"name": "x"} if method == "POST" else None)
        refused(answer, 429, "REQUEST_LIMITED", "LIMIT_EXCEEDED")
    assert 55 < int(answer.headers["retry-after"]) <= 60
    assert statuses(pingone.as_("Automation Basic", "Without Authorize"), 1) == [200]
    enforce(pingone, 4)
    assert statuses(api, 2) == [200, 429]
    pingone.switch(enforce_rates=False)
    assert api.get("/resources").json()["count"] == 3


def test_share_of_an_address(pingone: PingOne, api):
    """6: 35 % of the license's rate for each environment."""
    enforce(pingone, 10)
    assert statuses(api, 4) == [200, 200, 200, 429]
    assert statuses(pingone.as_("Automation Basic", "Administrators"), 4) == [200, 200, 200, 429]
    pingone.switch(address_share=50)
    assert statuses(api, 3) == [200, 200, 429]


def test_sliding_window(pingone: PingOne, api):
    """6: at most so many in any window; Retry-After is when the oldest request leaves it, rounded up."""
    enforce(pingone, 2, address_share=100, rate_window=4)
    started = time.monotonic()
    assert api.get("/resources").status_code == 200
    time.sleep(2.2)
    assert api.get("/resources").status_code == 200
    answer = api.get("/resources")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] in ("1", "2"), "the seconds until the first of the two leaves the window"
    time.sleep(max(0.0, started + 4.05 - time.monotonic()))
    assert statuses(api, 2) == [200, 429], "only the first of the two has left the window"
    pingone.switch(rate_window=0)
    assert statuses(api, 3) == [200] * 3


def test_a_rate_of_nothing(pingone: PingOne, api):
    enforce(pingone, 0, rate_window=7)
    answer = api.get("/resources")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_reset_forgets_requests(pingone: PingOne):
    for _round in range(2):
        assert pingone.http.post("/_emulator/reset").status_code == 200
        enforce(pingone, 1, address_share=100)
        assert statuses(pingone.as_("Automation Basic"), 2) == [200, 429]


def test_other_requests_have_no_limit(pingone: PingOne, root):
    """6: what names no environment, and requests for tokens."""
    enforce(pingone, 0)
    assert root.get("/environments").status_code == 200
    assert pingone.token_request("Automation Basic").status_code == 200


def test_capabilities_show_the_rate(pingone: PingOne, api):
    """6: 600 by default; each license has its own."""
    assert limit_of(api) == 600
    rate(pingone, 900)
    assert limit_of(api) == 900
    assert limit_of(pingone.as_("Automation Basic", "Without Authorize")) == 600


@pytest.mark.parametrize("limit", [-1, "5", True, None, 1.5])
def test_wrong_rates(pingone: PingOne, api, limit: Any):
    assert rate(pingone, limit).status_code == 400
    assert limit_of(api) == 600


def test_wrong_licenses(pingone: PingOne):
    path = f"/_emulator/licenses/{LICENSE}"
    assert pingone.http.put(path, json={"rlgConfigRpm": 1, "x": 1}).status_code == 400
    assert rate(pingone, 1, "c14542df-b674-4cee-b11f-0bc7f926387e").status_code == 404


def test_rate_in_the_seed_and_in_the_state_file(tmp_path):
    """A rate outlives a restart like everything else."""
    import yaml

    seed = copy.deepcopy(SEED)
    seed["licenses"][0]["rlgConfigRpm"] = 700
    (tmp_path / "seed.yml").write_text(yaml.safe_dump(seed), encoding="utf-8")
    options = ("--seed", str(tmp_path / "seed.yml"), "--state", str(tmp_path / "state"))
    for before, after in ((700, 800), (800, 900)):
        process, ready = start(tmp_path, *options)
        try:
            restarted = PingOne(ready["url"], verify=TRUST)
            client = restarted.as_("Automation Basic")
            assert limit_of(client) == before
            assert rate(restarted, after).status_code == 200
            assert limit_of(client) == after
        finally:
            process.terminate()
            process.wait(60)
