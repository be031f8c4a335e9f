# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a module hands to the edge, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import AbstractSet, Any, Callable, Mapping, Optional, Sequence

from .._base.errors import AuthorizeError, Problem, Problems
from .._base.text import quoted
from .._model.field import Ref
from .._model.kind import Kind
from .._model.plan import AnyStep, Hunk, Plan
from .inventory import Inventory
from .progress import Progress

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}

Options = dict[str, Any]
Spec = Mapping[str, Mapping[str, Any]]


@dataclass
class Draft:
    """What one object would come to: nothing is written yet.

    ``name`` tells it from the others of a list; ``title`` is its kind and name in a diff, if that is not the noun of
    the task and the name. ``result`` is asked for after the writing, when ids are known; None means that the object is
    absent. ``service`` is the API service of whose configuration the object is a part. ``finish`` reads, after the
    steps, what the result needs beside them. ``unlisted`` marks what is not in the list. ``created_by`` is the option
    that asks for the object.
    """

    name: str
    plan: Plan
    result: Callable[[], Optional[dict[str, Any]]]
    service: Optional[Ref] = None
    finish: Optional[Callable[[], None]] = None
    unlisted: bool = False
    created_by: str = "name"
    title: str = ""


@dataclass(frozen=True)
class Limit:
    """How many objects of a kind PingOne allows in one place.

    ``nouns`` is what several are called, and ``removal`` how one is removed.
    """

    kind: Kind
    nouns: str
    maximum: int
    removal: str = "state: absent"


@dataclass
class Outcome:
    """The end of a task: its plan and diff, which are missing if it only reads, and the module's own results."""

    plan: Optional[Plan]
    results: dict[str, Any] = field(default_factory=dict)
    diff: list[Hunk] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """A module's own options as an argument spec, and the function that drafts an object.

    ``result`` is the key of a single object in the results, ``many`` that of a list, and the option that takes one. An
    item has the same options; what has a default, and what is ``inherited``, counts for all items that do not say
    otherwise when it is given beside the list. ``common`` options only exist beside the list, and ``others`` drafts
    what becomes of objects that are not in it. ``completed`` is given all drafts, those of the items first, returns
    drafts of what follows from them, and refuses what must not result from all together. ``arranged`` decides in which
    order drafts are written; by default that is the order of the list, and then what is not in it. ``configures`` says
    that the objects are part of the configuration of API services, so that a change has to be deployed. ``assume``
    counts in check mode what the task says that earlier tasks of the run have done. ``apply`` carries the drafts out if
    that is not done step by step. ``consequence`` says what follows from a failure, by the options of all items, the
    cause, and the steps that were done. ``limit`` is how many of the objects there may be.

    ``check`` says what is wrong with the options of an object alone. A draft says so, too, together with what only
    reading shows; it is asked separately if it does not come to a draft.

    ``noun`` and ``named_by`` (options, the first that is given counts) say which object a rejection is about. Of each
    group in ``needed`` at least one option has to be given and not be empty, and of ``not_together`` at most one. This
    is checked here and not by Ansible, which would report it instead of a misspelt option, and one at a time.
    """

    noun: str
    result: str
    many: str
    named_by: Sequence[str]
    options: Spec
    draft: Callable[[Inventory, Options], Draft]
    needed: Sequence[Sequence[str]] = ()
    not_together: Sequence[str] = ()
    inherited: Sequence[str] = ()
    common: Spec = field(default_factory=dict)
    others: Optional[Callable[[Inventory, Options, list[Options]], list[Draft]]] = None
    completed: Optional[Callable[[Inventory, Options, list[Options], list[Draft]], list[Draft]]] = None
    assume: Optional[Callable[[Inventory, Options], None]] = None
    arranged: Optional[Callable[[Inventory, list[Draft]], list[Draft]]] = None
    configures: bool = False
    check: Optional[Callable[[Options], list[Problem]]] = None
    apply: Optional[Callable[[Inventory, Sequence[Draft]], list[Progress]]] = None
    consequence: Optional[Callable[[Sequence[Options], AuthorizeError, Sequence[AnyStep]], str]] = None
    limit: Optional[Limit] = None

    @property
    def spec(self) -> dict[str, Any]:
        """The argument spec of the module, without the connection."""
        item = {
            option: {key: value for key, value in about.items() if key != "default"}
            for option, about in self.options.items()
        }
        return {**self.options, **self.common, self.many: {"type": "list", "elements": "dict", "options": item}}

    def subject(self, options: Mapping[str, Any]) -> str:
        """The object that a task is about, in words; empty for a list, whose problems name their own object."""
        if options.get(self.many) is not None:
            return ""
        name = next((options[option] for option in self.named_by if options.get(option)), None)
        return f"{self.noun} {quoted(name)}" if name else self.noun

    def items(self, options: Options) -> Optional[list[Options]]:
        """The options of each item of the list; None if there is no list."""
        if options[self.many] is None:
            return None
        return [self._item(given, options) for given in options[self.many]]

    def problems(self, options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
        """What can be said of the options before anything is read.

        ``refused`` are the places of which it is known that their value is wrong; nothing more is said of them.
        """
        items = self.items(options)
        if items is None:
            if self.many in refused:
                return []
            only = [Problem(option, f"can only be used with {self.many}.") for option in self.common if options[option]]
            return only + self._item_problems(options, refused)
        problems = Problems(
            Problem(option, f"cannot be combined with {self.many}. Set it in the items instead.")
            for option in self._own
            if options[option] is not None
        )
        for index, item in enumerate(items):
            if f"{self.many}[{index}]" not in refused:
                problems += self.located(index, item, self._item_problems(item, self._wrong(index, refused)))
        return problems

    def checked(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        """What ``check`` says of each object, as far as its options are usable."""
        if self.check is None:
            return []
        items = self.items(options)
        if items is None:
            return [] if self.many in refused else self.check(_without(options, self._wrong(None, refused)))
        problems = Problems()
        for index, item in enumerate(items):
            problems += self.located(index, item, self.check(_without(item, self._wrong(index, refused))))
        return problems

    def located(self, index: int, item: Options, problems: Sequence[Problem]) -> list[Problem]:
        """The problems of an item, told as those of the list."""
        subject = self.subject({**item, self.many: None})
        return [
            replace(
                problem, option=f"{self.many}[{index}].{problem.option}", message=f"for {subject}: {problem.message}"
            )
            for problem in problems
        ]

    @property
    def _shared(self) -> list[str]:
        """Options that count for all items when they are given beside the list."""
        return [option for option, about in self.options.items() if "default" in about or option in self.inherited]

    @property
    def _own(self) -> list[str]:
        """Options that an object has to have for itself."""
        return [option for option in self.options if option not in self._shared]

    def _item(self, given: Options, options: Options) -> Options:
        item = dict(given)
        chosen = any(given[option] is not None for option in self.not_together)
        for option in self._shared:
            if item[option] is None and not (chosen and option in self.not_together):
                item[option] = options[option]
        return item

    def _wrong(self, index: Optional[int], refused: AbstractSet[str]) -> set[str]:
        """The options of an object, which may be an item, of which at least a part is refused."""
        places = [place.partition(".")[0].partition("[")[0] for place in refused]
        if index is not None:
            begin = f"{self.many}[{index}]."
            inner = [place[len(begin) :] for place in refused if place.startswith(begin)]
            places += [place.partition(".")[0].partition("[")[0] for place in inner]
        return set(places).intersection(self.options)

    def _item_problems(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        problems = []
        for group in self.needed:
            if not any(options.get(option) or option in refused for option in group):
                problems.append(Problem(group[0], f"not set. Set {alternatives(group)}."))
        given = [option for option in self.not_together if options.get(option) is not None]
        if len(given) > 1:
            problems.append(Problem(given[-1], f"cannot be combined with {given[0]}. Choose one of them."))
        return problems


@dataclass(frozen=True)
class Inquiry:
    """The same for a module that only reads: ``answer`` returns the module's own results."""

    noun: str
    spec: Spec
    answer: Callable[[Inventory, Options], dict[str, Any]]

    def subject(self, options: Mapping[str, Any]) -> str:
        """What the task is about, in words."""
        return self.noun

    def problems(self, options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
        """What can be said of the options before anything is read."""
        return []

    def checked(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        """What can be said of an object's options alone: there is no object."""
        return []


def _without(options: Options, wrong: AbstractSet[str]) -> Options:
    """The options without those that are wrong. Of a list of texts, what is right in it stays."""
    return {
        option: value if option not in wrong or (isinstance(value, list) and all(map(_is_text, value))) else None
        for option, value in options.items()
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def alternatives(options: Sequence[str]) -> str:
    """Options of which one is enough, as a part of a sentence."""
    *first, last = options
    return f"{', '.join(first)} or {last}" if first else last
