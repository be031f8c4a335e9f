# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role hands to the modules."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.filter.workflow import FilterModule

workflow = FilterModule().filters()["workflow"]

ORDERS = {
    "name": "Orders API",
    "base_urls": ["https://orders.example.com"],
    "audience": "orders",
    "scopes": [{"name": "read", "description": "See"}, {"name": "write", "description": None}],
    "groups": [{"name": "Managers", "create": True, "description": "M"}, {"name": "Others"}],
    "permissions": [{"application_resource": "Orders", "action": "refund", "create": True}],
    "operations": [{"name": "Browse", "paths": [{"pattern": "/"}], "access": None}],
    "purge_operations": True,
    "applications": [
        {"name": "Web"},
        {"name": "Batch", "scopes": ["read"]},
        {"name": "Desk", "create": True, "type": "web_app", "scopes": ["write"]},
    ],
}
PARTNER = {
    "name": "Partner API",
    "token_source": "external",
    "external_oauth_server": {"name": "Login", "audience": "partner", "create": True, "jwks_url": "https://l.example"},
}


SCOPES = [{"name": "read"}, {"name": "write"}]


PERMISSIONS = [{"application_resource": "Orders", "action": "refund"}]
LOGIN = {"name": "Login", "audience": "orders"}


def absent(**entry):
    return {**entry, "state": "absent"}


def test_nothing():
    found = workflow([])
    assert found.pop("absent") == {"scopes": [], "api_services": []}
    assert set(map(str, found.values())) == {"[]"}


def test_an_entry_with_pingone_sso():
    found = workflow([ORDERS])
    assert found["problems"] == []
    assert found["api_services"] == [
        {
            "name": "Orders API",
            "base_urls": ["https://orders.example.com"],
            "audience": "orders",
            "auto_create_resource": True,
        }
    ]
    assert found["scopes"] == [
        {"api_service": "Orders API", "name": "read", "description": "See"},
        {"api_service": "Orders API", "name": "write"},
    ]
    assert found["groups"] == [{"name": "Managers", "description": "M"}]
    assert found["permissions"] == [{"api_service": "Orders API", "application_resource": "Orders", "action": "refund"}]
    assert found["operations"] == [{"api_service": "Orders API", "name": "Browse", "paths": [{"pattern": "/"}]}]
    assert found["services_to_purge"] == found["services_with_operations"] == ["Orders API"]
    assert found["applications"] == [{"name": "Desk", "type": "web_app"}]
    assert found["grants"] == [
        {"api_service": "Orders API", "expected_scopes": SCOPES, **grant}
        for grant in (
            {"application": "Web", "scopes": ["read", "write"]},
            {"application": "Batch", "scopes": ["read"]},
            {"application": "Desk", "scopes": ["write"], "expect_application": True},
        )
    ]


@pytest.mark.parametrize(
    ("entry", "warns"),
    [
        ({}, True),
        ({"unlisted_requests": None}, True),
        ({"unlisted_requests": "allow"}, False),
        ({"unlisted_requests": "deny"}, False),
        ({"token_source": "external", "scopes": None, "permissions": None, "applications": None}, False),
        ({"operations": []}, False),
        ({"state": "absent"}, False),
    ],
)
def test_a_warning_of_requests_that_no_operation_lists(monkeypatch, entry, warns):
    shown = []
    monkeypatch.setattr("ansible.utils.display.Display.warning", lambda self, text: shown.append(text))
    workflow([{**ORDERS, **entry}, {**ORDERS, **entry, "name": "Stock API"}])
    assert len(shown) == warns
    assert all("Orders API, Stock API" in text and "unlisted_requests: deny" in text for text in shown)


@pytest.mark.parametrize(("allow_open", "passed"), [(None, {}), ("no", {}), ("yes", {"allow_open": True})])
def test_unlisted_requests(allow_open, passed):
    found = workflow([{**ORDERS, "operations": None, "unlisted_requests": "deny", "allow_open": allow_open}])
    assert found["operations"] == [{"api_service": "Orders API", "unlisted_requests": "deny", **passed}]
    assert found["services_with_operations"] == ["Orders API"]


def test_an_entry_with_external_tokens():
    found = workflow([PARTNER])
    assert found["external_oauth_servers"] == [{"name": "Login", "jwks_url": "https://l.example"}]
    assert found["api_services"] == [
        {
            "name": "Partner API",
            "token_source": "external",
            "external_oauth_server": "Login",
            "external_audience": "partner",
        }
    ]


def test_a_server_that_exists_is_only_named():
    server = {**PARTNER["external_oauth_server"], "create": False}
    assert workflow([{**PARTNER, "external_oauth_server": server}])["external_oauth_servers"] == []


def test_a_resource_that_is_named_is_not_created():
    service = workflow([{"name": "A", "resource": "R", "custom_policies": False}])["api_services"]
    assert service == [{"name": "A", "resource": "R", "custom_policies": False}]


def test_what_several_entries_create_is_created_once():
    entries = [{"name": name, "groups": [{"name": "Managers", "create": True}]} for name in ("A", "B")]
    assert workflow(entries)["groups"] == [{"name": "Managers"}]


@pytest.mark.parametrize(("text", "decided"), [("false", False), ("no", False), ("yes", True), ("True", True)])
def test_texts_that_stand_for_true_and_false(text, decided):
    found = workflow([{"name": "A", "purge_operations": text, "groups": [{"name": "Staff", "create": text}]}])
    assert found["services_to_purge"] == (["A"] if decided else [])
    assert found["groups"] == ([{"name": "Staff"}] if decided else [])


def test_names_that_are_numbers():
    web = {"name": "Web", "scopes": [7]}
    found = workflow([{"name": 2024, "scopes": [{"name": 7}], "applications": [web]}])
    assert [service["name"] for service in found["api_services"]] == ["2024"]
    assert found["grants"] == [
        {"api_service": "2024", "application": "Web", "scopes": ["7"], "expected_scopes": [{"name": "7"}]}
    ]
    lost = workflow([absent(name=2024, scopes=[{"name": 7}], applications=[web])])["absent"]["scopes"]
    assert [scope["released_by"] for scope in lost] == [["Web"]]


def test_an_entry_that_is_to_be_absent():
    found = workflow([absent(**ORDERS, force=True, resource=None)])
    assert found["api_services"] == found["scopes"] == found["groups"] == found["applications"] == []
    gone = found["absent"]
    assert gone["api_services"] == [{"name": "Orders API", "force": True, "state": "absent"}]
    assert gone["scopes"] == [
        {
            "resource": "Orders API",
            "name": "read",
            "released_by": ["Web", "Batch", "Browse"],
            "state": "absent",
        },
        {
            "resource": "Orders API",
            "name": "write",
            "released_by": ["Web", "Desk", "Browse"],
            "state": "absent",
        },
    ]
    assert found["revoked_grants"] == [
        {"api_service": "Orders API", "application": "Web", "scopes": ["read", "write"]},
        {"api_service": "Orders API", "application": "Batch", "scopes": ["read"]},
        {"api_service": "Orders API", "application": "Desk", "scopes": ["write"]},
    ]


def test_scopes_go_with_their_resource():
    gone = workflow([absent(**ORDERS, delete_resource=True)])["absent"]
    assert gone["api_services"] == [{"name": "Orders API", "delete_resource": True, "state": "absent"}]
    assert gone["scopes"] == []


def test_scopes_of_a_resource_that_is_named():
    (scope,) = workflow([absent(name="A", resource="R", scopes=[{"name": "read", "id": "1"}])])["absent"]["scopes"]
    assert (scope["resource"], scope["id"]) == ("R", "1")


def test_an_application_that_shall_not_use_the_api_any_more():
    found = workflow([{**ORDERS, "applications": [absent(name="Web", create=True), {"name": "Batch"}]}])
    assert found["revoked_grants"] == [{"api_service": "Orders API", "application": "Web", "expected_scopes": SCOPES}]
    assert [grant["application"] for grant in found["grants"]] == ["Batch"]
    assert found["applications"] == []


def test_what_is_not_listed_is_taken_back_first():
    """A scope that the same run renames is declared with its id."""
    scopes = [{"name": "see", "id": "1"}, {"name": "write"}]
    web = {"name": "Web", "purge": "yes"}
    found = workflow([{"name": "A", "scopes": scopes, "applications": [web]}])
    common = {"api_service": "A", "application": "Web", "expected_scopes": scopes}
    assert found["revoked_grants"] == [{**common, "keep": ["see", "write"]}]
    assert found["grants"] == [{**common, "scopes": ["see", "write"], "purge": True}]
    assert (
        workflow([{"name": "A", "scopes": scopes, "applications": [{**web, "purge": False}]}])["revoked_grants"] == []
    )


def test_a_resource_that_is_named_is_expected():
    entry = {
        "name": "A",
        "resource": "R",
        "scopes": [{"name": "read"}],
        "permissions": [{"application_resource": "a", "action": "b", "create": True}],
        "applications": [{"name": "Web", "purge": True}],
    }
    found = workflow([entry])
    parts = [found[key][0] for key in ("scopes", "permissions", "grants", "revoked_grants")]
    assert [part["expected_resource"] for part in parts] == ["R"] * 4
    gone = workflow([absent(**entry)])["revoked_grants"]
    assert gone == [{"api_service": "A", "application": "Web", "scopes": ["read"]}]


def test_an_application_that_goes_needs_no_scopes():
    assert workflow([{"name": "A", "applications": [absent(name="Web")]}])["problems"] == []


def test_without_scopes_the_whole_grant_goes():
    found = workflow([absent(name="A", applications=[{"name": "Web", "scopes": None}])])
    assert found["revoked_grants"] == [{"api_service": "A", "application": "Web"}]
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"name": "A"}, {"name": "A"}], ["api_service_list: A is listed twice"]),
        ([{"name": "A", "scopes": [{"name": "x"}, {"name": "x"}]}], ["scopes of A: x is listed twice"]),
        ([{"name": "A", "operations": [{"name": "x"}, {"name": "x"}]}], ["operations of A: x is listed twice"]),
        (
            [{"name": "A", "applications": [{"name": "w", "scopes": ["s"]}, {"name": "w", "scopes": ["s"]}]}],
            ["applications of A: w is listed twice"],
        ),
        ([{"name": "A", "applications": [{"name": "w"}]}], ["A grants no scope to w"]),
        ([{"name": "A", "applications": [{"name": "w", "scopes": []}]}], ["A grants no scope to w"]),
        (
            [{**PARTNER, "scopes": [{"name": "x"}], "permissions": PERMISSIONS, "applications": [{"name": "w"}]}],
            ["can have no scopes", "can have no applications", "can have no permissions"],
        ),
        ([{"name": "A", "external_oauth_server": LOGIN}], ["A: external_oauth_server can only be used with"]),
    ],
)
def test_what_is_wrong_with_the_entries(entries, words):
    problems = workflow(entries)["problems"]
    assert len(problems) == len(words)
    assert all(any(word in problem for problem in problems) for word in words)
