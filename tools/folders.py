# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders that are filled once and used by all runs, which may go on at the same time."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

_locks: list[TextIO] = []
"""The locks of the folders in use; they end with the process."""


def use(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder, or take it as another run has filled it.

    Its name ends with a fingerprint of what it is filled from, and each run that uses it shares a lock as long as the
    process lives. So other pins never change what a run is using, and what no run uses is removed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    ready = folder / ".ready"
    lock = _lock_file(folder)
    fcntl.flock(lock, fcntl.LOCK_SH)
    while not ready.is_file():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.is_file():
            fill(folder)
            ready.touch()
        fcntl.flock(lock, fcntl.LOCK_SH)
    _locks.append(lock)
    _remove_others(folder)


def fingerprint(*parts: str) -> str:
    """What a folder is filled from, as a few characters."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def _lock_file(folder: Path) -> TextIO:
    return folder.with_name(f"{folder.name}.lock").open("w", encoding="utf-8")


def _remove_others(folder: Path) -> None:
    """Remove folders of the same purpose that were filled from something else, unless another run uses them."""
    stem = folder.name.rpartition("-")[0]
    for other in folder.parent.glob(f"{stem}-*"):
        if other == folder or not other.is_dir():
            continue
        with _lock_file(other) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(other, ignore_errors=True)
