# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which redirect URIs are accepted, and in which words the others are refused."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.redirect_uris import redirect_url_problems


def faults(url, wildcards=False):
    problems = redirect_url_problems("redirect_uris", url, wildcards=wildcards)
    assert {problem.option for problem in problems} <= {"redirect_uris"}
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com",
        "https://shop.example.com/",
        "https://shop.example.com:8443/cb?state=1&next=%2Fa",
        "HTTPS://Shop.example.com/cb",
        "http://localhost",
        "http://localhost:3000/cb",
        "http://127.0.0.1:49152/cb",
        "http://[::1]:8080/cb",
        "com.example.app://cb",
        "com.example.app:/oauth2redirect",
        "com.example.app:cb",
        "myapp://",
        "org.bxretail.app://callback/path?x=1",
        "https://xn--grn-1na.example/cb",
        "https://shop.example.com/größe",
    ],
)
def test_accepted(url):
    assert faults(url) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is not an absolute URL"),
        ("/callback", "is not an absolute URL"),
        ("//shop.example.com/cb", "is not an absolute URL"),
        ("shop.example.com/cb", "is not an absolute URL"),
        ("localhost:3000/cb", "is not an absolute URL"),
        ("shop.example.com:8443", "is not an absolute URL"),
        ("https:shop.example.com", "has no host"),
        ("https:///cb", "has no host"),
        ("http://[::1/cb", "is not an absolute URL"),
        ("com.example.app:", "has nothing after its scheme"),
        ("javascript:alert(1)", "has the scheme javascript"),
        ("JavaScript:alert(1)", "has the scheme javascript"),
        ("data:text/html,x", "has the scheme data"),
        ("file:///etc/passwd", "has the scheme file"),
        ("https://a.example/cb#top", "contains a fragment"),
        ("com.example.app://cb#", "contains a fragment"),
        ("https://user@a.example/cb", "contains user information"),
        ("https://user:pass@a.example/cb", "contains user information"),
        ("https://a_b.example/cb", "has no valid host"),
        ("https://a.example:0/cb", "has no valid host"),
        ("https://a.example:99999/cb", "has no valid host"),
        ("https://.example/cb", "has no valid host"),
        ('["https://a.example/cb"', 'contains the character "'),
        ("https://a.example/c b", "contains white space"),
        (" https://a.example/cb", "contains white space"),
        ("https://a.example/cb\n", "contains white space"),
        ("https://a.example/\x00", "contains a control character"),
        ("https://a.example/\x7f", "contains a control character"),
        ("https://{{ host }}/cb", "contains the character {"),
        ("https://a.example\\cb", "contains the character \\"),
        ("<https://a.example/cb>", "contains the character <"),
        ("https://a.example/%zz", "contains a %"),
        ("https://a.example/100%", "contains a %"),
    ],
)
def test_refused(url, words):
    (fault,) = faults(url)
    assert words in fault


@pytest.mark.parametrize("url", ["https://a.example/th*/cb", "https://a.example/cb?x=*", "com.example.app://cb/*"])
def test_a_wildcard_needs_the_permission_of_the_application(url):
    assert faults(url, wildcards=True) == []
    (fault,) = faults(url)
    assert "does not allow wildcards" in fault


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://*.example.com/cb", "wildcard in its host"),
        ("https://*/cb", "wildcard in its host"),
        ("https://a.example/*/*", "more than one wildcard"),
        ("https://a.example/**", "more than one wildcard"),
        ("https://a.example/*?x=*", "more than one wildcard"),
    ],
)
@pytest.mark.parametrize("wildcards", [True, False])
def test_wildcards_that_pingone_does_not_know(url, words, wildcards):
    (fault,) = faults(url, wildcards)
    assert words in fault


def test_several_faults_of_one_url():
    assert len(faults("https://user@a.example/*#x")) == 3
