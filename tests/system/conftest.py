# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures for tests that run the installed collection with the real ansible programs against the emulator.

``make test-system`` builds and installs the artifact once, and says in environment variables where it is, which
interpreter can run the emulator, and in which folder runs of Ansible share the modules that they pack. Each file of
tests runs in a process of its own.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.runner import Runner
from tools import emulator as emulators
from tools.emulator import Emulator
from tools.environments import SYSTEM_PATH, UNPACED
from tools.paths import LOGS
from tools.recap import Recap


def pytest_configure(config: pytest.Config) -> None:
    """Register markers."""
    config.addinivalue_line("markers", "container: needs a container engine and a base image")


@dataclass(frozen=True)
class Finished:
    """A program that has ended: exit status, what it printed, and a playbook's recap."""

    status: int
    stdout: str
    stderr: str
    _recap: Recap

    @property
    def output(self) -> str:
        """Everything that was printed."""
        return self.stdout + self.stderr

    @property
    def recap(self) -> dict[str, dict[str, int]]:
        """The recap's counts by host."""
        return self._recap.hosts


class Ansible:
    """Runs ansible programs with the installed collection, a home of their own and nothing of the user's."""

    def __init__(self, collections: Path, home: Path) -> None:
        self.collections = collections
        self.home = home
        self._runs = itertools.count()

    def __call__(self, program: str, *arguments: str | os.PathLike[str], **options: object) -> Finished:
        """Run a program such as "ansible-playbook" or "ansible" to its end.

        env: variables to add. cwd: where, by default the home. timeout: seconds, 300 by default.
        """
        timeout = options.pop("timeout", 300)
        recap = Recap(self.home.with_name(f"recap-{next(self._runs)}.json"))
        env = {**recap.variables, **options.pop("env", {})}
        process = self.start(program, *arguments, env=env, **options)
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, 9)
                process.communicate()
        return Finished(process.returncode, stdout, stderr, recap)

    def playbook(self, playbook: str | os.PathLike[str], *arguments: str, **options: object) -> Finished:
        """Run ansible-playbook to its end."""
        return self("ansible-playbook", playbook, *arguments, **options)

    def start(
        self,
        program: str,
        *arguments: str | os.PathLike[str],
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.Popen[str]:
        """Start a program in a process group of its own, whose number is the process id."""
        command = [Path(sys.executable).with_name(program), *arguments]
        return subprocess.Popen(
            command,
            env={**self.variables(), **(env or {})},
            cwd=cwd or self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def variables(self) -> dict[str, str]:
        """The environment variables that every program gets."""
        return {
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_CONFIG": str(self.home / "ansible.cfg"),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PACKED_MODULES": os.environ["TEST_PACKED_MODULES"],
            **UNPACED,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), *SYSTEM_PATH]),
        }


@pytest.fixture(scope="session")
def collection() -> Path:
    """The collections path that holds the installed artifact and nothing else."""
    return Path(os.environ["TEST_COLLECTIONS_PATH"])


@pytest.fixture(scope="session")
def awx_collections() -> Path:
    """The collections path that holds the collection awx.awx."""
    return Path(os.environ["TEST_AWX_COLLECTIONS_PATH"])


@pytest.fixture
def ansible(collection: Path, tmp_path: Path) -> Ansible:
    """Runs ansible programs, in a home that is empty at the start of each test."""
    home = tmp_path / "home"
    home.mkdir()
    # A task then takes one program less to start; the demonstration runs without it.
    (home / "ansible.cfg").write_text("[connection]\npipelining = true\n", encoding="utf-8")
    return Ansible(collection, home)


@pytest.fixture
def runner(ansible: Ansible, tmp_path: Path) -> Runner:
    """Runs jobs as AWX does."""
    return Runner(ansible, tmp_path)


@pytest.fixture(scope="module")
def emulator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local PingOne for the tests of one file; a test that needs it untouched calls its reset()."""
    folder = tmp_path_factory.mktemp("emulator")
    python = Path(os.environ["TEST_EMULATOR_PYTHON"])
    log = LOGS / f"system-{request.path.stem}-emulator.log"
    with emulators.running(python, emulators.SEEDS / "testing.yml", folder, log) as pingone:
        yield pingone
