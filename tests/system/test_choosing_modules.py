# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide's playbooks with one task and with a task for each step result in the same configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system import test_equivalence, workflow
from tests.system.in_process import PingOne
from tests.system.recorded import play
from tools.paths import ROOT
from tools.transcripts.document import blocks_of

GUIDE = ROOT / "docs" / "docsite" / "rst" / "choosing_modules.rst"
PLAYBOOKS = {block.markers["file"]: block.text for block in blocks_of(GUIDE) if "file" in block.markers}
ONE_TASK, SEVERAL_TASKS = PLAYBOOKS


def run(ansible: Any, pingone: Any, folder: Path, name: str, *arguments: str) -> list[dict[str, Any]]:
    """The results of the module tasks of a playbook of the guide."""
    playbook = folder / name
    playbook.write_text(PLAYBOOKS[name], encoding="utf-8")
    finished, results = play(ansible, playbook, *arguments, env=pingone.env)
    assert finished.status == 0, finished.output
    return results


def test_both_playbooks_result_in_the_same_configuration(
    ansible: Any, collection: Path, emulator: Any, tmp_path: Path
) -> None:
    pictures = []
    for first, second in ((ONE_TASK, SEVERAL_TASKS), (SEVERAL_TASKS, ONE_TASK)):
        emulator.reset()
        assert any(result["changed"] for result in run(ansible, emulator, tmp_path, first))
        made = [test_equivalence.picture(PingOne(collection, emulator)), workflow.picture(emulator)]
        emulator.clear_requests()
        assert not any(result["changed"] for result in run(ansible, emulator, tmp_path, second))
        assert emulator.writes() == []
        pictures.append(made)
    assert pictures[0] == pictures[1]
    assert workflow.picture(emulator)["services"]["Orders API"]["status"] == "DEPLOYMENT_SUCCESSFUL"


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_check_mode_in_an_empty_environment(ansible: Any, emulator: Any, tmp_path: Path, name: str) -> None:
    emulator.reset()
    predicted = [result["changed"] for result in run(ansible, emulator, tmp_path, name, "--check")]
    assert emulator.writes() == []
    assert predicted == [result["changed"] for result in run(ansible, emulator, tmp_path, name)]
