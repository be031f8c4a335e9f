# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recap of ansible-playbook, by a real run of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.errors import ToolError
from tools.recap import Recap

PLAYBOOK = """
- hosts: all
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug:
      changed_when: inventory_hostname == "first"
    - ansible.builtin.debug:
      changed_when: true
"""


def play(recap: Recap, playbook: Path) -> int:
    command = [Path(sys.executable).with_name("ansible-playbook"), "-i", "first,second", playbook]
    environment = {**os.environ, **recap.variables, "HOME": str(playbook.parent)}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode


def test_counts(tmp_path: Path) -> None:
    recap, playbook = Recap(tmp_path / "recap.json"), tmp_path / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    assert play(recap, playbook) == 0
    assert {host: counts["changed"] for host, counts in recap.hosts.items()} == {"first": 2, "second": 1}
    assert recap.total("changed") == 3
    assert recap.total("ok") == 4


def test_without_a_recap_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "recap.json").write_text("{}", encoding="utf-8")
    recap = Recap(tmp_path / "recap.json")
    assert play(recap, tmp_path / "missing.yml") != 0
    with pytest.raises(ToolError, match="without a recap"):
        recap.total("changed")
