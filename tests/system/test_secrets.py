# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret shows at the highest verbosity, whether a run succeeds or fails, however it was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system.recorded import connection, playbook_of
from tests.system.workflow import PLAYBOOK, SERVICES, variables

WRONG_SECRET = "Kc7vT2yQ9mXw4pLr8sBn3hJd6fGz1aVe-wrong"


def tokens_issued(pingone: Any) -> list[str]:
    """A piece of every token that this emulator issues: the header of its signed tokens is always the same."""
    return [pingone.bearer().split(".")[0]]


def check(output: str, *secrets: str) -> None:
    """Fail if one of the secrets stands in the output; the output must be that of a verbose run."""
    assert "EXEC /bin/sh" in output
    assert not [secret for secret in secrets if secret in output]


@pytest.mark.parametrize("given_as", ["environment", "connection"])
@pytest.mark.parametrize("right", [True, False])
def test_no_secret_shows(ansible: Any, emulator: Any, tmp_path: Path, given_as: str, right: bool) -> None:
    emulator.reset()
    environment = dict(emulator.env)
    if not right:
        environment["PINGONE_CLIENT_SECRET"] = WRONG_SECRET
    secret = environment["PINGONE_CLIENT_SECRET"]
    extra: dict[str, Any] = {}
    if given_as == "connection":
        extra["api_service_connection"] = {**connection(emulator), "client_secret": secret}
        environment = {}
    environment["ANSIBLE_INJECT_INVOCATION"] = "true"
    argument = variables(tmp_path, SERVICES[:1], **extra)
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "-vvvv", "--diff", env=environment)
    assert (finished.status == 0) == right, finished.output
    check(finished.output, secret, *tokens_issued(emulator))


def test_no_secret_shows_after_a_refusal_of_the_api(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    emulator.reset()
    services = [{"name": "Orders API", "base_urls": ["https://orders.example.com/"]}]
    finished = ansible.playbook(PLAYBOOK, "-e", variables(tmp_path, services), "-vvvv", env=emulator.env)
    assert finished.status == 2
    assert "ends in a slash" in finished.output
    check(finished.output, emulator.env["PINGONE_CLIENT_SECRET"], *tokens_issued(emulator))


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("given_as", ["option", "environment"])
def test_a_given_access_token_does_not_show(ansible: Any, emulator: Any, state: str, given_as: str) -> None:
    token = emulator.bearer()
    options = f"api_service=Nothing name=x state={state}"
    names = ("PINGONE_API_URL", "PINGONE_AUTH_URL", "PINGONE_TARGET_ENVIRONMENT_ID")
    environment = {name: emulator.env[name] for name in names}
    if given_as == "option":
        options += f" access_token={token}"
    else:
        environment["PINGONE_API_ACCESS_TOKEN"] = token
    module = ("-m", "pingone.authorize.pingone_scope", "-a", options)
    finished = ansible("ansible", "localhost", "-vvvv", *module, env=environment)
    assert (finished.status == 0) == (state == "absent"), finished.output
    check(finished.output, token)


BATCH = {
    "client_id": "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2",
    "client_secret": "2WQ6nZQZ6GRKqdmkUTO-ySGwujlt-2q~T_ClWXv540ONhH.svxAKOvslQkWfat-V",
    "client_auth_method": "post",
}
OPAQUE, KEY, PARAMETER = "mF_9.B5f-4.1JqM-opaque-token", "Zt6-header-key-9041", "Qn3-query-key-7756"
TESTS: list[dict[str, Any]] = [
    {"path": "/catalog/shoes", "expect": "allow", **BATCH},
    {"path": "/catalog/shoes", "expect": "401", "token": OPAQUE, "headers": {"X-Api-Key": KEY}},
    {"path": f"/catalog/shoes?sig={PARAMETER}", "expect": "deny", "anonymous": True},
]


@pytest.mark.parametrize("expect", ["allow", "deny", "perhaps"])
def test_no_secret_of_access_tests_shows(ansible: Any, emulator: Any, tmp_path: Path, expect: str) -> None:
    """Neither the credential of the gateway, nor tokens, nor what headers and queries contain."""
    emulator.reset()
    credential = emulator.gateway_credential()
    tests = [{**TESTS[0], "expect": expect}, *TESTS[1:]]
    report = tmp_path / "report.xml"
    alone = {
        "gateway_credential": credential,
        "junit_path": str(report),
        "cases": [{**test, "api_service": SERVICES[0]["name"]} for test in tests],
    }
    extra = {"api_service_gateway": {"gateway_credential": credential}}
    argument = variables(tmp_path, [{**SERVICES[0], "access_tests": tests}], **extra)
    environment = {**emulator.env, "ANSIBLE_INJECT_INVOCATION": "true"}
    finished = ansible.playbook(PLAYBOOK, "-e", argument, "-vvvv", "--diff", env=environment)
    playbook = playbook_of([{"name": "Test", "pingone.authorize.pingone_access_test": alone}], emulator, tmp_path)
    again = ansible.playbook(playbook, "-vvvv", "--diff", env={"ANSIBLE_INJECT_INVOCATION": "true"})
    assert (finished.status, again.status) == ((0, 0) if expect == "allow" else (2, 2)), finished.output
    assert expect != "deny" or "1 of 3 access tests" in finished.output
    secrets = [BATCH["client_secret"], OPAQUE, KEY, PARAMETER, *credential.split("."), *tokens_issued(emulator)]
    check(finished.output, *secrets)
    check(again.output, *secrets)
    if report.exists():
        assert not [secret for secret in secrets if secret in report.read_text(encoding="utf-8")]


def credential_tasks(folder: Path) -> list[dict[str, Any]]:
    """Tasks that create credentials, use them in a variable, store them, and fail with them at hand."""
    module, gateway = "pingone.authorize.pingone_gateway_credential", {"gateway": "Existing Gateway"}
    stored, other = str(folder / "stored"), str(folder / "other")
    return [
        {"name": "Return one", module: {**gateway, "rotate": True}, "register": "made", "no_log": True},
        {
            "name": "Use it",
            "ansible.builtin.copy": {"content": "{{ made.credential }}", "dest": other, "mode": "0600"},
            "no_log": True,
        },
        {
            "name": "Show what is no secret",
            "ansible.builtin.debug": {"msg": "{{ made.service_url }} {{ made.issued_at }}"},
        },
        {"name": "Store one", module: {**gateway, "credential_path": stored}, "register": "stored"},
        {"name": "Show the result", "ansible.builtin.debug": {"var": "stored"}},
        {"name": "Keep it", module: {**gateway, "credential_path": stored}},
        {"name": "Create a gateway", "pingone.authorize.pingone_gateway": {"name": "New"}},
        {"name": "Fail", module: {"gateway": "New", "credential_path": other}},
    ]


def test_no_gateway_credential_shows(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    """Neither one that is returned with no_log, nor one in a file, nor one of another gateway that is rejected."""
    emulator.reset()
    playbook = playbook_of(credential_tasks(tmp_path), emulator, tmp_path)
    finished = ansible.playbook(playbook, "-vvvv", "--diff", env={"ANSIBLE_INJECT_INVOCATION": "true"})
    assert finished.status == 2
    assert "has a credential of the gateway" in finished.output
    assert f"/v1/environments/{emulator.environment_id} 20" in finished.output
    credentials = [(tmp_path / name).read_text(encoding="utf-8") for name in ("stored", "other")]
    assert len({one.count(".") for one in credentials}) == len(set(credentials)) - 1
    # The header of a JWT is the same in each.
    check(finished.output, *(part for one in credentials for part in one.split(".")))
