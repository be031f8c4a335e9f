# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the structure of an OpenAPI document is read."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._domain.openapi.support import (
    document,
    notes,
    problems,
    table,
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("openapi: 3.0.3", "document: is text. Parse it"),
        (None, "document: must be a mapping"),
        ([], "document: must be a mapping"),
        ({}, "document: has neither openapi nor swagger"),
        ({"openapi": "3.2.0"}, 'document: has the version "3.2.0".'),
        ({"swagger": 1.2}, 'document: has the version "1.2".'),
        ({"openapi": "4", "paths": {}}, 'document: has the version "4".'),
        ({"swagger": 2.0, "host": "a.example.com", "schemes": ["https"]}, "paths: There are no operations."),
        (document({"pets": {}}), "paths.pets: is not a path"),
        (document({"/a": {"get": "x"}}), "paths./a.get: must be a mapping."),
        (document({"/a": []}), "paths./a: must be a mapping."),
        (document({"/a": {"get": {"security": {}}}}), "paths./a.get.security: must be a list."),
        (document({"/a": {"get": {"security": ["oauth"]}}}), "paths./a.get.security[0]: must be a mapping."),
        (
            document({"/a": {"get": {"security": [{"oauth": "read"}]}}}),
            "paths./a.get.security[0].oauth: must be a list.",
        ),
        (document({"/a": {"get": {}}}, components=[]), "components: must be a mapping."),
        (document({"/a": {"$ref": "other.yml#/a"}}), 'paths./a.$ref: refers to "other.yml#/a", which is outside'),
        (document({"/a": {"$ref": "#/x-a"}}), 'paths./a.$ref: refers to "#/x-a", which does not exist.'),
        (document({"/a": {"$ref": "#/paths/~1a"}}), 'paths./a.$ref: refers to itself through "#/paths/~1a".'),
        (
            document({"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}),
            'paths./b.$ref: refers to itself through "#/paths/~1a".',
        ),
        (
            document({"/a": {"$ref": "#/paths/~1b", "get": {}}, "/b": {"get": {}}}),
            "paths./a.get: is also in the path item that $ref refers to.",
        ),
    ],
)
def test_what_is_not_valid_is_refused(content, words):
    assert any(text.startswith(words) for text in problems(content)), problems(content)


def test_references_to_path_items_are_followed():
    content = document(
        {"/a": {"$ref": "#/components/pathItems/A%7E1"}, "/b": {"$ref": "#/paths/~1a", "head": {}}, "/x": {"x-get": 1}}
    )
    content["components"]["pathItems"] = {"A/": {"$ref": "#/x-items/1"}}
    content["x-items"] = [{}, {"get": {}}]
    assert list(table(content)) == ["GET /a", "GET /b", "HEAD /b"]


def test_extensions_and_unknown_keys_are_not_operations():
    content = document({"x-paths": {"get": {}}, 1: {"get": {}}, "/a": {"get": {}, "x-get": {}, "query": {}, "GET": {}}})
    assert list(table(content)) == ["GET /a"]


def test_an_empty_operation_has_the_security_of_the_document():
    assert table(document({"/a": {"get": None}})) == {"GET /a": (["GET"], ["/a"], {"scopes": ["read"]})}


def test_a_scheme_can_be_a_reference():
    content = document({"/a": {"get": {}}})
    content["components"]["x"] = content["components"]["securitySchemes"]["oauth"]
    content["components"]["securitySchemes"]["oauth"] = {"$ref": "#/components/x"}
    assert list(table(content)) == ["GET /a"]
    content["components"]["securitySchemes"]["oauth"] = {"$ref": "https://example.com/schemes.yml"}
    assert any(text.startswith("components.securitySchemes.oauth.$ref: ") for text in problems(content))


def test_conditions_beside_a_reference_are_refused():
    target = {"x-target": {"get": {"security": []}}}
    reference = {"$ref": "#/x-target/get"}
    assert list(table({**document({"/a": {"get": reference}}), **target}, allow_public=True)) == ["GET /a"]
    content = {**document({"/a": {"get": {**reference, "security": [{"oauth": ["read"]}]}}}), **target}
    assert problems(content, allow_public=True)[0].startswith("paths./a.get: has security, servers, or schemes beside")


def test_keys_that_are_not_paths_are_reported():
    assert "paths.1: is not a path. It is ignored." in notes(document({1: {"get": {}}, "/a": {"get": {}}}))


def test_trace_is_not_a_method_of_swagger_2():
    content = {"swagger": "2.0", "host": "a.example.com", "paths": {"/a": {"get": {}, "trace": {}}}}
    assert list(table(content, allow_public=True)) == ["GET /a"]
