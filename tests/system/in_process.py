# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs modules without Ansible around them, as the tables of the integration targets do, and sends plain requests.

What Ansible adds to a module takes twenty times as long as the module itself; here it is not what is tested.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from tests.system.recorded import connection
from tools.paths import ROOT

FILES = ROOT / "tests" / "integration" / "targets" / "setup_emulator" / "files"


class PingOne:
    """An emulator, as the modules of the installed collection and as a plain HTTP client change it."""

    def __init__(self, collections: Path, emulator: Any) -> None:
        sys.path[:0] = [str(path) for path in (FILES, collections) if str(path) not in sys.path]
        importlib.import_module("requests")  # which modules import late: here once, for all runs
        self.emulator = emulator
        self._player, self._sender = importlib.import_module("play"), importlib.import_module("send")
        self._connection = connection(emulator)
        self._admitted = {key: self._connection[key] for key in ("environment_id", "api_url")}
        self._admitted["access_token"] = emulator.bearer()
        self._order = {"base": f"{emulator.url}/v1/environments/{emulator.environment_id}", "token": emulator.bearer()}

    def reset(self) -> None:
        """Start from the seed again."""
        self.emulator.reset()

    def run(self, module: str, **options: Any) -> dict[str, Any]:
        """The result of a module, which must not fail."""
        result = self.attempt(module, **options)
        assert not result.get("failed"), (module, options, result)
        return result

    def attempt(self, module: str, **options: Any) -> dict[str, Any]:
        """The result of a module, which may fail."""
        result: dict[str, Any] = self._player.play(self._module(module), {**self._connection, **options}, {})
        return result

    def run_here(self, module: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
        """The result of a module, which must not fail; but for its warnings, which Ansible collects for the process.

        It has neither a process nor a token of its own; both take longer than most of what modules do.
        """
        result = self.attempt_here(module, check_mode, **options)
        assert not result.pop("failed", False), (module, options, result)
        return result

    def attempt_here(self, module: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
        """The same for a module that may fail."""
        printed = io.StringIO()
        with redirect_stdout(printed), suppress(SystemExit):
            self._player.run(self._module(module), {**self._admitted, **options}, {"check_mode": check_mode})
        result: dict[str, Any] = json.loads(printed.getvalue())
        return result

    def specification(self, module: str) -> dict[str, Any]:
        """The options of a module with all that the collection knows about them."""
        specification: dict[str, Any] = self._module(module).TASK.spec
        return specification

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"{self._player.COLLECTION}.{name}")

    def protect(self, service: dict[str, Any]) -> None:
        """Do what the role does for an entry whose tokens PingOne issues, without a deployment."""
        parent = {"api_service": service["name"]}
        own = {key: service[key] for key in ("name", "base_urls", "audience")}
        new = [{key: one[key] for key in one if key != "create"} for one in service["applications"] if "create" in one]
        everything = [scope["name"] for scope in service["scopes"]]
        self.run("pingone_group", groups=[{"name": group["name"]} for group in service["groups"]])
        self.run("pingone_api_service", **own, auto_create_resource=True)
        self.run("pingone_scope", **parent, scopes=service["scopes"])
        for one in service["permissions"]:
            names = {key: one[key] for key in ("application_resource", "action")}
            self.run("pingone_application_permission", **parent, **names)
        self.run("pingone_api_operation", **parent, operations=service["operations"])
        self.run("pingone_application", applications=new)
        for one in service["applications"]:
            scopes = one.get("scopes", everything)
            self.run("pingone_app_scope_grant", **parent, application=one["name"], scopes=scopes)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request below the environment, which must succeed; a _ in a header's name stands for a -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._sender.send(self._order, {"method": method, "path": path, "body": body, "headers": named})
        assert answer["status"] in (200, 201, 204), (method, path, body, answer)
        return answer["json"]

    def list(self, path: str) -> list[dict[str, Any]]:
        """All objects of a collection."""
        return self.emulator.collect(path)
