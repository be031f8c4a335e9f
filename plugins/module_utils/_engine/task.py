# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a module that manages objects passes to the Ansible edge, and the outcome of every module."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import AbstractSet, Any, Callable, Mapping, Optional, Sequence

from .._base.errors import AuthorizeError, Problem, Problems
from .._base.text import enumerated, is_uuid, quoted
from .._model.field import Ref
from .._model.kind import Kind
from .._model.plan import AnyStep, Hunk, Plan
from .inventory import Inventory
from .progress import Progress
from .reads import Batches

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}

Options = dict[str, Any]
Spec = Mapping[str, Mapping[str, Any]]


@dataclass
class Draft:
    """The planned change of one object. Nothing is written yet.

    - ``label``: distinguishes the object from the others of a list.
    - ``plan``: the steps, and the state before and after.
    - ``result``: returns the object for the module's result; called after the steps, when IDs are known. None if the
      object is absent.
    - ``service``: the API service to whose configuration the object belongs.
    - ``finish``: called after the steps to read whatever else the result requires.
    - ``not_listed``: the object is not an item of the list.
    - ``requested_by``: the option that requests the object.
    - ``title``: kind and name for the diff; the default is the noun of the task and the label.
    """

    label: str
    plan: Plan
    result: Callable[[], Optional[dict[str, Any]]]
    service: Optional[Ref] = None
    finish: Optional[Callable[[], None]] = None
    not_listed: bool = False
    requested_by: str = "name"
    title: str = ""


class Review(ABC):
    """Reviews the plans of a task before they are written."""

    @abstractmethod
    def plan(self, inventory: Inventory, drafts: Sequence[Draft]) -> None:
        """Review the drafts of a round, which have been projected onto the inventory."""

    @abstractmethod
    def check(self, options: Options) -> None:
        """Called before the drafts are written.

        :raises InvalidInput: if they must not be written.
        """

    @abstractmethod
    def results(self) -> dict[str, Any]:
        """Further results of the module."""

    @abstractmethod
    def notes(self) -> str:
        """Text below the diff."""


@dataclass(frozen=True)
class Limit:
    """The maximum number of objects of a kind that PingOne allows in one place.

    - ``removal``: the options that remove an object, for the message.
    """

    kind: Kind
    maximum: int
    removal: str = "state: absent"


@dataclass
class Outcome:
    """The outcome of a task: the module's own results, and plan and diff unless the task is read-only."""

    plan: Optional[Plan]
    results: dict[str, Any] = field(default_factory=dict)
    diff: list[Hunk] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """What is specific to a module that manages objects.

    - ``noun``: what an object is called in messages.
    - ``result``, ``list_option``: the result key of a single object; the option and the result key of a list. A task
      without a list has neither, and the keys of its result are results of the module.
    - ``name_options``: the options that identify an object in messages; the first one that is set is used.
    - ``options``: the argument spec of an object. Items of the list have the same options.
    - ``draft``: plans one object.
    - ``required_one_of``: from each group, at least one option must be set and not empty.
    - ``mutually_exclusive``: at most one of these options may be set.
    - ``inherited``: options whose top-level value is the default for all items, in addition to options with a default.
    - ``top_level_options``: options that are only allowed together with the list.
    - ``purge``: plans the objects that are not in the list.
    - ``follow_up``: receives all drafts, those of the items first. Returns further drafts that result from them, and
      rejects combinations that are not allowed.
    - ``read_ahead``: yields what several items of a list need, to read it before they are planned one after the other.
    - ``assume_in_check_mode``: in check mode, applies what earlier tasks of the run have done according to the options.
    - ``order``: returns the drafts in the order in which they are written; by default the items, and then the rest.
    - ``requires_deployment``: the objects are part of the configuration of API services.
    - ``check``: returns the problems of an object's options alone. ``draft`` returns them as well, so this is only
      called if the options do not get as far as a draft.
    - ``apply``: carries out the drafts; by default step by step.
    - ``failure_advice``: returns advice for the user after a failure, from the options of all items, the cause, and the
      steps that were done.
    - ``limit``: the maximum number of objects.
    - ``review``: creates what reviews the plans of a task. ``review_options`` are its options, with or without a list.

    ``required_one_of`` and ``mutually_exclusive`` are not passed on to Ansible, which would report them one at a time
    and in place of a misspelled option.
    """

    noun: str
    result: str
    list_option: str
    name_options: Sequence[str]
    options: Spec
    draft: Callable[[Inventory, Options], Draft]
    required_one_of: Sequence[Sequence[str]] = ()
    mutually_exclusive: Sequence[str] = ()
    inherited: Sequence[str] = ()
    top_level_options: Spec = field(default_factory=dict)
    purge: Optional[Callable[[Inventory, Options, list[Options]], list[Draft]]] = None
    follow_up: Optional[Callable[[Inventory, Options, list[Options], list[Draft]], list[Draft]]] = None
    read_ahead: Optional[Callable[[Inventory, Options, list[Options]], Batches]] = None
    assume_in_check_mode: Optional[Callable[[Inventory, Options], None]] = None
    order: Optional[Callable[[Inventory, list[Draft]], list[Draft]]] = None
    requires_deployment: bool = False
    check: Optional[Callable[[Options], list[Problem]]] = None
    apply: Optional[Callable[[Inventory, Sequence[Draft]], list[Progress]]] = None
    failure_advice: Optional[Callable[[Sequence[Options], AuthorizeError, Sequence[AnyStep]], str]] = None
    limit: Optional[Limit] = None
    review: Optional[Callable[[], Review]] = None
    review_options: Spec = field(default_factory=dict)

    @property
    def spec(self) -> dict[str, Any]:
        """The argument spec of the module, without the connection."""
        item = {
            option: {key: value for key, value in about.items() if key != "default"}
            for option, about in self.options.items()
        }
        listed = {self.list_option: {"type": "list", "elements": "dict", "options": item}} if self.list_option else {}
        return {**self.options, **self.top_level_options, **self.review_options, **listed}

    def subject(self, options: Mapping[str, Any]) -> str:
        """The object of the task, for messages. Empty for a list, because problems of items name their object."""
        if options.get(self.list_option) is not None:
            return ""
        name = next((options[option] for option in self.name_options if options.get(option)), None)
        return f"{self.noun} {quoted(name)}" if name else self.noun

    def items(self, options: Options) -> Optional[list[Options]]:
        """The options of each item of the list; None if there is no list."""
        if options.get(self.list_option) is None:
            return None
        return [self._item(given, options) for given in options[self.list_option]]

    def problems(self, options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
        """The problems of the options that can be found before anything is read.

        ``refused`` are the options that are already known to be invalid; they are not checked again.
        """
        items = self.items(options)
        if items is None:
            if self.list_option in refused:
                return []
            only = [
                Problem(option, f"can only be used with {self.list_option}.")
                for option in self.top_level_options
                if options[option]
            ]
            return only + self._item_problems(options, refused)
        problems = Problems(
            Problem(option, f"cannot be combined with {self.list_option}. Set it in the items instead.")
            for option in self._own
            if options[option] is not None
        )
        for index, item in enumerate(items):
            if f"{self.list_option}[{index}]" not in refused:
                problems += self.located(index, item, self._item_problems(item, self._wrong(index, refused)))
        return problems

    def checked(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        """The problems of ``check`` for each object, without the options that are known to be invalid."""
        if self.check is None:
            return []
        items = self.items(options)
        if items is None:
            return [] if self.list_option in refused else self.check(without(options, self._wrong(None, refused)))
        problems = Problems()
        for index, item in enumerate(items):
            problems += self.located(index, item, self.check(without(item, self._wrong(index, refused))))
        return problems

    def located(self, index: int, item: Options, problems: Sequence[Problem]) -> list[Problem]:
        """The problems of an item, with their place in the list."""
        subject = self.subject({**item, self.list_option: None})
        return [
            replace(
                problem,
                option=f"{self.list_option}[{index}].{problem.option}",
                message=f"for {subject}: {problem.message}",
            )
            for problem in problems
        ]

    @property
    def _shared(self) -> list[str]:
        """Options whose top-level value is the default for all items."""
        return [option for option, about in self.options.items() if "default" in about or option in self.inherited]

    @property
    def _own(self) -> list[str]:
        """Options that can only be set for each object."""
        return [option for option in self.options if option not in self._shared]

    def _item(self, given: Options, options: Options) -> Options:
        item = dict(given)
        chosen = any(given[option] is not None for option in self.mutually_exclusive)
        for option in self._shared:
            if item[option] is None and not (chosen and option in self.mutually_exclusive):
                item[option] = options[option]
        return item

    def _wrong(self, index: Optional[int], refused: AbstractSet[str]) -> set[str]:
        """The options of an object or item of which at least a part is invalid."""
        places = [place.partition(".")[0].partition("[")[0] for place in refused]
        if index is not None:
            begin = f"{self.list_option}[{index}]."
            inner = [place[len(begin) :] for place in refused if place.startswith(begin)]
            places += [place.partition(".")[0].partition("[")[0] for place in inner]
        return set(places).intersection(self.options)

    def _item_problems(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        problems = []
        for group in self.required_one_of:
            if not any(options.get(option) or option in refused for option in group):
                problems.append(Problem(group[0], f"not set. Set {enumerated(group, 'or')}."))
        given = [option for option in self.mutually_exclusive if options.get(option) is not None]
        if len(given) > 1:
            problems.append(Problem(given[-1], f"cannot be combined with {given[0]}. Choose one of them."))
        identifier = options.get("id")
        if identifier and "id" in self.options and "id" not in refused and not is_uuid(identifier):
            problems.append(Problem("id", f"{quoted(identifier)} is not an ID (a UUID). Check it, or use the name."))
        return problems


def without(options: Options, wrong: AbstractSet[str]) -> Options:
    """The options without the invalid ones. Lists of strings keep their valid entries."""
    return {
        option: value if option not in wrong or (isinstance(value, list) and all(map(_is_text, value))) else None
        for option, value in options.items()
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
