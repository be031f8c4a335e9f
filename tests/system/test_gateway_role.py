# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role api_gateway decides, what it prints, and how it treats its variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.in_process import PingOne
from tests.system.rotation import HAND_OVERS, NAME, Gateways, Site

HOUR, DAY = 3600, 86400
Credential = tuple[str, int, int | None]
"""ID, age, and seconds since the last use; None if it was never used."""
RECENT: Credential = ("current", 10 * DAY, 30)
OLD: Credential = ("old", 40 * DAY, 9 * DAY)
CASES: list[tuple[str, list[Credential], dict[str, Any], str, list[str]]] = [
    # What is the case, the credentials, the variables, why a rotation is due, and which credentials are removed.
    ("first run", [], {}, "was ever used", []),
    ("nothing due", [RECENT], {}, "", []),
    ("old enough", [RECENT], {"max_age_days": 10}, "10 days old", []),
    ("not old enough", [RECENT], {"max_age_days": 11}, "", []),
    ("requested", [RECENT], {"rotate": "yes"}, "api_gateway_rotate", []),
    ("quiet", [OLD, RECENT], {}, "", ["old"]),
    ("quiet, and a rotation", [OLD, RECENT], {"rotate": True}, "api_gateway_rotate", ["old"]),
    ("in use", [("old", 40 * DAY, HOUR - 1), RECENT], {}, "", []),
    ("almost quiet", [("old", 40 * DAY, HOUR + 29), RECENT], {}, "", []),
    ("just quiet", [("old", 40 * DAY, HOUR + 30), RECENT], {}, "", ["old"]),
    ("other quiet period", [("old", 40 * DAY, HOUR + 30), RECENT], {"quiet_period": 2 * HOUR}, "", []),
    # Only the role has used it so far. The API gateways may not have loaded it yet.
    ("an idle night", [("old", 40 * DAY, 9 * HOUR), ("current", 8 * HOUR, 8 * HOUR - 5)], {}, "", []),
    # One API gateway uses the new credential, and the other one has not loaded it before both became idle.
    ("an idle night after a day", [("old", 40 * DAY, 9 * HOUR), ("current", 20 * HOUR, 9 * HOUR)], {}, "", []),
    ("the next morning", [("old", 40 * DAY, 9 * HOUR), ("current", 20 * HOUR, 60)], {}, "", ["old"]),
    # A run may have stored it.
    ("failed run", [RECENT, ("stored", 60, None)], {}, "before it verified the credential stored", []),
    ("failed run long ago", [RECENT, ("stored", 5 * DAY, None)], {}, "before it verified the credential stored", []),
    ("never used, but handed over", [("first", DAY, None)], {}, "was ever used", []),
    ("completed since", [OLD, ("stored", 11 * DAY, None), RECENT], {}, "", ["old", "stored"]),
    ("completed just now", [OLD, ("stored", 900, None), ("current", 600, 1)], {}, "", []),
    ("several", [OLD, ("older", 20 * DAY, 10), ("stored", 11 * DAY, None), RECENT], {}, "", ["old", "stored"]),
]
FULL = [("a", 90 * DAY, 10), ("b", 80 * DAY, 10), ("c", 70 * DAY, 10), ("d", 60 * DAY, 10), RECENT]
STORED = [(name, age * DAY, None) for name, age in (("s5", 5), ("s4", 4), ("s3", 3), ("s2", 2))]
CASES += [
    ("full, nothing due", FULL, {}, "", []),
    ("full, all in use", FULL, {"rotate": True}, "api_gateway_rotate", []),
    ("full, one is quiet", [OLD, *FULL[1:]], {"rotate": True}, "api_gateway_rotate", ["old"]),
    ("full of failed runs", [RECENT, *STORED], {}, "verified the credential s2", ["s5"]),
    ("full of failed runs today", [RECENT, *((name, 60, None) for name, *_ in STORED)], {}, "credential s2", []),
    # No API gateway sent requests since.
    ("full and idle", [("current", 10 * DAY, 9 * DAY), *STORED], {}, "verified the credential s2", []),
    ("full of first runs", [("s6", 6 * DAY, None), *STORED], {}, "was ever used", ["s6"]),
]
FAILS = {"full, all in use", "full of failed runs today", "full and idle"}
DECIDE = """
- name: Decide
  hosts: localhost
  connection: local
  gather_facts: false
  vars_files:
    - "{role}/defaults/main.yml"
    - "{role}/vars/main.yml"
  tasks:
    - name: Decide in each case
      ansible.builtin.copy:
        dest: "{folder}/{{{{ at }}}}.json"
        mode: "0600"
        content: "{{{{ {{'due': api_gateway_reason, 'removed': api_gateway_removable | map(attribute='id') | list,
          'full': api_gateway_full, 'summary': api_gateway_summary}} | to_json }}}}"
      loop: "{{{{ cases }}}}"
      loop_control:
        index_var: at
      vars:
        api_gateway_before: "{{{{ item.before }}}}"
        api_gateway_name: Kong
        api_gateway_max_age_days: "{{{{ item.variables.max_age_days | default(none) }}}}"
        api_gateway_rotate: "{{{{ item.variables.rotate | default(false) }}}}"
        api_gateway_quiet_period: "{{{{ item.variables.quiet_period | default(none) }}}}"
"""


@pytest.fixture
def site(ansible: Any, emulator: Any, tmp_path: Path) -> Site:
    emulator.reset()
    return Site(ansible, emulator, tmp_path)


def info(credentials: list[Credential]) -> dict[str, Any]:
    """What pingone_gateway_info returns."""
    listed = [
        {"id": id, "age": age, "unused_for": age if used is None else used, "last_used_at": used and "2026-01-01"}
        for id, age, used in credentials
    ]
    return {"gateways": [{"name": NAME, "credentials": listed}]}


def test_decisions(ansible: Any, collection: Path, tmp_path: Path) -> None:
    role = collection / "ansible_collections" / "pingone" / "authorize" / "roles" / "api_gateway"
    playbook, given = tmp_path / "decide.yml", tmp_path / "cases.json"
    playbook.write_text(DECIDE.format(role=role, folder=tmp_path), encoding="utf-8")
    cases = [{"before": info(credentials), "variables": variables} for _name, credentials, variables, *_ in CASES]
    given.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    finished = ansible.playbook(playbook, "-e", f"@{given}")
    assert finished.status == 0, finished.output
    problems = []
    for at, (name, credentials, _variables, due, removed) in enumerate(CASES):
        decided = json.loads((tmp_path / f"{at}.json").read_text(encoding="utf-8"))
        fails = bool(decided["due"]) and len(credentials) - len(decided["removed"]) >= 5
        matches = due in decided["due"] if due else decided["due"] == ""
        if not matches or decided["removed"] != removed or fails != (name in FAILS):
            problems.append((name, decided))
        kept = {id for id, *_ in credentials} - set(removed) - ({"current"} if not due else set())
        assert all(id in decided["summary"] for id in {*kept, *removed}), (name, decided["summary"])
        assert not fails or all(id in decided["full"] for id in kept), (name, decided["full"])
    assert not problems


def test_check_mode(site: Site) -> None:
    """Nothing is created, and the store tasks are not run, for a new gateway and for an existing one."""
    for rotation in ({}, {"rotate": True}):
        site.pingone.clear_requests()
        finished = site.succeed("store", "--check", **rotation)
        assert "a new credential would be created, handed over, and verified, because" in finished.output
        assert "Store the credential" not in finished.output
        assert site.pingone.writes() == []
        site.succeed()


def test_a_run_with_nothing_due_changes_nothing(site: Site) -> None:
    site.succeed()
    stored = site.store.read_text(encoding="utf-8")
    site.pingone.clear_requests()
    finished = site.succeed(max_age_days=30)
    assert finished.recap["localhost"]["changed"] == 0
    assert site.pingone.writes() == []
    assert site.store.read_text(encoding="utf-8") == stored
    (line,) = [line for line in finished.output.splitlines() if '"msg": "Kong: the credential' in line]
    assert "is 0.0 days old, and the next rotation is due in 30.0 days." in line
    assert site.store.stat().st_mode & 0o777 == 0o600


def test_rotation_at_the_limit(site: Site) -> None:
    """Failed runs fill the gateway up. A run then says so, and after the quiet period it makes room."""
    site.succeed()
    fails = list(HAND_OVERS)[1]
    for number in range(4):
        assert site.run(fails, rotate=True).status == 2, number
    site.pingone.clear_requests()
    finished = site.run()
    assert finished.status == 2
    assert "already has 5 credentials, and an API gateway could still use each of them" in finished.output
    assert site.pingone.writes() == []
    ids = [one["id"] for one in site.credentials()]
    assert all(id in finished.output for id in ids)
    # An API gateway still uses the first one.
    gateways = Gateways(site.pingone, site.store, prompt=True)
    gateways.start()
    gateways.go_on()
    gateways.end()
    finished = site.succeed(quiet_period=1)
    assert f"Removed {ids[1]}." in finished.output
    assert [one["id"] for one in site.credentials()][:-1] == [ids[0], *ids[2:]]
    assert "is due when api_gateway_rotate is true" in site.succeed().output


def test_a_disabled_gateway(site: Site, collection: Path) -> None:
    site.succeed()
    PingOne(collection, site.pingone).run("pingone_gateway", name=NAME, enabled=False, force=True)
    site.pingone.clear_requests()
    assert "is disabled" in site.run(rotate=True).output
    assert site.pingone.writes() == []
    site.succeed()


def test_failures_are_shown(site: Site) -> None:
    """Also of the task that creates the credential, whose output is hidden."""
    site.pingone.faults([{"kind": "status", "status": 403, "path": "/credentials$", "method": "POST"}])
    finished = site.run()
    site.pingone.faults([])
    assert finished.status == 2
    assert "is not permitted" in finished.output or "permission" in finished.output
    site.pingone.faults([{"kind": "status", "status": 401, "path": "/sideband/request$"}])
    finished = site.run()
    site.pingone.faults([])
    assert finished.status == 2
    assert "credential" in finished.output.partition("Verify the credential]")[2]


INVALID = [
    ({"api_gateway_name": ""}, ["api_gateway_name: is required."]),
    ({"api_gateway_name": ["Kong"]}, ["api_gateway_name"]),
    ({"api_gateway_store_tasks": " "}, ["api_gateway_store_tasks: is required"]),
    (
        {"api_gateway_store_tasks": "missing.yml"},
        ['api_gateway_store_tasks: the file \\"missing.yml\\" does not exist.'],
    ),
    ({"max_age_days": 0}, ['api_gateway_max_age_days: \\"0\\" must be a number of days, at least 1.']),
    ({"max_age_days": "1.5"}, ["api_gateway_max_age_days"]),
    ({"max_age_days": True}, ["api_gateway_max_age_days"]),
    ({"rotate": "perhaps"}, ['api_gateway_rotate: \\"perhaps\\" must be true or false.']),
    (
        {"api_gateway_quiet_period": "-1"},
        ['api_gateway_quiet_period: \\"-1\\" must be a number of seconds, at least 1.'],
    ),
    ({"api_gateway_connection": "EU"}, ["api_gateway_connection: must be a dictionary"]),
    ({"max_age_days": "x", "rotate": "x", "quiet_period": "x"}, ["max_age_days: ", "rotate: ", "quiet_period: "]),
]


@pytest.mark.parametrize(("variables", "words"), INVALID, ids=range(len(INVALID)))
def test_invalid_variables(site: Site, variables: dict[str, Any], words: list[str]) -> None:
    """They are rejected before anything is sent, with their names."""
    site.pingone.clear_requests()
    finished = site.run(**variables)
    assert finished.status == 2
    assert all(word in finished.output for word in words), finished.output
    assert site.pingone.requests() == []
    assert "Traceback" not in finished.output


@pytest.mark.parametrize("text", ["", "---\n# - name: Store the credential\n", "---\nstore: vault\n"])
def test_a_file_without_tasks_is_rejected(site: Site, tmp_path: Path, text: str) -> None:
    """Otherwise, the credential would be lost, although the run succeeds."""
    tasks = tmp_path / "empty.yml"
    tasks.write_text(text, encoding="utf-8")
    site.pingone.clear_requests()
    finished = site.run(api_gateway_store_tasks=str(tasks))
    assert finished.status == 2
    assert f'api_gateway_store_tasks: the file \\"{tasks}\\" contains no tasks.' in finished.output
    assert site.pingone.requests() == []


def test_a_task_without_a_name_that_fails(site: Site, tmp_path: Path) -> None:
    tasks = tmp_path / "unnamed.yml"
    tasks.write_text('[{"ansible.builtin.command": "false"}]', encoding="utf-8")
    finished = site.run(api_gateway_store_tasks=str(tasks))
    assert f'The task \\"ansible.builtin.command\\" of {tasks} failed.' in finished.output


def test_text_means_the_same_as_typed_values(site: Site) -> None:
    blank = dict.fromkeys(("max_age_days", "rotate", "quiet_period", "api_gateway_connection"), "")
    site.succeed(**blank)
    assert "is due when api_gateway_rotate is true" in site.succeed(**blank).output
    assert "is due in 30.0 days" in site.succeed(max_age_days=" 30 ", rotate="False", quiet_period="60").output
    assert "because api_gateway_rotate is true" in site.succeed(api_gateway_rotate="true").output
    connection = json.dumps({"client_id": "wrong", "client_secret": "wrong"})
    assert site.run(api_gateway_connection=connection).status == 2


SECRET_TASKS = {
    "module fails": {"ansible.builtin.copy": {"dest": "/proc/none", "content": "{{ api_gateway_credential }}"}},
    "command fails": {"ansible.builtin.command": "false {{ api_gateway_credential }}"},
    "undefined variable": {"ansible.builtin.command": "echo {{ api_gateway_credential }} {{ undefined_variable }}"},
    "request fails": {
        "ansible.builtin.uri": {
            "url": "http://127.0.0.1:1/",
            "method": "POST",
            "body": "{{ api_gateway_credential }}",
            "headers": {"CLIENT-TOKEN": "{{ api_gateway_credential }}"},
        }
    },
    "loop": {"ansible.builtin.command": "false", "loop": ["{{ api_gateway_credential }}"]},
    "included": {"ansible.builtin.include_tasks": "{{ playbook_dir }}/../included.yml"},
}


@pytest.mark.parametrize("name", SECRET_TASKS)
def test_the_credential_does_not_show(site: Site, tmp_path: Path, name: str) -> None:
    """Neither if the store tasks succeed nor if they fail, at the highest verbosity."""
    shown = {"name": "Show", "ansible.builtin.debug": {"var": "api_gateway_credential"}}
    included = tmp_path / "included.yml"
    included.write_text(yaml.safe_dump([shown, {"name": "Fail", "ansible.builtin.command": "false"}]), encoding="utf-8")
    task = json.loads(json.dumps(SECRET_TASKS[name]).replace("{{ playbook_dir }}/..", str(tmp_path)))
    tasks = tmp_path / "secret.yml"
    tasks.write_text(yaml.safe_dump([shown, {"name": "Use it", **task}]), encoding="utf-8")
    finished = site.run("store", "-vvvv", api_gateway_store_tasks=str(tasks))
    assert finished.status == 2, finished.output
    assert "EXEC /bin/sh" in finished.output
    assert "but not verified. Existing credentials are still valid." in finished.output
    header = site.pingone.gateway_credential().split(".")[0]
    assert header not in finished.output
    finished = site.succeed("store", "-vvvv", "--diff")
    assert header not in finished.output


VARIABLES = """
- name: Connect the API gateway
  hosts: localhost
  gather_facts: false
  roles:
    - pingone.authorize.api_gateway
  post_tasks:
    - name: Show all variables
      ansible.builtin.debug:
        var: hostvars['localhost']
"""


def test_later_tasks_do_not_have_the_credential(site: Site, ansible: Any, tmp_path: Path) -> None:
    tasks, playbook = tmp_path / "nothing.yml", tmp_path / "connect.yml"
    tasks.write_text("- ansible.builtin.debug:\n", encoding="utf-8")
    playbook.write_text(VARIABLES, encoding="utf-8")
    given = json.dumps({"api_gateway_name": NAME, "api_gateway_store_tasks": str(tasks)})
    finished = ansible.playbook(playbook, "-e", given, env=site.pingone.env)
    assert finished.status == 0, finished.output
    assert "api_gateway_managed" in finished.output
    assert site.pingone.gateway_credential().split(".")[0] not in finished.output
