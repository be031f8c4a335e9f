# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evidence of a run: when its file is written, and what it contains after a success and after a failure."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.workflow import Context
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, options_of

ORDERS = {
    "name": "Orders API",
    "base_urls": ["https://api.example/orders"],
    "scopes": [{"name": "orders-read"}],
    "groups": [{"name": "Clerks", "create": True}],
    "operations": [
        {
            "name": "Read",
            "methods": ["GET"],
            "paths": [{"pattern": "/orders"}],
            "access": {"scopes": ["orders-read"], "groups": ["Clerks"]},
        }
    ],
    "unlisted_requests": "allow",
}
ENVIRONMENT = "9b2b5b6e-0b39-4a75-9a2c-6c2cf4c3b7a1"


class Fake(FakeClient):
    """Deploys at once, and can refuse to create scopes. Each writing request has an ID."""

    transaction_id = "ansible-11111111-2222-4333-8444-555555555555"
    refuses_scopes = False

    def __init__(self):
        super().__init__()
        self.sent_writes = []
        self.connection = SimpleNamespace(
            environment_id=ENVIRONMENT,
            region="EU",
            api_url="https://api.example/v1",
            access_token="",
            client_id="worker",
            auth_environment_id="home",
        )
        self.deployments = [{"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}]

    def _post(self, path, body, media_type):
        refused = self.refuses_scopes and path[-1] == "scopes"
        self.sent_writes.append(
            SimpleNamespace(
                method="POST",
                path="/".join(map(str, path)),
                doing=f"create in {path[-1]}",
                status=403 if refused else 201,
                transaction_id=f"id-{len(self.sent_writes)}",
            )
        )
        if refused:
            raise ApiError("create it", 403, {"code": "ACCESS_FAILED", "message": "no"})
        if path[-1] == "deployment":
            self._write("POST", path, body)
            self.deployments = [{"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-01T00:00:00Z"}]
            return self.deployments[0]
        return super()._post(path, body, media_type)


@pytest.fixture
def fake():
    return Fake()


def run(fake, path, check_mode=False, secrets=(), entries=(ORDERS,), **options):
    fake.read_only = check_mode
    context = Context("2.21.0", secrets)
    given = options_of(TASK, api_services=list(entries), evidence_path=str(path), **options)
    TASK.run(Inventory(fake, check_mode=check_mode), given, context)
    return context.results["evidence_path"]


def read(path):
    with open(str(path), encoding="utf-8") as file:
        return json.load(file)


def test_a_run_that_changes_something(fake, tmp_path):
    record = read(run(fake, tmp_path / "run.json", evidence_job={"id": "7"}))
    assert record["result"] == {"status": "changed", "changed": True, "error": None}
    assert record["run"]["check_mode"] is False and record["run"]["ended_at"] >= record["run"]["started_at"]
    assert record["run"]["ansible_core_version"] == "2.21.0"
    assert record["actor"]["client_id"] == "worker" and record["actor"]["job"]["id"] == "7"
    assert record["environment"]["id"] == ENVIRONMENT
    assert len(record["requests"]) == len(fake.sent_writes) == len(fake.writes)
    [entry] = record["api_services"]
    assert entry["access"]["before"] is None
    [operation] = entry["access"]["after"]["operations"]
    assert (operation["methods"], operation["scopes"], operation["groups"]) == (["GET"], ["orders-read"], ["Clerks"])
    assert entry["access"]["after"]["unlisted_requests"] == "allow"
    assert entry["access"]["after"]["audience"] == "Orders API"
    assert entry["deployment"]["deployed"] is True and entry["progress"] is None


def test_a_second_run_has_the_same_access_before_and_after(fake, tmp_path):
    run(fake, tmp_path / "run.json")
    record = read(run(fake, tmp_path / "run.json"))
    assert record["result"] == {"status": "unchanged", "changed": False, "error": None}
    [entry] = record["api_services"]
    assert entry["access"]["before"] == entry["access"]["after"] != {}
    assert entry["summary"] == "Orders API: no changes"


def test_a_run_that_fails_records_what_was_done(fake, tmp_path):
    fake.refuses_scopes = True
    with pytest.raises(TaskFailed):
        run(fake, tmp_path / "run.json")
    record = read(tmp_path / "run.json")
    assert (record["result"]["status"], record["result"]["changed"]) == ("failed", True)
    assert record["result"]["error"]["kind"] == "api"
    [entry] = record["api_services"]
    assert entry["access"]["before"] is None
    assert entry["access"]["after"]["base_urls"] == ["https://api.example/orders"]
    assert entry["access"]["after"]["operations"] == []
    assert entry["progress"]["not_done"] and entry["deployment"] is None
    assert record["requests"][-1]["status"] == 403


def test_check_mode_has_a_file_of_its_own(fake, tmp_path):
    kept = run(fake, tmp_path / "run.json")
    before = read(kept)
    path = run(fake, tmp_path / "run.json", check_mode=True)
    assert path == f"{tmp_path}/run.check.json"
    assert read(path)["run"]["check_mode"] is True and read(kept) == before


def test_a_folder_gets_a_file_for_each_run(fake, tmp_path):
    path = run(fake, f"{tmp_path}/")
    assert path.startswith(f"{tmp_path}/2") and path.endswith(f"-{ENVIRONMENT}-11111111.json")


@pytest.mark.parametrize("content", ["[]", "{}", "no JSON", '{"record": "other"}'])
def test_another_file_is_not_replaced(fake, tmp_path, content):
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not evidence of a run"):
        run(fake, tmp_path / "run.json")
    assert (tmp_path / "run.json").read_text(encoding="utf-8") == content
    assert fake.writes == []


def test_the_evidence_of_another_environment_is_not_replaced(fake, tmp_path):
    before = read(run(fake, tmp_path / "run.json"))
    fake.connection.environment_id = "another"
    path = run(fake, tmp_path / "run.json")
    assert path == f"{tmp_path}/run.another.json"
    assert read(path)["environment"]["id"] == "another" and read(tmp_path / "run.json") == before


def test_secrets_are_masked(fake, tmp_path):
    entry = {**ORDERS, "name": "Orders of s3cret-value"}
    text = json.dumps(read(run(fake, tmp_path / "run.json", secrets=["s3cret-value"], entries=[entry])))
    assert "s3cret" not in text and "Orders of ********" in text


def test_the_hash_is_that_of_the_desired_state(fake, tmp_path):
    first = read(run(fake, tmp_path / "one.json"))["desired_state"]
    turned = dict(reversed(ORDERS.items()))
    assert (
        read(run(fake, tmp_path / "two.json", entries=[{**turned, "fail_if_widened": True}]))["desired_state"] == first
    )
    other = {**ORDERS, "unlisted_requests": "deny"}
    assert read(run(fake, tmp_path / "three.json", entries=[other], check_mode=True))["desired_state"] != first
