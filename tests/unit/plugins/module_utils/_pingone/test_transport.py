# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP exchange: what goes over the wire, and how each way of failing is told."""

from __future__ import annotations

import base64
import builtins
import sys

import pytest
import requests
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    MissingLibrary,
    NeverConnected,
    ResponseLost,
    UnexpectedOutcome,
    UnexpectedResponse,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Request, Response
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.token import client_secret_basic
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.transport import Transport
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID

DOING = "read something"
BEARER = "Bearer unit-token"


def transport_to(url, **settings):
    connection = Connection(environment_id=ENVIRONMENT_ID, api_url=url, **settings)
    return Transport(connection, {"User-Agent": "me/1", "Accept": "application/json", "X-Extra": "x"})


def send(server, method="GET", path="/v1/thing", authorization=BEARER, settings=None, **arguments):
    url = server if isinstance(server, str) else server.url
    return transport_to(url, **(settings or {})).send(Request(method, url + path, DOING, **arguments), authorization)


def failing(kind, server, *parts, **arguments):
    """Send what must fail with exactly this kind of failure; its message has these parts."""
    with pytest.raises(ConnectionFailure) as caught:
        send(server, **arguments)
    assert caught.type is kind, caught.value
    text = str(caught.value)
    assert text.startswith(f"Could not {DOING}: ")
    for part in parts:
        assert part in text
    assert "unit-token" not in text
    return caught.value


def test_an_exchange(server):
    server.answer(200, {"a": 1}, X_Answer="y")
    answer = send(server, method="PUT", body={"b": [2]})
    assert (answer.status, answer.json, answer.ok) == (200, {"a": 1}, True)
    assert answer.headers["x-answer"] == "y"
    (request,) = server.requests
    assert str(request) == "PUT /v1/thing"
    assert request.json == {"b": [2]}
    assert request.headers["Authorization"] == "Bearer unit-token"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"] == "me/1"
    assert request.headers["Accept"] == "application/json"
    assert request.headers["X-Extra"] == "x"


def test_a_media_type_is_sent_without_a_body(server):
    server.answer(200, {})
    send(server, method="POST", media_type="application/vnd.pingidentity.apiserver.deploy+json")
    (request,) = server.requests
    assert request.headers["Content-Type"] == "application/vnd.pingidentity.apiserver.deploy+json"
    assert request.headers["Content-Length"] == "0"
    assert request.content == b""


def test_a_form(server):
    server.answer(200, {})
    send(server, method="POST", authorization="", form={"a": "1 2", "b": "ü&="})
    (request,) = server.requests
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in request.headers
    assert request.form == {"a": "1 2", "b": "ü&="}


@pytest.mark.parametrize(
    ("status", "ok"), [(200, True), (201, True), (204, True), (400, False), (404, False), (500, False)]
)
def test_statuses(status, ok):
    assert Response(status, {}, {}).ok is ok


def test_sent_requests_are_counted(server, nobody):
    server.answer(200, {})
    server.answer(500, {})
    one = transport_to(server.url)
    assert one.sent == 0
    for _number in range(2):
        one.send(Request("GET", f"{server.url}/v1/thing", DOING), BEARER)
    with pytest.raises(NeverConnected):
        one.send(Request("GET", nobody, DOING), BEARER)
    assert one.sent == 3


def test_cookies_are_not_sent_back(server):
    one = transport_to(server.url)
    for _number in range(2):
        server.answer(200, {}, Set_Cookie="session=1; Path=/")
        one.send(Request("GET", f"{server.url}/v1/thing", DOING), BEARER)
    assert [request.headers.get("Cookie") for request in server.requests] == [None, None]


def test_one_connection_serves_many_requests(server):
    seen = set()
    one = transport_to(server.url)
    for _number in range(3):
        server.answer(200, {})
        one.send(Request("GET", f"{server.url}/v1/thing", DOING), BEARER)
        (pool,) = one._session.adapters["http://"].poolmanager.pools._container.values()
        seen.add(pool.num_connections)
    assert seen == {1}


# credentials


@pytest.fixture(params=["NETRC", "HOME"])
def hostile_netrc(request, monkeypatch, tmp_path):
    """A ~/.netrc that knows a password for every host of these tests."""
    file = tmp_path / ".netrc"
    file.write_text("machine 127.0.0.1 login intruder password intrusion\ndefault login intruder password intrusion\n")
    file.chmod(0o600)
    monkeypatch.setenv(request.param, str(file) if request.param == "NETRC" else str(tmp_path))
    # The trap works: the library alone walks into it.
    assert requests.utils.get_netrc_auth("http://127.0.0.1:1/") == ("intruder", "intrusion")
    return file


@pytest.mark.parametrize(
    ("authorization", "header"),
    [
        (BEARER, "Bearer unit-token"),
        (client_secret_basic("a", "b"), "Basic " + base64.b64encode(b"a:b").decode()),
        ("", None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_netrc_changes_nothing(hostile_netrc, server, method, authorization, header):
    server.answer(200, {})
    send(server, method=method, authorization=authorization)
    assert server.requests[0].headers["Authorization"] == header


# certificates


@pytest.fixture(params=["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def ca_variable(request):
    return request.param


@pytest.mark.parametrize("verify", ["own.pem", False])
@pytest.mark.parametrize("bundle", ["/nowhere/bundle.pem", "/dev/null"])
def test_verify_belongs_to_every_request(monkeypatch, ca_variable, bundle, verify):
    """What reaches the adapter is what counts: there, the library has merged the environment's settings in."""
    monkeypatch.setenv(ca_variable, bundle)
    seen = []

    def record(self, request, verify=True, **ignored):
        seen.append(verify)
        response = requests.Response()
        response.status_code, response.request, response.url = 204, request, request.url
        response._content = b""
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", record)
    one = transport_to("https://a.example", verify=verify)
    for method in ("GET", "POST", "PUT", "DELETE"):
        one.send(Request(method, "https://a.example/v1/thing", DOING), BEARER)
    assert seen == [verify] * 4


def test_ca_path_is_used_whatever_the_environment_says(monkeypatch, ca_variable, tls_server, authority, stranger):
    monkeypatch.setenv(ca_variable, stranger)
    tls_server.answer(200, {"a": 1})
    assert send(tls_server, settings={"verify": authority}).json == {"a": 1}
    monkeypatch.setenv(ca_variable, "/nowhere/bundle.pem")
    tls_server.answer(200, {"a": 2})
    assert send(tls_server, settings={"verify": authority}).json == {"a": 2}


def test_the_environment_does_not_make_ca_path_laxer(monkeypatch, ca_variable, tls_server, authority, stranger):
    monkeypatch.setenv(ca_variable, authority)
    failing(ConnectionFailure, tls_server, "TLS certificate", settings={"verify": stranger})


def test_verification_can_be_switched_off(monkeypatch, ca_variable, tls_server, stranger):
    monkeypatch.setenv(ca_variable, stranger)
    tls_server.answer(200, {})
    with pytest.warns(Warning, match="Unverified HTTPS request"):
        assert send(tls_server, settings={"verify": False}).ok


def test_verification_is_on(tls_server):
    error = failing(ConnectionFailure, tls_server, "TLS certificate", "ca_path", "PINGONE_CA_PATH")
    assert error.facts["host"] == tls_server.url
    assert tls_server.requests == []


def test_the_environments_bundle_counts_without_ca_path(monkeypatch, ca_variable, tls_server, authority):
    monkeypatch.setenv(ca_variable, authority)
    tls_server.answer(200, {})
    assert send(tls_server).ok


def test_ca_path_that_is_no_file():
    failing(
        ConnectionFailure, "https://127.0.0.1:1", "/nowhere/ca.pem", "ca_path", settings={"verify": "/nowhere/ca.pem"}
    )


def test_an_answer_that_is_cut_off_over_tls(tls_server, authority):
    tls_server.answer(trouble="drop")
    failing(ResponseLost, tls_server, "was lost", method="POST", settings={"verify": authority})


# failing


def test_nobody_is_there(nobody):
    error = failing(NeverConnected, nobody, "cannot be reached", "refused", "api_url", "proxy variables")
    assert error.facts["host"] == nobody


def test_an_unknown_host():
    failing(NeverConnected, "http://no-such-host.invalid", "http://no-such-host.invalid cannot be reached")


def test_no_object_addresses_in_messages(nobody, server):
    server.answer(trouble="drop")
    for where in (nobody, server):
        with pytest.raises(ConnectionFailure) as caught:
            send(where)
        assert "0x" not in str(caught.value)
        assert "<" not in str(caught.value)


def test_a_proxy_that_is_not_there(monkeypatch, nobody):
    monkeypatch.setenv("https_proxy", nobody)
    failing(NeverConnected, "https://api.invalid", "proxy")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_connection_that_breaks(server, method):
    server.answer(trouble="drop")
    failing(ResponseLost, server, "was lost", method=method)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_ends_early(server, method):
    server.answer(200, {"a": 1}, trouble="truncate")
    failing(ResponseLost, server, "was lost", method=method)


def test_an_answer_that_does_not_come(server):
    server.answer(trouble="stall")
    failing(ResponseLost, server, "did not answer within 0.1 s", "timeout", settings={"timeout": 0.1})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_redirects_are_not_followed(server, other_server, status, method):
    server.answer(status, None, Location=f"{other_server.url}/v1/elsewhere")
    error = failing(ConnectionFailure, server, f"redirects to {other_server.url}", "api_url or auth_url", method=method)
    assert "elsewhere" not in str(error)
    assert other_server.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["/v1/elsewhere", ""])
def test_redirects_on_the_same_host_are_not_followed_either(server, location):
    server.answer(302, None, Location=location)
    failing(ConnectionFailure, server, "redirects to another path")
    assert len(server.requests) == 1


# bodies


@pytest.mark.parametrize("status", [200, 201, 204])
def test_no_body(server, status):
    server.answer(status)
    assert send(server).json == {}


@pytest.mark.parametrize("body", ["<html>Sign in</html>", "", "[1]", "null", '"text"', '{"a":', b"\xff\xfe"])
def test_an_error_without_a_json_object(server, body):
    server.answer(502, body)
    answer = send(server)
    assert (answer.status, answer.json) == (502, {})


def test_a_page_instead_of_json(server):
    server.answer(200, "<html>Sign in</html>", Content_Type="text/html; charset=utf-8")
    error = failing(ConnectionFailure, server, "answered with text/html that is not a JSON object", "sign-in page")
    assert "Sign in" not in str(error)


@pytest.mark.parametrize("body", ['{"a": ', "nothing", b"\xff\xfe"])
def test_broken_json_is_worth_another_try(server, body):
    server.answer(200, body)
    failing(ResponseLost, server, "application/json")


DEEP = 120 * '{"a":' + "1" + 120 * "}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("[1, 2]", "should be an object, but is a list with 2 entries"),
        ("null", "should be an object, but is null"),
        ('"text"', 'should be an object, but is the text "text"'),
        (DEEP, "should be less deeply nested, but has too many levels"),
        (100000 * "[", "should be less deeply nested, but has too many levels"),
    ],
)
def test_json_that_is_no_object_is_unexpected(server, body, text):
    for method in ("GET", "POST", "PUT", "DELETE"):
        server.answer(200, body)
        kind = UnexpectedResponse if method == "GET" else UnexpectedOutcome
        failing(kind, server, f"the response to {method} /v1/thing", text, method=method)


def test_a_redirect_to_a_broken_address(server):
    server.answer(302, Location="http://[")
    failing(ConnectionFailure, server, "no request to")


def test_a_page_after_a_post_leaves_the_outcome_open(server):
    server.answer(201, "<html>", Content_Type="text/html")
    failing(ResponseLost, server, "text/html", method="POST")


# the library


def test_a_missing_library(monkeypatch):
    real_import = builtins.__import__

    def no_requests(name, *arguments, **keywords):
        if name == "requests":
            raise ImportError("No module named 'requests'")
        return real_import(name, *arguments, **keywords)

    monkeypatch.delitem(sys.modules, "requests")
    monkeypatch.setattr(builtins, "__import__", no_requests)
    with pytest.raises(MissingLibrary) as caught:
        send("http://127.0.0.1:1")
    assert caught.value.library == "requests"
    assert "No module named 'requests'" in str(caught.value)
