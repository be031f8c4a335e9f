# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A lock between the processes of one user on one machine.

The lock is on an open file, so the kernel releases it when the process ends, even if the process is killed. Without a
private folder, or on a file system without locks, nothing is locked.

There is a fixed number of files, and keys are assigned to them by their hash, so processes with different keys may also
wait for each other. A process takes all locks that it needs at once and in the same order as all others, which prevents
deadlocks.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
from contextlib import ExitStack, contextmanager, suppress
from typing import Callable, Iterable, Iterator, Optional, Sequence

from .._base.errors import Busy
from .private_folder import private_folder

# The number of files.
FILES = 64
# Seconds to wait for other processes in total, and between two attempts.
LONGEST_WAIT = 120.0
PAUSE = 0.05


@contextmanager
def exclusively(
    keys: Iterable[Sequence[str]], doing: str, clock: Callable[[], float], sleep: Callable[[float], None]
) -> Iterator[None]:
    """Exclude all other processes that use one of the same keys. ``doing`` is the purpose, for messages.

    This must not be nested: the process would wait for itself.

    :raises Busy: if other processes have one of the locks for two minutes.
    """
    with ExitStack() as closing:
        for number in sorted({_number(key) for key in keys}):
            handle = _open(number)
            if handle is not None:
                closing.callback(os.close, handle)
                _lock(handle, doing, clock, sleep)
        yield


def _number(key: Sequence[str]) -> int:
    """The number of the lock file for a key."""
    return int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest(), "big") % FILES


def _open(number: int) -> Optional[int]:
    """The lock's file, or None if there cannot be one.

    The empty file is kept when the lock is released. If it were removed after another process had opened it, a third
    process would create and lock a new file at the same time.
    """
    folder = private_folder()
    if folder is None:
        return None
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(os.path.join(folder, f"lock-{number:02}"), flags, 0o600)
    except OSError:
        return None
    # Programs that clean temporary folders keep files that were modified recently.
    with suppress(OSError):
        os.utime(handle)
    return handle


def _lock(handle: int, doing: str, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
    started = clock()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if clock() - started >= LONGEST_WAIT:
                raise Busy(
                    f"Could not {doing}: other runs on this machine have been writing there for {LONGEST_WAIT:g} s."
                    " Wait until they end, or stop them if they hang, and run the task again."
                ) from None
            sleep(random.uniform(PAUSE / 2, PAUSE))
        except OSError:
            return
        else:
            return
