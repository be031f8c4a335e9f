# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the modules matches their code."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import InfoTask
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS, VARIABLES
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import options_of
from ansible_collections.pingone.authorize.tests.unit.plugins.modules.support import (
    MODULES,
    constant,
    source_of,
    task_of,
    text_of,
)

# Options that control a module. All others are fields of an object, which do not have defaults.
CONTROLS = {
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


# Keys of an example task other than the module.
KEYWORDS = {"name", "register", "loop", "loop_control", "when", "vars", "no_log", "failed_when"}


def documentation(module):
    """The documentation of a module, including its fragments."""
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


def facts(option):
    return {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "choices": list(option.get("choices") or []),
        "default": option.get("default"),
        "required": option.get("required", False),
    }


def test_every_module_is_in_the_action_group_and_no_other():
    runtime = yaml.safe_load(text_of("meta", "runtime.yml"))
    assert runtime["action_groups"]["pingone"] == MODULES
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
    assert {name for name, option in task.spec.items() if "default" in option} <= CONTROLS


@pytest.mark.parametrize("module", MODULES)
def test_an_option_that_names_a_secret_is_hidden(module):
    for name, option in {**OPTIONS, **task_of(module).spec}.items():
        names_one = option["type"] != "bool" and re.search("secret|token$|password", name)
        assert bool(option.get("no_log")) is bool(names_one), name


def test_environment_variables_are_documented():
    options = constant(text_of("plugins", "doc_fragments", "_connection.py"), "DOCUMENTATION")["options"]
    credentials = str(options["client_id"])
    for name, variable in VARIABLES.items():
        assert f"E({variable})" in str(options[name]) + credentials


@pytest.mark.parametrize("module", MODULES)
def test_attributes(module):
    found = documentation(module)["attributes"]
    assert found["action_group"]["membership"] == ["pingone.authorize.pingone"]
    assert found["check_mode"]["support"] == "full"
    assert found["diff_mode"]["support"] == ("N/A" if isinstance(task_of(module), InfoTask) else "full")
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
    """Each example uses valid options, and there is an example for the module."""
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


# Options of the module that the role sets itself.
ROLE_DECIDES = ("api_services", "maximum_writes", "progress_path")


def test_the_role_takes_what_the_module_takes():
    """The role documents every option of an entry, including all suboptions."""
    specs = yaml.safe_load(text_of("roles", "api_service", "meta", "argument_specs.yml"))
    options = specs["argument_specs"]["main"]["options"]
    spec = task_of("pingone_api_access").spec
    assert_same_shape(options["api_service_list"]["options"], spec["api_services"]["options"])
    of_module = {f"api_service_{name}" for name in spec} - {f"api_service_{name}" for name in ROLE_DECIDES}
    assert {name for name in options if not name.startswith("api_service_progress_")} == {
        "api_service_list",
        "api_service_connection",
        *of_module,
    }


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
