# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the modules: a no-op of each, and what a further item of a list costs."""

from __future__ import annotations

from tools.bench.goals import Goal
from tools.bench.plays import Plays, Spent, Tasks, role
from tools.screen import say
from tools.workload import APPLICATION, granted, services

REPEATS = 3
FURTHER = 100
"""Items by which a long list is longer than a short one."""
MILLISECONDS = 3
"""What a further item of a list may cost on loopback."""
PREFIX = "pingone.authorize.pingone_"


def modules(plays: Plays) -> dict[str, Spent]:
    """What a no-op of each module takes, on what the role has created for one API service."""
    say("a no-op of each module")
    plays.pingone.reset()
    [entry] = granted(services(1))
    plays.run(role([entry]))
    service = {"api_service": entry["name"]}
    scopes = [scope["name"] for scope in entry["scopes"]]
    operations = {"operations": entry["operations"], "purge": True}
    runs = {}
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
        runs[f"pingone_{module}, no-op"] = plays.best([task], REPEATS)
    return runs


def further_items(plays: Plays) -> list[Goal]:
    """What each further scope of a list costs, if it is created and if it is left unchanged."""
    service = services(1)[0]["name"]
    found = []
    for what in ("created", "left unchanged"):
        say(f"lists of scopes that are {what}")
        # Each repetition creates its own scopes, and the same ones are left unchanged later.
        short, long = (
            min(plays.run(_scopes(service, f"r{each}-{count}", count)).elapsed for each in range(REPEATS))
            for count in (1, 1 + FURTHER)
        )
        cost = 1000 * (long - short) / FURTHER
        shown = f"{short:.2f} s for a list of 1, {long:.2f} s for {1 + FURTHER}"
        name = f"pingone_scope, each further scope that is {what}"
        found.append(Goal(name, cost, MILLISECONDS, shown, form="{:.2f} ms"))
    return found


def _scopes(service: str, prefix: str, count: int) -> Tasks:
    names = [{"name": f"{prefix}-{number}"} for number in range(count)]
    return [{f"{PREFIX}scope": {"api_service": service, "scopes": names}}]
