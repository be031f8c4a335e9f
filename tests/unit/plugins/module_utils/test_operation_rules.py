# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The product's rules for operations."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils import _operation_rules as rules

EXACT, PARAMETER = "exact", "parameter"


def texts(problems, option):
    assert {problem.option for problem in problems} <= {option}
    return [problem.message for problem in problems]


# methods


@pytest.mark.parametrize(
    "methods", [[], ["GET"], ["GET", "get"], ["HEAD", "purge!", "X" * 64], [f"M{n}" for n in range(10)]]
)
def test_good_methods(methods):
    assert rules.methods_problems(methods) == []


@pytest.mark.parametrize("method", ["", " ", "G T", "GET\n", "GÉT", "GET/", "(GET)", '"GET"', "X" * 65])
def test_bad_methods(method):
    (text,) = texts(rules.methods_problems(["POST", method]), "methods")
    assert "is no HTTP method" in text
    assert "\n" not in text


def test_too_many_methods():
    (text,) = texts(rules.methods_problems([f"M{number}" for number in range(11)]), "methods")
    assert text.startswith("has 11 methods, at most 10 ")
    assert "every method" in text


def test_methods_that_are_listed_twice():
    assert texts(rules.methods_problems(["GET", "POST", "GET"]), "methods") == [
        '"GET" is listed twice. Keep one of them.'
    ]


# patterns


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        (EXACT, "/"),
        (EXACT, "/orders"),
        (EXACT, "orders"),
        (EXACT, "/orders/open"),
        (EXACT, "/a*b"),
        (EXACT, "/**"),
        (EXACT, "/{a}"),
        (EXACT, "/v{n}"),
        (EXACT, "/a\\b"),
        (EXACT, "/a b"),
        (EXACT, "/größe/日本"),
        (EXACT, "/..."),
        (EXACT, "/.well-known"),
        (EXACT, "/a..b"),
        (EXACT, "/" + "x" * 2047),
        (PARAMETER, "/*"),
        (PARAMETER, "/**"),
        (PARAMETER, "/{a}"),
        (PARAMETER, "/orders/*"),
        (PARAMETER, "/orders/**"),
        (PARAMETER, "/orders/*/items"),
        (PARAMETER, "/orders/*.pdf"),
        (PARAMETER, "/*a*b*"),
        (PARAMETER, "/*/*/**"),
        (PARAMETER, "/orders/{orderId}"),
        (PARAMETER, "/{a}/x/{b}"),
        (PARAMETER, "/{a}/{A}"),
        (PARAMETER, "/{a}/**"),
        (PARAMETER, "/{a b}"),
        (PARAMETER, "/{*}"),
        (PARAMETER, "/a\\*b/*"),
        (PARAMETER, "/\\{a\\}/*"),
        (PARAMETER, "/a\\\\b/*"),
        (PARAMETER, "/\\**"),
        (PARAMETER, "/x\\*/{a}"),
    ],
)
def test_good_patterns(kind, pattern):
    assert rules.pattern_faults(kind, pattern) == []


@pytest.mark.parametrize(
    ("kind", "pattern", "fault"),
    [
        (EXACT, "", "is empty"),
        (PARAMETER, "", "is empty"),
        (EXACT, "//", "empty path segment"),
        (EXACT, "/a//b", "empty path segment"),
        (EXACT, "//a", "empty path segment"),
        (EXACT, "/a/", "empty path segment"),
        (EXACT, "a/", "empty path segment"),
        (EXACT, "/.", ". or .. path segment"),
        (EXACT, "/a/./b", ". or .. path segment"),
        (EXACT, "/a/..", ". or .. path segment"),
        (EXACT, "../a", ". or .. path segment"),
        (EXACT, "/a\x07", "control characters"),
        (EXACT, "/a\n", "control characters"),
        (EXACT, "/a\x7f", "control characters"),
        (EXACT, "/" + "x" * 2048, "2049 characters, at most 2048"),
        (PARAMETER, "/" + "x" * 2047 + "*", "2049 characters, at most 2048"),
        (PARAMETER, "/a\x00*", "control characters"),
        (PARAMETER, "/a//*", "empty path segment"),
        (PARAMETER, "/*/", "empty path segment"),
        (PARAMETER, "/../*", ". or .. path segment"),
        (PARAMETER, "orders/*", "must begin with a slash"),
        (PARAMETER, "*", "must begin with a slash"),
        (PARAMETER, "/", "no *, ** or {name}"),
        (PARAMETER, "/orders", "no *, ** or {name}"),
        (PARAMETER, "/a\\*b", "no *, ** or {name}"),
        (PARAMETER, "/\\{a\\}", "no *, ** or {name}"),
        (PARAMETER, "/**/x", "something after **"),
        (PARAMETER, "/**/**", "something after **"),
        (PARAMETER, "/x**", "not understood"),
        (PARAMETER, "/**x", "not understood"),
        (PARAMETER, "/***", "not understood"),
        (PARAMETER, "/v{n}", "not understood"),
        (PARAMETER, "/{n}v", "not understood"),
        (PARAMETER, "/{a}{b}", "not understood"),
        (PARAMETER, "/{a{b}}", "not understood"),
        (PARAMETER, "/{}/*", "not understood"),
        (PARAMETER, "/{a", "not understood"),
        (PARAMETER, "/a}", "not understood"),
        (PARAMETER, "/{a\\b}", "not understood"),
        (PARAMETER, "/a\\b/*", "not understood"),
        (PARAMETER, "/*\\", "not understood"),
        (PARAMETER, "/{a}/{a}", "a parameter twice"),
    ],
)
def test_bad_patterns(kind, pattern, fault):
    faults = rules.pattern_faults(kind, pattern)
    assert any(fault in text for text in faults), faults


def test_a_pattern_may_have_several_faults():
    assert len(rules.pattern_faults(PARAMETER, "/{a}//{a}/**/v{n}")) == 4
    assert len(rules.pattern_faults(PARAMETER, "/v{n}")) == 1


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("/orders", EXACT),
        ("/", EXACT),
        ("", EXACT),
        ("/a\\*b", EXACT),
        ("/\\{a\\}", EXACT),
        ("/a\\b", EXACT),
        ("/*", PARAMETER),
        ("/x**", PARAMETER),
        ("/{a}", PARAMETER),
        ("/v{n}", PARAMETER),
        ("/a}", PARAMETER),
        ("/a\\\\*", PARAMETER),
        ("/a\\*b*", PARAMETER),
    ],
)
def test_the_type_that_is_meant(pattern, kind):
    assert rules.inferred_type(pattern) == kind


# paths


def path(pattern, kind=None):
    return {"pattern": pattern, "type": kind}


def test_good_paths():
    assert rules.paths_problems([path("/a"), path("/a/*"), path("/a/{b}", EXACT), path("/x/*", PARAMETER)]) == []
    assert rules.paths_problems([path(f"/{number}") for number in range(10)]) == []


def test_the_number_of_paths():
    assert texts(rules.paths_problems([]), "paths") == ["at least one path is needed."]
    (text,) = texts(rules.paths_problems([path(f"/{number}") for number in range(11)]), "paths")
    assert text == "has 11 paths, at most 10 are allowed."


def test_a_path_that_is_listed_twice():
    """Also with another type: PingOne tells paths apart by their patterns."""
    assert texts(rules.paths_problems([path("/a*"), path("/b"), path("/a*", EXACT)]), "paths") == [
        '"/a*" is listed twice. Keep one of them.'
    ]


@pytest.mark.parametrize("kind", ["EXACT", "prefix", ""])
def test_an_unknown_type(kind):
    (text,) = texts(rules.paths_problems([path("/a", kind)]), "paths")
    assert text == f'the type of "/a" is "{kind}", but must be exact or parameter.'


def test_every_path_is_checked_as_what_it_is():
    found = texts(
        rules.paths_problems([path("/x**"), path("/x**y", EXACT), path("/x", PARAMETER), path(None)]), "paths"
    )
    assert [text.split(" ")[0] for text in found] == ['"/x**"', '"/x"', '""']


# limits


def test_groups():
    assert rules.groups_problems("access.groups", ["g"] * 25) == []
    (text,) = texts(rules.groups_problems("access.groups", ["g"] * 26), "access.groups")
    assert text == "has 26 groups, at most 25 are allowed."


def test_the_number_of_operations():
    assert rules.operation_limit_problems(24, "Orders API") == []
    (text,) = texts(rules.operation_limit_problems(25, "Orders API"), "name")
    assert 'the API service "Orders API" already has 25 operations' in text
    assert "state: absent" in text
