# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a failure returns for each entry."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, converge

NEVER = {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}
SUCCESSFUL = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-02T09:00:00.000Z"}
ENTRY = {"name": "Orders API", "base_urls": ["https://orders.example.com"]}
OPERATION = {"name": "See", "paths": [{"pattern": "/see"}]}


def failed(fake: FakeClient, *entries: dict[str, Any]) -> TaskFailed:
    """The failure of a run."""
    with pytest.raises(TaskFailed) as caught:
        converge(TASK, fake, api_services=list(entries))
    return caught.value


def refused(*path: str) -> dict[tuple[str, ...], Exception]:
    return {path: ApiError("create something", 403, {})}


def saved_service(fake: FakeClient, name: str = "Orders API") -> dict[str, Any]:
    """An API service with its resource."""
    resource = fake.add("resources", name=name, type="CUSTOM", audience=name)
    fake.add(f"resources/{resource['id']}/scopes")
    return fake.add(
        "apiServers",
        name=name,
        baseUrls=["https://orders.example.com"],
        authorizationServer={"type": "PINGONE_SSO", "resource": {"id": resource["id"]}},
        directory={"type": "PINGONE_SSO"},
        accessControl={"custom": {"enabled": False}},
    )


def test_a_resource_without_its_service_does_not_need_a_deployment():
    fake = FakeClient()
    fake.refused = refused("apiServers")
    failure = failed(fake, ENTRY)
    assert [write[:2] for write in fake.writes] == [("POST", "resources"), ("POST", "apiServers")]
    assert failure.changed
    assert failure.as_data()["api_services"] == [
        {
            "name": "Orders API",
            "done": ['create resource "Orders API"'],
            "not_done": ['create API service "Orders API"', 'deploy API service "Orders API"'],
            "deployed": False,
            "enforcement": "unchanged",
        }
    ]
    assert "not_deployed" not in failure.as_data()
    assert "gateways" not in str(failure)


def test_an_earlier_change_is_not_enforced_yet():
    fake = FakeClient()
    service = saved_service(fake)
    fake.deployments = [NEVER]
    fake.refused = refused("apiServers", service["id"], "operations")
    failure = failed(fake, {**ENTRY, "operations": [OPERATION]})
    [entry] = failure.as_data()["api_services"]
    assert (entry["done"], entry["deployed"], entry["enforcement"]) == ([], False, "last_deployment")
    assert not failure.changed


def test_what_is_complete_is_deployed_and_no_longer_listed_as_not_done():
    fake = FakeClient()
    first, second = saved_service(fake), saved_service(fake, "Stock API")
    fake.deployments = [NEVER]
    fake.refused = refused("apiServers", second["id"], "operations")
    entries = [{**ENTRY, "operations": [OPERATION]}, {"name": "Stock API", "operations": [OPERATION]}]
    fake.posted = [{**OPERATION, "id": "1"}, SUCCESSFUL]
    failure = failed(fake, *entries)
    assert [write[1] for write in fake.writes] == [
        f"apiServers/{first['id']}/operations",
        f"apiServers/{second['id']}/operations",
        f"apiServers/{first['id']}/deployment",
    ]
    one, two = failure.as_data()["api_services"]
    assert one["done"] == ['create operation "See"', 'deploy API service "Orders API"']
    assert (one["not_done"], one["deployed"], one["enforcement"]) == ([], True, "current")
    assert two["not_done"] == ['create operation "See"', 'deploy API service "Stock API"']
    assert (two["deployed"], two["enforcement"]) == (False, "last_deployment")
