# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the client gets its access token, and what it says when it gets none."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    OutcomeUnknown,
    TokenRefused,
    UnexpectedResponse,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.token import client_secret_basic
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    CLIENT_ID,
    CLIENT_SECRET,
    WORKER_ENVIRONMENT_ID,
    Watched,
    list_services,
    session_of_a_task,
)

EMPTY = {"_embedded": {"apiServers": []}}


def refused(server, **overrides):
    with pytest.raises(TokenRefused) as caught:
        list_services(Watched(server.url, retry_deadline=1, **overrides))
    assert server.api == []
    text = str(caught.value)
    assert text.startswith(f"Could not get an access token for client {CLIENT_ID}: ")
    assert CLIENT_SECRET not in text
    assert CLIENT_SECRET not in str(caught.value.as_data())
    return caught.value


def test_basic(server):
    server.answer(200, EMPTY)
    watched = Watched(server.url, client_secret="a b:ü~")
    list_services(watched)
    (request,) = server.token_requests
    assert str(request) == f"POST /{WORKER_ENVIRONMENT_ID}/as/token"
    assert request.form == {"grant_type": "client_credentials"}
    assert base64.b64decode(request.headers["Authorization"].split()[1]).decode() == f"{CLIENT_ID}:a%20b%3A%C3%BC~"


def test_basic_credentials_are_form_encoded_first():
    scheme, _space, value = client_secret_basic("the client:1", "pä+ %/~ss").partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(value) == b"the%20client%3A1:p%C3%A4%2B%20%25%2F~ss"


def test_post(server):
    server.answer(200, EMPTY)
    list_services(Watched(server.url, client_auth_method="post"))
    (request,) = server.token_requests
    assert request.form == {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("method", ["basic", "post"])
def test_netrc_changes_nothing(monkeypatch, tmp_path, server, method):
    file = tmp_path / ".netrc"
    file.write_text("default login intruder password intrusion\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    monkeypatch.setenv("HOME", str(tmp_path))
    server.answer(200, EMPTY)
    list_services(Watched(server.url, client_auth_method=method))
    basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    assert server.token_requests[0].headers["Authorization"] == (basic if method == "basic" else None)
    assert server.api[0].headers["Authorization"] == "Bearer issued-token-1"


def test_one_token_serves_all_requests_and_is_registered_before_its_use(server):
    server.answer(200, EMPTY)
    server.answer(200, EMPTY)
    watched = Watched(server.url)
    assert server.requests == []
    list_services(watched)
    list_services(watched)
    assert len(server.token_requests) == 1
    assert watched.secrets == ["issued-token-1"]
    assert [request.headers["Authorization"] for request in server.api] == ["Bearer issued-token-1"] * 2


def test_a_token_that_was_given_needs_no_request(server):
    server.answer(200, EMPTY)
    watched = Watched(server.url, access_token="given-token")
    list_services(watched)
    assert server.token_requests == []
    assert server.api[0].headers["Authorization"] == "Bearer given-token"


def test_tokens_are_asked_for_again_after_trouble(server):
    for status in (500, 503, 429, 502):
        server.token_answer(status, {})
    server.token_answer(trouble="drop")
    server.answer(200, EMPTY)
    watched = Watched(server.url)
    list_services(watched)
    assert len(server.token_requests) == 6


def test_the_wait_for_a_token_is_announced(server):
    server.token_answer(503, {}, Retry_After="12")
    server.answer(200, EMPTY)
    watched = Watched(server.url)
    list_services(watched)
    assert len(watched.warnings) == 1
    assert f"Waited {watched.time.sleeps[0]:.0f} s" in watched.warnings[0]
    assert 12 <= watched.time.sleeps[0] <= 14.4


def test_one_deadline_for_the_token_and_the_request(server):
    for _number in range(2):
        server.token_answer(503, {}, Retry_After="8")
    for _number in range(2):
        server.answer(503, {}, Retry_After="8")
    watched = Watched(server.url, retry_deadline=30)
    with pytest.raises(ApiError, match="retry_deadline of 30 s"):
        list_services(watched)
    assert len(watched.time.sleeps) == 3


@pytest.mark.parametrize(("method", "other"), [("basic", "post"), ("post", "basic")])
def test_another_authentication_method(server, method, other):
    description = (
        "Request denied: Unsupported authentication method (Correlation ID: 0D6F7E0B-1111-4222-8333-444455556666)"
    )
    server.token_answer(401, {"error": "invalid_client", "error_description": description})
    error = refused(server, client_auth_method=method)
    assert f"client_auth_method: {other}" in str(error)
    assert "[HTTP 401, invalid_client, ID for support 0D6F7E0B-1111-4222-8333-444455556666]" in str(error)
    assert error.as_data() == {
        "kind": "token",
        "status": 401,
        "code": "invalid_client",
        "error_id": "0D6F7E0B-1111-4222-8333-444455556666",
    }


def test_a_wrong_secret(server):
    body = {"error": "invalid_client", "error_description": f"the secret {CLIENT_SECRET} is wrong"}
    server.token_answer(401, body)
    assert "client_secret is wrong" in str(refused(server))
    assert len(server.token_requests) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, {"code": "NOT_FOUND"}), (404, "<html>"), (403, {"message": "Invalid key=value pair"}), (400, {"id": "x"})],
)
def test_an_unknown_environment(server, status, body):
    server.token_answer(status, body)
    error = refused(server, region="EU")
    assert f"does not know the environment {WORKER_ENVIRONMENT_ID} (region EU)" in str(error)
    assert "auth_environment_id" in str(error)


def test_no_roles(server):
    server.token_answer(403, {"error": "access_denied", "error_description": "no role assignments"})
    assert "has no roles" in str(refused(server))


def test_trouble_that_stays(server):
    server.token_answer(503, {})
    assert "not available" in str(refused(server))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "is missing"),
        ({"token": "x"}, "is missing"),
        ({"access_token": None}, "value is not shown"),
        ({"access_token": ""}, "value is not shown"),
        ({"access_token": 7171}, "value is not shown"),
        ({"access_token": "two words"}, "value is not shown"),
        ({"access_token": ["7171"]}, "value is not shown"),
        ({"access_token": "ünicode-7171"}, "value is not shown"),
        ({"access_token": "7171\ud800"}, "value is not shown"),
        ([{"access_token": "7171"}], "a list with 1 entries"),
    ],
)
def test_an_answer_without_a_token(server, body, text):
    server.token_answer(200, body)
    with pytest.raises(UnexpectedResponse) as caught:
        list_services(Watched(server.url))
    assert f"the response to POST /{WORKER_ENVIRONMENT_ID}/as/token cannot be used" in str(caught.value)
    assert text in str(caught.value)
    assert "7171" not in str(caught.value.as_data()) + str(caught.value)
    assert server.api == []


@pytest.mark.parametrize("lifetime", [None, "3600", -1, 10**400, float("inf"), [], {}, True])
def test_an_odd_lifetime_does_not_matter(server, tmp_path, lifetime):
    server.token_answer(200, {"access_token": "a-token", "expires_in": lifetime})
    server.answer(200, EMPTY)
    with session_of_a_task(str(tmp_path / "session-x.json")) as session:
        list_services(Watched(server.url, session=session))
    assert server.api[-1].headers["Authorization"] == "Bearer a-token"


@pytest.mark.parametrize("error", [None, 7, {"a": 1}, [], ["x"], True, "\ud800", 10000 * "x"])
def test_an_odd_error(server, error):
    server.token_answer(401, {"error": error, "error_description": error})
    assert "HTTP 401" in str(refused(server))


def test_a_page_instead_of_a_token_is_told_at_once(server):
    """Another try would not mend a wrong auth_url."""
    for _number in range(3):
        server.token_answer(200, "<html>Sign in</html>", Content_Type="text/html")
    watched = Watched(server.url)
    with pytest.raises(ConnectionFailure, match="sign-in page"):
        list_services(watched)
    server.tokens.clear()
    assert watched.time.sleeps == []
    assert len(server.token_requests) == 1


def test_without_a_token_a_post_was_not_sent(server):
    """So its outcome is known."""
    for _number in range(5):
        server.token_answer(trouble="drop")
    watched = Watched(server.url, retry_deadline=2)
    with pytest.raises(ConnectionFailure) as caught:
        watched.client.post("apiServers", doing="create API service", body={})
    server.tokens.clear()
    assert not isinstance(caught.value, OutcomeUnknown)
    assert "Gave up after 2 tries, at the retry_deadline of 2 s." in str(caught.value)
    assert server.api == []


def test_attempts_for_a_token_are_not_taken_from_the_request(server, nobody):
    for _number in range(2):
        server.token_answer(503, {})
    watched = Watched(nobody, token_url=f"{server.url}/as/token")
    with pytest.raises(ConnectionFailure, match="cannot be reached"):
        list_services(watched)
    assert len(server.token_requests) == 3
    assert watched.client.requests == 3 + 3


def test_an_authorization_server_that_is_not_there_is_tried_three_times(server, nobody):
    watched = Watched(server.url, token_url=f"{nobody}/as/token")
    with pytest.raises(ConnectionFailure, match="cannot be reached"):
        list_services(watched)
    assert watched.client.requests == 3


def test_redirects_are_not_followed(server, other_server):
    server.token_answer(307, None, Location=f"{other_server.url}/as/token")
    with pytest.raises(ConnectionFailure, match="Redirects are not followed"):
        list_services(Watched(server.url))
    assert other_server.requests == []
