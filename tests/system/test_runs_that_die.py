# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A first run that is killed at any task boundary is completed by the next, deployment included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.system.workflow import PLAYBOOK, SERVICES, picture, variables

CALLBACKS = Path(__file__).with_name("callbacks")


def killed_at(boundary: int, ansible: Any, pingone: Any, argument: str) -> int:
    """Run the playbook and kill it when so many of the collection's tasks have been started; how many were started."""
    counter = ansible.home / "tasks-started"
    environment = {
        **pingone.env,
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_CALLBACKS_ENABLED": "kill_at_task",
        "KILL_AT_TASK": str(boundary),
        "TASKS_STARTED_FILE": str(counter),
    }
    finished = ansible.playbook(PLAYBOOK, "-e", argument, env=environment)
    started = int(counter.read_text(encoding="utf-8"))
    assert finished.status == (-9 if started == boundary else 0), finished.output
    return started


def test_a_killed_first_run_is_completed_by_the_next(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    service = {
        **SERVICES[0],
        "scopes": [{"name": "orders-read"}],
        "operations": SERVICES[0]["operations"][:1],
        "applications": [{"name": "Orders Web"}],
    }
    argument = variables(tmp_path, [service])
    boundaries = killed_at(0, ansible, emulator, argument)
    complete = picture(emulator)
    assert complete["services"]["Orders API"]["status"] == "DEPLOYMENT_SUCCESSFUL"
    assert complete["grants"] == {"Orders Web": ["orders-read"]}
    assert boundaries >= 9

    incomplete = 0
    for boundary in range(1, boundaries + 1):
        emulator.reset()
        killed_at(boundary, ansible, emulator, argument)
        incomplete += picture(emulator) != complete
        finished = ansible.playbook(PLAYBOOK, "-e", argument, env=emulator.env)
        assert finished.status == 0, f"after a kill at task {boundary}: {finished.output}"
        assert picture(emulator) == complete, f"after a kill at task {boundary}"
    print(f"{boundaries} boundaries, {incomplete} of them left the work incomplete before the second run")
    assert incomplete >= boundaries // 2
