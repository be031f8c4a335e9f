# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The management API's client: verbs, paging, retries, renewal of tokens, and what it says about failures."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    NeverConnected,
    OutcomeUnknown,
    ProtectedTarget,
    ReadOnlyViolation,
    ResponseLost,
    TokenRefused,
    UnexpectedResponse,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import paging as _paging
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Request
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    ENVIRONMENT_ID,
    ENVIRONMENT_PATH,
    TRANSACTION_ID,
    USER_AGENT,
    Watched,
    list_services,
)

EMPTY = {"_embedded": {"apiServers": []}}
REFUSED = {
    "id": "0b5f4f0d-6a6c-4f6e-8e3a-2b7f2b0d9a11",
    "code": "ACCESS_FAILED",
    "message": "The request could not be completed. You do not have access to this resource.",
}
NOW = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone.utc)


def environment(age_seconds=86400.0):
    created = NOW - timedelta(seconds=age_seconds)
    text = created.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": ENVIRONMENT_ID, "name": "Production", "createdAt": text}


def services(*names):
    return {"_embedded": {"apiServers": [{"id": name, "name": name} for name in names]}}


def names(items):
    return [item["name"] for item in items]


# verbs and headers


def test_verbs_and_paths(server):
    watched = Watched(server.url)
    server.answer(200, {"id": "1"})
    assert watched.client.get("apiServers", "1", "deployment", doing="read") == {"id": "1"}
    server.answer(201, {"id": "2"})
    assert watched.client.post("apiServers", doing="create", body={"name": "a"}) == {"id": "2"}
    server.answer(200, {"id": "3"})
    assert watched.client.put("apiServers", "3", doing="update", body={"name": "b"}) == {"id": "3"}
    server.answer(204)
    assert watched.client.delete("apiServers", "4", doing="delete") is None
    server.answer(200, EMPTY)
    assert list_services(watched) == []
    assert server.log == [
        "GET ~/apiServers/1/deployment",
        "POST ~/apiServers",
        "PUT ~/apiServers/3",
        "DELETE ~/apiServers/4",
        "GET ~/apiServers",
    ]
    assert server.api[1].json == {"name": "a"}
    assert server.api[2].json == {"name": "b"}
    assert watched.client.requests == 6
    assert watched.warnings == []


def test_paths_outside_of_the_environment(server):
    watched = Watched(server.url)
    server.answer(200, {"id": "L"})
    assert watched.client.get("organizations", "O", "licenses", "L/1", doing="read", from_root=True) == {"id": "L"}
    server.answer(200, {"id": "E"})
    assert watched.client.get(doing="read") == {"id": "E"}
    assert server.log == ["GET /v1/organizations/O/licenses/L%2F1", "GET ~"]


def test_path_segments_are_quoted(server):
    server.answer(200, {})
    Watched(server.url).client.get("apiServers", "a/../b?c#d", doing="read")
    assert server.log == ["GET ~/apiServers/a%2F..%2Fb%3Fc%23d"]


OUTSIDE = [(), ("",), ("", ""), ("apiServers", ""), ("", "1"), ("apiServers", "1", ""), ("apiServers", " ")]
STEPS_UP = [("apiServers", ".."), ("apiServers", "."), ("..",), ("apiServers", "1/../.."), ("apiServers", "1\\..")]


@pytest.mark.parametrize("path", [*OUTSIDE, *STEPS_UP, ("apiServers",)])
@pytest.mark.parametrize("verb", ["put", "delete"])
def test_nothing_but_an_object_is_replaced_or_deleted(server, verb, path):
    watched = Watched(server.url)
    with pytest.raises(ProtectedTarget, match="whole collection, which is never done"):
        getattr(watched.client, verb)(*path, doing="try", **({} if verb == "delete" else {"body": {}}))
    assert server.requests == []
    assert watched.client.requests == 0


@pytest.mark.parametrize("path", OUTSIDE + STEPS_UP)
def test_nothing_is_created_outside_of_a_collection(server, path):
    with pytest.raises(ProtectedTarget):
        Watched(server.url).client.post(*path, doing="try", body={})
    assert server.requests == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "PURGE"])
@pytest.mark.parametrize("ending", ["", "/", "//", "/%2E%2E", "?force=true"])
def test_whatever_the_verb_the_environment_itself_is_not_written(server, method, ending):
    client = Watched(server.url).client
    with pytest.raises(ProtectedTarget):
        client._request(Request(method, f"{server.url}{ENVIRONMENT_PATH}{ending}", "try"))
    with pytest.raises(ProtectedTarget):
        client._request(Request(method, f"{server.url}/v1/environments/another{ending}", "try"))
    assert server.requests == []


def test_headers_of_every_request(server):
    server.answer(200, EMPTY)
    list_services(Watched(server.url))
    for request in server.requests:
        assert request.headers["User-Agent"] == USER_AGENT
        assert request.headers["X-Ping-External-Transaction-ID"] == TRANSACTION_ID
        assert request.headers["Accept"] == "application/json"
    assert len(server.requests) == 2


def test_a_media_type(server):
    server.answer(200, {})
    Watched(server.url).client.post("x", doing="deploy", media_type="application/vnd.example+json")
    assert server.api[0].headers["Content-Type"] == "application/vnd.example+json"
    assert server.api[0].content == b""


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.post("apiServers", doing="create", body={}),
        lambda client: client.put("apiServers", "1", doing="update", body={}),
        lambda client: client.delete("apiServers", "1", doing="delete"),
    ],
)
def test_a_read_only_client_sends_no_writing_verb(server, write):
    watched = Watched(server.url, read_only=True)
    with pytest.raises(ReadOnlyViolation, match="forbidden in check mode"):
        write(watched.client)
    assert server.requests == []
    assert watched.client.requests == 0


def test_a_read_only_client_reads(server):
    server.answer(200, services("a"))
    assert names(list_services(Watched(server.url, read_only=True))) == ["a"]


# paging


def test_a_filter_is_quoted_and_its_pages_are_followed(server):
    first = services("a")
    first["_links"] = {"next": {"href": f"{server.url}{ENVIRONMENT_PATH}/apiServers?cursor=x"}}
    for page in (first, services("b")):
        server.answer(200, page)
    query = {"filter": 'name eq "A & \\"B\\""', "limit": "2"}
    found = Watched(server.url).client.list("apiServers", doing="look", query=query)
    assert names(found) == ["a", "b"]
    assert server.log == [
        "GET ~/apiServers?filter=name%20eq%20%22A%20%26%20%5C%22B%5C%22%22&limit=2",
        "GET ~/apiServers?cursor=x",
    ]


def test_the_first_page_alone(server):
    first = services("a", "b")
    first["_links"] = {"next": {"href": f"{server.url}{ENVIRONMENT_PATH}/apiServers?cursor=x"}}
    server.answer(200, first)
    client = Watched(server.url).client
    found, is_all = client.first_page("apiServers", doing="look", query={"limit": "2"})
    assert (names(found), is_all) == (["a", "b"], False)
    server.answer(200, services("c"))
    found, is_all = client.first_page("apiServers", doing="look")
    assert (names(found), is_all) == (["c"], True)
    assert server.log == ["GET ~/apiServers?limit=2", "GET ~/apiServers"]


def test_pages_are_followed(server):
    first, second, third = services("a", "b"), services("c"), services()
    first["_links"] = {"next": {"href": f"{server.url}{ENVIRONMENT_PATH}/apiServers?cursor=x%2By&limit=2"}}
    second["_links"] = {"next": {"href": f"{server.url}{ENVIRONMENT_PATH}/apiServers?cursor=z"}, "self": {"href": "?"}}
    third["_links"] = {"self": {"href": "?"}}
    for page in (first, second, third):
        server.answer(200, page)
    assert names(list_services(Watched(server.url))) == ["a", "b", "c"]
    assert server.log == [
        "GET ~/apiServers",
        "GET ~/apiServers?cursor=x%2By&limit=2",
        "GET ~/apiServers?cursor=z",
    ]
    assert {request.headers["Authorization"] for request in server.api} == {"Bearer issued-token-1"}


@pytest.mark.parametrize("links", [{}, {"next": None}, None])
def test_the_last_page(server, links):
    server.answer(200, {**services("a"), "_links": links})
    assert names(list_services(Watched(server.url))) == ["a"]


def test_the_token_never_goes_to_another_origin(server, other_server):
    server.answer(200, {**services("a"), "_links": {"next": {"href": f"{other_server.url}/v1/next"}}})
    with pytest.raises(ConnectionFailure) as caught:
        list_services(Watched(server.url))
    assert other_server.url in str(caught.value)
    assert "api_url" in str(caught.value)
    assert other_server.requests == []


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("http://", "https://"),
        lambda url: url.replace("127.0.0.1", "127.0.0.1.example.com"),
        lambda url: url.replace("127.0.0.1", "user@127.0.0.1"),
        lambda url: url.replace("127.0.0.1", "localhost"),
        lambda url: url.rsplit(":", 1)[0],
        lambda url: "ftp:" + url.split(":", 1)[1],
    ],
)
def test_what_counts_as_another_origin(server, change):
    server.answer(200, {**services("a"), "_links": {"next": {"href": change(server.url) + "/v1/next"}}})
    with pytest.raises(ConnectionFailure, match="next page"):
        list_services(Watched(server.url))
    assert len(server.api) == 1


def test_pages_in_a_circle_are_no_collection(server):
    here = f"{server.url}{ENVIRONMENT_PATH}/apiServers"
    server.answer(200, {**services("a"), "_links": {"next": {"href": f"{here}?cursor=1"}}})
    server.answer(200, {**services("b"), "_links": {"next": {"href": here}}})
    with pytest.raises(UnexpectedResponse, match="leads to a page that was already read"):
        list_services(Watched(server.url))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ({}, "_embedded should be an object, but is missing"),
        ({"a": 1}, "_embedded should be an object, but is missing"),
        ({"_embedded": None}, "_embedded should be an object, but is null"),
        ({"_embedded": []}, "_embedded should be an object, but is a list with 0 entries"),
        ({"_embedded": {}}, "_embedded.apiServers should be a list, but is missing"),
        ({"_embedded": {"apiServers": {}}}, "_embedded.apiServers should be a list, but is an object with 0 entries"),
        ({"_embedded": {"apiServers": [{}, 7]}}, "_embedded.apiServers[1] should be an object, but is the number 7"),
        ({**services("a"), "_links": []}, "_links should be an object, but is a list with 0 entries"),
        ({**services("a"), "_links": {"next": {}}}, "_links.next.href should be a text, but is missing"),
        ({**services("a"), "_links": {"next": "/x"}}, '_links.next should be an object, but is the text "/x"'),
        ({**services("a"), "_links": {"next": {"href": ""}}}, "_links.next.href should be an absolute URL, but is"),
        ({**services("a"), "_links": {"next": {"href": "/v1"}}}, "_links.next.href should be an absolute URL, but is"),
        ({**services("a"), "_links": {"next": {"href": "http://[a"}}}, "should be an absolute URL, but is"),
        ({**services("a"), "_links": {"next": {"href": "http://a:99999"}}}, "should be an absolute URL, but is"),
        ({**services("a"), "count": "2"}, 'count should be a whole number, but is the text "2"'),
        ({**services("a"), "count": 2}, "_embedded.apiServers should be a list of 2 items, but contains 1"),
    ],
)
def test_an_answer_that_is_no_page(server, page, text):
    server.answer(200, page)
    with pytest.raises(UnexpectedResponse) as caught:
        list_services(Watched(server.url))
    assert f"the response to GET {ENVIRONMENT_PATH}/apiServers cannot be used: " in str(caught.value)
    assert text in str(caught.value)


def test_the_smallest_count_of_all_pages_holds(server):
    """Somebody may have deleted an object in between."""
    here = f"{server.url}{ENVIRONMENT_PATH}/apiServers"
    server.answer(200, {**services("a"), "count": 3, "_links": {"next": {"href": f"{here}?cursor=1"}}})
    server.answer(200, {**services("b"), "count": 2})
    assert names(list_services(Watched(server.url))) == ["a", "b"]


def test_the_count_of_a_filtered_collection_is_not_looked_at(server):
    server.answer(200, {**services("a"), "count": 3})
    query = {"filter": 'name eq "a"'}
    found = Watched(server.url).client.list("apiServers", doing="look", query=query)
    assert names(found) == ["a"]


def test_a_server_that_always_names_a_further_page_is_not_followed_for_ever(server, monkeypatch):
    monkeypatch.setattr(_paging, "MOST_PAGES", 3)
    for number in range(3):
        server.answer(200, {**services(), "_links": {"next": {"href": f"{server.url}/v1/{number}"}}})
    with pytest.raises(UnexpectedResponse, match="leads to a page that was already read"):
        list_services(Watched(server.url))


# 401


def test_an_expired_token_is_renewed_once(server):
    server.answer(401, REFUSED)
    server.answer(200, services("a"))
    watched = Watched(server.url)
    assert names(list_services(watched)) == ["a"]
    assert [request.headers["Authorization"] for request in server.api] == [
        "Bearer issued-token-1",
        "Bearer issued-token-2",
    ]
    assert watched.secrets == ["issued-token-1", "issued-token-2"]
    assert watched.client.requests == 4


def test_a_post_is_replayed_after_401_too(server):
    server.answer(401, REFUSED)
    server.answer(201, {"id": "1"})
    assert Watched(server.url).client.post("apiServers", doing="create", body={"name": "a"}) == {"id": "1"}
    assert [request.json for request in server.api] == [{"name": "a"}] * 2


def test_a_second_401_is_final(server):
    server.answer(401, REFUSED)
    server.answer(401, REFUSED)
    server.answer(200, environment())
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    assert caught.value.status == 401
    assert "worker application" in str(caught.value)
    assert len(server.token_requests) == 2
    assert server.log == ["GET ~/apiServers"] * 2 + ["GET ~"]


def test_a_token_that_was_given_is_not_renewed(server):
    server.answer(401, REFUSED)
    server.answer(401, REFUSED)
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url, access_token="given-token"))
    assert "The access_token is expired" in str(caught.value)
    assert "given-token" not in str(caught.value)
    assert server.token_requests == []
    assert server.log == ["GET ~/apiServers", "GET ~"]


def test_a_renewal_that_is_refused(server):
    server.answer(401, REFUSED)
    server.token_answer(200, {"access_token": "first"})
    server.token_answer(401, {"error": "invalid_client"})
    with pytest.raises(TokenRefused):
        list_services(Watched(server.url))


# the environment


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_missing_environment_is_named(server, status):
    server.answer(status, REFUSED)
    if status == 401:
        server.answer(status, REFUSED)
    server.answer(404, {"code": "NOT_FOUND", "message": "The requested resource was not found."})
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    assert f"the environment {ENVIRONMENT_ID} was not found." in str(caught.value)
    assert "PINGONE_TARGET_ENVIRONMENT_ID" in str(caught.value)
    assert caught.value.status == status
    assert server.log[-1] == "GET ~"
    assert server.log.count("GET ~") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@pytest.mark.parametrize("answer", [(200, environment()), (403, REFUSED), (500, {}), (200, "<html>"), (302, None)])
def test_an_environment_that_is_there_or_unknown_changes_nothing(server, status, answer):
    server.answer(status, REFUSED)
    if status == 401:
        server.answer(status, REFUSED)
    server.answer(*answer)
    if (status, *answer) == (403, 200, environment()):
        server.answer(403, REFUSED)  # its capabilities
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    assert caught.value.status == status
    assert "was not found" not in str(caught.value)
    assert "You do not have access to this resource" in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"canUseApiAccessManagement": False}), "The license of this environment does not include"),
        ((200, {"canUseApiAccessManagement": True}), "from the role Environment Admin for this environment (a role"),
        ((200, {"canUseApiAccessManagement": "no"}), "the license of the environment may lack"),
        ((200, {}), "the license of the environment may lack"),
        ((403, REFUSED), "the license of the environment may lack"),
        ((500, {}), "the license of the environment may lack"),
        ((200, "<html>"), "the license of the environment may lack"),
    ],
)
def test_what_the_license_says_after_a_refusal(server, answer, words):
    server.answer(403, REFUSED)
    server.answer(200, environment())
    server.answer(*answer)
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    assert words in str(caught.value)
    assert (answer[1] == {"canUseApiAccessManagement": True}) == ("license" not in str(caught.value))
    assert server.log[-1] == "GET ~/capabilities"


@pytest.mark.parametrize("status", [405, 409, 415, 422])
def test_the_environment_is_not_asked_after_other_errors(server, status):
    server.answer(status, REFUSED)
    with pytest.raises(ApiError):
        list_services(Watched(server.url))
    assert server.log == ["GET ~/apiServers"]


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_young_environment_is_given_time(server, status, method):
    server.date = format_datetime(NOW, usegmt=True)
    for _number in range(2):
        server.answer(status, REFUSED)
        server.answer(200, environment(age_seconds=20))
    server.answer(200, EMPTY)
    watched = Watched(server.url)
    if method == "GET":
        list_services(watched)
    else:
        watched.client.post("apiServers", doing="create", body={})
    assert server.log == [f"{method} ~/apiServers", "GET ~"] * 2 + [f"{method} ~/apiServers"]
    assert len(watched.time.sleeps) == 2


@pytest.mark.parametrize(
    "found",
    [environment(61), environment(86400), {}, {"createdAt": "then"}, {"createdAt": None}, {"createdAt": "2026-03-02"}],
)
def test_an_environment_that_is_not_young_is_not_waited_for(server, found):
    server.date = format_datetime(NOW, usegmt=True)
    server.answer(404, REFUSED)
    server.answer(200, found)
    watched = Watched(server.url)
    with pytest.raises(ApiError):
        list_services(watched)
    assert watched.time.sleeps == []


def test_a_young_environment_does_not_wait_after_400(server):
    server.date = format_datetime(NOW, usegmt=True)
    server.answer(400, REFUSED)
    server.answer(200, environment(age_seconds=20))
    with pytest.raises(ApiError):
        list_services(Watched(server.url))


def test_a_young_environment_is_not_waited_for_beyond_the_deadline(server):
    server.date = format_datetime(NOW, usegmt=True)
    for _number in range(3):
        server.answer(404, REFUSED)
        server.answer(200, environment(age_seconds=20))
    watched = Watched(server.url, retry_deadline=5)
    with pytest.raises(ApiError, match="retry_deadline of 5 s"):
        list_services(watched)
    assert sum(watched.time.sleeps) < 5


# deleting


def test_what_is_gone_already_is_deleted(server):
    server.answer(404, {"code": "NOT_FOUND"})
    Watched(server.url).client.delete("apiServers", "1", doing="delete")
    assert server.log == ["DELETE ~/apiServers/1"]


def test_a_delete_whose_answer_was_lost_is_repeated(server):
    server.answer(trouble="drop")
    server.answer(404, {"code": "NOT_FOUND"})
    Watched(server.url).client.delete("apiServers", "1", doing="delete")
    assert server.log == ["DELETE ~/apiServers/1"] * 2


def test_a_delete_that_is_refused(server):
    server.answer(400, {"code": "REQUEST_FAILED", "message": "in use"})
    server.answer(200, environment())
    with pytest.raises(ApiError, match="in use"):
        Watched(server.url).client.delete("apiServers", "1", doing="delete")


# retries


@pytest.mark.parametrize("status", [408, 429, 500, 501, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_trouble_is_retried(server, status, method):
    server.answer(status, {})
    server.answer(200, {"id": "1"})
    watched = Watched(server.url)
    if method == "GET":
        watched.client.get("apiServers", "1", doing="read")
    elif method == "PUT":
        watched.client.put("apiServers", "1", doing="update", body={"name": "a"})
        assert [request.json for request in server.api] == [{"name": "a"}] * 2
    else:
        watched.client.delete("apiServers", "1", doing="delete")
    assert server.log == [f"{method} ~/apiServers/1"] * 2
    assert watched.client.requests == 3
    assert watched.warnings == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_post_that_was_not_processed_is_repeated(server, status):
    server.answer(status, {}, Retry_After="3")
    server.answer(200, EMPTY)
    server.answer(201, {"id": "1"})
    watched = Watched(server.url)
    made = watched.client.post("apiServers", doing="create", body={"name": "a"}, look_up=lambda: found_in(watched))
    assert made == {"id": "1"}
    assert server.log == ["POST ~/apiServers", "GET ~/apiServers", "POST ~/apiServers"]
    assert [server.api[number].json for number in (0, 2)] == [{"name": "a"}] * 2
    assert 3 <= watched.time.sleeps[0] <= 3.6


def found_in(watched):
    """The first API service."""
    return next(iter(list_services(watched)), None)


@pytest.mark.parametrize("status", [408, 429, 500, 501, 502, 503, 504])
def test_a_post_that_was_processed_after_all_is_not_repeated(server, status):
    server.answer(status, {})
    server.answer(200, services("a"))
    watched = Watched(server.url)
    made = watched.client.post("apiServers", doing="create", body={"name": "a"}, look_up=lambda: found_in(watched))
    assert made["id"] == "a"
    assert server.log == ["POST ~/apiServers", "GET ~/apiServers"]


def test_looking_a_post_up_shares_its_time(server):
    server.answer(503, {}, Retry_After="20")
    server.answer(429, {}, Retry_After="20")
    server.answer(200, EMPTY)
    server.answer(503, {}, Retry_After="20")
    server.answer(429, {}, Retry_After="20")
    watched = Watched(server.url, retry_deadline=50.0)
    with pytest.raises(OutcomeUnknown):
        watched.client.post("apiServers", doing="create", body={}, look_up=lambda: found_in(watched))
    assert sum(watched.time.sleeps) < 50
    assert len(watched.warnings) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 501, 502, 503, 504])
def test_a_post_that_may_have_been_processed_is_not_repeated(server, status):
    server.answer(status, {})
    watched = Watched(server.url)
    with pytest.raises(OutcomeUnknown) as caught:
        watched.client.post("apiServers", doing="create API service", body={})
    assert str(caught.value).startswith("Could not create API service: ")
    assert f"HTTP {status}" in str(caught.value)
    assert caught.value.as_data()["status"] == status
    assert len(server.api) == 1
    assert watched.time.sleeps == []


def test_a_post_of_unknown_outcome_has_the_id_for_support(server):
    body = {"id": "0b5f4f0d-6a6c-4f6e-8e3a-2b7f2b0d9a11", "code": "UNEXPECTED_ERROR", "message": "An error occurred."}
    server.answer(500, body)
    with pytest.raises(OutcomeUnknown) as caught:
        Watched(server.url).client.post("apiServers", doing="create API service", body={})
    for part in (body["id"], "UNEXPECTED_ERROR"):
        assert part in str(caught.value)
    assert caught.value.as_data()["error_id"] == body["id"]


@pytest.mark.parametrize("trouble", ["drop", "truncate"])
def test_a_post_whose_answer_is_lost_is_not_repeated(server, trouble):
    server.answer(201, {"id": "1"}, trouble=trouble)
    with pytest.raises(OutcomeUnknown) as caught:
        Watched(server.url).client.post("apiServers", doing="create API service", body={})
    assert caught.value.as_data() == {"kind": "outcome_unknown", "host": server.url}
    assert len(server.api) == 1


@pytest.mark.parametrize(("body", "kind"), [("<html>", "text/html"), ('{"id": ', "application/json")])
def test_a_post_with_an_unreadable_answer_is_not_repeated(server, body, kind):
    server.answer(201, body, Content_Type=kind)
    with pytest.raises(OutcomeUnknown):
        Watched(server.url).client.post("apiServers", doing="create API service", body={})
    assert len(server.api) == 1


def test_a_post_that_never_connected_is_repeated(nobody, server):
    watched = Watched(nobody, token_url=f"{server.url}/as/token")
    with pytest.raises(NeverConnected):
        watched.client.post("apiServers", doing="create", body={})
    assert watched.client.requests == 4
    assert len(watched.time.sleeps) == 2


@pytest.mark.parametrize("trouble", ["drop", "truncate"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_lost_answer_is_asked_for_again(server, trouble, method):
    server.answer(200, {"id": "1"}, trouble=trouble)
    server.answer(200, {"id": "1"})
    client = Watched(server.url).client
    if method == "GET":
        client.get("apiServers", "1", doing="read")
    else:
        client.put("apiServers", "1", doing="update", body={})
    assert len(server.api) == 2


def test_json_that_was_cut_off_is_asked_for_again(server):
    server.answer(200, '{"id": ')
    server.answer(200, {"id": "1"})
    assert Watched(server.url).client.get("apiServers", "1", doing="read") == {"id": "1"}


def test_a_page_instead_of_json_is_told_at_once(server):
    server.answer(200, "<html>", Content_Type="text/html")
    with pytest.raises(ConnectionFailure, match="sign-in page"):
        list_services(Watched(server.url))


@pytest.mark.parametrize(("status", "part"), [(429, "rate limit"), (503, "PingOne has a problem")])
def test_at_the_deadline_it_is_said(server, status, part):
    for _number in range(4):
        server.answer(status, {"code": "X", "message": "busy"})
    watched = Watched(server.url, retry_deadline=10)
    with pytest.raises(ApiError) as caught:
        list_services(watched)
    assert f"busy. [HTTP {status}, X, ID for support {TRANSACTION_ID}]" in str(caught.value)
    assert "Gave up after 4 tries, at the retry_deadline of 10 s." in str(caught.value)
    assert part in str(caught.value)
    assert sum(watched.time.sleeps) < 10


def test_at_the_deadline_it_is_said_for_lost_connections_too(server):
    for _number in range(4):
        server.answer(trouble="drop")
    with pytest.raises(ResponseLost) as caught:
        list_services(Watched(server.url, retry_deadline=10))
    assert "4 tries" in str(caught.value)
    assert "retry_deadline" in str(caught.value)


def test_a_refusal_is_not_said_to_have_been_retried(server):
    server.answer(409, {"code": "X"})
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    assert "tries" not in str(caught.value)


@pytest.mark.parametrize(("seconds", "warned"), [("9", False), ("11", True)])
def test_a_long_wait_is_announced(server, monkeypatch, seconds, warned):
    monkeypatch.setattr(random, "uniform", lambda least, most: least)
    server.answer(429, {}, Retry_After=seconds)
    server.answer(200, EMPTY)
    watched = Watched(server.url)
    list_services(watched)
    assert bool(watched.warnings) is warned
    if warned:
        assert watched.warnings == ["Waited 11 s for PingOne to list API services (1 retry)."]


def test_a_long_wait_is_announced_before_a_failure_too(server):
    server.answer(429, {}, Retry_After="20")
    server.answer(409, {})
    watched = Watched(server.url)
    with pytest.raises(ApiError):
        list_services(watched)
    assert len(watched.warnings) == 1


def test_every_call_has_a_deadline_of_its_own(server):
    watched = Watched(server.url, retry_deadline=10)
    for _number in range(3):
        server.answer(429, {}, Retry_After="6")
        server.answer(200, EMPTY)
        list_services(watched)
    assert len(watched.time.sleeps) == 3


# failures


def test_an_error_is_decoded(server):
    body = {
        "id": "e-1",
        "code": "INVALID_DATA",
        "message": "One or more validation errors were in the request.",
        "details": [
            {
                "code": "SIZE_LIMIT_EXCEEDED",
                "target": "name",
                "message": "is too long",
                "innerError": {"maximumValue": 256},
            }
        ],
    }
    server.answer(400, body)
    server.answer(200, environment())
    with pytest.raises(ApiError) as caught:
        Watched(server.url).client.post("apiServers", doing='create API service "x"', body={})
    assert str(caught.value) == (
        'Could not create API service "x": name: is too long (maximumValue 256).'
        " [HTTP 400, INVALID_DATA, ID for support e-1]"
    )
    data = caught.value.as_data()
    assert data["transaction_id"] == TRANSACTION_ID
    assert data["error_id"] == "e-1"


def test_nothing_secret_in_failures(server):
    server.answer(403, {"code": "ACCESS_FAILED"}, X_Secret="header-secret")
    server.answer(200, environment())
    server.answer(200, {"canUseApiAccessManagement": False})
    with pytest.raises(ApiError) as caught:
        list_services(Watched(server.url))
    for secret in ("issued-token", "header-secret"):
        assert secret not in str(caught.value)
        assert secret not in str(caught.value.as_data())


@pytest.mark.parametrize(
    "token", ["unit-test-token-0123456789\n", "unit-test-token-0123456789\r\nX: y", "unit-test-token-0123456789€"]
)
def test_a_token_that_fits_no_header_is_not_repeated(server, token):
    with pytest.raises(ConnectionFailure) as caught:
        list_services(Watched(server.url, access_token=token))
    assert "unit-test-token" not in str(caught.value)
    assert "unit-test-token" not in str(caught.value.as_data())


def test_a_certificate_that_is_not_trusted_is_told_at_once(tls_server):
    watched = Watched(tls_server.url, access_token="given-token")
    with pytest.raises(ConnectionFailure, match="TLS certificate"):
        list_services(watched)
    assert watched.time.sleeps == []


def test_own_authority(tls_server, authority):
    tls_server.answer(200, EMPTY)
    assert list_services(Watched(tls_server.url, verify=authority)) == []
