# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode on an empty and on a converged environment predicts exactly what the run then does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.system.workflow import PLAYBOOK, SERVICES, picture, variables

ABSENT = [
    {
        **{key: service[key] for key in ("name", "scopes", "applications", "resource") if key in service},
        "state": "absent",
        "delete_resource": "resource" not in service and service.get("token_source") != "external",
    }
    for service in SERVICES
]


def played(ansible: Any, pingone: Any, argument: str, *flags: str) -> tuple[list[Any], list[Any]]:
    """Play the workflow; what each module task reports (name, item, changed, diff) and the writing requests it sent."""
    pingone.clear_requests()
    results = ansible.home / "results.jsonl"
    results.write_text("", encoding="utf-8")
    environment = {
        **pingone.env,
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callbacks")),
        "ANSIBLE_CALLBACKS_ENABLED": "task_results",
        "TASK_RESULTS_FILE": str(results),
    }
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "--diff", *flags, env=environment)
    assert finished.status == 0, finished.output
    lines = results.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], pingone.writes()


def test_check_mode_predicts_every_run(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    empty = picture(emulator)
    for services, changes in ((SERVICES, True), (SERVICES, False), (ABSENT, True), (ABSENT, False)):
        argument = variables(tmp_path, services)
        before = picture(emulator)
        predicted, writes = played(ansible, emulator, argument, "--check")
        assert writes == []
        assert picture(emulator) == before
        done, writes = played(ansible, emulator, argument)
        assert predicted == done
        assert any(task["changed"] for task in done) == changes
        assert bool(writes) == changes
    assert picture(emulator) == empty


def test_a_second_run_sends_no_writing_request(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    emulator.reset()
    argument = variables(tmp_path, SERVICES)
    first, _writes = played(ansible, emulator, argument)
    second, writes = played(ansible, emulator, argument)
    assert any(task["changed"] for task in first)
    assert not any(task["changed"] for task in second)
    assert writes == []
    assert len(emulator.requests()) > 10
