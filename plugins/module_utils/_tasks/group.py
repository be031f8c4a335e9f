# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges a group, of the environment or of one population."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import Problem, Problems
from .._base.text import quoted
from .._domain.rules import name_problems
from .._engine.inventory import Inventory, itself, unknown_id_problems
from .._engine.task import STATE, Draft, Task
from .._lookup.group_search import find_population, groups_like, population_names, populations_like
from .._model.field import Ref, Wire, get_key, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.group import GROUP
from .._model.objects.population import POPULATION
from .._model.plan import Plan, steps_between, titled


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan a group to be present or absent."""
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems()
    population: Optional[Ref] = None
    current: Optional[Wire] = None
    with problems.collecting():
        population = _population(inventory, options)
        current = _found(inventory, options, population)
    problems.stop_if_any()
    now = _state(inventory, current) if current else None
    wanted: State = dict(now) if now else {"description": None, "population": population}
    given = {"name": given_name(options, current), "description": options["description"]}
    wanted.update((option, value) for option, value in given.items() if value is not None)
    if now and options["population"] is not None:
        problems += _move_problems(now, population)
    if now is None or now["name"] != wanted["name"]:
        problems += name_problems(wanted["name"])
        problems += unknown_id_problems(GROUP, wanted["name"])
        problems += _clashes(inventory, current, wanted)
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    plan = Plan(GROUP.view(now), GROUP.view(wanted))
    plan.steps = steps_between(GROUP, target, current, now, wanted)
    return Draft(_told_apart(wanted), plan, lambda: GROUP.result(wanted, target.id), title=_title(wanted))


def _population(inventory: Inventory, options: dict[str, Any]) -> Optional[Ref]:
    """The population that the task names; None without one, and for a group of the environment.

    :raises InvalidInput: if it has to exist and does not.
    """
    if not options["population"]:
        return None
    wanted = options["population"]
    found = find_population(inventory, wanted, "population")
    if found:
        return ref_to(found)
    return inventory.assume_or_refuse(POPULATION, wanted, "population", among=populations_like(inventory, wanted))


def _found(inventory: Inventory, options: dict[str, Any], population: Optional[Ref]) -> Optional[Wire]:
    """The group that the task manages, or None. A population tells apart what has the same name.

    :raises InvalidInput: if several can be meant.
    """
    if options["id"]:
        return itself(GROUP, groups_like(inventory, options["id"]), options)
    candidates = groups_like(inventory, options["name"])
    if options["population"] is not None:
        home = _place(population)
        candidates = [item for item in candidates if _home(item) == home or item["id"] == options["name"].lower()]
    return itself(GROUP, candidates, options)


def _home(group: Wire) -> Any:
    """Id of the population of a group; None if it is one of the environment."""
    return get_key(group, "population.id")


def _place(population: Optional[Ref]) -> Any:
    """The same of a population; one that does not exist yet stands for itself."""
    return population and (population.id or population)


def _state(inventory: Inventory, group: Wire) -> State:
    home = _home(group)
    return GROUP.read(group, population_names(inventory, [home]) if isinstance(home, str) else {})


def _move_problems(now: State, population: Optional[Ref]) -> list[Problem]:
    """PingOne keeps a group where it was created."""
    home: Optional[Ref] = now["population"]
    if home is population or (home and home.same_as(population)):
        return []
    here, there = (_named(place) for place in (home, population))
    text = (
        f"the group belongs to {here} and cannot be moved to {there}: PingOne keeps a group where it was created. Leave"
        " the option out, or create another group there."
    )
    return [Problem("population", text)]


def _named(population: Optional[Ref]) -> str:
    return f"the population {quoted(population.name)}" if population else "the environment"


def _clashes(inventory: Inventory, current: Optional[Wire], wanted: State) -> list[Problem]:
    """A name can be there once in each population, or once in the environment and in no population."""
    home = _place(wanted["population"])
    problems = []
    for item in groups_like(inventory, wanted["name"]):
        theirs = _home(item)
        if item is current or item["name"] != wanted["name"] or (home and theirs and home != theirs):
            continue
        whose = "the environment" if theirs is None else "the same population" if home else "a population"
        text = f"{quoted(wanted['name'])} is already the name of a group of {whose} (id {item['id']})."
        problems.append(Problem("name", f"{text} Choose another name."))
    return problems


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    population: Optional[Wire] = None
    current: Optional[Wire] = None
    if options["population"]:
        population = find_population(inventory, options["population"], "population")
    if population or not options["population"]:
        current = _found(inventory, options, ref_to(population) if population else None)
    if current is None:
        gone = {"name": options["name"] or options["id"], "population": _wanted_home(options, population)}
        return Draft(_told_apart(gone), Plan(), lambda: None, title=_title(gone))
    now = _state(inventory, current)
    plan = Plan(before=GROUP.view(now))
    plan.steps = steps_between(GROUP, ref_to(current), current, now, None)
    return Draft(_told_apart(now), plan, lambda: None, title=_title(now))


def _wanted_home(options: dict[str, Any], population: Optional[Wire]) -> Optional[Ref]:
    """The population of a group that is not there, which need not be there either."""
    if not options["population"]:
        return None
    return ref_to(population) if population else Ref(options["population"])


def _title(state: State) -> str:
    home: Optional[Ref] = state["population"]
    return titled(GROUP, state["name"], (POPULATION, home.name) if home else None)


def _told_apart(state: State) -> str:
    return f"{state['name']} of {state['population'].name}" if state["population"] else str(state["name"])


TASK = Task(
    "Group",
    "group",
    "groups",
    ("name", "id"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "description": {"type": "str", "blank": "clears"},
        "population": {"type": "str", "blank": "clears"},
        "state": STATE,
    },
    draft,
    needed=[("name", "id")],
    inherited=("population",),
)
