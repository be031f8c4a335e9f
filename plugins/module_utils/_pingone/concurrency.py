# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Runs jobs that only read at the same time, each thread with a client of its own."""

from __future__ import annotations

import threading
from collections import deque
from typing import Callable, Generic, Optional, Sequence, TypeVar, Union

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError

Reader = TypeVar("Reader")
Found = TypeVar("Found")

# A new connection with TLS takes about as long as two requests, so it is only faster with further jobs.
JOBS_PER_CONNECTION = 3
NOT_FOUND = 404


def clients_for(jobs: int, limit: int, connected: int) -> int:
    """How many clients to use for so many jobs, at most ``limit``, if so many of them are already connected."""
    return max(1, min(limit, jobs, max(connected, 1 + (jobs - 1) // JOBS_PER_CONNECTION)))


def run_concurrently(
    jobs: Sequence[Callable[[Reader], Found]], clients: Sequence[Reader]
) -> Sequence[Union[Found, AuthorizeError, None]]:
    """Run jobs, as many at the same time as there are clients, and return the result of each in their order.

    The first client is used in this thread. After a failure other than "not found", no further job is started: a result
    is what the job has returned, the error with which it failed, or None if it was not started.
    """
    batch = _Batch(jobs)
    # An interrupted module does not wait for its threads.
    threads = [threading.Thread(target=batch.work, args=(client,), daemon=True) for client in clients[1:]]
    for thread in threads:
        thread.start()
    try:
        batch.work(clients[0])
        for thread in threads:
            thread.join()
    finally:
        batch.stop()
    return batch.finished()


class _Batch(Generic[Reader, Found]):
    """The jobs that are not started yet, and the results of the others."""

    def __init__(self, jobs: Sequence[Callable[[Reader], Found]]) -> None:
        self._pending = deque(enumerate(jobs))
        self._results: list[Union[Found, AuthorizeError, None]] = [None] * len(jobs)
        self._defect: Optional[Exception] = None

    def work(self, client: Reader) -> None:
        """Run pending jobs with a client until there are none."""
        while True:
            try:
                number, job = self._pending.popleft()
            except IndexError:
                return
            try:
                self._results[number] = job(client)
            except AuthorizeError as error:
                self._results[number] = error
                if not (isinstance(error, ApiError) and error.status == NOT_FOUND):
                    self.stop()
            except Exception as defect:  # pylint: disable=broad-except
                self._defect = defect
                self.stop()

    def stop(self) -> None:
        """Start no further job."""
        self._pending.clear()

    def finished(self) -> Sequence[Union[Found, AuthorizeError, None]]:
        """The results.

        :raises Exception: if a job raised anything but an :class:`AuthorizeError`.
        """
        if self._defect:
            raise self._defect
        return self._results
