# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares the contents of the wheel and the sdist with the repository."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from tools.package.build import FOLDER, Package

MODULES = "pingone_emulator/"
DOCUMENTS = ("DIFFERENCES.md", "LICENSE", "README.md", "SPECIFICATION.md")


def problems(package: Package, tracked: list[str]) -> list[str]:
    """Which files are missing, and which should not be included."""
    files = [name.removeprefix(FOLDER) for name in tracked if name.startswith(FOLDER)]
    modules = {name for name in files if name.startswith(MODULES)}
    return [
        *_differences(package.wheel, _of_wheel(package.wheel), modules),
        *_differences(package.sdist, _of_sdist(package.sdist), modules | {*DOCUMENTS, "pyproject.toml"}),
    ]


def _differences(path: Path, found: set[str], expected: set[str]) -> list[str]:
    missing = [f"{path.name}: {name} is missing" for name in sorted(expected - found)]
    return missing + [f"{path.name}: {name} should not be included" for name in sorted(found - expected)]


def _of_wheel(path: Path) -> set[str]:
    """The files of a wheel without its metadata."""
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def _of_sdist(path: Path) -> set[str]:
    """The files of an sdist without its metadata, and without .gitignore, which the build backend adds."""
    with tarfile.open(path) as archive:
        names = {member.name.partition("/")[2] for member in archive if member.isfile()}
    return names - {"PKG-INFO", ".gitignore"}
