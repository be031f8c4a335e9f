# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules make of random configurations is what plain requests make of them.

The bodies of the plain requests are written here, from PingOne's API reference, and nothing of the collection has a
part in them. Every test has a random seed of its own, which is its name.
"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

Config = dict[str, Any]

APPLICATIONS = ("Orders Web", "Orders Batch", "Orders Mobile")
GROUPS = ("Order Clerks", "Auditors")
POLICIES = {"Single_Factor": "PINGONE", "Multi_Factor": "PINGONE", "Sign On With Passkey": "DAVINCI"}
PERMISSION = "existing-ledger:read"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "x-count", "purge")
# Each pattern with the type that it may be left to be, and the type that it has to be given, if any.
PATTERNS = {
    "/": "exact",
    "/orders": "exact",
    "/a b/größe": "exact",
    "/literal\\*": "exact",
    "/orders/{id}": "parameter",
    "/orders/*/items": "parameter",
    "/orders/**": "parameter",
    "/{a}/x/{b}": "parameter",
    "/\\{x\\}/*": "parameter",
}
FORCED = {"/any/*": "exact", "/brace/{x}": "exact"}


# random configurations


def some(dice: random.Random, values: Any, least: int, most: int) -> list[Any]:
    """Some of the values, in any order."""
    values = list(values)
    return dice.sample(values, min(len(values), dice.randint(least, most)))


def random_operation(dice: random.Random, service: Config) -> Config:
    paths = {pattern: dice.choice([None, kind]) for pattern, kind in PATTERNS.items()}
    chosen = {pattern: {**paths, **FORCED}[pattern] for pattern in some(dice, {**paths, **FORCED}, 1, 4)}
    rules = 0 if service["external"] else 1
    scopes = some(dice, service["scopes"], 0, 2 * rules)
    return {
        "methods": some(dice, METHODS, 0, 4),
        "paths": chosen,
        "groups": some(dice, GROUPS, 0, 2 * rules),
        "scopes": scopes,
        "match": dice.choice(["any", "all"]) if scopes else None,
        "permission": dice.choice([None, PERMISSION]) if rules else None,
        "policy": dice.choice([None, *POLICIES]) if rules else None,
        "max_age": dice.choice([None, 60, 86400]) if rules else None,
    }


def random_service(dice: random.Random, number: int) -> Config:
    external = dice.random() < 0.25
    service: Config = {
        "external": external,
        "base_urls": [f"https://api{number}.example.com/v{version}" for version in some(dice, range(5), 1, 3)],
        "custom": external or dice.random() < 0.3,
        "audience": f"https://audience{number}.example.com/{dice.randint(1, 3)}",
        "scopes": {},
    }
    if not external:
        service["scopes"] = {
            f"s{number}-{one}": dice.choice(["", "Text", "größer"]) for one in some(dice, "abcd", 0, 4)
        }
    service["operations"] = {f"Op {one}": random_operation(dice, service) for one in some(dice, "ABCDEF", 0, 4)}
    return service


def random_grants(dice: random.Random, services: Config) -> Config:
    pairs = [(application, name) for application in APPLICATIONS for name, one in services.items() if one["scopes"]]
    return {pair: some(dice, services[pair[1]]["scopes"], 1, 3) for pair in pairs if dice.random() < 0.5}


def random_config(dice: random.Random) -> Config:
    services = {f"Service {number}": random_service(dice, number) for number in some(dice, range(6), 1, 3)}
    return {"services": services, "grants": random_grants(dice, services)}


def changed(dice: random.Random, config: Config) -> Config:
    """Another configuration, as somebody might change the first one; ``was`` is an operation's name before."""
    services: Config = {}
    for name, before in config["services"].items():
        if dice.random() < 0.2:
            continue
        number = int(name.split()[-1])
        new = random_service(dice, number)
        after = deepcopy(before)
        # PingOne fixes where tokens come from, and that custom policies are on.
        after["custom"] = before["custom"] or new["custom"]
        after.update({key: new[key] for key in ("base_urls", "audience") if dice.random() < 0.5})
        if not before["external"] and dice.random() < 0.7:
            after["scopes"] = {
                f"s{number}-{one}": dice.choice(["", "Text", "other"]) for one in some(dice, "abcde", 0, 5)
            }
        after["operations"] = {}
        for title, operation in before["operations"].items():
            fate = dice.choice(["keep", "keep", "change", "rename", "drop"])
            lost = not set(operation["scopes"]) <= set(after["scopes"])
            if fate == "change" or (lost and fate != "drop"):
                after["operations"][title] = random_operation(dice, after)
            elif fate == "rename":
                after["operations"][f"Renamed {title}"] = {**operation, "was": title}
            elif fate == "keep":
                after["operations"][title] = operation
        for title in some(dice, "XYZ", 0, 2):
            after["operations"][f"Op {title}"] = random_operation(dice, after)
        services[name] = after
    if dice.random() < 0.5:
        services["Service 9"] = random_service(dice, 9)
    return {"services": services, "grants": random_grants(dice, services)}


# by plain requests


def ids_of(pingone: PingOne, *paths: str) -> dict[str, str]:
    return {item["name"]: item["id"] for path in paths for item in pingone.list(path) if "name" in item}


def build(pingone: PingOne, config: Config) -> None:
    """Make a configuration in an environment that is as the seed has it."""
    known = ids_of(pingone, "groups", "applications", "signOnPolicies", "flowPolicies")
    (owner,) = pingone.list("applicationResources")
    (permission,) = pingone.list(f"applicationResources/{owner['id']}/permissions")
    known[PERMISSION] = permission["id"]
    resources, scopes = {}, {}
    for name, service in config["services"].items():
        kind = "EXTERNAL" if service["external"] else "PINGONE_SSO"
        server: Config = {"type": kind}
        if not service["external"]:
            body: Config = {"name": name, "type": "CUSTOM", "audience": service["audience"]}
            resources[name] = pingone.send("POST", "resources", body)["id"]
            server["resource"] = {"id": resources[name]}
        for scope, description in service["scopes"].items():
            body = {"name": scope, **({"description": description} if description else {})}
            scopes[scope] = pingone.send("POST", f"resources/{resources[name]}/scopes", body)["id"]
        body = {
            "name": name,
            "baseUrls": service["base_urls"],
            "authorizationServer": server,
            "directory": {"type": kind},
            "accessControl": {"custom": {"enabled": service["custom"]}},
        }
        created = pingone.send("POST", "apiServers", body)["id"]
        for title, operation in service["operations"].items():
            body = {"name": title, **operation_body(operation, {**known, **scopes})}
            pingone.send("POST", f"apiServers/{created}/operations", body)
    for (application, name), granted in config["grants"].items():
        body = {"resource": {"id": resources[name]}, "scopes": [{"id": scopes[scope]} for scope in granted]}
        pingone.send("POST", f"applications/{known[application]}/grants", body)


def path_option(pattern: str, kind: str | None) -> Config:
    """A path as the module takes it; an exact one that looks like a pattern has to be declared."""
    exact = {**PATTERNS, **FORCED}[pattern] == "exact"
    return {"pattern": pattern, "type": kind, **({"literal": True} if exact and set(pattern) & set("*{\\") else {})}


def operation_body(operation: Config, ids: dict[str, str]) -> Config:
    body: Config = {"methods": operation["methods"]} if operation["methods"] else {}
    body["paths"] = [
        {"pattern": pattern, "type": (kind or PATTERNS[pattern]).upper()}
        for pattern, kind in operation["paths"].items()
    ]
    control: Config = {}
    if operation["groups"]:
        control["group"] = {"groups": [{"id": ids[name]} for name in operation["groups"]]}
    if operation["scopes"]:
        control["scope"] = {
            "matchType": operation["match"].upper(),
            "scopes": [{"id": ids[name]} for name in operation["scopes"]],
        }
    if operation["permission"]:
        control["permission"] = {"id": ids[operation["permission"]]}
    authentication: Config = {}
    if operation["policy"]:
        authentication["acrs"] = [{"id": ids[operation["policy"]], "type": POLICIES[operation["policy"]]}]
    if operation["max_age"]:
        authentication["maxAge"] = operation["max_age"]
    if authentication:
        control["authentication"] = authentication
    return {**body, **({"accessControl": control} if control else {})}


# by the modules


def converge(pingone: PingOne, dice: random.Random, before: Config, after: Config) -> None:
    """Turn one configuration into another, as a playbook would."""
    ids = ids_of(pingone, "groups", "signOnPolicies", "flowPolicies")
    gone = [name for name in before["services"] if name not in after["services"]]
    pingone.run(
        "pingone_api_service", api_services=[service_item(name, one) for name, one in after["services"].items()]
    )
    with_scopes = {name: one for name, one in after["services"].items() if not one["external"]}
    listed = [
        {"api_service": name, "name": scope, "description": description}
        for name, one in with_scopes.items()
        for scope, description in one["scopes"].items()
    ]
    pingone.run("pingone_scope", scopes=listed)
    operations = operation_items(pingone, dice, after, ids)
    wanted = {"operations": operations, "purge": True, "allow_open": True, "api_services": list(after["services"])}
    pingone.run("pingone_api_operation", **wanted)
    grants = [
        {"application": application, "api_service": name, "scopes": scopes, "purge": True}
        for (application, name), scopes in after["grants"].items()
    ]
    grants += [
        {"application": application, "api_service": name, "state": "absent"}
        for application, name in before["grants"]
        if (application, name) not in after["grants"]
    ]
    pingone.run("pingone_app_scope_grant", grants=grants)
    lost = [
        {"api_service": name, "name": scope}
        for name, one in with_scopes.items()
        for scope in before["services"].get(name, {"scopes": []})["scopes"]
        if scope not in one["scopes"]
    ]
    if lost:
        pingone.run("pingone_scope", state="absent", scopes=lost)
    if gone:
        absent = [{"name": name, "delete_resource": not before["services"][name]["external"]} for name in gone]
        pingone.run("pingone_api_service", state="absent", force=True, api_services=absent)
    operations = operation_items(pingone, dice, after, ids)
    again = pingone.run(
        "pingone_api_operation", operations=operations, purge=True, api_services=list(after["services"])
    )
    assert not again["changed"], again["diff"]


def service_item(name: str, service: Config) -> Config:
    item: Config = {"name": name, "base_urls": service["base_urls"], "custom_policies": service["custom"]}
    if service["external"]:
        return {**item, "token_source": "external"}
    return {**item, "auto_create_resource": True, "audience": service["audience"]}


def operation_items(pingone: PingOne, dice: random.Random, config: Config, ids: dict[str, str]) -> list[Config]:
    """Every operation with all of its options, what there is none of as what clears it; in any order."""

    def either(names: list[str]) -> list[str]:
        return [dice.choice([name, ids[name]]) for name in names]

    services = ids_of(pingone, "apiServers")
    items = []
    for name, service in config["services"].items():
        there = ids_of(pingone, f"apiServers/{services[name]}/operations") if service["operations"] else {}
        for title, operation in service["operations"].items():
            renamed = {"id": there[operation["was"]]} if operation.get("was") in there else {}
            access: Config = {
                "groups": either(operation["groups"]),
                "scopes": operation["scopes"],
                "permission": operation["permission"] or [],
                "authentication": {
                    "policies": either([operation["policy"]] if operation["policy"] else []),
                    "max_age": operation["max_age"] or 0,
                },
            }
            items.append(
                {
                    "api_service": dice.choice([name, services[name]]),
                    "name": title,
                    **renamed,
                    "methods": [dice.choice([one, one.lower()]) for one in operation["methods"]],
                    "paths": [path_option(pattern, kind) for pattern, kind in operation["paths"].items()],
                    "access": {**access, **({"match": operation["match"]} if operation["match"] else {})},
                    "allow_open": True,
                }
            )
    return dice.sample(items, len(items))


# what came of it


def picture(pingone: PingOne) -> Any:
    """Everything that the configuration is about, with names for ids and sets sorted."""
    resources = [item for item in pingone.list("resources") if item["type"] == "CUSTOM"]
    scopes = {item["id"]: pingone.list(f"resources/{item['id']}/scopes") for item in resources}
    services = pingone.list("apiServers")
    operations = {item["id"]: pingone.list(f"apiServers/{item['id']}/operations") for item in services}
    applications = [item for item in pingone.list("applications") if item["name"] in APPLICATIONS]
    grants = {item["id"]: pingone.list(f"applications/{item['id']}/grants") for item in applications}
    others = [item for path in ("groups", "signOnPolicies", "flowPolicies") for item in pingone.list(path)]
    names = {item["id"]: item["name"] for item in [*resources, *services, *applications, *others]}
    names.update((item["id"], item["name"]) for found in scopes.values() for item in found)
    return told(
        {
            "resources": resources,
            "scopes": scopes,
            "services": services,
            "operations": operations,
            "grants": grants,
        },
        names,
    )


SERVERS_OWN = {"id", "_links", "environment", "createdAt", "updatedAt", "policy"}


def told(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        kept = {names.get(key, key): told(one, names) for key, one in value.items() if key not in SERVERS_OWN}
        return {**kept, "id": names[value["id"]]} if value.get("id") in names else kept
    if isinstance(value, list):
        return sorted((told(one, names) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return names.get(value, value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


@pytest.mark.parametrize("seed", range(30))
def test_modules_make_what_plain_requests_make(pingone: PingOne, seed: int) -> None:
    dice = random.Random(seed)
    first = random_config(dice)
    second = changed(dice, first)
    expected = []
    for config in (first, second):
        pingone.reset()
        build(pingone, config)
        expected.append(picture(pingone))
    pingone.reset()
    converge(pingone, dice, {"services": {}, "grants": {}}, first)
    assert picture(pingone) == expected[0]
    converge(pingone, dice, first, second)
    assert picture(pingone) == expected[1]
