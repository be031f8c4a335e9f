# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer to an access test means for the operator."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.access_cause import Exchange, cause_of
from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import NAME as DENY_OPERATION
from ansible_collections.pingone.authorize.plugins.module_utils._domain.service_access import ServiceAccess
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import jwt

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
LATER, EARLIER = int(NOW.timestamp()) + 600, int(NOW.timestamp()) - 600
ORDERS = "https://api.example.com/orders"


def operation(name, pattern, type="EXACT", methods=("GET",), **control):
    return {
        "name": name,
        "methods": list(methods),
        "paths": [{"type": type, "pattern": pattern}],
        **({"accessControl": control} if control else {}),
    }


SERVICE = ServiceAccess(
    "1",
    "Orders API",
    [ORDERS],
    audience="https://orders.example",
    operations=[
        operation("Browse", "/catalog"),
        operation("Read", "/orders", scope={"matchType": "ALL", "scopes": [{"id": "r"}]}),
        operation("Search", "/search", scope={"matchType": "ANY", "scopes": [{"id": "r"}, {"id": "w"}]}),
        operation("Count", "/count", scope={"matchType": "ALL", "scopes": [{"id": "gone"}]}),
        operation("Audit", "/audit", group={"groups": [{"id": "g"}]}),
        {
            "name": DENY_OPERATION,
            "paths": [{"type": "PARAMETER", "pattern": "/**"}],
            "accessControl": {"group": {"groups": [{"id": "n"}]}},
        },
    ],
    names={"r": "orders-read", "w": "orders-write", "g": "Auditors", "n": "Nobody"},
)
OPEN = ServiceAccess("2", "Open API", ["https://open.example"], operations=[operation("List", "/list")])


def cause(path, status, services=(SERVICE, OPEN), challenge="", through_gateway=False, token=None, **claims):
    url = path if path.startswith("https:") else ORDERS + path
    given = token if token is not None else jwt(**{"aud": ["https://orders.example"], "exp": LATER, **claims})
    exchange = Exchange("GET", url, given, status, challenge, NOW, through_gateway)
    return cause_of(exchange, services)


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        ({"token": ""}, "token_missing", "has no access token"),
        ({"token": "no-jwt"}, "token_invalid", "is not a JWT"),
        ({"exp": EARLIER}, "token_expired", "expired at 2026-03-02T11:50"),
        ({"aud": ["https://billing.example"]}, "token_audience", 'is "https://billing.example", but the API service'),
        ({}, "token_invalid", "is not valid for the API service"),
        ({"challenge": 'Bearer error="insufficient_user_authentication"'}, "step_up", "must sign on again"),
    ],
)
def test_an_unauthorized_request(options, code, reason):
    found = cause("/orders", 401, **options)
    assert found.code == code
    assert reason in found.reason


@pytest.mark.parametrize(
    ("path", "scope", "code", "reason", "decider"),
    [
        ("/orders", "", "rule", "Scope orders-read is missing.", "Read"),
        ("/search", "other", "rule", "None of the scopes orders-read, orders-write is in the token.", "Search"),
        ("/count", "orders-read", "rule", "Scope (deleted) is missing.", "Count"),
        ("/audit", "", "rule", "The user does not meet membership in Auditors, or the token has no user.", "Audit"),
        ("/elsewhere", "", "rule", "No other operation matches, and such requests are denied.", DENY_OPERATION),
        ("/orders", "orders-read", "denied", "may be different: deploy the API service.", "Read"),
        ("/catalog", "", "denied", "The rules of the saved operation are met, or it has none.", "Browse"),
        ("https://open.example/other", "", "denied", "No saved operation takes precedence", None),
    ],
)
def test_a_forbidden_request(path, scope, code, reason, decider):
    found = cause(path, 403, scope=scope)
    assert (found.code, found.operation) == (code, decider)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("path", "scope", "reason", "decider"),
    [
        ("/orders", "orders-read", "", "Read"),
        ("/catalog", "", "", "Browse"),
        ("/orders", "", "According to the saved operation, scope orders-read is missing.", "Read"),
        ("https://open.example/other", "", "No saved operation matches the request.", None),
    ],
)
def test_an_allowed_request(path, scope, reason, decider):
    found = cause(path, None, scope=scope)
    assert (found.code, found.operation) == ("allowed", decider)
    assert found.reason.startswith(reason) and bool(found.reason) == bool(reason)


def test_a_url_outside_all_base_urls():
    found = cause("https://api.example.com/ordrs/catalog", 404)
    assert found.code == "no_base_url"
    assert f'The nearest base URL is {ORDERS} of the API service "Orders API".' in found.reason
    assert "nearest" not in cause("https://api.example.com/ordrs", 404, services=None).reason


def test_a_base_url_that_is_saved_but_not_deployed():
    found = cause("/orders", 404)
    assert found.code == "no_base_url"
    assert found.reason.endswith('The saved API service "Orders API" has one: deploy it.')


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, "allowed"),
        (302, "redirect"),
        (304, "allowed"),
        (404, "not_found"),
        (429, "rate_limited"),
        (502, "server_error"),
    ],
)
def test_a_status_through_a_gateway(status, code):
    assert cause("/catalog", status, through_gateway=True).code == code


def test_without_the_api_services_a_rule_is_not_named():
    found = cause("/orders", 403, services=None)
    assert (found.code, found.operation) == ("denied", None)
