# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a module that only reads passes to the Ansible edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import AbstractSet, Any, Callable, Mapping

from .._base.errors import Problem
from .inventory import Inventory
from .task import Options, Spec


@dataclass(frozen=True)
class InfoTask:
    """What is specific to a module that only reads.

    - ``gather``: returns the module's own results.
    - ``check``: returns the problems of the options that can be found before anything is read.
    - ``find_secrets``: returns the secrets in options that are not marked as secret.
    - ``optional_connection``: the module can be used without credentials for the management API.
    """

    noun: str
    spec: Spec
    gather: Callable[[Inventory, Options], dict[str, Any]]
    check: Callable[[Options, AbstractSet[str]], list[Problem]] = lambda options, refused: []
    find_secrets: Callable[[Mapping[str, Any]], list[str]] = lambda options: []
    optional_connection: bool = False

    def subject(self, options: Mapping[str, Any]) -> str:
        """The subject of the task, for messages."""
        return self.noun

    def problems(self, options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
        """The problems of the options that can be found before anything is read."""
        return self.check(options, refused)

    def checked(self, options: Options, refused: AbstractSet[str]) -> list[Problem]:
        """There is no object whose options could be checked."""
        return []
