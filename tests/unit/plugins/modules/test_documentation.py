# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the modules matches their code."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.pingone.authorize.plugins.module_utils._engine.info_task import InfoTask
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS, VARIABLES
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import environments
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import GATEWAY_CREDENTIAL, options_of
from ansible_collections.pingone.authorize.tests.unit.plugins.modules.support import (
    MODULES,
    constant,
    source_of,
    task_of,
    text_of,
)

# Options that control a module. All others are fields of an object, which do not have defaults.
CONTROLS = {
    "allow_unsafe_methods",
    "fail_on_mismatch",
    "mismatch_timeout",
    "through",
    "expect_application",
    "state",
    "all_grants",
    "allow_open",
    "audit_lag",
    "create_references",
    "delete_resource",
    "fail_if_widened",
    "fail_on",
    "lint",
    "force",
    "on_unknown",
    "preflight",
    "purge",
    "quiet_period",
    "redeploy",
    "required",
    "return_secret",
    "rotate",
    "unused_for",
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


def test_options_of_the_inventory_plugin():
    """Ansible's own options are documented by its fragments."""
    own = constant(text_of("plugins", "inventory", "environments.py"), "DOCUMENTATION")
    assert own["extends_documentation_fragment"] == [
        *("pingone.authorize._connection", "ansible.builtin.constructed", "ansible.builtin.inventory_cache"),
    ]
    connection = constant(text_of("plugins", "doc_fragments", "_connection.py"), "DOCUMENTATION")
    documented = {**connection["options"], **own["options"]}
    assert documented.pop("plugin")["choices"] == ["pingone.authorize.environments"]
    assert_documented({**environments.CONNECTION_OPTIONS, **environments.OWN_OPTIONS}, documented)


@pytest.mark.parametrize("module", MODULES)
def test_no_field_of_an_object_has_a_default(module):
    task = task_of(module)
    assert not set(task.spec) & set(OPTIONS)
    assert {name for name, option in task.spec.items() if "default" in option} <= CONTROLS


@pytest.mark.parametrize("module", MODULES)
def test_an_option_that_names_a_secret_is_hidden(module):
    for name, option in {**OPTIONS, **task_of(module).spec}.items():
        names_one = option["type"] != "bool" and re.search("secret|token$|password|credential$", name)
        assert bool(option.get("no_log")) is bool(names_one), name


def test_environment_variables_are_documented():
    fragments = [text_of("plugins", "doc_fragments", f"{name}.py") for name in ("_connection", "_environment")]
    options = {name: one for text in fragments for name, one in constant(text, "DOCUMENTATION")["options"].items()}
    credentials = str(options["client_id"])
    for name, variable in VARIABLES.items():
        assert f"E({variable})" in str(options[name]) + credentials


@pytest.mark.parametrize("module", MODULES)
def test_attributes(module):
    found = documentation(module)["attributes"]
    assert found["action_group"]["membership"] == ["pingone.authorize.pingone"]
    assert found["check_mode"]["support"] == "full"
    assert found["diff_mode"]["support"] == ("N/A" if isinstance(task_of(module), InfoTask) else "full")
    repeats = {"redeploy", "rotate"} & set(task_of(module).spec)
    assert found["idempotent"]["support"] == ("partial" if repeats else "full")
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
            assert task.problems(options_of(task, **without_templates(example[action] or {}))) == []
    assert module in shown


# What required options are rendered to.
RENDERED = {
    "gateway_credential": GATEWAY_CREDENTIAL,
    "client_id": "7b3f2c51-64a1-4b52-9a0e-0b7de3a8c1f4",
    "client_secret": "unit-test-secret",
}


def without_templates(value):
    """A value without the items of dictionaries that Ansible has to render, unless they are required."""
    if isinstance(value, dict):
        rendered = {name: RENDERED[name] for name, one in value.items() if name in RENDERED and "{{" in str(one)}
        rest = {name: without_templates(one) for name, one in value.items() if "{{" not in str(one) or is_nested(one)}
        return {**rest, **rendered}
    return [without_templates(one) for one in value] if isinstance(value, list) else value


def is_nested(value):
    return isinstance(value, (dict, list))


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


def test_the_role_describes_its_options_as_the_module_does():
    """The texts are the same, except for the names of the options. The role also mentions the defaults."""
    ours = yaml.safe_load(text_of("roles", "api_service", "meta", "argument_specs.yml"))["argument_specs"]["main"]
    theirs = documentation("pingone_api_access")["options"]
    top = [name for name in task_of("pingone_api_access").spec if name not in ROLE_DECIDES]
    assert_same_text(ours["options"]["api_service_list"], theirs["api_services"], top)
    for name in top:
        default = theirs[name].get("default")
        expected = [in_role(text, top) for text in theirs[name]["description"]]
        shown = str(default).lower() if isinstance(default, bool) else default
        expected += [f"Defaults to V({shown})."] if default is not None else []
        assert ours["options"][f"api_service_{name}"]["description"] == expected, name


def assert_same_text(ours, theirs, top):
    for name, about in theirs.get("suboptions", {}).items():
        own = ours["options"][name]
        assert own["description"] == [in_role(text, top) for text in about["description"]], name
        assert facts(own) == facts(about), name
        assert_same_text(own, about, top)


def in_role(text, top):
    """A text of the module with the names that its options have in the role, and without references to results."""
    text = text.replace("O(api_services[]", "O(api_service_list")
    text = text.replace("RV(api_services[]", "RV(pingone.authorize.pingone_api_access#module:api_services[]")
    text = re.sub(rf"O\((?=(?:{'|'.join(top)})\b)", "O(api_service_", text)
    return re.sub(r", see RV\([^)]*\)", "", text)


def assert_same_shape(ours, theirs):
    assert sorted(ours) == sorted(theirs)
    for name, about in theirs.items():
        assert (ours[name]["type"], ours[name].get("elements")) == (about["type"], about.get("elements")), name
        assert ours[name]["description"], name
        assert_same_shape(ours[name].get("options", {}), about.get("options", {}))


@pytest.mark.parametrize("role", ["api_service", "api_gateway"])
def test_a_role_takes_what_the_connection_takes(role):
    specs = yaml.safe_load(text_of("roles", role, "meta", "argument_specs.yml"))
    assert_same_shape(specs["argument_specs"]["main"]["options"][f"{role}_connection"]["options"], OPTIONS)
