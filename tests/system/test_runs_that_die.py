# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that are killed in the middle of a request are completed by the next, and nothing is open meanwhile."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tools.kill_test import page
from tools.kill_test.laboratory import Laboratory
from tools.kill_test.sample import sample
from tools.kill_test.trial import stop
from tools.screen import table


def test_killed_runs_are_completed_by_the_next(
    ansible: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sample of what `make kill-test` does; of each scenario the first stop is followed by a third run."""
    folder = tmp_path / "laboratory"
    folder.mkdir()
    program, server = Path(sys.executable).with_name("ansible-playbook"), Path(os.environ["TEST_EMULATOR_PYTHON"])
    laboratory = Laboratory(program, ansible.variables(), server, folder)
    references, going = [], []
    with ThreadPoolExecutor(2) as pool:
        for reference in laboratory.references():
            references.append(reference)
            for turn, number in enumerate(sample(reference.requests)):
                going.append(pool.submit(stop, laboratory, reference, number, third=turn == 0))
    verdicts = [future.result() for future in going]
    sent = {reference.scenario.name: len(reference.requests) for reference in references}
    with capsys.disabled():
        print("", *verdicts, sep="\n")
        print(table(page.rows(verdicts, sent)))
    assert [str(verdict) for verdict in verdicts if not verdict.good] == []
    # Stops that leave nothing to do, or runs that open and close nothing, would prove nothing.
    assert {verdict.scenario for verdict in verdicts if verdict.incomplete} == set(sent)
    assert all(reference.old != reference.new for reference in references)
