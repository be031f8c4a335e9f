# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases that are derived from operations: the requests, the tokens, and the expected decisions."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.access_matrix import (
    BARE,
    EQUAL,
    POLICIES,
    UNLISTED,
    derive_cases,
    similar_paths,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.service_access import ServiceAccess

NAMES = {"r": "read", "w": "write", "g": "Clerks"}


def operation(name, pattern, methods=("GET",), scopes="", match="ALL", groups=()):
    control = {}
    if scopes:
        control["scope"] = {"matchType": match, "scopes": [{"id": scope} for scope in scopes]}
    if groups:
        control["group"] = {"groups": [{"id": group} for group in groups]}
    kind = "PARAMETER" if set(pattern) & set("{*") else "EXACT"
    paths = [{"type": kind, "pattern": pattern}]
    return {"name": name, "methods": list(methods), "paths": paths, "accessControl": control}


DENY = operation("Deny everything else", "/**", methods=(), groups="g")


def derived(*operations, granted=("read", "write", "admin"), **service):
    access = ServiceAccess("s", "Orders API", ["https://a.example"], "", list(operations), NAMES, **service)
    return derive_cases(access, set(granted))


def about(matrix, method, path):
    """Scopes and expectation of each case for a request, and why it is skipped."""
    return [
        (one.scopes, one.expect, one.skipped)
        for one in matrix.cases
        if (one.request.method, one.request.path) == (method, path)
    ]


def played(matrix, method="GET", path="/orders"):
    return [
        (" ".join(scopes or ["-"]), expect) for scopes, expect, skipped in about(matrix, method, path) if not skipped
    ]


@pytest.mark.parametrize(
    ("scopes", "match", "expected"),
    [
        ("", "ALL", [("-", "deny"), ("admin", "allow"), ("read", "allow")]),
        ("r", "ALL", [("-", "deny"), ("read", "allow"), ("admin write", "deny")]),
        ("r", "ANY", [("-", "deny"), ("read", "allow"), ("admin write", "deny")]),
        (
            "rw",
            "ALL",
            [("-", "deny"), ("read write", "allow"), ("admin write", "deny"), ("admin read", "deny")],
        ),
        ("rw", "ANY", [("-", "deny"), ("read", "allow"), ("write", "allow"), ("admin", "deny")]),
        # A scope that was deleted.
        ("rx", "ALL", [("-", "deny"), ("admin read write", "deny")]),
        ("rx", "ANY", [("-", "deny"), ("read", "allow"), ("admin write", "deny")]),
        ("x", "ALL", [("-", "deny"), ("admin read write", "deny")]),
    ],
)
def test_the_tokens_are_those_at_the_limit_of_the_rule(scopes, match, expected):
    assert played(derived(operation("Read", "/orders", scopes=scopes, match=match), DENY)) == expected


def test_a_rule_for_users_denies_clients():
    matrix = derived(operation("Refund", "/orders", scopes="w", groups="g"), DENY)
    assert played(matrix) == [("-", "deny"), ("admin read write", "deny")]
    (skipped,) = [one for one in about(matrix, "GET", "/orders") if one[2]]
    assert skipped[1:] == ("allow", "A token of a client has no user, who is required to have membership in Clerks.")


@pytest.mark.parametrize(
    ("granted", "reasons"),
    [
        ((), ["The client has not been granted any scope of the API, so it gets no token for it."]),
        (("read",), ["The client has not been granted any other scope of the API, so it gets no token without read."]),
        (("admin",), ["The client has not been granted read."]),
    ],
)
def test_tokens_that_the_client_cannot_get_are_skipped(granted, reasons):
    matrix = derived(operation("Read", "/orders", scopes="r"), DENY, granted=granted)
    assert [reason for _scopes, _expect, reason in about(matrix, "GET", "/orders") if reason] == reasons


def test_similar_requests_are_denied():
    matrix = derived(operation("Read", "/Orders/{id}", scopes="r"), DENY)
    similar = {
        one.request.kind: (one.request.method, one.request.path, one.scopes, one.expect)
        for one in matrix.cases
        if one.request.kind not in ("", "example") and "orders" in one.request.path.lower()
    }
    full = ("admin", "read", "write")
    assert similar == {
        "method in lower case": ("get", "/Orders/7", full, "deny"),
        "another method": ("HEAD", "/Orders/7", full, "deny"),
        "one more segment": ("GET", "/Orders/7/x", full, "deny"),
        "one segment less": ("GET", "/Orders", full, "deny"),
        "trailing slash": ("GET", "/Orders/7/", full, "deny"),
        "empty segment": ("GET", "/Orders/", full, "deny"),
        "similar segment": ("GET", "/Orders-x/7", full, "deny"),
        "other case": ("GET", "/oRDERS/7", full, "deny"),
    }


def test_the_more_specific_operation_decides():
    matrix = derived(operation("All", "/orders/**"), operation("One", "/orders/{id}", scopes="w"), DENY)
    assert ("admin read", "deny") in played(matrix, path="/orders/7")
    assert played(matrix, path="/orders/7/x")[-2:] == [("admin", "allow"), ("read", "allow")]


@pytest.mark.parametrize(
    ("operations", "path", "reason"),
    [
        ([operation("Read", "/orders", scopes="r")], "/orders/x", UNLISTED),
        ([operation("Read", "/orders/**", scopes="r"), DENY], "/orders", BARE),
        ([operation("One", "/{id}", scopes="r"), operation("Two", "/{name}", scopes="w"), DENY], "/7", EQUAL),
    ],
)
def test_undocumented_decisions_are_left_out(operations, path, reason):
    matrix = derived(*operations)
    assert about(matrix, "GET", path) == []
    assert matrix.left_out[reason] > 0


def test_equally_specific_operations_with_the_same_rules_are_no_reason_to_leave_a_request_out():
    matrix = derived(operation("One", "/{id}", scopes="r"), operation("Two", "/{name}", scopes="r"), DENY)
    assert ("read", "allow") in played(matrix, path="/7")


def test_with_custom_policies_only_denials_are_determined():
    matrix = derived(operation("Read", "/orders", scopes="r"), DENY, custom_policies=True)
    assert {one.expect for one in matrix.cases} == {"deny"}
    assert matrix.left_out[POLICIES] > 0


def test_similar_paths_of_the_root():
    assert [path for path, _kind in similar_paths("/")] == ["/x", "/", "/", "/"]


def test_names():
    names = [one.name for one in derived(operation("Read", "/orders", scopes="r"), DENY).cases]
    assert "GET /orders, without a token" in names
    assert "GET /orders, with admin, write" in names
    assert "GET /orders/ (trailing slash), with admin, read, write" in names
