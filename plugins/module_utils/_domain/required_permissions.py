# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The permissions that each module needs for each state."""

from __future__ import annotations

from typing import Container, NamedTuple, Optional

from .required_permissions_table import TABLE

# A task succeeds without these, but warns, or has IDs instead of names in its messages.
OPTIONAL = "optional"
_READS_ONLY = "any"


class Required(NamedTuple):
    """The permissions for one type of object that a module needs for a state.

    ``of`` is the type in words if the identifiers are not known; then ``service`` and ``resource`` are empty.
    """

    module: str
    state: Optional[str]
    optional: bool
    of: str
    service: str
    resource: str
    actions: tuple[str, ...]

    def identifiers(self) -> list[str]:
        """The identifiers of the permissions."""
        return [f"{self.service}:{action}:{self.resource}" for action in self.actions if self.service]


def required(modules: Container[str]) -> list[Required]:
    """What the modules with these names need, in the order of the table."""
    return [line for line in map(_parsed, TABLE.split("\n")[1:-1]) if line.module in modules]


def module_names() -> list[str]:
    """The names of all modules that need a permission."""
    return sorted({line.split(" ", 1)[0] for line in TABLE.split("\n")[1:-1]})


def _parsed(line: str) -> Required:
    module, state, kind, rest = line.split(" ", 3)
    of, actions = rest.rsplit(" ", 1)
    service, colon, resource = of.partition(":")
    return Required(
        module,
        None if state == _READS_ONLY else state,
        kind == OPTIONAL,
        "" if colon else of,
        service if colon else "",
        resource,
        tuple(actions.split(",")),
    )
