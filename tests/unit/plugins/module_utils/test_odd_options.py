# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever options a module is given, it ends with a result that says what is wrong, and sends nothing.

Every set of options has a part that cannot be right. The seeds are fixed, so that a failure can be repeated.
"""

from __future__ import annotations

import copy
import glob
import importlib
import json
import math
import os
import random
import re

import pytest
from ansible.module_utils import basic
from ansible_collections.pingone.authorize.plugins.module_utils import _module
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_ID

TASKS = os.path.join(os.path.dirname(_module.__file__), "_tasks")


def task_of(family):
    package = _module.__name__.rpartition(".")[0]
    return getattr(importlib.import_module(f"{package}._tasks.{family}"), "TASK", None)


def families():
    """The files in _tasks that define the task of a module, without their extension."""
    names = [os.path.basename(path)[:-3] for path in glob.glob(os.path.join(TASKS, "*.py"))]
    return sorted(name for name in names if name != "__init__" and task_of(name))


FAMILIES = families()

# Sets of options for each family. ODD_OPTION_SETS=2000 makes a longer run of it.
SETS = int(os.environ.get("ODD_OPTION_SETS", "200"))
SECRET = "odd-options-secret-Qw4Er5Ty6Ui7Op8As9Df0"
# Connections lead nowhere: a request would end as a failure of another kind.
PLACE = {"environment_id": ENVIRONMENT_ID, "access_token": "unit-test-token", "api_url": "https://127.0.0.1:1"}

# What stands for a value that is nested so deeply that Python cannot decode it.
DEEP = '"nested deeply"'
LONG = "x" * 100_000
# No text can be any of these.
UNSENDABLE = ("a\ud800", "\udfff", "a\0b", "\udc80,\udc81")
NOT_A_NUMBER = (
    *("five", "1e30", "", LONG, 1e30, math.inf, -math.inf, math.nan),
    *(10**40, -(10**40), 1.5, [1], {"a": 1}, True),
)
NOT_A_BOOLEAN = ("maybe", 2, -1, 0.5, math.nan, [True], {"a": True}, "", " ", LONG)
NOT_A_LIST = (
    *({"a": 1}, True, "", " \n", "[a", "['a'", '["a"', '["a\\ud800"]', "a,,b", ","),
    *([None], [{"a": 1}], [["a"]], [""], [LONG, " "]),
)
NOT_A_DICTIONARY = ("text", "a", [], ["a"], 12, True, "", "{", "[]", '{"a"', "a=", LONG, '["a"]')
NOT_A_TEXT = ({"a": 1}, {}, ["a"], [], True, False, [[[]]])
UNKNOWN = ("nmae", "Name", "accesss", "x" * 300, "a\ud800", "a\0", "", "__class__", "{{ x }}", "größe", "a.b", "a[0]")


def nested(dice):
    value = "x"
    for _level in range(dice.choice([60, 400, 700])):
        value = [value] if dice.random() < 0.5 else {"a": value}
    return value


def wrong_value(dice, about):
    """A value that the option cannot have."""
    if dice.random() < 0.1:
        return nested(dice)
    if about.get("choices") and about["type"] != "list":
        return dice.choice(["", " ", "perhaps", LONG, *UNSENDABLE, *NOT_A_TEXT, 7, 1.5, about["choices"][0] + "s"])
    kinds = {"int": NOT_A_NUMBER, "bool": NOT_A_BOOLEAN, "list": NOT_A_LIST, "dict": NOT_A_DICTIONARY}
    if about["type"] == "raw":
        return dice.choice([{"keys": [{"kid": "a\ud800"}]}, {"a\0": 1}, [math.nan], nested(dice)])
    # An empty list clears some texts, which must not be blank.
    texts = ["" if value == [] and about.get("blank") == "empty list" else value for value in NOT_A_TEXT]
    return dice.choice([*kinds.get(about["type"], texts), *UNSENDABLE])


def right_value(dice, about):
    """A value that is of the right type, in any of its forms."""
    kind = about["type"]
    if about.get("choices"):
        word = dice.choice(about["choices"])
        value = dice.choice([word, word.upper(), f" {word}\n"])
        return [value] if kind == "list" else value
    if kind == "list" and "options" in about:
        return [right_value(dice, {**about, "type": "dict"}) for _item in range(dice.randint(0, 2))]
    if kind == "dict":
        names = dice.sample(sorted(about["options"]), dice.randint(0, len(about["options"])))
        needed = [name for name, option in about["options"].items() if option.get("required")]
        return {name: right_value(dice, about["options"][name]) for name in {*names, *needed}}
    forms = {
        "list": [["a", "b"], "a,b", '["a"]', [], ["größe"], [1]],
        "int": [400, "400", 400.0],
        "bool": [True, False, "yes", 0],
        "raw": [{"keys": []}, "{}"],
    }
    return dice.choice(forms.get(kind, ["x", "Orders API", 12, "größe 🚀", LONG]))


def spoil(dice, options, spec, place=""):
    """Make one thing wrong, at any level, and return where that is."""
    name = dice.choice(sorted(spec))
    about = spec[name]
    where = f"{place}{name}"
    if dice.random() < 0.15:
        key = dice.choice(UNKNOWN)
        options[key] = right_value(dice, {"type": "str"})
        return place.rstrip(".")
    if "options" in about and dice.random() < 0.7:
        if about["type"] == "dict":
            options[name] = {}
            return spoil(dice, options[name], about["options"], f"{where}.")
        options[name] = [right_value(dice, {**about, "type": "dict"}) for _item in range(dice.randint(1, 3))]
        index = dice.randrange(len(options[name]))
        return spoil(dice, options[name][index], about["options"], f"{where}[{index}].")
    options[name] = wrong_value(dice, about)
    return where


def odd_set(dice, task):
    spec = {**task.spec, **{name: about for name, about in OPTIONS.items() if about.get("blank") != "omitted"}}
    names = dice.sample(sorted(task.spec), dice.randint(0, min(4, len(task.spec))))
    options = {name: right_value(dice, task.spec[name]) for name in names}
    where = spoil(dice, options, spec)
    return options, where


@pytest.fixture
def attempt(monkeypatch, capsys):
    """Run a task as Ansible runs a module, and return what it prints."""

    def run_task(task, options):
        arguments = {**PLACE, "client_secret": {SECRET: SECRET}, **options, "_ansible_remote_tmp": "/tmp"}
        text = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).replace(DEEP, "[" * 100_000 + "]" * 100_000)
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", text.encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit):
            _module.run(task)
        printed = capsys.readouterr().out
        printed.encode("utf-8")
        return printed

    return run_task


def test_every_task_is_that_of_one_module():
    folder = os.path.join(os.path.dirname(TASKS), os.pardir, "modules")
    used = []
    for path in glob.glob(os.path.join(folder, "*.py")):
        with open(path, encoding="utf-8") as file:
            used += re.findall(r"\._tasks\.(\w+) import TASK$", file.read(), re.MULTILINE)
    assert sorted(used) == FAMILIES


@pytest.mark.parametrize("options", [{"name": "nested deeply"}, {"name": "a[{", "scopes": [{"name": "nested deeply"}]}])
def test_what_python_cannot_decode_is_refused_with_the_option(attempt, options):
    result = json.loads(attempt(task_of("scope"), options))
    (problem,) = result["error"]["problems"]
    assert problem["option"] == list(options)[-1]
    assert problem["message"] == "is nested more than 50 levels deep, which no option needs."


@pytest.mark.parametrize("family", FAMILIES)
def test_odd_options_are_refused_in_words(attempt, monkeypatch, family):
    task = task_of(family)
    monkeypatch.setattr(_module, "Client", None)  # nothing may be sent
    monkeypatch.setattr(basic.AnsibleModule, "_log_invocation", lambda module: None)
    dice = random.Random(family)
    for number in range(SETS):
        options, where = odd_set(dice, task)
        printed = attempt(task, copy.copy(options))
        result = json.loads(printed)
        told = (family, number, where, printed[:3000])
        assert result["failed"] is True, told
        assert result["error"]["kind"] == "invalid_input", told
        assert result.get("requests") == 0, told
        places = [problem["option"] for problem in result["error"]["problems"]]
        if "client_secret" in places:
            assert any(place.startswith(where) for place in places if place != "client_secret"), told
        else:
            # What is nested too deeply to be decoded is all that is reported, with its option.
            assert "is nested more than" in printed, told
            assert where.startswith(places[0]), told
        assert len(printed) < 15_000, told
        assert SECRET not in printed, told
        assert "Traceback" not in printed, told
