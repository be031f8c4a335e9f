# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Environments: made once, shared by several users, and kept as long as somebody uses them."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

import pytest

from tools import bootstrap, environments, interpreters
from tools.environments import Environment
from tools.pins import pins


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of the environments that were installed, in place of an installation."""
    folders: list[str] = []

    def install(environment: Environment) -> None:
        environment.root.mkdir(parents=True)
        folders.append(environment.root.name)

    monkeypatch.setattr(environments, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(environments, "_install", install)
    return folders


def test_two_names_of_one_environment_are_made_once(made: list[str]) -> None:
    newest = pins().core_for(interpreters.newest().series).series
    found = environments.ensure("ansible", f"ansible@{newest}")
    assert len(made) == 1
    assert len({environment.root for environment in found.values()}) == 1


def test_who_uses_an_environment_keeps_nobody_else_from_it(made: list[str]) -> None:
    environments.ensure("ansible")
    second = threading.Thread(target=environments.ensure, args=("ansible",), daemon=True)
    second.start()
    second.join(10)
    assert not second.is_alive()
    assert len(made) == 1


def test_what_somebody_uses_is_not_removed(made: list[str], tmp_path: Path) -> None:
    used = environments.ensure("ansible")["ansible"].root
    stem = used.name.rpartition("-")[0]
    for name in ("used", "unused"):
        (tmp_path / f"{stem}-{name}").mkdir()
    with (tmp_path / f"{stem}-used.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        environments.ensure("ansible")
    assert (tmp_path / f"{stem}-used").is_dir()
    assert not (tmp_path / f"{stem}-unused").exists()


def test_uv_knows_what_pip_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.settings.cache_clear()
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example.com/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/opt/one /opt/two")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("UV_FIND_LINKS", "/opt/other")
    found = bootstrap.settings()
    bootstrap.settings.cache_clear()
    assert found["UV_DEFAULT_INDEX"] == "https://index.example.com/simple"
    assert found["UV_FIND_LINKS"] == "/opt/other"
