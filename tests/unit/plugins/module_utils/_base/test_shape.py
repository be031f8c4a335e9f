# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer has to hold: the language of shapes, and what the declarations of objects say in it."""

from __future__ import annotations

import ast
import pathlib
from copy import deepcopy

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import UnexpectedResponse
from ansible_collections.pingone.authorize.plugins.module_utils._base.shape import (
    CODE,
    FLAG,
    IDENTIFIER,
    NUMBER,
    REFERENCE,
    SECRET,
    TEXT,
    TEXTS,
    TIMESTAMP,
    UUID,
    Listing,
    Record,
    Rule,
    ShapeError,
    describe,
    is_deep,
    record,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.activities import ACTIVITY
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application import (
    APPLICATION,
    APPLICATION_SECRET,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application_permission import (
    APPLICATION_RESOURCE,
    PERMISSION,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.deployment import DEPLOYMENT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.environment import (
    BILL_OF_MATERIALS,
    CAPABILITIES,
    ENVIRONMENT,
    LICENSE,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.external_oauth_server import (
    EXTERNAL_OAUTH_SERVER,
    key_set,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.group import GROUP
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.operation import OPERATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.policy import FLOW_POLICY, SIGN_ON_POLICY
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.population import POPULATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import CUSTOM_RESOURCE, RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import client as _client
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

ID, OTHER = identifier("one"), identifier("other")
AT = "2026-03-02T09:15:44.102Z"


def misfit(shape, value):
    """What does not fit, in words."""
    with pytest.raises(ShapeError) as caught:
        shape.check(value)
    return str(caught.value)


# single values


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (TEXT, ""),
        (TEXT, "größe \U0001f600"),
        (CODE, "FUTURE_VALUE"),
        (FLAG, False),
        (NUMBER, 0),
        (NUMBER, -5),
        (UUID, ID),
        (IDENTIFIER, "3fb1f5d4c8a9e7b6"),
        (TIMESTAMP, AT),
        (TIMESTAMP, "2026-03-02T09:15:44Z"),
        (SECRET, "x"),
        (TEXTS, []),
        (TEXTS, ["a", "a"]),
        (REFERENCE, {"id": ID, "more": None}),
    ],
)
def test_what_fits(shape, value):
    shape.check(value)


ODD = [None, 7, 0.5, 10**30, float("inf"), float("nan"), True, "", "x", "a\ud800", "../x", [], {}, [None], {"x": 1}]


@pytest.mark.parametrize(
    ("shape", "fitting"),
    [
        (TEXT, ["", "x", "../x"]),
        (CODE, ["x", "../x"]),
        (FLAG, [True]),
        (NUMBER, [7]),
        (UUID, []),
        (IDENTIFIER, ["x"]),
        (TIMESTAMP, []),
        (SECRET, ["x", "../x"]),
        (TEXTS, [[]]),
        (REFERENCE, []),
    ],
)
def test_what_does_not_fit(shape, fitting):
    for value in ODD:
        if any(value is one or (value == one and type(value) is type(one)) for one in fitting):
            shape.check(value)
        else:
            assert "should be" in misfit(shape, value)


@pytest.mark.parametrize("value", [ID.upper(), ID[:-1], f"{ID}0", f"{ID}\n", f"{{{ID}}}", 7])
def test_an_id_is_spelled_as_pingone_does(value):
    assert misfit(UUID, value).startswith("the response should be an ID (a UUID), but is ")


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-13-02T09:15:44Z", "now"])
def test_a_time_that_cannot_be_reckoned_with(value):
    assert "a time such as" in misfit(TIMESTAMP, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "is null"),
        (True, "is true"),
        (7, "is the number 7"),
        (0.5, "is the number 0.5"),
        (10**100, "is the number 1000000000000000000000000000000000000..."),
        ("x", 'is the text "x"'),
        ("a\ud800\n", 'is the text "a\\ud800\\n"'),
        ("secret" * 100, 'is the text "secretsecretsecretsecretsecretsecret...'),
        (["secret"], "is a list with 1 entries"),
        ({"key": "secret"}, "is an object with 1 entries"),
    ],
)
def test_what_came_is_told_without_what_it_holds(value, text):
    assert describe(value) == text


def test_a_secret_is_never_told():
    for value in (7171, ["7171"], {"x": "7171"}, "7171\ud800"):
        assert "7171" not in misfit(APPLICATION_SECRET.shape, {"secret": value})


@pytest.mark.parametrize("value", [201 * "x", "two words", "größe"])
def test_what_is_no_code(value):
    assert "should be a code of at most 200 characters" in misfit(CODE, value)


# objects and lists


def test_a_misfit_names_its_place_and_the_object_it_is_in():
    shape = Listing(record([Rule("a.b", Listing(REFERENCE))]))
    value = [{}, {"id": ID, "a": {"b": [{"id": OTHER}, {"id": 7}]}}]
    assert misfit(shape, value) == f"[1].a.b[1].id (ID {ID}) should be an ID (a UUID), but is the number 7"


def test_an_odd_id_is_not_repeated():
    assert misfit(Listing(record([Rule("a", TEXT)])), [{"id": "../" * 500, "a": 7}]).startswith("[0].a should be")


def test_what_is_required():
    shape = record([Rule("a.b", TEXT), Rule("c", TEXT)], required=("a.b",))
    shape.check({"a": {"b": "x"}})
    assert misfit(shape, {}) == "a should be an object, but is missing"
    assert misfit(shape, {"a": {}}) == "a.b should be a text, but is missing"
    assert misfit(shape, {"a": {"b": None}}) == "a.b should be a text, but is null"
    assert misfit(shape, {"a": None}) == "a should be an object, but is null"


def test_null_stands_for_an_absent_value_only_where_nothing_hangs_on_it():
    shape = record([Rule("a.b", TEXT), Rule("c.d", TEXTS), Rule("e.id", UUID, always=True)])
    shape.check({"a": None, "f": None})
    shape.check({"a": {"b": None}})
    assert misfit(shape, {"c": None}) == "c should be an object, but is null"
    assert misfit(shape, {"c": {"d": None}}) == "c.d should be a list, but is null"
    assert misfit(shape, {"e": None}) == "e should be an object, but is null"
    assert misfit(shape, {"e": {}}) == "e.id should be an ID (a UUID), but is missing"


def test_one_of_some():
    shape = record([Rule("a.b", TEXTS), Rule("a.c", NUMBER)], some={"a": ("b", "c")})
    shape.check({})
    shape.check({"a": {"c": 1}})
    assert misfit(shape, {"a": {}}) == "a should be an object with b or c, but is an object with 0 entries"
    assert "should be an object, but is null" in misfit(shape, {"a": None})


def test_a_key_cannot_be_an_object_and_a_value():
    with pytest.raises(TypeError, match="declared as an object and as a value"):
        record([Rule("a", TEXT), Rule("a.b", TEXT)])


def test_unknown_keys_are_welcome():
    Record({"a": TEXT}).check({"b": [None, {"c": object()}]})


def test_how_deep_an_answer_may_be():
    value = 7
    for _level in range(99):
        value = {"x": [value]} if _level % 2 else [value]
    assert not is_deep([1, "x", {}])
    assert not is_deep({"a": {"b": {}}})
    assert is_deep([value])
    assert not is_deep(7)


@pytest.mark.parametrize("text", ['{"keys": [', 500 * '{"a":' + "1" + 500 * "}", 100000 * "[", '["\\ud800"]', "[NaN]"])
def test_a_key_set_that_cannot_be_handled_stays_a_text(text):
    assert key_set(text) == text


# the declarations

SERVICE = {
    "id": ID,
    "name": "Orders API",
    "baseUrls": ["https://api.example.com"],
    "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": OTHER}},
    "directory": {"type": "PINGONE_SSO"},
}
EXTERNAL = {**SERVICE, "authorizationServer": {"type": "EXTERNAL", "externalOAuthServer": {"id": ID, "audience": "x"}}}
RESOURCES = {"name": "x", "id": ID, "type": "CUSTOM", "audience": "x", "accessTokenValiditySeconds": 3600}
OPERATIONS = {
    "id": ID,
    "name": "Read",
    "methods": ["GET"],
    "paths": [{"pattern": "/", "type": "EXACT"}],
    "accessControl": {
        "group": {"groups": [{"id": ID}]},
        "scope": {"matchType": "ANY", "scopes": [{"id": ID}]},
        "permission": {"id": ID},
        "authentication": {"acrs": [{"id": "abc", "type": "DAVINCI"}], "maxAge": 300},
    },
}
APPLICATIONS = {"id": ID, "name": "x", "type": "SERVICE", "protocol": "OPENID_CONNECT", "enabled": True}
GRANTS = {"id": ID, "resource": {"id": OTHER}, "scopes": [{"id": ID}]}
SERVERS = {"id": ID, "name": "x", "issuers": ["x"], "validation": {"type": "JWKS", "jwks": "{}"}}
DEPLOYMENTS = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": AT, "decisionEndpoint": {"id": ID}}
ACTIVITIES = {"recordedAt": AT, "action": {"type": "USER.UPDATED"}, "resources": [{"id": ID}], "actors": {}}
NAMED = {"id": ID, "name": "x"}

GOOD = [
    (API_SERVICE, SERVICE),
    (API_SERVICE, EXTERNAL),
    (API_SERVICE, {**SERVICE, "authorizationServer": {"type": "FUTURE"}}),
    (API_SERVICE, {**EXTERNAL, "accessControl": {"custom": {"enabled": True}}, "policy": {"id": ID}}),
    (RESOURCE, RESOURCES),
    (CUSTOM_RESOURCE, {"name": "openid", "id": ID, "type": "OPENID_CONNECT"}),
    (OPERATION, OPERATIONS),
    (OPERATION, {"id": ID, "name": "x", "paths": []}),
    (OPERATION, {**OPERATIONS, "accessControl": {"scope": {"scopes": [{"id": ID}]}, "custom": {"enabled": False}}}),
    (OPERATION, {**OPERATIONS, "accessControl": {"authentication": {"maxAge": 5}}}),
    (APPLICATION, APPLICATIONS),
    (APPLICATION, {**APPLICATIONS, "type": "AI_AGENT", "protocol": "FUTURE", "grantTypes": ["FUTURE"]}),
    (GRANT, GRANTS),
    (GRANT, {**GRANTS, "scopes": []}),
    (EXTERNAL_OAUTH_SERVER, SERVERS),
    (DEPLOYMENT, DEPLOYMENTS),
    (DEPLOYMENT, {"status": {"code": "FUTURE_IN_PROGRESS", "error": None}}),
    (SCOPE, {**NAMED, "description": None, "updatedAt": AT}),
    (GROUP, NAMED),
    (GROUP, {**NAMED, "population": {"id": OTHER}}),
    (POPULATION, NAMED),
    (SIGN_ON_POLICY, NAMED),
    (FLOW_POLICY, {**NAMED, "id": "4e82c154099f842069c14aec3bd8b22c"}),
    (APPLICATION_RESOURCE, {**NAMED, "parent": {"id": OTHER, "type": "PING_ONE_RESOURCE"}}),
    (PERMISSION, {"id": ID, "action": "read", "key": "x:read"}),
    (ENVIRONMENT, {**NAMED, "license": {"id": ID}, "organization": {"id": OTHER}}),
    (ENVIRONMENT, NAMED),
    (LICENSE, {"authorize": {"allowApiAccessManagement": True}}),
    (LICENSE, {}),
    (CAPABILITIES, {"canUseApiAccessManagement": False}),
]


@pytest.mark.parametrize(("kind", "wire"), GOOD)
def test_an_answer_that_fits(kind, wire):
    kind.shape.check(wire)
    kind.shape.check({**wire, "unknown": [None, {"x": 7}]})


REQUIRED = [
    (API_SERVICE, SERVICE, "id"),
    (API_SERVICE, SERVICE, "name"),
    (API_SERVICE, SERVICE, "baseUrls"),
    (API_SERVICE, SERVICE, "authorizationServer"),
    (API_SERVICE, SERVICE, "authorizationServer.resource"),
    (API_SERVICE, SERVICE, "authorizationServer.resource.id"),
    (API_SERVICE, EXTERNAL, "authorizationServer.externalOAuthServer.id"),
    (RESOURCE, RESOURCES, "type"),
    (RESOURCE, RESOURCES, "audience"),
    (RESOURCE, RESOURCES, "accessTokenValiditySeconds"),
    (CUSTOM_RESOURCE, RESOURCES, "audience"),
    (OPERATION, OPERATIONS, "name"),
    (OPERATION, OPERATIONS, "paths"),
    (OPERATION, OPERATIONS, "accessControl.group.groups"),
    (OPERATION, OPERATIONS, "accessControl.scope.scopes"),
    (OPERATION, OPERATIONS, "accessControl.permission.id"),
    (APPLICATION, APPLICATIONS, "type"),
    (APPLICATION, APPLICATIONS, "enabled"),
    (APPLICATION, APPLICATIONS, "protocol"),
    (GRANT, GRANTS, "resource"),
    (GRANT, GRANTS, "resource.id"),
    (GRANT, GRANTS, "scopes"),
    (EXTERNAL_OAUTH_SERVER, SERVERS, "validation"),
    (EXTERNAL_OAUTH_SERVER, SERVERS, "validation.type"),
    (DEPLOYMENT, DEPLOYMENTS, "status"),
    (DEPLOYMENT, DEPLOYMENTS, "status.code"),
    (DEPLOYMENT, DEPLOYMENTS, "deployedAt"),
    (PERMISSION, {"id": ID, "action": "read"}, "action"),
    (APPLICATION_RESOURCE, {**NAMED, "parent": {"id": OTHER}}, "parent"),
    (ENVIRONMENT, NAMED, "name"),
]


@pytest.mark.parametrize(("kind", "wire", "key"), REQUIRED)
def test_an_answer_that_lacks_what_is_relied_on(kind, wire, key):
    kind.shape.check(wire)
    wire = deepcopy(wire)
    *above, last = key.split(".")
    inner = wire
    for part in above:
        inner = inner[part]
    del inner[last]
    misfit(kind.shape, wire)
    inner[last] = None
    misfit(kind.shape, wire)


@pytest.mark.parametrize("key", ["action", "action.type", "recordedAt"])
def test_an_activity_without_what_is_relied_on(key):
    ACTIVITY.shape.check(ACTIVITIES)
    test_an_answer_that_lacks_what_is_relied_on(ACTIVITY, ACTIVITIES, key)


def test_the_bill_of_materials():
    shape = BILL_OF_MATERIALS.shape
    shape.check({"products": [{"type": "PING_ONE_BASE", "id": ID}]})
    assert misfit(shape, {}) == "products should be a list, but is missing"
    assert misfit(shape, {"products": [{}]}) == "products[0].type should be a text, but is missing"


# where answers enter


def test_every_request_says_what_its_answer_has_to_be_like_and_what_it_needs():
    folder = pathlib.Path(_client.__file__).parent.parent
    found = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner.endswith("client") and node.func.attr in (
                    "get",
                    "list",
                    "first_page",
                    "post",
                    "put",
                    "delete",
                ):
                    given = {keyword.arg for keyword in node.keywords}
                    found.append(f"{path.name}:{node.lineno}")
                    assert "topic" in given, found[-1]
    assert len(found) >= 15


def test_an_unexpected_answer_is_told_in_words_and_as_data():
    shape = Listing(GRANT.shape)
    with pytest.raises(ShapeError) as caught:
        shape.check([GRANTS, {**GRANTS, "scopes": 7}])
    error = UnexpectedResponse.of("list grants", "GET /v1/grants", caught.value.below("grants"))
    assert str(error).startswith(
        f"Could not list grants: the response to GET /v1/grants cannot be used: grants[1].scopes (ID {ID}) should be a"
        " list, but is the number 7. "
    )
    assert error.as_data() == {
        "kind": "unexpected_answer",
        "doing": "list grants",
        "request": "GET /v1/grants",
        "key": "grants[1].scopes",
        "item": ID,
        "expected": "a list",
        "found": "is the number 7",
    }
