# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What security requirements become."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._domain.openapi.support import (
    document,
    entry,
    notes,
    only_problem,
    problems,
)

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "Bearer"}
OIDC = {"type": "openIdConnect", "openIdConnectUrl": "https://as.example.com/.well-known/openid-configuration"}
SCHEMES = {"key": KEY, "bearer": BEARER, "oidc": OIDC, "tls": {"type": "mutualTLS"}}


def with_security(security, **options):
    content = document({"/a": {"get": {"security": security}}}, SCHEMES)
    (operation,) = entry(content, **options)["operations"]
    return operation["access"]


def problem_of(security, **options):
    return only_problem(document({"/a": {"get": {"security": security}}}, SCHEMES), **options)


@pytest.mark.parametrize(
    ("security", "access"),
    [
        ([{"oauth": ["a"]}], {"scopes": ["a"]}),
        ([{"oauth": ["b", "a", "b"]}], {"scopes": ["a", "b"], "match": "all"}),
        ([{"oauth": ["b"]}, {"oauth": ["a"]}], {"scopes": ["a", "b"], "match": "any"}),
        ([{"oauth": ["b"], "oidc": ["a"]}], {"scopes": ["a", "b"], "match": "all"}),
        ([{"oauth": ["b"], "oidc": []}], {"scopes": ["b"]}),
        # An alternative that requires more than another one does not matter.
        ([{"oauth": ["a", "b"]}, {"oauth": ["a"]}], {"scopes": ["a"]}),
        ([{"oauth": ["a", "b"]}, {"oidc": ["b", "a"]}], {"scopes": ["a", "b"], "match": "all"}),
    ],
)
def test_requirements_that_a_rule_can_express(security, access):
    assert with_security(security) == access


def test_mixed_alternatives_are_refused_or_stricter():
    security = [{"oauth": ["a", "b"]}, {"oauth": ["c"]}, {"oauth": ["d"]}]
    text = problem_of(security)
    assert text.startswith("paths./a.get: requires (a and b) or c or d. A rule of PingOne requires any or all")
    assert "allow_stricter: true to require c or d, or leave" in text
    assert with_security(security, allow_stricter=True) == {"scopes": ["c", "d"], "match": "any"}
    several = [{"oauth": ["a", "b", "c"]}, {"oauth": ["b", "d"]}]
    assert with_security(several, allow_stricter=True) == {"scopes": ["b", "d"], "match": "all"}


@pytest.mark.parametrize("security", [[], [{}], [{"oauth": ["a"]}, {}], [{"key": []}, {}]])
def test_operations_without_security_must_be_allowed(security):
    text = problem_of(security) if security[:1] != [{"key": []}] else ""
    assert not text or text.startswith("paths./a.get: The document allows requests without a token.")
    if not text:
        return
    content = document({"/a": {"get": {"security": security}}}, SCHEMES)
    (operation,) = entry(content, allow_public=True)["operations"]
    assert (operation["access"], operation["allow_open"]) == ({"scopes": []}, True)
    assert any(one.startswith("paths./a.get: The document allows") for one in notes(content, allow_public=True))


def test_a_document_without_security():
    content = document({"/a": {"get": {}}, "/b": {"get": {}}})
    del content["security"]
    assert [text.partition(":")[0] for text in problems(content)] == ["paths./a.get", "paths./b.get"]


@pytest.mark.parametrize("security", [[{"oauth": []}], [{"oidc": []}, {"oauth": ["a"]}]])
def test_operations_without_scopes_must_be_allowed(security):
    assert problem_of(security).startswith("paths./a.get: No scope is required, so that every valid token")
    assert "allow_any_token: true" in problem_of(security, allow_public=True)
    assert with_security(security, allow_any_token=True) == {"scopes": []}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("key", "an API key"), ("tls", "a client certificate"), ("bearer", "HTTP Bearer authentication")],
)
def test_what_pingone_does_not_check_is_refused(name, kind):
    text = problem_of([{name: []}], allow_stricter=True)
    assert text.startswith(f"paths./a.get.security[0]: {name} is {kind}, which PingOne does not check.")
    both = [{"oauth": ["a"], name: []}]
    assert problem_of(both, allow_stricter=True).startswith("paths./a.get.security[0]: ")
    alternatives = [{"oauth": ["a"]}, {name: []}]
    assert problem_of(alternatives).startswith(f"paths./a.get.security[1]: {name} is {kind}")
    assert with_security(alternatives, allow_stricter=True) == {"scopes": ["a"]}


def test_an_unknown_scheme():
    assert problem_of([{"x": []}]) == 'paths./a.get.security[0]: "x" is not in components.securitySchemes.'


def test_all_alternatives_that_pingone_does_not_check():
    content = document({"/a": {"get": {"security": [{"key": []}, {"tls": []}]}}}, SCHEMES)
    assert only_problem(content, allow_stricter=True).startswith("paths./a.get.security: PingOne checks none of")


def test_a_bearer_token_can_be_one_of_pingone():
    assert with_security([{"bearer": []}], security_schemes=["bearer"], allow_any_token=True) == {"scopes": []}
    text = problem_of([{"bearer": ["role"]}], security_schemes=["bearer"])
    assert "bearer is HTTP Bearer authentication with roles (role), which PingOne does not check" in text


def test_only_chosen_schemes_are_accepted():
    text = problem_of([{"oidc": ["a"]}], security_schemes=["oauth"])
    assert "oidc is not one of security_schemes" in text and "Add it to security_schemes if PingOne" in text
    assert problem_of([{"oauth": ["a"]}], security_schemes=["oauth", "x"]).startswith(
        'security_schemes: "x" is not a security scheme of the document. It has: oauth, key, bearer, oidc, tls.'
    )
    assert problem_of([{"oauth": ["a"]}], security_schemes=["oauth", "key"]) == (
        'security_schemes: "key" is an API key, which is not an access token.'
    )


def test_schemes_of_different_authorization_servers_must_be_chosen():
    other = {"type": "openIdConnect", "openIdConnectUrl": "https://other.example.com/.well-known/openid-configuration"}
    content = document({"/a": {"get": {"security": [{"oauth": ["a"]}, {"other": ["b"]}]}}}, {"other": other})
    assert "oauth, other have different authorization servers" in only_problem(content)
    found = entry(content, security_schemes=["oauth", "other"])
    assert found["operations"][0]["access"] == {"scopes": ["a", "b"], "match": "any"}


def test_names_of_scopes():
    assert 'paths./a.get.security[0].oauth: "a b" is not a valid scope name.' in problem_of([{"oauth": ["a b"]}])
    text = "components.securitySchemes: The scope a is used, but no scheme declares it."
    assert text in notes(document({"/a": {"get": {"security": [{"oauth": ["a"]}]}}}))


@pytest.mark.parametrize(
    ("security", "words"),
    [
        (None, "paths./a.get.security: is null. Write [] if a token is not required."),
        ([None], "paths./a.get.security[0]: must be a mapping."),
        ([{"oauth": None}], "paths./a.get.security[0].oauth: is null. Write [] if no scope is required."),
        ([{"oauth": ["a", True]}], 'paths./a.get.security[0].oauth: "True" is not a text. Put it in quotes.'),
    ],
)
def test_requirements_that_are_not_valid_do_not_open_an_operation(security, words):
    content = document({"/a": {"get": {"security": security}}}, SCHEMES)
    assert words in " ".join(problems(content, allow_public=True, allow_any_token=True))


def test_security_of_the_document_that_is_null():
    content = {**document({"/a": {"get": {}}}), "security": None}
    assert only_problem(content, allow_public=True).startswith("security: is null.")


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("https://auth.example.com/env1/as/token", "https://auth.example.com/env1/as/authorize", True),
        ("https://auth.example.com/env1/as/token", "https://auth.example.com/env1/as/.well-known/x", True),
        ("https://auth.example.com/oauth/token", "https://auth.example.com/.well-known/x", True),
        ("https://auth.example.com/env1/as/token", "https://auth.example.com/env2/as/token", False),
        ("https://auth.example.com/env1/as/token", "https://auth.example.com/env10/as/token", False),
        ("https://auth.example.com/token", "https://other.example.com/token", False),
        ("https://auth.example.com/token", "/token", True),
    ],
)
def test_a_host_can_have_several_authorization_servers(first, second, is_same):
    schemes = {
        name: {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url, "scopes": {}}}}
        for name, url in (("first", first), ("second", second))
    }
    content = document({"/a": {"get": {"security": [{name: ["x"]} for name in schemes]}}}, schemes)
    if is_same:
        assert entry(content)["operations"]
    else:
        assert "first, second have different authorization servers" in only_problem(content)
