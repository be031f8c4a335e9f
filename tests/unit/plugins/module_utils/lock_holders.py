# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other processes that hold locks, because a process does not exclude itself."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import warnings

from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import Busy
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.lock import exclusively
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import Clock


@contextlib.contextmanager
def child(work):
    """A process that does some work and then ends; its number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which pytest may have, and the work not
        number = os.fork()
    if number == 0:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield number
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(number, 0)


@contextlib.contextmanager
def holder(*keys):
    """A process that holds the locks of keys until it is killed; its number."""
    reading, writing = os.pipe()
    fake = Clock()

    def hold():
        with exclusively(keys, "hold", fake.clock, fake.sleep):
            os.write(writing, b"x")
            time.sleep(60)

    with child(hold) as number:
        assert os.read(reading, 1) == b"x"
        yield number
    os.close(reading)
    os.close(writing)


def is_free(*keys):
    """Whether another process gets the locks of keys, without waiting in real time."""
    fake = Clock()

    def lock():
        with contextlib.suppress(Busy), exclusively(keys, "look", fake.clock, fake.sleep):
            os._exit(0)
        os._exit(1)

    with child(lock) as number:
        return os.waitpid(number, 0)[1] == 0
