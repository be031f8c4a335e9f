# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The methods of an operation."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain import methods as rules


def texts(methods):
    return [problem.message for problem in rules.methods_problems(methods)]


def places(methods):
    return [problem.option for problem in rules.methods_problems(methods)]


@pytest.mark.parametrize(
    "methods",
    [
        [],
        ["GET"],
        ["get", "Post", "oPTIONS"],
        ["HEAD", "purge!", "X" * 64],
        ["M-SEARCH", "VERSION-CONTROL", "x-custom", "ANYTHING", "FORGET"],
        ["Purge", "PURGE"],
        [f"M{n}" for n in range(10)],
    ],
)
def test_good_methods(methods):
    assert texts(methods) == []


@pytest.mark.parametrize(
    "method",
    [
        "",
        " ",
        "G T",
        "GET\n",
        " GET",
        "GET ",
        "\tget",
        "GÉT",
        "\uff27ET",
        "GET/",
        "(GET)",
        '"GET"',
        "GET,POST",
        "X" * 65,
    ],
)
def test_bad_methods(method):
    (text,) = texts(["PUT", method])
    assert places(["PUT", method]) == ["methods[1]"]
    assert "is not an HTTP method" in text
    assert "\n" not in text


def test_white_space_is_told_of():
    (text,) = texts([" post"])
    assert text == '" post" is not an HTTP method, because of the white space around it. Write "POST".'


@pytest.mark.parametrize(
    "method", ["*", "**", ".*", "-", "GET|POST", "get+post", "!GET", "^GET$", "GET*", "GET-POST", "*ANY*", "~all"]
)
def test_what_is_meant_for_several_methods_is_no_method(method):
    (text,) = texts([method])
    assert text.endswith("List each method as a separate entry; an empty list means every method.")


def test_too_many_methods():
    (text,) = texts([f"M{number}" for number in range(11)])
    assert places([f"M{number}" for number in range(11)]) == ["methods"]
    assert text.startswith("has 11 methods, at most 10 ")
    assert "every method" in text


def test_methods_that_are_listed_twice():
    assert texts(["GET", "POST", "GET"]) == ['"GET" is listed twice. Keep one of them.']
    assert texts(["get", "POST", "GET"]) == ['"get" and "GET" are the same method. Keep one of them.']
    assert places(["get", "G T", "GET", "G T"]) == ["methods[1]", "methods[2]", "methods[3]"]
    assert texts(["x-a", "x-a", "X-A"]) == ['"x-a" is listed twice. Keep one of them.']


@pytest.mark.parametrize("method", rules.STANDARD_METHODS)
def test_a_standard_method_is_sent_in_upper_case(method):
    for spelling in (method, method.lower(), method.title(), method.swapcase()):
        assert rules.sent_method(spelling) == method
    assert rules.methods_warning([method, method.lower()]) == ""


@pytest.mark.parametrize("method", ["x-custom", "Purge", "PROPFIND", "any", "po\u017ft", "getx"])
def test_any_other_method_is_sent_as_it_is(method):
    assert rules.sent_method(method) == method


def test_a_method_that_is_not_in_upper_case_is_warned_of():
    text = rules.methods_warning(["get", "propfind", "PURGE", "x-Book"])
    assert text.startswith('"propfind", "x-Book": methods are case-sensitive')
    assert rules.methods_warning(["PURGE", "M-SEARCH", "X1"]) == ""


@pytest.mark.parametrize("method", ["ANY", "any", "All"])
def test_a_word_for_every_method_is_warned_of(method):
    text = rules.methods_warning([method])
    assert text.startswith(f'"{method}" is treated as a method of that name')
    assert "case-sensitive" not in text


def test_what_is_stored_in_lower_case_matches_nothing():
    assert rules.stored_methods_warning(["GET", "x-a"]) == ""
    assert rules.stored_methods_warning(["post", "GET", "Put"]).startswith(
        'It contains "post", "Put", which no request'
    )
