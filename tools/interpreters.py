# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the newest interpreter that can really be used.

A file with the right name is not enough: a version manager's shim may refuse to run, and a distribution may leave
out what a virtual environment needs. So every candidate is run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.errors import ToolError
from tools.pins import Core, pins

OLDEST = (3, 11)
_PROBE = (
    "import ensurepip, json, ssl, sys, venv; "
    "print(json.dumps([sys.version_info[0], sys.version_info[1], sys.version_info[3], sys.version.split()[0]]))"
)


@dataclass(frozen=True)
class Interpreter:
    """A Python that was run and answered."""

    path: Path
    series: str
    version: str


def probe(path: Path) -> Interpreter | None:
    """Run a candidate; None unless it is a final release that can make virtual environments and speak TLS."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=True
        )
        major, minor, level, version = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if level != "final":
        return None
    return Interpreter(path, f"{major}.{minor}", version)


def _folders() -> Iterator[Path]:
    """Where interpreters may be: the search path, then what pyenv has installed."""
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if entry:
            yield Path(entry)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(pyenv.glob("*/bin"), reverse=True)


def candidates(series: str) -> Iterator[Path]:
    """Files that may be the interpreter of a series such as "3.13", the running interpreter first."""
    if series == f"{sys.version_info[0]}.{sys.version_info[1]}":
        yield Path(sys.executable)
    for folder in _folders():
        for name in (f"python{series}", "python3"):
            path = folder / name
            if os.access(path, os.X_OK) and (name != "python3" or path.resolve().name == f"python{series}"):
                yield path


@cache
def find(series: str) -> Interpreter | None:
    """The first usable interpreter of a series, or None."""
    for path in candidates(series):
        found = probe(path)
        if found and found.series == series:
            return found
    return None


def newest_for(core: Core) -> Interpreter | None:
    """The newest usable interpreter that a release of ansible-core supports, or None."""
    return next((found for series in _newest_first(core.pythons) if (found := find(series))), None)


def known() -> set[str]:
    """The series of Python that a pinned ansible-core supports."""
    return {series for core in pins().cores for series in core.pythons}


def newest() -> Interpreter:
    """The newest usable interpreter of all that a pinned ansible-core supports, 3.11 or newer."""
    wanted = [series for series in _newest_first(known()) if key(series) >= OLDEST]
    for series in wanted:
        if found := find(series):
            return found
    raise ToolError(
        f"No usable Python found. Wanted: one of {', '.join(wanted)} on the search path or installed by pyenv, with "
        "the modules venv, ensurepip and ssl (on Debian and Ubuntu they come with the package python3-venv)."
    )


def _newest_first(series: set[str] | tuple[str, ...]) -> list[str]:
    return sorted(series, key=key, reverse=True)


def key(series: str) -> tuple[int, ...]:
    """A series such as "3.13" as numbers, to compare it with others."""
    return tuple(int(part) for part in series.split("."))
