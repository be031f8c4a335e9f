# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the newest usable interpreter: uv looks for it, on the search path and in what pyenv has installed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import bootstrap
from tools.errors import ToolError
from tools.pins import Core, pins


@dataclass(frozen=True)
class Interpreter:
    """A Python that uv has run."""

    path: Path
    series: str
    version: str


@cache
def find(series: str) -> Interpreter | None:
    """A usable interpreter of a series such as "3.13", or None; a preview is not usable."""
    version = _uv_finds(series, "--show-version")
    if not version.replace(".", "").isdecimal():
        return None
    return Interpreter(Path(_uv_finds(series)), series, version)


def _uv_finds(series: str, *options: str) -> str:
    """What uv prints about the interpreter of a series; nothing if there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    # Before the search path, where pyenv has shims that do not run; behind it, the Python that runs us.
    folders = [str(folder) for folder in sorted(pyenv.glob(f"{series}.*/bin"), reverse=True)]
    folders += [os.environ.get("PATH", ""), f"{sys.base_prefix}/bin"]
    command: list[str | Path] = [bootstrap.uv(), "python", "find", "--system", "--no-project", "--no-python-downloads"]
    answer = subprocess.run(
        [*command, *options, f"cpython@{series}"],
        env={**os.environ, "PATH": os.pathsep.join(folders)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return answer.stdout.strip()


def newest_for(core: Core) -> Interpreter | None:
    """The newest usable interpreter that a release of ansible-core supports, or None."""
    return _first(core.pythons)


def newest() -> Interpreter:
    """The newest usable interpreter of all that a pinned ansible-core supports."""
    wanted = pins().pythons
    found = _first(wanted)
    if not found:
        raise ToolError(f"No usable Python found. Wanted: one of {', '.join(wanted)} on the search path or from pyenv.")
    return found


def _first(wanted: tuple[str, ...]) -> Interpreter | None:
    return next((found for series in wanted if (found := find(series))), None)
