# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demonstration: protect an API in a local PingOne with one playbook, and run it again."""

from __future__ import annotations

import sys
from pathlib import Path

from tools import collection, emulator, environments, inventory
from tools.emulator import Emulator
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.processes import run
from tools.recap import Recap
from tools.runs import scratch
from tools.screen import say, show, table

PLAYBOOK = "pingone.authorize.protect_api"
VARIABLES = ROOT / "playbooks" / "vars" / "orders.yml"
LOG = LOGS / "demo.log"


def demo() -> int:
    """Run the demonstration; 0, or an error that says what was not as it should be."""
    LOG.unlink(missing_ok=True)
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        ansible = made["ansible"]
        say(f"using ansible-core {ansible.core.version} on Python {ansible.interpreter.version}")
        say("building the collection and installing it into an empty folder")
        installed = collection.build_and_install(ansible, folder)
        say("starting a local PingOne")
        seed = emulator.SEEDS / "demo.yml"
        with emulator.running(made["emulator"].python, seed, folder, LOGS / "demo-emulator.log") as pingone:
            _play_twice(ansible, installed, pingone, folder / "recap.json")
            show("\n" + describe(inventory.services(pingone)))
    say("done; the local PingOne is stopped again")
    return 0


def _play_twice(ansible: Environment, installed: Path, pingone: Emulator, recap: Path) -> None:
    """Both runs, with a check before and after each."""
    there = {kind: count for kind, count in inventory.objects(pingone).items() if count}
    if there:
        raise ToolError(f"The local PingOne should hold nothing of this yet, but has: {there}.")
    say(f"first run: ansible-playbook {PLAYBOOK} -e @{VARIABLES.relative_to(ROOT)}")
    if _play(ansible, installed, pingone, Recap(recap)) == 0:
        raise ToolError("The first run changed nothing.")
    pingone.clear_requests()
    say("second run: the same again")
    changed = _play(ansible, installed, pingone, Recap(recap))
    if changed:
        raise ToolError(f"The second run should change nothing, but {changed} tasks changed something.")
    writes = [f"{entry['method']} {entry['path']}" for entry in pingone.writes()]
    if writes:
        raise ToolError(f"The second run should write nothing, but sent: {', '.join(writes)}.")
    say(f"the second run changed nothing: it sent {len(pingone.requests())} requests, none of them a writing one")


def _play(ansible: Environment, installed: Path, pingone: Emulator, recap: Recap) -> int:
    """Run the playbook in plain sight; how many tasks changed something."""

    def echo(line: str) -> None:
        show(f"  {line}" if line.strip() else line)

    command: list[str | Path] = [ansible.tool("ansible-playbook"), PLAYBOOK, "-e", f"@{VARIABLES}"]
    variables = ansible.variables(
        **pingone.env,
        **recap.variables,
        ANSIBLE_COLLECTIONS_PATH=installed,
        ANSIBLE_DISPLAY_SKIPPED_HOSTS="false",
        ANSIBLE_FORCE_COLOR="true" if sys.stdout.isatty() else "false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_LOCALHOST_WARNING="false",
    )
    status = run(command, log=LOG, env=variables, cwd=installed, echo=echo)
    if status != 0:
        raise ToolError(f"ansible-playbook ended with exit status {status}.")
    return recap.total("changed")


def describe(found: list[inventory.Service]) -> str:
    """What exists now, as text for people."""
    rows: list[tuple[str, ...]] = [("what PingOne holds now", "")]
    for service in found:
        rows.append(("API service", service.name))
        rows += [("  base URL", url) for url in service.base_urls]
        for name, rules in sorted(service.operations.items()):
            rows.append((f"  operation {name}", f"needs {', '.join(rules)}" if rules else "open to every valid token"))
        rows += [("  scope", name) for name in service.scopes]
        rows.append(("  deployment", service.deployment))
        rows += [(f"  granted to {name}", ", ".join(scopes)) for name, scopes in sorted(service.grants.items())]
    return table(rows)
