# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs of the kit for AWX: started as AWX starts them, they do what their names say, and leave no secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.awx.kit import IMAGE, REPOSITORY, Kit
from tests.system.awx.server import running
from tests.system.runner import Job, Runner, assert_private
from tests.system.sideband import Gateway
from tools.collection import place
from tools.paths import ROOT

WRONG_SECRET = "Kc7vT2yQ9mXw4pLr8sBn3hJd6fGz1aVe-wrong"
BATCH = "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2"
BATCH_SECRET = "2WQ6nZQZ6GRKqdmkUTO-ySGwujlt-2q~T_ClWXv540ONhH.svxAKOvslQkWfat-V"
# What somebody types into the text area of the survey.
APIS = """\
- name: Stock API
  base_urls: https://stock.example.com
  scopes:
    - name: stock-read
    - name: stock-write
  operations:
    - name: See
      methods: GET
      paths:
        - pattern: /items
      access:
        scopes: stock-read
    - name: Change
      methods: [PUT]
      paths: [{pattern: "/items/{id}"}]
      access: {scopes: stock-write}
  unlisted_requests: deny
  applications:
    - name: Orders Batch
"""
STORE = """\
- name: Store the credential
  ansible.builtin.copy:
    content: "{{ api_gateway_credential }}"
    dest: "{{ playbook_dir }}/stored"
    mode: "0600"
"""


class Jobs:
    """The job templates of an AWX that was set up with the kit, and the runner that runs their jobs."""

    def __init__(self, kit: Kit, runner: Runner, emulator: Any, folder: Path) -> None:
        self.kit, self.runner, self.emulator, self._folder = kit, runner, emulator, folder
        self.secrets = [emulator.env["PINGONE_CLIENT_SECRET"], emulator.bearer().split(".")[0], BATCH_SECRET]

    def __call__(self, template: str, *arguments: str, **answers: Any) -> Job:
        """Run a job at verbosity 4. Questions without an answer get their defaults."""
        prepared = self.kit.awx.job(f"PingOne - {template}", answers, self._folder)
        playbooks = place(Path(self.kit.env["ANSIBLE_COLLECTIONS_PATH"].split(":")[0])) / "playbooks"
        project = {f"playbooks/{path.name}": path.read_text(encoding="utf-8") for path in playbooks.glob("*.yml")}
        project["playbooks/store.yml"] = STORE
        job = self.runner(
            prepared.playbook,
            env=prepared.env,
            answers=prepared.extra_vars,
            project=project,
            arguments=arguments,
            verbosity=4,
        )
        assert_private(job, self.secrets)
        return job

    def credential(self, **inputs: str) -> None:
        """Change the credential of the worker application in AWX."""
        self.kit.awx.store.named("credentials", "PingOne - Worker application")["inputs"].update(inputs)


@pytest.fixture
def jobs(ansible: Any, emulator: Any, runner: Runner, awx_collections: Path, tmp_path: Path) -> Iterator[Jobs]:
    emulator.reset()
    with running({REPOSITORY: ROOT}) as awx:
        yield Jobs(Kit(ansible, emulator, awx, [awx_collections]), runner, emulator, tmp_path)


def test_a_newcomer(jobs: Jobs, emulator: Any) -> None:
    """From an empty AWX and three values to a protected API: a token with the right scope passes, no other one does.

    The values are the environment, and the ID and the secret of the worker application. How to reach PingOne, which is
    the region for others, is that of the local one.
    """
    given = ("PINGONE_ENVIRONMENT_ID", "PINGONE_CLIENT_ID", "PINGONE_CLIENT_SECRET")
    reached = {name: emulator.env[name] for name in ("PINGONE_API_URL", "PINGONE_AUTH_URL")}
    target = {"PINGONE_TARGET_ENVIRONMENT_ID": emulator.environment_id}
    for name in [name for name in jobs.kit.env if name.startswith("PINGONE_")]:
        del jobs.kit.env[name]
    values = {name: emulator.env[name] for name in given} | target
    finished = jobs.kit.setup(env={**values, **reached, "PINGONE_REGION_CODE": "EU"}, **IMAGE)
    assert finished.status == 0, finished.output
    answers = {"environment_id": emulator.environment_id, "api_service_list": APIS}
    answers |= {"redeploy": "auto", "api_service_fail_if_widened": "false"}

    predicted = jobs("Protect APIs", "--check", "--diff", **answers)
    assert predicted.status == "successful", predicted.printed
    assert predicted.reported[0]["changed"]
    assert emulator.writes() == []
    assert jobs("Protect APIs", **answers).status == "successful"
    again = jobs("Protect APIs", **answers)
    assert (again.status, again.reported[0]["changed"]) == ("successful", False)

    gateway = Gateway(emulator, "Stock API", "https://stock.example.com")
    assert gateway.lets_through("GET", "/items", "stock-read")
    assert not gateway.lets_through("GET", "/items", "stock-write")
    assert gateway.lets_through("PUT", "/items/7", "stock-write")
    assert not gateway.lets_through("PUT", "/items/7", "stock-read")
    assert not gateway.lets_through("GET", "/other", "stock-read stock-write")


def test_every_job(jobs: Jobs, emulator: Any) -> None:
    """A credential that is created in a job is used in another one. Jobs that fail say why, and write nothing."""
    tests = {
        "PINGONE_GATEWAY_CREDENTIAL": emulator.gateway_credential(),
        "PINGONE_TEST_CLIENT_ID": BATCH,
        "PINGONE_TEST_CLIENT_SECRET": BATCH_SECRET,
        "PINGONE_TEST_CLIENT_AUTH_METHOD": "post",
    }
    finished = jobs.kit.setup(env=tests, awx_gateway_name="Edge", awx_gateway_store_tasks="store.yml", **IMAGE)
    assert finished.status == 0, finished.output
    jobs.secrets += [part for part in tests["PINGONE_GATEWAY_CREDENTIAL"].split(".") if len(part) > 7]
    where = {"environment_id": emulator.environment_id}
    protect = {**where, "api_service_list": APIS, "redeploy": "auto", "api_service_fail_if_widened": "false"}
    rotate = {**where, "api_gateway_name": "Edge", "rotate": "false"}
    assert jobs("Protect APIs", **protect).status == "successful"

    tested = jobs("Test access", **where, api_services="Stock API\n", mismatch_timeout=0)
    assert tested.status == "successful", tested.printed
    assert any("access tests passed" in text for text in tested.texts.values())

    rotated = jobs("Rotate gateway credential", **rotate)
    assert rotated.status == "successful", rotated.printed
    stored = next(rotated.folder.parents[1].glob("project/playbooks/stored")).read_text(encoding="utf-8")
    assert_private(rotated, [part for part in stored.split(".") if len(part) > 7])

    emulator.clear_requests()
    broken = jobs("Protect APIs", **{**protect, "api_service_list": APIS.replace("scopes:\n", "scope:\n", 1)})
    assert broken.status == "failed"
    assert "api_services[0].scope: is not an option here." in broken.failures[0]
    assert emulator.requests() == []
    emulator.faults([{"kind": "status", "status": 403, "path": "/apiServers"}])
    forbidden = jobs("Protect APIs", **protect)
    assert forbidden.status == "failed"
    assert "permission" in forbidden.failures[0]
    emulator.faults([])
    jobs.secrets.append(WRONG_SECRET)
    jobs.credential(client_secret=WRONG_SECRET)
    for template, answers in (("Protect APIs", protect), ("Rotate gateway credential", rotate), ("Test access", where)):
        wrong = jobs(template, **answers)
        assert wrong.status == "failed"
        assert "client_id or client_secret is wrong" in wrong.failures[0], wrong.failures
    assert emulator.writes() == []
