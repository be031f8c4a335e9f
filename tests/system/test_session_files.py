# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs of the role leave in the temporary directory: no access token, and a fixed number of lock files."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.system.workflow import PLAYBOOK, SERVICES, variables
from tools.kill_test.playbook import kill

# As the documentation says.
MINUTES = 10
BROKEN = [{**SERVICES[0], "operations": [{"name": "Browse", "paths": [{"pattern": "no slash"}]}]}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A temporary directory that only the runs of one test use."""
    path = tmp_path / "temporary"
    path.mkdir()
    return path


def files(folder: Path, prefix: str = "session-") -> list[Path]:
    return [path for path in folder.rglob(f"{prefix}*") if path.is_file()]


@pytest.mark.parametrize(
    ("services", "flags", "fails"),
    [(SERVICES, ["--check"], False), (SERVICES, [], False), (BROKEN, [], True), (BROKEN, ["--check"], True)],
    ids=["check", "run", "failing run", "failing check"],
)
def test_a_run_leaves_no_session_behind(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path, services: Any, flags: list[str], fails: bool
) -> None:
    emulator.reset()
    env = {**emulator.env, "TMPDIR": str(folder)}
    finished = ansible.playbook(PLAYBOOK, "-e", variables(tmp_path, services), *flags, env=env)
    assert (finished.status != 0) == fails, finished.output
    assert [path for path in folder.iterdir() if path.name.startswith("pingone.authorize-")], "no session was used"
    assert files(folder) == []
    assert len(files(folder, "lock-")) <= 64
    # Ending the session is neither a change nor a failure of its own.
    assert finished.recap["localhost"]["failures"] == int(fails)


def test_a_session_that_the_user_names_stays(ansible: Any, emulator: Any, tmp_path: Path, folder: Path) -> None:
    emulator.reset()
    env = {**emulator.env, "TMPDIR": str(folder)}
    argument = variables(tmp_path, SERVICES, api_service_connection={"session": "of several plays"})
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "--check", env=env)
    assert finished.status == 0, finished.output
    assert len(files(folder)) == 1


def test_what_a_killed_run_leaves_is_removed_by_the_next(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path
) -> None:
    emulator.reset()
    env = {**emulator.env, "TMPDIR": str(folder)}
    argument = variables(tmp_path, SERVICES)
    process = ansible.start("ansible-playbook", PLAYBOOK, "-e", argument, env=env)
    try:
        deadline = time.monotonic() + 120
        while not files(folder) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        kill(process)
        process.communicate()
    left = files(folder)
    assert left, "the run was killed too late, or used no session"
    for path in left:
        assert path.stat().st_mode & 0o777 == 0o600
        then = time.time() - 60 * MINUTES - 1
        os.utime(path, (then, then))
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "--check", env=env)
    assert finished.status == 0, finished.output
    assert files(folder) == []
