# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding interpreters: only what really runs counts."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import interpreters
from tools.errors import ToolError
from tools.pins import pins


@pytest.fixture(autouse=True)
def forget() -> None:
    """What an earlier test found must not count."""
    interpreters.find.cache_clear()


def link(folder: Path, series: str) -> Path:
    """A link to the real interpreter of a series, as a distribution or pyenv would have installed it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"python{series}"
    path.symlink_to(REAL[series])
    return path


def failing(folder: Path, series: str) -> Path:
    """A stand-in for a version manager's shim without that version behind it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"python{series}"
    path.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n", encoding="utf-8")
    path.chmod(0o755)
    return path


RUNNING = f"{sys.version_info[0]}.{sys.version_info[1]}"
REAL = {RUNNING: Path(sys.executable).resolve()}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose search path and pyenv are empty folders."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{tmp_path / 'bin'}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(interpreters.sys, "base_prefix", str(tmp_path / "none"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    return tmp_path


@pytest.fixture
def series(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A machine on which uv finds interpreters with these versions."""

    def there(*versions: str) -> None:
        def finds(wanted: str, *options: str) -> str:
            version = next((each for each in versions if each.startswith(f"{wanted}.")), "")
            return version if options else f"/usr/bin/python{wanted}" if version else ""

        monkeypatch.setattr(interpreters, "_uv_finds", finds)

    return there


def test_what_is_on_the_search_path_is_found(machine: Path) -> None:
    link(machine / "bin", RUNNING)
    found = interpreters.find(RUNNING)
    assert found and found.path == machine / "bin" / f"python{RUNNING}"
    assert found.version == platform.python_version()


def test_a_shim_that_does_not_run_is_passed_over(machine: Path) -> None:
    failing(machine / "shims", RUNNING)
    link(machine / "bin", RUNNING)
    found = interpreters.find(RUNNING)
    assert found and found.path == machine / "bin" / f"python{RUNNING}"


def test_what_pyenv_has_installed_is_found_behind_a_failing_shim(machine: Path) -> None:
    failing(machine / "shims", RUNNING)
    real = link(machine / "pyenv" / "versions" / f"{RUNNING}.0" / "bin", RUNNING)
    found = interpreters.find(RUNNING)
    assert found and found.path == real


def test_what_is_not_there_is_not_found(machine: Path) -> None:
    assert interpreters.find(RUNNING) is None


def test_a_preview_is_not_usable(series: Callable[..., None]) -> None:
    series("3.14.0rc1", "3.12.3")
    assert interpreters.newest().series == "3.12"


def test_none_at_all_says_what_is_missing(series: Callable[..., None]) -> None:
    series("3.9.18")
    with pytest.raises(ToolError, match=r"one of 3\.14, 3\.13, 3\.12, 3\.11, 3\.10 "):
        interpreters.newest()


def test_an_old_core_gets_the_newest_interpreter_that_it_supports(series: Callable[..., None]) -> None:
    series("3.10.4", "3.11.2", "3.13.0")
    found = interpreters.newest_for(pins().core("2.16"))
    assert found and found.series == "3.11"


@pytest.mark.parametrize(
    ("python", "series"), [("3.11", "2.19"), ("3.12", "2.21"), ("3.13", "2.21"), ("3.14", "2.21"), ("3.10", "2.16")]
)
def test_each_interpreter_gets_the_newest_core_it_supports(python: str, series: str) -> None:
    assert pins().core_for(python).series == series


def test_constraints_pin_the_core_and_its_overrides() -> None:
    lines = pins().constraints("importer", pins().core("2.16"))
    assert f"ansible-core=={pins().core('2.16').version}" in lines
    assert [line for line in lines if line.startswith("resolvelib==")] == ["resolvelib==1.0.1"]
