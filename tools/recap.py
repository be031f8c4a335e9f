# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recap of ansible-playbook, as the callback of that name writes it."""

from __future__ import annotations

import json
from pathlib import Path

from tools.errors import ToolError

CALLBACKS = Path(__file__).with_name("callbacks")


class Recap:
    """The recap of one run of ansible-playbook, which is to be run with the variables."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._file = file
        self.variables = {
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "recap,packed_modules",
            "RECAP_FILE": str(file),
        }

    @property
    def hosts(self) -> dict[str, dict[str, int]]:
        """The counts of each host, for instance {"localhost": {"ok": 9, "changed": 4, ...}}."""
        if not self._file.is_file():
            raise ToolError("ansible-playbook ended without a recap.")
        found: dict[str, dict[str, int]] = json.loads(self._file.read_text(encoding="utf-8"))
        return found

    def total(self, count: str) -> int:
        """One of the counts, added up over all hosts."""
        return sum(counts[count] for counts in self.hosts.values())
