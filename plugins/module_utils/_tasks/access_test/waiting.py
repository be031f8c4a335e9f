# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The time that requests may wait, and the warning about it."""

from __future__ import annotations

from ..._pingone.client import LONG_WAIT, Client
from ..._pingone.retry import Backoff


class Waiting:
    """Makes the backoffs of concurrent requests, and reports the longest wait."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._backoffs: list[Backoff] = []

    def backoff(self) -> Backoff:
        """The backoff of one request. After the deadline of an earlier one, it does not wait."""
        client = self._client
        is_over = any(one.exhausted for one in self._backoffs)
        backoff = Backoff(0 if is_over else client.connection.retry_deadline, client.clock, client.sleep)
        self._backoffs.append(backoff)
        return backoff

    def warnings(self) -> list[str]:
        """The warning about the longest wait, if it was long."""
        longest = max(self._backoffs, key=lambda backoff: backoff.waited, default=None)
        return [longest.summary("play the access tests")] if longest and longest.waited > LONG_WAIT else []
