# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base URLs of an API service."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.text import quoted
from ansible_collections.pingone.authorize.plugins.module_utils._domain import base_urls as urls
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import messages, options

IPV6 = "[2001:db8::8a2e:370:7334]"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "http://api.example.com",
        "HTTPS://API.Example.COM/Orders",
        "https://api.example.com/orders/v1",
        "https://api.example.com:8443/orders",
        "https://api.example.com:1",
        "https://api.example.com:65535",
        "http://localhost:3036",
        "http://host",
        "https://192.0.2.17/a",
        "https://[::1]",
        f"https://{IPV6}:8443/orders",
        "https://[::ffff:192.0.2.17]/a",
        "https://xn--bcher-kva.example/a",
        "https://a-b.c-d.example",
        "https://api.example.com./a",
        "https://api.example.com/a.b/..c/...",
        "https://api.example.com/a%20b/~c/@d:e;f=g,h",
        "https://" + "a" * 63 + ".example",
        "https://1api.example.com",
        "https://api.example.com/" + "x" * 232,
    ],
)
def test_base_url_accepted(url):
    assert urls.base_url_faults(url) == []
    assert urls.base_urls_problems([url]) == []


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("", "not an absolute http or https URL"),
        ("api.example.com", "not an absolute"),
        ("api.example.com/orders", "not an absolute"),
        ("//api.example.com/orders", "not an absolute"),
        ("/orders", "not an absolute"),
        ("https:", "not an absolute"),
        ("https://", "not an absolute"),
        ("https:///orders", "not an absolute"),
        ("https:/api.example.com", "not an absolute"),
        ("https:api.example.com", "not an absolute"),
        ("https:\\\\api.example.com", "not an absolute"),
        ("ftp://api.example.com", "not an absolute"),
        ("ws://api.example.com", "not an absolute"),
        ("javascript:alert(1)", "not an absolute"),
        ("https://user@api.example.com", "user information"),
        ("https://user:word@api.example.com/a", "user information"),
        ("https://@api.example.com", "user information"),
        ("https://api.example.com@evil.example", "user information"),
        ("https://api_1.example.com", "no valid host"),
        ("https://-api.example.com", "no valid host"),
        ("https://api-.example.com", "no valid host"),
        ("https://api..example.com", "no valid host"),
        ("https://.example.com", "no valid host"),
        ("https://" + "a" * 64 + ".example", "no valid host"),
        ("https://" + ".".join(["a" * 60] * 5), "no valid host"),
        ("https://bücher.example", "no valid host"),
        ("https://*.example.com", "no valid host"),
        ("https://api%2eexample.com", "no valid host"),
        ("https://256.1.1.1", "no valid host"),
        ("https://1.2.3", "no valid host"),
        ("https://1.2.3.4.5", "no valid host"),
        ("https://:8443", "no valid host"),
        ("https://api.example.com:", "no valid host"),
        ("https://api.example.com:0", "no valid host"),
        ("https://api.example.com:65536", "a port from 1 to 65535"),
        ("https://api.example.com:port", "a port from 1 to 65535"),
        ("https://api.example.com:-1", "a port from 1 to 65535"),
        ("https://[::1", "not a valid URL"),
        ("https://api.example.com?", "query"),
        ("https://api.example.com/a?b=c", "query"),
        ("https://api.example.com#", "fragment"),
        ("https://api.example.com/a#b", "fragment"),
        ("https://api.example.com/", "ends in a slash"),
        ("https://api.example.com/orders/", "ends in a slash"),
        ("https://api.example.com//orders", "empty path segment"),
        ("https://api.example.com/a//b", "empty path segment"),
        ("https://api.example.com/./b", ". or .. path segment"),
        ("https://api.example.com/a/..", ". or .. path segment"),
        ("https://api.example.com/../b", ". or .. path segment"),
        ("https://api.example.com/a\\b", "backslash"),
        ("https://api.example.com\\a", "backslash"),
        (" https://api.example.com", "white space or control characters"),
        ("https://api.example.com ", "white space or control characters"),
        ("https://api.example.com/a b", "white space or control characters"),
        ("https://api.example.com/a\u00a0b", "white space or control characters"),
        ("https://api.example.com/\n", "white space or control characters"),
        ("https://api.example.com/\x00", "white space or control characters"),
        ("https://api.example.com/\x85", "white space or control characters"),
        ("https://api.example.com/" + "x" * 233, "has 257 characters, at most 256"),
    ],
)
def test_base_url_refused(url, part):
    faults = urls.base_url_faults(url)
    assert any(part in fault for fault in faults), faults
    problems = urls.base_urls_problems([url])
    assert options(problems) == {"base_urls[0]"}
    assert all(problem.message.startswith('"') for problem in problems)


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1]foo",
        "http://foo[::1]",
        "http://[v1.fe]",
        "http://[example.com]",
        "http://[127.0.0.1]",
        "https://api.example.com:+80",
        "https://api.example.com:8_0",
        "https://api.example.com:\uff18\uff10",
    ],
)
def test_base_url_that_only_some_python_versions_notice(url):
    assert urls.base_url_faults(url)


def test_lengths_of_base_urls_at_the_boundary():
    stem = "https://api.example.com/"
    assert urls.base_url_faults(stem + "x" * (256 - len(stem))) == []
    assert urls.base_url_faults(stem + "x" * (257 - len(stem))) != []


def test_every_fault_of_every_base_url_is_reported():
    problems = urls.base_urls_problems(
        ["https://a.example/ok", "https://u@a.example/x//y/../?q#f", "ftp://b.example", "https://c.example/"]
    )
    assert options(problems) == {"base_urls[1]", "base_urls[2]", "base_urls[3]"}
    texts = messages(problems)
    for part in ("user information", "query", "fragment", "ends in a slash", "empty path segment", ".. path segment"):
        assert any("u@a.example" in text and part in text for text in texts), part
    assert any("ftp://b.example" in text for text in texts)
    assert any("c.example" in text for text in texts)
    assert not any("a.example/ok" in text for text in texts)


def test_at_least_one_base_url():
    (problem,) = urls.base_urls_problems([])
    assert problem.option == "base_urls"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x", "HTTPS://A.example/x"),
        ("https://a.example/x", "https://a.example:443/x"),
        ("http://a.example/x", "http://a.example:80/x"),
        ("https://a.example/x", "https://a.example./x"),
        ("https://[::1]/x", "https://[::1]:443/x"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("https://[::1]/x", "https://[0:0:0:0:0:0:0:1]/x"),
    ],
)
def test_base_urls_that_are_the_same(first, second):
    (problem,) = urls.base_urls_problems([first, second])
    assert problem.option == "base_urls[1]"
    assert quoted(first) in problem.message
    assert quoted(second) in problem.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/x", "http://a.example/x"),
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://a.example/x/1"),
        ("https://a.example", "https://a.example:8443"),
        ("https://a.example:80", "https://a.example"),
    ],
)
def test_base_urls_that_are_not_the_same(first, second):
    assert urls.base_urls_problems([first, second]) == []


def test_a_duplicate_is_reported_for_each_repetition():
    problems = urls.base_urls_problems(["https://a.example"] * 3)
    assert [problem.option for problem in problems] == ["base_urls[1]", "base_urls[2]"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/%7Euser", "https://a.example/~user"),
        ("https://a.example/%c3%a9", "https://a.example/%C3%A9"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://A.example.:443", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("http://127.0.0.1:0080/x", "http://127.0.0.1/x"),
    ],
)
def test_spellings_of_one_url(first, second):
    assert urls.normalized_url(first) == urls.normalized_url(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/%20", "https://a.example/%2520"),
        ("https://a.example/x", "https://b.example/x"),
    ],
)
def test_different_urls(first, second):
    assert urls.normalized_url(first) != urls.normalized_url(second)


@pytest.mark.parametrize("url", ["", "x", "https://[", "https://a:b", "https://a:99999999", "ftp://a", "//", "\ud800"])
def test_what_another_client_has_stored_has_a_spelling(url):
    assert isinstance(urls.normalized_url(url), str)
    assert urls.overlaps([url], ["https://a.example"]) == []


def test_a_stored_url_keeps_its_spelling():
    given = ["HTTPS://API.example.com:443/x", "https://new.example.com"]
    assert urls.keep_stored_spelling(given, ["https://api.example.com/x", "https://old.example.com"]) == [
        "https://api.example.com/x",
        "https://new.example.com",
    ]


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://*.example.com", "List a base URL for each host."),
        ("https://{tenant}.example.com/x", "List a base URL for each host."),
        ("https://${HOST}/x", "List a base URL for each host."),
        ("https://a.example/*", 'Write "https://a.example", and begin the paths of the operations with "/*".'),
        ("https://a.example/**", 'Write "https://a.example", and begin'),
        (
            "https://a.example/x/{id}",
            'Write "https://a.example/x", and begin the paths of the operations with "/{id}".',
        ),
        (
            "https://a.example/{t}/x/y",
            'Write "https://a.example", and begin the paths of the operations with "/{t}/x/y".',
        ),
        ("https://a.example/x/v{n}", 'Write "https://a.example/x"'),
        ("https://a.example/x/:id", 'Write "https://a.example/x"'),
        ("https://a.example/x/<id>", 'Write "https://a.example/x"'),
        ("https://a.example/x/[id]", 'Write "https://a.example/x"'),
        ("https://a.example/x/a*", 'Write "https://a.example/x"'),
        ("https://a.example:8443/(a|b)", 'Write "https://a.example:8443"'),
        ("https://a.example/x$", 'Write "https://a.example"'),
    ],
)
def test_a_base_url_is_literal(url, part):
    assert any(part in fault for fault in urls.base_url_faults(url)), urls.base_url_faults(url)


@pytest.mark.parametrize(
    ("url", "other", "relation"),
    [
        ("https://a.example/x", "https://a.example/x", urls.SAME),
        ("https://A.example:443/x", "https://a.example./x", urls.SAME),
        ("https://a.example/x/y", "https://a.example/x", urls.BELOW),
        ("https://a.example/x", "https://a.example", urls.BELOW),
        ("https://a.example", "https://a.example/x", urls.ABOVE),
    ],
)
def test_overlaps(url, other, relation):
    assert urls.overlaps(["https://z.example", url], [other]) == [urls.Overlap(url, relation, other)]


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://a.example/x", "https://a.example/xy"),
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "http://a.example/x"),
        ("https://a.example", "https://a.example.com/x"),
        ("https://a.example", "https://a.example:8443/x"),
    ],
)
def test_no_overlap(url, other):
    assert urls.overlaps([url], [other]) == []
