# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The diff of a removal shows what PingOne removes with the object."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_service, application, resource
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    predicted,
)

R1, S1 = identifier("resource"), identifier("service")
GRANT = 'grant of application "Web" for resource "Orders resource"'
OPERATION = 'operation "Book" of API service "Orders API"'


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    read = client.add("resources", R1, "scopes", name="read")
    write = client.add("resources", R1, "scopes", name="write")
    client.add(
        "apiServers",
        name="Orders API",
        id=S1,
        baseUrls=["https://a.example"],
        authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}},
    )
    staff = client.add("groups", name="Staff")
    client.add(
        "apiServers",
        S1,
        "operations",
        name="Book",
        methods=["POST"],
        paths=[{"type": "EXACT", "pattern": "/orders"}],
        accessControl={
            "scope": {"matchType": "ANY", "scopes": [{"id": write["id"]}]},
            "group": {"groups": [{"id": staff["id"]}]},
        },
    )
    web = client.add("applications", name="Web", type="WEB_APP", protocol="OPENID_CONNECT", enabled=True)
    held = [{"id": read["id"]}, {"id": write["id"]}]
    client.add("applications", web["id"], "grants", id="g", resource={"id": R1}, scopes=held)
    ledger = client.add("applicationResources", name="ledger", parent={"id": R1})
    client.add("applicationResources", name="other", parent={"id": "another"})
    client.add("applicationResources", ledger["id"], "permissions", name="look", action="look", id="p")
    return client


def forbidden(*path):
    return {path: ApiError("read it", 403, {"code": "ACCESS_FAILED", "message": "no"})}


def test_an_api_service_with_its_operations(fake):
    outcome = predicted(api_service.TASK, fake, name="Orders API", state="absent")
    assert list(before_of(outcome)) == ['API service "Orders API"', OPERATION]
    assert before_of(outcome)[OPERATION] == {
        "name": "Book",
        "methods": ["POST"],
        "paths": [{"pattern": "/orders", "type": "exact"}],
        "access": {"groups": ["Staff"], "match": "any", "scopes": ["write"]},
    }
    assert after_of(outcome) == {}


def test_an_api_service_with_its_resource(fake):
    outcome = predicted(api_service.TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert list(before_of(outcome)) == [
        'API service "Orders API"',
        OPERATION,
        'resource "Orders resource"',
        'scope "read" of resource "Orders resource"',
        'scope "write" of resource "Orders resource"',
        'application resource "ledger"',
        'permission "ledger:look"',
        GRANT,
    ]
    assert before_of(outcome)[GRANT] == {"resource": "Orders resource", "scopes": ["read", "write"]}
    assert after_of(outcome) == {}


def test_a_resource(fake):
    fake.lists[("apiServers",)] = []
    outcome = predicted(resource.TASK, fake, name="Orders resource", state="absent")
    assert [title.partition(" ")[0] for title in before_of(outcome)] == [
        "resource",
        "scope",
        "scope",
        "application",
        "permission",
        "grant",
    ]


def test_an_application_with_its_grants(fake):
    outcome = predicted(application.TASK, fake, name="Web", state="absent")
    assert list(before_of(outcome)) == ['application "Web"', GRANT]
    assert after_of(outcome) == {}


def test_a_grant_for_a_resource_that_is_gone(fake):
    fake.lists[("resources",)] = []
    (_application, title) = before_of(predicted(application.TASK, fake, name="Web", state="absent"))
    assert title == 'grant of application "Web" for resource "(no longer exists)"'


def test_a_list_of_removals(fake):
    items = [{"name": "Orders API", "state": "absent", "delete_resource": True}]
    single = predicted(api_service.TASK, fake, name="Orders API", state="absent", delete_resource=True)
    fake.writes.clear()
    assert converge(api_service.TASK, fake, api_services=items).diff == []
    assert len(single.diff) == 8


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (("apiServers", S1, "operations"), ["operation"]),
        (("applicationResources",), ["application resource", "permission"]),
        (("applicationResources", identifier("applicationResources" + "ledger"), "permissions"), ["permission"]),
    ],
)
def test_what_may_not_be_read_is_left_out(fake, path, missing):
    whole = list(
        before_of(converge(api_service.TASK, fake, True, name="Orders API", state="absent", delete_resource=True))
    )
    fake.failures = forbidden(*path)
    outcome = predicted(api_service.TASK, fake, name="Orders API", state="absent", delete_resource=True)
    left_out = [title for title in whole if title not in before_of(outcome)]
    assert [title.partition(' "')[0] for title in left_out] == missing


def test_what_has_no_readable_name_is_shown_by_id(fake):
    staff = fake.lists[("groups",)][0]["id"]
    fake.failures = forbidden("groups")
    outcome = predicted(api_service.TASK, fake, name="Orders API", state="absent")
    assert before_of(outcome)[OPERATION]["access"]["groups"] == [staff]


def test_other_failures_are_not_passed_over(fake):
    fake.failures = {("apiServers", S1, "operations"): ApiError("list operations", 500, {"code": "UNEXPECTED"})}
    with pytest.raises(ApiError):
        converge(api_service.TASK, fake, name="Orders API", state="absent")
    assert fake.writes == []


def test_a_removal_of_what_is_not_there_reads_nothing_more(fake):
    converge(api_service.TASK, fake, name="Nothing", state="absent")
    assert fake.reads == [("apiServers",)]


def test_what_earlier_tasks_would_have_taken_back_is_not_shown(fake):
    given = {
        "api_services": [{"name": "Orders API", "state": "absent", "delete_resource": True}],
        "taken_back": [{"application": "Web", "api_service": "Orders API"}],
    }
    expected = converge(api_service.TASK, fake, check_mode=True, **given)
    assert GRANT not in before_of(expected)
    given["taken_back"][0]["scopes"] = ["read"]
    expected = converge(api_service.TASK, fake, check_mode=True, **given)
    assert before_of(expected)[GRANT]["scopes"] == ["write"]
    # In a run it is what PingOne holds that counts.
    assert GRANT in before_of(converge(api_service.TASK, fake, **given))
