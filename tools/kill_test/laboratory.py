# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where runs are made and stopped: each with a local PingOne of its own, which goes on from what another has kept."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import emulator
from tools.emulator import Emulator
from tools.errors import ToolError
from tools.kill_test.gateway import BEFORE, NOW, Gateway, Question
from tools.kill_test.picture import UUID, picture
from tools.kill_test.playbook import Playbook
from tools.kill_test.scenarios import SCENARIOS, Scenario, let_auditors_cancel, prepare

STATE = "state.sqlite"
ENVIRONMENT = re.compile("^/(v1/environments/)?{id}/")
"""How the paths of all requests begin."""
SEED = emulator.SEEDS / "testing.yml"


@dataclass(frozen=True)
class Request:
    """A request of a run; the path without IDs, which differ from run to run."""

    method: str
    path: str
    writing: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def deploys(self) -> bool:
        """Whether it is the one that deploys an API service."""
        return self.writing and self.path.endswith("/deployment")


@dataclass(frozen=True)
class Reference:
    """A run that was not stopped: what it starts from, its requests, and what it leads to.

    start: the file that holds what is there before it. credential: the gateway's. old, new: what callers may do before
    it and after it. picture: what is there after it.
    """

    scenario: Scenario
    start: Path
    credential: str
    requests: list[Request]
    old: frozenset[Question]
    new: frozenset[Question]
    picture: bytes


@dataclass(frozen=True)
class Place:
    """A PingOne, and a folder for what is done with it."""

    folder: Path
    pingone: Emulator


class Laboratory:
    """Starts a PingOne and runs for it.

    program: ansible-playbook. variables: the environment it is run in, which leads to the installed collection.
    python: an interpreter for the emulator. folder: an empty one.
    """

    def __init__(self, program: Path, variables: dict[str, str], python: Path, folder: Path) -> None:
        self._program = program
        self._variables = variables
        self._python = python
        self._folder = folder

    @contextlib.contextmanager
    def place(self, start: Path | None = None) -> Iterator[Place]:
        """A place for one experiment, which goes afterwards; its PingOne holds what was kept in start."""
        # Ansible's sockets are below it, and the path of a socket may not be long.
        with tempfile.TemporaryDirectory(prefix="kill-test-") as name:
            folder = Path(name)
            if start:
                keep(start, folder / STATE)
            log, state = folder / "emulator.log", folder / STATE
            with emulator.running(self._python, SEED, folder, log, state=state) as pingone:
                yield Place(folder, pingone)

    def playbook(self, place: Place, scenario: Scenario) -> Playbook:
        """The run of a scenario."""
        entries = scenario.entries(place.pingone)
        return Playbook(self._program, self._variables, place.folder, place.pingone, entries)

    def references(self) -> Iterator[Reference]:
        """Run each scenario to its end, one after the other."""
        empty, protected = self._folder / "empty.sqlite", self._folder / "protected.sqlite"
        with self.place() as place:
            credential = prepare(place.pingone)
            keep(place.folder / STATE, empty)
        for scenario in SCENARIOS:
            yield self._reference(scenario, empty if scenario.protects else protected, credential, protected)

    def _reference(self, scenario: Scenario, start: Path, credential: str, protected: Path) -> Reference:
        """Run a scenario; the one that protects the APIs leaves behind what the others start from."""
        with self.place(start) as place, contextlib.closing(Gateway(place.pingone, credential)) as asking:
            pingone = place.pingone
            tokens = asking.tokens()
            old = asking.allowed(tokens, BEFORE)
            playbook = self.playbook(place, scenario)
            pingone.clear_requests()
            ended = playbook.run()
            requests = sent(pingone)
            if not ended.succeeded or not ended.changed:
                raise ToolError(f"The {scenario.name} that is not stopped failed or changed nothing:\n{ended.output}")
            new = asking.allowed(tokens, BEFORE) | asking.allowed(asking.tokens(), NOW)
            # Whoever gets a token under the old configuration may do what those with a token of before may do.
            old |= {question._replace(issued=NOW) for question in old}
            found = Reference(scenario, start, credential, requests, old, new, picture(pingone))
            if scenario.protects:
                let_auditors_cancel(pingone)
                keep(place.folder / STATE, protected)
        return found


def sent(pingone: Emulator) -> list[Request]:
    """The requests of the log."""
    return [_request(entry) for entry in pingone.requests()]


def _request(entry: dict[str, Any]) -> Request:
    path = ENVIRONMENT.sub("", UUID.sub("{id}", entry["path"]))
    return Request(entry["method"], path, entry["writing"])


def keep(source: Path, target: Path) -> None:
    """Copy a state file, also while an emulator uses it."""
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
