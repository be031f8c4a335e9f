# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The file of the evidence: a new one in a folder, or one that each run of an environment replaces."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from typing import Any, Optional

from ..._base.errors import FileFailure, InvalidInput, Problem
from ..._base.text import quoted
from ..._pingone.new_file import create_file, folder_problem, replace_file

OPTION = "evidence_path"
# Identifies a file as evidence, so that no other file is replaced.
RECORD = "pingone.authorize/evidence"
# The maximum size of a file that can be evidence.
LARGEST = 100_000_000


def path_problems(path: Optional[str]) -> list[Problem]:
    """The problems of the path that can be found before anything is read."""
    if path is None:
        return []
    # The current folder is that of the playbook, or another one, depending on the connection and on async.
    relative = f"{quoted(path)} is a relative path. Use an absolute path, for example below {{{{ playbook_dir }}}}."
    problem = folder_problem(_expanded(path)) if os.path.isabs(os.path.expanduser(path)) else relative
    return [Problem(OPTION, problem)] if problem else []


class EvidenceFile:
    """The file for one run.

    - If the path is that of a folder, the file gets a name from the start of the run and the IDs of the environment and
      of the run, so that each run has a file.
    - Otherwise, it is the path of the file. If that is the evidence of another environment, for example of another host
      of the play, the ID of the environment is inserted before its extension.
    - Check mode writes C(NAME.check.json), so that it never replaces the evidence of a run.
    """

    def __init__(self, path: str, check_mode: bool, environment: str, started: datetime, run: str) -> None:
        self._environment = environment
        expanded = _expanded(path)
        if not os.path.basename(expanded):
            expanded = os.path.join(expanded, f"{started:%Y%m%dT%H%M%SZ}-{environment}-{run[:8]}.json")
        base, extension = os.path.splitext(expanded)
        self.path = f"{base}.check{extension}" if check_mode else expanded

    def check(self) -> None:
        """Check that no other file would be replaced.

        :raises InvalidInput: if one would be.
        """
        self._choose()
        if self._owner() == "":
            text = f"{quoted(self.path)} exists, and is not evidence of a run. Use another path."
            raise InvalidInput.of(OPTION, text)

    def write(self, record: dict[str, Any]) -> None:
        """Write the evidence.

        :raises FileFailure: if that is not possible.
        """
        text = json.dumps(record, indent=2, sort_keys=True) + "\n"
        try:
            self._choose()
            if self._owner() is None:
                with suppress(FileExistsError):
                    create_file(self.path, text)
                    return
                # Another host has just created it.
                self._choose()
            replace_file(self.path, text, durable=True)
        except OSError as error:
            message = f"The evidence {quoted(self.path)} ({OPTION}) cannot be written ({error.strerror})."
            raise FileFailure(message) from None

    def _choose(self) -> None:
        """Use another file if this one is the evidence of another environment."""
        if self._owner() not in (None, "", self._environment):
            base, extension = os.path.splitext(self.path)
            self.path = f"{base}.{self._environment}{extension}"

    def _owner(self) -> Optional[str]:
        """The environment of the evidence in the file; None without a file, and empty if it is another file."""
        try:
            if os.path.lexists(self.path) and (not os.path.isfile(self.path) or os.path.getsize(self.path) > LARGEST):
                return ""
            with open(self.path, encoding="utf-8") as file:
                found = json.load(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            return ""
        is_evidence = isinstance(found, dict) and found.get("record") == RECORD
        environment = found.get("environment") if is_evidence else None
        return str(environment.get("id", "")) if isinstance(environment, dict) else ""


def _expanded(path: str) -> str:
    """The path without links, so that the file is replaced that a link refers to. That of a folder ends in a slash."""
    expanded = os.path.expanduser(path)
    is_folder = expanded.endswith("/") or os.path.isdir(expanded)
    return os.path.join(os.path.realpath(expanded), "") if is_folder else os.path.realpath(expanded)
