# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests for decisions over HTTP: through the sideband API, and through an API gateway."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import NoDecision
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.access_requests import (
    AccessRequest,
    ApiGateway,
    Sideband,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.retry import Backoff
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.transport import Transport
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.conftest import DROP, STALL
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID, Clock

CREDENTIAL = "unit.gateway-credential.jwt"
ASKED = AccessRequest("GET", "https://api.example/orders?a=b", {"Accept": "*/*"}, "unit-token")
ECHO = {"method": "GET", "url": "https://api.example/orders?a=b", "http_version": "1.1", "headers": []}


def denial(code="403", headers=None):
    response = {"response_code": code, "response_status": "Forbidden", "http_version": "1.1"}
    return {**ECHO, "response": {**response, **({} if headers is None else {"headers": headers})}}


def parts(url, deadline=10, **settings):
    connection = Connection(ENVIRONMENT_ID, "", **{"timeout": 0.2, **settings})
    time = Clock()
    return Transport(connection, {"User-Agent": "me/1"}), lambda: Backoff(deadline, time.clock, time.sleep), time


def ask(url, about=ASKED, **settings):
    transport, backoff, _time = parts(url, **settings)
    return Sideband(transport, url + "/v1/environments/e", CREDENTIAL, backoff).ask(about)


def refused(url, **settings):
    with pytest.raises(NoDecision) as caught:
        ask(url, **settings)
    assert CREDENTIAL not in str(caught.value) and "unit-token" not in str(caught.value)
    return caught.value


def through(url, about, **settings):
    transport, backoff, time = parts(url, **settings)
    return ApiGateway(transport, backoff).ask(about), time


def test_what_is_sent_to_the_sideband_api(server):
    server.date = "Mon, 02 Mar 2026 10:00:00 GMT"
    server.answer(200, ECHO)
    answer = ask(server.url)
    assert (answer.status, answer.challenge) == (None, "")
    assert answer.now.isoformat() == "2026-03-02T10:00:00+00:00"
    assert answer.seconds > 0
    (request,) = server.requests
    assert str(request) == "POST /v1/environments/e/sideband/request"
    assert request.headers["CLIENT-TOKEN"] == CREDENTIAL
    assert "Authorization" not in request.headers
    assert request.json["headers"] == [
        {"host": "api.example"},
        {"accept": "*/*"},
        {"authorization": "Bearer unit-token"},
    ]
    assert 1 <= request.json["source_port"] <= 65535


def test_a_request_without_a_token(server):
    server.answer(200, ECHO)
    ask(server.url, ASKED._replace(token="", headers={}))
    assert server.requests[0].json["headers"] == [{"host": "api.example"}]


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ([{"WWW-Authenticate": "Bearer"}, {"x": "y"}], "Bearer"),
        ([{"www-authenticate": "Bearer"}, {"www-authenticate": "Basic"}], "Bearer, Basic"),
        ([], ""),
        (None, ""),
        ({"www-authenticate": "Bearer"}, ""),
        ([{"www-authenticate": 1}, "x"], ""),
    ],
)
def test_a_denial(server, headers, challenge):
    server.answer(200, denial("401", headers))
    answer = ask(server.url)
    assert (answer.status, answer.challenge) == (401, challenge)


def test_a_code_that_is_a_number(server):
    server.answer(200, denial(403))
    assert ask(server.url).status == 403


@pytest.mark.parametrize("code", ["", "forbidden", "99", "4031", "40000", "٤٠٣", None, True])
def test_a_code_that_is_no_status(server, code):
    server.answer(200, denial(code))
    error = refused(server.url)
    assert error.cause == "unexpected"
    assert "response.response_code should be an HTTP status" in str(error)


@pytest.mark.parametrize(
    "body", [{}, {"status": "up"}, {"method": "GET"}, {**ECHO, "response": None}, {**ECHO, "response": "403"}]
)
def test_a_response_that_is_no_decision(server, body):
    """Above all, it does not count as an allowed request."""
    server.answer(200, body)
    error = refused(server.url)
    assert error.cause == "unexpected"
    assert "Check service_url" in str(error)


def test_a_web_page(server):
    server.answer(200, "<html>Welcome</html>", Content_Type="text/html; charset=utf-8")
    error = refused(server.url)
    assert (error.cause, error.facts["status"]) == ("unexpected", 200)
    assert "text/html" in str(error) and "Check service_url;" in str(error) and "Welcome" not in str(error)


def test_a_web_page_with_an_error(server):
    server.respond = None
    for _attempt in range(4):
        server.answer(502, "<html>Bad gateway</html>", Content_Type="text/html")
    error = refused(server.url)
    assert error.as_data()["content_type"] == "text/html"
    assert "[HTTP 502]" in str(error) and "Gave up after 4 tries" in str(error) and "Bad gateway" not in str(error)


def test_a_redirect(server):
    server.answer(302, None, Location="https://elsewhere.example/x")
    error = refused(server.url)
    assert error.cause == "unexpected"
    assert "set service_url to the final address" in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_rejected_credential(server, status):
    server.answer(status, {"code": "ACCESS_FAILED", "message": f"{CREDENTIAL} is not good"})
    error = refused(server.url)
    assert (error.cause, error.facts["status"]) == ("credential_rejected", status)


def test_an_unknown_environment(server):
    server.answer(404, {"code": "NOT_FOUND"})
    assert "may not exist anymore" in str(refused(server.url))


def test_nobody_listens(nobody):
    error = refused(nobody)
    assert error.cause == "unreachable"
    assert "Check service_url, and the network" in str(error)


def test_lost_responses_are_requested_again(server):
    server.answer(trouble=DROP)
    server.answer(trouble=STALL)
    server.answer(200, ECHO)
    assert ask(server.url).status is None


def test_rate_limits_are_honored_until_the_deadline(server):
    server.answer(429, {"code": "LIMIT_EXCEEDED"}, Retry_After="3")
    server.answer(200, ECHO)
    assert ask(server.url).status is None
    for _attempt in range(3):
        server.answer(429, {"code": "LIMIT_EXCEEDED"}, Retry_After="4")
    error = refused(server.url)
    assert error.cause == "rate_limited"
    assert "at the retry_deadline of 10 s" in str(error)


# through an API gateway


def about(server, **changes):
    return ASKED._replace(url=f"{server.url}/orders?a=b", **changes)


def test_what_is_sent_to_a_gateway(server):
    server.answer(200, "not read", Content_Type="text/plain")
    answer, _time = through(server.url, about(server, headers={"X-Own": "1"}))
    assert answer.status == 200
    (request,) = server.requests
    assert str(request) == "GET /orders?a=b"
    assert request.headers["Authorization"] == "Bearer unit-token"
    assert (request.headers["X-Own"], request.headers["User-Agent"]) == ("1", "me/1")
    assert "CLIENT-TOKEN" not in request.headers


@pytest.mark.parametrize("status", [204, 302, 401, 403, 404, 500, 503])
def test_any_status_is_an_answer(server, status):
    server.answer(status, None, Location=f"{server.url}/elsewhere", WWW_Authenticate="Bearer")
    answer, time = through(server.url, about(server, token=""))
    assert (answer.status, answer.challenge) == (status, "Bearer")
    assert "Authorization" not in server.requests[0].headers
    assert len(server.requests) == 1 and time.sleeps == []


def test_a_rate_limit_of_a_gateway(server):
    server.answer(429, None, Retry_After="2")
    server.answer(200, None)
    answer, time = through(server.url, about(server))
    assert answer.status == 200 and 2 <= time.sleeps[0] <= 2.4
    for _attempt in range(3):
        server.answer(429, None, Retry_After="4")
    assert through(server.url, about(server))[0].status == 429


def test_a_gateway_that_nobody_runs(nobody):
    with pytest.raises(NoDecision) as caught:
        through(nobody, ASKED._replace(url=f"{nobody}/orders"))
    assert caught.value.cause == "unreachable"
    assert "Check the URL of the case, and the network" in str(caught.value)


def test_the_certificate_of_a_gateway(tls_server, authority):
    tls_server.answer(200, None)
    assert through(tls_server.url, about(tls_server), verify=authority)[0].status == 200
    with pytest.raises(NoDecision, match="certificate"):
        through(tls_server.url, about(tls_server), verify=True)
