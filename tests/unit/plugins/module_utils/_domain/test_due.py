# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a deployment is due: each kind of evidence, and which of them counts when several are there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import format_timestamp
from ansible_collections.pingone.authorize.plugins.module_utils._domain.activities import (
    LONGEST_DEPLOYMENT,
    Subject,
    parse_activity,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.due import RETENTION, Audit, Evidence, assess
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

SERVICE = identifier("service")
DEPLOYED_AT = datetime(2026, 3, 2, 9, 15, 44, 102000, tzinfo=timezone.utc)
NOW = DEPLOYED_AT + timedelta(hours=1)
BEFORE, AFTER = DEPLOYED_AT - timedelta(hours=1), DEPLOYED_AT + timedelta(minutes=1)

SUCCESS = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": format_timestamp(DEPLOYED_AT)}
# What the last deployment says, and what follows from it; None if nothing does.
STATUS = {
    "successful": (SUCCESS, None),
    "never deployed": ({"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}, "never deployed"),
    "without a status": ({}, "never deployed"),
    "failed": ({**SUCCESS, "status": {"code": "DEPLOYMENT_FAILED"}}, "the last deployment failed"),
    "failed at first": ({"status": {"code": "DEPLOYMENT_FAILED"}}, "the last deployment failed"),
    "in progress": ({**SUCCESS, "status": {"code": "SOMETHING_IN_PROGRESS"}}, "a deployment is in progress"),
    "without a time": ({"status": {"code": "DEPLOYMENT_SUCCESSFUL"}}, "the time of the last deployment is unknown"),
    "with another time": ({**SUCCESS, "deployedAt": "soon"}, "the time of the last deployment is unknown"),
}
PARTS = {
    "none": ([], None),
    "older": ([("resource", {"name": "a", "updatedAt": format_timestamp(BEFORE)}), ("scope", {"name": "b"})], None),
    "the resource": (
        [("resource", {"name": "a", "updatedAt": format_timestamp(AFTER)}), ("scope", {"name": "b"})],
        'the resource "a" was updated after the last deployment',
    ),
    "a scope": (
        [("resource", {"name": "a"}), ("scope", {"name": "b", "updatedAt": format_timestamp(AFTER)})],
        'the scope "b" was updated after the last deployment',
    ),
}


def activity(kind="API_SERVER.UPDATED", at=AFTER, about=SERVICE, **actors):
    return {
        "action": {"type": kind},
        "recordedAt": format_timestamp(at) if at else None,
        "resources": [{"id": about}],
        "actors": actors,
    }


CHANGED = activity(client={"id": "c-1", "name": "Automation"})


def audit(*activities, since=BEFORE, **more):
    return Audit(NOW, since, [parse_activity(one) for one in activities], **more)


# What the log says: due, evidence, reason, and as of when.
AUDITS = {
    "silent": (audit(), (False, "audit", "up to date", NOW - timedelta(seconds=60))),
    "only a deployment": (
        audit(activity("API_SERVER.POLICIES_DEPLOYED", DEPLOYED_AT)),
        (False, "audit", "up to date", NOW - timedelta(seconds=60)),
    ),
    "changed": (
        audit(CHANGED),
        (
            True,
            "audit",
            "the audit log contains a change after the last deployment: API_SERVER.UPDATED by"
            f' "Automation" at {format_timestamp(AFTER)}',
            NOW,
        ),
    ),
    "refused": (
        audit(refusal="Could not read the audit log: no.", forbidden=True),
        (None, "audit_forbidden", "Could not read the audit log: no.", None),
    ),
    "unreadable": (audit(refusal="It is gone."), (None, "audit_unreadable", "It is gone.", None)),
    "too short": (
        audit(since=DEPLOYED_AT),
        (
            None,
            "audit_too_short",
            "the last deployment is 0 days old, and the audit log can be read for 14 days",
            None,
        ),
    ),
    "too long": (
        audit(complete=False),
        (
            None,
            "audit_too_long",
            "the audit log has too many entries since the last deployment to be read completely",
            None,
        ),
    ),
}
# A change says enough, wherever the log begins and whatever else is in it.
AUDITS["too short, but changed"] = (audit(CHANGED, since=DEPLOYED_AT), AUDITS["changed"][1])
AUDITS["too long, but changed"] = (audit(CHANGED, complete=False), AUDITS["changed"][1])


class Looked:
    """Evidence that remembers what was looked at."""

    def __init__(self, changed=False, parts=(), log=None, lag=60.0):
        self.at = []
        self._parts, self._log = parts, log or audit()
        self.evidence = Evidence(changed, self.parts, self.audit, self.subject, lag)

    def parts(self):
        self.at.append("timestamps")
        return self._parts

    def audit(self, moment):
        assert moment == DEPLOYED_AT
        self.at.append("audit")
        return self._log

    def subject(self):
        self.at.append("subject")
        return Subject(SERVICE, frozenset({SERVICE}), frozenset(), list, False)


@pytest.mark.parametrize(("status", "changed", "parts", "log"), list(product(STATUS, [False, True], PARTS, AUDITS)))
def test_the_strongest_evidence_counts_and_weaker_is_not_looked_at(status, changed, parts, log):
    deployment, problem = STATUS[status]
    given, outdated = PARTS[parts]
    found, said = AUDITS[log]
    looked = Looked(changed, given, found)
    over = problem and ("never" in problem or "failed" in problem)
    if problem and (over or not changed):
        expected, needed = (True, "status", problem, NOW), []
    elif changed:
        expected, needed = (True, "changes", "the configuration was changed", NOW), []
    elif outdated:
        expected, needed = (True, "timestamps", outdated, NOW), ["timestamps"]
    else:
        expected, needed = said, ["timestamps", "audit"]
        if found.activities:
            needed.append("subject")
    verdict = assess(deployment, looked.evidence, NOW)
    assert (verdict.due, verdict.evidence, verdict.reason, verdict.as_of) == expected
    assert looked.at == needed
    by_log = verdict.due and verdict.evidence == "audit"
    told = {"type": "API_SERVER.UPDATED", "recorded_at": format_timestamp(AFTER), "by": "Automation"}
    assert verdict.activity == (told if by_log else None)


def test_nobody_is_named_when_nobody_is_known():
    verdict = assess(SUCCESS, Looked(log=audit(activity())).evidence, NOW)
    assert verdict.reason.endswith(f": API_SERVER.UPDATED at {format_timestamp(AFTER)}")
    assert verdict.activity["by"] is None


@pytest.mark.parametrize("lag", [0, 0.5, 60, 3600, 7200])
def test_current_means_as_of_now_less_the_lag(lag):
    """Also if that is before the deployment: what was saved while it was in progress may not show yet."""
    verdict = assess(SUCCESS, Looked(lag=lag).evidence, NOW)
    assert (verdict.due, verdict.as_of) == (False, NOW - timedelta(seconds=lag))


@pytest.mark.parametrize(
    ("reaches_back", "due"), [(timedelta(0), False), (timedelta(seconds=-1), None), (timedelta(seconds=1), False)]
)
def test_the_log_has_to_reach_back_to_where_the_deployment_may_have_begun(reaches_back, due):
    log = audit(since=DEPLOYED_AT - LONGEST_DEPLOYMENT - reaches_back)
    assert assess(SUCCESS, Looked(log=log).evidence, NOW).due is due


@pytest.mark.parametrize(
    ("age", "days"), [(timedelta(days=14, minutes=-1), 14), (timedelta(days=15), 15), (timedelta(days=400), 400)]
)
def test_the_age_of_a_deployment_is_told(age, days):
    now = DEPLOYED_AT + age
    log = Audit(now, now - RETENTION)
    verdict = assess(SUCCESS, Looked(log=log).evidence, now)
    assert verdict.reason == f"the last deployment is {days} days old, and the audit log can be read for 14 days"


# changes around the start of a deployment

BEGAN = DEPLOYED_AT - timedelta(minutes=5)
BETWEEN = DEPLOYED_AT - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (BEGAN - timedelta(milliseconds=1), False),
        (BEGAN, True),
        (BETWEEN, True),
        (DEPLOYED_AT - timedelta(milliseconds=1), True),
        (DEPLOYED_AT, True),
        (AFTER, True),
        (None, True),
    ],
)
def test_what_is_saved_during_a_deployment_is_not_deployed(at, due):
    log = audit(activity("API_SERVER.POLICIES_DEPLOYED", BEGAN), activity(at=at))
    assert assess(SUCCESS, Looked(log=log).evidence, NOW).due is due


@pytest.mark.parametrize("at", [BEGAN, BETWEEN, DEPLOYED_AT - timedelta(milliseconds=1)])
def test_without_its_own_activity_only_the_end_of_a_deployment_is_known(at):
    assert assess(SUCCESS, Looked(log=audit(activity(at=at))).evidence, NOW).due is False


SOON = DEPLOYED_AT + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("lag", "at", "due", "as_of"),
    [
        # The deployment that is seen may be an earlier one: nobody can tell yet, and the verdict is as of before it.
        (60, BETWEEN, False, BEGAN),
        (360, BETWEEN, False, SOON - timedelta(seconds=360)),
        # After the end there is no doubt,
        (60, DEPLOYED_AT, True, SOON),
        (60, None, True, SOON),
        # and neither is there if everything shows at once, or in time.
        (0, BETWEEN, True, SOON),
        (20, BETWEEN, True, SOON),
        (21, BETWEEN, False, BEGAN),
        # What was saved before the deployment that is seen is deployed in any case.
        (60, BEGAN - timedelta(seconds=1), False, SOON - timedelta(seconds=60)),
    ],
)
def test_the_own_activity_of_a_deployment_may_show_later_than_an_earlier_one(lag, at, due, as_of):
    found = [activity("API_SERVER.POLICIES_DEPLOYED", BEGAN), activity(at=at)]
    log = Audit(SOON, BEFORE, [parse_activity(one) for one in found])
    verdict = assess(SUCCESS, Looked(log=log, lag=lag).evidence, SOON)
    assert (verdict.due, verdict.as_of) == (due, as_of)
