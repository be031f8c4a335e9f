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

MODULE, WORKFLOW = "pingone_api_service_export", "pingone_api_access"
SEEDS = range(16)


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
    applied = pingone.run_here(WORKFLOW, api_services=complete["api_services"])
    assert applied["changed"] is True
    assert snapshot(pingone) == before
    again = pingone.run_here(MODULE, create_references=True)
    assert text_of(again).encode() == text_of(complete).encode()
    assert text_of(pingone.run_here(MODULE)).encode() == text_of(names_only).encode()
    tried.update(made.numbers)


def test_an_export_sends_no_more_requests_than_the_information_about_the_same(pingone: PingOne) -> None:
    counted = []
    for seed in SEEDS[:6]:
        Generated(pingone, random.Random(seed)).build()
        info = pingone.run_here("pingone_api_service_info", all_grants=True)["requests"]
        exported = [pingone.run_here(MODULE, create_references=create)["requests"] for create in (False, True)]
        counted.append((info, *exported))
    print(f"\nrequests of the information, the export, and the complete export: {counted}")
    assert all(max(exported) <= info for info, *exported in counted), counted
