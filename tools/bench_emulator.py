# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure how fast the emulator answers."""

from __future__ import annotations

from tools import environments
from tools.paths import LOGS, ROOT
from tools.processes import run
from tools.screen import show

LOG = LOGS / "bench-emulator.log"


def bench_emulator() -> int:
    """Run the emulator's benchmark in its environment; 1 if a goal is missed."""
    made = environments.ensure("emulator")["emulator"]
    folder = ROOT / "emulator"
    variables = made.variables(PYTHONPATH=folder)
    LOG.unlink(missing_ok=True)
    return run([made.python, folder / "bench.py"], log=LOG, env=variables, cwd=folder, echo=show)
