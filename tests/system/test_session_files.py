# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs leave in the temporary directory: no access token, and a fixed number of lock files."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.system.recorded import playbook_of
from tests.system.workflow import PLAYBOOK, SERVICES, variables
from tools.kill_test.playbook import kill

# As the documentation says.
MINUTES = 10
BROKEN = [{**SERVICES[0], "operations": [{"name": "Browse", "paths": [{"pattern": "no slash"}]}]}]
PREFIX = "pingone.authorize."
SCOPE = {"resource": "Existing Resource", "name": "existing-read", "session": "of one run"}
"""It exists. Finding that out takes three requests, with the one for the token."""
NEW = {**SCOPE, "name": "new-read"}
WRONG = {**SCOPE, "name": "not a scope"}
END = {"scopes": [], "session": SCOPE["session"], "end_session": True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A temporary directory that only the runs of one test use."""
    path = tmp_path / "temporary"
    path.mkdir()
    return path


def files(folder: Path, prefix: str = "session-") -> list[Path]:
    return [path for path in folder.rglob(f"{prefix}*") if path.is_file()]


def chain(emulator: Any, tmp_path: Path, *scopes: dict[str, Any], ends: bool) -> Path:
    """A playbook with a task for each scope, which ends its session even after a failure."""

    def task(options: dict[str, Any]) -> dict[str, Any]:
        return {"name": "Manage a scope", PREFIX + "pingone_scope": options}

    tasks = [task(options) for options in scopes]
    if ends:
        tasks = [{"name": "Use a session", "block": tasks, "always": [task(END)]}]
    return playbook_of(tasks, emulator, tmp_path)


@pytest.mark.parametrize("flags", [["--check"], []], ids=["check", "run"])
@pytest.mark.parametrize(
    "scopes", [[SCOPE, SCOPE], [SCOPE, NEW], [SCOPE, WRONG]], ids=["nothing to do", "change", "failure"]
)
def test_a_session_that_ends_leaves_no_file(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path, scopes: Any, flags: list[str]
) -> None:
    emulator.reset()
    emulator.clear_requests()
    playbook = chain(emulator, tmp_path, *scopes, ends=True)
    finished = ansible.playbook(playbook, *flags, env={"TMPDIR": str(folder)})
    # Ending the session is neither a change nor a failure of its own.
    assert finished.recap["localhost"]["failures"] == scopes.count(WRONG), finished.output
    assert finished.recap["localhost"]["changed"] == scopes.count(NEW)
    if scopes == [SCOPE, SCOPE]:
        assert len(emulator.requests()) == 3
    assert [path for path in folder.iterdir() if path.name.startswith(PREFIX[:-1])], "no session was used"
    assert files(folder) == []
    assert len(files(folder, "lock")) <= 1


def test_a_session_that_is_not_ended_stays(ansible: Any, emulator: Any, tmp_path: Path, folder: Path) -> None:
    emulator.reset()
    playbook = chain(emulator, tmp_path, SCOPE, ends=False)
    for requests in (3, 0):
        emulator.clear_requests()
        finished = ansible.playbook(playbook, env={"TMPDIR": str(folder)})
        assert finished.status == 0, finished.output
        assert len(emulator.requests()) == requests
        (path,) = files(folder)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_run_leaves_is_removed_by_the_next(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path
) -> None:
    emulator.reset()
    env = {"TMPDIR": str(folder)}
    process = ansible.start(
        "ansible-playbook", chain(emulator, tmp_path, *[SCOPE] * 20, ends=True), env={**emulator.env, **env}
    )
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
    other = {**SCOPE, "session": "of the next run"}
    playbook = chain(emulator, tmp_path, other, {**END, "session": other["session"]}, ends=False)
    finished = ansible.playbook(playbook, env=env)
    assert finished.status == 0, finished.output
    assert files(folder) == []


@pytest.mark.parametrize("flags", [["--check"], []], ids=["check", "run"])
@pytest.mark.parametrize("services", [SERVICES, BROKEN], ids=["valid", "invalid"])
def test_the_role_stores_no_token(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path, services: Any, flags: list[str]
) -> None:
    emulator.reset()
    env = {**emulator.env, "TMPDIR": str(folder)}
    process = ansible.start("ansible-playbook", PLAYBOOK, "-e", variables(tmp_path, services), *flags, env=env)
    found: set[Path] = set()
    while process.poll() is None:
        found.update(files(folder))
        time.sleep(0.02)
    output, _errors = process.communicate()
    assert (process.returncode != 0) == (services is BROKEN), output
    assert found == set()
    assert len(files(folder, "lock")) <= 1


def test_the_role_uses_the_session_that_the_user_names(
    ansible: Any, emulator: Any, tmp_path: Path, folder: Path
) -> None:
    emulator.reset()
    env = {**emulator.env, "TMPDIR": str(folder)}
    argument = variables(tmp_path, SERVICES, api_service_connection={"session": "of several plays"})
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "--check", env=env)
    assert finished.status == 0, finished.output
    assert len(files(folder)) == 1
