# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests the role may send when there is nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system.workflow import PLAYBOOK, variables
from tools.workload import (
    ENVIRONMENT_REQUESTS,
    OPERATIONS,
    SERVICES,
    WORKFLOW_REQUESTS,
    Entries,
    granted,
    services,
    workflow,
)


@pytest.mark.parametrize(
    ("entries", "operations", "budget"),
    [
        pytest.param(workflow(), 0, WORKFLOW_REQUESTS, id="workflow"),
        pytest.param(services(SERVICES), OPERATIONS, ENVIRONMENT_REQUESTS, id="environment"),
        # The applications, and the grants of the one application.
        pytest.param(granted(services(SERVICES)), OPERATIONS, ENVIRONMENT_REQUESTS + 2, id="granted environment"),
    ],
)
def test_a_second_run_stays_in_its_budget(
    ansible: Any, emulator: Any, tmp_path: Path, entries: Entries, operations: int, budget: int
) -> None:
    emulator.reset()
    arguments = (PLAYBOOK, "-e", variables(tmp_path, entries))
    first = ansible.playbook(*arguments, env=emulator.env)
    assert first.status == 0, first.output
    there = emulator.collect("apiServers")
    assert len(there) == len(entries)
    assert len(emulator.collect(f"apiServers/{there[-1]['id']}/operations")) == operations

    emulator.clear_requests()
    second = ansible.playbook(*arguments, env=emulator.env)
    assert second.status == 0, second.output
    assert second.recap["localhost"]["changed"] == 0
    assert emulator.writes() == []
    requests = [f"{entry['method']} {entry['path']}" for entry in emulator.requests()]
    assert len(requests) <= budget, requests
    assert len(set(requests)) == len(requests), requests
