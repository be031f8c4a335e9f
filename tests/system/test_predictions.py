# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode on an empty and on a converged environment predicts exactly what the run then does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.system.recorded import comparable, play
from tests.system.workflow import PLAYBOOK, SERVICES, picture, variables

ABSENT = [
    {
        **{key: service[key] for key in ("name", "scopes", "operations", "applications") if key in service},
        "state": "absent",
        "delete_resource": service.get("token_source") != "external",
        "force": service.get("token_source") == "external",
    }
    for service in SERVICES
]


def played(ansible: Any, pingone: Any, argument: str, *flags: str) -> tuple[list[Any], list[Any]]:
    """Play the workflow; what each module task reports, and the writing requests that were sent."""
    pingone.clear_requests()
    finished, results = play(ansible, PLAYBOOK, "-e", argument, *flags, env=pingone.env)
    assert finished.status == 0, finished.output
    return results, pingone.writes()


def test_check_mode_predicts_every_run_and_a_second_run_does_not_write(
    ansible: Any, emulator: Any, tmp_path: Path
) -> None:
    empty = picture(emulator)
    for services, changes in ((SERVICES, True), (SERVICES, False), (ABSENT, True), (ABSENT, False)):
        argument = variables(tmp_path, services)
        before = picture(emulator)
        predicted, writes = played(ansible, emulator, argument, "--check")
        assert writes == []
        assert picture(emulator) == before
        done, writes = played(ansible, emulator, argument)
        # One task does everything, so that nothing has to be assumed.
        assert [task["unresolved"] for task in predicted] == [None]
        assert comparable(predicted) == comparable(done)
        assert [(task["changed"], bool(task["diff"])) for task in done] == [(changes, changes)]
        assert [entry["changed"] for entry in done[0]["api_services"]] == [changes] * len(services)
        assert bool(writes) == changes
        assert emulator.requests()
    assert picture(emulator) == empty
