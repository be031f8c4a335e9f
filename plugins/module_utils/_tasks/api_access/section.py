# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Sections of the plan: items of one module's task, and where they are in the entries of the user."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import AbstractSet, Any, Mapping, Optional, Sequence

from ..._base.errors import Problem
from ..._engine.inventory import Inventory
from ..._engine.reads import Batches
from ..._engine.task import Options, Task, without
from ..._model.kind import Kind
from ..._model.objects.application_permission import PERMISSION


@dataclass(frozen=True)
class Item:
    """The options of an object, the index of the entry that it belongs to, and its location in the options."""

    options: Options
    entry: int
    place: str


@dataclass(frozen=True)
class Section:
    """Items of one module's task.

    - ``kind``: the kind of object that the task manages.
    - ``entry``: the index of the entry, for objects that are not items. ``place`` is the location of the list.
    - ``names``: the options of the task that the entry calls differently; empty for the item itself.
    - ``top``: top-level options of the task.
    """

    task: Task
    kind: Kind
    items: Sequence[Item]
    entry: int = 0
    place: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    top: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> Options:
        """The options of the task with a list of the items."""
        return {**dict.fromkeys(self.task.spec), **self.top, self.task.list_option: self.listed}

    @property
    def listed(self) -> list[Options]:
        """The options of all items."""
        return [item.options for item in self.items]

    @property
    def requires_deployment(self) -> bool:
        """Whether a change of the objects requires a deployment. The audit log also contains those of permissions."""
        return self.task.requires_deployment or self.kind is PERMISSION

    def entry_of(self, number: int) -> int:
        """The index of the entry to which the draft with this number belongs."""
        return self.items[number].entry if number < len(self.items) else self.entry

    def located(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems of the task, with their locations in the options of the user."""
        nameless = f"for {self.task.noun}: "
        return [
            replace(
                problem,
                option=self._place(problem.option),
                message=self._in_list.sub(self._item_place, problem.message.removeprefix(nameless)),
            )
            for problem in problems
        ]

    def checked(self, refused: AbstractSet[str]) -> list[Problem]:
        """The problems of each item's options alone. ``refused`` are locations that are known to be invalid."""
        if self.task.check is None:
            return []
        problems: list[Problem] = []
        for number, item in enumerate(self.items):
            wrong = {self._option(place, item) for place in refused if _is_below(place, item.place)}
            found = self.task.check(without(item.options, wrong))
            problems += self.located(self.task.located(number, item.options, found))
        return problems

    @property
    def _in_list(self) -> re.Pattern[str]:
        return re.compile(rf"\b{self.task.list_option}\[(\d+)\]")

    def _item_place(self, match: re.Match[str]) -> str:
        return self.items[int(match.group(1))].place

    def _place(self, option: str) -> str:
        match = self._in_list.match(option)
        if match is None:
            return self.place if option == self.task.list_option else self._below(f"api_services[{self.entry}]", option)
        return self._below(self._item_place(match), option[match.end() :].lstrip("."))

    def _below(self, place: str, option: str) -> str:
        head = re.split(r"[.\[]", option)[0]
        name = self.names.get(head, head) + option[len(head) :] if self.names.get(head, head) else ""
        return ".".join(part for part in (place, name) if part)

    def _option(self, place: str, item: Item) -> str:
        """The option of the task whose value is at a location below an item."""
        name = re.split(r"[.\[]", place[len(item.place) :].lstrip("."))[0]
        return next((option for option, own in self.names.items() if own and own == name), name)


def read_ahead(inventory: Inventory, sections: Sequence[Section]) -> Batches:
    """What to read for the items of sections of one task."""
    items = [options for section in sections for options in section.listed]
    if items and sections[0].task.read_ahead:
        yield from sections[0].task.read_ahead(inventory, sections[0].options, items)


def completed(task: Task, given: Mapping[str, Any], **own: Any) -> Options:
    """The options of an item: those of its task that are set, with defaults, and those that the entry implies."""
    options = {}
    for option, about in task.options.items():
        value: Optional[Any] = own[option] if option in own else given.get(option)
        options[option] = about.get("default") if value is None else value
    return options


def _is_below(place: str, parent: str) -> bool:
    return place.startswith(parent) and place[len(parent) : len(parent) + 1] in (".", "")
