# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A model of environments as exported lists: random ones, random edits, and what the role makes of a list."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any, Optional

Entry = dict[str, Any]
Environment = list[Entry]

SCOPES = ("read", "write", "admin")
GROUPS = ("Staff", "Support", "Managers")
APPLICATIONS = ("Web", "Batch", "App")
OPERATIONS = ("Read", "Change", "Remove", "Report")
URLS = ("https://api.example.com/orders", "https://orders.example.com", "https://old.example.com/orders")


def some(random: Random, names: Any, least: int = 1) -> list[str]:
    return sorted(random.sample(list(names), random.randint(least, len(names))))


def random_access(random: Random) -> Entry:
    access: Entry = {}
    if random.random() < 0.6:
        access["groups"] = some(random, GROUPS)
    if random.random() < 0.7:
        access["scopes"] = some(random, SCOPES)
        if len(access["scopes"]) > 1:
            access["match"] = random.choice(["any", "all"])
    if random.random() < 0.2:
        access["permission"] = random.choice(["Orders:read", "Orders:write"])
    if random.random() < 0.2:
        access["authentication"] = {"max_age": random.choice([60, 300])}
    return access


def random_operation(random: Random, name: str) -> Entry:
    operation: Entry = {
        "name": name,
        "methods": some(random, ["GET", "POST", "PUT"], least=0),
        "paths": [{"pattern": pattern} for pattern in some(random, [f"/{name}/a", f"/{name}/b/*", f"/{name}/c/**"])],
    }
    access = random_access(random)
    return {**operation, "access": access} if access else operation


def random_service(random: Random, name: str) -> Entry:
    return without_empty(
        {
            "name": name,
            "base_urls": [f"{url}/{name}" for url in some(random, URLS)],
            "audience": random.choice([None, "https://one.example.com", "https://two.example.com"]),
            "unlisted_requests": random.choice(["allow", "deny"]),
            "scopes": [{"name": scope, **random_text(random)} for scope in some(random, SCOPES)],
            "operations": [random_operation(random, one) for one in some(random, OPERATIONS, least=0)],
            "applications": [
                {"name": one, "scopes": some(random, SCOPES)} for one in some(random, APPLICATIONS, least=0)
            ],
        }
    )


def random_text(random: Random) -> Entry:
    return random.choice([{}, {"description": "One"}, {"description": "Two"}])


def random_environment(random: Random) -> Environment:
    return [random_service(random, name) for name in some(random, ["Orders", "Stock"])]


def edited(random: Random, environment: Environment, *, removes: bool = True) -> Environment:
    """The environment after some edits: parts of the API services are replaced by random ones, added, or removed."""
    result = deepcopy(environment)
    for entry in result:
        fresh = random_service(random, entry["name"])
        for option in ("base_urls", "audience", "unlisted_requests"):
            if random.random() < 0.2:
                entry[option] = fresh.get(option)
        for kind in ("scopes", "operations", "applications"):
            there = {one["name"]: one for one in entry.get(kind, [])}
            for one in fresh.get(kind, []):
                if random.random() < 0.35:
                    there[one["name"]] = edited_part(random, there.get(one["name"]), one)
            gone = [
                name for name in there if removes and random.random() < 0.12 and (kind != "scopes" or len(there) > 1)
            ]
            entry[kind] = [there[name] for name in sorted(there) if name not in gone]
    return [without_empty(entry) for entry in result]


def edited_part(random: Random, before: Optional[Entry], fresh: Entry) -> Entry:
    """The fresh part, or the one before with one option of the fresh one."""
    if before is None or random.random() < 0.3:
        return fresh
    option = random.choice([key for key in (*before, *fresh) if key != "name"] or ["description"])
    if option == "access" and random.random() < 0.7:
        access = dict(before.get("access", {}))
        rule = random.choice(["groups", "scopes", "permission", "authentication"])
        for key in (rule, "match") if rule == "scopes" else (rule,):
            access.pop(key, None)
            if key in fresh.get("access", {}):
                access[key] = fresh["access"][key]
        return without_empty({**before, "access": access}, keep=("methods",))
    return without_empty({**before, option: fresh.get(option)}, keep=("methods",))


def without_empty(entry: Entry, keep: tuple[str, ...] = ()) -> Entry:
    return {key: value for key, value in entry.items() if key in keep or value not in (None, [], {})}


def applied(environment: Environment, entries: list[Entry]) -> Environment:
    """The environment after the role was run with a list, according to the documentation of the role."""
    services = {entry["name"]: deepcopy(entry) for entry in environment}
    for entry in entries:
        if entry.get("state") == "absent":
            services.pop(entry["name"], None)
            continue
        service = services.setdefault(entry["name"], {"name": entry["name"]})
        for option in ("base_urls", "unlisted_requests"):
            if entry.get(option) is not None:
                service[option] = entry[option]
        if "audience" in entry:
            service["audience"] = entry["audience"] or None
        service["scopes"] = apply_parts(service.get("scopes", []), entry.get("scopes") or [])
        there = service.get("operations", [])
        if entry.get("purge_operations"):
            listed = {one["name"] for one in entry["operations"]}
            there = [one for one in there if one["name"] in listed]
        service["operations"] = apply_parts(there, entry.get("operations") or [])
        service["applications"] = apply_grants(service.get("applications", []), entry.get("applications") or [])
    return [without_empty(services[name]) for name in sorted(services)]


def apply_parts(there: list[Entry], listed: list[Entry]) -> list[Entry]:
    parts = {one["name"]: one for one in there}
    for one in listed:
        before = parts.get(one["name"], {"name": one["name"]})
        after = {**before, **{key: value for key, value in one.items() if key not in ("access", "allow_open")}}
        access = {**before.get("access", {}), **one.get("access", {})}
        if not access.get("scopes") or len(access["scopes"]) == 1:
            access.pop("match", None)
        sign_on = {**before.get("access", {}).get("authentication", {}), **access.get("authentication", {})}
        access["authentication"] = {key: value for key, value in sign_on.items() if value}
        after["access"] = without_empty(access)
        parts[one["name"]] = without_empty(
            {key: value for key, value in after.items() if value != ""}, keep=("methods",)
        )
    return [parts[name] for name in sorted(parts)]


def apply_grants(there: list[Entry], listed: list[Entry]) -> list[Entry]:
    grants = {one["name"]: set(one["scopes"]) for one in there}
    for one in listed:
        if one.get("state") == "absent":
            grants.pop(one["name"], None)
            continue
        before = set() if one.get("purge") else grants.get(one["name"], set())
        grants[one["name"]] = before | set(one["scopes"])
    return [{"name": name, "scopes": sorted(grants[name])} for name in sorted(grants) if grants[name]]


def flat(environment: Environment) -> dict[tuple[str, ...], Any]:
    """The environment as values by place. Lists without an order are sets."""
    values: dict[tuple[str, ...], Any] = {}
    for entry in environment:
        name = entry["name"]
        values[name,] = True
        values[name, "base_urls"] = frozenset(entry["base_urls"])
        for option in ("audience", "unlisted_requests"):
            values[name, option] = entry.get(option)
        for scope in entry.get("scopes", []):
            values[name, "scopes", scope["name"]] = True
            values[name, "scopes", scope["name"], "description"] = scope.get("description")
        for one in entry.get("applications", []):
            values[name, "applications", one["name"]] = True
            values[name, "applications", one["name"], "scopes"] = frozenset(one["scopes"])
        for one in entry.get("operations", []):
            access, place = one.get("access", {}), (name, "operations", one["name"])
            scopes = frozenset(access.get("scopes", []))
            values[place] = True
            values[(*place, "methods")] = frozenset(one.get("methods", []))
            values[(*place, "paths")] = frozenset(path["pattern"] for path in one["paths"])
            values[(*place, "groups")] = frozenset(access.get("groups", []))
            values[(*place, "scopes")] = (
                (scopes, access.get("match", "all") if len(scopes) > 1 else "all") if scopes else None
            )
            values[(*place, "permission")] = access.get("permission")
            values[(*place, "max_age")] = access.get("authentication", {}).get("max_age")
    return values
