# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the objects of the environment, and caches them for a task."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Optional

from .._base.api_error import FORBIDDEN, ApiError
from .._base.errors import AuthorizeError, InvalidInput, Problem
from .._base.shape import Shape, ShapeError
from .._base.suggest import did_you_mean, is_typo, suggestions
from .._base.text import is_uuid, quoted
from .._model.field import Ref, Wire, Wires, ref_to
from .._model.kind import Kind, match
from .._model.plan import DELETE, Plan, Segment, Step, resolve_known
from .._pingone.client import Client
from .._pingone.session import Session
from .reads import Batches, Key, Read, collection, key_of


class Inventory:
    """The objects of the managed environment. Each collection is read at most once for a task.

    - ``check_mode``: nothing is written.
    - ``assumes``: in check mode, missing objects are assumed to be created by earlier tasks of the run. A task that
      manages the whole workflow assumes nothing.
    - ``unresolved``: missing objects that an earlier task of the run would have created (check mode only).
    - ``typos``: those of them whose names are probably typos, with similar names.
    - ``expected``: those of them that the run creates according to the options, so that there is no warning.
    - ``warnings``: texts for the user.
    - ``created``: the IDs of the objects that this task has created.
    - ``on_step``: called with each step as text before it is carried out.
    - ``has_written``: this task has started to write, so what it has read may be out of date.
    - ``from_session``: something was read by an earlier task of the session, and not by this one.
    """

    def __init__(
        self, client: Client, check_mode: bool, session: Optional[Session] = None, *, assumes: bool = True
    ) -> None:
        self.client = client
        self.check_mode = check_mode
        self.assumes = assumes
        self.unresolved: list[str] = []
        self.typos: dict[str, list[str]] = {}
        self.expected: set[str] = set()
        self.warnings: list[str] = []
        self.created: set[str] = set()
        self.on_step: Callable[[str], None] = lambda step: None
        self.has_written = False
        self.from_session = False
        self._session = session
        self._lists: dict[Key, Wires] = {}
        self._read: dict[Key, Wires] = {}
        self._failures: dict[Key, AuthorizeError] = {}
        self._removed: set[tuple[str, str]] = set()
        self._seen: dict[Key, set[str]] = {}
        self._memo: dict[str, Any] = {}

    def list(self, kind: Kind, *parent: Segment) -> Wires:
        """All objects of a kind below a parent, from the cache if possible.

        Projected plans are included. A parent that does not exist yet has no other objects.
        """
        read = collection(kind, *parent)
        return self.cached(read) if read.is_possible else self._lists.setdefault(read.path, [])

    def cached(self, read: Read) -> Wires:
        """The objects at a path, from the cache if possible. A read that is not allowed is not repeated."""
        if read.path not in self._lists:
            failure = self._failures.pop(read.path, None)
            if failure is None and not self._find_shared(read):
                try:
                    self._keep(read, read.send(self.client))
                except ApiError as error:
                    failure = error
            if isinstance(failure, ApiError) and failure.status == FORBIDDEN:
                self._failures[read.path] = failure
            if failure:
                raise failure
        return self._lists[read.path]

    def read_ahead(self, reads: Iterable[Read]) -> None:
        """Read what is not known yet, several collections at the same time, so that :meth:`list` finds it.

        Nothing is raised here: the failure of a read is raised once it is needed.
        """
        wanted = {
            read.path: read
            for read in reads
            if read.is_possible and read.path not in self._lists and not self._find_shared(read)
        }
        results = self.client.concurrently([read.send for read in wanted.values()])
        for read, result in zip(wanted.values(), results):
            if isinstance(result, AuthorizeError):
                self._failures[read.path] = result
            elif result is not None:
                self._keep(read, result)

    def read_batches_ahead(self, *tasks: Batches) -> None:
        """Read ahead the batches of several tasks: the first batches of all, then the second ones, and so on."""
        pending = list(tasks)
        while pending:
            batches = [(task, next(task, None)) for task in pending]
            pending = [task for task, batch in batches if batch is not None]
            self.read_ahead(read for _task, batch in batches for read in batch or ())

    def known(self, read: Read) -> Wires:
        """The objects at a path if they are cached, otherwise none. Nothing is read."""
        return self._lists.get(read.path, [])

    def is_known(self, read: Read) -> bool:
        """Whether the objects at a path are cached, or cannot exist yet."""
        return read.path in self._lists or not read.is_possible

    def known_objects(self, *, as_read: bool) -> Iterator[tuple[Key, Wire]]:
        """All known objects with the paths of their collections: as they were read, or as the plan changes them."""
        planned_first = (self._lists, self._read)
        for lists in planned_first if as_read else reversed(planned_first):
            for path, items in lists.items():
                yield from ((path, item) for item in items)

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

    def add(self, kind: Kind, wire: Wire, *parent: Segment) -> None:
        """Add an object that does not exist to the cache, so that others can refer to it while they are validated."""
        path = key_of((*parent, kind.collection))
        self._lists[path] = [*self.list(kind, *parent), wire]

    def remove(self, kind: Kind, wire: Wire) -> None:
        """Remove an object of the environment from the cache, so that it is ignored while others are validated."""
        self._lists[(kind.collection,)] = [item for item in self.list(kind) if item is not wire]

    def memo(self, key: str, make: Callable[[], Any]) -> Any:
        """A value that is made when it is first requested."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def _find_shared(self, read: Read) -> bool:
        """Cache the objects if an earlier task of the session has read them, and return whether it has.

        The session is a file, so its contents are checked like a response, and read again if their shape is wrong.
        """
        items = self._session.read(read.names) if self._session and read.is_shared else None
        if items is None or not _fits(read.shape, items):
            return False
        self.from_session = True
        self._lists[read.path] = self._read[read.path] = items
        return True

    def _keep(self, read: Read, items: Wires) -> None:
        """Keep the objects that were read."""
        self._lists[read.path] = self._read[read.path] = items
        if self._session and read.is_shared:
            self._session.keep(read.names, items)

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
        if not (self.check_mode and self.assumes) or is_uuid(wanted) or (kind.noun, wanted) in self._removed:
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
            path = key_of(step.collection)
            if step.verb == DELETE:
                self._removed.add((step.kind.noun, step.target.name))
            # Nothing is listed below a parent that does not exist yet, so its collections may not be cached.
            if path in self._lists or not all(isinstance(segment, str) for segment in path):
                self._lists[path] = step.projected(self._lists.get(path, []))

    def forget(self) -> None:
        """Clear everything that was read or derived, and have all tasks of the session read again."""
        self.unresolved.clear()
        self.typos.clear()
        self.expected.clear()
        self.warnings.clear()
        self._memo.clear()
        self.has_written = False
        self.forget_reads()

    def start_writing(self) -> None:
        """Have later tasks of the session read again, because this one is going to write."""
        self.has_written = True
        self._end_session_reads()

    def _end_session_reads(self) -> None:
        if self._session:
            self._session.forget_reads()

    def forget_reads(self, *keys: str) -> None:
        """Clear the cached collections, and the :meth:`memo` values with these keys."""
        self.from_session = False
        self._lists.clear()
        self._read.clear()
        self._failures.clear()
        self._removed.clear()
        self._seen.clear()
        for key in keys:
            self._memo.pop(key, None)
        self._end_session_reads()

    def created_since_plan(self, step: Step, items: Wires) -> Wires:
        """The items that match a creation and did not exist when it was planned."""
        path, body = key_of(step.collection), resolve_known(step.body)
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
