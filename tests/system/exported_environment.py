# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generates environments with plain requests, and describes what exists in names."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from typing import Any

from tests.system.in_process import PingOne

Wire = dict[str, Any]

WORDS = (
    "Orders",
    "{{ 7 * 7 }}",
    "Größe ☃ 注文",
    "a: [b, {c: 'd'}] # e",
    "010",
    "yes",
    "- x",
    "12:30",
    "{% if x %}",
    "null",
    'quote " \\ ',
    "1e3",
)
# Names that PingOne accepts for objects that do not accept all characters.
PLAIN = {
    "policy": ("Strong", "010", "yes", "null"),
    "scope": ("{{7*7}}", "{%x%}", "010", "yes", "12:30", "a#b", "-", "null", "~"),
}
PATHS = (
    ("EXACT", "/a"),
    ("EXACT", "/a*b"),
    ("EXACT", "/{literal}"),
    ("EXACT", "/users/:id"),
    ("PARAMETER", "/a/{id}"),
    ("PARAMETER", "/b/**"),
    ("PARAMETER", "/c\\*/*"),
    ("PARAMETER", "/*/x"),
)
METHODS = ("GET", "POST", "PUT", "DELETE", "PURGE")
NOBODY, DENY = "Nobody (pingone.authorize)", "Deny everything else"
PASSKEY = {"id": "4e82c154099f842069c14aec3bd8b22c", "type": "DAVINCI"}


class Generated:
    """A random environment, beside what the seed of the emulator contains."""

    def __init__(self, pingone: PingOne, dice: random.Random) -> None:
        self._pingone = pingone
        self._dice = dice
        self._names: set[str] = set()
        self._resources: dict[str, Wire] = {}
        self.numbers: Counter[str] = Counter()

    def build(self) -> None:
        """Start from the seed, and make random objects."""
        self._pingone.reset()
        self._groups = self._made_groups()
        self._policies = [
            {"id": self._post("signOnPolicies", name=self._name("policy"))["id"], "type": "PINGONE"},
            PASSKEY,
        ]
        self._applications = [self._application(kind) for kind in ("WEB_APP", "SERVICE", "SINGLE_PAGE_APP")]
        services = [
            self._external() if self._chance(0.25) else self._service() for _number in range(self._dice.randint(1, 3))
        ]
        time.sleep(0.002)  # A deployment within the same millisecond as a change might not contain it.
        for service in services:
            self._pingone.emulator.deploy(service["id"])

    def rebuild_references(self, references: dict[str, list[str]]) -> None:
        """Start from the seed again, and make what an export refers to."""
        self._pingone.reset()
        for name in references["policies"]:
            if name != "Sign On With Passkey":
                self._post("signOnPolicies", name=name)
        for name in references["populations"]:
            self._post("populations", name=name)
        for name in references["resources"]:
            self._post("resources", **self._resources[name])
        assert not any(references[key] for key in ("groups", "permissions", "external_oauth_servers", "applications"))

    def _name(self, what: str) -> str:
        """A name that is not used yet."""
        word = self._dice.choice(PLAIN.get(what, WORDS))
        name = next(name for name in (word, *(f"{word}-{number}" for number in range(99))) if name not in self._names)
        self._names.add(name)
        self.numbers[what] += 1
        return name

    def _chance(self, probability: float = 0.5) -> bool:
        return self._dice.random() < probability

    def _some(self, values: Any, fewest: int = 0) -> list[Any]:
        return self._dice.sample(list(values), self._dice.randint(fewest, len(values)))

    def _post(self, path: str, **body: Any) -> Wire:
        made: Wire = self._pingone.send("POST", path, body)
        return made

    def _described(self, body: Wire) -> Wire:
        return {**body, "description": self._dice.choice(WORDS)} if self._chance() else body

    def _made_groups(self) -> list[Wire]:
        population = self._post("populations", name=self._name("population"))
        bodies = [self._described({"name": self._name("group")}) for _number in range(3)]
        bodies[0]["population"] = {"id": population["id"]}
        return [self._post("groups", **body) for body in bodies]

    def _application(self, kind: str) -> Wire:
        body: Wire = self._described({"name": self._name("application"), "type": kind, "enabled": self._chance(0.8)})
        if kind == "SERVICE":
            further: Wire = {"grantTypes": ["CLIENT_CREDENTIALS"]}
            further["tokenEndpointAuthMethod"] = self._dice.choice(["CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"])
        else:
            public = kind == "SINGLE_PAGE_APP"
            grant_types = ["AUTHORIZATION_CODE", *(["REFRESH_TOKEN"] if self._chance() else [])]
            further = {
                "grantTypes": grant_types,
                "responseTypes": ["CODE"],
                "redirectUris": self._some(["https://a.example.org/in", "https://b.example.org/in"]),
                "pkceEnforcement": "S256_REQUIRED" if public else self._dice.choice(["OPTIONAL", "REQUIRED"]),
                "tokenEndpointAuthMethod": "NONE" if public else "CLIENT_SECRET_BASIC",
            }
        return self._post("applications", protocol="OPENID_CONNECT", **body, **further)

    def _external(self) -> Wire:
        keys = {"type": "JWKS_URL", "jwksUrl": "https://partner.example.org/keys"}
        body = self._described({"name": self._name("external server"), "type": "EXTERNAL", "validation": keys})
        if self._chance():
            keys["clockSkewTolerance"] = 30  # type: ignore[assignment]
            body["issuers"] = ["https://partner.example.org"]
        server = {"id": self._post("externalOAuthServers", **body)["id"], "audience": self._dice.choice(WORDS)}
        service = self._post(
            "apiServers",
            name=self._name("external service"),
            baseUrls=[f"https://external-{len(self._names)}.example.org"],
            authorizationServer={"type": "EXTERNAL", "externalOAuthServer": server},
            directory={"type": "EXTERNAL"},
            accessControl={"custom": {"enabled": self._chance()}},
        )
        self._operation(service["id"], {})
        return service

    def _service(self) -> Wire:
        name = self._name("service")
        resource: Wire = {"name": name if self._chance(0.7) else self._name("resource"), "type": "CUSTOM"}
        resource["audience"] = resource["name"] if self._chance() else f"urn:{len(self._names)}"
        if resource["name"] != name:
            self._resources[resource["name"]] = resource
        resource_id = self._post("resources", **resource)["id"]
        service = self._post(
            "apiServers",
            name=name,
            baseUrls=[f"https://api-{len(self._names)}.example.org/{part}" for part in self._some(["v1", "v2"], 1)],
            authorizationServer={"type": "PINGONE_SSO", "resource": {"id": resource_id}},
            directory={"type": "PINGONE_SSO"},
            accessControl={"custom": {"enabled": self._chance(0.2)}},
        )
        scopes = [
            self._post(f"resources/{resource_id}/scopes", **self._described({"name": self._name("scope")}))["id"]
            for _number in range(self._dice.randint(0, 3))
        ]
        owner = self._post(f"resources/{resource_id}/applicationResources", name=self._name("application resource"))
        body = self._described({"action": "read"})
        permission = self._post(f"applicationResources/{owner['id']}/permissions", **body)["id"]
        for _number in range(self._dice.randint(0, 3)):
            self._operation(service["id"], self._rules(scopes, permission))
        if self._chance():
            self._deny(service["id"])
        self._grant(resource_id, scopes)
        return service

    def _rules(self, scopes: list[str], permission: str) -> Wire:
        rules: Wire = {}
        if groups := self._some(self._groups):
            rules["group"] = {"groups": [{"id": group["id"]} for group in groups]}
        if required := self._some(scopes):
            match = self._dice.choice(["ANY", "ALL"])
            rules["scope"] = {"matchType": match, "scopes": [{"id": scope} for scope in required]}
        if self._chance(0.3):
            rules["permission"] = {"id": permission}
        if self._chance(0.4):
            limit = {"maxAge": 300} if self._chance() else {}
            rules["authentication"] = {"acrs": [self._dice.choice(self._policies)], **limit}
        return rules

    def _operation(self, service: str, rules: Wire) -> None:
        paths = [{"type": kind, "pattern": pattern} for kind, pattern in self._some(PATHS, 1)[:3]]
        body: Wire = {"name": self._name("operation"), "paths": paths}
        if methods := self._some(METHODS):
            body["methods"] = methods
        self._post(f"apiServers/{service}/operations", **body, **({"accessControl": rules} if rules else {}))
        self.numbers["rule"] += len(rules)

    def _deny(self, service: str) -> None:
        found = [group for group in self._pingone.list("groups") if group["name"] == NOBODY]
        group = found[0] if found else self._post("groups", name=NOBODY)
        rules = {"group": {"groups": [{"id": group["id"]}]}}
        paths = [{"type": "PARAMETER", "pattern": "/**"}]
        self._post(f"apiServers/{service}/operations", name=DENY, paths=paths, accessControl=rules)
        self.numbers["unlisted requests denied"] += 1

    def _grant(self, resource: str, scopes: list[str]) -> None:
        for application in self._applications:
            if granted := self._some(scopes):
                entries = [{"id": scope} for scope in granted]
                path = f"applications/{application['id']}/grants"
                self._post(path, resource={"id": resource}, scopes=entries)
                self.numbers["grant"] += 1


# what exists

# Keys that PingOne generates, and references that are replaced by names.
_GENERATED = ("_links", "id", "environment", "createdAt", "updatedAt", "clientId", "policy", "directMemberCounts")


def snapshot(pingone: PingOne) -> Wire:
    """The API services with everything that belongs to them, and what they refer to, in names."""
    names = _names(pingone)
    services = {}
    for service in pingone.list("apiServers"):
        resource = service["authorizationServer"].get("resource", {}).get("id")
        services[service["name"]] = {
            **_named(service, names),
            "operations": _sorted(pingone.list(f"apiServers/{service['id']}/operations"), names),
            "scopes": _sorted(pingone.list(f"resources/{resource}/scopes"), names) if resource else None,
        }
    return {
        "services": services,
        "resources": _sorted((item for item in pingone.list("resources") if item["type"] == "CUSTOM"), names),
        "grants": _grants(pingone, names),
        "used": _used(pingone, services, names),
    }


def _grants(pingone: PingOne, names: dict[str, str]) -> dict[str, Any]:
    found = {}
    for application in pingone.list("applications"):
        if not application["type"].startswith("PING_ONE_"):
            grants = _sorted(pingone.list(f"applications/{application['id']}/grants"), names)
            found[application["name"]] = {"grants": grants, **_named(application, names)}
    return {name: one for name, one in found.items() if one["grants"]}


def _used(pingone: PingOne, services: Wire, names: dict[str, str]) -> Wire:
    """The groups, permissions, and external servers that the API services refer to."""
    text = repr(services)
    groups = [item for item in pingone.list("groups") if repr(f"group {item['name']}") in text]
    servers = [item for item in pingone.list("externalOAuthServers") if repr(f"server {item['name']}") in text]
    permissions = [
        item
        for owner in pingone.list("applicationResources")
        for item in pingone.list(f"applicationResources/{owner['id']}/permissions")
        if repr(names[item["id"]]) in text
    ]
    # The description of the group without members is the collection's own.
    ordinary = [item for item in groups if item["name"] != NOBODY]
    return {key: _sorted(items, names) for key, items in (("g", ordinary), ("s", servers), ("p", permissions))}


def _names(pingone: PingOne) -> dict[str, str]:
    """What the objects are called, by ID."""
    names = {}
    kinds = {"group": "groups", "policy": "signOnPolicies", "server": "externalOAuthServers", "home": "populations"}
    for kind, path in {**kinds, "flow": "flowPolicies", "application": "applications"}.items():
        names.update({item["id"]: f"{kind} {item['name']}" for item in pingone.list(path)})
    for resource in pingone.list("resources"):
        names[resource["id"]] = f"resource {resource['name']}"
        for scope in pingone.list(f"resources/{resource['id']}/scopes"):
            names[scope["id"]] = f"scope {scope['name']} of {resource['name']}"
    for owner in pingone.list("applicationResources"):
        names[owner["id"]] = f"application resource {owner['name']} of {names[owner['parent']['id']]}"
        for permission in pingone.list(f"applicationResources/{owner['id']}/permissions"):
            names[permission["id"]] = f"permission {owner['name']}:{permission['action']}"
    return names


def _named(value: Any, names: dict[str, str]) -> Any:
    """An object without what PingOne generates. References are names, and lists are sorted."""
    if isinstance(value, dict):
        if set(value) <= {"id", "type"} and value.get("id") in names:
            return names[value["id"]]
        kept = {key: _named(one, names) for key, one in value.items() if key not in _GENERATED}
        # PingOne's default, which other clients do not always send.
        kept = {key: one for key, one in kept.items() if (key, one) != ("pkceEnforcement", "OPTIONAL")}
        return {**kept, "reference": names[value["id"]]} if "audience" in value and value.get("id") in names else kept
    return sorted((_named(one, names) for one in value), key=_order) if isinstance(value, list) else value


def _order(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _sorted(items: Any, names: dict[str, str]) -> list[Any]:
    return sorted((_named(item, names) for item in items), key=_order)
