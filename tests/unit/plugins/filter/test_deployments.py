# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which API services the role deploys, and which it must not deploy."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.pingone.authorize.plugins.filter.deployments import FilterModule
from ansible_collections.pingone.authorize.plugins.filter.workflow import FilterModule as WorkflowFilterModule

deployments = FilterModule().filters()["deployments"]
workflow = WorkflowFilterModule().filters()["workflow"]

BROWSE = {"name": "Browse", "paths": [{"pattern": "/"}]}
# Orders and Stock have operations, Books has none.
WORK = workflow(
    [
        {"name": "Orders", "operations": [BROWSE], "unlisted_requests": "deny"},
        {"name": "Books"},
        {"name": "Stock", "purge_operations": True},
    ]
)

NOT_RUN = {"failed": True}
SKIPPED = {"changed": False, "skipped": True, "skip_reason": "Conditional result was False"}


def done(*changed):
    return {"changed": bool(changed), "failed": False, "changed_api_services": list(changed)}


def failed(*changed, unfinished=None):
    """A failed task; a module leaves out of its error what is empty."""
    error = {"message": "PingOne refused it."}
    error |= {"changed_api_services": list(changed)} if changed else {}
    error |= {"unfinished_api_services": unfinished} if unfinished else {}
    return {"changed": bool(changed), "failed": True, "error": error, "msg": "PingOne refused it."}


def names(found):
    """Names of the services to deploy: those with changes, and those without."""
    changes = [one["api_service"] for one in found["deployments"] if one["changes"] is True]
    return changes, [one["api_service"] for one in found["deployments"] if one["changes"] is False]


@pytest.mark.parametrize(
    ("services", "scopes", "operations", "changed", "unchanged", "not_deployed"),
    [
        # Everything succeeded or was skipped: every service is looked at, and those that changed have changes.
        (done(), done(), done(), [], ["Orders", "Books", "Stock"], []),
        (done(), SKIPPED, SKIPPED, [], ["Orders", "Books", "Stock"], []),
        (done("Orders"), done(), done(), ["Orders"], ["Books", "Stock"], []),
        (done(), done("Books"), SKIPPED, ["Books"], ["Orders", "Stock"], []),
        (done(), SKIPPED, done("Stock"), ["Stock"], ["Orders", "Books"], []),
        (done("Orders"), done("Orders", "Books"), done("Stock"), ["Orders", "Books", "Stock"], [], []),
        # Services failed, the others did not run: what was saved is deployed, if it has no operations.
        (failed(), NOT_RUN, NOT_RUN, [], [], []),
        (failed("Books"), NOT_RUN, NOT_RUN, ["Books"], [], []),
        (failed("Orders", "Books", "Stock"), NOT_RUN, NOT_RUN, ["Books"], [], ["Orders", "Stock"]),
        (failed("Orders", unfinished=["Books"]), NOT_RUN, NOT_RUN, [], [], ["Orders"]),
        (NOT_RUN, NOT_RUN, NOT_RUN, [], [], []),
        # Scopes failed: services with operations wait for them, whether scopes were saved or not.
        (done(), failed(), NOT_RUN, [], ["Books"], []),
        (done("Orders"), failed(), NOT_RUN, [], ["Books"], ["Orders"]),
        (done("Books"), failed("Stock", unfinished=["Orders"]), NOT_RUN, ["Books"], [], ["Stock"]),
        # Permissions failed, which have no result here: the operations did not run.
        (done("Orders", "Books"), done("Stock"), NOT_RUN, ["Books"], [], ["Orders", "Stock"]),
        (done("Orders", "Books"), SKIPPED, NOT_RUN, ["Books"], [], ["Orders"]),
        # Operations failed before they saved anything: nothing with operations is deployed.
        (done(), done(), failed(), [], ["Books"], []),
        (done("Orders", "Books"), SKIPPED, failed(), ["Books"], [], ["Orders"]),
        (done("Orders"), SKIPPED, {"failed": True, "msg": "MODULE FAILURE"}, [], ["Books"], ["Orders"]),
        (done("Orders"), SKIPPED, {"failed": True, "error": "text"}, [], ["Books"], ["Orders"]),
        # Operations failed midway: only the services that are not finished are left out.
        (done(), SKIPPED, failed("Orders", unfinished=["Stock"]), ["Orders"], ["Books"], []),
        (done("Stock"), SKIPPED, failed("Orders", unfinished=["Stock"]), ["Orders"], ["Books"], ["Stock"]),
        (done(), SKIPPED, failed("Orders", unfinished=["Orders"]), [], ["Books", "Stock"], ["Orders"]),
        (done("Books"), done(), failed("Orders", unfinished=["Orders", "Stock"]), ["Books"], [], ["Orders"]),
    ],
)
def test_what_is_deployed(services, scopes, operations, changed, unchanged, not_deployed):
    found = deployments(WORK, services=services, scopes=scopes, operations=operations)
    assert names(found) == (changed, unchanged)
    assert found["not_deployed"] == not_deployed


RESULTS = [
    NOT_RUN,
    SKIPPED,
    done(),
    done("Orders"),
    done("Orders", "Books", "Stock"),
    failed(),
    failed("Stock"),
    failed("Books", unfinished=["Orders"]),
    failed("Orders", "Stock", unfinished=["Orders", "Stock"]),
]


@pytest.mark.parametrize(("services", "scopes", "operations"), [*itertools.product(RESULTS, repeat=3)])
def test_rules_that_always_hold(services, scopes, operations):
    found = deployments(WORK, services, scopes, operations)
    changed, unchanged = names(found)
    deployed = changed + unchanged
    assert len(deployed) == len(set(deployed)) == len(found["deployments"])
    # A service is deployed or reported, never both.
    assert not set(deployed) & set(found["not_deployed"])
    # What a task has changed is deployed or reported.
    reported = {
        name
        for result in (services, scopes, operations)
        for source in (result, result.get("error", {}))
        for name in source.get("changed_api_services", [])
    }
    assert set(changed) | set(found["not_deployed"]) == reported
    # Without its operations, no service is deployed.
    if operations.get("failed"):
        unfinished = operations.get("error", {}).get("unfinished_api_services", ["Orders", "Stock"])
        assert not set(deployed) & set(unfinished)
    else:
        assert found["not_deployed"] == []
    # All services exist only if their task has succeeded.
    if services.get("failed"):
        assert unchanged == []


def test_no_services():
    assert deployments(workflow([]), NOT_RUN, NOT_RUN, NOT_RUN) == {"deployments": [], "not_deployed": []}


def test_a_changed_service_without_an_entry_is_deployed():
    """A resource may be shared: its scopes can change services that the list does not have."""
    found = deployments(WORK, services=done(), scopes=done("Shared"), operations=done())
    assert names(found) == (["Shared"], ["Orders", "Books", "Stock"])


def test_names_differ_by_case():
    found = deployments(WORK, services=done("orders", "Orders"), scopes=SKIPPED, operations=SKIPPED)
    assert names(found) == (["Orders", "orders"], ["Books", "Stock"])
