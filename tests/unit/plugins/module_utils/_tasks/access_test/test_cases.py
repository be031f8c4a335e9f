# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tests: what is sent, how decisions are judged and explained, and what is rejected before anything is sent."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    AccessTestsFailed,
    InvalidInput,
    NoDecision,
    TokenRefused,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Response
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.access_test.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    ENVIRONMENT_ID,
    GATEWAY_CREDENTIAL,
    SERVICE_URL,
    FakeClient,
    ask,
    identifier,
    jwt,
)

BASE = "https://api.example/orders"
TOKEN = jwt(exp=4_000_000_000, aud=["https://orders.example"], scope="orders-read")
READ = {"url": f"{BASE}/orders/7", "token": TOKEN, "expect": "allow"}


@pytest.fixture
def fake():
    client = FakeClient()
    resource = client.add("resources", name="Orders", type="CUSTOM", audience="https://orders.example")
    read = client.add("resources", resource["id"], "scopes", name="orders-read")
    write = client.add("resources", resource["id"], "scopes", name="orders-write")
    server = {"type": "PINGONE_SSO", "resource": {"id": resource["id"]}}
    service = client.add("apiServers", name="Orders API", baseUrls=[BASE], authorizationServer=server)
    for name, method, scope in (("Read", "GET", read), ("Write", "POST", write)):
        client.add(
            "apiServers",
            service["id"],
            "operations",
            name=name,
            methods=[method],
            paths=[{"type": "PARAMETER", "pattern": "/orders/{id}"}],
            accessControl={"scope": {"matchType": "ALL", "scopes": [{"id": scope["id"]}]}},
        )
    return client


def denied(status, challenge=""):
    def respond(request):
        headers = [{"www-authenticate": challenge}] if challenge else []
        return Response(200, {}, {**request.body, "response": {"response_code": str(status), "headers": headers}})

    return respond


def play(fake, *cases, **options):
    return ask(TASK, fake, **{"gateway_credential": GATEWAY_CREDENTIAL, "cases": list(cases), **options})[0]


def failed(fake, *cases, **options):
    with pytest.raises(AccessTestsFailed) as caught:
        play(fake, *cases, **options)
    return caught.value


def rejected(fake, *cases, **options):
    with pytest.raises(InvalidInput) as caught:
        play(fake, *cases, **options)
    assert fake.sent == []
    return [str(problem) for problem in caught.value.problems]


def test_a_request_is_described_as_gateways_do(fake):
    (result,) = play(fake, {**READ, "method": "get", "headers": {"Accept": "*/*"}})["cases"]
    (request,) = fake.sent
    assert request.url == f"{SERVICE_URL}/sideband/request"
    assert request.headers["CLIENT-TOKEN"] == GATEWAY_CREDENTIAL
    assert request.body == {
        "source_ip": "127.0.0.1",
        "source_port": 50_000,
        "method": "get",
        "url": f"{BASE}/orders/7",
        "http_version": "1.1",
        "headers": [{"host": "api.example"}, {"accept": "*/*"}, {"authorization": f"Bearer {TOKEN}"}],
    }
    assert (request.reads, request.repeatable, request.writes) == (True, True, False)
    assert (result["decision"], result["status"], result["passed"]) == ("allow", None, True)
    assert {TOKEN, GATEWAY_CREDENTIAL} <= set(fake.secrets)


def test_results_are_in_the_order_of_the_cases_and_named_after_their_requests(fake):
    found = play(fake, READ, {**READ, "name": "Mine"}, READ, {**READ, "url": f"{BASE}/orders/7?secret=s3cret"})
    url = f"GET {BASE}/orders/7"
    assert [case["name"] for case in found["cases"]] == [url, "Mine", f"{url} (2)", f"{url}?***"]
    assert (found["passed"], found["failed_cases"], found["skipped_cases"]) == (4, 0, 0)


@pytest.mark.parametrize(
    ("expect", "status", "passes"),
    [
        ("allow", None, True),
        ("ALLOW ", None, True),
        ("allow", 403, False),
        ("deny", 403, True),
        ("deny", 401, True),
        ("deny", None, False),
        ("403", 403, True),
        (403, 403, True),
        ("403.0", 403, True),
        ("403", 401, False),
        ("403", None, False),
        ("any", None, True),
        ("any", 403, True),
    ],
)
def test_expectations(fake, expect, status, passes):
    if status:
        fake.respond = denied(status)
    found = play(fake, {**READ, "expect": expect}, fail_on_mismatch=False)
    assert found["cases"][0]["passed"] is passes


@pytest.mark.parametrize(
    ("case", "status", "challenge", "cause", "reason"),
    [
        ({"method": "POST"}, 403, "", "rule", "Scope orders-write is missing."),
        ({}, 403, "", "denied", "The rules of the saved operation are met, or it has none. The deployed"),
        ({"url": f"{BASE}/other"}, 403, "", "denied", "No saved operation takes precedence"),
        ({"url": "https://api.example/order/x"}, 404, "", "no_base_url", f"The nearest base URL is {BASE} of the API"),
        ({"token": "opaque"}, 401, "", "token_invalid", "The access token is not a JWT."),
        ({"token": jwt(exp=1_000_000_000)}, 401, "", "token_expired", "expired at 2001-09-09T01:46:40.000Z."),
        ({"token": jwt(aud="https://stock")}, 401, "", "token_audience", 'is "https://stock", but the API service'),
        ({"token": jwt(aud="https://orders.example")}, 401, "", "token_invalid", "not valid for the API service"),
        ({"token": None, "anonymous": True}, 401, "", "token_missing", "no access token"),
        ({}, 401, 'Bearer error="insufficient_user_authentication"', "step_up", "The user must sign on again"),
        ({"method": "POST"}, None, "", "allowed", "According to the saved operation, scope orders-write is missing."),
        ({"url": f"{BASE}/other"}, None, "", "allowed", "No saved operation matches the request."),
    ],
)
def test_causes(fake, case, status, challenge, cause, reason):
    if status:
        fake.respond = denied(status, challenge)
    expect = "deny" if status is None else "allow"
    (result,) = failed(fake, {**READ, "expect": expect, **case}).results["cases"]
    assert (result["cause"], result["status"]) == (cause, status)
    assert reason in result["reason"]


def test_a_url_outside_of_all_base_urls_does_not_count_as_denied(fake):
    fake.respond = denied(404)
    elsewhere = {**READ, "url": "https://elsewhere.example/x"}
    assert failed(fake, {**elsewhere, "expect": "deny"}).results["failed_cases"] == 1
    assert play(fake, {**elsewhere, "expect": "404"})["passed"] == 1


def test_a_failure_is_one_sentence_and_a_table(fake):
    cases = [{**READ, "name": f"Case {number}", "expect": "deny"} for number in range(23)]
    text = str(failed(fake, *cases)).splitlines()
    assert text[0] == "23 of 23 access tests failed."
    assert text[1].split() == ["case", "expected", "decision", "cause"]
    assert text[2].split() == ["Case", "0", "deny", "allow", "allowed"]
    assert text[-1] == "and 3 more" and len(text) == 23


def test_without_a_worker_application_nothing_is_read(fake):
    fake.connection = Connection("", "")
    fake.respond = denied(403)
    found = play(fake, {**READ, "expect": "deny"})
    assert found["cases"][0]["cause"] == "denied"
    assert fake.reads == []
    fake.sent.clear()
    (problem,) = rejected(fake, {"api_service": "Orders API", "path": "/x", "anonymous": True, "expect": "deny"})
    assert problem.startswith("cases[0].api_service: requires credentials of a worker application")


def test_the_path_is_below_the_first_base_url(fake):
    case = {"api_service": "Orders API", "path": "/orders/7?a=b", "anonymous": True, "expect": "any"}
    play(fake, case)
    assert fake.sent[0].body["url"] == f"{BASE}/orders/7?a=b"
    fake.sent.clear()
    assert rejected(fake, {**case, "api_service": "Order API"}) == [
        'cases[0].api_service: there is no API service "Order API". Did you mean "Orders API"?'
    ]


def test_all_problems_of_all_cases_are_reported_at_once(fake):
    cases = [
        {"url": f"{BASE}/x", "anonymous": True},
        {"url": "ftp://x", "expect": "maybe"},
        {"url": f"{BASE}/x", "path": "/x", "expect": "allow", "token": "a", "anonymous": True},
        {"api_service": "Orders API", "expect": 200, "client_id": "me"},
        {"api_service": "Orders API", "path": "x y", "expect": "allow", "scopes": ["a"], "method": "GE T"},
        {
            "url": f"{BASE}/x",
            "expect": "deny",
            "token": "a b",
            "headers": {"Authorization": "x", "a b": "c", "d": "\n"},
        },
    ]
    problems = [problem.partition(": ")[0] for problem in rejected(fake, *cases)]
    assert problems == [
        "cases[0].expect",
        "cases[1].token",
        "cases[1].url",
        "cases[1].expect",
        "cases[2].anonymous",
        "cases[2].path",
        "cases[3].client_secret",
        "cases[3].client_id",
        "cases[3].path",
        "cases[3].expect",
        "cases[4].token",
        "cases[4].scopes",
        "cases[4].path",
        "cases[4].method",
        "cases[5].token",
        "cases[5].headers.Authorization",
        "cases[5].headers",
        "cases[5].headers.d",
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"gateway_credential": "no jwt"}, "gateway_credential: is not a gateway credential: it is not a JWT"),
        ({"gateway_credential": None}, "gateway_credential: not set."),
        ({"credential_path": "/x"}, "credential_path: cannot be combined with gateway_credential."),
        ({"gateway_credential": None, "credential_path": "/no/such"}, 'credential_path: "/no/such" cannot be read: No'),
        ({"service_url": "https://evil.example"}, 'service_url: is "https://evil.example", but the gateway credential'),
        ({"service_url": f"{SERVICE_URL}/sideband"}, "service_url: is"),
        ({"junit_path": "/"}, 'junit_path: "/" is a folder.'),
        ({"junit_path": "/no/such/x"}, 'junit_path: the folder "/no/such" does not exist.'),
        ({"through": "gateway"}, "gateway_credential: cannot be combined with through: gateway"),
    ],
)
def test_options_that_are_rejected(fake, options, problem):
    (found,) = rejected(fake, READ, **options)
    assert found.startswith(problem)
    assert GATEWAY_CREDENTIAL not in found


def test_the_own_service_url_is_accepted_in_any_spelling(fake):
    url = SERVICE_URL.replace("https://http-access-api.example", "HTTPS://HTTP-access-api.example:443")
    assert play(fake, READ, service_url=f" {url}/ ")["passed"] == 1


def test_a_credential_of_another_environment(fake):
    fake.connection = Connection(identifier("other"), "", access_token="unit-test-access-token")
    (problem,) = rejected(fake, READ)
    assert f"belongs to a gateway of the environment {ENVIRONMENT_ID}" in problem


def test_without_decisions_there_is_one_failure_and_a_report(fake, tmp_path):
    def refuse(request):
        return Response(401, {}, {})

    fake.respond = refuse
    report = tmp_path / "report.xml"
    with pytest.raises(NoDecision, match="PingOne rejected the gateway credential") as caught:
        play(fake, READ, READ, junit_path=str(report), fail_on_mismatch=False)
    assert caught.value.as_data()["cause"] == "credential_rejected"
    assert report.read_text(encoding="utf-8").count("<error message=") == 2


def test_a_response_that_is_not_a_decision(fake):
    fake.respond = lambda request: Response(200, {}, {"status": "ok"})
    with pytest.raises(NoDecision, match="method should be a text, but is missing") as caught:
        play(fake, READ)
    assert caught.value.cause == "unexpected"


@pytest.mark.parametrize(("expect", "warnings"), [("deny", 1), ("401", 0), ("any", 0)])
def test_an_expired_token_proves_nothing(fake, expect, warnings):
    fake.respond = denied(401)
    case = {**READ, "token": jwt(exp=1_000_000_000), "expect": expect, "name": "Old"}
    _found, inventory = ask(TASK, fake, gateway_credential=GATEWAY_CREDENTIAL, cases=[case])
    assert len(inventory.warnings) == warnings
    assert all(
        'have expired, so that they are denied regardless of the rules: "Old".' in one for one in inventory.warnings
    )


def test_unexpected_decisions_are_requested_again_until_the_time_is_over(fake):
    answers = [denied(403), denied(403), denied(401)]

    def respond(request):
        return answers.pop(0)(request) if answers else Response(200, {}, dict(request.body))

    fake.respond = respond
    found = play(fake, READ, {**READ, "expect": "deny"}, mismatch_timeout=5)
    assert (found["passed"], len(fake.sent)) == (2, 4)
    assert fake.time.sleeps == [1.0, 1.0]
    assert found["cases"][0]["decision"] == "allow"


def test_the_time_for_unexpected_decisions_is_limited(fake):
    fake.respond = denied(403)
    assert failed(fake, READ, mismatch_timeout=3).results["failed_cases"] == 1
    assert len(fake.sent) == 4
    fake.sent.clear()
    failed(fake, READ)
    assert len(fake.sent) == 1


@pytest.mark.parametrize(
    ("check_mode", "allowed", "sent"), [(False, True, ["GET", "DELETE"]), (True, True, ["GET"]), (True, False, [])]
)
def test_through_a_gateway(fake, check_mode, allowed, sent):
    fake.respond = lambda request: Response(404 if request.method == "GET" else 204, {}, {})
    cases = [{**READ, "expect": "404"}, {**READ, "method": "DELETE"}]
    options = {"through": "gateway", "allow_unsafe_methods": allowed, "cases": cases}
    if not allowed:
        with pytest.raises(InvalidInput, match=r"cases\[1\].method: is DELETE, which can change data in the API"):
            ask(TASK, fake, check_mode, **options)
    else:
        first, second = ask(TASK, fake, check_mode, **options)[0]["cases"]
        assert (first["decision"], first["cause"], first["passed"]) == ("undetermined", "not_found", True)
        assert second["decision"] == ("skipped" if check_mode else "allow")
    assert [request.method for request in fake.sent] == sent


@pytest.mark.parametrize("status", [301, 302, 307, 404, 429, 500])
def test_a_status_that_may_be_that_of_the_api_is_no_decision(fake, status):
    fake.respond = lambda request: Response(status, {}, {})
    for expect in ("allow", "deny", "any"):
        error = failed(fake, {**READ, "expect": expect}, through="gateway", gateway_credential=None)
        assert error.results["cases"][0]["decision"] == "undetermined"


@pytest.mark.parametrize(("status", "cause"), [(429, "rate_limited"), (500, "server_error"), (503, "server_error")])
def test_a_failure_of_pingone_is_no_denial(fake, status, cause):
    fake.respond = denied(status)
    for expect in ("allow", "deny", "any"):
        (case,) = failed(fake, {**READ, "expect": expect}).results["cases"]
        assert (case["decision"], case["cause"]) == ("undetermined", cause)
        assert "PingOne" in case["reason"]
    assert play(fake, {**READ, "expect": str(status)})["passed"] == 1


CLIENT = {"client_id": identifier("batch"), "client_secret": "unit-test-client-secret"}


def test_one_token_is_fetched_for_each_client_and_its_scopes(fake):
    fake.connection = Connection("", "", concurrent_reads=1)
    url = {"url": f"{BASE}/orders/7", "expect": "allow"}
    cases = [{**url, **CLIENT}, {**url, **CLIENT, "scopes": ["b", "a"]}, {**url, **CLIENT}]
    play(fake, *cases, {**url, **CLIENT, "scopes": "b, a", "client_auth_method": "post"})
    tokens = [request for request in fake.sent if request.form]
    assert [request.url for request in tokens] == [f"https://auth.example/{ENVIRONMENT_ID}/as/token"] * 3
    assert [dict(request.form) for request in tokens] == [
        {"grant_type": "client_credentials"},
        {"grant_type": "client_credentials", "scope": "b a"},
        {"grant_type": "client_credentials", "scope": "b a", **CLIENT},
    ]
    assert jwt(scope="b a") in fake.secrets


def test_the_tokens_are_requested_from_the_issuer_of_the_connection(fake):
    other = identifier("other environment")
    fake.connection = Connection(ENVIRONMENT_ID, "", auth_environment_id=other, auth_url="https://login.example/as")
    play(fake, {"url": f"{BASE}/orders/7", "expect": "allow", **CLIENT})
    assert fake.sent[0].url == "https://login.example/as/token"


def test_the_issuer_must_be_known(fake):
    fake.connection = Connection("", "")
    case = {"url": f"{BASE}/orders/7", "expect": "allow", **CLIENT}
    (problem,) = rejected(fake, case, through="gateway", gateway_credential=None)
    assert problem == "auth_url: not set. Set region or auth_url, because cases[0] requests an access token from there."


def test_a_client_that_gets_no_token(fake):
    fake.respond = lambda request: Response(400, {}, {"error": "invalid_scope"})
    with pytest.raises(TokenRefused, match="has not been granted the scopes") as caught:
        play(fake, {"url": f"{BASE}/orders/7", "expect": "allow", **CLIENT, "scopes": ["orders-delete"]})
    assert CLIENT["client_secret"] not in str(caught.value)
