# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tests that must not pass by mistake: derived cases, tokens that are not valid, and reports."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import AuthorizeError
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Response
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.access_test.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._tasks.access_test.test_cases import (
    BASE,
    READ,
    denied,
    fake,
    play,
    rejected,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    GATEWAY_CREDENTIAL,
    ask,
    identifier,
)

__all__ = ["fake"]

CLIENT = {"client_id": identifier("applicationsBatch"), "client_secret": "unit-test-client-secret"}
DERIVED = {"api_service": "Orders API", "from_operations": True, **CLIENT}


def grant(client, *names):
    resource = client.lists[("resources",)][0]["id"]
    scopes = [{"id": identifier(f"resources/{resource}/scopes{name}")} for name in names]
    batch = client.add("applications", name="Batch", type="WORKER", protocol="OPENID_CONNECT", id=CLIENT["client_id"])
    client.add("applications", batch["id"], "grants", id="g", resource={"id": resource}, scopes=scopes)


def derive(client, check_mode=False):
    return ask(TASK, client, check_mode, gateway_credential=GATEWAY_CREDENTIAL, cases=[DERIVED], fail_on_mismatch=False)


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_only_a_decision_about_the_rules_passes(fake, status):
    grant(fake, "orders-read", "orders-write")
    token = {"access_token": READ["token"], "token_type": "Bearer", "expires_in": 3600}
    fake.respond = lambda request: Response(200, {}, token) if request.form else denied(status)(request)
    found, _inventory = derive(fake)
    with_token = [case for case in found["cases"] if not case["name"].endswith("without a token")]
    assert {case["expect"] for case in with_token} == {"allow", "deny"}
    assert not any(case["passed"] for case in with_token)


def test_requests_that_belong_to_another_base_url(fake):
    grant(fake, "orders-read", "orders-write")
    before, _inventory = derive(fake)
    assert before["left_out"] and any(case["url"].startswith(f"{BASE}/orders/") for case in before["cases"])
    fake.add("apiServers", name="Inner API", baseUrls=[f"{BASE}/orders"], authorizationServer={"type": "EXTERNAL"})
    after, _inventory = derive(fake)
    assert not any(case["url"].startswith(f"{BASE}/orders/") for case in after["cases"])
    (reason,) = [one for one in after["left_out"] if "belongs to another base URL" in one["reason"]]
    assert reason["requests"] == len(before["cases"]) - len(after["cases"])


@pytest.mark.parametrize("urls", [[BASE, f"{BASE}/orders"], [BASE]])
def test_requests_that_belong_to_several_base_urls(fake, urls):
    grant(fake, "orders-read", "orders-write")
    (service,) = fake.lists[("apiServers",)]
    service["baseUrls"] = urls
    if len(urls) == 1:
        fake.add("apiServers", name="Same API", baseUrls=[BASE], authorizationServer={"type": "EXTERNAL"})
    found, _inventory = derive(fake)
    assert not any(case["url"].startswith(f"{BASE}/orders/") for case in found["cases"])


@pytest.mark.parametrize(("check_mode", "warned"), [(False, True), (True, False)])
def test_cases_that_test_no_rule(fake, check_mode, warned):
    grant(fake)
    found, inventory = derive(fake, check_mode)
    assert found["skipped_cases"]
    warning = "No request of cases[0] was sent with an access token, so that no rule is tested."
    assert any(one.startswith(warning) for one in inventory.warnings) is warned


@pytest.mark.parametrize(("token", "warned"), [(READ["token"], True), (None, False)])
def test_a_token_that_is_not_valid_proves_nothing(fake, token, warned):
    fake.connection = Connection("", "")
    fake.respond = denied(401)
    case = {**READ, "token": token, "anonymous": not token, "expect": "deny", "name": "Foreign"}
    _found, inventory = ask(TASK, fake, gateway_credential=GATEWAY_CREDENTIAL, cases=[case])
    text = 'The access tokens of these cases are not valid, so that they are denied regardless of the rules: "Foreign".'
    assert (text in inventory.warnings) is warned


def test_an_old_report_is_replaced_if_the_cases_cannot_be_built(fake, tmp_path):
    report = tmp_path / "report.xml"
    report.write_text("passed", encoding="utf-8")
    case = {**READ, "url": None, "api_service": "No API", "path": "/x"}
    with pytest.raises(AuthorizeError):
        play(fake, case, junit_path=str(report))
    text = report.read_text(encoding="utf-8")
    assert 'errors="1"' in text and "No API" in text


def test_a_rate_limit_without_end_is_waited_for_once(fake):
    fake.connection = Connection("", "", concurrent_reads=1, retry_deadline=60)
    fake.respond = lambda request: Response(429, {}, {})
    cases = [{**READ, "url": f"{BASE}/{number}"} for number in range(50)]
    found = play(fake, *cases, through="gateway", gateway_credential=None, fail_on_mismatch=False)
    assert {case["cause"] for case in found["cases"]} == {"rate_limited"}
    assert sum(fake.time.sleeps) < 61


def test_user_information_in_the_service_url_is_not_shown(fake):
    url = "https://me:s3cret@http-access-api.example/v1"
    (problem,) = rejected(fake, READ, service_url=url)
    assert problem.startswith("service_url: must not contain user information") and "s3cret" not in problem
    assert "s3cret" in TASK.find_secrets({"service_url": url, "cases": []})
    assert "s3cret" in TASK.find_secrets({"cases": [{**READ, "url": url}]})


@pytest.mark.parametrize("url", ["http://api.example/x", "HTTP://api.example:8080/x"])
def test_no_token_is_sent_in_plain_text(fake, url):
    given = {"through": "gateway", "gateway_credential": None}
    (problem,) = rejected(fake, {**READ, "url": url}, **given)
    assert problem.startswith("cases[0]: has an http URL, so that the access token would be sent in plain text.")
    play(fake, {**READ, "url": "http://127.0.0.1/x", "expect": "200"}, **given)
    play(fake, {**READ, "url": url, "token": None, "anonymous": True, "expect": "200"}, **given)
    play(fake, {**READ, "url": url})
