# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures which permissions the modules need, and writes the files that say so."""

from __future__ import annotations

from pathlib import Path

from tools import collection, environments
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.permissions.files import written
from tools.processes import run
from tools.runs import scratch
from tools.screen import say


def permissions() -> int:
    """Measure, and write the table of the collection, the page, and the custom roles."""
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        installed = collection.build_and_install(made["ansible"], folder)
        result, log = folder / "table", LOGS / "permissions.log"
        place = folder / "permissions"
        place.mkdir()
        command: list[str | Path] = [made["ansible"].python, "-m", "tools.permissions.worker", installed]
        command += [made["emulator"].python, place, result]
        if run(command, log=log, env=made["ansible"].variables(PYTHONPATH=ROOT), cwd=ROOT) != 0:
            raise ToolError(f"The permissions could not be measured, see {log}")
        lines = result.read_text(encoding="utf-8").splitlines()
    for path, text in written(lines).items():
        path.write_text(text, encoding="utf-8")
        say(f"wrote {path.relative_to(ROOT)}")
    return 0
