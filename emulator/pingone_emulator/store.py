# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the emulated PingOne knows.

An entry is one PingOne object: ``body`` is what answers show (without links),
``private`` is what they never show (secrets, snapshots). Whoever changes an
entry hands it to :meth:`Store.put` afterwards, in the same stretch of code
without ``await``, so that no request ever sees half a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Entry:
    """One object; ``environment`` and ``parent`` are ids (empty above environments)."""

    kind: str
    id: str
    environment: str
    parent: str
    body: dict[str, Any]
    private: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def name(self) -> str:
        return str(self.body.get("name", ""))


class Store:
    """Entries by kind and id, and by parent in the order of their creation."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[str, Entry]] = {}
        self._children: dict[tuple[str, str], dict[str, Entry]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._number = 0
        self.changed: set[tuple[str, str]] = set()  # kind and id, for whoever keeps a copy (state.py)

    def put(self, entry: Entry) -> Entry:
        """Add an entry or record that it changed."""
        if not entry.number:
            entry.number = self._number + 1
        self._number = max(self._number, entry.number)
        self.changed.add((entry.kind, entry.id))
        self._entries.setdefault(entry.kind, {})[entry.id] = entry
        self._children.setdefault((entry.kind, entry.parent), {})[entry.id] = entry
        self._kinds.setdefault(entry.parent, set()).add(entry.kind)
        return entry

    def get(self, kind: str, id: str) -> Entry | None:
        return self._entries.get(kind, {}).get(id)

    def the(self, kind: str, id: str) -> Entry:
        """An entry that is known to exist; KeyError otherwise."""
        return self._entries[kind][id]

    def children(self, kind: str, parent: str) -> list[Entry]:
        """The parent's entries of that kind, oldest first."""
        return list(self._children.get((kind, parent), {}).values())

    def __iter__(self) -> Iterator[Entry]:
        return iter([entry for entries in self._entries.values() for entry in entries.values()])

    def all(self, kind: str) -> Iterator[Entry]:
        return iter(list(self._entries.get(kind, {}).values()))

    def delete(self, entry: Entry) -> None:
        """Remove the entry and everything below it."""
        self.changed.add((entry.kind, entry.id))
        for kind in self._kinds.pop(entry.id, set()):
            for child in self.children(kind, entry.id):
                self.delete(child)
            self._children.pop((kind, entry.id), None)
        self._children.get((entry.kind, entry.parent), {}).pop(entry.id, None)
        self._entries.get(entry.kind, {}).pop(entry.id, None)

    def named(self, kind: str, parent: str, name: str, but: str = "") -> Entry | None:
        """The parent's entry of exactly that name, other than the one whose id is ``but``."""
        for entry in self._children.get((kind, parent), {}).values():
            if entry.body.get("name") == name and entry.id != but:
                return entry
        return None
