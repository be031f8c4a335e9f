# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running programs: what they print is kept, and nothing of them stays behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from tools.errors import ToolError
from tools.processes import check, run, tail


def test_output_goes_to_the_log_and_to_the_listener(tmp_path: Path) -> None:
    heard: list[str] = []
    log = tmp_path / "logs" / "one.log"
    assert (
        run(["sh", "-c", "echo a; echo b >&2; exit 3"], log=log, env=os.environ, cwd=tmp_path, echo=heard.append) == 3
    )
    assert heard == ["a\n", "b\n"]
    assert tail(log).split()[-2:] == ["a", "b"]


def test_a_failure_shows_the_end_of_the_log(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"exit status 4(.|\n)*the reason"):
        check(["sh", "-c", "echo the reason; exit 4"], log=tmp_path / "log", env=os.environ, cwd=tmp_path)


def test_what_a_program_leaves_behind_is_ended(tmp_path: Path) -> None:
    script = "sleep 60 >/dev/null 2>&1 & echo $! > child"
    run(["sh", "-c", script], log=tmp_path / "log", env=os.environ, cwd=tmp_path)
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _lives(child):
        time.sleep(0.02)
    assert not _lives(child)


def _lives(process: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return psutil.Process(process).status() not in (psutil.STATUS_DEAD, psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
