# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call what: every cell of the page's matrix against what a gateway is told."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import page_content
import pytest
from conftest import APPLICATIONS, DEPLOY, ENVIRONMENTS, PingOne

BASE = "https://api.example.org/orders/v1"
Verdicts = dict[tuple[str, str], list[str]]  # by operation and application: now, and after the next deployment


def matrix(pingone: PingOne, service: dict[str, Any]) -> Verdicts:
    text = pingone.http.get(f"/_emulator/?service={service['id']}").text
    table = re.search(r'<table class="matrix[^>]*>.*?</table>', text, re.DOTALL)[0]
    columns = re.findall(r'<th scope="col">(.*?)</th>', table)[1:]
    found: Verdicts = {}
    for row in re.findall(r'<tr>\s*<th scope="row">.*?</tr>', table, re.DOTALL):
        name = unescape(re.search(r'<th scope="row">(.*?)</th>', row)[1])
        cells = re.findall(r"<td>.*?</td>", row, re.DOTALL)
        for column, cell in zip(columns, cells, strict=True):
            found[name, column] = re.findall(r'class="verdict (\w+)"', cell)
    return found


def tokens(pingone: PingOne, gateway, application: str, owner: dict[str, Any]) -> list[str]:
    """A token of its own for an application without users; otherwise one for each user of the seed."""
    if application == "Orders Batch":
        found = APPLICATIONS[application]
        data = {"client_id": found["id"], "client_secret": found["secret"], "grant_type": "client_credentials"}
        return [pingone.http.post(f"/{ENVIRONMENTS['Managed']}/as/token", data=data).json()["access_token"]]
    options = {"resource": owner["id"], "application": APPLICATIONS[application]["id"]}
    return [gateway.token(subject, **options) for subject in ("clerk", "auditor")]


def compared(pingone: PingOne, gateway, filled: dict[str, Any], names: dict[str, str]) -> dict[str, int]:
    """Ask about a request for every cell; returns how many cells there were of each kind."""
    counts: dict[str, int] = {}
    for (operation, application), (now, *_later) in matrix(pingone, filled["service"]).items():
        if operation not in names:
            continue
        answers = {
            gateway.ask(token, names[operation]) for token in tokens(pingone, gateway, application, filled["owner"])
        }
        # A user for whom the rule is met, and one for whom it is not.
        wanted = {"yes": answers == {"allow"}, "no": "allow" not in answers, "depends": len(answers) == 2}
        assert wanted[now] and (now != "depends" or "allow" in answers), (operation, application, now, answers)
        counts[now] = counts.get(now, 0) + 1
    return counts


@pytest.mark.parametrize("rules", ["all", "any"])
def test_every_cell_is_what_a_gateway_is_told(pingone: PingOne, api, gateway, rules: str):
    """The current decisions, and those that the next deployment brings."""
    filled = page_content.fill(api)
    pingone.switch(access_rules=rules)
    names = {f"Operation {name} <i>": f"{BASE}/{name}" for name in filled["operations"]}
    names["Requests that match no operation"] = f"{BASE}/elsewhere"
    counts = compared(pingone, gateway, filled, names)
    assert counts == ({"yes": 8, "depends": 4, "no": 6} if rules == "all" else {"yes": 10, "depends": 3, "no": 5})
    page_content.change(api, filled)
    changed = {
        cell: verdicts[-1] for cell, verdicts in matrix(pingone, filled["service"]).items() if len(verdicts) == 2
    }
    assert changed["Operation open <i>", "Orders Web"] == "no" and changed["Operation new", "Orders Batch"] == "yes"
    predicted = {cell: verdicts[-1] for cell, verdicts in matrix(pingone, filled["service"]).items()}
    assert api.post(f"/apiServers/{filled['service']['id']}/deployment", headers=DEPLOY).status_code == 200
    after = matrix(pingone, filled["service"])
    assert all(len(verdicts) == 1 for verdicts in after.values())
    gone = "Operation recent <i>"
    assert {cell: verdicts[0] for cell, verdicts in after.items()} == {
        cell: verdict for cell, verdict in predicted.items() if cell[0] != gone
    }
    names = {name: url.replace(BASE, "https://moved.example.org") for name, url in names.items() if name != gone}
    compared(pingone, gateway, filled, {**names, "Operation new": "https://moved.example.org/new/7"})


@pytest.mark.parametrize("answer", ["allow", "deny"])
def test_requests_that_match_no_operation(pingone: PingOne, api, gateway, answer: str):
    """The last row follows the switch, as the decision does."""
    filled = page_content.fill(api)
    pingone.switch(no_operation=answer)
    names = {"Requests that match no operation": f"{BASE}/elsewhere"}
    expected = {"allow": {"yes": 2}, "deny": {"no": 2}}
    assert compared(pingone, gateway, filled, names) == expected[answer]


def test_reasons(pingone: PingOne, api):
    """Each no says what is missing, and each application without a token why it gets none."""
    page_content.fill(api)
    web = api.get(f"/applications/{APPLICATIONS['Orders Web']['id']}").json()
    text = pingone.http.get("/_emulator/").text
    for reason in (
        "lacks orders-write",
        "lacks orders-write or orders-admin",
        "no user: member of Order Clerks",
        "user: member of Order Clerks",
        "user: permission existing-ledger:read",
        "user: signed on at most 300 s ago",
    ):
        assert f"<small>{reason}</small>" in text
    others = re.findall(r"<li><b>(.*?)</b> <span class=\"soft\">(.*?)</span>", text)
    assert ("Local Worker", "a worker application gets tokens for the management API only") in others
    assert any(name == "Orders Mobile" and reason.startswith("no scope of Orders") for name, reason in others)
    assert api.put(f"/applications/{web['id']}", json={**web, "enabled": False}).status_code == 200
    assert ("Orders Web", "the application is disabled") in re.findall(
        r"<li><b>(.*?)</b> <span class=\"soft\">(.*?)</span>", pingone.http.get("/_emulator/").text
    )
    assert api.delete(f"/groups/{page_content.GROUPS['Order Clerks']}").status_code == 204
    assert api.put(f"/applications/{web['id']}", json=web).status_code == 200
    assert "<small>nobody: member of (deleted)</small>" in pingone.http.get("/_emulator/").text
