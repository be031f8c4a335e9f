# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Path patterns: what PingOne accepts, and what of it can match a request."""

from __future__ import annotations

import random
import re
import time

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain import patterns as rules

EXACT, PARAMETER = "exact", "parameter"


def path(pattern, kind=None, literal=None):
    return {"pattern": pattern, "type": kind, "literal": literal}


def texts(paths):
    return [problem.message for problem in rules.paths_problems(paths)]


def places(paths):
    return [problem.option for problem in rules.paths_problems(paths)]


@pytest.mark.parametrize("kind", [None, EXACT])
@pytest.mark.parametrize(
    "pattern",
    [
        "/",
        "/orders",
        "/orders/open",
        "/a b",
        "/größe/日本",
        "/...",
        "/.well-known",
        "/.well-known/openid-configuration",
        "/a..b",
        "/~user/x",
        "/orders:batchGet",
        "/urn:isbn:1",
        "/c++",
        "/Foo_(bar)",
        "/Orders(7)",
        "/$metadata",
        "/Orders/$count",
        "/orders;v=1",
        "/a,b",
        "/a=b&c",
        "/me@example.com",
        "/@admin",
        "/\u0645\u06cc\u200c\u062e",
        "/" + "x" * 2047,
    ],
)
def test_good_exact_patterns(pattern, kind):
    assert rules.pattern_fault(pattern, kind) == ""
    assert rules.sent_path(path(pattern, kind)) == {"pattern": pattern, "type": EXACT}


@pytest.mark.parametrize("kind", [None, PARAMETER])
@pytest.mark.parametrize(
    "pattern",
    [
        "/*",
        "/**",
        "/{a}",
        "/orders/*",
        "/orders/**",
        "/orders/*/items",
        "/orders/*.pdf",
        "/report.*",
        "/*a*b*",
        "/*/*/**",
        "/orders/{orderId}",
        "/{a}/x/{b}",
        "/{a}/{A}",
        "/{a}/**",
        "/{a b}",
        "/{order-id}/{order.line}",
        "/{größe}",
        "/orders/*:cancel",
        "/Products(*)",
        "/Patient/{id}/$everything",
        "/a\\*b/*",
        "/\\{a\\}/*",
        "/\\{proxy+\\}/*",
        "/a\\\\b/*",
        "/\\**",
        "/x\\*/{a}",
    ],
)
def test_good_parameter_patterns(pattern, kind):
    assert rules.pattern_fault(pattern, kind) == ""
    assert rules.sent_path(path(pattern, kind)) == {"pattern": pattern, "type": PARAMETER}


@pytest.mark.parametrize(
    ("pattern", "sent"),
    [("/a\\*b", "/a*b"), ("/\\{a\\}", "/{a}"), ("/a\\\\b", "/a\\b"), ("/\\{proxy+\\}", "/{proxy+}")],
)
def test_without_a_wildcard_escaped_characters_are_sent_as_themselves(pattern, sent):
    """An exact path is compared as it is, with every backslash in it."""
    assert rules.pattern_fault(pattern) == ""
    assert rules.sent_path(path(pattern)) == {"pattern": sent, "type": EXACT}


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
        (EXACT, "/a*b", "literally"),
        (EXACT, "/**", "literally"),
        (EXACT, "/{a}", "literally"),
        (EXACT, "/v{n}", "literally"),
        (EXACT, "/a\\*b", "literally"),
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
        (PARAMETER, "/x**", "invalid segment"),
        (PARAMETER, "/**x", "invalid segment"),
        (PARAMETER, "/***", "invalid segment"),
        (PARAMETER, "/v{n}", "invalid segment"),
        (PARAMETER, "/{n}v", "invalid segment"),
        (PARAMETER, "/{a}{b}", "invalid segment"),
        (PARAMETER, "/{}/*", "invalid segment"),
        (PARAMETER, "/{a", "invalid segment"),
        (PARAMETER, "/a}", "invalid segment"),
        (PARAMETER, "/a\\b/*", "invalid segment"),
        (PARAMETER, "/*\\", "invalid segment"),
        (PARAMETER, "/{a}/{a}", "a parameter twice"),
    ],
)
def test_bad_patterns(kind, pattern, fault):
    assert fault in rules.pattern_fault(pattern, kind)


def test_a_pattern_may_have_several_faults():
    text = rules.pattern_fault("/{a}//{a}/**/v{n}", PARAMETER)
    for fault in ("empty path segment", "a parameter twice", "something after **", "invalid segment"):
        assert text.count(fault) == 1


# What can match no request, or hardly any, with what is to be written instead.
UNMATCHED = {
    "no slash": ("admin", "/admin"),
    "no slash before a parameter": ("{id}", "/{id}"),
    "no slash before a wildcard": ("*/x", "/*/x"),
    "a bare wildcard": ("*", "/**"),
    "a fragment": ("/x#frag", "/x"),
    "a query": ("/x?q=1", "/x"),
    "a query and a fragment": ("/x?q=1#y", "/x"),
    "a query behind a wildcard": ("/x/*?q=1", "/x/*"),
    "percent-encoded": ("/a%20b", "/a b"),
    "percent-encoded UTF-8": ("/gr%C3%B6%C3%9Fe", "/größe"),
    "percent-encoded in lower case": ("/caf%c3%a9/*", "/café/*"),
    "a percent-encoded slash": ("/a%2Fb", "/a/b"),
    "a percent-encoded star": ("/a%2Ab", "/a\\*b"),
    "percent-encoded braces": ("/%7Bid%7D", "/\\{id\\}"),
    "a percent sign in a pattern": ("/100%/*", "/100*/*"),
    "a whole URL": ("https://api.example.com/orders", "/orders"),
    "a whole URL with a port and a query": ("HTTP://api.example.com:8080/orders/{id}?x=1", "/orders/{id}"),
    "a host": ("api.example.com/orders", "/orders"),
    "a host without a path": ("https://api.example.com", "/"),
    "a method": ("GET /orders", "/orders"),
    "white space before": (" /a", "/a"),
    "white space behind": ("/a/* ", "/a/*"),
    "a tab behind": ("/a\u00a0", "/a"),
    "an invisible character": ("/or\u200bders", "/orders"),
    "a byte order mark": ("\ufeff/orders", "/orders"),
    "quotation marks": ('"/a"', "/a"),
    "backslashes": ("\\orders\\x", "/orders/x"),
    "a backslash": ("/a\\b", "/a/b"),
    "a trailing slash": ("/orders/*/", "/orders/*"),
    "an empty segment": ("/a//b", "/a/b"),
    "a parent": ("/a/../b", "/b"),
    "a current one": ("./x", "/x"),
    "something after the rest": ("/**/x", "/*/x"),
    "a part of a segment": ("/{id}.json", "/*.json"),
    "two parts of a segment": ("/{a}-{b}", "/*-*"),
    "a name twice": ("/{a}/{a}", "/{a}/{a2}"),
    # Regular expressions
    "nginx": ("~/v1/items/[0-9]+$", "/v1/items/*"),
    "nginx without case": ("~* ^/v1/items$", "/v1/items"),
    "nginx exact": ("= /v1/items", "/v1/items"),
    "begin": ("^/x", "/x"),
    "begin behind the slash": ("/^x", "/x"),
    "end": ("/orders$", "/orders"),
    "digits": ("/x/[0-9]+$", "/x/*"),
    "a class": ("/x/\\d+", "/x/*"),
    "a negated class": ("/x/[^/]+", "/x/*"),
    "anything": ("/x/.*", "/x/**"),
    "something": ("/x/.+", "/x/**"),
    "anything in a group": ("/x/(.*)", "/x/**"),
    "anything in between": ("/x/.*/y", "/x/*/y"),
    "an escaped dot": ("/a\\.json", "/a.json"),
    "a named group": ("^/x/(?P<id>\\d+)/?$", "/x/{id}"),
    "flags": ("(?i)/x", "/x"),
    # Parameters of other products
    "a colon": ("/users/:id", "/users/{id}"),
    "two colons": ("/users/:userId/items/:itemId", "/users/{userId}/items/{itemId}"),
    "a colon without a slash": (":id", "/{id}"),
    "an optional one": ("/users/:id?", "/users/{id}"),
    "a constraint": ("/users/:id(\\d+)", "/users/{id}"),
    "the rest with a colon": ("/files/:path*", "/files/**"),
    "colons in a part": ("/flights/:from-:to", "/flights/*-*"),
    "a colon and an extension": ("/x/:id.json", "/x/*.json"),
    "a colon before a wildcard": ("/x/:id/*", "/x/{id}/*"),
    "proxy": ("/files/{proxy+}", "/files/**"),
    "proxy in between": ("/files/{proxy+}/x", "/files/*/x"),
    "star": ("/docs/{*path}", "/docs/**"),
    "two stars": ("/docs/{**path}", "/docs/**"),
    "star behind": ("/docs/{path*}", "/docs/**"),
    "only a star": ("/{*}", "/**"),
    "dots": ("/{rest...}", "/**"),
    "angle": ("/x/<id>", "/x/{id}"),
    "angle with a type": ("/x/<int:id>/y", "/x/{id}/y"),
    "angle with a path": ("/x/<path:p>", "/x/**"),
    "angle with dots": ("/x/<rest..>", "/x/**"),
    "braces with a path": ("/files/{path:path}", "/files/**"),
    "braces with an expression": ("/x/{id:[0-9]+}", "/x/{id}"),
    "braces with a slash": ("/x/{id:[^/]+}/y", "/x/{id}/y"),
    "braces with braces": ("/x/{id:\\d{3}}", "/x/{id}"),
    "braces with anything": ("/x/{id:.*}", "/x/**"),
    "braces with a type": ("/x/{id:int}", "/x/{id}"),
    "braces with a default": ("/x/{id=5}", "/x/{id}"),
    "braces with a template": ("/v1/{name=shelves/*}", "/v1/shelves/*"),
    "braces with the rest": ("/v1/{name=**}", "/v1/**"),
    "braces with a question mark": ("/x/{id?}", "/x/{id}"),
    "braces with a query": ("/orders{?page,size}", "/orders"),
    "double braces": ("/x/{{ id }}", "/x/{id}"),
    "dollar and braces": ("/x/${id}", "/x/{id}"),
    "number sign and braces": ("/x/#{id}", "/x/{id}"),
    "brackets": ("/x/[id]/y", "/x/{id}/y"),
    "brackets with a hyphen": ("/x/[order-id]", "/x/{order-id}"),
    "brackets with dots": ("/x/[...slug]", "/x/**"),
    "double brackets": ("/x/[[...slug]]", "/x/**"),
    "dollar": ("/x/$id", "/x/{id}"),
    "printf": ("/x/%s/y", "/x/{id}/y"),
    "named printf": ("/x/%(key)s", "/x/{key}"),
}


@pytest.mark.parametrize("case", UNMATCHED)
def test_what_is_to_be_written_instead(case):
    pattern, instead = UNMATCHED[case]
    assert f'Write "{instead}"' in rules.pattern_fault(pattern)
    assert rules.pattern_fault(instead) == ""


@pytest.mark.parametrize("case", UNMATCHED)
def test_a_type_does_not_help(case):
    pattern, _instead = UNMATCHED[case]
    assert rules.pattern_fault(pattern, EXACT)
    assert rules.pattern_fault(pattern, PARAMETER)


@pytest.mark.parametrize("case", UNMATCHED)
def test_a_text_that_is_meant_is_declared(case):
    """Where a path of a request can be that text at all."""
    pattern, _instead = UNMATCHED[case]
    impossible = not pattern.startswith("/") or re.search(r"/(/|\.{0,2}(/|$))", pattern)
    assert bool(rules.pattern_fault(pattern, EXACT, True)) == bool(impossible)
    assert rules.pattern_fault(pattern, None, True) == rules.pattern_fault(pattern, EXACT, True)
    assert rules.sent_path(path(pattern, None, True)) == {"pattern": pattern, "type": EXACT}
    assert ("literal: true" in rules.pattern_fault(pattern)) == (not impossible)


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        ("/(a|b)", '"/a" and "/b"'),
        ("^/(orders|items)/.*$", '"/orders/**" and "/items/**"'),
        ("/{a,b}/c", '"/a/c" and "/b/c"'),
        ("/a|/b", '"/a" and "/b"'),
        ("/a,/b", '"/a" and "/b"'),
        ("/a /b", '"/a" and "/b"'),
    ],
)
def test_alternatives_are_paths_of_their_own(pattern, instead):
    assert f"Write {instead}, each as a separate path." in rules.pattern_fault(pattern)


@pytest.mark.parametrize(
    ("pattern", "instead"), [("/a%3Fb", "/a?b"), ("/100%25", "/100%"), ("/a%23b", "/a#b"), ("/%3Aid", "/:id")]
)
def test_what_can_only_be_meant_literally(pattern, instead):
    text = rules.pattern_fault(pattern)
    assert text.endswith(f'Write "{instead}" with literal: true.')
    assert rules.pattern_fault(instead)
    assert rules.pattern_fault(instead, None, True) == ""


@pytest.mark.parametrize("pattern", ["/x/(a(b)c)+/(?=y)", "/{a", "/%ff%2e", "/{id:(", "^", "/\ud800"])
def test_where_no_translation_is_known_the_notation_is_explained(pattern):
    text = rules.pattern_fault(pattern)
    assert "Write " in text
    assert rules.pattern_fault(pattern, PARAMETER)


def test_an_exact_path_with_wildcards():
    text = rules.pattern_fault("/users/{id}", EXACT)
    assert text == (
        "has type: exact, which compares *, {…} and backslashes literally. Omit type. If the text is meant"
        " literally, set literal: true."
    )
    assert rules.pattern_fault("/users/{id}", EXACT, False) == text


def test_literal_is_exact():
    assert "only valid with type: exact" in rules.pattern_fault("/a", PARAMETER, True)
    assert rules.pattern_fault("/a", EXACT, True) == rules.pattern_fault("/a", None, True) == ""
    assert rules.pattern_fault("admin", None, True) == 'must begin with a slash. Write "/admin".'


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


def test_good_paths():
    assert texts([path("/a"), path("/a/*"), path("/a/{b}", EXACT, True), path("/x/*", PARAMETER)]) == []
    assert texts([path(f"/{number}") for number in range(10)]) == []


def test_the_number_of_paths():
    assert texts([]) == ["at least one path is required."]
    assert texts([path(f"/{number}") for number in range(11)]) == ["has 11 paths, at most 10 are allowed."]


def test_a_path_that_is_listed_twice():
    """Also with another type, or in another notation: PingOne tells paths apart by their patterns."""
    for paths in ([path("/a*"), path("/b"), path("/a*", EXACT, True)], [path("/a\\*"), path("/a*", None, True)]):
        assert texts(paths) == ['"/a*" is listed twice. Keep one of them.']
        assert places(paths) == [f"paths[{len(paths) - 1}].pattern"]
    assert places([path("/a"), path("x"), path("x")]) == ["paths[1].pattern", "paths[2].pattern"]


def test_every_path_is_checked_as_what_it_is():
    paths = [path("/x**"), path("/x**y", EXACT, True), path("/x", PARAMETER), path(None)]
    assert places(paths) == ["paths[0].pattern", "paths[2].pattern", "paths[3].pattern"]
    found = texts(paths)
    assert [text.split(" ")[0] for text in found] == ['"/x**"', '"/x"', '""']


# Warnings


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("/files/*filepath", 'ends in "filepath". For the rest of the path, write **.'),
        ("/orders.*", 'begins with "orders."'),
        ("/orders;x=1", "exactly these matrix parameters"),
        ("/gro\u0308\u00dfe", "decomposed"),
        ("/orders/v1/items", 'begins with the path of a base URL, "/orders/v1"'),
        ("/orders/v1", 'write "/".'),
    ],
)
def test_what_is_likely_to_be_a_mistake(pattern, words):
    assert rules.pattern_fault(pattern) == ""
    assert words in rules.pattern_warning(path(pattern), ["/orders/v1"])


@pytest.mark.parametrize("pattern", ["/files/*.pdf", "/orders/v12", "/orders", "/**", "/a;b", "/größe", "/{id}/v1"])
def test_what_is_not_warned_of(pattern):
    assert rules.pattern_warning(path(pattern), ["/orders/v1"]) == ""


def test_one_segment_of_a_base_url_is_likely_to_be_meant():
    assert rules.pattern_warning(path("/orders/{id}"), ["/orders"]) == ""


def test_a_given_type_says_that_the_notation_is_known():
    assert rules.pattern_warning(path("/report.*", PARAMETER)) == rules.pattern_warning(path("/*x", PARAMETER)) == ""


# Speed

PIECES = [
    "/",
    "*",
    "**",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "\\",
    ":",
    "$",
    "%",
    "?",
    "|",
    " ",
    ",",
    "a",
    "%2",
    "...",
]
PIECES += ["{a", ":a", "(?", "/?", "{}", "[a-", "\u00a0", "é", "=", "^", ".*", "/..", "//"]


@pytest.mark.parametrize("seed", range(3))
def test_no_pattern_takes_long(seed):
    dice = random.Random(seed)
    worst = 0.0
    for number in range(120):
        piece = "".join(dice.choices(PIECES, k=dice.randint(1, 3)))
        pattern = (dice.choice(["/", ""]) + piece * 2048)[: 2040 + number % 8] + dice.choice(["", "x", ")", "$"])
        start = time.process_time()
        rules.pattern_fault(pattern, dice.choice([None, EXACT, PARAMETER]))
        worst = max(worst, time.process_time() - start)
    assert worst < 0.2
