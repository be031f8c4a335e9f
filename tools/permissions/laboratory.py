# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs modules as a worker application whose only role is a custom role, and says what they needed.

The modules run in this process, with the scenarios of ``tests/system/modules``.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.emulator import AGENT, Emulator
from tools.errors import ToolError
from tools.paths import ROOT

FILES = ROOT / "tests" / "integration" / "targets" / "setup_emulator" / "files"
SCENARIOS = ROOT / "tests" / "system" / "modules"
ROLE = "Ansible"
PRESENT, MIXED = "present", "mixed"
# The options that are lists of objects whose states can differ.
LISTS = ("api_services", "gateways", "external_oauth_servers", "resources", "groups", "applications")


@dataclass(frozen=True)
class Row:
    """A task of a scenario, and the preparations before it."""

    module: str
    number: int
    options: dict[str, Any]

    @property
    def state(self) -> str:
        """The state of its objects, or that they have several."""
        states = {str(one.get("state", self.options.get("state", PRESENT))) for one in self._items()}
        return states.pop() if len(states) == 1 else MIXED

    def _items(self) -> list[dict[str, Any]]:
        """The objects of the task, each of which may have a state of its own."""
        given = next((self.options[key] for key in LISTS if self.options.get(key)), None)
        return given if isinstance(given, list) and isinstance(given[0], dict) else [self.options]

    def __str__(self) -> str:
        return f"{self.module}, row {self.number}"


@dataclass(frozen=True)
class Run:
    """What came of a task: its result, and the permissions that its requests were checked for, in order."""

    result: dict[str, Any]
    checked: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return bool(self.result.get("failed"))

    @property
    def message(self) -> str:
        """Its message and its warnings."""
        return " ".join([str(self.result.get("msg", "")), *self.warnings])

    @property
    def warnings(self) -> list[str]:
        """The texts of its warnings."""
        return list(self.result.get("warnings", ()))


@dataclass
class Trial:
    """A row that was run with all permissions. ``steady``: it changes nothing."""

    row: Row
    run: Run
    steady: bool

    @property
    def needed(self) -> tuple[str, ...]:
        """The permissions that its requests were checked for."""
        return self.run.checked


class Laboratory:
    """A local PingOne with a worker application that has one custom role, for the environment that it lives in."""

    def __init__(self, collections: Path, pingone: Emulator, folder: Path) -> None:
        sys.path[:0] = [str(path) for path in (FILES, collections) if str(path) not in sys.path]
        importlib.import_module("requests")
        self._player = importlib.import_module("play")
        self._pingone, self._folder = pingone, folder
        self._role: dict[str, Any] = {}
        self._connection: dict[str, Any] = {}
        self.everything: tuple[str, ...] = ()

    def trials(self, module: str) -> Iterator[Trial]:
        """Play the scenario of a module. Who takes a trial has to end with a run that does what the row does."""
        self.start()
        document = yaml.safe_load((SCENARIOS / f"{module}.yml").read_text(encoding="utf-8"))
        for number, given in enumerate(self._pingone.filled(document["scenario"], self._folder), 1):
            options = self._placed(given["options"], number)
            row = Row(given.get("module", module), number, options)
            if "module" in given or row.state == MIXED:
                self._prepare(row)
                continue
            self._pingone.checkpoint()
            yield Trial(row, self.play(row, self.everything), not given.get("changes", True))

    def start(self) -> None:
        """Start from the seed, and make the worker application."""
        pingone, home = self._pingone, self._pingone.environment_id
        pingone.reset()
        built_in = pingone.get("/v1/roles")["_embedded"]["roles"]
        self.everything = tuple(sorted({one["id"] for role in built_in for one in role["permissions"]}))
        assigning = [{"id": role["id"]} for role in built_in if role["name"] == "Environment Admin"]
        self._role = {"name": ROLE, "applicableTo": ["ENVIRONMENT"], "canBeAssignedBy": assigning}
        self._role = pingone.post("roles", {**self._role, "permissions": _listed(self.everything)})
        worker = pingone.post("applications", WORKER)["id"]
        scope = {"type": "ENVIRONMENT", "id": home}
        pingone.post(f"applications/{worker}/roleAssignments", {"role": {"id": self._role["id"]}, "scope": scope})
        self._connection = {
            "environment_id": home,
            "auth_environment_id": home,
            "client_id": worker,
            "client_secret": pingone.get(f"applications/{worker}/secret")["secret"],
            "api_url": pingone.env["PINGONE_API_URL"],
            "auth_url": pingone.env["PINGONE_AUTH_URL"],
        }

    def play(self, row: Row, permissions: Iterable[str], check: bool = False) -> Run:
        """Run a task from where its row begins, with these permissions only."""
        self._pingone.return_to_checkpoint()
        for path in self._folder.glob("row-*/*"):
            path.unlink()
        self._permit(permissions)
        self._pingone.clear_requests()
        result = self._play(row.module, row.options, check)
        checked = [
            entry["permission"]
            for entry in self._pingone.requests()
            if entry["permission"] and entry["user_agent"] != AGENT
        ]
        return Run(result, tuple(dict.fromkeys(checked)))

    def _prepare(self, row: Row) -> None:
        """Run a task that later ones need.

        :raises ToolError: if it fails.
        """
        self._permit(self.everything)
        run = Run(self._play(row.module, row.options, check=False), ())
        if run.failed:
            raise ToolError(f"{row} fails as a preparation: {run.message}")

    def _permit(self, permissions: Iterable[str]) -> None:
        """Let the worker application have these permissions only."""
        self._pingone.put(f"roles/{self._role['id']}", {**self._role, "permissions": _listed(permissions)})

    def _play(self, module: str, options: dict[str, Any], check: bool) -> dict[str, Any]:
        imported = importlib.import_module(f"{self._player.COLLECTION}.{module}")
        printed = io.StringIO()
        with redirect_stdout(printed), suppress(SystemExit):
            self._player.run(imported, {**self._connection, **options}, {"check_mode": check})
        _forget_warnings()
        result = dict(json.loads(printed.getvalue()))
        result["warnings"] = [self._player.text_of(one) for one in result.get("warnings", ())]
        return result

    def _placed(self, options: dict[str, Any], number: int) -> dict[str, Any]:
        """Options in which ``~`` is a folder of the row."""
        place = self._folder / f"row-{number}"
        place.mkdir(exist_ok=True)
        return {
            key: f"{place}{value[1:]}" if isinstance(value, str) and value.startswith("~") else value
            for key, value in options.items()
        }


WORKER = {
    "name": "Narrow Worker",
    "enabled": True,
    "type": "WORKER",
    "protocol": "OPENID_CONNECT",
    "grantTypes": ["CLIENT_CREDENTIALS"],
    "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
    "assignActorRoles": False,
}


def modules() -> list[str]:
    """The names of all modules."""
    return sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))


def _listed(permissions: Iterable[str]) -> list[dict[str, str]]:
    """The permissions of a role, which has at least one; reading flow policies is enough for no module."""
    return [{"id": one} for one in permissions] or [{"id": "undocumented:read:flow"}]


def _forget_warnings() -> None:
    """Ansible collects warnings for the process, which here runs many modules."""
    warnings = importlib.import_module("ansible.module_utils.common.warnings")
    for name in ("_global_warnings", "_global_deprecations"):
        held = getattr(warnings, name, None)
        if held is not None:
            held.clear()
