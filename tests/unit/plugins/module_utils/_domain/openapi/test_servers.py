# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base URLs of an OpenAPI document."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._domain.openapi.support import (
    READ,
    document,
    entry,
    notes,
    only_problem,
    problems,
)

REGION = {"region": {"default": "eu", "enum": ["eu", "us"]}, "version": {"default": "1"}}
VARIABLE = {"url": "https://{region}.example.com/v{version}/", "variables": REGION}


def base_urls(servers, **options):
    return entry(document({"/a": {"get": {}}}, servers=servers), **options)["base_urls"]


def swagger(**fields):
    oauth = {"type": "oauth2", "flow": "implicit", "scopes": {"read": "Read"}}
    return {
        **{"swagger": "2.0", "securityDefinitions": {"oauth": oauth}, "security": READ},
        **{"paths": {"/a": {"get": {}}}, **fields},
    }


def test_servers():
    servers = [
        {"url": "https://a.example.com/"},
        {"url": "HTTPS://A.example.com:443"},
        {"url": "http://b.example.com/v1"},
    ]
    assert base_urls(servers) == ["https://a.example.com", "http://b.example.com/v1"]


def test_variables():
    assert base_urls([VARIABLE]) == ["https://eu.example.com/v1"]
    text = 'servers[0].variables.region: The default "eu" is used instead of us. Set server_variables to change that.'
    assert text in notes(document({"/a": {"get": {}}}, servers=[VARIABLE]))
    values = {"region": ["eu", "us"], "version": "2"}
    assert base_urls([VARIABLE], server_variables=values) == ["https://eu.example.com/v2", "https://us.example.com/v2"]


@pytest.mark.parametrize(
    ("servers", "options", "words"),
    [
        ([], {}, 'servers: "/" is relative to the address of the document'),
        ([{"url": "/v1"}], {}, 'servers: "/v1" is relative'),
        ([{"url": "https://a b"}], {}, 'servers[0]: "https://a b" contains white space'),
        ([{"url": "https://{a}.example.com"}], {}, "servers[0].variables.a: has no default."),
        ([VARIABLE], {"server_variables": {"region": "ap"}}, 'server_variables: region: "ap" is not one of the values'),
        ([VARIABLE], {"server_variables": {"place": "eu"}}, "server_variables: no server has the variable place."),
        ([VARIABLE], {"base_urls": ["x"]}, 'base_urls[0]: "x" is not an absolute http or https URL.'),
        ([VARIABLE], {"base_urls": []}, "base_urls: at least one base URL is required."),
    ],
)
def test_what_is_not_a_base_url_is_refused(servers, options, words):
    found = document({"/a": {"get": {}}}, servers=servers)
    try:
        text = only_problem(found, **options)
    except ValueError as error:
        raise AssertionError(str(error)) from error
    assert text.startswith(words), text


def test_base_urls_replace_the_servers():
    assert base_urls([{"url": "/v1"}], base_urls=["https://a.example.com"]) == ["https://a.example.com"]
    assert base_urls([], base_urls=["https://a.example.com"]) == ["https://a.example.com"]


def test_the_host_of_a_swagger_document():
    assert entry(swagger(host="a.example.com", schemes=["http", "https"]))["base_urls"] == [
        *("http://a.example.com", "https://a.example.com"),
    ]
    assert entry(swagger(host="a.example.com", basePath="v1/"))["base_urls"] == ["https://a.example.com/v1"]
    assert "schemes: There is neither https nor http, so https is used." in notes(swagger(host="a.example.com"))
    assert only_problem(swagger(basePath="/v1")).startswith('host: "/v1" is relative')


def test_base_urls_below_others_are_refused_if_a_request_can_be_meant_by_two_paths():
    both = ["https://a.example.com", "https://a.example.com/v1"]
    assert entry(document({"/pets": {"get": {}}}), base_urls=both)["base_urls"] == both
    content = document({"/pets": {"get": {}}, "/v1/pets": {"get": {}}}, servers=[{"url": one} for one in both])
    assert only_problem(content).startswith(
        'base_urls: "https://a.example.com/v1" is below "https://a.example.com", and requests for /v1/pets below the'
    )
    assert only_problem(document({"/{a}/pets": {"get": {}}}), base_urls=both).startswith("base_urls: ")


def test_other_schemes_of_a_swagger_operation_are_refused():
    item = {"get": {"schemes": ["https"]}}
    same = swagger(host="a.example.com", schemes=["https"], paths={"/a": item})
    assert entry(same)["base_urls"] == ["https://a.example.com"]
    other = swagger(host="a.example.com", schemes=["http", "https"], paths={"/a": item})
    assert only_problem(other).startswith("paths./a.get.schemes: has other schemes than the document")


@pytest.mark.parametrize("url", ["https://[", "https://[].example.com"])
def test_what_is_not_a_url_is_refused(url):
    assert only_problem(document({"/a": {"get": {}}}, servers=[{"url": url}])).startswith("servers[0]: ")


@pytest.mark.parametrize("value", [True, None, {}, [], [None], [[]]])
def test_wrong_values_of_variables(value):
    content = document({"/a": {"get": {}}}, servers=[VARIABLE])
    if value is None:
        assert entry(content, server_variables={"region": value})["base_urls"] == ["https://eu.example.com/v1"]
        return
    assert "server_variables: region must be a text or a list of texts." in problems(
        content, server_variables={"region": value}
    )


def test_numbers_are_values_of_variables():
    assert base_urls([VARIABLE], server_variables={"version": 2}) == ["https://eu.example.com/v2"]
