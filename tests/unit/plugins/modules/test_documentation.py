# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says of every module is what the module does."""

from __future__ import annotations

import ast
import glob
import importlib
import os
import re

import pytest
import yaml
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ApiError, AuthorizeError
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Inquiry
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS, VARIABLES
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    ask,
    converge,
    options_of,
)

ROOT = os.path.join(os.path.dirname(__file__), *[os.pardir] * 4)
MODULES = sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(ROOT, "plugins", "modules", "*.py")))
COMMON_RESULTS = {"requests", "unresolved", "error"}
# These say how a module acts; everything else is a field of an object, which has no default.
ACTING = {
    "expect_application",
    "state",
    "all_grants",
    "allow_open",
    "audit_lag",
    "delete_resource",
    "force",
    "on_unknown",
    "purge",
    "redeploy",
    "return_secret",
    "wait",
    "wait_timeout",
}


# What a task of an example may have beside its module.
KEYWORDS = {"name", "register", "loop", "loop_control", "when", "vars", "no_log", "failed_when"}


def text_of(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def constant(source, name):
    """The value of a text constant anywhere in a source, parsed as YAML."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets):
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"no {name}")


def source_of(module):
    return text_of("plugins", "modules", f"{module}.py")


def documentation(module):
    """A module's documentation with those of its fragments."""
    own = constant(source_of(module), "DOCUMENTATION")
    options, attributes = {}, {}
    for fragment in own["extends_documentation_fragment"]:
        collection, name = fragment.rsplit(".", 1)
        assert collection == "pingone.authorize"
        parts = constant(text_of("plugins", "doc_fragments", f"{name}.py"), "DOCUMENTATION")
        options.update(parts.get("options", {}))
        attributes.update(parts.get("attributes", {}))
    for name, attribute in own.get("attributes", {}).items():
        attributes[name] = {**attributes.get(name, {}), **attribute}
    return {**own, "options": {**options, **own["options"]}, "attributes": attributes}


def task_of(module):
    found = re.search(r"\.module_utils\.(_tasks\.\w+) import TASK", source_of(module))
    base = "ansible_collections.pingone.authorize.plugins.module_utils"
    return importlib.import_module(f"{base}.{found.group(1)}").TASK


def facts(option):
    return {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "choices": list(option.get("choices") or []),
        "default": option.get("default"),
        "required": option.get("required", False),
    }


def test_there_are_modules():
    assert MODULES == [
        "pingone_api_operation",
        "pingone_api_service",
        "pingone_api_service_info",
        "pingone_app_scope_grant",
        "pingone_application",
        "pingone_application_permission",
        "pingone_deploy",
        "pingone_deployment_info",
        "pingone_environment_info",
        "pingone_external_oauth_server",
        "pingone_group",
        "pingone_resource",
        "pingone_scope",
    ]


def test_every_module_is_in_the_action_group():
    runtime = yaml.safe_load(text_of("meta", "runtime.yml"))
    assert sorted(runtime["action_groups"]["pingone"]) == MODULES
    assert runtime["requires_ansible"] == ">=2.16.0"


@pytest.mark.parametrize("module", MODULES)
def test_options(module):
    assert_documented({**OPTIONS, **task_of(module).spec}, documentation(module)["options"])


def assert_documented(specified, documented):
    assert sorted(documented) == sorted(specified)
    for name, option in specified.items():
        assert facts(documented[name]) == facts(option), name
        assert documented[name]["description"], name
        assert_documented(option.get("options", {}), documented[name].get("suboptions", {}))


@pytest.mark.parametrize("module", MODULES)
def test_no_field_of_an_object_has_a_default(module):
    task = task_of(module)
    assert not set(task.spec) & set(OPTIONS)
    assert {name for name, option in task.spec.items() if "default" in option} <= ACTING


@pytest.mark.parametrize("module", MODULES)
def test_an_option_that_names_a_secret_is_hidden(module):
    for name, option in {**OPTIONS, **task_of(module).spec}.items():
        names_one = option["type"] != "bool" and re.search("secret|token$|password", name)
        assert bool(option.get("no_log")) is bool(names_one), name


def test_environment_variables_are_documented():
    options = constant(text_of("plugins", "doc_fragments", "_connection.py"), "DOCUMENTATION")["options"]
    told_together = str(options["client_id"])
    for name, variable in VARIABLES.items():
        assert f"E({variable})" in str(options[name]) + told_together


@pytest.mark.parametrize("module", MODULES)
def test_attributes(module):
    found = documentation(module)["attributes"]
    assert found["action_group"]["membership"] == ["pingone.authorize.pingone"]
    assert found["check_mode"]["support"] == "full"
    assert found["diff_mode"]["support"] == ("N/A" if isinstance(task_of(module), Inquiry) else "full")
    assert found["idempotent"]["support"] == ("partial" if module == "pingone_deploy" else "full")
    for attribute in found.values():
        assert attribute["description"]


@pytest.mark.parametrize("module", MODULES)
def test_name_and_author(module):
    found = documentation(module)
    assert found["module"] == module
    assert found["author"]
    assert not found["short_description"].endswith(".")


@pytest.mark.parametrize("module", MODULES)
def test_examples(module):
    """Each uses options that exist; each module is shown; what is required is there."""
    tasks = constant(source_of(module), "EXAMPLES")
    assert all(task["name"] for task in tasks)
    shown = set()
    for example in tasks:
        for action in set(example) - KEYWORDS:
            collection, _dot, name = action.rpartition(".")
            if collection == "ansible.builtin":
                continue
            assert collection == "pingone.authorize"
            shown.add(name)
            task = task_of(name)
            given = {name: value for name, value in (example[action] or {}).items() if "{{" not in str(value)}
            assert task.problems(options_of(task, **given)) == []
    assert module in shown


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


def results_of(module):
    """The results of a module in a small environment, and those of the same task with a list."""
    fake = FakeClient()
    fake.add("resources", name="Orders API", type="CUSTOM", id="r", audience="Orders API")
    fake.add("resources", "r", "scopes", name="read")
    linked = {"type": "PINGONE_SSO", "resource": {"id": "r"}}
    fake.add("apiServers", name="Orders API", authorizationServer=linked, baseUrls=["https://a.example"])
    fake.add("apiServers", fake.lists[("apiServers",)][0]["id"], "operations", **operation_in(fake))
    granted = {"resource": {"id": "r"}, "scopes": [{"id": fake.lists[("resources", "r", "scopes")][0]["id"]}]}
    fake.add("applications", fake.add("applications", name="Web", type="WEB_APP")["id"], "grants", **granted)
    fake.add("populations", name="Default")
    role = fake.add("roles", name="Environment Admin")
    assignments = ("environments", "home", "applications", "worker", "roleAssignments")
    fake.add(*assignments, role={"id": role["id"]}, scope={"type": "ENVIRONMENT", "id": "e"})
    fake.objects[()] = {"id": "e", "organization": {"id": "o"}, "license": {"id": "l"}}
    fake.objects[("organizations", "o", "licenses", "l")] = {"id": "l"}
    fake.objects[("billOfMaterials",)] = {"products": []}
    fake.objects[("capabilities",)] = {}
    fake.deployments = [{"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2099-01-01T00:00:00Z"}]
    options = {
        "pingone_api_operation": {"api_service": "Orders API", "name": "Refund"},
        "pingone_api_service": {"name": "Orders API"},
        "pingone_api_service_info": {"all_grants": True},
        "pingone_scope": {"api_service": "Orders API", "name": "read"},
        "pingone_deploy": {"api_service": "Orders API"},
        "pingone_deployment_info": {},
        "pingone_environment_info": {},
        "pingone_external_oauth_server": {"name": "Partner", "jwks_url": "https://partner.example/jwks"},
        "pingone_group": {"name": "Clerks", "population": "Default"},
        "pingone_resource": {"name": "Stock"},
        "pingone_app_scope_grant": {"application": "Web", "api_service": "Orders API", "scopes": ["read"]},
        "pingone_application": {"name": "Portal", "type": "web_app"},
        "pingone_application_permission": {"resource": "r", "application_resource": "orders", "action": "read"},
    }
    task = task_of(module)
    if isinstance(task, Inquiry):
        return ask(task, fake, **options[module])[0]
    single = converge(task, fake, **options[module]).results
    listed = converge(task, fake, **{task.many: [options[module]]}).results
    assert (task.result in single, task.many in single) == (True, False)
    assert (task.result in listed, task.many in listed) == (False, True)
    return {**single, **listed}


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
    assert set(documented) == set(results) | COMMON_RESULTS
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
    documented, first = constant(source_of(module), "RETURN"), constant(source_of(MODULES[0]), "RETURN")
    assert {name: documented[name] for name in COMMON_RESULTS} == {name: first[name] for name in COMMON_RESULTS}


def kinds_of(error):
    return {error.kind}.union(*(kinds_of(derived) for derived in error.__subclasses__()))


def test_every_kind_of_error_is_documented():
    page = text_of("docs", "docsite", "rst", "results.rst")
    kinds = re.findall(r"``(\w+)``", page.partition("Kinds of errors\n---")[2])
    assert set(kinds) - {"kind", "problems"} == (kinds_of(AuthorizeError) - {AuthorizeError.kind}) | {"defect"}


def test_every_key_of_an_error_is_documented():
    page = text_of("docs", "docsite", "rst", "results.rst").partition("Keys of ``error``\n---")[2]
    documented = set(re.findall(r"``(\w+)``", "".join(re.findall(r"^  \* - .*$", page, re.MULTILINE))))
    detail = {"code": "INVALID_VALUE", "target": "name", "message": "Taken", "innerError": {}}
    body = {"id": "an-id", "code": "INVALID_DATA", "message": "Invalid", "details": [detail]}
    error = ApiError("create scope", 400, body, transaction_id="t")
    error.done, error.not_done = ["one"], ["two"]
    assert set(error.as_data()) <= documented
    for name in ("problems", "failures", "changed_api_services", "unfinished_api_services", "library", "host"):
        assert name in documented


ROLE_PARTS = {
    "operations": ("pingone_api_operation", {"id", "api_service", "state", "unlisted_requests"}, set()),
    "applications": ("pingone_application", {"id", "return_secret"}, {"scopes", "create", "purge"}),
    "groups": ("pingone_group", {"id", "state"}, {"create"}),
    "permissions": (
        "pingone_application_permission",
        {"id", "api_service", "resource", "expected_resource", "state"},
        {"create"},
    ),
    "external_oauth_server": ("pingone_external_oauth_server", {"id", "state"}, {"audience", "create"}),
    "scopes": (
        "pingone_scope",
        {"api_service", "resource", "expected_resource", "force", "released_by", "state"},
        set(),
    ),
}


@pytest.mark.parametrize("part", sorted(ROLE_PARTS))
def test_the_role_takes_what_the_modules_take(part):
    """The role's contract has every option of an object, down to the last suboption."""
    module, left_out, added = ROLE_PARTS[part]
    specs = yaml.safe_load(text_of("roles", "api_service", "meta", "argument_specs.yml"))
    entry = specs["argument_specs"]["main"]["options"]["api_service_list"]["options"]
    own = {name: about for name, about in entry[part]["options"].items() if name not in added}
    options = {name: about for name, about in task_of(module).options.items() if name not in left_out}
    assert_same_shape(own, options)


def assert_same_shape(ours, theirs):
    assert sorted(ours) == sorted(theirs)
    for name, about in theirs.items():
        assert (ours[name]["type"], ours[name].get("elements")) == (about["type"], about.get("elements")), name
        assert ours[name]["description"], name
        assert_same_shape(ours[name].get("options", {}), about.get("options", {}))


def test_the_role_takes_what_the_connection_takes():
    specs = yaml.safe_load(text_of("roles", "api_service", "meta", "argument_specs.yml"))
    taken = {name: about for name, about in OPTIONS.items() if name != "end_session"}
    assert_same_shape(specs["argument_specs"]["main"]["options"]["api_service_connection"]["options"], taken)
