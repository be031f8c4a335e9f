# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a request is sent again, how long that waits, and when it gives up."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    NeverConnected,
    OutcomeUnknown,
    ResponseLost,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import retry
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Request, Response
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.transport import Transport
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import Clock


def backoff_within(deadline=120.0):
    time = Clock()
    return time, retry.Backoff(deadline, time.clock, time.sleep)


def answer(status, **headers):
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, {})


class Scripted(Transport):
    """A transport to which one outcome after the other happens, and that counts."""

    def __init__(self, *outcomes):
        super().__init__(None, {})
        self._outcomes = list(outcomes)

    def send(self, request, authorization):
        self.sent += 1
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def get(self, backoff):
        return self.exchange(Request("GET", "", "read"), "", backoff)

    def post(self, backoff, look_up=lambda: None):
        return self.exchange(Request("POST", "", "create", look_up=look_up), "", backoff)


def persist(*outcomes, repeatable=True, deadline=120.0):
    time, backoff = backoff_within(deadline)
    transport = Scripted(*outcomes)
    response = transport.get(backoff) if repeatable else transport.post(backoff)
    return response.status, transport.sent, time.sleeps


def about(*seconds):
    """These pauses, each with up to 0.1 s of jitter."""
    return [pytest.approx(second + 0.05, abs=0.0501) for second in seconds]


def at_least(*seconds):
    """These pauses that PingOne has asked for, each with up to 20 % of jitter."""
    return [pytest.approx(second * 1.1, abs=second * 0.1001) for second in seconds]


@pytest.mark.parametrize("text", ["0", "7", " 7 ", "3600"])
def test_retry_after_in_seconds(text):
    assert retry.retry_after({"Retry-After": text}) == float(text)


def test_retry_after_as_a_date():
    moment = datetime.now(timezone.utc) + timedelta(seconds=20)
    assert retry.retry_after({"Retry-After": format_datetime(moment, usegmt=True)}) == pytest.approx(20, abs=2)
    assert retry.retry_after({"Retry-After": format_datetime(moment.replace(tzinfo=None))}) == pytest.approx(20, abs=2)
    assert retry.retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize(
    "text", ["", "soon", "-1", "1.5", "\u00b2", "0x10", "Wed", "99:99", "Mon, 99 Foo 2026 99:99:99 GMT"]
)
def test_retry_after_that_is_none(text):
    assert retry.retry_after({"Retry-After": text}) is None


def test_retry_after_absent():
    assert retry.retry_after({}) is None


def test_pauses_grow_up_to_a_cap():
    time, backoff = backoff_within(10_000)
    assert all(backoff.pause() for _number in range(8))
    assert time.sleeps == about(1, 2, 4, 8, 16, 30, 30, 30)
    assert backoff.waited == pytest.approx(sum(time.sleeps))
    assert backoff.pauses == 8


def test_pauses_have_jitter():
    time, backoff = backoff_within(100_000)
    for _number in range(20):
        backoff.pause(0.2)
    assert len(set(time.sleeps)) > 10
    assert all(0.2 <= pause <= 0.3 for pause in time.sleeps)


def test_the_jitter_of_an_asked_pause_is_in_proportion_to_it():
    """Clients that were all asked to wait a minute come back within 12 seconds, and not at the same moment."""
    time, backoff = backoff_within(100_000)
    for _number in range(100):
        backoff.pause(60.0)
    assert all(60 <= pause <= 72 for pause in time.sleeps)
    assert min(time.sleeps) < 62
    assert max(time.sleeps) > 70


def test_an_asked_pause_is_not_shortened():
    time, backoff = backoff_within(10_000)
    assert backoff.pause(5.0)
    assert backoff.pause(3600.0)
    assert time.sleeps == at_least(5, 3600)


def test_an_asked_pause_beyond_the_deadline_is_not_begun():
    time, backoff = backoff_within()
    assert not backoff.pause(120.0)
    assert backoff.exhausted
    assert time.sleeps == []


def test_the_deadline_ends_it():
    time, backoff = backoff_within(10)
    assert backoff.pause(6.0)
    assert not backoff.exhausted
    assert not backoff.pause(6.0)
    assert backoff.exhausted
    assert time.sleeps == at_least(6)


def test_time_spent_on_requests_counts():
    time, backoff = backoff_within(10)
    time.now += 9.5
    assert not backoff.pause()
    assert time.sleeps == []


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 405, 409, 415, 422])
@pytest.mark.parametrize("repeatable", [True, False])
def test_not_worth_another_try(status, repeatable):
    assert persist(answer(status), repeatable=repeatable) == (status, 1, [])


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("repeatable", [True, False])
def test_not_processed_so_sent_again(status, repeatable):
    assert persist(answer(status), answer(status), answer(200), repeatable=repeatable) == (200, 3, about(1, 2))


@pytest.mark.parametrize("status", [408, 500, 501, 502, 504])
def test_server_trouble_is_retried_once_if_it_has_to_be_looked_up(status):
    assert persist(answer(status), answer(status), answer(200)) == (200, 3, about(1, 2))
    assert persist(answer(status), answer(200), repeatable=False) == (200, 2, about(1))
    assert persist(answer(status), answer(status), answer(200), repeatable=False) == (status, 2, about(1, 2))


def test_retry_after_is_honoured():
    persisted = persist(answer(429, Retry_After="7"), answer(503, Retry_After="90"), answer(200))
    assert persisted == (200, 3, at_least(7, 90))


def test_the_last_answer_is_returned_at_the_deadline():
    status, calls, sleeps = persist(answer(429), deadline=10)
    assert (status, calls) == (429, 4)
    assert sleeps == about(1, 2, 4)
    assert persist(answer(429), deadline=1) == (429, 1, [])


def test_a_lost_answer_is_retried():
    assert persist(ResponseLost("lost"), answer(200)) == (200, 2, about(1))
    assert persist(ResponseLost("lost"), answer(200), repeatable=False) == (200, 2, about(1))
    _time, backoff = backoff_within()
    transport = Scripted(ResponseLost("lost"))
    with pytest.raises(OutcomeUnknown):
        transport.post(backoff)
    assert transport.sent == 2


DOUBTFUL = [*map(answer, (408, 429, 500, 501, 502, 503, 504)), ResponseLost("lost")]


@pytest.mark.parametrize("outcome", DOUBTFUL, ids=str)
def test_what_was_created_after_all_is_the_answer(outcome):
    time, backoff = backoff_within()
    transport = Scripted(outcome)
    found = transport.post(backoff, lambda: {"id": "1"} if time.sleeps else None)
    assert (found.json, transport.sent, time.sleeps) == ({"id": "1"}, 1, about(1))
    assert not backoff.outcome_unknown


@pytest.mark.parametrize("outcome", DOUBTFUL, ids=str)
def test_it_is_looked_up_after_the_last_try_as_well(outcome):
    time, backoff = backoff_within(0.5)
    transport = Scripted(outcome)
    assert transport.post(backoff, lambda: {"id": "1"}).json == {"id": "1"}
    assert (transport.sent, time.sleeps) == (1, [])


def unreadable():
    raise ConnectionFailure("no")


@pytest.mark.parametrize("outcome", DOUBTFUL, ids=str)
@pytest.mark.parametrize("look_up", [None, unreadable])
def test_what_cannot_be_looked_up_is_not_sent_twice(outcome, look_up):
    _time, backoff = backoff_within()
    transport = Scripted(outcome, answer(201))
    if isinstance(outcome, Exception):
        with pytest.raises(OutcomeUnknown):
            transport.post(backoff, look_up)
    else:
        assert transport.post(backoff, look_up).status == outcome.status
    assert transport.sent == 1
    assert backoff.outcome_unknown


@pytest.mark.parametrize("outcome", DOUBTFUL, ids=str)
def test_what_is_sent_only_once_is_sent_again_if_it_was_certainly_not_carried_out(outcome):
    _time, backoff = backoff_within()
    transport = Scripted(outcome, answer(201))
    request = Request("POST", "", "create", look_up=lambda: None, once=True)
    if isinstance(outcome, Exception):
        with pytest.raises(OutcomeUnknown):
            transport.exchange(request, "", backoff)
    elif outcome.status in retry.NOT_PROCESSED:
        assert transport.exchange(request, "", backoff).status == 201
    else:
        assert transport.exchange(request, "", backoff).status == outcome.status
    assert transport.sent == (2 if getattr(outcome, "status", 0) in retry.NOT_PROCESSED else 1)


def test_a_lost_answer_is_raised_at_the_deadline():
    time, backoff = backoff_within(10)
    transport = Scripted(ResponseLost("lost"))
    with pytest.raises(ResponseLost):
        transport.get(backoff)
    assert transport.sent == 4
    assert time.sleeps == about(1, 2, 4)


@pytest.mark.parametrize("repeatable", [True, False])
def test_a_connection_is_tried_three_times(repeatable):
    assert persist(NeverConnected("no"), NeverConnected("no"), answer(200), repeatable=repeatable) == (
        200,
        3,
        about(1, 2),
    )
    time, backoff = backoff_within()
    transport = Scripted(NeverConnected("no"))
    with pytest.raises(NeverConnected):
        transport.get(backoff) if repeatable else transport.post(backoff)
    assert transport.sent == 3
    assert time.sleeps == about(1, 2)


def test_other_failures_are_not_retried():
    time, backoff = backoff_within()
    transport = Scripted(ConnectionFailure("TLS"))
    with pytest.raises(ConnectionFailure):
        transport.get(backoff)
    assert transport.sent == 1
    assert time.sleeps == []
