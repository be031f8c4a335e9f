# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read for the rules, and what is returned and written."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, LintFailed
from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import GROUP_NAME, NAME
from ansible_collections.pingone.authorize.plugins.module_utils._domain.lint.registry import RULES
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_lint import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

RESOURCE = identifier("resource")
DONE = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-02T09:59:44.102Z"}


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders API", type="CUSTOM", id=RESOURCE, audience="Orders API")
    client.add("resources", RESOURCE, "scopes", name="orders-read")
    client.add("applications", name="Orders Web", type="WEB_APP", enabled=True)
    service(client, "Orders API", "https://orders.example")
    operation(client, "Read", scopes=["orders-read"])
    grant(client, "Orders Web", "orders-read")
    return client


def service(fake, name, *urls):
    linked = {"type": "PINGONE_SSO", "resource": {"id": RESOURCE}}
    found = fake.add("apiServers", name=name, baseUrls=list(urls), authorizationServer=linked)
    fake.objects[("apiServers", found["id"], "deployment")] = DONE
    return found


def scope_id(fake, name):
    return next(item["id"] for item in fake.lists[("resources", RESOURCE, "scopes")] if item["name"] == name)


def operation(fake, name, scopes=(), methods=(), **rules):
    if scopes:
        rules["scope"] = {"matchType": "ANY", "scopes": [{"id": scope_id(fake, one)} for one in scopes]}
    owner = fake.lists[("apiServers",)][-1]["id"]
    paths = [{"type": "EXACT", "pattern": f"/{name.lower()}"}]
    return fake.add(
        "apiServers", owner, "operations", name=name, paths=paths, methods=list(methods), accessControl=rules
    )


def grant(fake, name, *scopes):
    owner = next(item["id"] for item in fake.lists[("applications",)] if item["name"] == name)
    entries = [{"id": scope_id(fake, one)} for one in scopes]
    fake.add("applications", owner, "grants", name=None, resource={"id": RESOURCE}, scopes=entries)


def found(fake, **options):
    results, _inventory = ask(TASK, fake, **options)
    return [(one["rule"], one["object"]["name"]) for one in results["findings"]]


def paths_read(fake):
    return {path[-1] for path in fake.reads}


def test_nothing_is_found(fake):
    results, inventory = ask(TASK, fake)
    assert (results["findings"], results["summary"]) == ([], [])
    assert results["counts"] == {"error": 0, "warning": 0, "note": 0}
    assert inventory.warnings == []


def test_findings_are_returned_by_severity(fake):
    operation(fake, "Change", access={}, methods=["put"])
    fake.add("resources", RESOURCE, "scopes", name="orders-write")
    results, _inventory = ask(TASK, fake)
    assert [(one["severity"], one["rule"], one["object"]["name"]) for one in results["findings"]] == [
        ("error", "method-never-matches", "Change"),
        ("warning", "operation-without-rule", "Change"),
        ("warning", "scope-not-granted", "orders-write"),
        ("note", "scope-not-required", "orders-write"),
    ]
    assert results["counts"] == {"error": 1, "warning": 2, "note": 1}
    assert results["findings"][0]["object"] == {"type": "operation", "name": "Change", "api_service": "Orders API"}
    assert results["findings"][0]["reason"] == 'No request has the method "put", because methods are case-sensitive.'
    assert results["summary"][0].startswith('error: operation "Change" of "Orders API": no request has the method')


def test_the_operation_that_denies_the_rest_is_only_one_with_the_group_without_members(fake):
    operation(fake, "Change", scopes=["orders-read"], methods=["PUT"])
    assert found(fake) == [("operation-methods-open", "Change")]
    group = fake.add("groups", name=GROUP_NAME)
    denying = operation(fake, NAME, group={"groups": [{"id": group["id"]}]})
    denying["paths"] = [{"type": "PARAMETER", "pattern": "/**"}]
    assert found(fake) == []
    group["name"] = "Everybody"
    assert found(fake) == []


def test_a_scope_that_another_api_service_with_the_resource_requires(fake):
    fake.add("resources", RESOURCE, "scopes", name="orders-write")
    grant(fake, "Orders Web", "orders-write")
    assert found(fake) == [("scope-not-required", "orders-write")]
    service(fake, "Orders Archive", "https://archive.example")
    operation(fake, "Write", scopes=["orders-write"])
    assert found(fake, names=["Orders API"]) == []


def test_what_is_gone(fake):
    lost = identifier("lost")
    operation(
        fake,
        "Change",
        group={"groups": [{"id": lost}]},
        permission={"id": lost},
        authentication={"acrs": [{"id": lost, "type": "PINGONE"}, {"id": lost, "type": "DAVINCI"}]},
        scope={"matchType": "ANY", "scopes": [{"id": lost}]},
    )
    assert [rule for rule, _name in found(fake)] == [
        "dangling-group",
        "dangling-permission",
        "dangling-policy",
        "dangling-scope",
    ]
    fake.lists[("resources",)].clear()
    assert ("dangling-resource", "Orders API") in found(fake)


def test_only_selected_rules_are_evaluated(fake):
    operation(fake, "Change", methods=["put"])
    assert found(fake, rules=["operation-without-rule"]) == [("operation-without-rule", "Change")]
    assert found(fake, skip_rules=["operation-without-rule"]) == [("method-never-matches", "Change")]
    assert found(fake, rules=[]) == []
    assert found(fake, names=[]) == []


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_the_task_fails_for_a_severity(fake, severity):
    operation(fake, "Change")
    if severity == "error":
        assert ask(TASK, fake, fail_on=severity)[0]["counts"]["warning"] == 1
        return
    with pytest.raises(LintFailed, match=r'1 finding\.\nwarning: operation "Change" of "Orders API"') as caught:
        ask(TASK, fake, fail_on=severity)
    assert caught.value.results["counts"]["warning"] == 1


def test_a_failure_shows_ten_findings(fake):
    for number in range(12):
        operation(fake, f"Change {number}")
    with pytest.raises(LintFailed, match=r"12 findings\.(.|\n)*and 2 more$"):
        ask(TASK, fake, fail_on="warning")


def test_the_report_is_written_even_if_the_task_fails(fake, tmp_path):
    path = tmp_path / "report.sarif"
    operation(fake, "Change")
    with pytest.raises(LintFailed):
        ask(TASK, fake, fail_on="warning", sarif_path=str(path))
    (run,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [("operation-without-rule", "warning")]
    path.unlink()
    assert ask(TASK, fake, check_mode=True, sarif_path=str(path))[0]["counts"]["warning"] == 1
    assert not path.exists()


def test_rules_that_do_not_exist():
    problems = TASK.problems(
        {"rules": ["scope-not-grantd"], "skip_rules": ["x", "dangling-group"], "sarif_path": None, "sarif_file": "../x"}
    )
    assert [problem.option for problem in problems] == ["rules[0]", "skip_rules[0]", "sarif_file"]
    assert 'Did you mean "scope-not-granted"?' in problems[0].message


def test_an_api_service_that_does_not_exist(fake):
    with pytest.raises(
        InvalidInput, match=r'names\[0\]: there is no API service "Ordes API". Did you mean "Orders API"'
    ):
        ask(TASK, fake, names=["Ordes API"])
