# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks in ``examples``: each is run in check mode, and then twice. The second run changes nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import emulator as emulators
from tools.emulator import Emulator
from tools.paths import LOGS, ROOT

EXAMPLES = ROOT / "examples"
ELSEWHERE = {"testing"}
"""Examples that have tests of their own."""
STAGES = ("dev", "test", "prod")
DEMO = emulators.SEEDS / "demo.yml"


@dataclass(frozen=True)
class Example:
    """How an example is tested.

    shows: what exists after the run, read from PingOne. expected: what it must be. variables: of the command line, in
    which FOLDER is an empty folder. empty: whether nothing exists before, instead of what protect_orders creates.
    writes: whether the run changes PingOne.
    """

    shows: Callable[[Emulator, Path], Any]
    expected: Any
    variables: dict[str, str]
    empty: bool = False
    writes: bool = True


def names(emulator: Emulator, path: str) -> list[str]:
    """The names of the objects of a collection, sorted."""
    return sorted(one["name"] for one in emulator.collect(path))


def services(emulator: Emulator, _folder: Path) -> list[str]:
    """The names of the API services that are deployed, sorted."""
    deployed = "DEPLOYMENT_SUCCESSFUL"
    found = emulator.collect("apiServers")
    return sorted(
        one["name"] for one in found if emulator.get(f"apiServers/{one['id']}/deployment")["status"]["code"] == deployed
    )


def scopes(emulator: Emulator, _folder: Path) -> list[str]:
    """The names of all scopes of custom resources, sorted."""
    custom = [one["id"] for one in emulator.collect("resources") if one["type"] == "CUSTOM"]
    return sorted(name for resource in custom for name in names(emulator, f"resources/{resource}/scopes"))


def operations(emulator: Emulator, _folder: Path) -> dict[str, bool]:
    """The names of the operations of all API services, and whether they have an access rule."""
    found = emulator.collect("apiServers")
    every = [one for service in found for one in emulator.collect(f"apiServers/{service['id']}/operations")]
    return {one["name"]: bool(one.get("accessControl")) for one in every}


def scopes_of_web(emulator: Emulator, _folder: Path) -> list[int]:
    """How many scopes have been granted to the application Orders Web, for each resource."""
    web = next(one["id"] for one in emulator.collect("applications") if one["name"] == "Orders Web")
    return [len(grant["scopes"]) for grant in emulator.collect(f"applications/{web}/grants")]


def recorded(_emulator: Emulator, folder: Path) -> list[str]:
    """The evidence of the dry run and of the run, with what is recorded of the access."""
    files = sorted(folder.glob("*.json"))
    entries = [json.loads(path.read_text(encoding="utf-8"))["api_services"][0] for path in files]
    return [path.name for path in files] if all("access_changes" in one for one in entries) else []


def stored(emulator: Emulator, folder: Path) -> list[str]:
    """The keys of the stored credential, if it is that of the gateway."""
    (gateway,) = [one for one in emulator.collect("gateways") if one["name"] == "Kong"]
    assert len(emulator.collect(f"gateways/{gateway['id']}/credentials")) == 1
    return sorted(json.loads((folder / "gateway.json").read_text(encoding="utf-8")))


def exported(_emulator: Emulator, folder: Path) -> list[str]:
    """The names of the API services in the variables file."""
    text = (folder / "api-services.yml").read_text(encoding="utf-8")
    return [one["name"] for one in yaml.safe_load(text)["api_service_list"]]


CHANGES = {"Browse": False, "Read orders": True, "Change orders": True, "Deny everything else": True}
TABLE = {
    "protect_orders": Example(services, ["Orders API"], {}, empty=True),
    "external_tokens": Example(services, ["Partner API"], {}, empty=True),
    "openapi": Example(scopes, ["orders-read", "orders-write"], {}, empty=True),
    "rename_scope": Example(scopes, ["orders-view", "orders-write"], {}),
    "rename_api_service": Example(services, ["Ordering API"], {}),
    "retire_api": Example(scopes, [], {}),
    "add_operation": Example(operations, {**CHANGES, "Export orders": True}, {}),
    "reduce_access": Example(scopes_of_web, [1], {}),
    "review_and_evidence": Example(
        recorded, ["orders.check.json", "orders.json"], {"evidence_path": "FOLDER/orders.json"}
    ),
    "rotate_credential": Example(stored, ["credential", "service_url"], {"credential_file": "FOLDER/gateway.json"}),
    "take_over": Example(exported, ["Orders API"], {"export_file": "FOLDER/api-services.yml"}, writes=False),
}
SEPARATE = {"three_stages"}
"""Examples that a test of this file runs in another way."""


def test_every_example_is_tested() -> None:
    """And has a line in the index."""
    found = {path.parent.name for path in EXAMPLES.glob("*/playbook.yml")}
    assert found - ELSEWHERE == TABLE.keys() | SEPARATE
    index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\w+)\]\((\w+)/\) \|", index, re.MULTILINE)
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert all(name == folder for name, folder in listed)
    assert {name for name, _folder in listed} - ELSEWHERE == folders - ELSEWHERE


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/playbook.yml")), ids=lambda path: path.parent.name)
def test_an_example_says_what_it_does_and_how_it_is_run(path: Path) -> None:
    """In the comment before the first play."""
    comment = path.read_text(encoding="utf-8").partition("---\n")[2].partition("\n- ")[0]
    assert all(line.startswith("#") for line in comment.splitlines()), comment
    assert "ansible-playbook " in comment
    assert "playbook.yml" in comment


@pytest.fixture(scope="module")
def protected(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local PingOne to which a test returns with a reset, or a return to the checkpoint after protect_orders."""
    folder = tmp_path_factory.mktemp("emulator")
    python = Path(os.environ["TEST_EMULATOR_PYTHON"])
    with emulators.running(python, DEMO, folder, LOGS / "system-test_examples-emulator.log") as pingone:
        yield pingone


@pytest.fixture(scope="module")
def checkpoints() -> list[Emulator]:
    """The local PingOne, as soon as protect_orders was run."""
    return []


@pytest.mark.parametrize("name", TABLE)
def test_an_example(name: str, ansible: Any, protected: Emulator, checkpoints: list[Emulator], tmp_path: Path) -> None:
    example = TABLE[name]
    folder = tmp_path / "work"
    folder.mkdir()
    arguments = [f"-e{key}={value.replace('FOLDER', str(folder))}" for key, value in example.variables.items()]

    def run(*more: str, of: str = name) -> dict[str, int]:
        protected.clear_requests()
        finished = ansible.playbook(EXAMPLES / of / "playbook.yml", *arguments, *more, env=protected.env)
        assert finished.status == 0, finished.output
        assert "[WARNING]" not in finished.output and "[DEPRECATION" not in finished.output, finished.output
        return dict(finished.recap["localhost"])

    if example.empty:
        protected.reset()
    elif checkpoints:
        protected.return_to_checkpoint()
    else:
        protected.reset()
        run(of="protect_orders")
        protected.checkpoint()
        checkpoints.append(protected)
    assert run("--check", "--diff")["changed"] > 0
    assert protected.writes() == []
    assert run()["changed"] > 0
    assert bool(protected.writes()) == example.writes
    assert example.shows(protected, folder) == example.expected
    assert run()["changed"] == 0
    assert protected.writes() == []
    assert example.shows(protected, folder) == example.expected


def test_three_stages(ansible: Any, tmp_path: Path) -> None:
    """In check mode, in production before the other stages, and in all stages."""
    example = EXAMPLES / "three_stages"
    python, log = Path(os.environ["TEST_EMULATOR_PYTHON"]), LOGS / "system-test_examples-stages.log"
    with emulators.running(python, example / "seed.yml", tmp_path, log) as pingone:

        def run(*more: str) -> Any:
            pingone.clear_requests()
            return ansible.playbook(example / "playbook.yml", "-i", str(example / "inventory"), *more, env=pingone.env)

        preview = run("--check", "--diff")
        assert preview.status == 0, preview.output
        assert {host: preview.recap[host]["changed"] for host in STAGES} == dict.fromkeys(STAGES, 1)
        assert pingone.writes() == []

        early = run("--limit", "prod")
        assert early.status == 2
        assert "Run this playbook for test first" in " ".join(early.output.split())
        assert pingone.writes() == []

        first = run()
        assert first.status == 0, first.output
        assert {host: first.recap[host]["changed"] for host in STAGES} == dict.fromkeys(STAGES, 1)
        hosts = {}
        for stage in STAGES:
            text = (example / "inventory" / "host_vars" / f"{stage}.yml").read_text(encoding="utf-8")
            environment = yaml.safe_load(text)["environment_id"]
            (service,) = pingone.collect(f"/v1/environments/{environment}/apiServers")
            hosts[stage] = service["baseUrls"]
        assert hosts == {
            "dev": ["https://api.dev.example.com/orders/v1"],
            "test": ["https://api.test.example.com/orders/v1"],
            "prod": ["https://api.example.com/orders/v1"],
        }

        second = run()
        assert second.status == 0, second.output
        assert {host: second.recap[host]["changed"] for host in STAGES} == dict.fromkeys(STAGES, 0)
        assert pingone.writes() == []


def test_three_stages_with_a_worker_application_each(ansible: Any, tmp_path: Path) -> None:
    """The credentials are only in api_service_connection of the hosts, as the example says."""
    example = EXAMPLES / "three_stages"
    python, log = Path(os.environ["TEST_EMULATOR_PYTHON"]), LOGS / "system-test_examples-workers.log"
    with emulators.running(python, example / "seed.yml", tmp_path, log) as pingone:
        env = dict(pingone.env)
        connection = {
            "client_id": env.pop("PINGONE_CLIENT_ID"),
            "client_secret": env.pop("PINGONE_CLIENT_SECRET"),
            "auth_environment_id": env.pop("PINGONE_ENVIRONMENT_ID"),
        }
        variables = json.dumps({"api_service_connection": connection})
        arguments = ("-i", str(example / "inventory"), "-e", variables)
        finished = ansible.playbook(example / "playbook.yml", *arguments, env=env)
        assert finished.status == 0, finished.output
        assert {host: finished.recap[host]["changed"] for host in STAGES} == dict.fromkeys(STAGES, 1)


@pytest.mark.parametrize("name", ["rename_scope", "rename_api_service"])
def test_a_misspelled_name(name: str, ansible: Any, protected: Emulator) -> None:
    """The message contains both names, and nothing is written."""
    protected.reset()
    assert ansible.playbook(EXAMPLES / "protect_orders" / "playbook.yml", env=protected.env).status == 0
    protected.clear_requests()
    arguments = ("-e", "old_name=misspelled", "-e", "new_name=another")
    finished = ansible.playbook(EXAMPLES / name / "playbook.yml", *arguments, env=protected.env)
    assert finished.status == 2
    assert "named misspelled or another." in finished.output
    assert protected.writes() == []
