# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An exported environment is the same after it was applied: where it comes from, and where nothing exists.

Environments are generated with plain requests. Every test has a random seed of its own, which is its name.
"""

from __future__ import annotations

import importlib
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.system.exported_environment import Generated, snapshot
from tests.system.in_process import PingOne
from tests.system.test_hostile_names import HOSTILE

MODULE, WORKFLOW = "pingone_api_service_export", "pingone_api_access"
PLAYBOOKS = {name: f"pingone.authorize.{name}" for name in ("export", "protect_api")}
SEEDS = range(12)


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


@pytest.fixture(scope="module")
def tried() -> Any:
    """The numbers of what was generated, which are printed at the end."""
    numbers: Counter[str] = Counter()
    yield numbers
    print(f"\nexported and applied: {json.dumps(dict(sorted(numbers.items())))}")
    assert len(numbers) > 12


def text_of(exported: dict[str, Any]) -> str:
    """The text of the variables file."""
    plugin = importlib.import_module("ansible_collections.pingone.authorize.plugins.filter.api_service_yaml")
    text: str = plugin.api_service_yaml({**exported, "environment": {"name": "Stage"}})
    return text


@pytest.mark.parametrize("seed", SEEDS)
def test_an_environment_is_reproduced(pingone: PingOne, tried: Counter[str], seed: int) -> None:
    made = Generated(pingone, random.Random(seed))
    made.build()
    before = snapshot(pingone)
    pingone.emulator.clear_requests()
    names_only = pingone.run_here(MODULE)
    complete = pingone.run_here(MODULE, create_references=True)
    assert [item for item in complete["not_expressed"] if item["rejected"]] == []
    assert pingone.emulator.writes() == []

    # The environment that it comes from is not changed.
    for exported in (names_only, complete):
        applied = pingone.run(WORKFLOW, api_services=exported["api_services"])
        assert (applied["changed"], applied["diff"], applied.get("warnings")) == (False, [], None)
    assert pingone.emulator.writes() == []

    # Another environment is the same afterwards, except for what has to exist.
    made.rebuild_references(complete["references"])
    applied = pingone.run(WORKFLOW, api_services=complete["api_services"])
    assert applied["changed"] is True
    assert snapshot(pingone) == before
    again = pingone.run_here(MODULE, create_references=True)
    assert text_of(again).encode() == text_of(complete).encode()
    assert text_of(pingone.run_here(MODULE)).encode() == text_of(names_only).encode()
    tried.update({**made.numbers, "environments": 1})


def test_an_export_sends_no_more_requests_than_the_information_about_the_same(pingone: PingOne) -> None:
    counted = []
    for seed in SEEDS[:6]:
        Generated(pingone, random.Random(seed)).build()
        info = pingone.run_here("pingone_api_service_info", all_grants=True)["requests"]
        exported = [pingone.run_here(MODULE, create_references=create)["requests"] for create in (False, True)]
        counted.append((info, *exported))
    print(f"\nrequests of the information, the export, and the complete export: {counted}")
    assert all(max(exported) <= info for info, *exported in counted), counted


def hostile_environment(pingone: PingOne) -> None:
    """API services and groups with unusual names, and a description with unusual characters."""
    pingone.reset()
    entries = []
    for number, name in enumerate(HOSTILE):
        group = name[:200]
        rules = {"groups": [group]}
        entries.append(
            {
                "name": name,
                "base_urls": [f"https://hostile-{number}.example.com"],
                "scopes": [{"name": f"scope-{number}", "description": f"{name[:100]} \u202e\n{{{{ 1 }}}}"}],
                "groups": [{"name": group, "create": True, "description": name[:100]}],
                "operations": [{"name": name, "methods": ["GET"], "paths": [{"pattern": "/a"}], "access": rules}],
                "unlisted_requests": "deny",
                "applications": [{"name": "Orders Web"}],
            }
        )
    pingone.run(WORKFLOW, api_services=entries)


def test_the_file_of_the_playbook(ansible: Any, pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    """The file is written once, and what it contains is used as it is."""
    hostile_environment(pingone)
    emulator.clear_requests()
    variables = {"export_path": "api-services.yml", "api_services": "", "create_references": "yes"}
    arguments = (PLAYBOOKS["export"], "--diff", "-e", json.dumps(variables))
    path = tmp_path / "api-services.yml"
    predicted = ansible.playbook(*arguments, "--check", env=emulator.env, cwd=tmp_path)
    assert (predicted.status, path.exists()) == (0, False), predicted.output
    finished = ansible.playbook(*arguments, env=emulator.env, cwd=tmp_path)
    assert finished.status == 0, finished.output
    assert path.stat().st_mode & 0o022 == 0
    text = path.read_text(encoding="utf-8")
    assert "Größe" in text or "München" in text
    assert [line for line in text.splitlines() if line not in predicted.output.replace("+", "")] == []
    again = ansible.playbook(*arguments, env=emulator.env, cwd=tmp_path)
    assert [run.recap["localhost"]["changed"] for run in (predicted, finished, again)] == [1, 1, 0]

    applied = ansible.playbook(PLAYBOOKS["protect_api"], "-e", f"@{path}", env=emulator.env)
    assert (applied.status, applied.recap["localhost"]["changed"]) == (0, 0), applied.output
    assert emulator.writes() == []


def test_a_file_for_each_host(ansible: Any, pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    pingone.reset()
    folder = tmp_path / "exported"
    folder.mkdir()
    hosts = ("-i", "one,two,", "-e", "target_hosts=all")
    same = ansible.playbook(PLAYBOOKS["export"], *hosts, "-e", f"export_path={folder}/x.yml", env=emulator.env)
    assert "export_path is the same file for several hosts." in same.output
    assert (same.status != 0, list(folder.iterdir())) == (True, [])
    finished = ansible.playbook(PLAYBOOKS["export"], *hosts, "-e", f"export_path={folder}/", env=emulator.env)
    assert finished.status == 0, finished.output
    assert sorted(path.name for path in folder.iterdir()) == ["one.yml", "two.yml"]
    nowhere = ansible.playbook(PLAYBOOKS["export"], "-e", "export_path=' '", env=emulator.env)
    assert "export_path is not set." in nowhere.output
