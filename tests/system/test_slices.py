# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slices of a job of AWX share a license, although they run in containers that do not know of each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.system.runner import Runner, assert_private
from tests.system.test_inventory import environment, seed_of
from tests.system.workflow import PLAYBOOK

SLICES = 3
HOSTS = 6
# The emulator's minute has six seconds. The parts of the slices are for a whole minute, so the slices also send more
# requests than the license allows, and have to wait as long as PingOne requests.
WINDOW, ALLOWED = 6, 30
PART = 90
APIS = """\
- name: Shop API
  base_urls: https://shop.example.com
  scopes: [{name: shop-read}, {name: shop-write}]
  operations:
    - {name: See, paths: [{pattern: /items}], access: {scopes: [shop-read]}}
  unlisted_requests: deny
"""


def slice_of(inventory: dict[str, Any], number: int, count: int) -> dict[str, Any]:
    """The hosts of a slice, as AWX chooses them from an inventory that it has updated from its source."""
    variables = inventory["_meta"]["hostvars"]
    names = sorted(variables)[number::count]
    return {"all": {"hosts": names}, "_meta": {"hostvars": {name: variables[name] for name in names}}}


def test_slices_side_by_side(ansible: Any, runner: Runner, emulator: Any, tmp_path: Path) -> None:
    seed = seed_of(*(environment(number) for number in range(HOSTS)))
    seed["licenses"][0]["rlgConfigRpm"] = ALLOWED
    emulator.reset(seed)
    source = tmp_path / "environments.pingone.yml"
    source.write_text(yaml.safe_dump({"plugin": "pingone.authorize.environments", "names": ["Shop *"]}), "utf-8")
    env = {name: value for name, value in emulator.env.items() if name != "PINGONE_TARGET_ENVIRONMENT_ID"}
    listed = ansible("ansible-inventory", "-i", source, "--list", env=env)
    inventory = json.loads(listed.stdout)
    assert len(inventory["_meta"]["hostvars"]) == HOSTS

    emulator.switches({"enforce_rates": True, "rate_window": WINDOW, "address_share": 100})
    emulator.clear_requests()
    running = [
        runner.start(
            PLAYBOOK,
            env={**env, "PINGONE_REQUESTS_PER_MINUTE": str(PART)},
            answers={"target_hosts": "all", "api_service_list": APIS},
            inventory=slice_of(inventory, number, SLICES),
        )
        for number in range(SLICES)
    ]
    jobs = [one.end() for one in running]
    for job in jobs:
        assert job.status == "successful", job.printed
        assert not job.failures
        assert [one["changed"] for one in job.reported] == [True] * (HOSTS // SLICES)
        assert_private(job, [env["PINGONE_CLIENT_SECRET"]])
    sent = [entry for entry in emulator.requests() if entry["path"].startswith("/v1/environments/")]
    managed = {entry["path"].split("/")[3] for entry in sent if entry["writing"]}
    assert managed == {one["environment_id"] for one in inventory["_meta"]["hostvars"].values()}
    assert len(sent) > 2 * ALLOWED
    print(f"{len(sent)} requests, of which {len([one for one in sent if one['status'] == 429])} were rejected")
