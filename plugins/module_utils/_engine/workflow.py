# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the module that manages the whole workflow passes to the Ansible edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import AbstractSet, Any, Callable, Mapping, Sequence

from .._base.errors import Problem
from .inventory import Inventory
from .task import Options, Outcome, Spec


@dataclass(frozen=True)
class Context:
    """What a workflow records about its run.

    - ``ansible_version``: the version of ansible-core.
    - ``secrets``: the secrets that are known so far, which must not be recorded.
    - ``results``: results that the workflow adds to those of the module, even if it fails.
    """

    ansible_version: str = ""
    secrets: Sequence[str] = ()
    results: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Workflow:
    """What is specific to the module that manages the whole workflow in one task.

    - ``check``: returns the problems of the options as a whole that can be found before anything is read.
    - ``check_items``: returns the problems of each object's options alone.
    - ``run``: plans and writes everything.
    - ``find_secrets``: returns the secrets in options that are not marked as secret.
    """

    spec: Spec
    check: Callable[[Options, AbstractSet[str]], list[Problem]]
    check_items: Callable[[Options, AbstractSet[str]], list[Problem]]
    run: Callable[[Inventory, Options, Context], Outcome]
    find_secrets: Callable[[Mapping[str, Any]], list[str]] = lambda options: []

    def subject(self, options: Mapping[str, Any]) -> str:
        """Empty, because each problem names its object."""
        return ""

    def problems(self, options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
        """The problems of the options that can be found before anything is read."""
        return self.check(options, refused)

    def checked(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        """The problems of each object's options alone, without those that are known to be invalid."""
        return self.check_items(options, refused)
