# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds what is there, and carries plans out."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Optional, Sequence, Union

from .._base.errors import CONFLICT, InvalidInput, Problem
from .._base.shape import Listing, Shape, ShapeError
from .._base.suggest import did_you_mean, is_typo, suggestions
from .._base.text import is_uuid, quoted
from .._model.field import Ref, Wire, Wires, ref_to
from .._model.kind import Kind, match
from .._model.plan import DELETE, Plan, Segment, Step, resolve_known
from .._pingone.client import Client
from .._pingone.session import Session

Key = tuple[Union[str, Ref], ...]

# Refusals that may follow from what others have written since the plan was made.
OVERTAKEN = (400, 404, CONFLICT)
# Seconds until an object that was just created can be found, at the latest.
LATE = 1.0


class Inventory:
    """The managed environment as one task sees it: every collection is read once, at most.

    In check mode the client is read-only, and a parent that an earlier task of the same run would have created is
    collected in ``unresolved`` instead of being an error, and in ``typos`` with the names that were probably meant.
    ``expected`` are those of them that the task itself declares to be created by the run, so that nobody has to be
    warned. ``borrowed`` says whether anything was read by an earlier task of the session and not by this one.
    ``warnings`` are texts for the user.
    """

    def __init__(self, client: Client, check_mode: bool, session: Optional[Session] = None) -> None:
        self.client = client
        self.check_mode = check_mode
        self.unresolved: list[str] = []
        self.typos: dict[str, list[str]] = {}
        self.expected: set[str] = set()
        self.warnings: list[str] = []
        # Ids of the objects that PingOne has created at the request of this task.
        self.created: set[str] = set()
        self.from_session = False
        self._session = session
        self._lists: dict[Key, Wires] = {}
        self._read: dict[Key, Wires] = {}
        self._removed: set[tuple[str, str]] = set()
        self._met: dict[Key, set[str]] = {}
        self._made: dict[str, Any] = {}

    def list(self, kind: Kind, *parent: Segment) -> Wires:
        """All objects of a kind below a parent, from memory when read before.

        What :meth:`expect` was told is part of it. A parent that does not exist yet has nothing else.
        """
        path = _key((*parent, kind.collection))
        known = tuple(segment for segment in path if isinstance(segment, str))
        if len(known) < len(path):
            return self._lists.setdefault(path, [])

        def read() -> Wires:
            return self.client.list(*known, topic=kind.topic, doing=f"list {kind.noun}s")

        return self.cached(known, read, Listing(kind.shape))

    def cached(self, path: tuple[str, ...], read: Callable[[], Wires], shape: Shape) -> Wires:
        """What was read at a path, from memory when read before; ``shape`` is what it has to be like."""
        if path not in self._lists:
            self._lists[path] = self._read[path] = self.read_shared(path, read, shape)
        return self._lists[path]

    def remember(self, kind: Kind, found: Wires) -> Wires:
        """What is known of a collection that may be too large to list, with what was found of it just now.

        It is what :meth:`expect` changes: what was planned stays as planned when PingOne tells of it once more.
        """
        path = (kind.collection,)
        met = self._met.setdefault(path, set())
        new = [item for item in found if item["id"] not in met]
        met.update(item["id"] for item in new)
        self._lists[path] = [*self._lists.get(path, []), *new]
        return self._lists[path]

    def memo(self, key: str, make: Callable[[], Any]) -> Any:
        """What a task needs one of, made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def read_shared(self, path: Sequence[str], read: Callable[[], Wires], shape: Shape) -> Wires:
        """What an earlier task of the session has read at a path, or else what is read now.

        The session is a file, so what it holds is checked like an answer, and read anew if it does not fit.
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
        """The object with this name or id, or None."""
        return match(kind.noun, self.list(kind, *parent), wanted, option)

    def find_managed(self, kind: Kind, options: dict[str, Any], *parent: Segment) -> Optional[Wire]:
        """The object that a task manages: by ``id`` if given (it must exist to be present), else by ``name``."""
        return select_managed(kind, self.list(kind, *parent), options)

    def refer(self, kind: Kind, wanted: str, option: str) -> Ref:
        """The reference to the object with this name or id, or what :meth:`assume_or_refuse` says of it."""
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
        """What to do about an object that was not found: defer it in check mode if given by name, else refuse.

        One that this very task removes is not going to be created by an earlier one. ``place`` says where it was looked
        for, and ``among`` which objects are there, whose names are suggested. ``expected`` says that the task itself
        declares that the run creates it.

        :raises InvalidInput: if it must exist by now.
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
        """Count a plan as done in what is read from now on, so that further objects can be planned after it."""
        for step in plan.steps:
            path = _key(step.collection)
            if step.verb == DELETE:
                self._removed.add((step.kind.noun, step.target.name))
            if path in self._lists:
                self._lists[path] = step.projected(self._lists[path])

    def forget(self) -> None:
        """Forget what was read and what followed from it, and make all tasks of the session read anew."""
        self.unresolved.clear()
        self.typos.clear()
        self.expected.clear()
        self.warnings.clear()
        self._made.clear()
        self.forget_reads()

    def end_session_reads(self) -> None:
        """Make later tasks of the session read anew, because this one is going to write."""
        if self._session:
            self._session.forget_reads()

    def forget_reads(self, *made: str) -> None:
        """Forget the collections that were read, and what was made :meth:`once` under these keys."""
        self.from_session = False
        self._lists.clear()
        self._read.clear()
        self._removed.clear()
        self._met.clear()
        for key in made:
            self._made.pop(key, None)
        self.end_session_reads()

    def created_since_plan(self, step: Step, items: Wires) -> Wires:
        """Of these objects, those that a creation describes and that were not there when it was planned."""
        path, body = _key(step.collection), resolve_known(step.body)
        known = {item["id"] for item in self._read.get(path, [])} | self._met.get(path, set())
        return [item for item in items if item["id"] not in known and step.kind.sibling([item], body)]


def missing_problem(noun: str, wanted: str, option: str, place: str = "", names: Iterable[str] = ()) -> Problem:
    """Nothing has this name or id. ``names`` are those that exist; similar ones are suggested."""
    remedy = "" if is_uuid(wanted) else did_you_mean(wanted, names)
    return Problem(option, f"there is no {noun} {quoted(wanted)}{place}. {remedy or 'Check the name or the ID.'}")


def select_managed(kind: Kind, items: Wires, options: dict[str, Any]) -> Optional[Wire]:
    """Of these, the object that a task manages, as in :meth:`Inventory.find_managed`."""
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
    """An object is not created under a name that looks like an id: more likely somebody means one that is gone."""
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
    """A path with the ids that are known; a reference to what does not exist yet stands for itself."""
    return tuple(segment.id or segment if isinstance(segment, Ref) else segment for segment in path)
