# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whoever deploys a service while its operations are being changed opens nothing.

The module turns one random set of operations into another. What it has sent is then repeated by plain requests, with a
deployment after each, and a gateway asks about requests that are neither allowed before nor after. Every test has a
random seed of its own, which is its name.
"""

from __future__ import annotations

import http.client
import json
import random
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.system.in_process import PingOne

Config = dict[str, Any]
Question = tuple[str, str, str]

BASE_URL = "https://ordered.example.com/v1"
PATTERNS = ("/a", "/a/b", "/a/c", "/{x}", "/a/{x}", "/{x}/b", "/a/b*", "/a/**", "/**")
PATHS = ("/a", "/b", "/a/b", "/a/c", "/a/bc", "/a/d", "/d/b", "/d/d", "/a/b/c", "/d/e/f")
GROUPS = ("Order Clerks", "Auditors")
SCOPES = ("existing-read", "existing-write")
SUBJECTS = ("clerk", "auditor")
ASKED = 90
# Seeds of changes for which there is no safe order: the module says so.
IMPOSSIBLE = {2, 8, 12, 13, 16, 23, 24, 27, 36, 40, 44}


class Gateway:
    """A gateway in front of one API service, and plain requests about its operations."""

    def __init__(self, pingone: PingOne) -> None:
        self._pingone = pingone
        address = urlsplit(pingone.emulator.url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port)
        self._root = f"/v1/environments/{pingone.emulator.environment_id}"
        self._bearer = {"Authorization": f"Bearer {pingone.emulator.bearer()}"}
        self.groups = {item["name"]: item["id"] for item in pingone.list("groups")}
        (resource,) = [item for item in pingone.list("resources") if item["name"] == "Existing Resource"]
        self.scopes = {item["name"]: item["id"] for item in pingone.list(f"resources/{resource['id']}/scopes")}
        service = {
            "name": "Ordered API",
            "baseUrls": [BASE_URL],
            "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": resource["id"]}},
            "directory": {"type": "PINGONE_SSO"},
        }
        self.service = pingone.send("POST", "apiServers", service)["id"]
        edge = pingone.send("POST", "gateways", {"name": "Edge", "type": "API_GATEWAY_INTEGRATION"})["id"]
        credential = self.send("POST", f"{self._root}/gateways/{edge}/credentials", headers=self._bearer)
        self._client = {"CLIENT-TOKEN": credential["credential"]}
        self.tokens = [
            self.send("POST", "/_emulator/tokens", {"subject": subject, "resource": resource["id"], "scope": scopes})
            for subject, scopes in product(SUBJECTS, ("", *SCOPES, " ".join(SCOPES)))
        ]

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The answer to a request, which must succeed."""
        typed = {"Content-Type": "application/json"} if body is not None else {}
        content = json.dumps(body) if body is not None else None
        self._connection.request(method, path, content, {**typed, **(headers or {})})
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 201, 204), (method, path, body, answer.status, text)
        return json.loads(text) if text else None

    def write(self, method: str, operation: str = "", body: Any = None) -> Any:
        """Send a writing request about the service's operations."""
        path = f"{self._root}/apiServers/{self.service}/operations{operation and '/'}{operation}"
        return self.send(method, path, body, self._bearer)

    def build(self, bodies: list[Config]) -> dict[str, str]:
        """Make these all operations, in this order; their ids by name."""
        for operation in self._pingone.list(f"apiServers/{self.service}/operations"):
            self.write("DELETE", operation["id"])
        return {body["name"]: self.write("POST", body=body)["id"] for body in bodies}

    def allowed(self, questions: list[Question]) -> set[Question]:
        """Those that are allowed after a deployment."""
        media_type = {"Content-Type": "application/vnd.pingidentity.apiserver.deploy+json"}
        self.send("POST", f"{self._root}/apiServers/{self.service}/deployment", headers={**self._bearer, **media_type})
        return {question for question in questions if self._lets_through(*question)}

    def _lets_through(self, method: str, path: str, token: str) -> bool:
        asked = {
            "source_ip": "192.0.2.1",
            "source_port": 50000,
            "method": method,
            "url": BASE_URL + path,
            "http_version": "1.1",
            "headers": [{"Authorization": f"Bearer {token}"}],
        }
        return "response" not in self.send("POST", f"{self._root}/sideband/request", asked, self._client)


# random operations


def random_operation(dice: random.Random) -> Config:
    scopes = dice.choice([(), (), SCOPES[:1], SCOPES[1:], SCOPES])
    return {
        "methods": dice.choice([[], [], ["GET"], ["PUT"], ["GET", "PUT"]]),
        "paths": dice.sample(PATTERNS, dice.randint(1, 2)),
        "groups": dice.choice([(), GROUPS[:1], GROUPS[1:], GROUPS]),
        "scopes": scopes,
        "match": dice.choice(["any", "all"]) if scopes else None,
    }


def random_change(dice: random.Random) -> tuple[Config, Config]:
    """Operations by name, before and after; ``was`` is the name before."""
    before = {f"Op {one}": random_operation(dice) for one in dice.sample("ABCDE", dice.randint(1, 4))}
    after: Config = {}
    for name, operation in before.items():
        fate = dice.choice(["keep", "change", "loosen", "rename", "drop"])
        new = random_operation(dice)
        if fate == "keep":
            after[name] = operation
        elif fate == "change":
            after[name] = new
        elif fate == "loosen":
            after[name] = {**operation, "groups": (), "scopes": (), "match": None}
        elif fate == "rename":
            after[f"Renamed {name}"] = {**new, "was": name}
    after.update({f"Op {one}": random_operation(dice) for one in dice.sample("XYZ", dice.randint(0, 2))})
    return before, after


def kind_of(pattern: str) -> str:
    return "parameter" if set(pattern) & set("*{") else "exact"


def body_of(gateway: Gateway, name: str, operation: Config) -> Config:
    control: Config = {}
    if operation["groups"]:
        control["group"] = {"groups": [{"id": gateway.groups[one]} for one in operation["groups"]]}
    if operation["scopes"]:
        scopes = [{"id": gateway.scopes[one]} for one in operation["scopes"]]
        control["scope"] = {"matchType": operation["match"].upper(), "scopes": scopes}
    return {
        "name": name,
        "paths": [{"type": kind_of(one).upper(), "pattern": one} for one in operation["paths"]],
        **({"methods": operation["methods"]} if operation["methods"] else {}),
        **({"accessControl": control} if control else {}),
    }


def item_of(name: str, operation: Config, ids: dict[str, str]) -> Config:
    access: Config = {"groups": list(operation["groups"]), "scopes": list(operation["scopes"])}
    return {
        "name": name,
        **({"id": ids[operation["was"]]} if "was" in operation else {}),
        "methods": operation["methods"],
        "paths": [{"pattern": pattern} for pattern in operation["paths"]],
        "access": {**access, **({"match": operation["match"]} if operation["match"] else {})},
    }


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


@pytest.fixture(scope="module")
def gateway(pingone: PingOne) -> Gateway:
    return Gateway(pingone)


@pytest.mark.parametrize("seed", range(48))
def test_nothing_is_open_that_is_open_neither_before_nor_after(pingone: PingOne, gateway: Gateway, seed: int) -> None:
    dice = random.Random(seed)
    before, after = random_change(dice)
    # What no source settles.
    unknown = {"no_operation": dice.choice(["allow", "deny"]), "access_rules": dice.choice(["all", "any"])}
    pingone.emulator.switches(unknown)
    tokens = [token["access_token"] for token in gateway.tokens]
    questions = dice.sample(list(product(["GET", "PUT", "PATCH"], PATHS, tokens)), ASKED)

    old = [body_of(gateway, name, operation) for name, operation in before.items()]
    ids = gateway.build(old)
    pingone.emulator.clear_requests()
    items = [item_of(name, operation, ids) for name, operation in after.items()]
    options = {"api_service": "Ordered API", "operations": dice.sample(items, len(items))}
    result = pingone.run("pingone_api_operation", **options, purge=True, allow_open=True)
    writes = pingone.emulator.writes()
    assert bool(result.get("warnings")) is (seed in IMPOSSIBLE)
    if seed in IMPOSSIBLE:
        return

    new = gateway.allowed(questions)
    again = {ids[name]: identifier for name, identifier in gateway.build(old).items()}
    fine = gateway.allowed(questions) | new
    denied = [question for question in questions if question not in fine]
    for sent in writes[:-1]:
        operation = sent["path"].partition("/operations")[2].strip("/")
        gateway.write(sent["method"], again[operation] if operation else "", sent["body"])
        assert gateway.allowed(denied) == set(), (sent["method"], (sent["body"] or {}).get("name"))
