# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of deployments: whether one is due, why, and with how few requests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import format_timestamp
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deployment_info import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    NOW,
    FakeClient,
    ask,
    identifier,
)

R1, LOST = identifier("resource 1"), identifier("lost")
DEPLOYED_AT, LATER = "2026-03-02T09:15:44.102Z", "2026-03-02T09:15:45.000Z"
DONE = {
    "status": {"code": "DEPLOYMENT_SUCCESSFUL"},
    "deployedAt": DEPLOYED_AT,
    "decisionEndpoint": {"id": "d-1"},
    "authorizationVersion": {"id": "v-1"},
}
PERIOD = 'recordedat gt "2026-03-02T09:00:00.000Z" and recordedat lt "2026-03-03T10:00:00.000Z"'
LOG = ("activities", PERIOD)


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    client.add("resources", R1, "scopes", name="orders-read")
    service(client, "Orders API", R1)
    return client


def service(fake, name, resource=None, deployment=None, policies=False):
    server = {"type": "PINGONE_SSO", "resource": {"id": resource}} if resource else {"type": "EXTERNAL"}
    found = fake.add(
        "apiServers", name=name, authorizationServer=server, accessControl={"custom": {"enabled": policies}}
    )
    fake.objects[("apiServers", found["id"], "deployment")] = deployment or DONE
    return found


def event(fake, kind, *about, at=LATER, by="Jane"):
    resources = [{"id": one} for one in about]
    actors = {"user": {"name": by}}
    fake.add("activities", name=kind, recordedAt=at, action={"type": kind}, resources=resources, actors=actors)


def told(fake, **given):
    return ask(TASK, fake, **given)[0]["deployments"]


def id_of(fake, name):
    return next(item["id"] for item in fake.lists["apiServers",] if item["name"] == name)


def test_a_service_that_is_up_to_date(fake):
    assert told(fake) == [
        {
            "api_service": {"id": id_of(fake, "Orders API"), "name": "Orders API"},
            "status": "DEPLOYMENT_SUCCESSFUL",
            "deployed_at": DEPLOYED_AT,
            "decision_endpoint_id": "d-1",
            "authorization_version_id": "v-1",
            "due": False,
            "reason": "up to date",
            "evidence": "audit",
            "as_of": format_timestamp(NOW - timedelta(seconds=60)),
            "activity": None,
        }
    ]


@pytest.mark.parametrize("lag", [0, 5, 7200])
def test_the_assumed_lag(fake, lag):
    assert told(fake, audit_lag=lag)[0]["as_of"] == format_timestamp(NOW - timedelta(seconds=lag))


def test_a_lag_is_not_negative(fake):
    with pytest.raises(InvalidInput) as caught:
        told(fake, audit_lag=-1)
    assert [problem.option for problem in caught.value.problems] == ["audit_lag"]


def test_a_change_that_the_log_tells_of(fake):
    event(fake, "API_SERVER.UPDATED", id_of(fake, "Orders API"))
    (found,) = told(fake)
    assert (found["due"], found["evidence"], found["as_of"]) == (True, "audit", format_timestamp(NOW))
    assert found["activity"] == {"type": "API_SERVER.UPDATED", "recorded_at": LATER, "by": "Jane"}
    expected = f'the audit log contains a change after the last deployment: API_SERVER.UPDATED by "Jane" at {LATER}'
    assert found["reason"] == expected


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("API_SERVER.UPDATED", ["Orders API"]),
        ("RESOURCE.UPDATED", ["Orders API"]),
        ("SCOPE.UPDATED", ["Orders API"]),
        ("OPERATION.UPDATED", ["Orders API"]),
        ("GROUP.UPDATED", []),
        ("OPERATION.DELETED", ["Orders API", "Partner API"]),
        ("AUTHORIZE_POLICY.UPDATED", ["Partner API"]),
    ],
)
def test_whom_a_change_concerns(fake, kind, due):
    """Each service is told by its own parts; what is gone may have been a part of any."""
    service(fake, "Partner API", policies=True)
    orders = id_of(fake, "Orders API")
    about = {
        "API_SERVER.UPDATED": orders,
        "RESOURCE.UPDATED": R1,
        "SCOPE.UPDATED": fake.lists["resources", R1, "scopes"][0]["id"],
        "OPERATION.UPDATED": fake.add("apiServers", orders, "operations", name="Refund")["id"],
    }
    event(fake, kind, about.get(kind, LOST))
    assert [found["api_service"]["name"] for found in told(fake) if found["due"]] == due


def test_nobody_can_tell_without_the_log(fake):
    fake.failures[LOG] = ApiError("read the audit log", 403, {"code": "ACCESS_FAILED", "message": "no"})
    (found,) = told(fake)
    assert (found["due"], found["evidence"], found["as_of"], found["activity"]) == (None, "audit_forbidden", None, None)
    reason = "Could not read the audit log: no. [HTTP 403, ACCESS_FAILED]"
    assert found["reason"] == reason


def test_nobody_can_tell_of_an_old_deployment(fake):
    fake.lists["apiServers",].clear()
    service(fake, "Orders API", R1, {**DONE, "deployedAt": "2026-02-01T10:00:00.000Z"})
    (found,) = told(fake)
    assert (found["due"], found["evidence"]) == (None, "audit_too_short")
    assert found["reason"] == "the last deployment is 29 days old, and the audit log can be read for 14 days"


# with how few requests


def test_few_requests(fake):
    """One for all services, resources and activities, one for each distinct resource's scopes and each service."""
    service(fake, "Orders API 2", R1)
    service(fake, "Partner API")
    told(fake)
    deployments = [("apiServers", item["id"], "deployment") for item in fake.lists["apiServers",]]
    assert sorted(fake.reads) == sorted(
        [LOG, ("apiServers",), ("resources",), ("resources", R1, "scopes"), *deployments]
    )


def test_what_is_due_by_itself_takes_no_log(fake):
    fake.lists["apiServers",].clear()
    service(fake, "Orders API", R1, {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}})
    (found,) = told(fake)
    assert (found["due"], found["evidence"], found["as_of"]) == (True, "status", format_timestamp(NOW))
    assert [read[0] for read in fake.reads] == ["apiServers", "apiServers"]


def test_an_external_service_needs_no_resources_unless_the_log_tells_of_something(fake):
    fake.lists["apiServers",].clear()
    service(fake, "Partner API")
    told(fake)
    assert ("resources",) not in fake.reads
    event(fake, "RESOURCE.UPDATED", R1)
    assert told(fake)[0]["due"] is False
    assert fake.reads.count(("resources",)) == 1


# which services


def test_all_services_are_sorted(fake):
    service(fake, "Books API")
    assert [found["api_service"]["name"] for found in told(fake)] == ["Books API", "Orders API"]


def test_chosen_services(fake):
    books = service(fake, "Books API")
    assert [found["api_service"]["name"] for found in told(fake, names=[books["id"], "Books API"])] == ["Books API"]
    assert told(fake, names=[]) == []


def test_everything_that_is_not_found_is_told_at_once(fake):
    with pytest.raises(InvalidInput) as caught:
        told(fake, names=["Nope", "Orders API", "orders api"], required=True)
    assert [problem.message.split(".")[0] for problem in caught.value.problems] == [
        'there is no API service "Nope"',
        'there is no API service "orders api"',
    ]


def test_what_does_not_exist_is_missing(fake):
    answer, environment = ask(TASK, fake, check_mode=True, names=["Future API", "Orders API"])
    assert [found["api_service"]["name"] for found in answer["deployments"]] == ["Orders API"]
    assert (answer["missing"], environment.unresolved) == (["Future API"], [])


def test_a_service_that_an_earlier_task_would_create(fake):
    answer, environment = ask(TASK, fake, check_mode=True, names=["Future API", "Orders API"], required=True)
    assert [found["api_service"]["name"] for found in answer["deployments"]] == ["Orders API"]
    assert environment.unresolved == ["API service Future API"]
