# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A lock between the processes of one user on one machine.

The lock is on an open file, so the kernel releases it when the process ends, even if the process is killed. Without a
private folder, or on a file system without locks, nothing is locked.

There is one empty file. The lock for a key is on a byte of it, which does not have to exist, and whose position is the
hash of the key, so that processes with different keys do not wait for each other. A process takes all locks that it
needs at once and in the same order as all others, which prevents deadlocks.
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

# The number of bytes that can be locked.
BYTES = 2**62
# Seconds to wait for other processes in total, and between two attempts.
LONGEST_WAIT = 120.0
PAUSE = 0.05


@contextmanager
def exclusively(
    keys: Iterable[Sequence[str]],
    doing: str,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    has_delayed: Callable[[float], bool] = lambda seconds: False,
) -> Iterator[None]:
    """Exclude all other processes that use one of the same keys. ``doing`` is the purpose, for messages.

    ``has_delayed`` returns whether the requests of other processes were delayed within the last seconds.

    This must not be nested: the end of the inner one releases all locks of the process.

    :raises Busy: if other processes have one of the locks for two minutes without being delayed.
    """
    positions = sorted({_position(key) for key in keys})
    with ExitStack() as closing:
        handle = _open() if positions else None
        if handle is not None:
            closing.callback(os.close, handle)
            for position in positions:
                _lock(handle, position, doing, clock, sleep, has_delayed)
        yield


def _position(key: Sequence[str]) -> int:
    """The byte for a key."""
    return int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest(), "big") % BYTES


def _open() -> Optional[int]:
    """The file, or None if there cannot be one.

    The empty file is kept when the lock is released. If it were removed after another process had opened it, a third
    process would create and lock a new file at the same time.
    """
    folder = private_folder()
    if folder is None:
        return None
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(os.path.join(folder, "lock"), flags, 0o600)
    except OSError:
        return None
    # Programs that clean temporary folders keep files that were modified recently.
    with suppress(OSError):
        os.utime(handle)
    return handle


def _lock(
    handle: int,
    position: int,
    doing: str,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    has_delayed: Callable[[float], bool],
) -> None:
    started = clock()
    while True:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, position)
        except BlockingIOError:
            if clock() - started >= LONGEST_WAIT and has_delayed(LONGEST_WAIT):
                started = clock()
            elif clock() - started >= LONGEST_WAIT:
                raise Busy(
                    f"Could not {doing}: other runs on this machine have been writing there for {LONGEST_WAIT:g} s."
                    " Wait until they end, or stop them if they hang, and run the task again."
                ) from None
            sleep(random.uniform(PAUSE / 2, PAUSE))
        except OSError:
            return
        else:
            return
