# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the wheel and the sdist of the emulator."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import bootstrap, environments
from tools.collection import tracked
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS, ROOT, WORK
from tools.processes import check
from tools.runs import scratch
from tools.screen import show

DIST = WORK / "dist"
LOG = LOGS / "emulator-package-build.log"
FOLDER = "emulator/"


@dataclass(frozen=True)
class Package:
    """The files of a distribution."""

    wheel: Path
    sdist: Path


def emulator_package() -> int:
    """Build the distribution below the work folder, and print the paths of its files."""
    environment = environments.ensure("package")["package"]
    shutil.rmtree(DIST, ignore_errors=True)
    with scratch() as folder:
        package = build(environment, copy(folder / "emulator"), DIST)
    for path in (package.wheel, package.sdist):
        show(f"{path.relative_to(ROOT)}\n")
    return 0


def copy(target: Path) -> Path:
    """Copy the tracked files of the emulator's folder, including uncommitted changes."""
    for name in tracked():
        if name.startswith(FOLDER):
            path = target / name.removeprefix(FOLDER)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, path)
    return target


def build(environment: Environment, source: Path, folder: Path) -> Package:
    """Build the sdist of a folder, and the wheel from the sdist, with the pinned build backend."""
    LOG.unlink(missing_ok=True)
    command: bootstrap.Command = [bootstrap.uv(), "build", "--no-build-isolation", "--python", environment.python]
    check([*command, "--out-dir", folder, source], log=LOG, env=bootstrap.settings(), cwd=source)
    return Package(_one(folder, "*.whl"), _one(folder, "*.tar.gz"))


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ToolError(f"Expected one {pattern} in {folder}, found {len(found)}.")
    return found[0]
