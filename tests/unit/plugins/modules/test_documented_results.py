# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""RETURN describes what the modules return, and a page of the guide describes their errors."""

from __future__ import annotations

import re

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    AuthorizeError,
    InvalidInput,
    MissingLibrary,
    NoDecision,
    UnexpectedResponse,
)
from ansible_collections.pingone.authorize.plugins.module_utils._base.shape import ShapeError
from ansible_collections.pingone.authorize.plugins.module_utils._engine.info_task import InfoTask
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.workflow import Workflow
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import DeployStep
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.failure import (
    CURRENT,
    LAST_DEPLOYMENT,
    UNCHANGED,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    GATEWAY_CREDENTIAL,
    FakeClient,
    ask,
    converge,
    identifier,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.modules.support import (
    MODULES,
    constant,
    source_of,
    task_of,
    text_of,
)

CREDENTIAL = identifier("credential")
COMMON_RESULTS = {"requests", "unresolved", "error"}
# A workflow assumes nothing, and its error describes each entry. It can write evidence.
WORKFLOW_RESULTS = {"requests", "error", "evidence_path"}
# What each module is called with. Others are called as their first example calls them.
OPTIONS_OF = {
    "pingone_access_test": {
        "gateway_credential": GATEWAY_CREDENTIAL,
        "cases": [
            {
                "api_service": "Orders API",
                "from_operations": True,
                "client_id": identifier("applicationsWeb"),
                "client_secret": "unit-test-secret",
            }
        ],
        "fail_on_mismatch": False,
    },
    "pingone_api_access": {
        "api_services": [
            {"name": "Orders API", "scopes": [{"name": "new"}], "applications": [{"name": "Web", "scopes": ["new"]}]}
        ]
    },
    "pingone_api_operation": {"api_service": "Orders API", "name": "Refund", "methods": ["POST"]},
    "pingone_api_service": {"name": "Orders API", "base_urls": ["https://a.example", "https://b.example"]},
    "pingone_api_service_export": {"create_references": True},
    "pingone_api_service_info": {"all_grants": True},
    "pingone_api_service_lint": {},
    "pingone_scope": {"api_service": "Orders API", "name": "read"},
    "pingone_deploy": {"api_service": "Orders API"},
    "pingone_deployment_info": {},
    "pingone_environment_info": {"permissions_for": ["all"]},
    "pingone_external_oauth_server": {"name": "Partner", "jwks_url": "https://partner.example/jwks"},
    "pingone_gateway_credential": {"gateway": "Edge", "state": "absent", "all_but": [CREDENTIAL], "unused_for": 0},
    "pingone_gateway_info": {},
    "pingone_group": {"name": "Clerks", "population": "Default"},
    "pingone_resource": {"name": "Stock"},
    "pingone_resource_info": {},
    "pingone_app_scope_grant": {"application": "Web", "api_service": "Orders API", "scopes": ["read"]},
    "pingone_application": {"name": "Portal", "type": "web_app"},
    "pingone_application_permission": {"resource": "r", "application_resource": "orders", "action": "read"},
}


def operation_in(fake):
    """An operation with every kind of rule."""
    owner = fake.add("applicationResources", name="refunds")
    return {
        "name": "Refund",
        "paths": [{"type": "EXACT", "pattern": "/refunds"}],
        "accessControl": {
            "group": {"groups": [{"id": fake.add("groups", name="Managers")["id"]}]},
            "scope": {"matchType": "ANY", "scopes": [{"id": fake.lists[("resources", "r", "scopes")][0]["id"]}]},
            "permission": {"id": fake.add("applicationResources", owner["id"], "permissions", action="approve")["id"]},
            "authentication": {
                "acrs": [{"id": fake.add("signOnPolicies", name="Multi_Factor")["id"], "type": "PINGONE"}],
                "maxAge": 300,
            },
        },
    }


def small_environment():
    """A PingOne with an object of every type."""
    fake = FakeClient()
    fake.add("resources", name="Orders API", type="CUSTOM", id="r", audience="Orders API")
    fake.add("resources", "r", "scopes", name="read")
    linked = {"type": "PINGONE_SSO", "resource": {"id": "r"}}
    fake.add("apiServers", name="Orders API", authorizationServer=linked, baseUrls=["https://a.example:443"])
    fake.add("apiServers", fake.lists[("apiServers",)][0]["id"], "operations", **operation_in(fake))
    granted = {"resource": {"id": "r"}, "scopes": [{"id": fake.lists[("resources", "r", "scopes")][0]["id"]}]}
    fake.add("applications", fake.add("applications", name="Web", type="WEB_APP")["id"], "grants", **granted)
    fake.add("populations", name="Default")
    gateway = fake.add("gateways", name="Edge", type="API_GATEWAY_INTEGRATION", enabled=True)
    fake.add("gateways", gateway["id"], "credentials", id=CREDENTIAL, createdAt="2026-03-02T09:15:44.102Z")
    role = fake.add("roles", name="Environment Admin")
    assignments = ("environments", "home", "applications", "worker", "roleAssignments")
    fake.add(*assignments, role={"id": role["id"]}, scope={"type": "ENVIRONMENT", "id": "e"})
    fake.objects[()] = {"id": "e", "organization": {"id": "o"}, "license": {"id": "l"}}
    fake.objects[("organizations", "o", "licenses", "l")] = {"id": "l"}
    fake.objects[("billOfMaterials",)] = {"products": []}
    fake.objects[("capabilities",)] = {}
    fake.deployments = [{"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2099-01-01T00:00:00Z"}]
    return fake


def results_of(module):
    """The results of a module in a small environment, and those of the same task with a list."""
    fake = small_environment()
    task = task_of(module)
    example = constant(source_of(module), "EXAMPLES")[0]
    options = OPTIONS_OF[module] if module in OPTIONS_OF else example[f"pingone.authorize.{module}"]
    if isinstance(task, InfoTask):
        return ask(task, fake, **options)[0]
    if isinstance(task, Workflow):
        return converge(task, fake, **options).results
    single = converge(task, fake, **options).results
    if not task.list_option:
        return single
    listed = converge(task, fake, **{task.list_option: [options]}).results
    assert (task.result in single, task.list_option in single) == (True, False)
    assert (task.result in listed, task.list_option in listed) == (False, True)
    # The second task does not change anything.
    return {**listed, **single}


def assert_results_documented(documented, result, place):
    assert set(documented["contains"]) == set(result), place
    for key, value in result.items():
        about = documented["contains"][key]
        first = value[0] if value and isinstance(value, list) else value
        if "contains" in about:
            assert first, (place, key)
            assert_results_documented(about, first, (place, key))
        elif isinstance(value, dict) and about.get("sample") is not None:
            assert set(about["sample"]) == set(value), (place, key)


@pytest.mark.parametrize("module", MODULES)
def test_results(module):
    documented = constant(source_of(module), "RETURN")
    results = results_of(module)
    common = WORKFLOW_RESULTS if isinstance(task_of(module), Workflow) else COMMON_RESULTS
    assert set(documented) == set(results) | common
    for name, result in results.items():
        if isinstance(result, dict):
            assert_results_documented(documented[name], result, name)
        elif "contains" in documented[name]:
            assert result, name
            assert_results_documented(documented[name], result[0], name)
    assert all(item["description"] and item["returned"] and item["type"] for item in documented.values())


@pytest.mark.parametrize("module", MODULES)
def test_the_common_results_are_documented_in_the_same_words(module):
    """ansible-core takes fragments for RETURN from 2.20 only, so the text is repeated."""
    documented, first = constant(source_of(module), "RETURN"), constant(source_of("pingone_scope"), "RETURN")
    common = {"requests"} if isinstance(task_of(module), Workflow) else COMMON_RESULTS
    assert {name: documented[name] for name in common} == {name: first[name] for name in common}


def kinds_of(error):
    return {error.kind}.union(*(kinds_of(derived) for derived in error.__subclasses__()))


def test_every_kind_of_error_is_documented():
    page = text_of("docs", "docsite", "rst", "results.rst")
    kinds = re.findall(r"``(\w+)``", page.partition("Kinds of errors\n---")[2])
    assert set(kinds) - {"kind", "problems", "cause"} == (kinds_of(AuthorizeError) - {AuthorizeError.kind}) | {"defect"}


def documented_keys(title):
    """The keys in the table of a section of the guide."""
    section = text_of("docs", "docsite", "rst", "results.rst").partition(f"{title}\n---")[2]
    rows = re.findall(r"^  \* - .*$", re.split(r"\n-{5,}\n", section)[0], re.MULTILINE)
    return set(re.findall(r"``(\w+)``", "".join(rows)))


def failure_of_the_workflow():
    """The error of a workflow that fails after it has created a scope, while it creates an operation."""
    fake = small_environment()
    service = fake.lists[("apiServers",)][0]["id"]
    fake.refused = {("apiServers", service, "operations"): ApiError("create operation", 400, {})}
    entry = {
        "name": "Orders API",
        "scopes": [{"name": "new"}],
        "operations": [{"name": "New", "paths": [{"pattern": "/new"}]}],
        "unlisted_requests": "allow",
    }
    with pytest.raises(TaskFailed) as caught:
        converge(task_of("pingone_api_access"), fake, api_services=[entry])
    return caught.value.as_data()


def test_every_key_of_an_entry_of_an_error_is_documented():
    error = failure_of_the_workflow()
    (entry,) = error["api_services"]
    assert entry["done"] and entry["not_done"] and error["not_deployed"] == ["Orders API"]
    assert documented_keys("Results for each API service") == set(entry)
    described = str(constant(source_of("pingone_api_access"), "RETURN")["error"])
    assert [key for key in entry if f"C({key})" not in described] == []
    page = text_of("docs", "docsite", "rst", "results.rst")
    for value in (CURRENT, LAST_DEPLOYMENT, UNCHANGED):
        assert f"V({value})" in described and f"``{value}``" in page


def test_every_key_of_an_error_is_documented():
    documented = documented_keys("Keys of ``error``")
    detail = {"code": "INVALID_VALUE", "target": "name", "message": "Taken", "innerError": {}}
    body = {"id": "an-id", "code": "INVALID_DATA", "message": "Invalid", "details": [detail]}
    cause = ApiError("create scope", 400, body, transaction_id="t")
    step = DeployStep(Ref("Orders API", "1"))
    facts = {"changed_api_services": ["Orders API"], "unfinished_api_services": ["Orders API"]}
    failed = TaskFailed([cause, cause], done=[step], not_done=[step], facts=facts).as_data()
    assert set(failed) == {"kind", "failures", "done", "not_done", *cause.facts, *facts}
    misfit = ShapeError("a text", "null")
    misfit.key, misfit.item = "name", "an-id"
    unexpected = UnexpectedResponse.of("read the scope", "GET /scopes", misfit)
    others = [
        InvalidInput.of("name", "is missing"),
        MissingLibrary("requests", "none"),
        unexpected,
        NoDecision("unexpected", "", content_type=""),
    ]
    keys = set(failed).union({"host", "elapsed"}, failure_of_the_workflow(), *(error.as_data() for error in others))
    assert documented == keys
