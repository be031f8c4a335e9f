# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the objects of the environment, and caches them for a task."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Optional, Sequence, Union

from .._base.errors import InvalidInput, Problem
from .._base.shape import Listing, Shape, ShapeError
from .._base.suggest import did_you_mean, is_typo, suggestions
from .._base.text import is_uuid, quoted
from .._model.field import Ref, Wire, Wires, ref_to
from .._model.kind import Kind, match
from .._model.plan import DELETE, Plan, Segment, Step, resolve_known
from .._pingone.client import Client
from .._pingone.session import Session

Key = tuple[Union[str, Ref], ...]


class Inventory:
    """The objects of the managed environment. Each collection is read at most once for a task.

    - ``check_mode``: nothing is written.
    - ``unresolved``: missing objects that an earlier task of the run would have created (check mode only).
    - ``typos``: those of them whose names are probably typos, with similar names.
    - ``expected``: those of them that the run creates according to the options, so that there is no warning.
    - ``warnings``: texts for the user.
    - ``created``: the IDs of the objects that this task has created.
    - ``from_session``: something was read by an earlier task of the session, and not by this one.
    """

    def __init__(self, client: Client, check_mode: bool, session: Optional[Session] = None) -> None:
        self.client = client
        self.check_mode = check_mode
        self.unresolved: list[str] = []
        self.typos: dict[str, list[str]] = {}
        self.expected: set[str] = set()
        self.warnings: list[str] = []
        self.created: set[str] = set()
        self.from_session = False
        self._session = session
        self._lists: dict[Key, Wires] = {}
        self._read: dict[Key, Wires] = {}
        self._removed: set[tuple[str, str]] = set()
        self._seen: dict[Key, set[str]] = {}
        self._memo: dict[str, Any] = {}

    def list(self, kind: Kind, *parent: Segment) -> Wires:
        """All objects of a kind below a parent, from the cache if possible.

        Projected plans are included. A parent that does not exist yet has no other objects.
        """
        path = _key((*parent, kind.collection))
        known = tuple(segment for segment in path if isinstance(segment, str))
        if len(known) < len(path):
            return self._lists.setdefault(path, [])

        def read() -> Wires:
            return self.client.list(*known, topic=kind.topic, doing=f"list {kind.plural}")

        return self.cached(known, read, Listing(kind.shape))

    def cached(self, path: tuple[str, ...], read: Callable[[], Wires], shape: Shape) -> Wires:
        """The objects at a path, from the cache if possible. ``shape`` is their required shape."""
        if path not in self._lists:
            self._lists[path] = self._read[path] = self.read_shared(path, read, shape)
        return self._lists[path]

    def remember(self, kind: Kind, found: Wires) -> Wires:
        """All known objects of a collection that may be too large to list, including those that were just found.

        Projected plans are kept when PingOne returns an object again.
        """
        path = (kind.collection,)
        seen = self._seen.setdefault(path, set())
        new = [item for item in found if item["id"] not in seen]
        seen.update(item["id"] for item in new)
        self._lists[path] = [*self._lists.get(path, []), *new]
        return self._lists[path]

    def memo(self, key: str, make: Callable[[], Any]) -> Any:
        """A value that is made when it is first requested."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def read_shared(self, path: Sequence[str], read: Callable[[], Wires], shape: Shape) -> Wires:
        """The objects that an earlier task of the session has read at a path, otherwise those that are read now.

        The session is a file, so its contents are checked like a response, and read again if their shape is wrong.
        """
        items = self._session.read(path) if self._session else None
        if items is not None and _fits(shape, items):
            self.from_session = True
            return items
        items = read()
        if self._session:
            self._session.keep(path, items)
        return items

    def find(self, kind: Kind, wanted: str, option: str, *parent: Segment) -> Optional[Wire]:
        """The object with this name or ID, or None."""
        return match(kind.noun, self.list(kind, *parent), wanted, option)

    def find_managed(self, kind: Kind, options: dict[str, Any], *parent: Segment) -> Optional[Wire]:
        """The object that a task manages: by ``id`` if set (it must exist to be present), otherwise by ``name``."""
        return select_managed(kind, self.list(kind, *parent), options)

    def refer(self, kind: Kind, wanted: str, option: str) -> Ref:
        """The reference to the object with this name or ID, or the result of :meth:`assume_or_refuse`."""
        found = self.find(kind, wanted, option)
        return ref_to(found) if found else self.assume_or_refuse(kind, wanted, option, among=self.list(kind))

    def assume_or_refuse(
        self,
        kind: Kind,
        wanted: str,
        option: str,
        place: str = "",
        among: Iterable[Wire] = (),
        *,
        expected: bool = False,
    ) -> Ref:
        """Handle a missing object: in check mode, assume that the run creates it if it is specified by name.

        An object that this task removes is not assumed. ``place``: where it was searched, for the message. ``among``:
        the existing objects, whose names are suggested. ``expected``: the run creates it according to the options.

        :raises InvalidInput: if it must exist.
        """
        names = [str(item["name"]) for item in among if item.get("name")]
        if not self.check_mode or is_uuid(wanted) or (kind.noun, wanted) in self._removed:
            raise InvalidInput([missing_problem(kind.noun, wanted, option, place, names)])
        missing = f"{kind.noun} {wanted}"
        if expected and missing not in self.unresolved:
            self.expected.add(missing)
        elif not expected:
            self.expected.discard(missing)
        if missing not in self.unresolved:
            self.unresolved.append(missing)
            typo_of = [name for name in suggestions(wanted, names) if is_typo(wanted, name)]
            if typo_of and not expected:
                self.typos[missing] = typo_of
        return Ref(wanted)

    def project(self, plan: Plan) -> None:
        """Apply a plan to the cache, so that further objects are planned as if it was done."""
        for step in plan.steps:
            path = _key(step.collection)
            if step.verb == DELETE:
                self._removed.add((step.kind.noun, step.target.name))
            if path in self._lists:
                self._lists[path] = step.projected(self._lists[path])

    def forget(self) -> None:
        """Clear everything that was read or derived, and have all tasks of the session read again."""
        self.unresolved.clear()
        self.typos.clear()
        self.expected.clear()
        self.warnings.clear()
        self._memo.clear()
        self.forget_reads()

    def end_session_reads(self) -> None:
        """Have later tasks of the session read again, because this one is going to write."""
        if self._session:
            self._session.forget_reads()

    def forget_reads(self, *keys: str) -> None:
        """Clear the cached collections, and the :meth:`memo` values with these keys."""
        self.from_session = False
        self._lists.clear()
        self._read.clear()
        self._removed.clear()
        self._seen.clear()
        for key in keys:
            self._memo.pop(key, None)
        self.end_session_reads()

    def created_since_plan(self, step: Step, items: Wires) -> Wires:
        """The items that match a creation and did not exist when it was planned."""
        path, body = _key(step.collection), resolve_known(step.body)
        known = {item["id"] for item in self._read.get(path, [])} | self._seen.get(path, set())
        return [item for item in items if item["id"] not in known and step.kind.sibling([item], body)]


def missing_problem(noun: str, wanted: str, option: str, place: str = "", names: Iterable[str] = ()) -> Problem:
    """The problem that no object has this name or ID. Similar ones of the existing ``names`` are suggested."""
    remedy = "" if is_uuid(wanted) else did_you_mean(wanted, names)
    return Problem(option, f"there is no {noun} {quoted(wanted)}{place}. {remedy or 'Check the name or the ID.'}")


def select_managed(kind: Kind, items: Wires, options: dict[str, Any]) -> Optional[Wire]:
    """The item that a task manages, as in :meth:`Inventory.find_managed`."""
    identifier = options.get("id")
    if not identifier:
        return match(kind.noun, items, options["name"], "name")
    found = [item for item in items if item["id"] == identifier.lower()]
    if not found and options["state"] == "present":
        text = (
            f"there is no {kind.noun} with the ID {quoted(identifier)}. Check the ID, or set only name to create one."
        )
        raise InvalidInput.of("id", text)
    return found[0] if found else None


def unknown_id_problems(kind: Kind, name: str) -> list[Problem]:
    """An object is not created with a name that looks like an ID, which is more likely that of a deleted object."""
    if not is_uuid(name):
        return []
    return [
        Problem("name", f"{quoted(name)} looks like an ID, but no {kind.noun} has it. Check the ID, or use a name.")
    ]


def _fits(shape: Shape, value: Any) -> bool:
    try:
        shape.check(value)
    except ShapeError:
        return False
    return True


def _key(path: Sequence[Segment]) -> Key:
    """A path with IDs; a reference to an object that does not exist yet is kept."""
    return tuple(segment.id or segment if isinstance(segment, Ref) else segment for segment in path)
