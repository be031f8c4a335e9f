# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about an environment, and what is left out when the worker application cannot read it."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.environment_info import TASK
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.environment_info_permissions import (
    REPORTED,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

ENVIRONMENT, ORGANIZATION, LICENSE_ID = identifier("environment"), identifier("organization"), identifier("license")
LICENSE = ("organizations", ORGANIZATION, "licenses", LICENSE_ID)
ASSIGNMENTS = ("environments", "home", "applications", "worker", "roleAssignments")
UNASKED = ("required_permissions", "missing_permissions")
CREATED = "2026-03-02T09:15:44.102Z"


@pytest.fixture
def fake():
    client = FakeClient()
    client.objects = {
        (): {
            "id": ENVIRONMENT,
            "name": "Production EU",
            "type": "PRODUCTION",
            "region": "EU",
            "createdAt": CREATED,
            "organization": {"id": ORGANIZATION},
            "license": {"id": LICENSE_ID},
        },
        ("billOfMaterials",): {"products": [{"type": "PING_ONE_BASE"}, {"type": "PING_ONE_AUTHORIZE"}]},
        LICENSE: {
            "id": LICENSE_ID,
            "name": "Example",
            "package": "PREMIUM",
            "status": "ACTIVE",
            "authorize": {"allowApiAccessManagement": True, "allowDynamicAuthorization": False},
        },
        ("capabilities",): {"canUseApiAccessManagement": True, "canUseDynamicAuthorization": False},
    }
    for name in ("Environment Admin", "Identity Data Admin"):
        client.add("roles", name=name)
    assign(client, "Environment Admin", "ENVIRONMENT", ENVIRONMENT)
    return client


def assign(fake, role, scope, scope_id):
    """Give the worker application a role, which may be one that is not built in."""
    known = {item["name"]: item["id"] for item in fake.lists[("roles",)]}
    fake.add(*ASSIGNMENTS, role={"id": known.get(role, role)}, scope={"type": scope, "id": scope_id})


def service(fake, name, *operations):
    found = fake.add("apiServers", name=name)
    for operation in operations:
        fake.add("apiServers", found["id"], "operations", name=operation)
    return found


def refusal(status=403):
    return ApiError("read it", status, {"code": "ACCESS_FAILED", "message": "no"}, next_step="Give it the role.")


def limit(of, used, left, api_service=None):
    return {"object": of, "api_service": api_service, "used": used, "maximum": 25, "left": left}


def role(name, scope_type, scope_id, covers):
    return {"name": name, "scope_type": scope_type, "scope_id": scope_id, "covers_environment": covers}


def permissions(*names):
    return {kind: bool(set(names) & set(permission.roles)) for kind, permission in REPORTED.items()}


def test_everything(fake):
    service(fake, "Orders API", "read", "write")
    service(fake, "Books API")
    fake.add("externalOAuthServers", name="Partner")
    answer, environment = ask(TASK, fake)
    assert answer == {
        "environment": {
            "id": ENVIRONMENT,
            "name": "Production EU",
            "description": None,
            "type": "PRODUCTION",
            "region": "EU",
            "created_at": CREATED,
            "organization_id": ORGANIZATION,
            "license_id": LICENSE_ID,
        },
        "products": ["PING_ONE_AUTHORIZE", "PING_ONE_BASE"],
        "license": {
            "id": LICENSE_ID,
            "name": "Example",
            "package": "PREMIUM",
            "status": "ACTIVE",
            "allow_api_access_management": True,
            "allow_dynamic_authorization": False,
        },
        "capabilities": {
            "can_use_api_access_management": True,
            "can_use_application_permissions": None,
            "can_use_dynamic_authorization": False,
        },
        "roles": [role("Environment Admin", "ENVIRONMENT", ENVIRONMENT, True)],
        "permissions": permissions("Environment Admin"),
        "required_permissions": None,
        "missing_permissions": None,
        "limits": [
            limit("API services", 2, 23),
            limit("external OAuth servers", 1, 24),
            limit("operations", 0, 25, "Books API"),
            limit("operations", 2, 23, "Orders API"),
        ],
        "summary": [
            "2 of 25 API services",
            "1 of 25 external OAuth servers",
            '0 of 25 operations of "Books API"',
            '2 of 25 operations of "Orders API"',
        ],
    }
    assert environment.warnings == []
    assert len(fake.reads) == len(set(fake.reads)) == 10


def test_roles_for_something_else_allow_nothing_here(fake):
    assign(fake, "Identity Data Admin", "POPULATION", "p1")
    assign(fake, "Identity Data Admin", "ENVIRONMENT", identifier("another"))
    answer, environment = ask(TASK, fake)
    assert [one["covers_environment"] for one in answer["roles"]] == [True, False, False]
    assert answer["permissions"] == permissions("Environment Admin")
    assert environment.warnings == []


def test_a_role_for_the_organization_counts(fake):
    assign(fake, "Identity Data Admin", "ORGANIZATION", ORGANIZATION)
    answer, _environment = ask(TASK, fake)
    assert answer["permissions"] == permissions("Environment Admin", "Identity Data Admin")


def test_what_a_custom_role_allows_is_not_known(fake):
    assign(fake, identifier("custom"), "ENVIRONMENT", ENVIRONMENT)
    answer, environment = ask(TASK, fake)
    assert answer["roles"][1] == role(None, "ENVIRONMENT", ENVIRONMENT, True)
    expected = permissions("Environment Admin")
    assert answer["permissions"] == {kind: allows or None for kind, allows in expected.items()}
    assert [text.split("these permissions: ")[1] for text in environment.warnings] == [
        "scopes, applications, grants, application_permissions, groups."
    ]


def test_a_custom_role_for_something_else_does_not_matter(fake):
    assign(fake, identifier("custom"), "ENVIRONMENT", identifier("another"))
    answer, environment = ask(TASK, fake)
    assert answer["permissions"] == permissions("Environment Admin")
    assert environment.warnings == []


def test_a_worker_without_roles(fake):
    fake.lists[ASSIGNMENTS] = []
    answer, _environment = ask(TASK, fake)
    assert (answer["roles"], answer["permissions"]) == ([], permissions())


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("path", [ASSIGNMENTS, ("roles",)])
def test_roles_that_cannot_be_read(fake, status, path):
    fake.failures[path] = refusal(status)
    answer, environment = ask(TASK, fake)
    assert [name for name, value in answer.items() if value is None and name not in UNASKED] == ["roles", "permissions"]
    assert len(environment.warnings) == 1
    assert f"cannot read its own roles (HTTP status {status})" in environment.warnings[0]


def test_another_failure_of_reading_roles_is_one(fake):
    fake.failures[ASSIGNMENTS] = refusal(500)
    with pytest.raises(ApiError):
        ask(TASK, fake)


def test_an_access_token_does_not_name_its_worker(fake):
    fake.worker = ("home", "")
    answer, environment = ask(TASK, fake)
    assert (answer["roles"], answer["permissions"]) == (None, None)
    assert "Set client_id and client_secret instead" in environment.warnings[0]
    assert ASSIGNMENTS not in fake.reads


def test_more_than_the_limit(fake):
    for number in range(27):
        service(fake, f"API {number}")
    answer, _environment = ask(TASK, fake)
    assert answer["limits"][0] == limit("API services", 27, 0)


@pytest.mark.parametrize(
    ("path", "key", "what"),
    [
        (("billOfMaterials",), "products", "the products"),
        (LICENSE, "license", "the license"),
        (("capabilities",), "capabilities", "the capabilities"),
    ],
)
def test_a_part_that_may_not_be_read(fake, path, key, what):
    fake.failures[path] = refusal()
    answer, environment = ask(TASK, fake)
    assert [name for name, value in answer.items() if value is None and name not in UNASKED] == [key]
    text = f"Could not read it: no. [HTTP 403, ACCESS_FAILED] Give it the role. The result has null for {what}."
    assert environment.warnings == [text]


def test_api_services_that_may_not_be_read(fake):
    service(fake, "Orders API")
    fake.failures[("apiServers",)] = refusal()
    answer, environment = ask(TASK, fake)
    assert answer["limits"] == [limit("API services", None, None), limit("external OAuth servers", 0, 25)]
    assert answer["summary"] == ["0 of 25 external OAuth servers"]
    assert [text.split(" has ")[1] for text in environment.warnings] == ["null for the number of API services."]


def test_external_servers_that_may_not_be_read(fake):
    fake.failures[("externalOAuthServers",)] = refusal()
    answer, environment = ask(TASK, fake)
    assert answer["limits"] == [limit("API services", 0, 25), limit("external OAuth servers", None, None)]
    assert len(environment.warnings) == 1


def test_operations_that_may_not_be_read_are_asked_for_once(fake):
    first = service(fake, "Books API", "read")
    service(fake, "Orders API", "read")
    fake.failures[("apiServers", first["id"], "operations")] = refusal()
    answer, environment = ask(TASK, fake)
    assert answer["limits"][2:] == [
        limit("operations", None, None, "Books API"),
        limit("operations", None, None, "Orders API"),
    ]
    assert len(environment.warnings) == 1
    assert sum(path[-1:] == ("operations",) for path in fake.reads) == 1


@pytest.mark.parametrize("path", [("billOfMaterials",), LICENSE, ("capabilities",), ("apiServers",)])
@pytest.mark.parametrize("status", [401, 404, 500])
def test_another_failure_is_one(fake, path, status):
    fake.failures[path] = refusal(status)
    with pytest.raises(ApiError):
        ask(TASK, fake)


def test_the_environment_itself_must_be_readable(fake):
    fake.failures[()] = refusal()
    with pytest.raises(ApiError):
        ask(TASK, fake)


@pytest.mark.parametrize("key", ["organization", "license"])
def test_a_license_that_is_not_named(fake, key):
    del fake.objects[()][key]
    answer, environment = ask(TASK, fake)
    assert answer["license"] is None
    assert environment.warnings == []
    assert LICENSE not in fake.reads


def test_the_permissions_of_modules_and_roles(fake):
    answer, environment = ask(TASK, fake, permissions_for=["pingone.authorize.pingone_scope", "api_gateway"])
    assert [(one["module"], one["state"]) for one in answer["required_permissions"]] == [
        ("pingone_gateway", "absent"),
        ("pingone_gateway", "present"),
        ("pingone_gateway_credential", "absent"),
        ("pingone_gateway_credential", "present"),
        ("pingone_gateway_info", None),
        ("pingone_scope", "absent"),
        ("pingone_scope", "present"),
    ]
    # The built-in role has no list of permissions here, so what it lacks is not known.
    assert answer["missing_permissions"] == [] and environment.warnings == []


def test_all_permissions(fake):
    answer, _environment = ask(TASK, fake, permissions_for=["all"])
    assert {one["module"] for one in answer["required_permissions"]} >= {"pingone_api_access", "pingone_group"}


def test_modules_that_do_not_exist():
    options = {"permissions_for": ["pingone_scop", "all", "nonsense"]}
    problems = TASK.problems(options)
    assert [(problem.option, problem.message) for problem in problems] == [
        (
            "permissions_for[0]",
            '"pingone_scop" is not a module or role of this collection. Did you mean "pingone_scope" or'
            ' "pingone_group"?',
        ),
        (
            "permissions_for[2]",
            '"nonsense" is not a module or role of this collection. Set names such as pingone_scope or api_service, or'
            " all.",
        ),
    ]
