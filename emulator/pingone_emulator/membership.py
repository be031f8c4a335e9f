# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who belongs to which group (SPECIFICATION.md 17.1).

A user belongs to a group directly, because the group's ``userFilter`` matches,
or because a group of theirs is nested in it. Filters are not evaluated: a
subject lists the groups whose filter matches it (``filteredGroups``).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator


def groups_of(emulator: Emulator, subject: Entry) -> set[str]:
    """Ids of all groups that the subject belongs to; a deleted group has no members."""
    found: set[str] = set()
    waiting = [*subject.body["groups"], *_filtered(emulator, subject)]
    while waiting:
        group = emulator.store.get("group", waiting.pop())
        if group is not None and group.id not in found:
            found.add(group.id)
            waiting += group.private.get("memberOfGroups", [])
    return found


class Counts:
    """The members of all groups of an environment, counted once for a whole answer."""

    def __init__(self, emulator: Emulator, environment: str) -> None:
        subjects = emulator.store.children("subject", environment)
        groups = emulator.store.children("group", environment)
        self._users = Counter(id for subject in subjects for id in set(subject.body["groups"]))
        self._groups = Counter(id for group in groups for id in set(group.private.get("memberOfGroups", [])))
        self._all = Counter(id for subject in subjects for id in groups_of(emulator, subject))

    def direct(self, group: Entry) -> dict[str, int]:
        return {"users": self._users[group.id], "groups": self._groups[group.id]}

    def total(self, group: Entry) -> dict[str, int]:
        """Every user once, however they came to belong to the group."""
        return {"users": self._all[group.id]}


def _filtered(emulator: Emulator, subject: Entry) -> list[str]:
    """Without a filter in it, a group takes nobody by a filter."""
    wanted = [emulator.store.get("group", id) for id in subject.body.get("filteredGroups", [])]
    return [group.id for group in wanted if group is not None and "userFilter" in group.body]


def set_groups(emulator: Emulator, entry: Entry, given: dict[str, Any]) -> None:
    """Replace the lists of group ids in ``given``; ValueError when one is wrong, and then nothing changes."""
    lists = ("groups", "filteredGroups") if entry.kind == "subject" else ("memberOfGroups",)
    for key, ids in given.items():
        if key not in lists:
            raise ValueError(f"there is no list {key!r}; there are {', '.join(lists)}")
        if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
            raise ValueError(f"{key} takes a list of the ids of groups")
        for id in ids:
            group = emulator.store.get("group", id)
            if group is None or group.environment != entry.environment:
                raise ValueError(f"{key} names {id!r}, which is no group of the environment")
    (entry.body if entry.kind == "subject" else entry.private).update(given)
    emulator.store.put(entry)
