# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers see late: new objects that are not there yet, deleted ones that are there still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import errors

if TYPE_CHECKING:
    from .weather import Fault
    from .wire import Answer


@dataclass
class Memory:
    """One object that is seen late, until a moment or for a number of reads."""

    until: float
    reads: int | None
    status: int = 200
    body: Any = None

    def holds(self, now: float) -> bool:
        """Whether it still counts; uses up a read."""
        if self.reads is None:
            return now < self.until
        self.reads -= 1
        return self.reads >= 0


class Lag:
    """Objects by path."""

    def __init__(self) -> None:
        self.unseen: dict[str, Memory] = {}
        self.ghosts: dict[str, Memory] = {}

    def created(self, fault: Fault, path: str, now: float) -> None:
        self.unseen[path] = Memory(now + fault.rule.seconds, fault.rule.reads)

    def deleted(self, fault: Fault, path: str, body: Any, now: float) -> None:
        self.ghosts[path] = Memory(now + fault.rule.seconds, fault.rule.reads, fault.status, body)

    def view(self, path: str, answer: Answer, now: float) -> Answer:
        """What a GET sees instead of the truth."""
        for hidden, memory in self.unseen.items():
            if (path == hidden or path.startswith(hidden + "/")) and answer[0] == 200 and memory.holds(now):
                return 404, errors.not_found().body, {}
        ghost = self.ghosts.get(path)
        if ghost and answer[0] == 404 and ghost.holds(now):
            return (200, ghost.body, {}) if ghost.status == 200 else (403, errors.forbidden().body, {})
        if answer[0] == 200 and isinstance(answer[1], dict) and "_embedded" in answer[1]:
            self._view_list(path, answer[1], now)
        return answer

    def _view_list(self, path: str, body: dict[str, Any], now: float) -> None:
        ((key, items),) = body["_embedded"].items()
        shown = []
        for item in items:
            memory = self.unseen.get(f"{path}/{item.get('id')}")
            if memory is None or not memory.holds(now):
                shown.append(item)
        shown += [
            ghost.body
            for gone, ghost in self.ghosts.items()
            if gone.rpartition("/")[0] == path and ghost.status == 200 and ghost.holds(now)
        ]
        if shown != items:
            body["count"] += len(shown) - len(items)
            body["size"] = len(shown)
            body["_embedded"][key] = shown
