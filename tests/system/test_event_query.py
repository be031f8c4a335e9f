# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit queries yield the managed objects from the events of jobs, as Ansible Automation Platform applies them.

The platform's side is in ``awx/main/tasks/host_indirect.py`` of AWX.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml

from tests.system.module_data import MODULE_DATA
from tests.system.runner import Job
from tests.system.workflow import PLAYBOOK, SERVICES
from tools.collection import place

PREFIX = "pingone.authorize."
API, GATEWAY = "api_service", "api_gateway"
# Modules that do not manage an API service or a gateway.
NOT_COUNTED = {
    "pingone_access_test",
    "pingone_api_service_export",
    "pingone_api_service_info",
    "pingone_api_service_lint",
    "pingone_application",
    "pingone_deployment_info",
    "pingone_environment_info",
    "pingone_external_oauth_server",
    "pingone_gateway_info",
    "pingone_group",
    "pingone_resource",
    "pingone_resource_info",
}


@pytest.fixture
def queries(collection: Path) -> dict[str, dict[str, str]]:
    """The queries of the installed collection, by the full name of their module."""
    text = (place(collection) / "extensions" / "audit" / "event_query.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def records(job: Job, queries: dict[str, dict[str, str]]) -> list[tuple[str, dict[str, Any]]]:
    """The records of a job in the order of its events, each with the module that it comes from."""
    found = []
    for event in job.events:
        data = event["event_data"]
        if "res" in data and data.get("resolved_action") in queries:
            module = data["resolved_action"]
            rows = jq.compile(queries[module]["query"]).input_value(data["res"]).all()
            found += [(module.removeprefix(PREFIX), row) for row in rows]
    return found


def counted(rows: list[tuple[str, dict[str, Any]]]) -> Counter[tuple[str, str, str]]:
    """How often each module reported each node, as type and ID; every record must be complete."""
    for _module, row in rows:
        assert row.keys() == {"name", "canonical_facts", "facts"}
        # The name is the ID, so that it is unique; identity alone decides whether two records are one node.
        assert isinstance(row["name"], str)
        assert row["canonical_facts"] == {"id": row["name"]}
        assert {"infra_type", "infra_bucket", "device_type"} <= row["facts"].keys()
        assert None not in row["facts"].values()
    return Counter((module, row["facts"]["device_type"], row["name"]) for module, row in rows)


def test_every_module_is_counted_or_not(queries: Any) -> None:
    modules = {name.removeprefix(PREFIX) for name in queries}
    assert not modules & NOT_COUNTED
    assert modules | NOT_COUNTED == MODULE_DATA.keys()


@pytest.mark.parametrize("value", [None, True, 5, "x", [], ["x"], {}, {"id": None}, {"id": 5, "name": None}])
def test_a_result_of_another_shape(queries: Any, value: Any) -> None:
    singular = ["api_service", "gateway", "operation", "deployment", "scope", "grant", "permission"]
    keys = [*singular, *(f"{key}s" for key in singular), "results"]
    shapes = [value, dict.fromkeys(keys, value), {key: {"api_service": value} for key in keys}, {"gateway_id": [value]}]
    for query in queries.values():
        for shape in shapes:
            assert jq.compile(query["query"]).input_value(shape).all() == []


TASKS: list[dict[str, Any]] = [
    {"pingone_api_service": {"name": "A", "base_urls": ["https://a.example"], "auto_create_resource": True}},
    {
        "pingone_api_service": {
            "api_services": [
                {"name": "B", "base_urls": ["https://b.example"], "auto_create_resource": True},
                {"name": "C", "state": "absent"},
            ]
        }
    },
    {"pingone_scope": {"api_service": "A", "scopes": [{"name": "a-read"}, {"name": "a-write"}]}},
    {"pingone_application_permission": {"api_service": "A", "application_resource": "Desk", "action": "see"}},
    {
        "pingone_api_operation": {
            "api_service": "A",
            "operations": [{"name": name, "paths": [{"pattern": f"/{name}"}]} for name in ("One", "Two")],
        }
    },
    {"pingone_deploy": {"deployments": [{"api_service": "A"}, {"api_service": "B"}]}},
    {"pingone_app_scope_grant": {"api_service": "A", "application": "Orders Web", "scopes": ["a-read"]}},
    {"pingone_gateway": {"name": "Edge"}},
    {"pingone_gateway_credential": {"gateway": "Edge", "rotate": True}, "no_log": True},
    {"pingone_gateway_credential": {"gateway": "Edge", "credential_path": "{{ playbook_dir }}/credential"}},
    # The objects of a loop are in the events of its items.
    {"pingone_gateway": {"name": "{{ item }}"}, "loop": ["Edge", "Core"]},
    # None of these manages an API service or a gateway.
    {"pingone_group": {"name": "Staff"}},
    {"pingone_resource": {"name": "Alone"}},
    {"pingone_scope": {"resource": "Alone", "name": "alone-read"}},
    {"pingone_api_service_info": {}},
    {"pingone_gateway": {"name": "Core", "state": "absent"}},
    {"pingone_api_service": {"name": "A", "base_urls": ["https://a.example/"]}, "ignore_errors": True},
]


def plays(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A play with these tasks; a key that names a module of the collection gets its full name."""
    full = [
        {"name": "Task", **{PREFIX + key if key in MODULE_DATA else key: value for key, value in task.items()}}
        for task in tasks
    ]
    variables = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return [{"name": "Play", "hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": full}]


def test_the_objects_of_every_module(runner: Any, emulator: Any, queries: Any) -> None:
    emulator.reset()
    job = runner(plays(TASKS), env=emulator.env)
    assert job.status == "successful", job.printed
    services = {one["name"]: one["id"] for one in emulator.collect("apiServers")}
    gateways = {one["name"]: one["id"] for one in emulator.collect("gateways")}
    assert "Core" not in gateways
    first, second, edge = services["A"], services["B"], gateways["Edge"]
    found = counted(records(job, queries))
    (core,) = {key for _module, _type, key in found} - {first, second, edge}
    assert found == {
        ("pingone_api_service", API, first): 1,
        ("pingone_api_service", API, second): 1,
        ("pingone_scope", API, first): 2,
        ("pingone_application_permission", API, first): 1,
        ("pingone_api_operation", API, first): 2,
        ("pingone_deploy", API, first): 1,
        ("pingone_deploy", API, second): 1,
        ("pingone_app_scope_grant", API, first): 1,
        ("pingone_gateway", GATEWAY, edge): 2,
        ("pingone_gateway", GATEWAY, core): 1,
        ("pingone_gateway_credential", GATEWAY, edge): 1,
    }


def test_the_objects_of_the_workflow(runner: Any, emulator: Any, queries: Any) -> None:
    """Check mode of new API services yields nothing; a run yields each of them, and one that is renamed is the same."""
    emulator.reset()
    given = {"env": emulator.env, "answers": {"api_service_list": SERVICES}}
    predicted = runner(PLAYBOOK, **given, arguments=("--check", "--diff"))
    assert predicted.status == "successful", predicted.printed
    assert predicted.reported
    assert records(predicted, queries) == []
    job = runner(PLAYBOOK, **given)
    services = {one["name"]: one["id"] for one in emulator.collect("apiServers")}
    managed = [services[one["name"]] for one in SERVICES]
    assert counted(records(job, queries)) == {("pingone_api_access", API, key): 1 for key in managed}
    renamed = {"id": managed[0], "name": "Renamed API"}
    again = runner(PLAYBOOK, env=emulator.env, answers={"api_service_list": [renamed]})
    ((_module, row),) = records(again, queries)
    assert row["facts"]["name"] == "Renamed API"
    assert row["canonical_facts"] == {"id": managed[0]}
    tested = {**renamed, "access_tests": [{"path": "/catalog/shoes", "anonymous": True, "expect": "allow"}]}
    gateway = {"gateway_credential": emulator.gateway_credential(), "mismatch_timeout": 0}
    answers = {"api_service_list": [tested], "api_service_gateway": gateway}
    failed = runner(PLAYBOOK, env=emulator.env, answers=answers)
    assert failed.status == "failed"
    assert failed.results("failed")[0]["res"]["api_services"][0]["id"] == managed[0]
    assert records(failed, queries) == []
