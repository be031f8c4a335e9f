# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which API service and which operation a URL belongs to, and what a token lacks."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.service_access import (
    ScopeRule,
    ServiceAccess,
    nearest_base_url,
    place_of,
)

SHOP = ServiceAccess("1", "Shop", ["https://api.example/shop", "http://[::1]:8080"])
ORDERS = ServiceAccess("2", "Orders", ["https://API.example:443/shop/orders"])


def operation(name, *patterns, methods=()):
    paths = [{"type": "PARAMETER" if set(one) & set("*{") else "EXACT", "pattern": one} for one in patterns]
    return {"name": name, "paths": paths, "methods": list(methods)}


@pytest.mark.parametrize(
    ("url", "service", "path"),
    [
        ("https://api.example/shop", "Shop", "/"),
        ("https://api.example/shop/", "Shop", "/"),
        ("HTTPS://Api.Example:443/shop/a%20b?c=d", "Shop", "/a b"),
        ("https://api.example/shop/orders/7", "Orders", "/7"),
        ("https://api.example/shop/orders-x", "Shop", "/orders-x"),
        ("http://[0::1]:8080/x", "Shop", "/x"),
        ("https://api.example/shopping", None, None),
        ("http://api.example/shop", None, None),
        ("https://api.example:8443/shop", None, None),
        ("https://api.example/Shop", None, None),
    ],
)
def test_the_longest_base_url_decides(url, service, path):
    found = place_of(url, [SHOP, ORDERS])
    assert (found.service.name if found else None, found.path if found else None) == (service, path)


@pytest.mark.parametrize(
    ("url", "nearest"),
    [
        ("https://api.example/shpo/x?token=1", "https://api.example/shop of the API service"),
        ("https://api.exmaple/shop", "https://api.example/shop of the API service"),
    ],
)
def test_the_nearest_base_url(url, nearest):
    assert nearest in nearest_base_url(url, [SHOP, ORDERS])


def test_without_api_services_there_is_no_nearest_base_url():
    assert nearest_base_url("https://api.example", []) == "There is no API service."


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/a", [["exact"]]),
        ("GET", "/b", [["one"]]),
        # It is not documented whether /a/** also matches /a.
        ("POST", "/a", [["one"], ["rest"]]),
        ("GET", "/a/b/c", [["rest"]]),
        ("GET", "/a/b", [["rest"]]),
        ("GET", "/c/d", [[]]),
        ("GET", "/deep", [["one"], ["deep"]]),
        ("get", "/a", [["one"], ["rest"]]),
    ],
)
def test_the_most_specific_operation_decides(method, path, expected):
    operations = [
        operation("one", "/{x}"),
        operation("rest", "/a/**"),
        operation("exact", "/a", methods=["GET"]),
        operation("deep", "/deep/**", methods=["GET"]),
    ]
    found = ServiceAccess("1", "Shop", [], operations=operations).deciding(method, path)
    assert [[one["name"] for one in deciders] for deciders in found] == expected


@pytest.mark.parametrize(
    ("rule", "scopes", "missing"),
    [
        (ScopeRule(False, ("a", "b")), "a", "scope b is missing"),
        (ScopeRule(False, ("a", "b")), "", "scopes a, b are missing"),
        (ScopeRule(True, ("a", "b")), "c", "none of the scopes a, b is in the token"),
        (ScopeRule(True, ("a",)), "", "scope a is missing"),
        (ScopeRule(False, ("a", None)), "a", "scope (deleted) is missing"),
    ],
)
def test_what_a_token_lacks(rule, scopes, missing):
    assert not rule.is_met(set(scopes))
    assert rule.missing(set(scopes)) == missing


@pytest.mark.parametrize(
    "rule", [ScopeRule(False, ("a", "b")), ScopeRule(True, ("b", None)), ScopeRule(True, ("a", "c"))]
)
def test_rules_that_are_met(rule):
    assert rule.is_met({"a", "b"})
