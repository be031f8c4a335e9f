# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environments of an organization as the inventory of real ansible programs."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.conftest import Ansible, Finished
from tools.emulator import SEEDS, Emulator

PLUGIN = "pingone.authorize.environments"
SECONDS = 3.0
MANY = 500
HOSTILE = "{{ lookup('pipe', 'touch EVALUATED') }}"
PLAY = f"""
- hosts: all
  gather_facts: false
  tasks:
    - pingone.authorize.pingone_environment_info:
        environment_id: "{{{{ environment_id }}}}"
        region: "{{{{ region }}}}"
      register: found
    - ansible.builtin.set_fact:
        kept: "{{{{ environment_name }}}}"
    - ansible.builtin.assert:
        that:
          - found.environment.name == kept
          - environment_name is search('lookup') or '{PLUGIN}' is search('pingone')
"""


def seed_of(*environments: dict[str, Any]) -> dict[str, Any]:
    """The seed of the tests with further environments."""
    seed: dict[str, Any] = yaml.safe_load((SEEDS / "testing.yml").read_text(encoding="utf-8"))
    license_id = seed["licenses"][0]["id"]
    for number, one in enumerate(environments):
        identifier = f"{number:08x}-0000-4000-8000-000000000000"
        seed["environments"].append({"id": identifier, "type": "SANDBOX", "license": license_id, **one})
    return seed


def environment(number: int) -> dict[str, Any]:
    return {"name": f"Shop {number}", "type": ("SANDBOX", "PRODUCTION")[number % 2]}


@pytest.fixture
def inventory(tmp_path: Path) -> Any:
    """Writes the file of an inventory and returns its path."""

    def write(**options: Any) -> Path:
        path = tmp_path / "test.pingone.yml"
        path.write_text(yaml.safe_dump({"plugin": PLUGIN, **options}), encoding="utf-8")
        return path

    return write


def listed(finished: Finished) -> dict[str, Any]:
    assert finished.status == 0, finished.output
    return dict(json.loads(finished.stdout))


def requests_of(emulator: Emulator) -> list[str]:
    """The requests since the last call."""
    sent = [f"{entry['method']} {entry['path'].rpartition('/')[2]}" for entry in emulator.requests()]
    emulator.clear_requests()
    return sent


@pytest.mark.parametrize(("page_size", "pages"), [(0, 1), (50, 11)])
def test_many_environments(ansible: Ansible, emulator: Emulator, inventory: Any, page_size: int, pages: int) -> None:
    """With one token and one request for each page, in less than three seconds of CPU time."""
    emulator.reset(seed_of(*map(environment, range(MANY))))
    emulator.switches({"page_size": page_size})
    emulator.clear_requests()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    keyed = [{"key": "environment_type | lower", "separator": ""}]
    path = inventory(with_products=True, keyed_groups=keyed)
    finished = ansible("ansible-inventory", "-i", path, "--graph", env=emulator.env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert finished.status == 0, finished.output
    assert finished.stdout.count("|--Shop-") == MANY
    assert "|--@sandbox:" in finished.stdout and "|--@production:" in finished.stdout
    assert requests_of(emulator) == ["POST token", *["GET environments"] * pages]
    seconds = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    print(f"{MANY} environments in {pages} pages: {seconds:.2f} s of CPU time")
    assert seconds < SECONDS


def test_groups_variables_and_filters(ansible: Ansible, emulator: Emulator, inventory: Any) -> None:
    emulator.reset(seed_of(*map(environment, range(4)), {"name": "Bank", "products": ["PING_ONE_MFA"]}))
    emulator.clear_requests()
    path = inventory(
        names=["Shop *", "Bank"],
        types=["sandbox"],
        licenses=["Example Testing License"],
        with_products=True,
        strict=True,
        leading_separator=False,
        compose={"stage": "environment_name | lower"},
        groups={"shops": "stage is search('shop')"},
        keyed_groups=[{"key": "environment_products"}, {"key": "environment_license_name", "prefix": "license"}],
    )
    found = listed(ansible("ansible-inventory", "-i", path, "--list", env=emulator.env))
    assert requests_of(emulator) == ["POST token", "GET environments", "GET licenses"]
    assert sorted(found["_meta"]["hostvars"]) == ["Bank", "Shop-0", "Shop-2"]
    assert found["shops"]["hosts"] == ["Shop-0", "Shop-2"]
    assert found["PING_ONE_MFA"]["hosts"] == ["Bank"]
    assert len(found["license_Example_Testing_License"]["hosts"]) == 3
    variables = found["_meta"]["hostvars"]["Shop-2"]
    assert (variables["region"], variables["ansible_connection"]) == ("EU", "local")
    assert variables["stage"] in ("shop 2", {"__ansible_unsafe": "shop 2"})
    assert emulator.env["PINGONE_CLIENT_SECRET"] not in json.dumps(found)


@pytest.mark.parametrize("saved", [False, True], ids=["directly", "from the output of ansible-inventory"])
def test_a_name_is_never_evaluated(
    ansible: Ansible, emulator: Emulator, inventory: Any, tmp_path: Path, saved: bool
) -> None:
    """Neither in a play nor in an inventory that is made of the output, which is what AWX does."""
    mark = tmp_path / "evaluated"
    names = [HOSTILE.replace("EVALUATED", str(mark)), "{% raw %}", "localhost", "Shop EU (test)", "Shop EU [test]"]
    emulator.reset(seed_of(*({"name": name} for name in names)))
    path = inventory(compose={"again": "environment_name"})
    if saved:
        output = ansible("ansible-inventory", "-i", path, "--list", env=emulator.env)
        path = tmp_path / "script.sh"
        path.write_text(f"#!/bin/sh\ncat <<'END OF IT'\n{output.stdout}\nEND OF IT\n", encoding="utf-8")
        path.chmod(0o700)
    playbook = tmp_path / "play.yml"
    playbook.write_text(PLAY, encoding="utf-8")
    finished = ansible.playbook(playbook, "-i", str(path), env=emulator.env)
    assert finished.status == 0, finished.output
    assert sorted(finished.recap) == [
        *("Administrators", "Managed", "Shop-EU-test-00000003", "Shop-EU-test-00000004", "Without-Authorize"),
        *("localhost-00000002", f"lookup-pipe-touch{str(mark).replace('/', '-')}", "raw"),
    ]
    assert not mark.exists()


def test_cache(ansible: Ansible, emulator: Emulator, inventory: Any, tmp_path: Path) -> None:
    emulator.reset(seed_of(*map(environment, range(3))))
    emulator.clear_requests()
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    arguments = ("ansible-inventory", "--list", "-i")
    secrets = [emulator.env["PINGONE_CLIENT_SECRET"], emulator.bearer()]
    emulator.clear_requests()

    def run(*more: str, **options: Any) -> list[str]:
        found = listed(ansible(*arguments, inventory(**cache, **options), *more, env=emulator.env))
        hosts.append(len(found["_meta"]["hostvars"]))
        return requests_of(emulator)

    hosts: list[int] = []
    fresh = ["POST token", "GET environments"]
    assert run() == fresh
    (file,) = (tmp_path / "cache").iterdir()
    assert not any(secret in file.read_text(encoding="utf-8") for secret in secrets)
    assert run() == []
    file.write_text("[]", encoding="utf-8")
    assert run() == fresh  # what is damaged is read again
    assert run(names=["Shop *"]) == []  # filters apply to what is cached
    assert run(with_products=True) == fresh  # what is not cached is read
    assert run("--flush-cache", with_products=True) == fresh
    assert run(client_id=emulator.env["PINGONE_CLIENT_ID"].upper(), client_secret=secrets[0]) == ["POST token"]
    assert hosts[:6] == [6, 6, 6, 3, 6, 6]


def test_the_role_manages_the_environment_of_each_host(
    ansible: Ansible, emulator: Emulator, inventory: Any, tmp_path: Path
) -> None:
    """Whatever the environment variables say. An option of the connection takes precedence, unless it is blank."""
    emulator.reset(seed_of(*map(environment, range(3))))
    entries = {"api_service_list": [{"name": "Fleet API", "base_urls": ["https://{{ inventory_hostname }}.example"]}]}
    shops = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(3)]

    def run(**connection: str) -> list[int]:
        """How many API services there are in each environment afterwards."""
        variables = json.dumps({**entries, "target_hosts": "Shop-0:Shop-1", "api_service_connection": connection})
        playbook = ("pingone.authorize.protect_api", "-i", str(inventory()), "-e", variables)
        finished = ansible("ansible-playbook", *playbook, env=emulator.env)
        assert finished.status == 0, finished.output
        assert sorted(finished.recap) == ["Shop-0", "Shop-1"]
        return [
            len(emulator.collect(f"/v1/environments/{one}/apiServers")) for one in (*shops, emulator.environment_id)
        ]

    assert run(environment_id=" ", region="") == [1, 1, 0, 0]
    assert run(environment_id=shops[2]) == [1, 1, 1, 0]


def test_the_documentation_and_its_examples(ansible: Ansible, emulator: Emulator, tmp_path: Path) -> None:
    emulator.reset(seed_of(environment(0), {"name": "Shop test", "products": ["PING_ONE_MFA"]}))
    finished = ansible("ansible-doc", "--json", "--type", "inventory", PLUGIN)
    assert finished.status == 0, finished.output
    found = json.loads(finished.stdout)[PLUGIN]
    env = {**emulator.env, "SHOP_SECRET": emulator.env["PINGONE_CLIENT_SECRET"]}
    path = tmp_path / "example.pingone.yaml"
    path.write_text(found["examples"], encoding="utf-8")
    output = listed(ansible("ansible-inventory", "-i", path, "--list", env=env))
    assert {name: group["hosts"] for name, group in output.items() if name not in ("_meta", "all")} == {
        "sandbox": ["Shop-0", "Shop-test"],
        "license_example_testing_license": ["Shop-0", "Shop-test"],
        "PING_ONE_AUTHORIZE": ["Shop-0"],
        "PING_ONE_BASE": ["Shop-0"],
        "PING_ONE_MFA": ["Shop-test"],
        "tests": ["Shop-test"],
    }


def test_refresh_inventory_reads_again(ansible: Ansible, emulator: Emulator, inventory: Any, tmp_path: Path) -> None:
    emulator.reset(seed_of(environment(0)))
    emulator.clear_requests()
    playbook = tmp_path / "play.yml"
    playbook.write_text(
        "- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.meta: refresh_inventory\n",
        encoding="utf-8",
    )
    finished = ansible.playbook(playbook, "-i", str(inventory(cache=True)), env=emulator.env)
    assert finished.status == 0, finished.output
    assert requests_of(emulator) == ["POST token", "GET environments"] * 2


def test_options_can_be_templates_and_encrypted(
    ansible: Ansible, emulator: Emulator, inventory: Any, tmp_path: Path
) -> None:
    emulator.reset(seed_of(*map(environment, range(3))))
    secret = emulator.env["PINGONE_CLIENT_SECRET"]
    password = tmp_path / "password"
    password.write_text("open sesame", encoding="utf-8")
    vault = ("--vault-password-file", str(password))
    path = inventory(
        client_id="{{ lookup('ansible.builtin.env', 'THE_CLIENT') }}", names="{{ patterns }}", region="{{ where }}"
    )
    encrypted = ansible("ansible-vault", "encrypt_string", *vault, "--name", "client_secret", secret)
    assert encrypted.status == 0, encrypted.output
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{encrypted.stdout}\n", encoding="utf-8")
    env = {name: value for name, value in emulator.env.items() if "CLIENT" not in name and "REGION" not in name}
    variables = json.dumps({"patterns": ["Shop 1", "Shop 2"], "where": "eu"})
    run = ("ansible-inventory", "-i", path, "--list", "-e", variables)
    env["THE_CLIENT"] = emulator.env["PINGONE_CLIENT_ID"]
    found = listed(ansible(*run, *vault, env=env))
    assert sorted(found["_meta"]["hostvars"]) == ["Shop-1", "Shop-2"]
    assert secret not in json.dumps(found)
    without = ansible(*run, env=env)
    assert "client_secret: cannot be templated or decrypted" in " ".join(without.output.split())


def failure(ansible: Ansible, path: Path, env: dict[str, str]) -> str:
    """The message at the highest verbosity, without line breaks, and whatever Ansible adds to it."""
    finished = ansible("ansible-inventory", "-vvvv", "-i", path, "--graph", env=env)
    assert "pingone/authorize/plugins/module_utils" not in finished.output  # no frame of the collection's own code
    assert "unexpected error" not in finished.output
    return " ".join(finished.output.split())


def test_problems_of_the_options_are_reported_together(ansible: Ansible, emulator: Emulator, inventory: Any) -> None:
    path = inventory(regoin="EU", types=["sandbx"], keyed_group=[], environment_id="x", client_secret="{{ nothing }}")
    text = failure(ansible, path, {})
    assert "problems: (1)" in text
    for expected in (
        'regoin: is not an option here. Did you mean "region"?',
        'Did you mean "SANDBOX"?',
        'keyed_group: is not an option here. Did you mean "keyed_groups"?',
        "environment_id: is not an option here.",
        "client_secret: cannot be templated or decrypted",
        "auth_environment_id: not set. Set auth_environment_id or PINGONE_ENVIRONMENT_ID",
        "region: not set. Set region or PINGONE_REGION_CODE",
    ):
        assert expected in text, text


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ([{"kind": "status", "path": "/v1/environments$", "status": 403}], "HTTP 403"),
        ([{"kind": "status", "path": "/v1/environments$", "status": 429}], "HTTP 429"),
    ],
)
def test_what_pingone_does_not_allow(
    ansible: Ansible, emulator: Emulator, inventory: Any, faults: list[dict[str, Any]], expected: str
) -> None:
    emulator.reset()
    emulator.faults(faults)
    text = failure(ansible, inventory(retry_deadline=1), emulator.env)
    emulator.faults([])
    assert "Could not list environments: " in text
    assert expected in text


def test_wrong_credentials_and_unreachable_hosts(ansible: Ansible, emulator: Emulator, inventory: Any) -> None:
    emulator.reset()
    wrong = "wrong-secret-8Fhq2"
    text = failure(ansible, inventory(), {**emulator.env, "PINGONE_CLIENT_SECRET": wrong})
    assert "client_id or client_secret is wrong" in text and wrong not in text
    nowhere = "http://127.0.0.1:1"
    text = failure(ansible, inventory(api_url=nowhere, auth_url=nowhere, retry_deadline=1), emulator.env)
    assert "cannot be reached" in text


def test_other_files_are_declined(ansible: Ansible, emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "environments.yml"
    path.write_text(f"plugin: {PLUGIN}\n", encoding="utf-8")
    finished = ansible("ansible-inventory", "-i", path, "--graph", env=emulator.env)
    assert "could not be verified by inventory plugin" in " ".join(finished.output.split())
