# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a module hands to the edge, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Sequence

from ._converge import Environment
from ._errors import Problem
from ._plan import Plan
from ._rules import quoted

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}


@dataclass
class Outcome:
    """The end of a task: its plan, and the module's own results."""

    plan: Plan
    results: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A module's own options as an argument spec, and the function that converges them.

    ``noun`` and ``named_by`` (options, the first that is given counts) say which object a rejection is about. Of each
    group in ``needed`` at least one option has to be given and not be empty, and of ``not_together`` at most one. This
    is checked here and not by Ansible, which would report it instead of a misspelt option, and one at a time.
    """

    noun: str
    named_by: Sequence[str]
    options: Mapping[str, Mapping[str, Any]]
    converge: Callable[[Environment, dict[str, Any]], Outcome]
    needed: Sequence[Sequence[str]] = ()
    not_together: Sequence[str] = ()

    def subject(self, options: Mapping[str, Any]) -> str:
        """The object that a task is about, in words."""
        name = next((options[option] for option in self.named_by if options.get(option)), None)
        return f"{self.noun} {quoted(name)}" if name else self.noun

    def problems(self, options: Mapping[str, Any]) -> list[Problem]:
        """What can be said of the options before anything is read."""
        problems = []
        for group in self.needed:
            if not any(options.get(option) for option in group):
                problems.append(Problem(group[0], f"not set. Set {' or '.join(group)}."))
        given = [option for option in self.not_together if options.get(option) is not None]
        if len(given) > 1:
            problems.append(Problem(given[-1], f"cannot be combined with {given[0]}. Choose one of them."))
        return problems
