# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of permissions is what the modules need: no more, no less, and a message names each that is missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.environments import UNPACED
from tools.permissions.files import TABLE, written
from tools.permissions.laboratory import Laboratory, modules
from tools.permissions.needs import Needs, measure
from tools.permissions.table import lines


def test_the_table_is_current_and_minimal(
    collection: Path,
    emulator: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Each task is run with exactly its permissions, and without each of them.

    A task that fails without a permission has to name it. If this test fails, run ``make permissions``.
    """
    for name, value in UNPACED.items():
        monkeypatch.setitem(os.environ, name, value)
    needs = measure(Laboratory(collection, emulator, tmp_path), modules())
    required = sum(len(one.required) for one in needs.values())
    tasks = sum(len(one.tasks) for one in needs.values())
    record_property("permissions", f"{len(needs)} modules and states, {tasks} tasks, {required} required permissions")
    for path, text in written(lines(needs)).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current"


def test_what_is_lost_without_an_optional_permission_is_not_silent(
    collection: Path, emulator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modules that return null for what cannot be read warn about it."""
    for name, value in UNPACED.items():
        monkeypatch.setitem(os.environ, name, value)
    found = measure(Laboratory(collection, emulator, tmp_path), ["pingone_environment_info"])
    needs: Needs = found["pingone_environment_info", "present"]
    assert needs.optional and all("The result has null for" in text for text in needs.optional.values())


def test_the_generated_files_belong_to_the_table() -> None:
    table = TABLE.read_text(encoding="utf-8").partition('TABLE = """\n')[2].partition('\n"""')[0].splitlines()
    for path, text in written(table).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current"
