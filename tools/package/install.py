# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Installs the emulator in the ways that its README has, each in a new virtual environment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import bootstrap, collection
from tools.environments import Environment
from tools.errors import ToolError
from tools.interpreters import Interpreter, find
from tools.package.build import Package, copy
from tools.pins import pins
from tools.processes import check

OLDEST = "3.11"
"""The oldest Python of ``requires-python``."""


@dataclass(frozen=True)
class Place:
    """Where the package is installed: an empty folder, the pinned versions, and a log."""

    environment: Environment
    package: Package
    folder: Path
    log: Path

    def constraints(self) -> Path:
        """A file with all pinned versions."""
        path = self.folder / "constraints.txt"
        path.write_text("\n".join(pins().constraints("package")) + "\n", encoding="utf-8")
        return path

    def run(self, command: Sequence[str | Path], **variables: str | Path) -> None:
        """Run a program of installation in the folder; it must succeed."""
        env = {**bootstrap.settings(), **{name: str(value) for name, value in variables.items()}}
        check(command, log=self.log, env=env, cwd=self.folder)


def ways() -> dict[str, Callable[[Place], Path]]:
    """How the package is installed. Each function returns the folder of the program ``pingone-emulator``."""
    return {
        "pip, wheel": lambda place: _with_pip(place, place.package.wheel),
        "uv, sdist": lambda place: _with_uv(place, str(place.package.sdist)),
        "uv, folder": lambda place: _with_uv(place, str(copy(place.folder / "emulator"))),
        "uv, repository": lambda place: _with_uv(place, f"git+file://{_repository(place)}#subdirectory=emulator"),
        "uv tool, wheel": _as_tool,
        f"oldest versions, Python {OLDEST}": _with_oldest_versions,
    }


def _uv(*arguments: str | Path) -> list[str | Path]:
    return [bootstrap.uv(), *arguments]


def _venv(place: Place, interpreter: Interpreter, *options: str) -> Path:
    root = place.folder / "venv"
    place.run(_uv("venv", "--no-project", *options, "--python", interpreter.path, root))
    return root / "bin"


def _with_pip(place: Place, package: Path) -> Path:
    programs = _venv(place, place.environment.interpreter, "--seed")
    pip: list[str | Path] = [programs / "python", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    place.run([*pip, "--constraint", place.constraints(), package])
    return programs


def _with_uv(place: Place, requirement: str) -> Path:
    constraints = place.constraints()
    programs = _venv(place, place.environment.interpreter)
    install = _uv("pip", "install", "--python", programs / "python", "--constraint", constraints)
    place.run([*install, "--build-constraint", constraints, f"pingone-emulator @ {_url(requirement)}"])
    return programs


def _url(requirement: str) -> str:
    return requirement if "://" in requirement else Path(requirement).as_uri()


def _with_oldest_versions(place: Place) -> Path:
    """With the oldest versions that the package accepts of its requirements, which have wheels for this Python."""
    interpreter = find(OLDEST)
    if interpreter is None:
        raise NoInterpreter(f"the oldest accepted versions of what pingone-emulator requires: no Python {OLDEST}")
    programs = _venv(place, interpreter)
    install = _uv("pip", "install", "--python", programs / "python", "--resolution", "lowest-direct")
    place.run([*install, "--only-binary", ":all:", place.package.wheel])
    return programs


def _as_tool(place: Place) -> Path:
    """In an environment of its own, as pipx does."""
    programs = place.folder / "bin"
    install = _uv("tool", "install", "--python", place.environment.interpreter.path, "--constraints")
    folders = {"UV_TOOL_DIR": place.folder / "tools", "UV_TOOL_BIN_DIR": programs}
    place.run([*install, place.constraints(), place.package.wheel], **folders)
    return programs


def _repository(place: Place) -> Path:
    """A repository whose last commit has the tracked files of this one."""
    root = collection.clone(place.folder / "repository")
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    place.run(["git", *identity, "-C", root, "commit", "--quiet", "--no-verify", "--message", "Test"])
    return root


class NoInterpreter(ToolError):
    """A way of installation needs an interpreter that this machine does not have."""
