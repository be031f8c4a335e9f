# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users test their playbooks without a clone of this repository: the examples of examples/testing, as they say it."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.system.testing_examples import EMULATOR, EXAMPLES, REPOSITORY, Machine, commands, set_by, steps
from tools.paths import ROOT

WORKFLOW = Path(".github", "workflows", "test.yml")
NAMES = ("github", "molecule", "pytest")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with nothing on it."""
    return Machine(tmp_path)


def test_two_lines_in_an_empty_directory(machine: Machine) -> None:
    """A user's playbook repository tests itself in CI with two lines, and a broken playbook makes the job fail."""
    machine.copy("github")
    (_name, (install, *lines)), _other = steps(machine.repository / WORKFLOW)
    assert [line.split()[0] for line in lines] == ["pip", "pingone-emulator"]
    machine(install)
    machine(lines[0])
    assert " changed=1 " in machine(lines[1])

    site = machine.repository / "site.yml"
    right = site.read_text(encoding="utf-8")
    site.write_text(right.replace("tasks:", "taks:"), encoding="utf-8")
    assert "'taks' is not a valid attribute" in machine(lines[1], status=4)
    site.write_text(right, encoding="utf-8")
    apis = machine.repository / "vars" / "apis.yml"
    wrong = apis.read_text(encoding="utf-8").replace("scopes: [orders-write]", "scopes: [orders-wirte]")
    apis.write_text(wrong, encoding="utf-8")
    assert "orders-wirte" in machine(lines[1], status=2)


def test_steps_of_a_workflow(machine: Machine, tmp_path: Path) -> None:
    """The job whose steps use the same local PingOne, with the file that GitHub Actions reads after each step."""
    machine.copy("github")
    github_env = tmp_path / "github-env"
    github_env.touch()
    _first, (_name, lines) = steps(machine.repository / WORKFLOW)
    try:
        for line in lines:
            machine(line, {"GITHUB_ENV": str(github_env), **set_by(github_env)})
    finally:
        stop_servers(tmp_path)
    assert "PINGONE_CLIENT_SECRET" in set_by(github_env)
    assert machine.output.count(" changed=1 ") == 2
    assert machine.output.count(" changed=0 ") == 1


@pytest.mark.parametrize("example", ["molecule", "pytest"])
def test_example(machine: Machine, example: str) -> None:
    """The commands of its README."""
    machine.copy(example)
    lines = commands(machine.repository / "README.md")
    assert len(lines) == 3
    for line in lines:
        machine(line)
    expected = {
        "molecule": [f"default > {action}: Executed: Successful" for action in ("converge", "idempotence", "verify")],
        "pytest": ["4 passed"],
    }
    assert [text for text in expected[example] if text not in machine.output] == []


def test_the_examples_have_the_same_playbook() -> None:
    for name in ("site.yml", "requirements.yml", "vars/apis.yml"):
        assert len({(EXAMPLES / example / name).read_text(encoding="utf-8") for example in NAMES}) == 1


def test_the_references_to_the_repository_are_the_only_ones_that_a_test_replaces() -> None:
    """Each example installs the collection and the emulator from the repository."""
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    assert f"git+{repository}.git" == REPOSITORY
    for example in NAMES:
        requirements = yaml.safe_load((EXAMPLES / example / "requirements.yml").read_text(encoding="utf-8"))
        assert requirements == {"collections": [{"name": REPOSITORY}]}
        installing = WORKFLOW if example == "github" else "requirements.txt"
        assert EMULATOR in (EXAMPLES / example / installing).read_text(encoding="utf-8")


def stop_servers(folder: Path) -> None:
    """What GitHub Actions does at the end of a job: stop the processes that its steps have left."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder) in (path / "cmdline").read_text(encoding="utf-8", errors="replace"):
                os.kill(int(path.name), signal.SIGTERM)
