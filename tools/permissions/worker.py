# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures in an environment that has Ansible, and writes the lines of the table to a file.

Arguments: the collections path, an interpreter for the emulator, a folder, and the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools import emulator
from tools.permissions.laboratory import Laboratory, modules
from tools.permissions.needs import measure
from tools.permissions.table import lines


def main(collections: str, python: str, folder: str, file: str) -> None:
    """Measure all modules."""
    place = Path(folder)
    with emulator.running(Path(python), emulator.SEEDS / "testing.yml", place, place / "emulator.log") as pingone:
        needs = measure(Laboratory(Path(collections), pingone, place), modules())
    Path(file).write_text("\n".join(lines(needs)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
