# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of permissions is what the modules need: no more, no less, and a message names each that is missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.system.conftest import Ansible
from tests.system.in_process import PingOne
from tools.environments import UNPACED
from tools.permissions.files import PAGE, ROLES, TABLE, written
from tools.permissions.laboratory import WORKER, Laboratory, modules
from tools.permissions.needs import Needs, measure
from tools.permissions.table import lines
from tools.transcripts.document import blocks_of

API = {
    "name": "Orders API",
    "base_urls": ["https://api.example.com/orders"],
    "scopes": [{"name": "orders-read"}],
    "groups": [{"name": "Order Managers", "create": True}],
    "operations": [{"name": "Read", "paths": [{"pattern": "/orders"}], "access": {"scopes": ["orders-read"]}}],
    "unlisted_requests": "deny",
    "applications": [{"name": "Orders Batch"}, {"name": "Orders Desk", "create": True, "type": "web_app"}],
}


def test_the_table_is_current_and_minimal(
    collection: Path,
    emulator: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Each task is run with exactly its permissions, and without each of them.

    A task that fails without a permission has to name it. If this test fails, run ``make permissions``.
    """
    for name, value in UNPACED.items():
        monkeypatch.setitem(os.environ, name, value)
    needs = measure(Laboratory(collection, emulator, tmp_path), modules())
    required = sum(len(one.required) for one in needs.values())
    tasks = sum(len(one.tasks) for one in needs.values())
    record_property("permissions", f"{len(needs)} modules and states, {tasks} tasks, {required} required permissions")
    for path, text in written(lines(needs)).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current"


def test_what_is_lost_without_an_optional_permission_is_not_silent(
    collection: Path, emulator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modules that return null for what cannot be read warn about it."""
    for name, value in UNPACED.items():
        monkeypatch.setitem(os.environ, name, value)
    found = measure(Laboratory(collection, emulator, tmp_path), ["pingone_environment_info"])
    needs: Needs = found["pingone_environment_info", "present"]
    assert needs.optional and all("The result has null for" in text for text in needs.optional.values())


def test_the_generated_files_belong_to_the_table() -> None:
    table = TABLE.read_text(encoding="utf-8").partition('TABLE = """\n')[2].partition('\n"""')[0].splitlines()
    for path, text in written(table).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current"


def _worker_with(role: str, ansible: Ansible, emulator: Any) -> dict[str, Any]:
    """The connection of a worker application that gets a custom role of the collection by the playbook of the guide."""
    emulator.reset()
    emulator.switches({"enforce_rates": False})
    worker = emulator.post("applications", WORKER)["id"]
    playbook = next(block for block in blocks_of(PAGE) if block.markers.get("file") == "create_role.yml")
    (ansible.home / "create_role.yml").write_text(playbook.text, encoding="utf-8")
    options = ("-e", f"role_file={ROLES / role}", "-e", f"worker_id={worker}")
    finished = ansible.playbook("create_role.yml", *options, env=emulator.env)
    assert finished.status == 0, finished.output
    secret = emulator.get(f"applications/{worker}/secret")["secret"]
    home = emulator.environment_id
    return {"environment_id": home, "auth_environment_id": home, "client_id": worker, "client_secret": secret}


def test_the_role_for_the_workflow_is_enough(ansible: Ansible, collection: Path, emulator: Any) -> None:
    own = _worker_with("api_service.json", ansible, emulator)
    pingone = PingOne(collection, emulator)
    result = pingone.run("pingone_api_access", api_services=[API], preflight=True, **own)
    assert result["changed"] and not result.get("warnings")
    assert not pingone.run("pingone_api_access", api_services=[API], preflight=True, **own)["changed"]
    asked = pingone.run("pingone_environment_info", permissions_for=["api_service"], **own)
    assert asked["missing_permissions"] == []
    absent = {"name": "Orders API", "state": "absent", "delete_resource": True, "force": True}
    scopes = {"scopes": [{"name": "orders-read"}], "applications": [{"name": "Orders Batch"}]}
    assert pingone.run("pingone_api_access", api_services=[{**absent, **scopes}], **own)["changed"]


def test_the_role_that_only_reads_is_enough(ansible: Ansible, collection: Path, emulator: Any) -> None:
    own = _worker_with("read_only.json", ansible, emulator)
    pingone = PingOne(collection, emulator)
    asked = pingone.run("pingone_environment_info", permissions_for=["pingone_api_service_info", "api_service"], **own)
    of_info = [one for one in asked["required_permissions"] if one["module"] == "pingone_api_service_info"]
    assert [one["missing_permissions"] for one in of_info] == [[]]
    assert "authz:create:apiServer" in asked["missing_permissions"]
    pingone.run("pingone_api_service_info", all_grants=True, **own)
    emulator.clear_requests()
    refused = pingone.attempt("pingone_api_access", api_services=[API], preflight=True, **own)
    assert refused["failed"] and "authz:create:apiServer" in refused["msg"] and "dir:create:group" in refused["msg"]
    assert emulator.writes() == []
