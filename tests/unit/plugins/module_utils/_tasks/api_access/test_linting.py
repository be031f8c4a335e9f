# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings about the state after the plan, before anything is written."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._tasks.api_access import test_access_changes
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import converge

Fake, entry = test_access_changes.Fake, test_access_changes.entry
RULED = {"scopes": ["A-read"], "match": "any"}
HEALTH = {"name": "Health", "paths": [{"pattern": "/health"}]}
IDS = {"name": "Ids", "paths": [{"pattern": "/items/{id}"}], "access": RULED}
ALL = {"name": "All", "paths": [{"pattern": "/items/*"}], "access": RULED}


@pytest.fixture
def fake():
    client = Fake()
    client.deployments = [{"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}]
    return client


def with_operations(*operations, **more):
    return {**entry("A", "A-read"), "operations": list(operations), **more}


def run(fake, *entries, check_mode=False, **options):
    """The warnings of a run."""
    warnings = []
    options.setdefault("lint", "warn")
    converge(TASK, fake, check_mode=check_mode, warnings=warnings, api_services=list(entries), **options)
    return warnings


def rejected(fake, *entries, **options):
    """The locations of the findings for which a task fails, in check mode and without."""
    places = []
    for check_mode in (True, False):
        with pytest.raises(InvalidInput) as caught:
            run(fake, *entries, check_mode=check_mode, lint="fail", **options)
        places.append([problem.option for problem in caught.value.problems])
    assert fake.writes == []
    assert places[0] == places[1]
    return places[0]


def test_one_warning_lists_all_findings(fake):
    (warning,) = run(fake, with_operations(HEALTH, IDS, ALL))
    assert warning.startswith(
        '2 findings about the API services: api_services[0].operations[1]: operation "Ids" of "A": it never decides'
    )
    assert 'api_services[0].operations[0]: operation "Health" of "A": it has no rule' in warning
    assert "POST" in {method for method, *_rest in fake.writes}


def test_a_warning_shows_five_findings(fake):
    (warning,) = run(
        fake, with_operations(*({**HEALTH, "name": f"H{n}", "paths": [{"pattern": f"/{n}"}]} for n in range(7)))
    )
    assert warning.startswith("7 findings") and warning.endswith("; and 2 more")


def test_all_findings_are_problems_and_nothing_is_written(fake):
    first = with_operations(HEALTH, IDS, ALL)
    second = entry("B", "B-read", base_urls=["https://B.example:443"])
    assert rejected(fake, second, first) == [
        "api_services[1].operations[1]",
        "api_services[1].operations[0]",
        "api_services[0]",
        "api_services[0]",
    ]


def test_nothing_is_examined_if_it_is_off(fake):
    assert run(fake, with_operations(HEALTH), lint=None) == []
    assert run(fake, with_operations(HEALTH), lint="off") == []
    assert run(fake, with_operations(HEALTH), lint=False) == []


def test_rules_can_be_skipped(fake):
    assert run(fake, with_operations(HEALTH), lint="fail", lint_skip_rules=["operation-without-rule"]) == []


def test_an_operation_that_is_open_on_purpose_is_no_finding(fake):
    assert rejected(fake, with_operations({**HEALTH, "allow_open": False})) == ["api_services[0].operations[0]"]
    assert run(fake, with_operations({**HEALTH, "allow_open": True}), lint="fail") == []


def test_rules_to_skip_must_exist():
    options = {"api_services": [], "lint": "off", "lint_skip_rules": ["operation-without-rules"]}
    (problem,) = TASK.problems({**dict.fromkeys(TASK.spec), **options})
    assert problem.option == "lint_skip_rules[0]"
    assert 'Did you mean "operation-without-rule"?' in problem.message


def test_only_listed_api_services_are_examined(fake):
    run(fake, with_operations(HEALTH), lint="off")
    assert run(fake, entry("B", "B-read")) == []
    assert run(fake, {"name": "A", "state": "absent"}) == []


def test_operations_that_are_not_listed_are_examined_if_the_task_reads_them(fake):
    run(fake, with_operations(HEALTH), lint="off")
    (warning,) = run(fake, with_operations(IDS))
    assert 'api_services[0]: operation "Health" of "A": it has no rule' in warning
    reads = []
    for mode in ("off", "warn"):
        fake.reads.clear()
        run(fake, with_operations(IDS), lint=mode)
        reads.append(list(fake.reads))
    assert reads[0] == reads[1]


def test_what_is_stored_with_a_mistake_is_only_found_if_the_task_does_not_set_it(fake):
    run(fake, with_operations(IDS), lint="off")
    (service,) = fake.lists[("apiServers",)]
    wrong = {"id": "i-1", "name": "Wrong", "paths": [{"type": "EXACT", "pattern": "/items/*/x"}], "methods": ["get"]}
    fake.lists[("apiServers", service["id"], "operations")].append(
        {**wrong, "accessControl": {"group": {"groups": [{"id": "g"}]}}}
    )
    (warning,) = run(fake, with_operations(IDS))
    assert "(pattern-type-mismatch)" in warning and "(method-never-matches)" in warning


def test_a_plan_that_is_invalid_is_not_examined(fake):
    with pytest.raises(InvalidInput) as caught:
        run(fake, with_operations(HEALTH, {**IDS, "access": {"scopes": ["A-none"]}}), lint="fail")
    assert [problem.option for problem in caught.value.problems] == ["api_services[0].operations[1].access.scopes[0]"]
