# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages groups of users, either of the environment or of a population."""

from __future__ import annotations

from typing import Optional, Union

from .._base.errors import InvalidInput, Problem
from .._base.text import quoted
from .._engine.inventory import Inventory, select_managed
from .._engine.simple import SimpleObject
from .._engine.task import Options
from .._lookup.group_search import find_population, groups_like, population_names, populations_like
from .._model.field import Ref, Wire, get_key, ref_to
from .._model.kind import State
from .._model.objects.group import GROUP
from .._model.objects.population import POPULATION
from .._model.plan import titled


class Group(SimpleObject):
    """A group. Its population distinguishes it from other groups with the same name."""

    kind = GROUP
    inherited = ("population",)

    def find(self, inventory: Inventory, options: Options) -> Optional[Wire]:
        home = _home(inventory, options)
        if home is None and options["population"]:
            return None
        candidates = groups_like(inventory, options["id"] or options["name"])
        if options["population"] is not None and not options["id"]:
            named = options["name"].lower()
            candidates = [item for item in candidates if _place(item) == _key(home) or item["id"] == named]
        return select_managed(GROUP, candidates, options)

    def read(self, inventory: Inventory, current: Wire) -> State:
        home = _place(current)
        return GROUP.read(current, population_names(inventory, [home]) if isinstance(home, str) else {})

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        target: Optional[Ref] = _home(inventory, options)
        if now is None:
            return {**wanted, "population": target}
        existing: Optional[Ref] = now["population"]
        if options["population"] is not None and existing is not target and not (existing and existing.same_as(target)):
            text = (
                f"the group belongs to {_named(existing)} and cannot be moved to {_named(target)}: PingOne does not"
                " move groups. Omit the option, or create another group there."
            )
            raise InvalidInput.of("population", text)
        return {**wanted, "population": existing}

    def name_conflicts(self, inventory: Inventory, current: Optional[Wire], wanted: State) -> list[Problem]:
        """A name is unique within a population. A name in the environment cannot be used in any population."""
        home = _key(wanted["population"])
        problems = []
        for item in groups_like(inventory, wanted["name"]):
            theirs = _place(item)
            if item is current or item["name"] != wanted["name"] or (home and theirs and home != theirs):
                continue
            whose = "the environment" if theirs is None else "the same population" if home else "a population"
            text = f"{quoted(wanted['name'])} is already the name of a group of {whose} (ID {item['id']})."
            problems.append(Problem("name", f"{text} Choose another name."))
        return problems

    def label(self, inventory: Inventory, target: Ref, state: State) -> str:
        home = _population_name(state)
        return f"{target.name} of {home}" if home else target.name

    def title(self, state: State) -> str:
        home = _population_name(state)
        return titled(GROUP, state["name"], (POPULATION, home) if home else None)


def _home(inventory: Inventory, options: Options) -> Optional[Ref]:
    """The population of the task. None for a group of the environment, or if it does not exist and does not have to.

    :raises InvalidInput: if it must exist and does not.
    """
    wanted = options["population"]
    found = find_population(inventory, wanted, "population") if wanted else None
    if found or not wanted or options["state"] == "absent":
        return ref_to(found) if found else None
    return inventory.assume_or_refuse(POPULATION, wanted, "population", among=populations_like(inventory, wanted))


def _place(group: Wire) -> Union[str, Ref, None]:
    """The ID of the population of a group, or the population itself if it does not exist yet."""
    place: Union[str, Ref, None] = get_key(group, "population.id")
    return place


def _key(population: Optional[Ref]) -> Union[str, Ref, None]:
    return population and (population.id or population)


def _named(population: Optional[Ref]) -> str:
    return f"the population {quoted(population.name)}" if population else "the environment"


def _population_name(state: State) -> str:
    """The name of the population of a group."""
    population = state["population"]
    return population.name if isinstance(population, Ref) else population or ""


TASK = Group().task()
