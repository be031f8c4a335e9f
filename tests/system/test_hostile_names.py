# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hostile names travel unharmed or are refused, and what comes back from the server is never templated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.system.recorded import connection, play, playbook_of

HOSTILE = [
    "{{ 7 * 7 }} {% raw %}{{ lookup('pipe', 'id') }}{% endraw %}",
    "Bestellungen für München ☃ 注文",
    "a: [b, {c: 'd'}] # e \"f\" & *g !h | > % @",
    '100%2F../../?x=1#y;z" or name sw "',
    "-e ../etc/passwd $(id) `id` \\n",
    "n" * 256,
]
REFUSED = ["two\nlines", "tab\there", "bell\x07", " ", "", "n" * 257]

PLAYBOOK = """
- name: Send names there and back
  hosts: localhost
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  module_defaults:
    group/pingone.authorize.pingone: "{{ connection }}"
  tasks:
    - name: Read the names
      ansible.builtin.set_fact:
        names: "{{ lookup('ansible.builtin.file', names_file) | from_json }}"
    - name: Save a service under each name
      pingone.authorize.pingone_api_service:
        name: "{{ item }}"
        base_urls: ["https://hostile.example.com/{{ position }}"]
        auto_create_resource: true
      loop: "{{ names }}"
      loop_control:
        index_var: position
      register: saved
    - name: Read it again by the id and name that came back
      pingone.authorize.pingone_api_service:
        id: "{{ item.api_service.id }}"
        name: "{{ item.api_service.name }}"
      loop: "{{ saved.results }}"
      register: again
    - name: Describe a scope with it
      pingone.authorize.pingone_scope:
        api_service: "{{ item.api_service.name }}"
        name: described
        description: "{{ item.api_service.name }}"
      loop: "{{ again.results }}"
    - name: Write down what came back
      ansible.builtin.copy:
        content: "{{ again.results | map(attribute='api_service') | map(attribute='name') | to_json }}"
        dest: "{{ names_file }}.back"
        mode: "0600"
    - name: Check that nothing was changed by the second reading
      ansible.builtin.assert:
        that: again is not changed
"""


def test_hostile_names_travel_unharmed(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    emulator.reset()
    names_file = tmp_path / "names.json"
    names_file.write_text(json.dumps(HOSTILE), encoding="utf-8")
    (tmp_path / "hostile.yml").write_text(PLAYBOOK, encoding="utf-8")
    extra = json.dumps({"names_file": str(names_file), "connection": connection(emulator)})
    finished = ansible.playbook(tmp_path / "hostile.yml", "-e", extra)
    assert finished.status == 0, finished.output
    assert json.loads((tmp_path / "names.json.back").read_text(encoding="utf-8")) == HOSTILE
    services = emulator.collect("apiServers")
    assert sorted(item["name"] for item in services) == sorted(HOSTILE)
    for service in services:
        scopes = emulator.collect(f"resources/{service['authorizationServer']['resource']['id']}/scopes")
        assert [scope["description"] for scope in scopes] == [service["name"]]


def test_names_that_pingone_cannot_take_are_refused(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    emulator.reset()
    emulator.clear_requests()
    options = {"name": "{{ item }}", "base_urls": ["https://hostile.example.com"], "auto_create_resource": True}
    attempt = {
        "pingone.authorize.pingone_api_service": options,
        "loop": REFUSED,
        "register": "refused",
        "failed_when": "refused is not failed or 'name: ' not in refused.msg or 'Traceback' in refused.msg",
    }
    finished, _results = play(ansible, playbook_of([attempt], emulator, tmp_path), env={})
    assert finished.status == 0, finished.output
    assert finished.stdout.count("(item=") == len(REFUSED)
    assert emulator.writes() == []
