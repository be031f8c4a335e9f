# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permissions of the worker application are compared with the plan before anything is written."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    options_of,
)

ASSIGNMENTS = ("environments", "home", "applications", "worker", "roleAssignments")
SERVICE = {
    "name": "Orders API",
    "base_urls": ["https://api.example/orders"],
    "groups": [{"name": "Clerks", "create": True}],
    "scopes": [{"name": "orders-read"}],
    "unlisted_requests": "allow",
}
ENVIRONMENT_ADMIN = [
    "authz:create:apiServer",
    "authz:read:apiServer",
    "authz:deploy:apiServerDeployment",
    "resources:create:resource",
]
DEVELOPER = ["resources:create:scope", "resources:create:resource"]


@pytest.fixture
def fake():
    client = FakeClient()
    client.objects["apiServers", "orders", "deployment"] = {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}
    for name, held in (
        ("Environment Admin", ENVIRONMENT_ADMIN),
        ("Client Application Developer", DEVELOPER),
        ("Identity Data Admin", ["dir:create:group"]),
    ):
        client.add("roles", name=name, permissions=[{"id": one} for one in held])
    return client


def assign(fake, name, scope=None):
    roles = {item["name"]: item["id"] for item in fake.lists[("roles",)]}
    scope = scope or {"type": "ENVIRONMENT", "id": fake.place[1]}
    fake.add(*ASSIGNMENTS, role={"id": roles.get(name, name)}, scope=scope)


def run(fake, check_mode=False, **options):
    fake.read_only = check_mode
    inventory = Inventory(fake, check_mode=check_mode)
    TASK.run(inventory, options_of(TASK, api_services=[SERVICE], preflight=True, **options))
    return inventory


def missing(error):
    return [problem.message.split("(")[1].split(")")[0] for problem in error.value.problems]


def test_all_missing_permissions_are_listed_and_nothing_is_written(fake):
    assign(fake, "Environment Admin")
    with pytest.raises(InvalidInput) as error:
        run(fake)
    assert missing(error) == ["dir:create:group", "resources:create:scope"]
    assert str(error.value.problems[0]) == (
        "preflight: the worker application needs permission to create groups (dir:create:group), for example from the"
        ' role Identity Data Admin for this environment, to create group "Clerks".'
    )
    assert fake.writes == []


def test_in_check_mode_there_is_a_warning(fake):
    assign(fake, "Environment Admin")
    inventory = run(fake, check_mode=True)
    (warning,) = [text for text in inventory.warnings if "Outside check mode" in text]
    assert "(1) the worker application" in warning and "(resources:create:scope)" in warning


@pytest.mark.parametrize("status", [403, 404])
def test_roles_that_cannot_be_read_are_no_reason_to_fail(fake, status):
    fake.failures[ASSIGNMENTS] = ApiError("read it", status, {"code": "ACCESS_FAILED", "message": "no"})
    assert run(fake, check_mode=True).warnings == []


def test_another_failure_of_reading_roles_is_one(fake):
    fake.failures[ASSIGNMENTS] = ApiError("read it", 500, {"code": "UNEXPECTED_ERROR", "message": "no"})
    with pytest.raises(ApiError):
        run(fake)


def test_an_access_token_does_not_name_its_worker(fake):
    fake.worker = ("home", "")
    assert run(fake, check_mode=True).warnings == []
    assert ASSIGNMENTS not in fake.reads


def test_a_custom_role_that_cannot_be_read_is_no_reason_to_fail(fake):
    assign(fake, "custom")
    assert run(fake, check_mode=True).warnings == []


def test_a_custom_role_is_read(fake):
    path = ("environments", "home", "roles")
    own = fake.add(*path, name="Ansible", permissions=[{"id": one} for one in ENVIRONMENT_ADMIN])
    assign(fake, own["id"])
    with pytest.raises(InvalidInput) as error:
        run(fake)
    assert missing(error) == ["dir:create:group", "resources:create:scope"]


def test_nothing_is_read_if_there_is_nothing_to_do(fake):
    TASK.run(Inventory(fake, check_mode=False), options_of(TASK, api_services=[], preflight=True))
    assert ASSIGNMENTS not in fake.reads


def test_nothing_is_read_by_default(fake):
    converge(TASK, fake, api_services=[SERVICE], check_mode=True)
    assert ASSIGNMENTS not in fake.reads


def test_a_permission_without_an_identifier_is_not_known_to_be_missing(fake):
    fake.add("roles", name="Another role", permissions=[{"id": "dir:create:group"}, {"id": "resources:create:scope"}])
    assign(fake, "Environment Admin")
    assign(fake, "Another role")
    entry = {**SERVICE, "permissions": [{"application_resource": "Desk", "action": "open", "create": True}]}
    inventory = Inventory(fake, check_mode=True)
    TASK.run(inventory, options_of(TASK, api_services=[entry], preflight=True))
    assert ASSIGNMENTS in fake.reads
    assert [text for text in inventory.warnings if "Outside check mode" in text] == []
