# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The temporary folder that the processes of one user on one machine share, and no other user can enter."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from contextlib import suppress
from typing import Optional


def private_folder() -> Optional[str]:
    """A temporary folder that only this user can enter, or None."""
    try:
        path = os.path.join(tempfile.gettempdir(), f"pingone.authorize-{os.getuid()}")
        with suppress(FileExistsError):
            os.mkdir(path, 0o700)
        found = os.lstat(path)
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return path if private else None


def remove_old(folder: str, prefix: str, seconds: float) -> None:
    """Remove files that earlier runs left behind, with names that begin like this, if they are older than so long."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(prefix) and entry.stat().st_mtime < time.time() - seconds:
                with suppress(OSError):
                    os.unlink(entry.path)
