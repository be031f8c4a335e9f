# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations that an OpenAPI document results in."""

from __future__ import annotations

import copy

from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import GROUP_NAME
from ansible_collections.pingone.authorize.plugins.module_utils._domain.openapi.document import METHODS
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._domain.openapi.support import (
    READ,
    SERVERS,
    WRITE,
    document,
    entry,
    notes,
    only_problem,
    problems,
    table,
)

SCOPE_READ, SCOPE_WRITE = {"scopes": ["read"]}, {"scopes": ["write"]}
DENIED = {"groups": [GROUP_NAME]}


def test_an_entry():
    content = document(
        {
            "/pets": {"get": {"operationId": "listPets"}, "post": {"operationId": "addPet", "security": WRITE}},
            "/pets/{petId}": {"get": {"operationId": "showPet"}},
        }
    )
    content["components"]["securitySchemes"]["oauth"] = {
        "type": "oauth2",
        "flows": {"clientCredentials": {"scopes": {"read": "Read pets", "write": "", "other": "Not used"}}},
    }
    before = copy.deepcopy(content)
    assert entry(content) == {
        "base_urls": ["https://api.example.com/v1"],
        "scopes": [{"name": "read", "description": "Read pets"}, {"name": "write"}],
        "operations": [
            {"name": "listPets", "methods": ["GET"], "paths": [{"pattern": "/pets"}], "access": SCOPE_READ},
            {"name": "addPet", "methods": ["POST"], "paths": [{"pattern": "/pets"}], "access": SCOPE_WRITE},
            {"name": "showPet", "methods": ["GET"], "paths": [{"pattern": "/pets/{petId}"}], "access": SCOPE_READ},
        ],
        "purge_operations": True,
        "unlisted_requests": "deny",
    }
    assert content == before


def test_swagger_2():
    content = {
        "swagger": "2.0",
        "host": "api.example.com",
        "basePath": "/v2",
        "schemes": ["https", "wss"],
        "securityDefinitions": {"oauth": {"type": "oauth2", "flow": "implicit", "scopes": {"read": "Read pets"}}},
        "paths": {"/pets": {"get": {"security": READ, "operationId": "list"}}},
    }
    found = entry(content)
    assert found["base_urls"] == ["https://api.example.com/v2"]
    assert found["scopes"] == [{"name": "read", "description": "Read pets"}]
    assert table(content) == {"list": (["GET"], ["/pets"], SCOPE_READ)}


def test_names_are_unique_and_do_not_depend_on_other_operations():
    paths = {
        "/a": {"get": {"operationId": "list"}, "head": {}},
        "/b": {"get": {"operationId": "list"}},
        "/c": {"get": {"operationId": "Deny everything else"}},
        "/d": {"get": {"operationId": "x" * 300}},
        "/e": {"get": {"operationId": "a\nb"}},
    }
    names = list(table(document(paths)))
    assert names == ["list", "HEAD /a", "list (GET /b)", "Deny everything else (GET /c)", "GET /d", "GET /e"]
    assert set(names) < set(table(document({"/0": {"get": {}}, **paths})))


def test_a_concrete_path_takes_precedence_and_its_other_methods_are_denied():
    content = document({"/pets/{id}": {"get": {}, "delete": {"security": WRITE}}, "/pets/mine": {"get": {}}})
    assert table(content) == {
        "GET /pets/{id}": (["GET"], ["/pets/{id}"], SCOPE_READ),
        "DELETE /pets/{id}": (["DELETE"], ["/pets/{id}"], SCOPE_WRITE),
        "GET /pets/mine": (["GET"], ["/pets/mine"], SCOPE_READ),
        "Deny unlisted methods": (["DELETE"], ["/pets/mine"], DENIED),
    }
    assert [group["name"] for group in entry(content)["groups"]] == [GROUP_NAME]
    assert any(text.startswith("paths: DELETE /pets/mine: not in the document") for text in notes(content))


def test_a_request_that_two_templates_match_must_be_allowed_by_both():
    content = document({"/{kind}/mine": {"get": {}, "put": {}}, "/pets/{id}": {"get": {"security": WRITE}}})
    found = table(content)
    assert found["GET /pets/mine"] == (["GET"], ["/pets/mine"], {"scopes": ["read", "write"], "match": "all"})
    assert found["Deny unlisted methods"] == (["PUT"], ["/pets/mine"], DENIED)
    text = "GET /pets/mine is matched by /{kind}/mine and /pets/{id}. It must be allowed by each of them."
    assert f"paths./pets/mine: {text}" in notes(content)


def test_paths_that_differ_in_the_names_of_parameters_are_the_same():
    content = document({"/pets/{id}": {"get": {}, "put": {}}, "/pets/{pet}": {"get": {"security": WRITE}, "head": {}}})
    assert table(content) == {
        "GET /pets/{id}": (["GET"], ["/pets/{id}"], {"scopes": ["read", "write"], "match": "all"}),
        "PUT /pets/{id}": (["PUT"], ["/pets/{id}"], SCOPE_READ),
        "HEAD /pets/{pet}": (["HEAD"], ["/pets/{id}"], SCOPE_READ),
    }


def test_text_around_a_parameter():
    content = document({"/files/{name}.json": {"get": {}}, "/files/{id}/a b": {"get": {}}})
    assert table(content) == {
        "GET /files/{name}.json": (["GET"], ["/files/*.json"], SCOPE_READ),
        "GET /files/{id}/a b": (["GET"], ["/files/{id}/a b"], SCOPE_READ),
        # A parameter is not empty, and PingOne's pattern also matches an empty text.
        "Deny unlisted methods": (["GET"], ["/files/.json"], DENIED),
    }


def test_overlapping_texts_around_parameters_are_refused():
    content = document({"/{name}.json": {"get": {}}, "/a-{id}": {"get": {}}})
    text = only_problem(content)
    assert text.startswith("paths./a-{id}: and paths./{name}.json match the same requests, and it is not defined")
    assert table(document({"/{name}.json": {"get": {}}, "/{name}.xml": {"get": {}}}))


def test_what_a_pattern_cannot_express_is_refused_with_all_places():
    paths = {
        "/pets/": {"get": {}},
        "/z/{a}-{b}": {"get": {}},
        "/a%2Fb": {"get": {}},
        "/a{": {"get": {}},
        "/ok": {"get": {}},
    }
    paths["/"] = {"get": {}}
    found = problems(document(paths))
    assert [text.partition(": ")[0] for text in found] == [
        *("paths./z/{a}-{b}", "paths./a%2Fb", "paths./a{", "paths./", "paths./pets/"),
    ]
    assert "an empty path segment" in found[-1]
    assert list(table(document(paths), exclude=["/pets/", "/z/{a}-{b}", "/a%2Fb", "/a{", "GET /"])) == ["GET /ok"]


def test_a_path_that_is_left_out_and_may_be_meant_by_another_one_is_refused():
    paths = {"/files/{a}.{b}": {"get": {}}, "/files/{id}": {"get": {}}, "/pets": {"get": {}}}
    assert list(table(document(paths), exclude=["/files/{a}.{b}", "/files/{id}"])) == ["GET /pets"]
    text = only_problem(document(paths), exclude=["/files/{a}.{b}"])
    assert text.startswith("paths./files/{a}.{b}: is left out, but some of its requests may match /files/{id}.")


def test_operations_that_are_left_out_are_denied():
    content = document({"/pets/{id}": {"get": {}}, "/pets/mine": {"get": {"operationId": "mine"}}})
    assert table(content, exclude=["mine"]) == {
        "GET /pets/{id}": (["GET"], ["/pets/{id}"], SCOPE_READ),
        "Deny unlisted methods": (["GET"], ["/pets/mine"], DENIED),
    }
    assert only_problem(content, exclude=["yours"]).startswith('exclude: "yours" is not in the document.')


def test_only_selected_operations_are_allowed():
    content = document(
        {
            "/pets": {"get": {}, "post": {"operationId": "add"}},
            "/pets/{id}": {"get": {}, "put": {}},
            "/pets/mine": {"get": {}},
            "/{kind}/{id}.{type}": {"get": {}},
            "/x": {"$ref": "other.yml"},
        }
    )
    assert len(problems(content)) == 2
    text = only_problem(content, include=["add", "* /pets/{id}"], exclude=["/x"])
    assert text.startswith("paths./{kind}/{id}.{type}: is left out, but some of its requests may match /pets/{id}.")
    del content["paths"]["/{kind}/{id}.{type}"]
    options = {"include": ["add", "* /pets/{id}"], "exclude": ["PUT*", "/x"]}
    assert table(content, **options) == {
        "add": (["POST"], ["/pets"], SCOPE_READ),
        "GET /pets/{id}": (["GET"], ["/pets/{id}"], SCOPE_READ),
        "Deny unlisted methods": (["GET"], ["/pets/mine"], DENIED),
    }
    text = "paths: 2 operations are left out, because they are not in include. They are denied."
    assert text in notes(content, **options)
    found = problems(content, include=["listPets", "/pets"], exclude=["/x*", "/y*"])
    assert [one.partition(" is")[0] for one in found] == ['include: "listPets"', 'exclude: "/y*"']


def test_special_characters_are_literal():
    content = document({"/a*b": {"get": {}}, "/x:y": {"get": {}}, "/c*/{id}": {"get": {}}, "/50%25": {"get": {}}})
    paths = [path for one in entry(content)["operations"] for path in one["paths"]]
    assert paths[0] == {"pattern": "/a*b", "literal": True}
    assert paths[2] == {"pattern": "/c\\*/{id}"}
    assert paths[3] == {"pattern": "/50%", "literal": True}


def test_up_to_24_operations_are_those_of_the_document():
    paths = {f"/p{number}": {"get": {}} for number in range(24)}
    assert list(table(document(paths))) == [f"GET /p{number}" for number in range(24)]


def test_more_operations_are_combined_if_their_rules_are_the_same():
    paths = {f"/p{number:02}": {"get": {"operationId": f"show{number}"}} for number in range(24)}
    paths["/p00"]["post"] = paths["/p01"]["post"] = {"security": WRITE}
    content = document(paths)
    assert table(content) == {
        "GET: read": (["GET"], [f"/p{number:02}" for number in range(10)], SCOPE_READ),
        "GET: read (2)": (["GET"], [f"/p{number:02}" for number in range(10, 20)], SCOPE_READ),
        "GET: read (3)": (["GET"], [f"/p{number:02}" for number in range(20, 24)], SCOPE_READ),
        "POST: write": (["POST"], ["/p00", "/p01"], SCOPE_WRITE),
    }
    (merged,) = [text for text in notes(content) if "show20" in text]
    assert merged.endswith("show20, show21, show22, show23 are one operation, because they require the same: read.")


def test_methods_and_paths_are_only_combined_if_all_combinations_are_allowed():
    paths = {f"/p{number:02}": {"get": {}, "post": {}} for number in range(10)}
    paths.update({f"/q{number:02}": {"get": {}, "put": {}} for number in range(10)})
    assert table(document(paths)) == {
        "GET, POST: read": (["GET", "POST"], [f"/p{number:02}" for number in range(10)], SCOPE_READ),
        "GET, PUT: read": (["GET", "PUT"], [f"/q{number:02}" for number in range(10)], SCOPE_READ),
    }


def test_what_a_more_general_path_allows_is_not_repeated_if_operations_are_combined():
    paths = {"/pets/{id}": {"get": {}}, **{f"/pets/{number}": {"get": {}} for number in range(30)}}
    assert table(document(paths)) == {"GET /pets/{id}": (["GET"], ["/pets/{id}"], SCOPE_READ)}


def test_too_many_rules_are_refused():
    paths = {f"/p{number}": {"get": {"security": [{"oauth": [f"s{number}"]}]}} for number in range(25)}
    text = only_problem(document(paths))
    assert text.startswith("paths: 25 operations are necessary after those with the same rules are combined")
    assert "an API service can have 24" in text and "1 for s0, 1 for s1" in text


def test_other_servers_of_an_operation_are_refused():
    other = [{"url": "https://upload.example.com"}]
    content = document(
        {"/a": {"get": {"servers": other}}, "/b": {"servers": other, "get": {}}, "/c": {"servers": SERVERS, "get": {}}}
    )
    places = [text.partition(": ")[0] for text in problems(content)]
    assert places == ["paths./a.get.servers", "paths./b.servers"]
    assert list(table(content, exclude=["/a", "/b"])) == ["GET /c"]


def test_webhooks_and_callbacks_are_reported():
    content = document({"/a": {"get": {"callbacks": {"done": {}}}}}, webhooks={"new": {"post": {}}})
    assert list(table(content)) == ["GET /a"]
    assert [text.partition(":")[0] for text in notes(content)] == ["paths./a.get.callbacks", "webhooks"]


def test_paths_that_differ_in_another_segment_do_not_overlap():
    content = document({"/{a}.json/pets": {"get": {}}, "/x{b}/cats": {"get": {}}})
    assert {"GET /{a}.json/pets", "GET /x{b}/cats"} <= set(table(content))


def test_an_operation_without_an_id_is_not_named_none():
    content = document({"/a": {"get": {}}, "/b": {"get": {"operationId": "None"}}})
    assert list(table(content, exclude=["None"])) == ["GET /a"]


def test_large_documents_are_combined():
    content = document({f"/{number}": {method: {} for method in METHODS} for number in range(240)})
    operations = entry(content)["operations"]
    assert len(operations) == 24 and all(len(one["methods"]) == len(METHODS) for one in operations)
