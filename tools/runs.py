# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder for each run of the tools, removed at its end; several runs can go on at the same time."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil

from tools.paths import RUNS


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder of our own inside the work folder."""
    _sweep()
    folder = RUNS / str(os.getpid())
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what killed runs left behind."""
    for folder in RUNS.iterdir() if RUNS.is_dir() else ():
        if not psutil.pid_exists(int(folder.name)) or folder.name == str(os.getpid()):
            shutil.rmtree(folder, ignore_errors=True)
