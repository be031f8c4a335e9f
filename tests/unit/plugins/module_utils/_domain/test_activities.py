# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What activities of the audit log say about an API service."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import format_timestamp
from ansible_collections.pingone.authorize.plugins.module_utils._domain.activities import (
    LONGEST_DEPLOYMENT,
    Subject,
    activity_result,
    deployment_start,
    last_change,
    parse_activity,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

SERVICE, RESOURCE, SCOPE, OPERATION = (identifier(name) for name in ("service", "resource", "scope", "operation"))
NEXT_SERVICE, NEXT_RESOURCE, NEXT_OPERATION = (identifier(f"next {name}") for name in ("service", "resource", "op"))
GONE = identifier("gone")
START = datetime(2026, 3, 2, 9, 15, 44, 102000, tzinfo=timezone.utc)
AFTER = START + timedelta(minutes=1)
ENVIRONMENT = f"https://api.example/v1/environments/{identifier('environment')}"


class Asked:
    """The service, which remembers whether its operations were asked for."""

    def __init__(self, policies=False):
        self.operations = 0
        own, others = frozenset({SERVICE, RESOURCE, SCOPE}), frozenset({NEXT_SERVICE, NEXT_RESOURCE})
        self.subject = Subject(SERVICE, own, others, self._operations, policies)

    def _operations(self):
        self.operations += 1
        return [OPERATION]


def activity(kind, *about, at=AFTER, **more):
    """One of a type, about objects by their ids or addresses."""
    resources = [{"href": f"{ENVIRONMENT}/{one}"} if "/" in one else {"id": one} for one in about]
    return {"action": {"type": kind}, "recordedAt": format_timestamp(at), "resources": resources, **more}


def is_change(found, **given):
    return last_change([parse_activity(found)], Asked(**given).subject, START) is not None


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("API_SERVER.UPDATED", SERVICE),
        ("APISERVER.UPDATED", SERVICE),
        ("apiServer.updated", SERVICE.upper()),
        ("API_SERVER.DELETED", SERVICE),
        ("API_SERVER.CREATED", SERVICE),
        ("RESOURCE.UPDATED", RESOURCE),
        ("SCOPE.UPDATED", SCOPE),
        ("RESOURCE_ATTRIBUTE.CREATED", f"resources/{RESOURCE}/attributes/{GONE}"),
        ("OPERATION.CREATED", OPERATION),
        ("OPERATION.UPDATED", OPERATION),
        ("API_SERVER_OPERATION.UPDATED", OPERATION),
        ("OPERATION.DELETED", f"apiServers/{SERVICE}/operations/{GONE}"),
        ("OPERATION.CREATED", f"apiServers/{SERVICE}/operations/{GONE}"),
        ("SCOPE.DELETED", f"resources/{RESOURCE}/scopes/{GONE}"),
        ("SCOPE.CREATED", f"resources/{RESOURCE}/scopes/{GONE}"),
        # Nobody knows what these are.
        ("API_SERVER.SOMETHING_NEW", SERVICE),
        ("SOMETHING_NEW.UPDATED", SERVICE),
        ("GROUP.SOMETHING_NEW", SCOPE),
        ("SOMETHING_NEW", SERVICE),
        ("", SERVICE),
        # Nor whose these were.
        ("OPERATION.DELETED", GONE),
        ("API_SERVER_OPERATION.DELETED", GONE),
        ("SCOPE.DELETED", GONE),
        ("SCOPE.SOMETHING_NEW", GONE),
    ],
)
def test_changes(kind, about):
    assert is_change(activity(kind, about))


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        # What gateways ask about is about the service and the operation that matched.
        ("API_ACCESS_LOG_ENTRY.HTTP_REQUEST_POLICY_EVALUATED", SERVICE),
        ("API_ACCESS_LOG_ENTRY.HTTP_RESPONSE_POLICY_EVALUATED", SERVICE),
        ("APIACCESSLOGENTRY.HTTP_REQUEST_POLICY_EVALUATED", f"apiServers/{SERVICE}/operations/{OPERATION}"),
        ("API_SERVER.READ", SERVICE),
        ("API_SERVER.POLICIES_DEPLOYED", SERVICE),
        ("API_SERVER.DEPLOYED", SERVICE),
        ("API_SERVER.UPDATED", NEXT_SERVICE),
        ("APISERVER.DELETED", GONE),
        ("RESOURCE.UPDATED", NEXT_RESOURCE),
        ("RESOURCE.DELETED", GONE),
        ("SCOPE.DELETED", f"resources/{NEXT_RESOURCE}/scopes/{GONE}"),
        ("SCOPE.UPDATED", GONE),
        ("OPERATION.UPDATED", NEXT_OPERATION),
        ("OPERATION.CREATED", NEXT_OPERATION),
        ("OPERATION.DELETED", f"apiServers/{NEXT_SERVICE}/operations/{GONE}"),
        ("SOMETHING_NEW.UPDATED", GONE),
        ("SOMETHING_NEW", NEXT_SERVICE),
        ("APPLICATION.DELETED", GONE),
        ("GROUP.DELETED", GONE),
        ("USER.ACCESS_ALLOWED", GONE),
        ("APPLICATION_ROLE_ENTRY.REMOVED", GONE),
        ("GRANT.DELETED", GONE),
        ("SIGN_ON_POLICY.DELETED", GONE),
        ("AUTHORIZE_POLICY.UPDATED", GONE),
    ],
)
def test_what_changes_nothing(kind, about):
    assert not is_change(activity(kind, about))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("API_SERVER.UPDATED", True),
        ("RESOURCE.UPDATED", True),
        ("API_SERVER_OPERATION.CREATED", True),
        ("SCOPE.UPDATED", True),
        ("API_SERVER.DEPLOYED", False),
        ("API_SERVER.READ", False),
        ("APPLICATION_RESOURCE.UPDATED", False),
        ("SOMETHING_NEW.UPDATED", False),
        ("USER.UPDATED", False),
    ],
)
@pytest.mark.parametrize("resources", [[], [{}], [{"id": "x", "href": None}]])
def test_an_activity_that_does_not_say_what_it_is_about(kind, changes, resources):
    assert is_change({**activity(kind), "resources": resources}) is changes
    if not resources:
        assert is_change({"action": {"type": kind}, "recordedAt": format_timestamp(AFTER)}) is changes


PUBLISHED = [
    "ACCOUNT.LINKED",
    "ASSERTION.CHECK_SUCCESS",
    "DAVINCI_INTERACTION.SEND_RESPONSE",
    "PROVISIONING_SYNC.STARTED",
    "SEEN_DEVICE.DELETED",
    "SOLUTIONS_WORKFLOW.UPDATE_SUCCESS",
    "STAGED_CHANGE.COMPLETED",
    "TRUSTED_EMAIL.SEND_CODE",
    "USER.ACCESS_ALLOWED",
    "VALIDATION_TRANSACTION.DELETED",
]


@pytest.mark.parametrize("kind", [*PUBLISHED, "SOMETHING_NEW.HAPPENED", "SOMETHING_NEW"])
def test_what_happens_to_others_all_the_time_is_no_change(kind):
    assert not is_change(activity(kind, GONE))
    assert not is_change(activity(kind))
    assert is_change(activity(kind, SERVICE))


def test_a_deployment_that_was_refused_began_nothing():
    """What was saved between the start of the one that ended and the refused one is not deployed."""
    ended = START
    began, saved, refused = (ended - timedelta(seconds=seconds) for seconds in (5, 3, 1))
    log = [
        activity("API_SERVER.POLICIES_DEPLOYED", SERVICE, at=began),
        activity("API_SERVER.UPDATED", SERVICE, at=saved),
        activity("API_SERVER.POLICIES_DEPLOYED", SERVICE, at=refused, result={"status": "FAILED"}),
    ]
    assert deployment_start([parse_activity(one) for one in log], Asked().subject, ended) == began


def test_nobody_is_asked_for_the_operations_without_need():
    """They take a request."""
    asked = Asked()
    found = [
        activity("API_SERVER.UPDATED", SERVICE),
        activity("APPLICATION.UPDATED", GONE),
        activity("OPERATION.UPDATED", f"apiServers/{NEXT_SERVICE}/operations/{NEXT_OPERATION}"),
    ]
    for one in found:
        last_change([parse_activity(one)], asked.subject, START)
    assert asked.operations == 0
    last_change([parse_activity(activity("OPERATION.UPDATED", NEXT_OPERATION))], asked.subject, START)
    assert asked.operations == 1


@pytest.mark.parametrize("kind", ["AUTHORIZE_POLICY.UPDATED", "AUTHORIZE_RULE.DELETED", "AUTHORIZE_TREE.SOMETHING_NEW"])
def test_policies_count_for_a_service_that_has_its_own(kind):
    assert is_change(activity(kind, GONE), policies=True)
    assert not is_change(activity("AUTHORIZE_POLICY.READ", GONE), policies=True)


@pytest.mark.parametrize(("status", "counts"), [("SUCCESS", True), ("FAILED", False), (None, True)])
def test_what_failed_changed_nothing(status, counts):
    assert is_change(activity("API_SERVER.UPDATED", SERVICE, result={"status": status})) is counts


@pytest.mark.parametrize("resources", [None, [], [{}], [{"id": None, "href": None}]])
def test_about_nothing_that_is_known(resources):
    """What may have been a part of the service counts."""
    assert is_change({**activity("OPERATION.DELETED"), "resources": resources})
    assert is_change({**activity("OPERATION.UPDATED"), "resources": resources})
    assert not is_change({**activity("USER.UPDATED"), "resources": resources})


def test_the_newest_change_is_told():
    times = [START + timedelta(seconds=seconds) for seconds in (1, 3, 2)]
    log = [parse_activity(activity("API_SERVER.UPDATED", SERVICE, at=at)) for at in times]
    found = last_change(log, Asked().subject, START)
    assert found.recorded == times[1]
    assert last_change([], Asked().subject, START) is None


@pytest.mark.parametrize(
    ("at", "counts"), [(START - timedelta(milliseconds=1), False), (START, True), (AFTER, True), (None, True)]
)
def test_since_when(at, counts):
    """In the same millisecond it may have been after it, and so may what has no time."""
    found = activity("API_SERVER.UPDATED", SERVICE)
    found["recordedAt"] = format_timestamp(at) if at else None
    assert is_change(found) is counts


# when a deployment began


@pytest.mark.parametrize(
    "kind", ["API_SERVER.POLICIES_DEPLOYED", "APISERVER.DEPLOYED", "API_SERVER.DEPLOYMENT_STARTED"]
)
@pytest.mark.parametrize(
    ("seconds", "counts"),
    [
        (-LONGEST_DEPLOYMENT.total_seconds() - 1, False),
        (-LONGEST_DEPLOYMENT.total_seconds(), True),
        (-1, True),
        (0, True),
    ],
)
def test_the_beginning_of_a_deployment(kind, seconds, counts):
    at = START + timedelta(seconds=seconds)
    found = parse_activity(activity(kind, SERVICE, at=at))
    assert deployment_start([found], Asked().subject, START) == (at if counts else START)


def test_the_last_of_several_deployments_counts():
    found = [activity("API_SERVER.POLICIES_DEPLOYED", SERVICE, at=START - timedelta(minutes=m)) for m in (5, 2, 3)]
    assert deployment_start([parse_activity(one) for one in found], Asked().subject, START) == START - timedelta(
        minutes=2
    )


@pytest.mark.parametrize(
    "found",
    [
        activity("API_SERVER.POLICIES_DEPLOYED", NEXT_SERVICE, at=START - timedelta(minutes=1)),
        activity("API_SERVER.UPDATED", SERVICE, at=START - timedelta(minutes=1)),
        # Noted just after the end, as it is of a deployment that ends at once.
        activity("API_SERVER.POLICIES_DEPLOYED", SERVICE, at=START + timedelta(seconds=1)),
        activity("API_SERVER.POLICIES_DEPLOYED", SERVICE, at=START + timedelta(hours=1)),
        {**activity("API_SERVER.POLICIES_DEPLOYED", SERVICE), "recordedAt": None},
    ],
)
def test_otherwise_its_end_is_all_that_is_known(found):
    assert deployment_start([parse_activity(found)], Asked().subject, START) == START


# what is told


@pytest.mark.parametrize(
    ("actors", "by"),
    [
        ({"client": {"id": "c-1", "name": "Automation"}}, "Automation"),
        ({"client": {"id": "c-1"}}, "c-1"),
        ({"user": {"id": "u-1", "name": "jane"}, "client": {"id": "c-1", "name": "Console"}}, "jane"),
        ({"user": {}, "client": {"name": "Console"}}, "Console"),
        ({}, None),
        (None, None),
    ],
)
def test_what_is_told_of_an_activity(actors, by):
    found = parse_activity(activity("API_SERVER.UPDATED", SERVICE, actors=actors))
    assert activity_result(found) == {"type": "API_SERVER.UPDATED", "recorded_at": format_timestamp(AFTER), "by": by}
