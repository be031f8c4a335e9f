# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The common course of simple objects, which are found by name or ID and have no parent.

A subclass defines what is specific to an object. Options, payload, comparison, diff, and result are derived from its
declaration.
"""

from __future__ import annotations

from typing import Any, ClassVar, Optional, Sequence

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import capitalized
from .._domain.rules import name_problems, taken_name_problems
from .._model.field import Ref, Wire, ref_to, target_of
from .._model.kind import Kind, State, given_name
from .._model.plan import Hunk, Plan, Step, steps_between
from .inventory import Inventory, unknown_id_problems
from .task import STATE, Draft, Limit, Options, Task


class SimpleObject:
    """The task of a simple object. A subclass sets ``kind``, and overrides what is specific.

    - ``own_options``: the argument spec of options that are no fields.
    - ``inherited``: options that can be set once for all items of a list.
    - ``limit``: how many objects PingOne allows.
    """

    kind: Kind
    own_options: ClassVar[dict[str, dict[str, Any]]] = {}
    inherited: Sequence[str] = ()
    limit: Optional[Limit] = None

    def task(self) -> Task:
        """The task of the module, with an argument spec that follows from the declaration."""
        noun = self.kind.noun
        fields = {option: spec for option, spec in self.kind.options.items() if option != "name"}
        return Task(
            capitalized(noun),
            _key(noun),
            _key(self.kind.plural),
            ("name", "id"),
            {"name": {"type": "str"}, "id": {"type": "str"}, **fields, **self.own_options, "state": STATE},
            self.draft,
            check=self.option_problems,
            required_one_of=[("name", "id")],
            inherited=self.inherited,
            limit=self.limit,
        )

    def option_problems(self, options: Options) -> list[Problem]:
        """The problems of the options, before anything is read."""
        return []

    def find(self, inventory: Inventory, options: Options) -> Optional[Wire]:
        """The object that the task manages, or None.

        :raises InvalidInput: if it cannot be managed.
        """
        return inventory.find_managed(self.kind, options)

    def not_managed(self, current: Wire) -> str:
        """Why the module does not manage an object that was found, and what to do about it; empty if it does."""
        return ""

    def read(self, inventory: Inventory, current: Wire) -> State:
        """The state of an object; a subclass adds the names of the objects that it refers to."""
        return self.kind.read(current, {})

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        """The wanted state, completed with values that depend on other fields or objects.

        ``now`` is None if the object does not exist.

        :raises InvalidInput: if that cannot be determined.
        """
        return wanted

    def problems(self, options: Options, current: Optional[Wire], now: Optional[State], wanted: State) -> list[Problem]:
        """The problems of the wanted state as a whole."""
        return []

    def name_conflicts(self, inventory: Inventory, current: Optional[Wire], wanted: State) -> list[Problem]:
        """The problems of a new name with regard to other objects."""
        others = (item for item in inventory.list(self.kind) if item is not current)
        article = "an" if self.kind.noun[0] in "aeio" else "a"
        return taken_name_problems(wanted["name"], f"{article} {self.kind.noun}", others)

    def removal_obstacle(self, inventory: Inventory, options: Options, current: Wire) -> str:
        """Why an object cannot be removed, and how to resolve that; empty if it can."""
        return ""

    def steps_before_removal(self, inventory: Inventory, current: Wire) -> list[Step]:
        """The steps that are required before the removal of an object."""
        return []

    def removed_together(self, inventory: Inventory, current: Wire) -> list[Hunk]:
        """The objects that PingOne removes together with an object, for the diff."""
        return []

    def label(self, inventory: Inventory, target: Ref, state: State) -> str:
        """The label that distinguishes the object from the others of a list."""
        return target.name

    def title(self, state: State) -> str:
        """The title in a diff; empty for noun and name."""
        return ""

    def draft(self, inventory: Inventory, options: Options) -> Draft:
        """Plan an object to be present or absent.

        :raises InvalidInput: with all of its problems.
        """
        if options["state"] == "absent":
            return self._absent(inventory, options)
        problems = Problems(self.option_problems(options))
        current: Optional[Wire] = None
        with problems.collecting():
            current = self._find(inventory, options)
        problems.stop_if_any()
        now = self.read(inventory, current) if current else None
        given = {**options, "name": given_name(options, current)}
        wanted = self.kind.wanted(now, given)
        with problems.collecting():
            wanted = self.complete(inventory, given, now, wanted)
        problems += self.kind.immutable_problems(now, wanted) if now else []
        problems += self.problems(given, current, now, wanted)
        if now is None or now["name"] != wanted["name"]:
            problems += name_problems(wanted["name"]) + unknown_id_problems(self.kind, wanted["name"])
            problems += self.name_conflicts(inventory, current, wanted)
        problems.stop_if_any()

        target = target_of(current, wanted["name"])
        steps = steps_between(self.kind, target, current, now, wanted)
        plan = Plan(self.kind.view(now), self.kind.view(wanted), steps)
        return self.draft_present(inventory, options, plan, current, target, wanted)

    def draft_present(
        self, inventory: Inventory, options: Options, plan: Plan, current: Optional[Wire], target: Ref, wanted: State
    ) -> Draft:
        """The draft of an object that should be present, from its plan."""
        label = self.label(inventory, target, wanted)
        return Draft(label, plan, lambda: self.kind.result(wanted, target.id), title=self.title(wanted))

    def _find(self, inventory: Inventory, options: Options) -> Optional[Wire]:
        current = self.find(inventory, options)
        reason = self.not_managed(current) if current else ""
        if reason:
            raise InvalidInput.of(_named_by(options), reason)
        return current

    def _absent(self, inventory: Inventory, options: Options) -> Draft:
        current = self._find(inventory, options)
        if current is None:
            gone = {**options, "name": options["name"] or options["id"]}
            label, title = self.label(inventory, Ref(gone["name"]), gone), self.title(gone)
            return Draft(label, Plan(), lambda: None, title=title)
        obstacle = self.removal_obstacle(inventory, options, current)
        if obstacle:
            raise InvalidInput.of(_named_by(options), obstacle)
        now, target = self.read(inventory, current), ref_to(current)
        steps = self.steps_before_removal(inventory, current) + steps_between(self.kind, target, current, now, None)
        plan = Plan(self.kind.view(now), {}, steps, also=self.removed_together(inventory, current))
        return Draft(self.label(inventory, target, now), plan, lambda: None, title=self.title(now))


def _key(words: str) -> str:
    """A noun as the name of an option and a result."""
    return words.lower().replace(" ", "_").replace("-", "_")


def _named_by(options: Options) -> str:
    """The option that identifies the object."""
    return "id" if options["id"] else "name"
