# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An option that is written as text, as surveys and -e hand it over, means what the typed option means."""

from __future__ import annotations

import importlib
import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils import _module
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.test_odd_options import FAMILIES

TEXTS = ("Orders API", "a", "größe 🚀", "https://a.example/cb?x=1", "a'b")


def samples(about):
    """Typed values of an option, each with the texts that mean the same."""
    kind = about["type"]
    if kind == "bool":
        return [(True, ["true", "True", "yes", "on", "1", " true\n"]), (False, ["false", "False", "no", "off", "0"])]
    if kind == "int":
        least, most = about["range"]
        return [(number, [str(number), f" {number} ", f"{number}.0"]) for number in (least, least + 1, most)]
    if about.get("choices"):
        found = [(word, [word.upper(), word.title(), f" {word.lower()}\n"]) for word in about["choices"]]
        return [([word], texts) for word, texts in found] if kind == "list" else found
    if kind == "list":
        return lists(about)
    if kind == "dict":
        return [(value, [json.dumps(value), repr(value)]) for value in dictionaries(about["options"])]
    if kind == "raw":
        return []
    return [("12", [12]), ("1.5", [1.5])]


def lists(about):
    if "options" in about:
        entries = [json.loads(json.dumps(value)) for value in dictionaries(about["options"])]
        return [(entries, [json.dumps(entries), repr(entries)]), ([], ["[]", " []\n"])]
    entries = list(TEXTS)
    plain = [entry for entry in entries if "," not in entry]
    commas = [",".join(plain), ", ".join(plain), f" {','.join(plain)}\n"]
    return [
        (plain, [*commas, json.dumps(plain), repr(plain), json.dumps(plain, ensure_ascii=False)]),
        (["a,b", "c"], ['["a,b", "c"]', "['a,b', 'c']"]),
        (["a"], ["a", '["a"]']),
        (["12", "3"], [[12, 3], "12,3", "[12, 3]"]),
        (["12"], [12, "12"]),
        ([], ["[]"]),
    ]


def dictionaries(options):
    """A dictionary for each of the options, and those that are required in each of them."""
    return [{**needed(options), name: first(about)} for name, about in options.items() if about["type"] != "raw"]


def needed(options):
    """The options that are required, with a value."""
    return {name: first(about) for name, about in options.items() if about.get("required")}


def first(about):
    found = samples(about)[0][0]
    return found if about["type"] != "str" or about.get("choices") else TEXTS[0]


def cases(spec, place=()):
    for name, about in spec.items():
        for typed, texts in samples(about):
            for text in texts:
                yield (*place, name), typed, text
        if "options" in about:
            yield from cases(about["options"], (*place, (name, about)))


def wrapped(spec, place, value):
    """The options of a module in which only what is at a place has a value, and what is required beside it."""
    *around, name = place
    options = {name: value}
    for parent, about in reversed(around):
        inner = {**needed(about["options"]), **options}
        options = {parent: [inner] if about["type"] == "list" else inner}
    return {**needed(spec), **options}


def specs():
    package = _module.__name__.rpartition(".")[0]
    found = {family: importlib.import_module(f"{package}._tasks.{family}").TASK.spec for family in FAMILIES}
    return {**found, "connection": OPTIONS}


@pytest.mark.parametrize("family", [*FAMILIES, "connection"])
def test_text_means_what_the_typed_value_means(family):
    spec = specs()[family]
    number = 0
    for place, typed, text in cases(spec):
        expected = parse_options(wrapped(spec, place, typed), spec)
        found = parse_options(wrapped(spec, place, text), spec)
        assert expected.problems == found.problems == [], (place, typed, text)
        assert expected.values == found.values == wrapped(spec, place, typed), (place, typed, text)
        number += 1
    assert number > 0 or not spec


@pytest.mark.parametrize("family", [*FAMILIES, "connection"])
def test_every_list_that_is_blank_is_refused(family):
    spec = specs()[family]
    for name, about in spec.items():
        if about["type"] == "list":
            (problem,) = parse_options({**needed(spec), name: " "}, spec).problems
            assert problem.option == name
            assert "use [] for an empty list" in problem.message


@pytest.mark.parametrize("family", [*FAMILIES, "connection"])
def test_null_counts_as_left_out_for_every_option(family):
    spec = specs()[family]
    intake = parse_options({**dict.fromkeys(spec), **needed(spec)}, spec)
    assert (intake.values, intake.problems) == (needed(spec), [])


@pytest.mark.parametrize("family", [*FAMILIES, "connection"])
def test_every_number_has_a_range(family):
    def numbers(spec):
        for name, about in spec.items():
            assert about["type"] != "int" or about["range"][0] < about["range"][1], name
            numbers(about.get("options", {}))

    numbers(specs()[family])
