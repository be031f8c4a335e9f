# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user gets: the files of the artifact, and whether it works when it is installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tools import emulator
from tools.checks import log_of
from tools.collection import NAME, NAMESPACE
from tools.collection import place as placed
from tools.environments import Environment
from tools.errors import ToolError
from tools.jobs import Job, Workplace
from tools.paths import LOGS
from tools.processes import run
from tools.recap import Recap
from tools.release import artifact as contents
from tools.reports import Tally

PREFIX = f"{NAMESPACE}.{NAME}"


def jobs(place: Workplace) -> list[Job]:
    """One job that looks at the files, one that asks ansible-doc, and one that runs the playbook."""
    return [
        Job("artifact contents", lambda: _contains(place), None),
        Job("artifact documentation", lambda: _answers(place), None),
        Job("artifact playbook", lambda: _plays(place), log_of("artifact-playbook")),
    ]


def _contains(place: Workplace) -> Tally:
    """The files of the artifact."""
    artifact = place.artifact()
    tally = Tally(problems=contents.problems(artifact), notes=[contents.figures(artifact).partition(", SHA")[0]])
    tally.passed += not tally.problems
    return tally


def _answers(place: Workplace) -> Tally:
    """ansible-doc for every module, plugin, and role."""
    installed, environment = place.collections(), place.environments["ansible"]
    tally = Tally()
    root = placed(installed)
    modules = sorted(path.stem for path in (root / "plugins" / "modules").glob("*.py"))
    inventories = sorted(path.stem for path in (root / "plugins" / "inventory").glob("*.py"))
    filters = sorted(path.stem for path in (root / "plugins" / "filter").glob("*.py"))
    roles = sorted(path.name for path in (root / "roles").iterdir())
    for kind, names in (("module", modules), ("inventory", inventories), ("filter", filters), ("role", roles)):
        for name in names:
            problem = _undocumented(environment, installed, kind, f"{PREFIX}.{name}")
            if problem:
                tally.problems.append(f"{kind} {name}: {problem}")
            else:
                tally.passed += 1
    tally.notes.append(f"{len(modules)} modules, {len(roles)} role" + ("s" if len(roles) != 1 else ""))
    return tally.close(0)


def _undocumented(environment: Environment, installed: Path, kind: str, name: str) -> str:
    """What is wrong with the answer of ansible-doc; empty if nothing is."""
    command: list[str | Path] = [environment.tool("ansible-doc"), "--json", "-t", kind, name]
    variables = environment.variables(ANSIBLE_COLLECTIONS_PATH=installed)
    answer = subprocess.run(command, capture_output=True, text=True, env=variables, cwd=installed, check=False)
    warnings = [line for line in answer.stderr.splitlines() if "WARNING" in line and PREFIX in line]
    if answer.returncode != 0 or warnings:
        return "; ".join(warnings) or f"exit status {answer.returncode}: {answer.stderr.strip()}"
    found = json.loads(answer.stdout).get(name, {})
    if kind == "role":
        return (
            "" if found.get("entry_points", {}).get("main", {}).get("options") else "no options of the entry point main"
        )
    parts = ("doc", "examples", "return") if kind in ("module", "filter") else ("doc", "examples")
    missing = [part for part in parts if not found.get(part)]
    return f"no {' and no '.join(missing)}" if missing else ""


def _plays(place: Workplace) -> Tally:
    """The playbook of the artifact, twice, as a user would run it; the variables are those of the artifact too."""
    installed, environment = place.collections(), place.environments["ansible"]
    folder = place.folder / "artifact-playbook"
    folder.mkdir()
    log = log_of("artifact-playbook")
    log.unlink(missing_ok=True)
    variables = placed(installed) / "playbooks" / "vars" / "orders.yml"
    command: list[str | Path] = [environment.tool("ansible-playbook"), f"{PREFIX}.protect_api", "-e", f"@{variables}"]
    seed, server = emulator.SEEDS / "demo.yml", place.environments["emulator"].python
    tally = Tally()
    with emulator.running(server, seed, folder, LOGS / "artifact-playbook-emulator.log") as pingone:
        for name, expected in (("first run", True), ("second run", False)):
            recap = Recap(folder / "recap.json")
            env = environment.variables(**pingone.env, **recap.variables, ANSIBLE_COLLECTIONS_PATH=installed)
            status = run(command, log=log, env=env, cwd=folder)
            if status == 0 and (recap.total("changed") > 0) == expected:
                tally.passed += 1
            else:
                tally.problems.append(f"{name}: exit status {status}, or not {'a' if expected else 'no'} change")
        if not pingone.collect("apiServers"):
            raise ToolError("The playbook made no API service.")
    return tally
