# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every variable of the role api_service means the same as text in the extra variables of a job, or is rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.module_data import MODULE_DATA
from tests.system.recorded import comparable, connection
from tests.system.runner import Runner, assert_private
from tests.system.survey_text import FURTHER, STYLES, Style, places, used
from tests.system.workflow import PLAYBOOK
from tools.collection import place

ROLE = "pingone.authorize.api_service"
# Variables of the role that are not options of the module, with the values that the tests use.
CONNECTION: dict[str, Any] = {
    "timeout": 20,
    "retry_deadline": 60,
    "concurrent_reads": 2,
    "requests_per_minute": 100_000,
    "max_share": 50,
    "validate_certs": True,
    "end_session": True,
    "client_auth_method": "basic",
}
JSON = next(style for style in STYLES if style.name == "json")
OWN: dict[str, Any] = {
    "api_service_progress_above": 100,
    "api_service_progress_interval": 10,
    "api_service_progress_limit": 600,
}


@pytest.fixture
def spec(collection: Path) -> dict[str, Any]:
    """The variables of the role with their types, and those of which the role leaves the type to the module."""
    path = place(collection) / "roles" / "api_service" / "meta" / "argument_specs.yml"
    options: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    types = {"list": "list", "connection": "dict", "gateway": "dict", "fail_if_widened": "bool", "evidence_job": "dict"}
    types["lint_skip_rules"] = "list"
    numbers = dict.fromkeys(("audit_lag", "wait_timeout", *(name[12:] for name in OWN)), "int")
    for name, kind in {**types, **numbers}.items():
        options[f"api_service_{name}"]["type"] = kind
    # The specification does not repeat the options of the gateway.
    gateway = options["api_service_list"]["options"]["gateway"]["options"]
    options["api_service_gateway"]["options"] = gateway
    job = ("id", "name", "user", "url", "revision")
    options["api_service_evidence_job"]["options"] = {name: {"type": "str"} for name in job}
    return options


def role(variables: str, check: bool) -> dict[str, Any]:
    """A task that includes the role with variables from an expression, as a playbook passes on answers of a survey."""
    names = ("list", "connection", "unlisted_requests", "redeploy", "on_unknown", "audit_lag", "wait_timeout")
    names = (
        *names,
        "gateway",
        "fail_if_widened",
        "lint",
        "lint_skip_rules",
        "evidence_path",
        "evidence_job",
        *(name.removeprefix("api_service_") for name in OWN),
    )
    return {
        "name": "Include the role",
        "ansible.builtin.include_role": {"name": ROLE, "apply": {"check_mode": check}},
        "vars": {f"api_service_{name}": f"{{{{ {variables}.api_service_{name} | default(none) }}}}" for name in names},
    }


def plays(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A play with these tasks."""
    variables = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return [{"name": "Play", "hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}]


def as_text(style: Style, given: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """Variables of the role in one of the styles. The connection can only be JSON or YAML in braces."""
    styles = {"api_service_connection": JSON}
    return {name: styles.get(name, style).text(value, spec[name]) for name, value in given.items()}


def rows_of(emulator: Any, folder: Path) -> list[dict[str, Any]]:
    """The variables of the role for the rows of the module's scenario, which use every option of an entry."""
    scenario = [row["options"] for row in MODULE_DATA["pingone_api_access"]["scenario"]]
    rows = []
    for options in emulator.filled([*FURTHER["pingone_api_access"], *scenario], folder):
        options["list"] = options.pop("api_services")
        names = [name for name in options if name not in ("maximum_writes", "progress_path")]
        rows.append({f"api_service_{name}": options[name] for name in names})
    rows[1].update(OWN, api_service_connection={**connection(emulator), **CONNECTION})
    return rows


# Each row is predicted with typed values, and carried out with text.
KINDS = ("typed", "rows")


def changes(result: dict[str, Any]) -> list[list[Any]]:
    """What a result reports to be changed."""
    return [[one[kind] for kind in ("created", "updated", "removed")] for one in result["api_services"]]


def test_every_variable(runner: Runner, emulator: Any, spec: dict[str, Any], tmp_path: Path) -> None:
    emulator.reset()
    typed = rows_of(emulator, tmp_path)
    rows = [{**row, **as_text(STYLES[number % len(STYLES)], row, spec)} for number, row in enumerate(typed)]
    # The first row could only be played in an environment with operations and tokens that fit its access tests.
    tasks = [role(f"{kind}[{number}]", number == 0 or kind == "typed") for number in range(len(rows)) for kind in KINDS]
    job = runner(plays(tasks), env=emulator.env, answers={"typed": typed, "rows": rows})
    assert job.status == "successful", job.printed
    results = [comparable(one) for one in job.reported]
    assert len(results) == len(tasks)
    assert results[0] == results[1]
    for row, predicted, run in zip(rows, results[::2], results[1::2], strict=True):
        assert changes(run) == changes(predicted), row
    assert_private(job, [emulator.env["PINGONE_CLIENT_SECRET"], emulator.bearer().split(".")[0]])


def test_the_rows_use_every_variable(emulator: Any, spec: dict[str, Any], tmp_path: Path) -> None:
    """Except for the connection options that a local PingOne cannot do with, and what replaces the credentials."""
    seen = {place for row in rows_of(emulator, tmp_path) for place in used(row, spec)}
    unused = {place for place, _about in places(spec)} - seen
    own = ("access_token", "ca_path", "region", "session")
    gateway = ("service_url", "credential_path", "through", "allow_unsafe_methods", "mismatch_timeout")
    assert unused == {
        *(f"api_service_connection.{name}" for name in own),
        # An entry has the same options.
        *(f"api_service_gateway.{name}" for name in gateway),
        "api_service_list[].gateway.gateway_credential",
        # The ID of a scope is used.
        "api_service_list[].operations[].id",
    }


# Templates, markup, quotes, several scripts, line ends, and words that stand for nothing.
DATA = (
    "{{ lookup('pipe', 'touch EVALUATED') }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{# comment #} ${HOME} %(x)s !unsafe !vault |",
    "says \"no\" and 'yes' \\ \\n",
    "größe 日本語 🚀 عربى",
    "one\r\ntwo\n",
    "None",
    "null",
    "[]",
    "{}",
    "true",
    "# 1",
    "x" * 1000,
)


@pytest.mark.parametrize("style", [None, "yaml"])
def test_text_is_not_evaluated(runner: Runner, emulator: Any, spec: dict[str, Any], style: str | None) -> None:
    """Neither as templates nor as words of YAML, whether it is in typed entries or in the text of a list."""
    emulator.reset()
    # Since 2.19, ansible-core itself converts a single word of the extra variables, even if AWX marks it as text.
    texts = [text for text in DATA if style or text not in ("null", "true")]
    scopes = [{"name": f"scope-{number}", "description": text} for number, text in enumerate(texts)]
    entries = [{"name": "Text API", "base_urls": ["https://text.example.com"], "scopes": scopes}]
    styles = {one.name: one for one in STYLES}
    given = styles[style].text(entries, spec["api_service_list"]) if style else entries
    job = runner(PLAYBOOK, env=emulator.env, answers={"api_service_list": given})
    assert job.status == "successful", job.printed
    (resource,) = [one for one in emulator.collect("resources") if one["name"] == "Text API"]
    found = {one["name"]: one.get("description") for one in emulator.collect(f"resources/{resource['id']}/scopes")}
    assert found == {one["name"]: one["description"] for one in scopes}
    assert not list(job.folder.parents[1].rglob("EVALUATED"))


WRONG = {"bool": "maybe", "int": "ten", "list": "[broken", "dict": "broken", "str": " "}
# Texts that a blank value clears, and options whose blank value means that they are omitted. Neither decides who has
# access, except for keys of an external OAuth server, which must keep one of the two.
CLEARED = ("description", "population", "jwks", "jwks_url")
OMITTED = (
    *(f"access_tests[].{name}" for name in ("name", "method", "path", "url", "expect")),
    *(f"gateway.{name}" for name in ("service_url", "gateway_credential", "credential_path")),
)


def wrong(spec: dict[str, Any], place: str) -> dict[str, Any]:
    """An entry in which only the value of one option is wrong."""
    name, _dot, rest = place.partition(".")
    plain = name.removesuffix("[]")
    about = spec[plain]
    if not rest:
        return {plain: "nonsense" if about.get("choices") and about["type"] == "str" else WRONG[about["type"]]}
    required = {key: "x" for key, one in about["options"].items() if one.get("required")}
    inner = {**required, **wrong(about["options"], rest)}
    return {plain: [inner] if about["type"] == "list" else inner}


def test_every_wrong_value_is_reported(runner: Runner, emulator: Any, spec: dict[str, Any]) -> None:
    """Together, each with its place, and before anything is sent."""
    entry = spec["api_service_list"]["options"]
    harmless = {place for place, _about in places(entry) if place.rpartition(".")[2] in CLEARED or place in OMITTED}
    tested = [place for place, _about in places(entry) if place not in harmless]
    entries = [{"name": f"API {number}", **wrong(entry, place)} for number, place in enumerate(tested)]
    # A message has at most 25 problems. The rest of each entry is right.
    parts = [{"api_service_list": entries[first : first + 12]} for first in range(0, len(entries), 12)]
    own = {name: WRONG[about["type"]] for name, about in spec.items() if about["type"] in ("bool", "int", "list")}
    choices = dict.fromkeys(("api_service_unlisted_requests", "api_service_redeploy", "api_service_on_unknown"), "no")
    progress = {name: own.pop(name) for name in OWN}
    parts += [{**own, **choices, "api_service_gateway": "broken"}, progress]
    tasks = [role(f"parts[{number}]", False) for number in range(len(parts))]
    for task in tasks:
        task["ansible.builtin.include_role"]["apply"]["ignore_errors"] = True
    emulator.reset()
    emulator.clear_requests()
    job = runner(plays(tasks), env=emulator.env, answers={"parts": parts})
    assert emulator.requests() == []
    results = [one["res"] for one in job.results("failed")]
    reported = [{one["option"] for one in result["error"]["problems"]} for result in results if "error" in result]
    # Errors are ignored, so the module, which has no list, also fails after the check of the last part.
    assert len(reported) == len(parts)
    for number, option in enumerate(tested):
        shown = f"api_services[{number % 12}].{option.replace('[]', '[0]')}"
        assert shown in reported[number // 12], (shown, entries[number])
    names = {name.removeprefix("api_service_") for name in (*own, *choices)} - {"list"}
    assert reported[-2] == {*names, "api_services", "gateway"}
    (text,) = [message for message in job.failures if all(f"{name}: " in message for name in progress)]
    assert text.count("\n") == len(progress) - 1
    assert_private(job, [emulator.env["PINGONE_CLIENT_SECRET"]])
