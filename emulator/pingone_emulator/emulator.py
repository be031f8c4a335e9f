# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated PingOne: its state and what surrounds it."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from . import documents, errors
from .clock import Clock
from .events import Events
from .journal import Journal
from .keys import Keys
from .permissions import Token
from .rates import Rates
from .state import State
from .store import Entry, Store
from .switches import Switches
from .weather import Weather

# A setting that PingOne might add some day: stored, answered, lost by a PUT that leaves it out.
FUTURE_KEY = ("futureSetting", {"mode": "FUTURE_MODE", "entries": [{"level": 1}]})


class Emulator:
    """Holds store, clock, switches, weather, rates, keys and request journal together."""

    def __init__(self, seed: dict[str, Any], state: State | None = None) -> None:
        self.clock = Clock()
        self.keys = Keys()
        self.journal = Journal()
        self.events = Events()
        self.store = Store()
        self.switches = Switches()
        self.weather = Weather()
        self.rates = Rates()
        # Management tokens by their text; they outlive a reset, like the clients that hold them.
        self.tokens: dict[str, Token] = {}
        self.seed: dict[str, Any] = {}
        self.checkpoint: Store | None = None
        self.state = state
        if state is None or not state.restore(self):
            self.load(seed)

    def keep(self) -> None:
        """Report what changed to the listeners, and write it to the state file, if there is one."""
        if self.store.changed:
            self.events.change()
        if self.state is not None:
            self.state.save(self)
        else:
            self.store.changed.clear()

    def load(self, seed: dict[str, Any]) -> None:
        """Remove everything, and start from that seed; nothing changes if the seed is wrong.

        :raises SeedError: if the seed is wrong.
        """
        from . import seed_schema
        from .seed import plant

        documents.check(seed)
        if seed is not self.seed:
            seed_schema.check(seed)
        store, switches, weather = Store(), Switches(), Weather()
        before = self.store, self.switches, self.weather
        self.store, self.switches, self.weather = store, switches, weather
        try:
            plant(self, seed)
        except Exception as problem:
            self.store, self.switches, self.weather = before
            raise seed_schema.failed(problem) from None
        self.seed, self.checkpoint = seed, None
        self._begin()

    def keep_checkpoint(self) -> None:
        """Remember all objects, for return_to_checkpoint."""
        self.checkpoint = copy.deepcopy(self.store)

    def return_to_checkpoint(self) -> None:
        """Go back to the objects of the checkpoint, with their ids; switches and weather stay as they are.

        :raises ValueError: if there is no checkpoint since the last start from a seed.
        """
        if self.checkpoint is None:
            raise ValueError("there is no checkpoint")
        self.store = copy.deepcopy(self.checkpoint)
        self.store.changed.update((entry.kind, entry.id) for entry in self.store)
        self._begin()

    def _begin(self) -> None:
        self.rates = Rates()
        self.clear_requests()
        self.events.change()
        if self.state is not None:
            self.state.begin(self)

    def clear_requests(self) -> None:
        self.journal.clear()
        self.events.clear()

    def create(
        self,
        kind: str,
        environment: str,
        parent: str,
        body: dict[str, Any],
        private: dict[str, Any] | None = None,
        id: str = "",
        stamps: bool = True,
    ) -> Entry:
        """Store a new object with the keys the server adds to every object."""
        entry = Entry(kind, id or str(uuid.uuid4()), environment, parent, {}, private or {})
        entry.body = {"id": entry.id}
        if environment:
            entry.body["environment"] = {"id": environment}
        entry.body.update(body)
        if stamps:
            entry.body["createdAt"] = entry.body["updatedAt"] = self.clock.stamp()
        if self.switches["future_key"]:
            entry.body.setdefault(*FUTURE_KEY)
        return self.store.put(entry)

    def switch(self, wanted: dict[str, Any]) -> None:
        """Set switches; ValueError when one is wrong."""
        self.switches.set(wanted)
        self.events.change()
        if wanted.get("future_key"):
            for entry in self.store:
                entry.body.setdefault(*FUTURE_KEY)
                self.store.put(entry)

    def check_room(self, kind: str, parent: str, limit: int, words: str, owner: str = "An environment") -> None:
        """Refuse one object more than the limit (SPECIFICATION.md 21 and 26 #25); the refusal uses words and owner."""
        if len(self.store.children(kind, parent)) < limit:
            return
        if self.switches["limit_status"] == 403:
            raise errors.license_exceeded(limit)
        target = kind.removesuffix("y") + "ies" if kind.endswith("y") else kind + "s"
        raise errors.too_many(target, limit, f"{owner} has at most {limit} {words}")

    def update(self, entry: Entry, body: dict[str, Any], keep: tuple[str, ...] = (), stamps: bool = True) -> Entry:
        """Full replace (SPECIFICATION.md 3.1): the server's own keys and ``keep`` survive, nothing else."""
        kept = {key: entry.body[key] for key in ("id", "environment", *keep) if key in entry.body}
        created = entry.body.get("createdAt")
        entry.body = {**kept, **body}
        if stamps:
            entry.body["createdAt"], entry.body["updatedAt"] = created, self.clock.stamp()
        return self.store.put(entry)
