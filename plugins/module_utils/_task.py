# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a module hands to the edge, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Sequence

from ._converge import Environment
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

    ``noun`` and ``named_by`` (options, the first that is given counts) say which object a rejection is about.
    """

    noun: str
    named_by: Sequence[str]
    options: Mapping[str, Mapping[str, Any]]
    converge: Callable[[Environment, dict[str, Any]], Outcome]
    required_one_of: Sequence[Sequence[str]] = ()
    mutually_exclusive: Sequence[Sequence[str]] = ()

    def subject(self, options: Mapping[str, Any]) -> str:
        """The object that a task is about, in words."""
        name = next((options[option] for option in self.named_by if options.get(option)), None)
        return f"{self.noun} {quoted(name)}" if name else self.noun
