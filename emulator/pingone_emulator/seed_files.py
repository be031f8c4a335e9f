# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads seeds: YAML files, or those of this package by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .failure import Failure

FOLDER = Path(__file__).parent / "seeds"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def read(seed: str) -> dict[str, Any]:
    """The seed with this name or path.

    :raises Failure: if it cannot be read, or is not YAML.
    """
    import yaml

    path = FOLDER / f"{seed}.yml" if seed in NAMES else Path(seed)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = ", ".join(NAMES)
        raise Failure(f"The seed {seed} does not exist. Use the path of a file, or one of {names}.") from None
    except OSError as problem:
        raise Failure(f"The seed {path} cannot be read: {problem.strerror}.") from None
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        raise Failure(f"The seed {path} is not YAML: {' '.join(str(problem).split())}") from None
    if not isinstance(document, dict):
        raise Failure(f"The seed {path} is not a dictionary. The seed demo explains the format.")
    return document


def rejected(seed: str, problem: Exception, status: int = 1) -> Failure:
    """The failure for a seed from which an emulator cannot start, with all its problems."""
    # Imported late: the help of the command line should not wait for the models.
    from .seed_schema import SeedError

    if not isinstance(problem, SeedError):
        return Failure(f"The seed {seed} cannot be used: {problem}.", status)
    lines = "".join(f"\n- {text.rstrip('.')}{'' if text.endswith('?') else '.'}" for text in problem.problems)
    return Failure(f"The seed {seed} cannot be used:{lines}", status)
