# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The intake of options: what is accepted in which spelling, and what is refused in which words."""

from __future__ import annotations

import json
import math
import sys

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import Problem
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import (
    argument_spec,
    parse_options,
    with_defaults,
)

SPEC = {
    "name": {"type": "str"},
    "description": {"type": "str", "blank": "clears"},
    "region": {"type": "str", "choices": ["EU", "NA"], "blank": "omitted"},
    "client_secret": {"type": "str", "no_log": True},
    "base_urls": {"type": "list", "elements": "str", "means": "a URL"},
    "scopes": {"type": "list", "elements": "str"},
    "grant_types": {"type": "list", "elements": "str", "choices": ["implicit", "client_credentials"]},
    "timeout": {"type": "int", "range": (1, 3600), "default": 30},
    "number": {"type": "int"},
    "force": {"type": "bool", "default": False},
    "jwks": {"type": "raw"},
    "ca_path": {"type": "path"},
    "paths": {
        "type": "list",
        "elements": "dict",
        "options": {
            "pattern": {"type": "str", "required": True, "means": "a path such as /orders"},
            "type": {"type": "str", "choices": ["exact", "parameter"]},
        },
    },
    "access": {
        "type": "dict",
        "form": "{scopes: [orders-read]}",
        "options": {
            "groups": {"type": "list", "elements": "str"},
            "match": {"type": "str", "choices": ["any", "all"]},
            "authentication": {"type": "dict", "options": {"max_age": {"type": "int", "range": (0, 100)}}},
        },
    },
}


def values(**raw):
    intake = parse_options(raw, SPEC)
    assert intake.problems == []
    assert intake.refused == set()
    return intake.values


def refusal(**raw):
    """The only problem, in words."""
    intake = parse_options(raw, SPEC)
    assert len(intake.problems) == 1, intake.problems
    json.dumps([str(problem) for problem in intake.problems]).encode()
    return str(intake.problems[0])


# null


def test_null_counts_as_left_out_at_every_level():
    access = {"groups": None, "authentication": {"max_age": None}}
    given = values(
        name=None, scopes=None, force=None, region=None, access=access, paths=[{"pattern": "/", "type": None}]
    )
    assert given == {"access": {"authentication": {}}, "paths": [{"pattern": "/"}]}


def test_null_in_a_list_is_refused_with_its_place():
    assert refusal(scopes=["a", None]) == "scopes[1]: is null. Use a name or an ID, or remove the entry."
    assert refusal(access={"groups": [None]}).startswith("access.groups[0]: is null.")
    assert refusal(paths=[{"pattern": "/"}, None]).startswith("paths[1]: is null. Use a dictionary")


def test_a_required_option_that_is_null_is_missing():
    text = "paths[0].pattern: not set. Use a path such as /orders."
    assert refusal(paths=[{"pattern": None}]) == text
    assert refusal(paths=[{"type": "exact"}]) == text


# texts


@pytest.mark.parametrize(
    "value, expected", [("a", "a"), (" a ", " a "), (12, "12"), (1.5, "1.5"), ("größe 🚀", "größe 🚀")]
)
def test_texts(value, expected):
    assert values(name=value, ca_path=value) == {"name": expected, "ca_path": expected}


@pytest.mark.parametrize(
    "value, kind", [({"a": 1}, "a dictionary"), (["a"], "a list"), ([], "a list"), (True, "a Boolean")]
)
def test_what_is_not_a_text(value, kind):
    assert refusal(name=value).startswith(f"name: is {kind}, but must be a string.")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_blank_text(blank):
    assert refusal(name=blank) == "name: must not be empty or blank. Use a name or an ID, or omit the option."
    assert refusal(force=blank) == "force: must not be empty or blank. Use true or false, or omit the option."
    assert refusal(timeout=blank) == "timeout: must not be empty or blank. Use a whole number, or omit the option."
    assert refusal(access={"match": blank}).startswith("access.match: must not be empty or blank. Use one of any, all,")
    assert values(description=blank) == {"description": blank}
    assert values(region=blank) == {}


@pytest.mark.parametrize("text", ["a\ud800", "\udcff", "\udfffb", "a\0b"])
def test_text_that_cannot_be_sent_is_refused_everywhere(text):
    words = "NUL" if "\0" in text else "UTF-8"
    for raw in (
        {"name": text},
        {"description": text},
        {"ca_path": text},
        {"client_secret": text},
        {"scopes": [text]},
        {"scopes": text},
        {"scopes": json.dumps([text])},
        {"access": {"groups": [text]}},
        {"paths": [{"pattern": text}]},
        {"jwks": {"keys": [{"kid": text}]}},
        {"jwks": {text: 1}},
        {"jwks": text},
    ):
        assert words in refusal(**raw), raw
    assert "client_secret: contains" in refusal(client_secret=text)


@pytest.mark.parametrize("text", ["a\ud800", "\udcff", "a\0b", "x" * 100_000])
def test_odd_text_in_other_places_is_refused_in_a_short_message(text):
    for raw in ({text: 1}, {"access": {text: 1}}, {"access": {"match": text}}, {"force": text}, {"timeout": text}):
        assert len(refusal(**raw)) < 400, raw
    assert len(refusal(access=text)) < 400
    assert len(refusal(jwks={"keys": [text + "\0"]})) < 400


# closed values


@pytest.mark.parametrize("value", ["exact", "EXACT", "Exact", " exact\n"])
def test_a_closed_value_in_any_case(value):
    assert values(paths=[{"pattern": "/", "type": value}]) == {"paths": [{"pattern": "/", "type": "exact"}]}


def test_closed_values_in_a_list():
    assert values(grant_types=["IMPLICIT", " Client_Credentials "])["grant_types"] == ["implicit", "client_credentials"]
    assert values(grant_types="IMPLICIT, client_credentials")["grant_types"] == ["implicit", "client_credentials"]
    assert values(region="eu") == {"region": "EU"}


def test_an_unknown_closed_value():
    text = 'access.match: is "some", but must be any or all.'
    assert refusal(access={"match": "some"}) == text
    assert refusal(grant_types=["implict"]) == (
        'grant_types[0]: is "implict", but must be implicit or client_credentials. Did you mean "implicit"?'
    )
    assert refusal(region=["EU"]) == "region: is a list, but must be EU or NA."


# Booleans and numbers


@pytest.mark.parametrize("value", [True, "yes", "Yes", "on", "1", "TRUE", "t", "y", 1, 1.0, " true "])
def test_true(value):
    assert values(force=value) == {"force": True}


@pytest.mark.parametrize("value", [False, "no", "off", "0", "False", "f", "n", 0, 0.0])
def test_false(value):
    assert values(force=value) == {"force": False}


@pytest.mark.parametrize("value", ["maybe", 2, -1, 0.5, math.inf, math.nan, [], [True], {}, 10**400])
def test_neither_true_nor_false(value):
    text = refusal(force=value)
    assert text.startswith("force: is ") and "must be true or false (yes, no, on, off" in text
    assert len(text) < 300


@pytest.mark.parametrize(
    "value, expected", [(5, 5), ("5", 5), (" 5 ", 5), (5.0, 5), ("5.0", 5), ("+5", 5), (3600, 3600)]
)
def test_numbers(value, expected):
    assert values(timeout=value) == {"timeout": expected}


@pytest.mark.parametrize(
    "value",
    [
        *(0, -1, 3601, 2**63, 10**400, 1e30, 1.5, math.inf, -math.inf, math.nan, True, False, [], [5], {}),
        *("1e30", "inf", "nan", "9" * 5000, "1.5", "five", "0x10", "1_0", "\u0663", "--5"),
    ],
)
def test_what_is_no_number_in_range(value):
    text = refusal(timeout=value)
    assert text.startswith("timeout: is ")
    assert text.endswith(", but must be a whole number from 1 to 3600.")
    assert len(text) < 300


def test_a_number_without_a_range_is_still_bounded():
    assert values(number=-5) == {"number": -5}
    assert "from -2147483647 to 2147483647" in refusal(number=10**30)


# lists


@pytest.mark.parametrize(
    "value",
    [
        ["a", "b"],
        ("a", "b"),
        "a,b",
        "a, b",
        " a,b\n",
        '["a","b"]',
        '[ "a" , "b" ]\n',
        "['a', 'b']",
        "['a', \"b\"]",
        "[a, b]",
        "[a, 'b'] # comment",
        "a\nb",
        "a\r\nb\r\n",
        "a\n\n b \n",
        "- a\n- b\n",
        "- a\r\n- b\r\n",
        "---\n# comment\n\n- a\n- 'b'\n",
    ],
)
def test_lists(value):
    assert values(scopes=value) == {"scopes": ["a", "b"]}


def test_lists_of_urls_are_never_cut_into_pieces():
    urls = ["https://a/cb?x=1,2", "https://b/cb"]
    assert values(base_urls=json.dumps(urls)) == {"base_urls": urls}
    assert values(base_urls=str(urls)) == {"base_urls": urls}
    assert values(base_urls="https://a/cb") == {"base_urls": ["https://a/cb"]}


def test_a_blank_text_that_is_required_cannot_be_left_out():
    text = "paths[0].pattern: must not be empty or blank. Use a path such as /orders."
    assert refusal(paths=[{"pattern": " "}]) == text


def test_numbers_in_a_list_are_text():
    assert values(scopes=[1, 2.5, "a"]) == {"scopes": ["1", "2.5", "a"]}
    assert values(scopes=12) == {"scopes": ["12"]}
    assert values(scopes="[1, 2]") == {"scopes": ["1", "2"]}


def test_an_empty_list_stays_one():
    assert values(scopes=[], base_urls="[]", paths=[]) == {"scopes": [], "base_urls": [], "paths": []}


@pytest.mark.parametrize(
    "value",
    ["['a'", '["a"', "[a", "{'a': 1}x", "{{ a }}", "{% raw %}", "- a\n b: c", "- {{ a }}", "[a]\n---\n[b]"],
)
def test_what_only_begins_like_a_list(value):
    text = refusal(scopes=value)
    assert "starts like a list" in text
    assert text.endswith("Use scopes: [...].")


@pytest.mark.parametrize(
    "text",
    [
        "- {pattern: /a, type: exact}\n- pattern: /b",
        "---\n- pattern: /a\n  type: exact\n-\n  pattern: /b\n",
        "[{pattern: /a, type: exact}, {pattern: /b}]",
    ],
)
def test_dictionaries_in_yaml(text):
    assert values(paths=text) == {"paths": [{"pattern": "/a", "type": "exact"}, {"pattern": "/b"}]}
    access = "groups: [a]\r\nauthentication:\r\n  max_age: 5\r\n"
    assert values(access=access) == {"access": {"groups": ["a"], "authentication": {"max_age": 5}}}


@pytest.mark.parametrize(
    "text",
    [
        "- &a {pattern: /a}\n- *a",
        "- {pattern: /a, pattern: /b}",
        "- !!python/name:os.system",
        "- !!binary aGk=",
        "- {[a]: b}",
        "- {? {a: b} : c}",
        "- " * 2000 + "a",
        "- [" * 60 + "]" * 60,
    ],
)
def test_yaml_that_is_refused(text):
    """What JSON cannot express, what a parser could choke on, and keys whose values would get lost."""
    assert "starts like a list" in refusal(paths=text)


@pytest.mark.parametrize(
    "name",
    [
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        "12345",
        "010",
        "0x1F",
        "1_000",
        "12:30",
        "3.10",
        "1.0",
        "1e3",
        ".inf",
        "-5",
    ],
)
def test_numbers_and_dates_in_yaml_are_kept_as_written(name):
    assert values(scopes=f"- {name}") == {"scopes": [name]}
    assert values(scopes=f"- {name}\n- b") == {"scopes": [name, "b"]}
    assert values(access=f"groups:\n- {name}") == {"access": {"groups": [name]}}


@pytest.mark.parametrize("name", ["true", "no", "~"])
def test_names_that_are_no_text_in_yaml_are_refused(name):
    assert refusal(scopes=f"- {name}").startswith("scopes[0]: is ")
    assert values(scopes=f"- '{name}'") == {"scopes": [name]}


def test_numbers_in_yaml():
    assert values(access="authentication: {max_age: 010}") == {"access": {"authentication": {"max_age": 10}}}
    assert 'max_age: is "0x10", but must be a whole number' in refusal(access="authentication: {max_age: 0x10}")


def test_a_dictionary_in_yaml_is_one_entry_of_a_list():
    """Its lines are not the entries."""
    assert values(paths="pattern: /a\ntype: exact") == {"paths": [{"pattern": "/a", "type": "exact"}]}
    text = 'paths: is "pattern: /a, type: exact", which starts like a dictionary, but is not a valid one.'
    assert refusal(paths="pattern: /a, type: exact").startswith(text)


def test_yaml_is_refused_without_a_library_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert "starts like a list" in refusal(scopes="- a")
    assert values(scopes="a\nb") == {"scopes": ["a", "b"]}


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_list_is_refused(blank):
    text = "is blank, but must be a list. Omit the option, or use [] for an empty list."
    assert refusal(scopes=blank) == f"scopes: {text}"
    assert refusal(access={"groups": blank}) == f"access.groups: {text}"
    assert refusal(paths=blank) == f"paths: {text}"


@pytest.mark.parametrize(
    ("value", "index"), [([""], 0), (["a", " "], 1), ("a,,b", 1), ("a,", 1), (",", 0), ('[""]', 0)]
)
def test_an_empty_entry_is_refused(value, index):
    words = f"scopes[{index}]: is empty. Use a name or an ID, or remove the entry."
    assert words in [str(problem) for problem in parse_options({"scopes": value}, SPEC).problems]
    (problem, *_rest) = parse_options({"base_urls": value}, SPEC).problems
    assert str(problem).startswith(f"base_urls[{index}]: is empty. Use a URL,")


def test_what_is_no_list():
    assert refusal(scopes={"name": "orders-read"}) == (
        "scopes: is a dictionary, but must be a list. Use scopes: [orders-read]."
    )
    assert refusal(scopes=True) == "scopes: is a Boolean, but must be a list. Use scopes: [...]."
    assert refusal(scopes=[{"name": "orders-read"}]) == (
        "scopes[0]: is a dictionary, but must be a string. Use scopes: [orders-read]."
    )
    assert refusal(scopes=[["a"]]).startswith("scopes[0]: is a list, but must be a string.")


# dictionaries


@pytest.mark.parametrize(
    "value", [{"match": "any"}, '{"match": "any"}', "{'match': 'any'}", "match=any", "match='any'"]
)
def test_dictionaries(value):
    assert values(access=value) == {"access": {"match": "any"}}


@pytest.mark.parametrize("value", [[{"pattern": "/a"}], '[{"pattern": "/a"}]', '{"pattern": "/a"}', "pattern=/a"])
def test_lists_of_dictionaries(value):
    assert values(paths=value) == {"paths": [{"pattern": "/a"}]}


def test_text_where_a_dictionary_is_expected_shows_the_form():
    assert refusal(paths="/orders") == (
        'paths[0]: is "/orders", but must be a dictionary. Use paths: [{pattern: /orders}].'
    )
    assert refusal(access="orders-read") == (
        'access: is "orders-read", but must be a dictionary. Use access: {scopes: [orders-read]}.'
    )
    assert refusal(paths=[{"pattern": "/a"}, "/b"]).startswith('paths[1]: is "/b"')
    assert refusal(access=["a"]).startswith("access: is a list, but must be a dictionary. Use access: {scopes:")
    assert refusal(access=" ") == "access: must not be empty or blank. Use a dictionary, or omit the option."


def test_deep_nesting_is_refused():
    deep = "x"
    for _level in range(5000):
        deep = [deep]
    for raw in ({"name": deep}, {"scopes": deep}, {"access": deep}, {"paths": deep}, {"jwks": deep}, {"force": deep}):
        assert len(refusal(**raw)) < 300
    for text in ("[" * 100_000, "[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000):
        assert len(refusal(scopes=text)) < 400
        assert len(refusal(access=text)) < 400


# unknown options


def test_an_unknown_option_is_named_with_its_place():
    assert refusal(nam="x") == 'nam: is not an option here. Did you mean "name"?'
    assert refusal(baseUrls=[]) == 'baseUrls: is not an option here. Did you mean "base_urls"?'
    assert refusal(access={"group": ["a"]}) == 'access.group: is not an option here. Did you mean "groups"?'
    assert refusal(paths=[{"pattern": "/"}, {"pattern": "/", "typ": "exact"}]).startswith(
        "paths[1].typ: is not an option"
    )
    assert refusal(groups=["a"]) == "groups: is not an option here. Did you mean access.groups?"
    assert refusal(access={"zzz": 1}) == (
        "access.zzz: is not an option here. The options are groups, match, authentication."
    )


def test_a_key_that_is_no_text():
    assert "is not an option here" in refusal(access={1: 2})


# all of it together


def test_all_problems_at_once_and_what_is_usable():
    intake = parse_options(
        {"name": "x", "force": "maybe", "scopes": ["a", ""], "access": {"match": "no", "groups": "g"}, "paths": ["/"]},
        SPEC,
    )
    assert [problem.option for problem in intake.problems] == ["force", "scopes[1]", "access.match", "paths[0]"]
    assert intake.values == {"name": "x", "scopes": ["a"], "access": {"groups": ["g"]}, "paths": [{}]}
    assert "scopes" in intake.refused
    assert "paths[0]" in intake.refused
    assert "paths" not in intake.refused


def test_the_index_of_an_entry_behind_invalid_ones():
    intake = parse_options({"scopes": ["a", "", "b", None, {}, "c"], "paths": ["/", {"pattern": "/x"}]}, SPEC)
    assert intake.values == {"scopes": ["a", "b", "c"], "paths": [{}, {"pattern": "/x"}]}
    found = [Problem(option, "x") for option in ("scopes[0]", "scopes[1]", "scopes[2]", "scopes", "paths[1].pattern")]
    assert [problem.option for problem in intake.with_given_indexes(found)] == [
        "scopes[0]",
        "scopes[2]",
        "scopes[5]",
        "scopes",
        "paths[1].pattern",
    ]


def test_thousands_of_problems_make_a_short_message():
    intake = parse_options(
        {"scopes": [{}] * 10_000, "paths": ["x"] * 10_000, **{f"x{n}": 1 for n in range(10_000)}}, SPEC
    )
    assert len(intake.problems) == 26
    assert "29975 more problems" in str(intake.problems[-1])


@pytest.mark.parametrize("wrong", [{"hidden": "s3cret"}, ["s3cret"], {"s3cret": [1]}])
def test_a_secret_in_a_wrong_shape_is_not_repeated_and_known(wrong):
    intake = parse_options({"client_secret": wrong, "client_secrt": "s3cret"}, SPEC)
    assert len(intake.problems) == 2
    assert "s3cret" not in str(intake.problems)
    assert "s3cret" in intake.secrets


# what Ansible gets


def test_ansible_does_not_see_the_own_keys():
    spec = argument_spec(SPEC)
    assert "blank" not in spec["description"]
    assert spec["timeout"] == {"type": "int", "default": 30}
    assert spec["access"]["options"]["authentication"]["options"] == {"max_age": {"type": "int"}}
    assert spec["paths"]["options"]["pattern"] == {"type": "str", "required": True}


def test_completed():
    full = with_defaults({"paths": [{"pattern": "/"}], "access": {"match": "any"}}, SPEC)
    assert full["timeout"] == 30 and full["force"] is False and full["name"] is None
    assert full["paths"] == [{"pattern": "/", "type": None}]
    assert full["access"] == {"groups": None, "match": "any", "authentication": None}


# text that contains secrets

WITH_SECRETS = {
    "cases": {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str"}, "client_secret": {"type": "str", "no_log": True}},
    },
    "gateway": {"type": "dict", "options": {"url": {"type": "str"}, "credential": {"type": "str", "no_log": True}}},
}


@pytest.mark.parametrize(
    "given",
    [
        {"cases": '[{"client_secret": "Zx8very"'},
        {"cases": "- client_secret: {Zx8very"},
        {"cases": ["client_secret: {Zx8very"]},
        {"gateway": "Zx8very"},
        {"gateway": "{credential: Zx8very"},
        {"gateway": "credential: {Zx8very"},
    ],
)
def test_invalid_text_that_contains_a_secret_is_not_shown(given):
    intake = parse_options(given, WITH_SECRETS)
    (problem,) = intake.problems
    assert "is a string" in str(problem)
    assert "Zx8very" not in str(problem)
    assert any("Zx8very" in text for text in intake.secrets)


def test_a_name_instead_of_a_dictionary_with_secrets_is_shown():
    (problem,) = parse_options({"cases": "Orders API"}, WITH_SECRETS).problems
    assert str(problem) == 'cases[0]: is "Orders API", but must be a dictionary. Use cases: [{name: Orders API}].'


# options that decide who has access

GUARDED = {"permission": {"type": "str", "blank": "empty list"}}


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_string_does_not_change_access(blank):
    (problem,) = parse_options({"permission": blank}, GUARDED).problems
    text = "must not be empty or blank. Use a name or an ID, omit the option, or use [] to clear it."
    assert str(problem) == f"permission: {text}"


@pytest.mark.parametrize("empty", [[], "[]", " [ ]\n"])
def test_an_empty_list_clears_it(empty):
    assert parse_options({"permission": empty}, GUARDED).values == {"permission": ""}
    assert parse_options({"permission": ["a"]}, GUARDED).problems
