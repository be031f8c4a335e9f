# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kit for AWX, which sets up an AWX."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import yaml

from tests.system.awx.server import AWX
from tools.collection import place

REPOSITORY = "https://github.com/pingone-authorize/pingone.authorize.git"
IMAGE = {"awx_execution_environment_image": "registry.example/pingone-ee:1"}


class Kit:
    """The kit of the installed collection, an AWX, and a PingOne."""

    def __init__(self, ansible: Any, emulator: Any, awx: AWX, collections: list[Path]) -> None:
        self.awx = awx
        self.folder = place(ansible.collections) / "extensions" / "awx"
        self._ansible = ansible
        self.env = {
            **emulator.env,
            **awx.env,
            "PINGONE_REGION_CODE": "eu",
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(str(path) for path in [ansible.collections, *collections]),
        }

    def setup(self, *arguments: str, env: dict[str, str] | None = None, **variables: Any) -> Any:
        """Run awx_setup.yml."""
        self.awx.requests.clear()
        given = ["-e", json.dumps(variables)] if variables else []
        return self._ansible.playbook(
            self.folder / "awx_setup.yml", *arguments, *given, env={**self.env, **(env or {})}
        )

    def read(self, name: str) -> dict[str, Any]:
        """The content of a file of the kit."""
        content: dict[str, Any] = yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))
        return content
