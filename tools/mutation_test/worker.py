# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes trials in an environment that has Ansible, and prints each verdict as a line of JSON.

Arguments: the collections path, an interpreter for the emulator, a folder, the first seed, and how many.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tools import emulator
from tools.mutation_test.trial import Laboratory


def main(collections: str, python: str, folder: str, first: str, count: str) -> None:
    """Make the trials."""
    place = Path(folder)
    with emulator.running(Path(python), emulator.SEEDS / "testing.yml", place, place / "emulator.log") as pingone:
        for verdict in Laboratory(Path(collections), pingone).verdicts(range(int(first), int(first) + int(count))):
            print(json.dumps(asdict(verdict)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
