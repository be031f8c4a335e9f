# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of site.yml with a local PingOne. Each test starts with a fresh environment."""

import re
import subprocess
from pathlib import Path

import pytest
from pingone_emulator.testing import PingOne

PROJECT = Path(__file__).parent.parent
URL = "https://api.example.com/orders/v1"


def play(*arguments: str) -> int:
    """Run the playbook, which must succeed, and return how many tasks have changed something."""
    command = ["ansible-playbook", "site.yml", *arguments]
    finished = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return sum(int(count) for count in re.findall(r"changed=(\d+)", finished.stdout))


def test_the_second_run_changes_nothing(pingone_emulator: PingOne) -> None:
    assert play() == 1
    assert [service["name"] for service in pingone_emulator.collect("apiServers")] == ["Orders API"]

    pingone_emulator.requests.clear()
    assert play() == 0
    assert pingone_emulator.requests.writes == []


def test_check_mode_writes_nothing(pingone_emulator: PingOne) -> None:
    assert play("--check", "--diff") == 1
    assert pingone_emulator.requests.writes == []


def test_who_can_send_which_requests(pingone_emulator: PingOne) -> None:
    play()
    decide = pingone_emulator.decide
    assert decide("GET", f"{URL}/orders/7", application="Orders Batch")
    assert decide("DELETE", f"{URL}/orders/7", application="Orders Batch").status == 403
    assert decide("DELETE", f"{URL}/orders/7", application="Orders Web")
    assert decide("GET", f"{URL}/invoices", application="Orders Web").status == 403
    assert decide("GET", f"{URL}/orders/7", anonymous=True).status == 401


@pytest.mark.pingone_weather({"kind": "status", "status": 429, "method": "POST", "path": "/scopes$", "times": 2})
def test_a_busy_service_is_tried_again(pingone_emulator: PingOne) -> None:
    assert play() == 1
    assert len(pingone_emulator.requests(status=429)) == 2
    assert pingone_emulator.decide("GET", f"{URL}/orders", application="Orders Web")
