# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Protects an API in a local PingOne with one playbook, runs it again, and tests which requests are allowed."""

from __future__ import annotations

from tools import collection, emulator, environments, inventory
from tools.demo.access import describe_decisions, test_access
from tools.demo.player import Player
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.recap import Recap
from tools.runs import scratch
from tools.screen import say, show, table

PLAYBOOK = "pingone.authorize.protect_api"
VARIABLES = ROOT / "playbooks" / "vars" / "orders.yml"


def demo() -> int:
    """Run the demonstration.

    :raises ToolError: if anything is not as it should be.
    """
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        ansible = made["ansible"]
        say(f"using ansible-core {ansible.core.version} on Python {ansible.interpreter.version}")
        say("building the collection and installing it into an empty folder")
        installed = collection.build_and_install(ansible, folder)
        say("starting a local PingOne")
        seed = emulator.SEEDS / "demo.yml"
        with emulator.running(made["emulator"].python, seed, folder, LOGS / "demo-emulator.log") as pingone:
            player = Player(ansible, installed, pingone, Recap(folder / "recap.json"))
            _play_twice(player)
            show("\n" + describe(inventory.services(pingone)) + "\n")
            decisions = test_access(player, folder)
            show("\n" + describe_decisions(decisions) + "\n")
    say("done; the local PingOne is stopped again")
    return 0


def _play_twice(player: Player) -> None:
    """Both runs, with a check before and after each."""
    pingone = player.pingone
    there = {kind: count for kind, count in inventory.objects(pingone).items() if count}
    if there:
        raise ToolError(f"The local PingOne should hold nothing of this yet, but has: {there}.")
    say(f"first run: ansible-playbook {PLAYBOOK} -e @{VARIABLES.relative_to(ROOT)}")
    if player.play(PLAYBOOK, VARIABLES) == 0:
        raise ToolError("The first run changed nothing.")
    pingone.clear_requests()
    say("second run: the same again")
    changed = player.play(PLAYBOOK, VARIABLES)
    if changed:
        raise ToolError(f"The second run should change nothing, but {changed} tasks changed something.")
    writes = [f"{entry['method']} {entry['path']}" for entry in pingone.writes()]
    if writes:
        raise ToolError(f"The second run should write nothing, but sent: {', '.join(writes)}.")
    say(f"the second run changed nothing: it sent {len(pingone.requests())} requests, none of them a writing one")


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
