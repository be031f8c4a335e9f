# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An API service that is going to have another resource: access to it is revoked before anything else, too."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Outcome
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import only_problem, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    predicted,
)

NEVER = {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}
SUCCESSFUL = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-02T10:00:00.000Z"}
ENTRY = {"name": "Orders API", "base_urls": ["https://orders.example.com"]}
APPLICATIONS = [{"name": "Web", "state": "absent"}, {"name": "Shop", "scopes": ["new-read"], "purge": True}]


class Fake(FakeClient):
    """Deploys at once."""

    def _post(self, path: tuple[str, ...], body: Any, media_type: str) -> dict[str, Any]:
        if path[-1] != "deployment":
            return super()._post(path, body, media_type)
        self._write("POST", path, body)
        self.deployments = [SUCCESSFUL]
        return SUCCESSFUL


@pytest.fixture
def fake() -> Fake:
    """Two resources with a scope each, which are granted to two applications."""
    client = Fake()
    client.deployments = [NEVER]
    for name in ("Web", "Shop"):
        client.add("applications", name=name, type="WEB_APP")
    for name, scopes in (("Orders API", ["old-read"]), ("New", ["new-read", "new-write"])):
        resource = client.add("resources", name=name, type="CUSTOM", audience=name)
        ids = [client.add("resources", resource["id"], "scopes", name=scope)["id"] for scope in scopes]
        for application in client.lists[("applications",)]:
            client.add(
                "applications",
                application["id"],
                "grants",
                id=f"{application['name']} {name}",
                resource={"id": resource["id"]},
                scopes=[{"id": one} for one in ids],
            )
    return client


def sent(fake: Fake) -> list[str]:
    return [f"{write[0]} {[part for part in write[1].split('/') if len(part) < 36][-1]}" for write in fake.writes]


def revoked(outcome: Outcome) -> dict[str, list[str]]:
    [result] = outcome.results["api_services"]
    return {one["application"]: one["scopes"] for one in result["revoked"]}


def test_a_new_service_that_adopts_a_resource(fake):
    entry = {**ENTRY, "applications": [APPLICATIONS[0], {"name": "Shop", "scopes": ["old-read"], "purge": True}]}
    outcome = predicted(TASK, fake, api_services=[entry])
    assert sent(fake) == ["DELETE Web Orders API", "POST apiServers", "POST deployment"]
    assert revoked(outcome) == {"Web": ["old-read"]}
    unchanged(TASK, fake, api_services=[entry])


def test_a_new_service_of_an_existing_resource(fake):
    entry = {**ENTRY, "name": "Stock API", "resource": "New", "applications": APPLICATIONS}
    outcome = predicted(TASK, fake, api_services=[entry])
    assert sent(fake) == ["PUT Shop New", "DELETE Web New", "POST apiServers", "POST deployment"]
    assert revoked(outcome) == {"Web": ["new-read", "new-write"], "Shop": ["new-write"]}
    unchanged(TASK, fake, api_services=[entry])


def test_another_resource(fake):
    converge(TASK, fake, api_services=[ENTRY])
    fake.writes.clear()
    service = fake.lists[("apiServers",)][0]["id"]
    entry = {"name": "Stock API", "id": service, "resource": "New", "applications": APPLICATIONS}
    outcome = predicted(TASK, fake, api_services=[entry])
    assert sent(fake) == [
        "DELETE Shop Orders API",
        "PUT Shop New",
        "DELETE Web Orders API",
        "DELETE Web New",
        "PUT apiServers",
        "POST deployment",
    ]
    assert revoked(outcome) == {"Web": ["new-read", "new-write", "old-read"], "Shop": ["new-write", "old-read"]}
    [hunk] = outcome.diff
    assert hunk.before["Stock API"]["grants"]["Shop"] == {"scopes": ["new-read", "new-write", "old-read"]}
    assert hunk.after["Stock API"]["grants"] == {"Shop": {"scopes": ["new-read"]}}
    unchanged(TASK, fake, api_services=[entry])


def test_an_operation_that_requires_a_scope_of_the_resource_before(fake):
    operation = {"name": "See", "paths": [{"pattern": "/see"}], "access": {"scopes": ["old-read"]}}
    converge(TASK, fake, api_services=[{**ENTRY, "operations": [operation]}])
    fake.writes.clear()
    service = fake.lists[("apiServers",)][0]["id"]
    entry = {"name": "Stock API", "id": service, "resource": "New"}
    changed = {**entry, "operations": [{"name": "See", "methods": ["GET"]}]}
    for check_mode in (True, False):
        place, message = only_problem(TASK, fake, check_mode, api_services=[changed])
        assert place == "api_services[0].operations[0].access.scopes"
        assert "the operation requires scopes that do not belong to the resource of the API service" in message
    outcome = predicted(TASK, fake, api_services=[entry])
    assert [step.verb for step in outcome.plan.steps] == ["update"]


def test_a_new_permission_requires_a_deployment(fake):
    entry = {**ENTRY, "permissions": [{"application_resource": "Desk", "action": "open", "create": True}]}
    converge(TASK, fake, api_services=[ENTRY])
    fake.writes.clear()
    predicted(TASK, fake, api_services=[entry])
    assert sent(fake) == ["POST applicationResources", "POST permissions", "POST deployment"]
