# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kit for AWX: what its playbook creates with the modules of awx.awx, and with what its jobs are started."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.awx.kit import IMAGE, REPOSITORY, Kit
from tests.system.awx.server import injected, running
from tools.paths import ROOT

TESTS = {
    "PINGONE_GATEWAY_CREDENTIAL": "header.gateway-credential-that-is-secret.signature",
    "PINGONE_TEST_CLIENT_ID": "0d0c8f8e-0000-4000-8000-000000000000",
    "PINGONE_TEST_CLIENT_SECRET": "secret-of-the-test-application",
    "PINGONE_TEST_CLIENT_AUTH_METHOD": "post",
}
FURTHER = {"awx_gateway_name": "Kong", "awx_gateway_store_credential": "PingOne - Access tests"}
EVERYTHING: dict[str, Any] = {**IMAGE, **FURTHER, "env": TESTS}
# What the credential types inject, besides PINGONE_TARGET_ENVIRONMENT_ID, which is left to the job.
WORKER = {
    "PINGONE_ENVIRONMENT_ID": "environment_id",
    "PINGONE_CLIENT_ID": "client_id",
    "PINGONE_CLIENT_SECRET": "client_secret",
    "PINGONE_REGION_CODE": "region",
    "PINGONE_CLIENT_AUTH_METHOD": "client_auth_method",
    "PINGONE_CA_PATH": "ca_path",
    "PINGONE_API_URL": "api_url",
    "PINGONE_AUTH_URL": "auth_url",
    "PINGONE_REQUESTS_PER_MINUTE": "requests_per_minute",
}


@pytest.fixture
def kit(ansible: Any, emulator: Any, awx_collections: Path) -> Iterator[Kit]:
    with running({REPOSITORY: ROOT}) as awx:
        yield Kit(ansible, emulator, awx, [awx_collections])


def test_everything_is_created_once(kit: Kit, emulator: Any, tmp_path: Path) -> None:
    checked = kit.setup("--check", **EVERYTHING)
    assert checked.status == 0, checked.output
    assert checked.recap["localhost"]["changed"] > 0
    assert kit.awx.writes() == []

    created = kit.setup("-vvvv", **EVERYTHING)
    assert created.status == 0, created.output
    for name, value in {**TESTS, **kit.env}.items():
        assert value not in created.output or not name.endswith(("CREDENTIAL", "SECRET", "PASSWORD")), name
    assert {endpoint: len(items) for endpoint, items in kit.awx.store.items.items()} == {
        **{"organizations": 1, "credential_types": 2, "credentials": 2, "execution_environments": 1, "projects": 1},
        **{"inventories": 1, "hosts": 1, "inventory_sources": 0, "job_templates": 3, "schedules": 2},
    }
    names = [item["name"] for items in kit.awx.store.items.values() for item in items.values()]
    assert all(name.startswith("PingOne - ") for name in names if name not in ("Default", "localhost"))
    # Users of the job template cannot choose which tasks are run with the credential of the gateway.
    rotation = kit.awx.store.named("job_templates", "PingOne - Rotate gateway credential")
    assert json.loads(rotation["extra_vars"]) == {"api_gateway_store_tasks": "store_credential.yml"}
    added = [kit.awx.store.items["credentials"][one]["name"] for one in kit.awx.store.credentials[rotation["id"]]]
    assert added == ["PingOne - Worker application", "PingOne - Access tests"]
    assert "api_gateway_store_tasks" not in [one["variable"] for one in kit.awx.store.surveys[rotation["id"]]["spec"]]
    assert not any(template["ask_variables_on_launch"] for template in kit.awx.store.items["job_templates"].values())

    again = kit.setup(**EVERYTHING)
    assert again.status == 0, again.output
    assert again.recap["localhost"]["changed"] == 0, again.output
    assert kit.awx.writes() == []

    changed = kit.setup(**EVERYTHING, awx_update_secrets=True)
    assert changed.recap["localhost"]["changed"] == 2, changed.output
    assert [method for method, _path in kit.awx.writes()] == ["PATCH", "PATCH"]


def test_a_project_of_ones_own(kit: Kit, emulator: Any, tmp_path: Path) -> None:
    """The fewest values, a project of one's own, and what a job is started with."""
    project, url = tmp_path / "project", "https://git.example.com/apis.git"
    (project / "playbooks").mkdir(parents=True)
    kit.awx.store.projects[url] = project
    refused = kit.setup(awx_project_url=url)
    assert refused.status == 2
    assert "Playbook not found for project." in refused.output

    shutil.copytree(kit.folder / "project", project, dirs_exist_ok=True)
    given = {"awx_project_url": url, "awx_environments_file": "environments.pingone.yml", "awx_slices": 4}
    finished = kit.setup(**given)
    assert finished.status == 0, finished.output
    store = kit.awx.store
    assert sorted(item["name"] for item in store.items["job_templates"].values()) == [
        "PingOne - Protect APIs",
        "PingOne - Protect APIs in all environments",
    ]
    (source,) = store.items["inventory_sources"].values()
    assert (source["source"], source["source_path"]) == ("scm", "environments.pingone.yml")
    fleet = store.named("job_templates", "PingOne - Protect APIs in all environments")
    assert (fleet["job_slice_count"], fleet["inventory"]) == (4, source["inventory"])
    assert store.items["schedules"] == store.items["execution_environments"] == {}
    assert json.loads(store.named("hosts", "localhost")["variables"]) == {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }

    answers = {"environment_id": emulator.environment_id, "api_service_list": "- name: Orders API"}
    answers.update(redeploy="auto", api_service_fail_if_widened="false")
    job = kit.awx.job("PingOne - Protect APIs", answers, tmp_path)
    expected = {name: emulator.env.get(name, "") for name in WORKER} | {"PINGONE_REGION_CODE": "EU"}
    assert job.env == expected
    assert job.shown == {**expected, "PINGONE_CLIENT_SECRET": "**********"}
    assert job.extra_vars == {**answers, "wait_timeout": 300}


def test_ansible_controller(ansible: Any, emulator: Any, awx_collections: Path, tmp_path: Path) -> None:
    """The collection ansible.controller is not on PyPI. It is built from the same source, so this is a copy of awx.awx.

    Only its name and the type of collection in controller_api.py differ, which determines the path of the API.
    """
    copy = tmp_path / "collections" / "ansible_collections" / "ansible" / "controller"
    shutil.copytree(awx_collections / "ansible_collections" / "awx" / "awx", copy)
    manifest = (copy / "MANIFEST.json").read_text(encoding="utf-8")
    renamed = manifest.replace('"namespace": "awx"', '"namespace": "ansible"').replace(
        '"name": "awx"', '"name": "controller"'
    )
    (copy / "MANIFEST.json").write_text(renamed, encoding="utf-8")
    for path in (copy / "plugins").rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace('_COLLECTION_TYPE = "awx"', '_COLLECTION_TYPE = "controller"')
        path.write_text(text.replace("awx.awx.", "ansible.controller."), encoding="utf-8")
    with running({REPOSITORY: ROOT}, "ansible.controller") as controller:
        kit = Kit(ansible, emulator, controller, [tmp_path / "collections"])
        finished = kit.setup("--check", **EVERYTHING, awx_collection="ansible.controller")
        assert finished.status == 0, finished.output
        assert finished.recap["localhost"]["changed"] == 4
        assert all(path.startswith("/api/controller/v2/") for _method, path in controller.requests)
        assert len(controller.requests) > 8


@pytest.mark.parametrize(
    ("variables", "env", "message"),
    [
        (
            {"awx_execution_environment_image": "", "awx_gateway_nam": "Kong"},
            {"PINGONE_REGION_CODE": ""},
            "awx_gateway_nam: is not a variable of this playbook. PINGONE_REGION_CODE: not set. The credential of the "
            "jobs is created from these environment variables. The region is one of NA, CA, EU, AU, SG, AP. "
            "The jobs need this collection. Set awx_execution_environment_image",
        ),
        ({}, {"CONTROLLER_PASSWORD": "wrong"}, "Failed to get token: HTTP Error 401: Unauthorized"),
        ({}, {"PINGONE_CLIENT_SECRET": "wrong"}, "client_secret"),
        ({}, {"PINGONE_REGION_CODE": "Europe"}, 'region: is "Europe", but must be'),
        ({"awx_organization": "Deflaut"}, {}, "organizations/?name=Deflaut returned 0 items, expected 1"),
        ({"awx_collection": "ansible.controler"}, {}, "ansible.controler.credential_type"),
        ({}, {**TESTS, "PINGONE_TEST_CLIENT_AUTH_METHOD": "bsaic"}, "is not one of ['basic', 'post']"),
    ],
)
def test_mistakes(kit: Kit, variables: dict[str, str], env: dict[str, str], message: str) -> None:
    finished = kit.setup(env=env, **{**IMAGE, **variables})
    assert finished.status != 0
    assert message in " ".join(finished.output.split())
    assert "Traceback" not in finished.output


def test_credential_types(kit: Kit, tmp_path: Path) -> None:
    """Injectors are rendered by AWX's own code. Braces in a secret are text."""
    worker, tests = kit.read("credential_type.yml"), kit.read("credential_type_access_tests.yml")
    full = {name: f"value of {name}" for name in WORKER.values()} | {"client_secret": "{{ lookup('env', 'HOME') }}"}
    env, shown = injected(worker, full, tmp_path)
    assert env == {variable: full[name] for variable, name in WORKER.items()}
    assert shown == {**env, "PINGONE_CLIENT_SECRET": "**********"}
    required = {name: full[name] for name in worker["inputs"]["required"]}
    for blank in ({}, dict.fromkeys(full.keys() - required.keys(), "")):
        env, _shown = injected(worker, {**required, **blank}, tmp_path)
        assert env == {variable: required.get(name, "") for variable, name in WORKER.items()}
    env, shown = injected(tests, {"gateway_credential": "g", "client_id": "i", "client_secret": "s"}, tmp_path)
    assert env == {
        "PINGONE_GATEWAY_CREDENTIAL": "g",
        "PINGONE_TEST_CLIENT_ID": "i",
        "PINGONE_TEST_CLIENT_SECRET": "s",
        "PINGONE_TEST_CLIENT_AUTH_METHOD": "",
    }
    assert sorted(name for name, value in shown.items() if value == "**********") == [
        "PINGONE_GATEWAY_CREDENTIAL",
        "PINGONE_TEST_CLIENT_SECRET",
    ]
