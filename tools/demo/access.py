# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests which requests are allowed: connects a gateway, and sends requests as the gateway does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.demo.player import Player
from tools.screen import say, table

APPLICATION = "Orders Batch"
PLAYBOOK = Path(__file__).with_name("access.yml")

Decision = dict[str, Any]


def test_access(player: Player, folder: Path) -> list[Decision]:
    """Play the tests, and return their results as the module pingone_access_test does.

    :raises ToolError: if a decision is not the expected one.
    """
    say(f"connecting a gateway and sending requests as it does, with tokens of {APPLICATION}")
    application = next(one for one in player.pingone.collect("applications") if one["name"] == APPLICATION)
    secret = player.pingone.get(f"applications/{application['id']}/secret")["secret"]
    results = folder / "decisions.json"
    values = {
        "batch_client_id": application["id"],
        "batch_client_secret": secret,
        "credential_path": str(folder / "credential"),
        "results_path": str(results),
    }
    variables = folder / "variables.json"
    variables.touch(mode=0o600)
    variables.write_text(json.dumps(values), encoding="utf-8")
    player.play(PLAYBOOK, variables)
    decisions: list[Decision] = json.loads(results.read_text(encoding="utf-8"))
    return decisions


def describe_decisions(decisions: list[Decision]) -> str:
    """The requests that are allowed and denied, side by side."""
    columns = {"allow": ["allowed"], "deny": ["denied"]}
    for one in decisions:
        status = f" ({one['status']}: {one['reason'].rstrip('.')})" if one["status"] else ""
        columns[one["decision"]].append(f"{one['method']} {urlsplit(one['url']).path}{status}")
    height = max(map(len, columns.values()))
    allowed, denied = ([*column, *[""] * (height - len(column))] for column in columns.values())
    return table(list(zip(allowed, denied, strict=True)))
