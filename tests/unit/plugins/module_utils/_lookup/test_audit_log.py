# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the audit log is read: seldom, and not more of it than is reasonable."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ConnectionFailure
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import format_timestamp
from ansible_collections.pingone.authorize.plugins.module_utils._domain.due import RETENTION
from ansible_collections.pingone.authorize.plugins.module_utils._lookup import audit_log as audit
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.audit_log import AuditLog
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import NOW, FakeClient

DEPLOYED_AT = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest.fixture
def fake():
    return FakeClient()


def event(fake, at, kind="API_SERVER.UPDATED"):
    fake.add("activities", id=f"{at} {kind}", recordedAt=format_timestamp(at), action={"type": kind})


def told(found):
    return [one.wire["recordedAt"] for one in found.activities]


def begins(fake):
    """From when on the log was read, each time."""
    return [read[1].split('"')[1] for read in fake.reads]


def test_since_the_hour_in_which_the_deployment_may_have_begun(fake):
    for minutes in (-16, -14, 0, 30):
        event(fake, DEPLOYED_AT + timedelta(minutes=minutes))
    found = AuditLog(fake).since(DEPLOYED_AT)
    assert (found.read_at, found.since, found.complete, found.refusal) == (
        NOW,
        DEPLOYED_AT.replace(minute=0, second=0),
        True,
        "",
    )
    assert told(found) == [format_timestamp(DEPLOYED_AT + timedelta(minutes=minutes)) for minutes in (-14, 0, 30)]


def test_a_deployment_may_have_begun_in_the_hour_before(fake):
    assert AuditLog(fake).since(datetime(2026, 3, 2, 9, 5, tzinfo=timezone.utc)).since.hour == 8


def test_once_for_several_services(fake):
    log = AuditLog(fake)
    found = [log.since(DEPLOYED_AT + timedelta(minutes=minutes)) for minutes in (0, 30, -1, 44)]
    assert begins(fake) == ["2026-03-02T09:00:00.000Z"]
    assert all(one is found[0] for one in found)


def test_again_for_an_older_one_and_never_for_less(fake):
    log = AuditLog(fake)
    first = log.since(DEPLOYED_AT)
    second = log.since(DEPLOYED_AT - 5 * HOUR)
    assert begins(fake) == ["2026-03-02T09:00:00.000Z", "2026-03-02T04:00:00.000Z"]
    assert second.since < first.since
    assert log.since(DEPLOYED_AT) is log.since(DEPLOYED_AT - 3 * HOUR) is second


def test_again_after_a_later_deployment(fake):
    """As of one that has been waited for, and still from the oldest time on."""
    log = AuditLog(fake)
    log.since(DEPLOYED_AT)
    later = fake.now + timedelta(minutes=2)
    fake.now += timedelta(minutes=3)
    event(fake, later)
    found = log.since(later)
    assert begins(fake) == ["2026-03-02T09:00:00.000Z"] * 2
    assert found.read_at == fake.now
    assert told(found) == [format_timestamp(later)]


@pytest.mark.parametrize(("later", "readings"), [(-1, 1), (0, 1), (5, 1), (5.001, 2), (60, 2)])
def test_not_again_for_one_of_the_same_seconds(fake, later, readings):
    """The service tells its time in whole seconds, and maybe not anew each time."""
    log = AuditLog(fake)
    log.since(DEPLOYED_AT)
    log.since(NOW + timedelta(seconds=later))
    assert len(fake.reads) == readings


@pytest.mark.parametrize("days", [13.99, 14, 15, 400])
def test_never_more_than_can_be_read(fake, days):
    found = AuditLog(fake).since(NOW - timedelta(days=days))
    assert found.since == NOW - RETENTION + timedelta(minutes=1)


def test_old_deployments_take_one_reading(fake):
    log = AuditLog(fake)
    for days in (15, 20, 400):
        log.since(NOW - timedelta(days=days))
        fake.now += timedelta(seconds=5)
    assert len(fake.reads) == 1


PERIOD = 'recordedat gt "2026-03-02T09:00:00.000Z" and recordedat lt "2026-03-03T10:00:00.000Z"'


def test_what_is_refused_is_not_asked_for_again(fake):
    fake.failures["activities", PERIOD] = ApiError("read the audit log", 403, {"code": "ACCESS_FAILED"})
    log = AuditLog(fake)
    found = log.since(DEPLOYED_AT)
    assert found.refusal.startswith("Could not read the audit log")
    assert found.activities == ()
    fake.now += HOUR
    for moment in (DEPLOYED_AT - 5 * HOUR, fake.now):
        assert log.since(moment) is found
    assert len(fake.reads) == 1


def test_a_log_that_does_not_answer_is_no_failure(fake):
    fake.failures["activities", PERIOD] = ConnectionFailure("lost")
    audit_log = AuditLog(fake).since(DEPLOYED_AT)
    assert (audit_log.refusal, audit_log.forbidden) == ("lost", False)


def test_a_log_that_is_too_long_is_asked_for_what_is_sure_to_count(fake, monkeypatch):
    monkeypatch.setattr(audit, "MOST_ACTIVITIES", 3)
    for minutes in range(5):
        event(fake, DEPLOYED_AT + timedelta(minutes=minutes), "USER.UPDATED")
    event(fake, DEPLOYED_AT + timedelta(minutes=5))
    found = AuditLog(fake).since(DEPLOYED_AT)
    assert not found.complete
    assert [one.wire["action"]["type"] for one in found.activities] == ["USER.UPDATED"] * 3 + ["API_SERVER.UPDATED"]
    assert fake.reads == [
        ("activities", PERIOD),
        ("activities", f'{PERIOD} and action.type eq "API_SERVER.UPDATED"'),
    ]


@pytest.mark.parametrize(("entries", "complete"), [(2, True), (3, False)])
def test_when_a_log_is_too_long(fake, monkeypatch, entries, complete):
    monkeypatch.setattr(audit, "MOST_ACTIVITIES", 3)
    for minutes in range(entries):
        event(fake, DEPLOYED_AT + timedelta(minutes=minutes), "USER.UPDATED")
    assert AuditLog(fake).since(DEPLOYED_AT).complete is complete
