# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The edge to Ansible: options in, result or explained failure out, and nothing secret with it."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import types

import pytest
from ansible.module_utils import basic
from ansible_collections.pingone.authorize.plugins.module_utils import _module
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    InvalidInput,
    MissingLibrary,
    TokenRefused,
)
from ansible_collections.pingone.authorize.plugins.module_utils._base.version import VERSION
from ansible_collections.pingone.authorize.plugins.module_utils._engine.info_task import InfoTask
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import STATE, Draft, Task
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import DeployStep, Plan
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import transport as _transport
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_service, deploy, scope
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import app_scope_grant as grant
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    CLIENT_ID,
    CLIENT_SECRET,
    ENVIRONMENT_ID,
    identifier,
)

TOKEN = "issued-unit-test-token-Yx1Cv2Bn3Mq4We5Rt6"
EXTERNAL = {"name": "Orders API", "authorizationServer": {"type": "EXTERNAL"}, "baseUrls": ["https://a.example"]}
EMPTY = {"_embedded": {"apiServers": [], "resources": []}}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a task as Ansible runs a module, and return what it prints."""

    def run_task(task, check_mode=False, **options):
        internal = {"_ansible_check_mode": check_mode, "_ansible_remote_tmp": "/tmp", "_ansible_verbosity": 4}
        arguments = {**options, **internal}
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit) as caught:
            _module.run(task)
        run_task.output = capsys.readouterr().out
        result = json.loads(run_task.output)
        assert bool(result.get("failed")) is (caught.value.code != 0)
        # A traceback.
        assert "exception" not in result
        return result

    return run_task


@pytest.fixture
def connection(server):
    """Connection options for the scripted server."""
    return {
        "environment_id": ENVIRONMENT_ID,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "api_url": server.url,
        "auth_url": server.url,
    }


def warnings_of(result):
    """The texts of a result's warnings, which newer versions of Ansible wrap."""
    return [text if isinstance(text, str) else text["event"]["msg"] for text in result.get("warnings", [])]


def task_of(draft, **options):
    return Task("Thing", "thing", "things", ("name",), {"name": {"type": "str"}, **options}, draft)


def drafted(**results):
    return Draft("x", Plan(), lambda: results or None)


# results


def test_a_result(run, server, connection):
    server.answer(200, EMPTY)
    result = run(api_service.TASK, name="Orders API", state="absent", **connection)
    assert result["changed"] is False
    assert result["api_service"] is None
    title = 'API service "Orders API"'
    assert result["diff"] == [{"before_header": title, "after_header": title, "before": {}, "after": {}}]
    assert result["requests"] == 2
    assert result["unresolved"] == []
    assert server.log == ["GET ~/apiServers"]


def test_a_change(run, server, connection):
    linked, service = identifier("resource"), identifier("service")
    server.answer(200, {"_embedded": {"apiServers": [{**EXTERNAL, "id": service}]}})
    # Its operations may not be read, which is no reason to fail.
    server.answer(403, {"code": "ACCESS_FAILED", "id": "e-1", "message": "no"})
    server.answer(200, {"id": ENVIRONMENT_ID, "createdAt": "2020-01-01T00:00:00.000Z"})
    server.answer(200, {"canUseApiAccessManagement": True})
    server.answer(204)
    result = run(api_service.TASK, name="Orders API", state="absent", **connection)
    assert result["changed"] is True
    assert result["diff"][0]["before"]["name"] == "Orders API"
    assert server.log[-1] == f"DELETE ~/apiServers/{service}"
    assert linked not in json.dumps(result["diff"])
    assert service not in json.dumps(result["diff"])


def test_check_mode_writes_nothing(run, server, connection):
    service = identifier("service")
    server.answer(200, {"_embedded": {"apiServers": [{**EXTERNAL, "id": service}]}})
    server.answer(200, {"_embedded": {"operations": []}})
    result = run(api_service.TASK, check_mode=True, name="Orders API", state="absent", **connection)
    assert result["changed"] is True
    assert server.log == ["GET ~/apiServers", f"GET ~/apiServers/{service}/operations"]


def test_the_client_is_read_only_in_check_mode(run, server, connection):
    def write(inventory, options):
        inventory.client.post("apiServers", doing="create", body={})

    result = run(task_of(write), check_mode=True, **connection)
    assert result["error"]["kind"] == "read_only"
    assert server.requests == []


def test_what_is_unresolved_is_warned_of_once(run, server, connection):
    for _collection in ("API services", "resources"):
        server.answer(200, EMPTY)
    result = run(scope.TASK, check_mode=True, api_service="New API", name="x", **connection)
    assert result["changed"] is True
    assert result["unresolved"] == ["API service New API"]
    warnings = [text for text in warnings_of(result) if "New API" in text]
    assert len(warnings) == 1
    assert "Check mode" in warnings[0]


def test_a_warning_of_the_client(run, server, connection):
    def draft(inventory, options):
        inventory.client._on_warning("waited for a unit test")
        return drafted()

    assert "waited for a unit test" in warnings_of(run(task_of(draft), **connection))


def test_a_warning_of_the_task(run, server, connection):
    def draft(inventory, options):
        inventory.warnings.append("seen by a unit test")
        return drafted()

    assert "seen by a unit test" in warnings_of(run(task_of(draft), **connection))


@pytest.mark.parametrize("check_mode", [False, True])
def test_an_inquiry(run, server, connection, check_mode):
    def answer(inventory, options):
        return {"names": [item["name"] for item in inventory.list(API_SERVICE)], "seen": options}

    server.answer(200, {"_embedded": {"apiServers": [{**EXTERNAL, "id": identifier("x")}]}})
    result = run(InfoTask("Things", {"depth": {"type": "int"}}, answer), check_mode, depth=2, **connection)
    assert result["changed"] is False
    assert "diff" not in result
    assert result["names"] == ["Orders API"]
    assert result["seen"] == {"depth": 2}
    assert result["requests"] == 2


def test_an_inquiry_that_is_rejected(run, server, connection):
    def answer(inventory, options):
        raise InvalidInput.of("names", "is wrong.")

    assert run(InfoTask("Things", {}, answer), **connection)["msg"] == "Things: names: is wrong."


def test_an_inquiry_reads_for_itself(run, server, connection, monkeypatch, tmp_path):
    """Although an earlier task of the session has read the same, whose token it does use."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    connection["session"] = "a unit test"
    for name in ("Orders API", "Partner API"):
        server.answer(200, {"_embedded": {"apiServers": [{**EXTERNAL, "id": identifier(name), "name": name}]}})
    run(task_of(lambda inventory, options: drafted(names=inventory.list(API_SERVICE))), **connection)
    inquiry = InfoTask("Things", {}, lambda inventory, options: {"found": inventory.list(API_SERVICE)[0]["name"]})
    result = run(inquiry, **connection)
    assert result["found"] == "Partner API"
    assert result["requests"] == 1


def test_own_options_reach_the_task(run, server, connection):
    def draft(inventory, options):
        assert isinstance(inventory, Inventory)
        return drafted(seen=options)

    result = run(task_of(draft, state=STATE), name="x", **connection)
    assert result["thing"]["seen"] == {"name": "x", "state": "present", "things": None}


def test_null_is_the_same_as_omitting_an_option_with_choices(run, server, connection):
    """Ansible itself rejects null for such an option."""
    task = task_of(lambda _inventory, options: drafted(seen=options), state=STATE, sort={**STATE, "default": None})
    single = run(task, name="x", state=None, sort=None, **connection)
    assert single["thing"]["seen"] == {"name": "x", "state": "present", "sort": None, "things": None}
    listed = run(task, things=[{"name": "x", "state": None, "sort": None}], **connection)
    assert listed["things"][0]["seen"]["sort"] is None
    assert listed["things"][0]["seen"]["state"] == "present"


def test_options_of_the_process_environment(run, server, monkeypatch):
    for name, value in {
        "PINGONE_TARGET_ENVIRONMENT_ID": ENVIRONMENT_ID,
        "PINGONE_CLIENT_ID": CLIENT_ID,
        "PINGONE_CLIENT_SECRET": CLIENT_SECRET,
        "PINGONE_API_URL": server.url,
        "PINGONE_AUTH_URL": server.url,
    }.items():
        monkeypatch.setenv(name, value)
    server.answer(200, EMPTY)
    assert run(api_service.TASK, name="Orders API", state="absent")["changed"] is False


def test_who_asks(run, server, connection):
    server.answer(200, EMPTY)
    run(api_service.TASK, name="Orders API", state="absent", **connection)
    agents = {request.headers["User-Agent"] for request in server.requests}
    (agent,) = agents
    assert re.fullmatch(rf"pingone\.authorize/{re.escape(VERSION)} ansible-core/\d+\.\d+.*", agent)
    ids = {request.headers["X-Ping-External-Transaction-ID"] for request in server.requests}
    (transaction_id,) = ids
    assert re.fullmatch(r"ansible-[0-9a-f-]{36}", transaction_id)
    server.answer(200, EMPTY)
    run(api_service.TASK, name="Orders API", state="absent", **connection)
    assert server.requests[-1].headers["X-Ping-External-Transaction-ID"] != transaction_id


# failures


def test_a_refusal_of_pingone(run, server, connection):
    server.answer(409, {"id": "e-1", "code": "CONFLICT", "message": "not now"})
    result = run(api_service.TASK, name="Orders API", state="absent", **connection)
    assert result["failed"] is True
    assert "Could not list API services: not now. [HTTP 409, CONFLICT, ID for support e-1]" in result["msg"]
    assert result["error"]["kind"] == "api"
    assert result["error"]["status"] == 409
    assert result["changed"] is False
    assert result["requests"] == 2


def test_a_failure_after_something_was_written(run, server, connection):
    def draft(inventory, options):
        raise TaskFailed([TokenRefused("Refused.")], done=["create resource"], changed=True)

    result = run(task_of(draft), **connection)
    assert result["changed"] is True
    assert result["error"]["done"] == ["create resource"]
    assert "create resource" in result["msg"]


def test_a_rejection_names_the_object(run, server, connection):
    def draft(inventory, options):
        raise InvalidInput.of("name", "is wrong.")

    result = run(task_of(draft), name="x", **connection)
    assert result["msg"] == 'Thing "x": name: is wrong.'
    assert result["error"] == {"kind": "invalid_input", "problems": [{"option": "name", "message": "is wrong."}]}


def test_everything_that_is_wrong_before_the_first_request(run):
    result = run(api_service.TASK, environment_id="x", region="EU", timeout=0)
    found = [problem["option"] for problem in result["error"]["problems"]]
    assert sorted(found) == ["client_id", "environment_id", "name", "timeout"]
    assert result["requests"] == 0


@pytest.mark.parametrize("task", [scope.TASK, grant.TASK])
def test_two_parents(run, server, connection, task):
    extra = {"application": "a"} if "application" in task.options else {}
    result = run(task, api_service="a", resource="b", **extra, **connection)
    assert [problem["option"] for problem in result["error"]["problems"]] == ["resource"]


def test_a_misspelt_option(run, server, connection):
    result = run(deploy.TASK, api_service="x", redploy="always", **connection)
    assert "redploy" in result["msg"]
    assert server.requests == []


def test_a_missing_library(run, server, connection, monkeypatch):
    def missing():
        raise MissingLibrary("requests", "No module named 'requests'")

    monkeypatch.setattr(_transport, "_library", missing)
    result = run(api_service.TASK, name="x", **connection)
    assert "Failed to import the required Python library (requests)" in result["msg"]
    assert result["error"] == {"kind": "missing_library", "library": "requests"}


def test_an_unexpected_answer_is_told_as_data_too(run, server, connection):
    server.answer(200, {"_embedded": {"apiServers": [{**EXTERNAL, "id": identifier("x")}, "text"]}})
    result = run(api_service.TASK, name="Orders API", **connection)
    assert result["error"] == {
        "kind": "unexpected_answer",
        "doing": "list API services",
        "request": f"GET /v1/environments/{ENVIRONMENT_ID}/apiServers",
        "key": "_embedded.apiServers[1]",
        "expected": "an object",
        "found": 'is the text "text"',
    }
    assert '_embedded.apiServers[1] should be an object, but is the text "text".' in result["msg"]
    assert result["requests"] == 2


def test_a_defect_is_one_line(run, server, connection):
    def draft(inventory, options):
        inventory.list(API_SERVICE)
        raise TypeError("in a unit test")

    server.answer(200, EMPTY)
    result = run(task_of(draft), **connection)
    assert result["error"] == {"kind": "defect"}
    assert re.search(r"pingone\.authorize .* \(TypeError at test_module\.py:\d+: in a unit test\)", result["msg"])
    assert "Traceback" not in result["msg"]
    assert "\n" not in result["msg"]
    assert result["requests"] == 2


# secrets


@pytest.mark.parametrize("given", ["task", "environment"])
def test_a_secret_that_was_given_is_masked_everywhere(run, server, connection, monkeypatch, given):
    def draft(inventory, options):
        return drafted(leak=f"it is {CLIENT_SECRET}!", deep={"list": [CLIENT_SECRET]})

    if given == "environment":
        monkeypatch.setenv("PINGONE_CLIENT_SECRET", connection.pop("client_secret"))
        monkeypatch.setenv("PINGONE_CLIENT_ID", connection.pop("client_id"))
    run(task_of(draft), **connection)
    assert CLIENT_SECRET not in run.output


@pytest.mark.parametrize("given", ["task", "environment"])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_token_that_was_given_is_masked_everywhere(run, server, connection, monkeypatch, given, ending):
    def draft(inventory, options):
        return drafted(leak=f"it is {TOKEN}!")

    del connection["client_id"], connection["client_secret"]
    if given == "environment":
        monkeypatch.setenv("PINGONE_API_ACCESS_TOKEN", TOKEN + ending)
        run(task_of(draft), **connection)
    else:
        run(task_of(draft), access_token=TOKEN + ending, **connection)
    assert TOKEN not in run.output


def test_a_token_that_was_fetched_is_masked_everywhere(run, server, connection):
    def draft(inventory, options):
        inventory.list(API_SERVICE)
        return drafted(leak=f"it is {TOKEN}!")

    server.token_answer(200, {"access_token": TOKEN})
    server.answer(200, EMPTY)
    run(task_of(draft), **connection)
    assert "leak" in run.output
    assert TOKEN not in run.output


def test_newer_versions_of_ansible_have_a_register_of_secrets(run, server, connection, monkeypatch):
    registered = []
    register = types.ModuleType("ansible.module_utils.secrets")
    register.register_secret = registered.append
    monkeypatch.setitem(sys.modules, "ansible.module_utils.secrets", register)
    server.token_answer(200, {"access_token": TOKEN})
    server.answer(200, EMPTY)
    run(api_service.TASK, name="x", state="absent", **connection)
    assert set(registered) == {CLIENT_SECRET, TOKEN}


def test_a_token_that_was_fetched_is_masked_in_failures(run, server, connection):
    def draft(inventory, options):
        inventory.list(API_SERVICE)
        raise RuntimeError(TOKEN)

    server.token_answer(200, {"access_token": TOKEN})
    server.answer(200, EMPTY)
    assert run(task_of(draft), **connection)["error"] == {"kind": "defect"}
    assert TOKEN not in run.output


def test_no_secret_in_an_error_of_the_token_endpoint(run, server, connection):
    server.token_answer(401, {"error": "invalid_client", "error_description": f"wrong: {CLIENT_SECRET}"})
    result = run(api_service.TASK, name="x", **connection)
    assert result["error"]["kind"] == "token"
    assert CLIENT_SECRET not in run.output
    assert "error_description" not in run.output


def test_a_deployment_counts_as_a_change(run, server, connection):
    def draft(inventory, options):
        return Draft("x", Plan(deployments=[DeployStep(Ref("x", "1"))]), lambda: None)

    assert run(task_of(draft), **connection)["changed"] is True


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("ends", [None, False, True])
def test_the_end_of_a_session(run, server, connection, monkeypatch, tmp_path, fails, check_mode, ends):
    def draft(inventory, options):
        inventory.list(API_SERVICE)
        if fails:
            raise InvalidInput.of("name", "wrong.")
        return drafted()

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    server.answer(200, EMPTY)
    given = {} if ends is None else {"end_session": ends}
    result = run(task_of(draft), check_mode=check_mode, session="run", **given, **connection)
    assert result.get("failed", False) is fails
    assert result["requests"] == 2
    assert (list(tmp_path.rglob("session-*")) == []) is bool(ends)
