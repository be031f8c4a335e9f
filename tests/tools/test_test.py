# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test run: a part that has nothing to run, or that breaks, fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import test as tested
from tools.errors import ToolError
from tools.jobs import Job, Part, Workplace
from tools.reports import Tally


def good() -> Tally:
    return Tally(passed=2)


def defect() -> Tally:
    raise ValueError("a defect")


def unusable(place: Workplace) -> list[Job]:
    raise ToolError("cannot be built")


def jobs(*runs: Callable[[], Tally]) -> Callable[[Workplace], list[Job]]:
    return lambda place: [Job(run.__name__, run, None) for run in runs]


@pytest.mark.parametrize(
    ("parts", "status", "verdict"),
    [
        ([Part("a", (), jobs(good)), Part("b", (), jobs(good, good))], 0, "6 passed, 0 failed"),
        ([Part("a", (), jobs(good)), Part("b", (), jobs())], 1, "2 passed, 1 failed"),
        ([Part("a", (), jobs(defect)), Part("b", (), jobs(good))], 1, "2 passed, 1 failed"),
        ([Part("a", (), unusable), Part("b", (), jobs(good))], 1, "2 passed, 1 failed"),
        ([Part("a", (), jobs(Tally))], 1, "0 passed, 0 failed"),
    ],
)
def test_verdict(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    parts: list[Part],
    status: int,
    verdict: str,
) -> None:
    monkeypatch.setattr(tested, "PARTS", parts)
    monkeypatch.setattr(tested, "VERDICT", tmp_path / "verdict")
    monkeypatch.setattr(tested, "prepare", lambda names, folder, only: Workplace({}, folder, only))
    assert tested.test([]) == status
    assert capsys.readouterr().out.splitlines()[-1] == verdict
    assert (tmp_path / "verdict").read_text().strip() == verdict
