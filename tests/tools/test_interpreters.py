# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding interpreters: only what really runs counts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools import interpreters
from tools.errors import ToolError
from tools.pins import pins


@pytest.fixture(autouse=True)
def forget() -> None:
    """What an earlier test found must not count."""
    interpreters.find.cache_clear()


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def answering(path: Path, series: str, level: str = "final") -> Path:
    """A stand-in that answers the probe as an interpreter of that series would."""
    major, minor = series.split(".")
    return program(path, f"""#!/bin/sh\necho '[{major}, {minor}, "{level}", "{series}.9"]'\n""")


def failing(path: Path) -> Path:
    """A stand-in for a version manager's shim without that version behind it."""
    return program(path, "#!/bin/sh\necho 'command not found' >&2\nexit 127\n")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose search path and pyenv are empty folders."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{tmp_path / 'bin'}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(interpreters.sys, "executable", str(tmp_path / "none"))
    return tmp_path


def test_the_running_interpreter_is_usable() -> None:
    found = interpreters.probe(Path(sys.executable))
    assert found and found.series == f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_a_shim_that_does_not_run_is_passed_over(machine: Path) -> None:
    failing(machine / "shims" / "python3.13")
    failing(machine / "shims" / "python3.12")
    answering(machine / "bin" / "python3.11", "3.11")
    assert interpreters.newest().path == machine / "bin" / "python3.11"


def test_what_pyenv_has_installed_is_found_behind_a_failing_shim(machine: Path) -> None:
    failing(machine / "shims" / "python3.13")
    answering(machine / "bin" / "python3.11", "3.11")
    real = answering(machine / "pyenv" / "versions" / "3.13.0" / "bin" / "python3.13", "3.13")
    assert interpreters.newest().path == real


def test_a_preview_and_a_liar_are_not_usable(machine: Path) -> None:
    answering(machine / "bin" / "python3.14", "3.14", level="candidate")
    answering(machine / "bin" / "python3.13", "3.9")
    answering(machine / "bin" / "python3.12", "3.12")
    assert interpreters.newest().series == "3.12"


def test_none_at_all_says_what_is_missing(machine: Path) -> None:
    answering(machine / "bin" / "python3.10", "3.10")
    with pytest.raises(ToolError, match="ensurepip"):
        interpreters.newest()


def test_an_old_core_gets_the_newest_interpreter_that_it_supports(machine: Path) -> None:
    for series in ("3.10", "3.11", "3.13"):
        answering(machine / "bin" / f"python{series}", series)
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
