# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rates of licenses: what each allows, and how many requests were sent lately (SPECIFICATION.md 6)."""

from __future__ import annotations

import math
import re
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from . import errors

if TYPE_CHECKING:
    from .emulator import Emulator
    from .store import Entry

GROUPS = {"rlgConfigRpm": 600, "rlgAuditRps": 10, "rlgAuthzRps": 500, "rlgAuthzBulkRps": 100, "rlgCatchAllRps": 100}
CONFIGURATION = "rlgConfigRpm"
IN_ENVIRONMENT = re.compile(r"^/v1/environments/([^/]+)")


def of_license(license: Entry) -> dict[str, int]:
    """Requests that a license allows, by rate group."""
    return {**GROUPS, CONFIGURATION: license.private.get(CONFIGURATION, GROUPS[CONFIGURATION])}


def set_rate(emulator: Emulator, license: Entry, given: dict[str, Any]) -> None:
    """Change the configuration rate of a license; ValueError when it is wrong."""
    limit = given.get(CONFIGURATION)
    if set(given) != {CONFIGURATION} or not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise ValueError(f"{CONFIGURATION} takes a whole number, 0 or more, and there is nothing else to set")
    license.private[CONFIGURATION] = limit
    emulator.store.put(license)


class Rates:
    """The requests of the latest window, for each license, and for each address within an environment."""

    def __init__(self) -> None:
        self.windows: dict[tuple[str, ...], deque[float]] = {}

    def admit(self, emulator: Emulator, path: str, address: str) -> None:
        """Count a request to an environment, or refuse it with 429. One that is refused does not count."""
        found = IN_ENVIRONMENT.match(path)
        environment = emulator.store.get("environment", found[1]) if found else None
        if environment is None:
            return
        license = emulator.store.the("license", environment.body["license"]["id"])
        limit = of_license(license)[CONFIGURATION]
        limits = {
            ("license", license.id): limit,
            ("address", environment.id, address): limit * emulator.switches["address_share"] // 100,
        }
        now, window = time.monotonic(), emulator.switches["rate_window"]
        wait = max(self._wait(key, most, now, window) for key, most in limits.items())
        if wait > 0:
            raise errors.too_many_requests(max(1, math.ceil(wait)))
        for key in limits:
            self.windows[key].append(now)

    def _wait(self, key: tuple[str, ...], most: int, now: float, window: float) -> float:
        """Seconds until there is room for one more; 0 if there is."""
        times = self.windows.setdefault(key, deque())
        while times and times[0] <= now - window:
            times.popleft()
        if len(times) < most:
            return 0
        return times[len(times) - most] + window - now if most else window
