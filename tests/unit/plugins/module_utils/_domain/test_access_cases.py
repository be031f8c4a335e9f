# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of access test cases that need no PingOne: secrets in them, URLs, and names."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.access_cases import (
    Case,
    ClientKey,
    has_passed,
    secrets_in,
    shown_url,
    unique_names,
    url_fault,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.access_cause import Cause


@pytest.mark.parametrize(
    "name", ["X-Api-Key", "apikey", "Cookie", "X-Auth", "access_token", "clientSecret", "sig", "code", "Session-Id"]
)
def test_names_of_secrets(name):
    assert secrets_in({"headers": {name: "Basic dGhlIHNlY3JldA"}}) == ["Basic dGhlIHNlY3JldA", "dGhlIHNlY3JldA"]
    assert "s3cr3t+/" in secrets_in({"url": f"https://a.example/x?a=b&{name}=s3cr3t%2B%2F"})
    assert "s3cr3t%2B%2F" in secrets_in({"path": f"/x?{name}=s3cr3t%2B%2F"})


@pytest.mark.parametrize("name", ["Author", "X-Monkey", "Accept", "design", "passage", "encoding", "keyboard"])
def test_names_of_other_values(name):
    assert secrets_in({"headers": {name: "something"}, "url": f"https://a.example/x?{name}=something"}) == []


def test_values_that_cannot_be_masked():
    assert secrets_in({"headers": {"x-api-key": "abc"}, "url": None}) == []
    assert secrets_in({"headers": "x", "url": 5}) == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x?***"),
        ("https://a.example/x?a=b&c=d?e", "https://a.example/x?***"),
    ],
)
def test_a_query_is_not_shown(url, shown):
    assert shown_url(url) == shown


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://a.example", ""),
        ("HTTPS://A.example:8443/x?y=%20", ""),
        ("http://[::1]/x", ""),
        ("a.example/x", "is not an absolute http or https URL"),
        ("ftp://a.example", "is not an absolute http or https URL"),
        ("https:///x", "is not an absolute http or https URL"),
        ("https://a.example/a b", "contains white space"),
        ("https://a.example/\n", "contains white space"),
        ("https://me:secret@a.example", "contains user information"),
        ("https://a.example/x#y", "contains a fragment"),
        ("https://a_example:0/x", "has no valid host"),
        ("https://[::1/x", "is not a valid URL"),
    ],
)
def test_urls(url, part):
    fault = url_fault(url)
    assert part in fault and bool(fault) is bool(part)
    assert "secret" not in fault


def test_names_are_unique():
    assert unique_names(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


@pytest.mark.parametrize(
    ("cause", "passes"), [("rule", True), ("token_invalid", False), ("token_audience", False), ("no_base_url", False)]
)
def test_a_derived_case_is_only_denied_by_a_rule(cause, passes):
    client = ClientKey("id", "secret", "basic", ("read",))
    case = Case("cases[0]", "Read", "GET", "https://a.example/x", "deny", client=client, generated=True)
    assert has_passed(case, "deny", 401, Cause(cause, "")) is passes
    without = case._replace(client=None)
    assert has_passed(without, "deny", 401, Cause("token_missing", ""))
