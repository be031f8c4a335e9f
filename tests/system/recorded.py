# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays a playbook and reads what its tasks reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

CONNECTION = {
    "environment_id": "PINGONE_TARGET_ENVIRONMENT_ID",
    "auth_environment_id": "PINGONE_ENVIRONMENT_ID",
    "client_id": "PINGONE_CLIENT_ID",
    "client_secret": "PINGONE_CLIENT_SECRET",
    "api_url": "PINGONE_API_URL",
    "auth_url": "PINGONE_AUTH_URL",
}

# What PingOne generates, so that check mode cannot know it.
GENERATED = ("id", "deployed_at", "decision_endpoint_id", "authorization_version_id", "as_of")
# The number of requests, times, and paths differ as well, and warnings may be those of several runs of one process.
IGNORED = ("requests", "evidence_path", "invocation", "warnings", "deprecations", "latency_ms")


def comparable(value: Any) -> Any:
    """A result without what differs between check mode and a run."""
    if isinstance(value, dict):
        return {key: None if key in GENERATED else comparable(one) for key, one in value.items() if key not in IGNORED}
    if isinstance(value, list):
        return [comparable(one) for one in value]
    return value.replace("would be ", "") if isinstance(value, str) else value


def play(ansible: Any, playbook: Any, *arguments: str, env: dict[str, str]) -> tuple[Any, list[dict[str, Any]]]:
    """How a playbook ended, and the record of each result of the collection's modules."""
    results = ansible.home / "results.jsonl"
    results.write_text("", encoding="utf-8")
    recording = {
        "ANSIBLE_CALLBACKS_ENABLED": "recap,packed_modules,task_results",
        "TASK_RESULTS_FILE": str(results),
    }
    finished = ansible.playbook(playbook, "--diff", *arguments, env={**env, **recording})
    return finished, [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]


def playbook_of(tasks: list[dict[str, Any]], pingone: Any, folder: Path) -> Path:
    """A playbook with these tasks, whose connection settings come from module_defaults and nowhere else."""
    document = {
        "name": "Play tasks",
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "module_defaults": {"group/pingone.authorize.pingone": connection(pingone)},
        "tasks": tasks,
    }
    path = folder / "playbook.yml"
    path.write_text(yaml.safe_dump([document], sort_keys=False), encoding="utf-8")
    return path


def connection(pingone: Any) -> dict[str, str]:
    """The emulator's variables as connection options."""
    return {option: pingone.env[name] for option, name in CONNECTION.items()}
