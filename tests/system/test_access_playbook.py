# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook test_access: which API services it tests, where its secrets come from, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tests.system.test_access_matrix import CLIENT

PLAYBOOK = "pingone.authorize.test_access"


def entry(name: str) -> dict[str, Any]:
    scope = name.split()[0].lower()
    operation = {"name": "Read", "methods": ["GET"], "paths": [{"pattern": "/items"}], "access": {"scopes": [scope]}}
    return {
        "name": name,
        "base_urls": [f"https://{scope}.example.com"],
        "scopes": [{"name": scope}],
        "operations": [operation],
        "unlisted_requests": "deny",
        "applications": [{"name": "Orders Batch"}],
    }


PARTNER = {"name": "Partner API", "base_urls": ["https://partner.example.com"], "token_source": "external"}


@pytest.fixture(scope="module")
def given(collection: Path, emulator: Any) -> dict[str, str]:
    """The environment variables of a job: those of the two credential types of the kit for AWX."""
    pingone = PingOne(collection, emulator)
    pingone.run("pingone_api_access", api_services=[entry("Orders API"), entry("Stock API"), PARTNER])
    return {
        **emulator.env,
        "PINGONE_GATEWAY_CREDENTIAL": emulator.gateway_credential(),
        "PINGONE_TEST_CLIENT_ID": CLIENT["client_id"],
        "PINGONE_TEST_CLIENT_SECRET": CLIENT["client_secret"],
        "PINGONE_TEST_CLIENT_AUTH_METHOD": CLIENT["client_auth_method"],
    }


def test_all_api_services(ansible: Any, emulator: Any, given: dict[str, str]) -> None:
    """Answers of the survey as they are if nobody changes them. The environment is that of the survey."""
    emulator.clear_requests()
    env = {name: value for name, value in given.items() if name != "PINGONE_TARGET_ENVIRONMENT_ID"}
    answers = {"environment_id": emulator.environment_id, "api_services": "", "mismatch_timeout": 10}
    finished = ansible.playbook(PLAYBOOK, "-vvvv", "-e", json.dumps(answers), env=env)
    assert finished.status == 0, finished.output
    assert finished.recap["localhost"]["changed"] == 0
    assert emulator.writes() == []
    assert "https://orders.example.com/items" in finished.output
    assert "https://stock.example.com/items" in finished.output
    assert "partner.example.com" not in str([one for one in finished.output.splitlines() if "GET https" in one])
    assert "access tests passed, " in finished.output
    for secret in ("PINGONE_GATEWAY_CREDENTIAL", "PINGONE_TEST_CLIENT_SECRET", "PINGONE_CLIENT_SECRET"):
        assert given[secret] not in finished.output, secret


@pytest.mark.parametrize("names", [" Orders API \n\nStock API\n", "Orders API, Stock API"])
def test_listed_api_services(ansible: Any, emulator: Any, given: dict[str, str], names: Any) -> None:
    finished = ansible.playbook(PLAYBOOK, "-v", "-e", json.dumps({"api_services": names}), env=given)
    assert finished.status == 0, finished.output
    assert "https://orders.example.com/items" in finished.output
    assert "https://stock.example.com/items" in finished.output


def test_a_difference_fails(ansible: Any, emulator: Any, given: dict[str, str], collection: Path) -> None:
    """An operation is saved, and not deployed."""
    pingone = PingOne(collection, emulator)
    change = {"name": "Read", "api_service": "Stock API", "access": {"scopes": ["stock"]}, "methods": ["GET", "PUT"]}
    pingone.run("pingone_api_operation", **change)
    finished = ansible.playbook(PLAYBOOK, "-e", json.dumps({"api_services": "Stock API"}), env=given)
    assert finished.status == 2, finished.output
    assert "access tests failed." in finished.output
    assert "PUT" in finished.output.partition("access tests failed.")[2], finished.output
    assert "Traceback" not in finished.output
    pingone.run("pingone_deploy", api_service="Stock API")


def test_further_requests(ansible: Any, emulator: Any, given: dict[str, str]) -> None:
    """With cases and without api_services, only these are sent, for which no worker application is required."""
    cases = [{"url": "https://orders.example.com/items", "anonymous": True, "expect": 401}]
    env = {name: value for name, value in given.items() if name not in emulator.env}
    for value in (cases, json.dumps(cases), f"- {cases[0]}\n"):
        finished = ansible.playbook(PLAYBOOK, "-e", json.dumps({"cases": value, "api_services": " "}), env=env)
        assert finished.status == 0, finished.output
        assert "1 access tests passed, 0 were skipped." in finished.output


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"api_services": "Orders APl"}, 'there is no API service "Orders APl"'),
        ({"api_services": "[]"}, "There is no API service whose tokens PingOne issues"),
        ({"mismatch_timeout": "soon"}, 'mismatch_timeout: is "soon", but must be a whole number from 0 to 600.'),
        ({"environment_id": "Managed"}, 'environment_id: "Managed" is not a UUID.'),
        ({"gateway_credential": "secret-that-is-none"}, "is not a gateway credential"),
    ],
)
def test_mistakes(ansible: Any, emulator: Any, given: dict[str, str], answers: Any, message: str) -> None:
    finished = ansible.playbook(PLAYBOOK, "-e", json.dumps(answers), env=given)
    assert finished.status == 2, finished.output
    assert message in " ".join(finished.output.split())
    assert "Traceback" not in finished.output
    assert "secret-that-is-none" not in finished.output
