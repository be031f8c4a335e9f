# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are replaced atomically."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.new_file import (
    create_file,
    folder_problem,
    replace_file,
)


def mode_of(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "record.json"
    for text in ("one", "zwölf"):
        replace_file(str(path), text, durable=durable)
        assert path.read_text(encoding="utf-8") == text
    assert mode_of(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_mode_according_to_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    umask = os.umask(0o027)
    try:
        replace_file(str(path), "one", mode=None)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(umask)
    assert mode_of(path) == 0o640


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_is_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(source, target)

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "record.json"
    create_file(str(path), "one")
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == ("one", 0o600)
    if has_links:
        with pytest.raises(FileExistsError):
            create_file(str(path), "two")
        assert path.read_text(encoding="utf-8") == "one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        replace_file(str(path), "one")
    assert list(tmp_path.iterdir()) == [path]


def test_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.json"
    assert folder_problem(str(path)) == ""
    path.write_text("", encoding="utf-8")
    assert "is not a folder" in folder_problem(str(path / "x"))
    assert "does not exist" in folder_problem(str(tmp_path / "missing" / "x"))
    monkeypatch.setattr(os, "access", lambda *_given: False)
    assert "is not writable" in folder_problem(str(path))
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert folder_problem("x") == ""
