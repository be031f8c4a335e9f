# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds seeds: files, or the seeds of this package by their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "seeds"


def names() -> list[str]:
    """The names of the seeds of this package."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def path_of(name: str, folder: Path) -> Path:
    """The file of a seed: a path, relative to a folder, or a name. ValueError if there is none."""
    if name in names():
        return FOLDER / f"{name}.yml"
    path = folder / Path(name).expanduser()
    if not path.is_file():
        raise ValueError(
            f'There is no seed "{name}": the file {path} does not exist, and the seeds of this package are '
            f"{', '.join(names())}"
        )
    return path.resolve()


@cache
def read(path: Path) -> dict[str, Any]:
    """The seed of a file; ValueError if it is not a YAML dictionary."""
    # Imported late: the plugin is loaded in every run of pytest.
    import yaml

    try:
        seed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ValueError(f"The seed {path} cannot be read: {problem}") from None
    if not isinstance(seed, dict):
        raise ValueError(f"The seed {path} is not a dictionary")
    return seed
