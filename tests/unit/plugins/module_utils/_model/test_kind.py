# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The language of declarations: reading, writing, comparing and showing objects, and finding them by name or id."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._model import kind as obj
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import (
    Ref,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import (
    API_SERVICE,
    is_external,
    resource_id,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.deployment import (
    in_progress,
    outdated_by,
    status,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.operation import required_scope_ids
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID, identifier

R1, R2, S1 = identifier("resource 1"), identifier("resource 2"), identifier("service 1")

SERVICE_WIRE = {
    "_links": {"self": {"href": "https://api.pingone.eu/x"}},
    "_embedded": {"groups": []},
    "id": S1,
    "environment": {"id": ENVIRONMENT_ID},
    "createdAt": "2026-01-01T00:00:00.000Z",
    "updatedAt": "2026-01-02T00:00:00.000Z",
    "policy": {"id": "p1"},
    "name": "Orders API",
    "baseUrls": ["https://b.example", "https://a.example"],
    "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": R1}, "newKey": {"kept": True}},
    "directory": {"type": "PINGONE_SSO"},
    "accessControl": {"custom": {"enabled": False, "mode": "x"}, "other": 1},
    "authentication": {"somebody": "else's"},
}


def service(**changes):
    return {**API_SERVICE.read(SERVICE_WIRE, {R1: "Orders API"}), **changes}


def test_read():
    state = service()
    assert state["name"] == "Orders API"
    assert state["base_urls"] == ["https://a.example", "https://b.example"]
    assert state["token_source"] == "pingone_sso"
    assert state["custom_policies"] is False
    assert (state["resource"].name, state["resource"].id) == ("Orders API", R1)


def test_read_what_is_missing():
    state = API_SERVICE.read({"id": S1, "name": "x", "baseUrls": ["https://a.example"]}, {})
    assert state["token_source"] == "pingone_sso"
    assert state["custom_policies"] is False
    assert state["resource"] is None


def test_read_a_reference_without_a_known_name():
    assert API_SERVICE.read(SERVICE_WIRE, {})["resource"].name == "(no longer exists)"


def test_write_for_creation():
    body = API_SERVICE.write(
        {
            "name": "New",
            "base_urls": ["https://a.example"],
            "token_source": "external",
            "resource": None,
            "custom_policies": True,
        }
    )
    assert body == {
        "name": "New",
        "baseUrls": ["https://a.example"],
        "authorizationServer": {"type": "EXTERNAL"},
        "directory": {"type": "EXTERNAL"},
        "accessControl": {"custom": {"enabled": True}},
    }


def test_write_constants_at_creation_only():
    assert RESOURCE.write({"name": "a", "audience": "b"}) == {"type": "CUSTOM", "name": "a", "audience": "b"}
    assert RESOURCE.write({"name": "a", "audience": "b"}, {"id": R1, "name": "x"}) == {"name": "a", "audience": "b"}


def test_write_keeps_what_belongs_to_others():
    before = deepcopy(SERVICE_WIRE)
    body = API_SERVICE.write(service(name="Other"), SERVICE_WIRE)
    assert body["authentication"] == {"somebody": "else's"}
    assert body["accessControl"] == {"custom": {"enabled": False, "mode": "x"}, "other": 1}
    assert body["authorizationServer"]["newKey"] == {"kept": True}
    assert body["authorizationServer"]["type"] == body["directory"]["type"] == "PINGONE_SSO"
    assert body["authorizationServer"]["resource"] == {"id": R1}
    assert body["name"] == "Other"
    assert before == SERVICE_WIRE


def test_write_leaves_the_current_object_alone():
    body = API_SERVICE.write(service(), SERVICE_WIRE)
    body["authorizationServer"]["newKey"]["kept"] = False
    body["authentication"]["somebody"] = "me"
    assert SERVICE_WIRE["authorizationServer"]["newKey"] == {"kept": True}
    assert SERVICE_WIRE["authentication"] == {"somebody": "else's"}


@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        (API_SERVICE, SERVICE_WIRE),
        (
            SCOPE,
            {
                "id": "1",
                "name": "s",
                "resource": {"id": R1},
                "environment": {"id": "e"},
                "createdAt": "x",
                "updatedAt": "y",
                "_links": {},
            },
        ),
        (
            GRANT,
            {
                "id": "1",
                "resource": {"id": R1},
                "scopes": [{"id": "a"}],
                "application": {"id": "b"},
                "environment": {"id": "e"},
                "createdAt": "x",
                "updatedAt": "y",
                "_links": {},
            },
        ),
    ],
)
def test_keys_of_the_server_are_not_sent_back(kind, wire):
    body = kind.write(kind.read(wire, {}), wire)
    generated = {"_links", "_embedded", "id", "environment", "createdAt", "updatedAt", *kind.generated}
    assert not generated & set(body)
    assert "name" in body or body["resource"]["id"] == R1


def test_write_leaves_equal_fields_as_they_are():
    state = service(name="Other", base_urls=["https://a.example", "https://b.example"])
    body = API_SERVICE.write(state, SERVICE_WIRE)
    assert body["baseUrls"] == ["https://b.example", "https://a.example"]
    only_named = {"id": S1, "name": "Orders API", "baseUrls": ["https://a.example"]}
    assert API_SERVICE.write({**API_SERVICE.read(only_named, {}), "name": "Other"}, only_named) == {
        "name": "Other",
        "baseUrls": ["https://a.example"],
    }


def test_clearing_removes_the_key():
    wire = {"id": "1", "name": "s", "description": "old"}
    assert SCOPE.write({"name": "s", "description": ""}, wire) == {"name": "s"}
    assert SCOPE.write({"name": "s", "description": None}, wire) == {"name": "s"}
    assert SCOPE.write({"name": "s", "description": "new"}, wire) == {"name": "s", "description": "new"}


def test_a_false_value_is_written():
    assert API_SERVICE.write(service())["accessControl"] == {"custom": {"enabled": False}}


def test_differs():
    assert not API_SERVICE.differs(service(), service())
    assert not API_SERVICE.differs(service(), service(base_urls=["https://b.example", "https://a.example"]))
    assert not API_SERVICE.differs(service(), service(resource=Ref("another name", R1)))
    assert API_SERVICE.differs(service(), service(base_urls=["https://a.example"]))
    assert API_SERVICE.differs(service(), service(name="orders api"))
    assert API_SERVICE.differs(service(), service(custom_policies=True))
    assert API_SERVICE.differs(service(), service(resource=Ref("Orders API", R2)))
    assert API_SERVICE.differs(service(), service(resource=Ref("Orders API")))
    assert API_SERVICE.differs(service(), service(resource=None))
    assert API_SERVICE.differs(service(resource=None), service())


def test_view_has_names_and_no_ids():
    view = API_SERVICE.view(service())
    assert view == {
        "name": "Orders API",
        "base_urls": ["https://a.example", "https://b.example"],
        "token_source": "pingone_sso",
        "resource": "Orders API",
        "custom_policies": False,
    }
    view = GRANT.view({"resource": Ref("r", R1), "scopes": [Ref("z", "1"), Ref("a", "2")]})
    assert view == {"resource": "r", "scopes": ["a", "z"]}


def test_view_leaves_out_what_is_not_set():
    assert API_SERVICE.view(None) == {}
    assert SCOPE.view({"name": "s", "description": ""}) == {"name": "s"}
    assert "resource" not in API_SERVICE.view(service(resource=None))


def test_result_has_every_key():
    assert API_SERVICE.result(service(resource=None), S1) == {
        "id": S1,
        "name": "Orders API",
        "base_urls": ["https://a.example", "https://b.example"],
        "token_source": "pingone_sso",
        "resource": None,
        "external_oauth_server": None,
        "external_audience": None,
        "custom_policies": False,
    }
    assert API_SERVICE.result(service(), None)["resource"] == {"id": R1, "name": "Orders API"}
    assert SCOPE.result({"name": "s"}, None) == {"id": None, "name": "s", "description": None}
    assert GRANT.result({"resource": Ref("r", R1), "scopes": [Ref("z", "1"), Ref("a", "2")]}, "g")["scopes"] == [
        {"id": "2", "name": "a"},
        {"id": "1", "name": "z"},
    ]


def test_lists_that_are_not_set():
    state = service(base_urls=None)
    assert "base_urls" not in API_SERVICE.view(state)
    assert API_SERVICE.result(state, S1)["base_urls"] == []
    assert not API_SERVICE.differs(state, service(base_urls=[]))
    assert API_SERVICE.differs(state, service())
    grant = {"resource": Ref("r", R1), "scopes": None}
    assert GRANT.view(grant) == {"resource": "r"}
    assert GRANT.result(grant, "g")["scopes"] == []
    assert not GRANT.differs({**grant, "scopes": []}, grant)
    assert GRANT.differs(grant, {**grant, "scopes": [Ref("a", "1")]})
    assert GRANT.differs({**grant, "scopes": [Ref("a", "1")]}, grant)
    assert GRANT.read({"id": "g", "resource": {"id": R1}}, {})["scopes"] == []


# match


ITEMS = [
    {"id": R1, "name": "Orders"},
    {"id": R2, "name": "Stock"},
    {"id": S1, "name": R2},
    {"id": identifier("x"), "name": "twice"},
    {"id": identifier("y"), "name": "twice"},
    {"id": identifier("z"), "name": "Case"},
    {"id": identifier("w"), "name": "CASE"},
    {"id": identifier("nameless")},
]


def match(wanted):
    return obj.match("resource", ITEMS, wanted, "resource")


def test_match_by_name_and_id():
    assert match("Orders")["id"] == R1
    assert match(R1)["name"] == "Orders"
    assert match(R1.upper())["name"] == "Orders"
    assert match("Nothing") is None
    assert match(identifier("unknown")) is None


def test_match_tries_an_id_before_a_name():
    assert match(R2)["name"] == "Stock"
    assert obj.match("resource", [ITEMS[2]], R2, "resource")["id"] == S1


def test_match_with_several_of_that_name():
    with pytest.raises(InvalidInput) as caught:
        match("twice")
    (problem,) = caught.value.problems
    assert problem.option == "resource"
    assert '2 objects of type resource are named "twice"' in problem.message
    assert ", ".join(sorted([identifier("x"), identifier("y")])) in problem.message


@pytest.mark.parametrize(
    ("wanted", "suggestion"),
    [("orders", 'mean "Orders"?'), ("ORDERS", 'mean "Orders"?'), ("case", 'mean "CASE" or "Case"?')],
)
def test_match_with_another_case(wanted, suggestion):
    with pytest.raises(InvalidInput) as caught:
        match(wanted)
    (problem,) = caught.value.problems
    assert problem.option == "resource"
    assert f"Did you {suggestion}" in problem.message


def test_an_exact_match_is_not_troubled_by_another_case():
    assert match("Case")["id"] == identifier("z")
    assert match("CASE")["id"] == identifier("w")


def test_the_name_that_a_task_gives():
    current = {"id": R1, "name": "Orders"}
    assert obj.given_name({"name": "Sales"}, current) == "Sales"
    assert obj.given_name({"name": "Sales"}, None) == "Sales"
    assert obj.given_name({"name": R1}, None) == R1
    assert obj.given_name({"name": None}, current) is None
    assert obj.given_name({"name": None}, None) is None
    assert obj.given_name({"name": R1}, current) is None
    assert obj.given_name({"name": R1.upper()}, current) is None
    assert obj.given_name({"name": R2}, current) == R2


# the small functions beside the declarations


def test_services():
    assert resource_id(SERVICE_WIRE) == R1
    assert resource_id({"authorizationServer": {"type": "EXTERNAL"}}) == ""
    assert is_external({"authorizationServer": {"type": "EXTERNAL"}})
    assert not is_external(SERVICE_WIRE)
    assert not is_external({})


def test_operations():
    wire = {"accessControl": {"scope": {"scopes": [{"id": "1"}, {"id": "2"}]}}}
    assert required_scope_ids(wire) == {"1", "2"}
    assert required_scope_ids({}) == set()
    assert required_scope_ids({"accessControl": {"group": {}}}) == set()


@pytest.mark.parametrize(
    ("code", "pending"),
    [
        ("DEPLOYMENT_UNINITIALIZED", False),
        ("DEPLOYMENT_SUCCESSFUL", False),
        ("DEPLOYMENT_FAILED", False),
        ("POLICIES_CREATE_IN_PROGRESS", True),
        ("DECISION_ENDPOINT_CREATE_IN_PROGRESS", True),
        ("DECISION_ENDPOINT_UPDATE_IN_PROGRESS", True),
        ("SOMETHING_NEW_IN_PROGRESS", True),
    ],
)
def test_status_of_a_deployment(code, pending):
    wire = {"status": {"code": code}}
    assert status(wire) == code
    assert in_progress(wire) is pending


def test_a_deployment_without_status_never_was():
    assert status({}) == "DEPLOYMENT_UNINITIALIZED"
    assert not in_progress({})


@pytest.mark.parametrize(
    ("updated", "deployed", "outdated"),
    [
        ("2026-03-02T09:15:44.103Z", "2026-03-02T09:15:44.102Z", True),
        # In the same millisecond it may have been after it.
        ("2026-03-02T09:15:44.102Z", "2026-03-02T09:15:44.102Z", True),
        ("2026-03-02T09:15:44.101Z", "2026-03-02T09:15:44.102Z", False),
        ("2026-03-03T00:00:00.000Z", "2026-03-02T23:59:59.999Z", True),
        (None, "2026-03-02T09:15:44.102Z", False),
        ("2026-03-02T09:15:44.102Z", None, True),
        # A whole second may be written without a fraction.
        ("2026-03-02T09:15:44Z", "2026-03-02T09:15:44.102Z", False),
        ("2026-03-02T09:15:44.102Z", "2026-03-02T09:15:44Z", True),
        ("2026-03-02T09:15:44Z", "2026-03-02T09:15:44.000Z", True),
        ("2026-03-02T09:15:44.000Z", "2026-03-02T09:15:44Z", True),
        ("2026-03-02T09:15:44Z", "2026-03-02T09:15:44.001Z", False),
    ],
)
def test_updated_after_the_deployment(updated, deployed, outdated):
    part = {"name": "orders-read", "updatedAt": updated}
    reason = outdated_by({"deployedAt": deployed}, [("scope", part)])
    assert (reason is not None) is outdated
    if reason:
        assert reason == 'the scope "orders-read" was updated after the last deployment'


def test_the_first_updated_part_is_named():
    old, new = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"
    parts = [("resource", {"name": "a", "updatedAt": old}), ("scope", {"name": "b", "updatedAt": new})]
    assert '"b"' in outdated_by({"deployedAt": "2026-01-15T00:00:00.000Z"}, parts)
    assert outdated_by({"deployedAt": "2026-01-15T00:00:00.000Z"}, []) is None
