# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cases that are derived from operations detect changes of the operations.

Each mutant is a change of one operation. It is deployed, and the original operations are saved again, so that the cases
are derived from these. The emulator's own decisions about a large number of requests, with every token that the client
can get, show which mutants make a difference. All of these must be detected.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tools.paths import ROOT

Operation = dict[str, Any]

SERVICE = "Shop API"
BASE_URL = "https://shop.example.com/v1"
SCOPES = ("shop-admin", "shop-audit", "shop-read", "shop-write")
CLIENT = {
    "client_id": "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2",
    "client_secret": "2WQ6nZQZ6GRKqdmkUTO-ySGwujlt-2q~T_ClWXv540ONhH.svxAKOvslQkWfat-V",
    "client_auth_method": "post",
}
# Options of the module for operations.
OPERATIONS: list[Operation] = [
    {"name": "List", "methods": ["GET"], "paths": ["/orders"], "scopes": ["shop-read"]},
    {"name": "Read", "methods": ["GET"], "paths": ["/orders/{id}"], "scopes": ["shop-read"]},
    {
        "name": "Write",
        "methods": ["POST", "PUT"],
        "paths": ["/orders", "/orders/{id}"],
        "scopes": ["shop-read", "shop-write"],
        "match": "all",
    },
    {
        "name": "Delete",
        "methods": ["DELETE"],
        "paths": ["/orders/{id}"],
        "scopes": ["shop-admin", "shop-write"],
        "match": "any",
    },
    {
        "name": "Refund",
        "methods": ["POST"],
        "paths": ["/orders/{id}/refund"],
        "groups": ["Order Clerks"],
        "scopes": ["shop-write"],
    },
    {
        "name": "Report",
        "methods": ["GET", "HEAD"],
        "paths": ["/reports/**"],
        "scopes": ["shop-admin", "shop-audit"],
        "match": "any",
    },
    {"name": "Browse", "methods": ["GET"], "paths": ["/catalog/*"]},
    {"name": "Health", "methods": [], "paths": ["/health"]},
]
PATHS = [
    f"/{path}"
    for path in (
        "",
        *("orders", "orders/", "orders/7", "orders/a-b", "orders/7/", "Orders", "ORDERS/7", "orders-x", "order"),
        *("orders/7/refund", "orders/7/refund/", "orders/7/refund/x", "orders/7/refunds", "orders/8/REFUND"),
        *("orders/7/items", "orders/x/y/z", "reports", "reports/", "reports/2026", "reports/2026/05/x", "REPORTS/x"),
        *("catalog", "catalog/", "catalog/shoes", "catalog/shoes/7", "catalog-x/y", "health", "health/"),
        *("health/x", "Health", "HEALTH", "admin", "admin/x", "x/y/z", "7", "orders/7/8"),
    )
]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "post", "put", "delete", "head")


def item_of(operation: Operation) -> dict[str, Any]:
    """An operation as an item of the module's list."""
    access = {key: operation[key] for key in ("groups", "scopes", "match") if operation.get(key)}
    return {
        "name": operation["name"],
        "methods": operation["methods"],
        "paths": [{"pattern": pattern} for pattern in operation["paths"]],
        **({"access": access} if access else {}),
    }


# mutants


def mutants() -> Iterator[tuple[str, list[Operation]]]:
    """Changes of the operations, with descriptions."""
    for index, operation in enumerate(OPERATIONS):
        yield f"{operation['name']} removed", OPERATIONS[:index] + OPERATIONS[index + 1 :]
        for text, changed in changes(operation):
            yield f"{operation['name']}: {text}", [*OPERATIONS[:index], changed, *OPERATIONS[index + 1 :]]
    yield "an operation for everything added", [*OPERATIONS, {"name": "New", "methods": [], "paths": ["/{x}/**"]}]
    yield "an operation for /orders/export added", [*OPERATIONS, {"name": "New", "methods": [], "paths": ["/orders/7"]}]


def changes(operation: Operation) -> Iterator[tuple[str, Operation]]:
    yield from changed_rules(operation)
    yield from changed_methods(operation)
    yield from changed_paths(operation)


def changed_rules(operation: Operation) -> Iterator[tuple[str, Operation]]:
    scopes = operation.get("scopes", [])
    without = {key: value for key, value in operation.items() if key not in ("scopes", "match")}
    for scope in scopes:
        others = [one for one in scopes if one != scope]
        yield f"{scope} dropped", {**operation, "scopes": others} if others else without
        other = min(set(SCOPES) - set(scopes))
        yield f"{other} instead of {scope}", {**operation, "scopes": [*others, other]}
    other = max(set(SCOPES) - set(scopes))
    yield f"{other} added", {**operation, "scopes": [*scopes, other]}
    if len(scopes) > 1:
        flipped = "all" if operation.get("match") == "any" else "any"
        yield f"{flipped} instead of the other", {**operation, "match": flipped}
        yield "all scopes dropped", without
    if operation.get("groups"):
        yield "group dropped", {key: value for key, value in operation.items() if key != "groups"}
        yield "group and scopes dropped", {key: value for key, value in without.items() if key != "groups"}
    else:
        yield "group added", {**operation, "groups": ["Auditors"]}


def changed_methods(operation: Operation) -> Iterator[tuple[str, Operation]]:
    methods = operation["methods"]
    for method in methods:
        others = [one for one in methods if one != method]
        yield f"{method} in lower case", {**operation, "methods": [*others, f"={method.lower()}"]}
        if others:
            yield f"{method} removed", {**operation, "methods": others}
    if methods:
        yield "PATCH added", {**operation, "methods": [*methods, "PATCH"]}
        yield "every method", {**operation, "methods": []}
    else:
        yield "only GET", {**operation, "methods": ["GET"]}


def changed_paths(operation: Operation) -> Iterator[tuple[str, Operation]]:
    paths = operation["paths"]
    for pattern in paths:
        others = [one for one in paths if one != pattern]
        begin, _slash, end = pattern.rpartition("/")
        wider = {f"{pattern}/**".replace("**/**", "**"), f"{begin}/{{any}}", f"{begin}/**", begin or "/"} - {*paths}
        for changed in sorted(wider):
            yield f"{changed} in addition to {pattern}", {**operation, "paths": [*paths, changed]}
        literal = not set(end) & set("{*")
        narrower = {f"{pattern}/x".replace("**/x", "x"), f"{begin}/{end.upper() if literal else 7}"}
        for changed in sorted(narrower - {*paths}):
            yield f"{changed} instead of {pattern}", {**operation, "paths": [*others, changed]}
        if others:
            yield f"{pattern} removed", {**operation, "paths": others}


# Changes that only concern requests about which PingOne does not document the decision: whether /reports/** matches
# /reports, and /** the base URL itself, so that no cases are derived for them; and which of two operations with the
# same pattern takes precedence, so that the one that denies everything else may still do so.
UNDOCUMENTED = {
    "List: /** in addition to /orders",
    "Write: /** in addition to /orders",
    "Health: /** in addition to /health",
    "List: / in addition to /orders",
    "Write: / in addition to /orders",
    "Health: / in addition to /health",
    "Report: /reports in addition to /reports/**",
}


class Shop:
    """The API service in PingOne, as it is saved and as it is deployed."""

    def __init__(self, pingone: PingOne) -> None:
        self.pingone = pingone
        pingone.reset()
        pingone.run_here("pingone_api_service", name=SERVICE, base_urls=[BASE_URL], auto_create_resource=True)
        pingone.run_here("pingone_scope", api_service=SERVICE, scopes=[{"name": name} for name in SCOPES])
        pingone.run_here(
            "pingone_app_scope_grant", api_service=SERVICE, application="Orders Batch", scopes=list(SCOPES)
        )
        pingone.run_here(
            "pingone_api_operation",
            api_service=SERVICE,
            operations=[item_of(operation) for operation in OPERATIONS],
            unlisted_requests="deny",
        )
        self.id = next(one["id"] for one in pingone.list("apiServers") if one["name"] == SERVICE)
        self.deploy()
        gateway = pingone.send("POST", "gateways", {"name": "Edge", "type": "API_GATEWAY_INTEGRATION"})
        credential = pingone.send("POST", f"gateways/{gateway['id']}/credentials", {})
        self.credential = credential["credential"]
        self.saved = self.operations()

    def operations(self) -> list[dict[str, Any]]:
        """The saved operations."""
        return self.pingone.list(f"apiServers/{self.id}/operations")

    def deploy(self) -> None:
        """Deploy the saved operations."""
        self.pingone.emulator.deploy(self.id)

    def wires(self, operations: list[Operation]) -> list[dict[str, Any]]:
        """Operations as in PingOne's API, with the operation that denies everything else."""
        scopes = self.scope_ids()
        groups = {one["name"]: one["id"] for one in self.pingone.list("groups")}
        deny = next(one for one in self.saved if one["name"] == "Deny everything else")
        return [*(wire_of(operation, scopes, groups) for operation in operations), body_of(deny)]

    def scope_ids(self) -> dict[str, str]:
        """The IDs of the scopes by name."""
        resource = next(one["id"] for one in self.pingone.list("resources") if one["name"] == SERVICE)
        return {one["name"]: one["id"] for one in self.pingone.list(f"resources/{resource}/scopes")}

    def replace(self, wires: list[dict[str, Any]]) -> None:
        """Save these operations instead of the others."""
        path = f"apiServers/{self.id}/operations"
        wanted = {wire["name"]: wire for wire in wires}
        for one in self.operations():
            wire = wanted.pop(one["name"], None)
            if wire is None:
                self.pingone.send("DELETE", f"{path}/{one['id']}")
            elif wire != body_of(one):
                self.pingone.send("PUT", f"{path}/{one['id']}", wire)
        for wire in wanted.values():
            self.pingone.send("POST", path, wire)

    def test(self, **options: Any) -> dict[str, Any]:
        """The result of the cases that are derived from the saved operations."""
        case = {"api_service": SERVICE, "from_operations": True, **CLIENT}
        given = {"gateway_credential": self.credential, "cases": [case], "fail_on_mismatch": False, **options}
        return self.pingone.run_here("pingone_access_test", **given)


def body_of(wire: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in wire.items() if key in ("name", "methods", "paths", "accessControl")}
    return {key: value for key, value in kept.items() if value}


def wire_of(operation: Operation, scopes: dict[str, str], groups: dict[str, str]) -> dict[str, Any]:
    control: dict[str, Any] = {}
    if operation.get("scopes"):
        ids = [{"id": scopes[name]} for name in operation["scopes"]]
        control["scope"] = {"matchType": operation.get("match", "all").upper(), "scopes": ids}
    if operation.get("groups"):
        control["group"] = {"groups": [{"id": groups[name]} for name in operation["groups"]]}
    wire = {
        "name": operation["name"],
        "methods": [method.lstrip("=") for method in operation["methods"]],
        "paths": [
            {"type": "PARAMETER" if set(pattern) & set("*{") else "EXACT", "pattern": pattern}
            for pattern in operation["paths"]
        ],
        "accessControl": control,
    }
    return {key: value for key, value in wire.items() if value}


@pytest.fixture(scope="module")
def shop(collection: Path, emulator: Any) -> Shop:
    return Shop(PingOne(collection, emulator))


def decisions(shop: Shop, configurations: list[list[dict[str, Any]]]) -> list[Any]:
    """The emulator's decisions about all requests, for each configuration."""
    ids = list(shop.scope_ids().values())
    tokens = [{"scopes": held, "groups": []} for count in range(1, len(ids) + 1) for held in combinations(ids, count)]
    order = {
        "tokens": tokens,
        "methods": METHODS,
        "configurations": [{"operations": operations, "paths": PATHS} for operations in configurations],
    }
    finished = subprocess.run(
        [os.environ["TEST_EMULATOR_PYTHON"], Path(__file__).with_name("emulator_decisions.py")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "emulator")},
    )
    assert finished.returncode == 0, finished.stderr
    found: list[Any] = json.loads(finished.stdout)
    return found


def test_the_original_passes(shop: Shop) -> None:
    shop.replace(shop.wires(OPERATIONS))
    shop.deploy()
    found = shop.test()
    assert found["failed_cases"] == 0, [case for case in found["cases"] if case["passed"] is False]
    assert found["passed"] > 100
    assert {case["decision"] for case in found["cases"]} == {"allow", "deny", "skipped"}


def test_a_change_that_is_not_deployed_fails(shop: Shop) -> None:
    original = shop.wires(OPERATIONS)
    changed = [
        {**operation, "scopes": ["shop-admin"]} if operation["name"] == "Read" else operation
        for operation in OPERATIONS
    ]
    shop.replace(shop.wires(changed))
    found = shop.test()
    failed = [(case["name"], case["expect"], case["decision"]) for case in found["cases"] if case["passed"] is False]
    assert (f"{SERVICE}: GET /orders/7, with shop-admin", "allow", "deny") in failed
    assert all(case["cause"] == "denied" for case in found["cases"] if case["name"] == failed[0][0])
    shop.deploy()
    assert shop.test()["failed_cases"] == 0
    shop.replace(original)


def test_mutants_are_detected(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    original = shop.wires(OPERATIONS)
    seeded = [(text, shop.wires(copy.deepcopy(operations))) for text, operations in mutants()]
    before, *after = decisions(shop, [original, *(wires for _text, wires in seeded)])
    killed, survived, equal = [], [], []
    for (text, wires), decided in zip(seeded, after, strict=True):
        shop.replace(wires)
        shop.deploy()
        shop.replace(original)
        is_killed = shop.test()["failed_cases"] > 0
        # A mutant that makes no difference to the sample can still be detected, by a request outside of it.
        if is_killed or decided != before:
            (killed if is_killed else survived).append(text)
        else:
            equal.append(text)
    with capsys.disabled():
        print(f"\n{len(killed)} of {len(killed) + len(survived)} mutants that change a decision were detected,")
        print(f"and {len(equal)} others change no decision about a token of a client. Not detected: {survived}")
    assert len(killed) >= 40
    assert set(survived) <= UNDOCUMENTED
