# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role runs in the background if there is much to write, and shows its progress."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.system.workflow import PLAYBOOK, variables
from tools.workload import granted, services

COUNT = 5
CHANGES = COUNT * 30
"""Per API service: itself, its resource, a scope, 25 operations, a deployment and a grant."""
PROGRESS = re.compile(r"(\d+) of (\d+) changes written, (\d+) left, (\d+) s elapsed. Current change: (\w+)")


@pytest.fixture
def pingone(emulator: Any) -> Any:
    """An emulator that takes 30 ms for each response, so that the run is long enough."""
    emulator.reset()
    emulator.faults([{"kind": "slow", "seconds": 0.03}])
    yield emulator
    emulator.faults([])


def arguments(folder: Path, **more: Any) -> tuple[str, ...]:
    """The arguments of ansible-playbook. Temporary files are in a directory of the test."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return (PLAYBOOK, "-e", variables(folder, granted(services(COUNT)), api_service_progress_interval=1, **more))


def environment(pingone: Any, folder: Path) -> dict[str, str]:
    """The variables for the emulator, and the place of temporary files."""
    return {**pingone.env, "TMPDIR": str(folder / "temporary")}


def test_a_long_run_shows_its_progress(ansible: Any, pingone: Any, tmp_path: Path) -> None:
    command = arguments(tmp_path)
    run = ansible.playbook(*command, env=environment(pingone, tmp_path))
    assert run.status == 0, run.output
    shown = [tuple(map(int, found[:4])) for found in PROGRESS.findall(run.stdout)]
    assert len(shown) >= 2, run.output
    assert all(written + left == total == CHANGES for written, total, left, _elapsed in shown), shown
    assert [one[0] for one in shown] == sorted(one[0] for one in shown)
    assert re.search("25 operations created; access: [0-9]+ widened; deployed; bench-1 granted to ", run.stdout)
    assert run.recap["localhost"]["changed"] == 1
    assert len(pingone.collect("apiServers")) == COUNT
    # Neither the progress nor the result of the background task is left.
    assert not list((tmp_path / "temporary").glob("api-access-*"))

    again = ansible.playbook(*command, env=environment(pingone, tmp_path))
    assert again.status == 0, again.output
    assert again.recap["localhost"]["changed"] == 0
    assert "in the background" in again.stdout
    assert not PROGRESS.search(again.stdout)


def test_a_failure_in_the_background_is_explained(ansible: Any, pingone: Any, tmp_path: Path) -> None:
    refusal = {"kind": "status", "status": 403, "method": "POST", "path": "/operations$", "after": 60}
    pingone.faults([{"kind": "slow", "seconds": 0.03}, refusal])
    run = ansible.playbook(*arguments(tmp_path), env=environment(pingone, tmp_path))
    assert run.status != 0
    assert "[HTTP 403, ACCESS_FAILED, ID for support" in run.output
    assert "Not deployed, because not all operations are saved: " in run.output
    assert "Traceback" not in run.output
    assert pingone.env["PINGONE_CLIENT_SECRET"] not in run.output
    assert not list((tmp_path / "temporary").glob("api-access-*"))


def test_a_short_run_and_check_mode_are_not_in_the_background(ansible: Any, pingone: Any, tmp_path: Path) -> None:
    check = ansible.playbook(*arguments(tmp_path), "--check", env=environment(pingone, tmp_path))
    assert check.status == 0, check.output
    assert pingone.writes() == []
    assert "would be created" in check.stdout
    run = ansible.playbook(*arguments(tmp_path, api_service_progress_above=CHANGES), env=environment(pingone, tmp_path))
    assert run.status == 0, run.output
    assert not PROGRESS.search(run.stdout)
    assert re.search("created; access: [0-9]+ widened; deployed", run.stdout)
