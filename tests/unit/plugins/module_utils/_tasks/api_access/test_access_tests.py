# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access tests of the whole workflow: when they are played, what they return, and what is rejected first."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Response
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._tasks.api_access.test_task import (
    NEVER,
    Fake,
    sent,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    GATEWAY_CREDENTIAL,
    converge,
    identifier,
    jwt,
)

GATEWAY = {"gateway_credential": GATEWAY_CREDENTIAL, "mismatch_timeout": 0}
READ = {"name": "Read", "path": "/orders", "token": jwt(scope="orders-read"), "expect": "allow"}
ENTRY = {
    "name": "Orders API",
    "base_urls": ["https://api.example/orders"],
    "operations": [{"name": "Read", "paths": [{"pattern": "/orders"}]}],
    "unlisted_requests": "allow",
    "access_tests": [READ],
}


@pytest.fixture
def fake():
    client = Fake()
    client.deployments = [NEVER]
    return client


def run(fake, *entries, check_mode=False, **options):
    return converge(
        TASK, fake, check_mode=check_mode, api_services=list(entries) or [ENTRY], **{"gateway": GATEWAY, **options}
    )


def failure(fake, *entries, **options):
    with pytest.raises(TaskFailed) as caught:
        run(fake, *entries, **options)
    return caught.value


def rejected(fake, *entries, **options):
    with pytest.raises(InvalidInput) as caught:
        run(fake, *entries, **options)
    assert fake.writes == [] and fake.sent == []
    return [str(problem) for problem in caught.value.problems]


def test_the_tests_follow_the_deployment(fake):
    writes_before = []

    def respond(request):
        writes_before.extend(sent(fake))
        return Response(200, {}, dict(request.body))

    fake.respond = respond
    outcome = run(fake)
    assert writes_before[-1] == "POST deployment" and writes_before == sent(fake)
    (service,) = outcome.results["api_services"]
    assert service["access_tests"]["cases"][0]["url"] == "https://api.example/orders/orders"
    assert (service["access_tests"]["passed"], service["access_tests"]["failed_cases"]) == (1, 0)
    assert outcome.results["summary"][0].endswith("; deployed; 1 access test passed")


def test_without_tests_nothing_is_sent(fake):
    outcome = run(fake, {**ENTRY, "access_tests": None})
    assert outcome.results["api_services"][0]["access_tests"] is None
    assert fake.sent == []


def test_a_failed_test_fails_the_task_and_keeps_the_changes(fake):
    entry = {**ENTRY, "access_tests": [READ, {**READ, "name": "Must not read", "expect": "deny"}]}
    error = failure(fake, entry)
    text = str(error)
    assert text.startswith(
        '1 of 2 access tests of API service "Orders API" failed. The enforced deployment is that of'
        " 2026-03-01T00:00:00Z, which this task has made."
    )
    assert "Must not read  deny      allow     allowed" in text
    assert "Done so far, and kept: Orders API: API service" in text
    assert (error.kind, error.changed) == ("access_tests", True)
    (service,) = error.results["api_services"]
    assert service["access_tests"]["failed_cases"] == 1
    (entry_data,) = error.as_data()["api_services"]
    assert (entry_data["deployed"], entry_data["enforcement"], entry_data["not_done"]) == (True, "current", [])


def test_in_check_mode_the_tests_of_changed_entries_are_skipped(fake):
    outcome = run(fake, check_mode=True)
    (case,) = outcome.results["api_services"][0]["access_tests"]["cases"]
    assert (case["decision"], case["passed"]) == ("skipped", None)
    assert case["reason"] == "In check mode, the tests are only played if nothing changes."
    assert fake.sent == []


def test_in_check_mode_the_tests_of_other_entries_are_played(fake):
    run(fake)
    fake.sent.clear()
    outcome = run(fake, {**ENTRY, "redeploy": "auto", "on_unknown": "keep"}, check_mode=True)
    assert not outcome.plan.changed
    assert outcome.results["api_services"][0]["access_tests"]["passed"] == 1


@pytest.mark.parametrize("check_mode", [False, True])
def test_without_a_gateway_the_tests_are_skipped_with_a_warning(fake, check_mode):
    warnings = []
    outcome = run(fake, gateway=None, check_mode=check_mode, warnings=warnings)
    (case,) = outcome.results["api_services"][0]["access_tests"]["cases"]
    assert (case["decision"], case["passed"]) == ("skipped", None)
    assert case["reason"] == "There is no API gateway through which it could be sent (gateway)."
    assert outcome.results["summary"][0].endswith("; 1 access test skipped")
    assert [text for text in warnings if text.startswith("The access tests of Orders API are skipped")]
    assert fake.sent == []


def test_an_entry_can_have_a_gateway_of_its_own(fake):
    other = {**GATEWAY, "through": "gateway", "gateway_credential": None}
    run(fake, {**ENTRY, "gateway": other})
    (request,) = fake.sent
    assert (request.method, request.url) == ("GET", "https://api.example/orders/orders")


def test_a_rejected_credential_is_a_failure_after_the_changes(fake):
    fake.respond = lambda request: Response(401, {}, {})
    error = failure(fake)
    assert error.as_data()["cause"] == "credential_rejected"
    assert 'The access tests of API service "Orders API" were not completed.' in str(error)
    assert "Done so far, and kept" in str(error)


@pytest.mark.parametrize(
    ("changes", "options", "expected"),
    [
        ({"state": "absent"}, {}, ["api_services[0].access_tests: cannot be combined with state: absent."]),
        ({}, {"gateway": {"gateway_credential": "x"}}, ["gateway.gateway_credential: is not a gateway credential"]),
        ({"gateway": {}}, {}, ["api_services[0].gateway.gateway_credential: not set."]),
        (
            {"access_tests": [{"path": "orders"}, {"expect": "deny", "anonymous": True}]},
            {},
            [
                "api_services[0].access_tests[0].token: not set.",
                "api_services[0].access_tests[0].path: ",
                "api_services[0].access_tests[0].expect: not set.",
                "api_services[0].access_tests[1].path: not set. Set path, which is below the first base URL, or url.",
            ],
        ),
        (
            {"base_urls": ["http://api.example/orders"], "gateway": {"through": "gateway"}},
            {},
            ["api_services[0].access_tests[0]: has an http URL, so that the access token would be sent in plain text."],
        ),
        ({"access_tests": [{**READ, "expcet": "deny"}]}, {}, ["api_services[0].access_tests[0].expcet: is not an"]),
    ],
)
def test_problems_are_reported_before_anything_is_written(fake, changes, options, expected):
    problems = rejected(fake, {**ENTRY, **changes}, **options)
    assert len(problems) == len(expected)
    assert all(problem.startswith(begin) for problem, begin in zip(problems, expected)), problems


def test_a_credential_of_another_environment_is_rejected_before_anything_is_written(fake):
    fake.connection = Connection(identifier("other"), "", access_token="unit-test-access-token")
    (problem,) = rejected(fake)
    assert problem.startswith("gateway.gateway_credential: belongs to a gateway of the environment")


@pytest.mark.parametrize("gateway", [{"service_url": "https://me:s3cret@gateway.example"}, None, "text"])
def test_user_information_of_a_gateway_is_secret(gateway):
    tested = {"name": "Orders API", "access_tests": [READ], "gateway": gateway}
    for given in ({"gateway": gateway, "api_services": [ENTRY]}, {"api_services": [tested]}):
        assert ("s3cret" in TASK.find_secrets(parse_options(given, TASK.spec).values)) is isinstance(gateway, dict)
