# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder in which a user's processes meet is nobody else's, or there is none."""

from __future__ import annotations

import os
import stat
import tempfile

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.private_folder import private_folder


def test_it_is_for_its_user_alone(folder):
    earlier = os.umask(0)
    try:
        assert private_folder() == str(folder)
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(folder.lstat().st_mode) == 0o700
    assert private_folder() == str(folder)


@pytest.mark.parametrize("bits", [0o750, 0o701, 0o777, 0o720, 0o704])
def test_one_that_others_may_enter_is_not_used(folder, bits):
    folder.mkdir()
    folder.chmod(bits)
    assert private_folder() is None


def test_a_link_is_not_used(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir(0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert private_folder() is None


def test_a_file_in_its_place_is_not_used(folder):
    folder.write_text("")
    folder.chmod(0o600)
    assert private_folder() is None


def test_that_of_somebody_else_is_not_used(monkeypatch, tmp_path, folder):
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    (tmp_path / f"{folder.name[: -len(str(owner))]}{owner + 1}").mkdir(0o700)
    assert private_folder() is None


def test_there_may_be_no_place_for_it(monkeypatch, folder):
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "missing"))
    assert private_folder() is None
