# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of the role and the playbook that arrive as text, from surveys or ``-e``, have an effect, or are rejected.

``test_text_jobs.py`` compares the values of all variables as text with typed ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.recorded import comparable, connection, play
from tests.system.workflow import PLAYBOOK, SERVICES, variables

ENTRY: dict[str, Any] = {
    "name": "Text API",
    "base_urls": ["https://text.example.com"],
    "scopes": [{"name": "text-read"}],
    "operations": [{"name": "See", "paths": [{"pattern": "/see"}], "access": {"scopes": ["text-read"]}}],
    "custom_policies": True,
    "applications": [{"name": "Orders Web", "purge": True}],
}
OPTIONS = ("unlisted_requests", "redeploy", "on_unknown", "audit_lag", "wait_timeout")


def run(ansible: Any, pingone: Any, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """The result of a run, which must succeed."""
    finished, results = play(ansible, PLAYBOOK, *arguments, env=pingone.env if env is None else env)
    assert finished.status == 0, finished.output
    (result,) = results
    return result


def failed(ansible: Any, pingone: Any, *arguments: str) -> str:
    """What is printed by a run that must fail before it sends anything."""
    pingone.clear_requests()
    finished = ansible.playbook(PLAYBOOK, *arguments, env=pingone.env)
    assert finished.status != 0, finished.output
    assert pingone.requests() == []
    assert "Traceback" not in finished.output
    return " ".join(finished.output.split())


def extra(**given: Any) -> tuple[str, ...]:
    """Extra variables as JSON, as AWX passes the answers of a survey."""
    return ("-e", json.dumps(given))


@pytest.mark.parametrize("prefix", ["", "api_service_"])
def test_every_option_has_an_effect(ansible: Any, emulator: Any, tmp_path: Path, prefix: str) -> None:
    emulator.reset()
    argument = ("-e", variables(tmp_path, [ENTRY]))

    def option(text: str) -> tuple[str, ...]:
        return (*argument, "-e", prefix + text)

    denied = run(ansible, emulator, *option("unlisted_requests=deny"))
    created = [one["name"] for one in denied["api_services"][0]["created"] if one["type"] == "operation"]
    assert created == ["See", "Deny everything else"]
    assert not run(ansible, emulator, *argument)["changed"]
    assert run(ansible, emulator, *option("redeploy=always"))["summary"] == ["Text API: deployed"]
    emulator.faults([{"kind": "status", "status": 403, "path": "/activities$"}])
    assert not run(ansible, emulator, *option("on_unknown=keep"))["changed"]
    assert run(ansible, emulator, *option("on_unknown=Deploy"))["summary"] == ["Text API: deployed"]
    finished = ansible.playbook(PLAYBOOK, *option("on_unknown=fail"), env=emulator.env)
    assert "api_services[0].on_unknown" in finished.output
    emulator.faults([])
    results = [run(ansible, emulator, *option(f"audit_lag={lag}")) for lag in (3600, 0)]
    before, after = (result["api_services"][0]["deployment"]["as_of"] for result in results)
    assert before < after
    emulator.switches({"deployment": "asynchronous", "deployment_polls": 1000})
    finished = ansible.playbook(PLAYBOOK, *option("wait_timeout=1"), "-e", "redeploy=always", env=emulator.env)
    assert finished.status != 0
    assert "wait_timeout is 1 s" in finished.output


def test_blank_answers_are_omitted_options(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    emulator.reset()
    argument = variables(tmp_path, [ENTRY])
    expected = run(ansible, emulator, "-e", argument, "--check")
    for blank in ("", " "):
        given = {**dict.fromkeys(OPTIONS, blank), "api_service_connection": blank}
        found = run(ansible, emulator, "-e", argument, *extra(**given), "--check")
        assert comparable(found) == comparable(expected)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"redeploy": "allways"}, 'redeploy: is "allways", but must be auto or always. Did you mean "always"?'),
        ({"on_unknown": "no"}, 'on_unknown: is "no", but must be one of deploy, keep, fail.'),
        ({"unlisted_requests": "denied"}, 'unlisted_requests: is "denied", but must be allow or deny.'),
        ({"wait_timeout": "ten"}, 'wait_timeout: is "ten", but must be a whole number from 1 to 86400.'),
        ({"audit_lag": "-1"}, "audit_lag: is"),
        ({"api_service_list": "Text API"}, 'api_services[0]: is "Text API", but must be a dictionary.'),
        ({"api_service_list": ""}, "api_services: is blank, but must be a list."),
        ({"api_service_list": None}, "api_services: not set. Use a list of API services."),
        ({"api_service_list": '[{"name": "Text API"'}, "api_services"),
        ({"api_service_connection": {"regoin": "EU"}}, 'regoin: is not an option here. Did you mean "region"?'),
    ],
)
def test_texts_that_are_rejected(
    ansible: Any, emulator: Any, tmp_path: Path, given: dict[str, Any], message: str
) -> None:
    output = failed(ansible, emulator, "-e", variables(tmp_path, [ENTRY]), *extra(**given))
    assert message in output.replace('\\"', '"')


@pytest.mark.parametrize(
    "given", ["{regoin:", "EU", "region: EU", ["region"], 5, "{client_secret: Zx8-very-secret-Zx8"]
)
def test_a_connection_that_is_no_dictionary(ansible: Any, emulator: Any, tmp_path: Path, given: Any) -> None:
    output = failed(ansible, emulator, "-e", variables(tmp_path, [ENTRY]), *extra(api_service_connection=given))
    assert "api_service_connection: must be a dictionary, for example {region: EU}." in output
    assert "from_yaml" not in output
    assert "very-secret" not in output


@pytest.mark.parametrize("dump", [json.dumps, lambda given: given], ids=["text", "typed"])
def test_a_connection(ansible: Any, emulator: Any, tmp_path: Path, dump: Any) -> None:
    emulator.reset()
    given = {**connection(emulator), "timeout": "20", "validate_certs": "no", "region": None}
    arguments = ("-e", variables(tmp_path, SERVICES[:1]), *extra(api_service_connection=dump(given)))
    assert run(ansible, emulator, *arguments, env={})["changed"]
    assert not run(ansible, emulator, *arguments, env={})["changed"]
