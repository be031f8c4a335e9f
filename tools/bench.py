# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure how fast the emulator answers."""

from __future__ import annotations

import subprocess

from tools import environments
from tools.paths import ROOT


def bench_emulator() -> int:
    """Run the emulator's benchmark in its environment; 1 if a goal is missed."""
    made = environments.ensure("emulator")["emulator"]
    folder = ROOT / "tests" / "emulator"
    variables = made.variables(PYTHONPATH=folder)
    return subprocess.run([made.python, folder / "bench.py"], env=variables, cwd=folder, check=False).returncode
