# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Concurrent reads: the order of results, the limit, one token for all, failures, and the number of requests."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ReadOnlyViolation, TokenRefused
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.concurrency import (
    clients_for,
    run_concurrently,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.conftest import Canned
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID, Watched

OLD = {"id": ENVIRONMENT_ID, "createdAt": "2020-01-01T00:00:00.000Z"}
JOBS = 25


def numbered(path):
    """A job that reads the one object of a collection."""
    return lambda client: client.list(path, doing=f"list {path}")[0]["id"]


def jobs(count=JOBS):
    return [numbered(f"c{number}") for number in range(count)]


def named(count=JOBS):
    return [f"c{number}" for number in range(count)]


def collection(request):
    """A collection with one object, whose ID is that of the collection."""
    name = request.path.rpartition("/")[2]
    return Canned(body={"_embedded": {name: [{"id": name}]}})


class Crowd:
    """Answers the first requests once as many as expected are there at the same time."""

    def __init__(self, expected):
        self.most = 0
        self._barrier = threading.Barrier(expected)
        self._waiting = expected
        self._lock = threading.Lock()
        self._now = 0

    def __call__(self, request):
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            waits = self._waiting > 0
            self._waiting -= 1
        if waits:
            self._barrier.wait(10)
        with self._lock:
            self._now -= 1
        return collection(request)


def connections(server):
    return {request.address for request in server.api}


# order and limit


@pytest.mark.parametrize("limit", [1, 2, 4, 8])
def test_results_are_in_the_order_of_the_jobs_and_no_more_than_the_limit_run_at_once(server, limit):
    server.respond = crowd = Crowd(limit)
    watched = Watched(server.url, concurrent_reads=limit)
    assert watched.client.concurrently(jobs()) == named()
    assert crowd.most == limit
    assert len(connections(server)) == limit
    assert watched.client.requests == JOBS + 1
    assert len(server.token_requests) == 1


def test_slow_responses_do_not_change_the_order(server):
    def respond(request):
        time.sleep(0.02 if request.path.endswith(("c0", "c5")) else 0)
        return collection(request)

    server.respond = respond
    assert Watched(server.url).client.concurrently(jobs()) == named()


def test_without_jobs_nothing_happens(server):
    assert Watched(server.url).client.concurrently([]) == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("count", "limit", "connected", "clients"),
    [
        (0, 4, 1, 1),
        (1, 4, 1, 1),
        (3, 4, 1, 1),
        (4, 4, 1, 2),
        (9, 4, 1, 3),
        (10, 4, 1, 4),
        (25, 4, 1, 4),
        (25, 8, 1, 8),
        (25, 1, 1, 1),
        (2, 4, 4, 2),
        (3, 4, 2, 2),
        (1, 4, 4, 1),
    ],
)
def test_a_connection_is_only_opened_if_that_is_faster(count, limit, connected, clients):
    assert clients_for(count, limit, connected) == clients


def test_connections_are_kept_for_the_next_jobs(server):
    server.respond = Crowd(4)
    client = Watched(server.url).client
    client.concurrently(jobs())
    before = connections(server)
    server.respond = Crowd(3)
    assert client.concurrently(jobs(3)) == named(3)
    assert connections(server) == before
    assert client.requests == JOBS + 3 + 1


def test_one_job_uses_the_connection_of_the_client(server):
    server.respond = collection
    client = Watched(server.url).client
    client.list("first", doing="list first")
    assert client.concurrently(jobs(1)) == named(1)
    assert len(connections(server)) == 1


# the token


def test_an_expired_token_is_renewed_once(server):
    barrier = threading.Barrier(4)

    def respond(request):
        if request.headers["Authorization"] == "Bearer issued-token-1":
            barrier.wait(5)
            return Canned(401, {"code": "ACCESS_FAILED"})
        return collection(request)

    server.respond = respond
    watched = Watched(server.url)
    assert watched.client.concurrently(jobs()) == named()
    assert len(server.token_requests) == 2
    assert watched.secrets == ["issued-token-1", "issued-token-2"]
    assert watched.client.requests == JOBS + 4 + 2


def test_a_token_that_is_refused_is_requested_once(server):
    server.token_answer(401, {"error": "invalid_client"})
    server.respond = collection
    results = Watched(server.url).client.concurrently(jobs())
    refused = [result for result in results if result is not None]
    assert {type(result) for result in refused} <= {TokenRefused}
    assert len(refused) <= 4
    assert len(server.token_requests) == 1
    assert server.api == []


# failures


def failing(status, *names):
    """Refuse the collections with these names."""

    def respond(request):
        if request.path.endswith(ENVIRONMENT_ID):
            return Canned(body=OLD)
        return Canned(status, {"code": "X"}) if request.path.endswith(names) else collection(request)

    return respond


def test_a_missing_collection_does_not_stop_the_others(server):
    server.respond = failing(404, "/c1", "/c20")
    results = Watched(server.url).client.concurrently(jobs())
    missing = [number for number, result in enumerate(results) if isinstance(result, ApiError)]
    assert missing == [1, 20]
    assert [result for result in results if not isinstance(result, ApiError)] == [
        name for name in named() if name not in ("c1", "c20")
    ]


@pytest.mark.parametrize("limit", [1, 4])
def test_after_any_other_failure_nothing_is_started(server, limit):
    server.respond = failing(403, *(f"/c{number}" for number in range(4)))
    results = Watched(server.url, concurrent_reads=limit).client.concurrently(jobs())
    failed = [result for result in results if isinstance(result, ApiError)]
    assert len(failed) >= 1
    assert isinstance(results[0], ApiError)
    assert results[0].status == 403
    assert "Could not list c0" in str(results[0])
    assert None in results
    assert results[-1] is None


def test_a_defect_is_raised():
    def broken(_client):
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        run_concurrently([broken] * 10, ["a", "b"])


def test_an_interruption_starts_nothing_more():
    started = []

    def job(client):
        started.append(client)
        if client == "a":
            raise KeyboardInterrupt
        time.sleep(0.05)

    with pytest.raises(KeyboardInterrupt):
        run_concurrently([job] * 10, ["a", "b"])
    time.sleep(0.2)
    assert len(started) <= 2


def test_writing_is_forbidden_meanwhile_and_allowed_afterwards(server):
    server.respond = lambda _request: Canned(201, {"id": "new"})
    client = Watched(server.url, access_token="given-token").client
    results = client.concurrently([lambda one: one.post("scopes", doing="create a scope", body={})] * JOBS)
    assert {type(result) for result in results} == {ReadOnlyViolation, type(None)}
    assert server.requests == []
    assert client.post("scopes", doing="create a scope", body={}) == {"id": "new"}


def test_a_read_only_client_stays_read_only(server):
    server.respond = collection
    client = Watched(server.url, read_only=True).client
    client.concurrently(jobs())
    with pytest.raises(ReadOnlyViolation):
        client.post("scopes", doing="create a scope", body={})


# waiting


def test_each_read_waits_as_long_as_it_is_asked_to_and_there_is_one_warning(server):
    refused = set()
    lock = threading.Lock()

    # All reads together wait less than the retry_deadline, because they share one clock here.
    def respond(request):
        with lock:
            first = request.path not in refused
            refused.add(request.path)
        if first:
            return Canned(429, {"code": "REQUEST_LIMITED"}, {"Retry-After": "12"})
        return collection(request)

    server.respond = respond
    watched = Watched(server.url)
    assert watched.client.concurrently(jobs(8)) == named(8)
    assert len(watched.time.sleeps) == 8
    assert all(12 <= seconds <= 14.4 for seconds in watched.time.sleeps)
    assert len(watched.warnings) == 1
    longest = max(watched.time.sleeps)
    assert watched.warnings[0].startswith(f"Waited {longest:.0f} s for PingOne to list c")
    assert watched.client.requests == 16 + 1
    refused.clear()
    watched.client.list("c0", doing="list c0")
    assert len(watched.warnings) == 2


def test_the_time_is_that_of_the_last_response(server):
    server.date = "Mon, 02 Mar 2026 10:00:00 GMT"

    def respond(request):
        if request.path.endswith("c3"):
            server.date = "Mon, 02 Mar 2026 10:00:07 GMT"
        return collection(request)

    server.respond = respond
    client = Watched(server.url).client
    client.concurrently(jobs())
    assert client.now == datetime(2026, 3, 2, 10, 0, 7, tzinfo=timezone.utc)
