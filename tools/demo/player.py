# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks of the demonstration in plain sight."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tools.emulator import Emulator
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import run
from tools.recap import Recap
from tools.screen import show

LOG = LOGS / "demo.log"


@dataclass
class Player:
    """Runs playbooks with the collection that is installed in a folder, against a local PingOne."""

    ansible: Environment
    installed: Path
    pingone: Emulator
    recap: Recap

    def __post_init__(self) -> None:
        LOG.unlink(missing_ok=True)

    def play(self, playbook: str | Path, variables: Path) -> int:
        """Run a playbook with a file of variables, and return how many tasks changed something.

        :raises ToolError: if it fails.
        """
        command: list[str | Path] = [self.ansible.tool("ansible-playbook"), playbook, "-e", f"@{variables}"]
        environment = self.ansible.variables(
            **self.pingone.env,
            **self.recap.variables,
            ANSIBLE_COLLECTIONS_PATH=self.installed,
            ANSIBLE_DISPLAY_SKIPPED_HOSTS="false",
            ANSIBLE_FORCE_COLOR="true" if sys.stdout.isatty() else "false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_LOCALHOST_WARNING="false",
        )
        status = run(command, log=LOG, env=environment, cwd=self.installed, echo=_show_line)
        if status != 0:
            raise ToolError(f"ansible-playbook ended with exit status {status}.")
        return self.recap.total("changed")


def _show_line(line: str) -> None:
    show(f"  {line}" if line.strip() else line)
