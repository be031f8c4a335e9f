# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The validation rules, each with what it accepts and what it refuses."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain import rules
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import messages, options

IPV6 = "[2001:db8::8a2e:370:7334]"


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "Orders API",
        "x" * 256,
        "Bestellungen für Köln",
        "注文",
        "😀" * 256,
        "it's (v1.2) / <b> & _-",
        " a ",
        "é" * 256,
    ],
)
def test_name_accepted(name):
    assert rules.name_problems(name) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", "empty or blank"),
        ("   ", "empty or blank"),
        ("\u00a0\u2003", "empty or blank"),
        ("x" * 257, "has 257 characters, at most 256"),
        ("😀" * 257, "has 257 characters, at most 256"),
        ("a\nb", "control characters"),
        ("a\tb", "control characters"),
        ("a\x00b", "control characters"),
        ("a\x7fb", "control characters"),
        ("a\x9fb", "control characters"),
        ("a\r", "control characters"),
    ],
)
def test_name_refused(name, part):
    problems = rules.name_problems(name)
    assert options(problems) == {"name"}
    assert len(problems) == 1
    assert part in problems[0].message
    assert all(character.isprintable() for character in problems[0].message)


def test_name_has_all_its_problems_at_once():
    found = messages(rules.name_problems("\n" * 257, option="title"))
    assert len(found) == 3
    assert options(rules.name_problems("", option="title")) == {"title"}


def test_unique_name():
    services = [{"id": "s1", "name": "Orders API"}]
    resources = [{"id": "r1", "name": "Stock API"}]
    assert rules.unique_name_problems("Other", services, resources) == []
    assert rules.unique_name_problems("orders api", services, resources) == []
    (clash,) = rules.unique_name_problems("Orders API", services, resources)
    assert clash.option == "name"
    assert "API service (ID s1)" in clash.message
    (clash,) = rules.unique_name_problems("Stock API", services, resources)
    assert clash.option == "name"
    assert "resource (ID r1)" in clash.message
    assert len(rules.unique_name_problems("X", [{"id": "1", "name": "X"}], [{"id": "2", "name": "X"}])) == 2


def test_the_name_of_a_resource_is_unique_too():
    services = [{"id": "s1", "name": "Orders API"}]
    resources = [{"id": "r1", "name": "Stock API"}]
    assert rules.unique_resource_name_problems("Other", services, resources) == []
    (clash,) = rules.unique_resource_name_problems("Orders API", services, resources)
    assert "API service (ID s1) that does not use this resource" in clash.message
    (clash,) = rules.unique_resource_name_problems("Stock API", services, resources)
    assert "name of a resource (ID r1). Choose" in clash.message


def test_length():
    assert rules.length_problems("description", "two\nlines", 9) == []
    (problem,) = rules.length_problems("description", "two\nlines", 8)
    assert str(problem) == "description: has 9 characters, at most 8 are allowed."


@pytest.mark.parametrize(
    "url",
    ["https://a.example/jwks", "HTTPS://a.example:8443", f"https://{IPV6}/keys?tenant=a&b=c", "https://localhost/"],
)
def test_https_url_accepted(url):
    assert rules.https_url_problems("jwks_url", url) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not an absolute https URL"),
        ("http://a.example/jwks", "not an absolute https URL"),
        ("/jwks", "not an absolute https URL"),
        ("https://", "not an absolute https URL"),
        ("https://[", "not an absolute https URL"),
        ("https://a.example/a b", "white space"),
        ("https://a.example/\n", "white space"),
        ("https://user@a.example/", "no user"),
        ("https://a..example/", "no valid host"),
        ("https://a.example:0/", "no valid host"),
        ("https://a.example/#keys", "fragment"),
    ],
)
def test_https_url_refused(url, words):
    (problem,) = rules.https_url_problems("jwks_url", url)
    assert problem.option == "jwks_url"
    assert words in problem.message


@pytest.mark.parametrize("audience", ["orders", "https://api.example.com/orders", "Köln", "ping-one", "pinging"])
def test_audience_accepted(audience):
    assert rules.audience_problems(audience) == []


@pytest.mark.parametrize(
    ("audience", "part"),
    [
        ("https://api.example.com/orders#x", "fragment"),
        ("#", "fragment"),
        ("pingone", '"pingone"'),
        ("https://api.PingOne.example", '"pingone"'),
        ("my-PINGIDENTITY-api", '"pingidentity"'),
        ("a\nb", "control characters"),
    ],
)
def test_audience_refused(audience, part):
    (problem,) = rules.audience_problems(audience)
    assert problem.option == "audience"
    assert part in problem.message


def test_reserved_word():
    assert rules.reserved_word("The PingOne API") == "pingone"
    assert rules.reserved_word("PingIdentity") == "pingidentity"
    assert rules.reserved_word("Orders API") is None


@pytest.mark.parametrize(
    ("source", "custom"),
    [
        (("pingone_sso", "pingone_sso"), (False, False)),
        (("external", "external"), (False, True)),
        (("pingone_sso", "pingone_sso"), (True, True)),
    ],
)
def test_what_may_stay_or_change(source, custom):
    assert rules.fixed_problems(*source, *custom, "Orders API") == []


def test_what_is_fixed():
    (problem,) = rules.fixed_problems("pingone_sso", "external", False, False, "Orders API")
    assert problem.option == "token_source"
    assert "is pingone_sso and cannot be changed to external" in problem.message
    assert "state: absent" in problem.message
    assert "state: present" in problem.message
    assert "Orders API" in problem.message
    (problem,) = rules.fixed_problems("external", "external", True, False, "Orders API")
    assert problem.option == "custom_policies"
    assert "state: absent" in problem.message
    assert "state: present" in problem.message
    both = rules.fixed_problems("external", "pingone_sso", True, False, "Orders API")
    assert options(both) == {"token_source", "custom_policies"}


@pytest.mark.parametrize("source", ["pingone_sso", "external"])
def test_the_remedy_for_what_is_fixed_works_as_it_is_written(source):
    plain = rules.fixed_problems(source, "other", False, False, "Orders: API")
    assert '{name: "Orders: API", state: absent}' in plain[0].message
    assert "policy tree" not in plain[0].message
    for problem in rules.fixed_problems(source, "other", True, False, "Orders: API"):
        assert '{name: "Orders: API", state: absent, force: true}' in problem.message
        assert "its policy tree" in problem.message


@pytest.mark.parametrize(
    "name", ["a", "orders-read", "p1:read:user", "!", "#", "[", "]", "~", "a/b?c=d&e", "x" * 256, "'", "0"]
)
def test_scope_name_accepted(name):
    assert rules.scope_name_problems(name) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", "not a valid scope name"),
        ("orders read", "not a valid scope name"),
        ('"', "not a valid scope name"),
        ("a\\b", "not a valid scope name"),
        ("a\n", "not a valid scope name"),
        ("a\tb", "not a valid scope name"),
        ("\x7f", "not a valid scope name"),
        ("größe", "not a valid scope name"),
        ("x" * 257, "has 257 characters, at most 256"),
    ],
)
def test_scope_name_refused(name, part):
    (problem,) = rules.scope_name_problems(name)
    assert problem.option == "name"
    assert part in problem.message


def test_conventional_scope_name():
    assert rules.conventional_scope_name("Orders API v2") == "orders-api-v2"
    assert rules.conventional_scope_name("a  b") == "a--b"


def test_quoted():
    assert rules.quoted("plain") == '"plain"'
    assert rules.quoted("a\nb\x00c\x9fd") == '"a\\nb\\x00c\\x9fd"'
    assert rules.quoted("ü") == '"ü"'
    assert rules.quoted("x" * 100) == '"' + "x" * 100 + '"'
    assert rules.quoted("x" * 101) == '"' + "x" * 97 + '..."'
