# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the recap that ansible-playbook prints at its end."""

from __future__ import annotations

import re

from tools.errors import ToolError

_LINE = re.compile(r"^(?P<host>\S+)\s*:\s+(?P<counts>ok=\d+(?:\s+\w+=\d+)+)\s*$")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def recap(output: str) -> dict[str, dict[str, int]]:
    """The counts of each host, for instance {"localhost": {"ok": 9, "changed": 4, ...}}."""
    hosts = {}
    for line in _COLOUR.sub("", output).rpartition("PLAY RECAP")[2].splitlines():
        match = _LINE.match(line)
        if match:
            pairs = (pair.split("=") for pair in match["counts"].split())
            hosts[match["host"]] = {name: int(count) for name, count in pairs}
    return hosts


def total(output: str, count: str) -> int:
    """One of the counts, added up over all hosts."""
    hosts = recap(output)
    if not hosts:
        raise ToolError("ansible-playbook printed no recap.")
    return sum(counts.get(count, 0) for counts in hosts.values())
