# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of API services: SPECIFICATION.md 10, 21, 25 and 26."""

from __future__ import annotations

import uuid

import pytest
from conftest import (
    EXTERNAL,
    SEED,
    PingOne,
    created,
    operation_input,
    operations_of,
    refused,
    resource,
    scope,
    service,
    unchanged,
)

GROUPS = [group["id"] for group in SEED["environments"][0]["groups"]]


def test_operation_shape(api):
    """10.1: methods and access control are absent when unset; PUT replaces."""
    path = operations_of(service(api))
    body = unchanged(api, api.post(path, json={"name": "All", "paths": [{"type": "EXACT", "pattern": "/orders"}]}))
    assert not {"methods", "accessControl", "policy", "createdAt"} & set(body)
    assert {"self", "environment", "apiServer"} == set(body["_links"])
    changed = unchanged(api, api.put(f"{path}/{body['id']}", json=operation_input()))
    assert changed["methods"] == ["GET"] and changed["id"] == body["id"]
    cleared = unchanged(api, api.put(f"{path}/{body['id']}", json=operation_input(methods=None)))
    assert "methods" not in cleared
    assert api.delete(f"{path}/{body['id']}").status_code == 204
    assert api.get(path).json()["count"] == 0


@pytest.mark.parametrize(
    "data, target",
    [
        ({"methods": []}, "methods"),
        ({"methods": ["GET"] * 2}, "methods"),
        ({"methods": ["G T"]}, "methods[0]"),
        ({"methods": ["X" * 65]}, "methods[0]"),
        ({"methods": [f"M{n}" for n in range(11)]}, "methods"),
        ({"paths": []}, "paths"),
        ({"paths": [{"type": "EXACT", "pattern": f"/{n}"} for n in range(11)]}, "paths"),
        ({"paths": [{"type": "EXACT", "pattern": "/a"}] * 2}, "paths"),
        ({"paths": [{"type": "exact", "pattern": "/a"}]}, "paths[0].type"),
        ({"paths": [{"type": "EXACT"}]}, "paths[0].pattern"),
    ],
)
def test_bad_operations(api, data: dict, target: str):
    """10.1"""
    answer = api.post(operations_of(service(api)), json=operation_input(**data))
    assert refused(answer, 400, "INVALID_DATA")["details"][0]["target"] == target


def test_unusual_methods_are_fine(api):
    """10.1: any RFC 7230 token."""
    assert created(api.post(operations_of(service(api)), json=operation_input(methods=["HEAD", "purge!", "X" * 64])))


@pytest.mark.parametrize(
    "kind, pattern",
    [
        ("EXACT", "/orders"),
        ("EXACT", "/"),
        ("EXACT", "/a*b"),
        ("EXACT", "/a b"),
        ("PARAMETER", "/orders/*"),
        ("PARAMETER", "/orders/*/items"),
        ("PARAMETER", "/orders/**"),
        ("PARAMETER", "/{a}/x/{b}"),
        ("PARAMETER", "/a\\*b/*"),
        ("PARAMETER", "/x*"),
        ("PARAMETER", "/**"),
    ],
)
def test_good_patterns(api, kind: str, pattern: str):
    """10.2"""
    data = operation_input(paths=[{"type": kind, "pattern": pattern}])
    assert created(api.post(operations_of(service(api)), json=data))


@pytest.mark.parametrize(
    "kind, pattern",
    [
        ("PARAMETER", "/orders"),
        ("PARAMETER", "orders/*"),
        ("PARAMETER", "/**/x"),
        ("PARAMETER", "/v{n}"),
        ("PARAMETER", "/{a{b}}"),
        ("PARAMETER", "/{a}/{a}"),
        ("PARAMETER", "/{}"),
        ("PARAMETER", "/a\\*b"),
        ("PARAMETER", "/a\\b/*"),
        ("PARAMETER", "/x**"),
        ("PARAMETER", "/a//*"),
        ("PARAMETER", "/../*"),
        ("EXACT", "/a//b"),
        ("EXACT", "/a/./b"),
        ("EXACT", "/a/.."),
        ("EXACT", "/a\x07"),
        ("EXACT", ""),
        ("EXACT", "/" + "x" * 2048),
    ],
)
def test_bad_patterns(api, kind: str, pattern: str):
    """10.2"""
    data = operation_input(paths=[{"type": kind, "pattern": pattern}])
    refused(api.post(operations_of(service(api)), json=data), 400, "INVALID_DATA", "INVALID_VALUE", "paths[0].pattern")


def test_access_control(api):
    """10.3: what a rule names must exist when it is saved."""
    made = service(api)
    owner = made["authorizationServer"]["resource"]
    read, foreign = scope(api, owner, "read"), scope(api, resource(api, "Other"), "foreign")
    path, at = operations_of(made), "accessControl"
    good = {
        "group": {"groups": [{"id": GROUPS[0]}]},
        "scope": {"matchType": "ALL", "scopes": [{"id": read["id"]}]},
        "authentication": {"maxAge": 300},
    }
    assert unchanged(api, api.post(path, json=operation_input(accessControl=good)))["accessControl"] == good
    for control, target in (
        ({"group": {"groups": [{"id": str(uuid.uuid4())}]}}, f"{at}.group.groups[0].id"),
        ({"group": {"groups": []}}, f"{at}.group.groups"),
        ({"group": {"groups": [{"id": GROUPS[0]}] * 26}}, f"{at}.group.groups"),
        ({"scope": {"matchType": "ANY", "scopes": [{"id": foreign["id"]}]}}, f"{at}.scope.scopes[0].id"),
        ({"scope": {"matchType": "SOME", "scopes": [{"id": read["id"]}]}}, f"{at}.scope.matchType"),
        ({"permission": {"id": str(uuid.uuid4())}}, f"{at}.permission.id"),
        ({"authentication": {}}, f"{at}.authentication"),
        ({"authentication": {"maxAge": 0}}, f"{at}.authentication.maxAge"),
        ({"authentication": {"acrs": [{"id": "x", "type": "DAVINCI"}] * 2}}, f"{at}.authentication.acrs"),
    ):
        answer = api.post(path, json=operation_input(accessControl=control))
        assert refused(answer, 400, "INVALID_DATA")["details"][0]["target"] == target


def test_match_type(pingone: PingOne, api):
    """10.3 and 26 #18: required; a switch gives it a default."""
    made = service(api)
    rule = {"scope": {"scopes": [{"id": scope(api, made["authorizationServer"]["resource"], "read")["id"]}]}}
    data, target = operation_input(accessControl=rule), "accessControl.scope.matchType"
    refused(api.post(operations_of(made), json=data), 400, "INVALID_DATA", "REQUIRED_VALUE", target)
    pingone.switch(match_type_default="ANY")
    assert created(api.post(operations_of(made), json=data))["accessControl"]["scope"]["matchType"] == "ANY"


def test_scope_that_an_operation_needs_can_go(pingone: PingOne, api):
    """10.3 and 26 #24: no referential integrity afterwards; a switch protects scopes and permissions."""
    made = service(api)
    read = scope(api, made["authorizationServer"]["resource"], "read")
    rule = {"scope": {"matchType": "ANY", "scopes": [{"id": read["id"]}]}}
    operation = created(api.post(operations_of(made), json=operation_input(accessControl=rule)))
    pingone.switch(protect_used=True)
    found = refused(api.delete(read["_links"]["self"]["href"]), 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    assert found["innerError"] == {"referencedValues": [operation["id"]]}
    assert api.delete(scope(api, made["authorizationServer"]["resource"], "free")["_links"]["self"]["href"]).is_success
    pingone.switch(protect_used=False)
    assert api.delete(read["_links"]["self"]["href"]).status_code == 204
    assert api.get(operation["_links"]["self"]["href"]).json()["accessControl"] == rule


def test_operation_names_and_limit(pingone: PingOne, api):
    """10, 21 and 26 #19: names may repeat (switchable), 25 operations at most."""
    made = service(api)
    for _number in range(25):
        created(api.post(operations_of(made), json=operation_input()))
    found = refused(
        api.post(operations_of(made), json=operation_input()), 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", "operations"
    )
    assert found["innerError"] == {"maximumValue": 25}
    other = created(api.post("/apiServers", json=EXTERNAL))
    pingone.switch(unique_operation_names=True)
    created(api.post(operations_of(other), json=operation_input()))
    refused(api.post(operations_of(other), json=operation_input()), 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", "name")


def test_operation_policy(api):
    """10.1: only with custom policies on the service."""
    made = created(api.post("/apiServers", json={**EXTERNAL, "accessControl": {"custom": {"enabled": True}}}))
    assert uuid.UUID(created(api.post(operations_of(made), json=operation_input()))["policy"]["id"])
