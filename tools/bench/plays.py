# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run plays against a local PingOne, and measure the time and the requests that they take."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import collection, emulator, environments
from tools.bench import spent
from tools.emulator import Emulator
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import check
from tools.runs import scratch
from tools.workload import Entries

LOG = LOGS / "bench.log"
Tasks = list[dict[str, Any]]
EMPTY: Tasks = [{"pingone.authorize.pingone_group": {"groups": []}}]
"""One empty module task: Ansible starts, packs and runs a module of the collection, which sends no request."""


@dataclass(frozen=True)
class Spent:
    """Seconds that a play took, of elapsed time and of CPU with all of its processes, and requests that it sent."""

    elapsed: float
    cpu: float
    requests: int = 0
    writes: int = 0


@dataclass(frozen=True)
class Pair:
    """A play, beside the play with one empty module task in the same minutes."""

    play: Spent
    empty: Spent

    @property
    def cpu(self) -> float:
        """The ratio of the CPU seconds."""
        return self.play.cpu / self.empty.cpu

    @property
    def elapsed(self) -> float:
        """The ratio of the elapsed seconds."""
        return self.play.elapsed / self.empty.elapsed


class Plays:
    """Runs plays with the installed collection."""

    def __init__(self, ansible: Environment, installed: Path, pingone: Emulator, folder: Path) -> None:
        self.pingone = pingone
        self.ansible = ansible
        self._installed = installed
        self.folder = folder

    def run(self, tasks: Tasks, **variables: str | Path) -> Spent:
        """Run a play once. variables: environment variables to add."""
        playbook, file = self.folder / "playbook.json", self.folder / "spent.json"
        play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
        playbook.write_text(json.dumps([play]), encoding="utf-8")
        environment = self.ansible.variables(
            **self.pingone.env,
            **variables,
            ANSIBLE_COLLECTIONS_PATH=self._installed,
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_LOCALHOST_WARNING="false",
        )
        self.pingone.clear_requests()
        program = self.ansible.tool("ansible-playbook")
        check([sys.executable, spent.__file__, file, program, playbook], log=LOG, env=environment, cwd=self.folder)
        seconds = json.loads(file.read_text(encoding="utf-8"))
        return Spent(**seconds, requests=len(self.pingone.requests()), writes=len(self.pingone.writes()))

    def best(self, tasks: Tasks, rounds: int) -> Spent:
        """Run a play several times; the least that it took."""
        return least([self.run(tasks) for _round in range(rounds)])

    def beside(self, tasks: Tasks, rounds: int, prepare: Callable[[], None] = lambda: None) -> Pair:
        """Run a play and the empty one in turn; the least that each took. prepare: called before each run."""
        plays, empties = [], []
        for _round in range(rounds):
            empties.append(self.run(EMPTY))
            prepare()
            plays.append(self.run(tasks))
        return Pair(least(plays), least(empties))

    def first(self, entries: Entries, rounds: int, **variables: object) -> Pair:
        """Run the role for entries that do not exist. variables: further variables of the role."""
        return self.beside(role(entries, **variables), rounds, self.pingone.reset)

    def noop(self, entries: Entries, rounds: int) -> Pair:
        """Run the role for entries that exist, which must not write anything."""
        found = self.beside(role(entries), rounds)
        if found.play.writes:
            raise ToolError(f"The second run of the role should write nothing, but sent {found.play.writes}.")
        return found


def least(runs: list[Spent]) -> Spent:
    """The shortest times of several runs, and the most requests."""
    return Spent(
        min(run.elapsed for run in runs),
        min(run.cpu for run in runs),
        max(run.requests for run in runs),
        max(run.writes for run in runs),
    )


def role(entries: Entries, **variables: object) -> Tasks:
    """The role for entries. variables: further variables of the role."""
    name = {"name": "pingone.authorize.api_service"}
    return [{"ansible.builtin.import_role": name, "vars": {"api_service_list": entries, **variables}}]


@contextlib.contextmanager
def prepared() -> Iterator[Plays]:
    """Plays with the built and installed collection, and a local PingOne that runs as long as the context lasts."""
    LOG.unlink(missing_ok=True)
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        installed = collection.build_and_install(made["ansible"], folder)
        seed = emulator.SEEDS / "demo.yml"
        with emulator.running(made["emulator"].python, seed, folder, LOGS / "bench-pingone.log") as pingone:
            yield Plays(made["ansible"], installed, pingone, folder)
