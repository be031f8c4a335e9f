# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure how long modules and role take against a local PingOne, and how many requests they send."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import collection, emulator, environments
from tools.emulator import Emulator
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import check
from tools.runs import scratch
from tools.screen import say, show, table
from tools.workload import APPLICATION, NOOP_BUDGETS, OPERATIONS, services

LOG = LOGS / "bench.log"
REPEATS = 3
"""Runs of what changes nothing; the shortest one counts."""
FURTHER = 100
"""Items by which a long list is longer than a short one."""
GOAL = 0.003
"""Seconds that a further item of a list may cost on loopback."""
PREFIX = "pingone.authorize.pingone_"


@dataclass(frozen=True, order=True)
class Measured:
    """How long a run of ansible-playbook took, and what it sent; the shorter, the less."""

    seconds: float
    name: str
    requests: int
    writes: int


class Bench:
    """Runs playbooks against a local PingOne and keeps what they took."""

    def __init__(self, ansible: Environment, installed: Path, pingone: Emulator, folder: Path) -> None:
        self.rows: list[Measured] = []
        self._ansible = ansible
        self._installed = installed
        self._pingone = pingone
        self._folder = folder

    def play(self, name: str, *repetitions: list[dict[str, Any]]) -> Measured:
        """Run tasks, once or several times, and keep the shortest run."""
        best = min(self._run(name, tasks) for tasks in repetitions)
        self.rows.append(best)
        return best

    def reset(self) -> None:
        """Bring PingOne back to its beginning."""
        self._pingone.reset()

    def _run(self, name: str, tasks: list[dict[str, Any]]) -> Measured:
        playbook = self._folder / "playbook.json"
        play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
        playbook.write_text(json.dumps([play]), encoding="utf-8")
        environment = self._ansible.variables(
            **self._pingone.env,
            ANSIBLE_COLLECTIONS_PATH=self._installed,
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_LOCALHOST_WARNING="false",
        )
        self._pingone.clear_requests()
        start = time.perf_counter()
        check([self._ansible.tool("ansible-playbook"), playbook], log=LOG, env=environment, cwd=self._folder)
        seconds = time.perf_counter() - start
        return Measured(seconds, name, len(self._pingone.requests()), len(self._pingone.writes()))


def bench() -> int:
    """Measure and print; 1 if a budget is exceeded."""
    LOG.unlink(missing_ok=True)
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        installed = collection.build_and_install(made["ansible"], folder)
        seed = emulator.SEEDS / "demo.yml"
        with emulator.running(made["emulator"].python, seed, folder, LOGS / "bench-pingone.log") as pingone:
            runs = Bench(made["ansible"], installed, pingone, folder)
            problems = _measure(runs)
    bare = runs.rows[0].seconds
    rows: list[tuple[str, ...]] = [("run", "seconds", "to a bare playbook", "requests", "of these writing")]
    for row in runs.rows:
        ratio = f"{row.seconds / bare:.1f}"
        rows.append((row.name, f"{row.seconds:.2f}", ratio, str(row.requests), str(row.writes)))
    show("\n" + table(rows) + "\n")
    for problem in problems:
        show(f"{problem}\n")
    return 1 if problems else 0


def _measure(runs: Bench) -> list[str]:
    """Run everything; returns what is over its budget."""
    runs.play("bare playbook", *[[]] * REPEATS)
    runs.play("empty module (ansible.builtin.ping)", *[[{"ansible.builtin.ping": None}]] * REPEATS)
    problems = []
    for count in (1, 5, 25):
        runs.reset()
        say(f"the role for {count} API services with {OPERATIONS} operations each")
        import_role = {"name": "pingone.authorize.api_service"}
        role = [{"ansible.builtin.import_role": import_role, "vars": {"api_service_list": services(count)}}]
        runs.play(f"role, {count} service(s), first run", role)
        second = runs.play(f"role, {count} service(s), no-op", *[role] * REPEATS)
        if second.writes:
            raise ToolError(f"The second run of the role should write nothing, but sent {second.writes}.")
        if second.requests > NOOP_BUDGETS.get(count, second.requests):
            problems.append(f"over budget: {second.name} sent {second.requests}, not {NOOP_BUDGETS[count]} requests")
        if count == 1:
            _measure_modules(runs)
    return problems + _measure_further_items(runs)


def _measure_modules(runs: Bench) -> None:
    """Each module's no-op, on what the role made for one service."""
    entry = services(1)[0]
    service = {"api_service": entry["name"]}
    scopes = [scope["name"] for scope in entry["scopes"]]
    operations = {"operations": entry["operations"], "purge": True}
    for module, options in {
        "api_service": {"name": entry["name"], "base_urls": entry["base_urls"]},
        "scope": {**service, "name": scopes[0]},
        "api_operation": {**service, **entry["operations"][0]},
        "api_operation (25 in one task)": {**service, **operations},
        "deploy": service,
        "app_scope_grant": {**service, "application": APPLICATION, "scopes": scopes},
        "resource": {"name": entry["name"]},
        "external_oauth_server": {"name": "None", "state": "absent"},
        "application": {"name": APPLICATION},
        "application_permission": {**service, "application_resource": "None", "action": "none", "state": "absent"},
        "group": {"name": "None", "state": "absent"},
        "api_service_info": {},
        "environment_info": {},
    }.items():
        task = {PREFIX + module.split(" ")[0]: options}
        runs.play(f"pingone_{module}, no-op", *[[task]] * REPEATS)


def _measure_further_items(runs: Bench) -> list[str]:
    """What each further scope of a list costs, made and left alone."""
    service = services(1)[0]["name"]
    problems = []
    for what in ("made", "left alone"):
        short, long = (
            runs.play(
                f"pingone_scope, list of {count}, {what}",
                # Each repetition makes scopes of its own, and leaves the same ones alone later.
                *([_scopes(service, f"r{each}-{count}", count)] for each in range(REPEATS)),
            )
            for count in (1, 1 + FURTHER)
        )
        cost = (long.seconds - short.seconds) / FURTHER
        show(f"  a further scope that is {what} costs {cost * 1000:.2f} ms\n")
        if cost > GOAL:
            problems.append(f"over budget: a further scope that is {what} costs more than {GOAL * 1000:.0f} ms")
    return problems


def _scopes(service: str, prefix: str, count: int) -> dict[str, Any]:
    names = [{"name": f"{prefix}-{number}"} for number in range(count)]
    return {f"{PREFIX}scope": {"api_service": service, "scopes": names}}
