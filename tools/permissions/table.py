# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of permissions, as the collection contains it: a line for each module, state, and type of object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.permissions.needs import Key, Needs

UNDOCUMENTED = "undocumented"
# What the collection calls the objects for whose permissions no identifier is known.
WORDS = {
    "applicationResource": ("application resources", "permissions of application resources"),
    "externalOAuthServer": ("external OAuth servers",),
    "gateway": ("gateways", "credentials of gateways"),
}
ALWAYS, DEPENDING, OPTIONAL = "always", "depending", "optional"
# States of modules that only read have no name.
ANY = "any"
READ_ONLY = ("_info", "_test", "_export", "_lint")
ACTIONS = ("read", "create", "update", "delete", "deploy")


@dataclass(frozen=True)
class Line:
    """A line of the table. ``of``: service and resource, or words if no identifier is known."""

    module: str
    state: str
    kind: str
    of: str
    actions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.module} {self.state} {self.kind} {self.of} {','.join(self.actions)}"

    @property
    def permissions(self) -> list[str]:
        """The identifiers; of undocumented ones, the words."""
        service, colon, resource = self.of.partition(":")
        return [f"{service}:{action}:{resource}" if colon else f"{action} {self.of}" for action in self.actions]


def lines(needs: dict[Key, Needs]) -> list[str]:
    """The table of what was measured."""
    found: list[str] = []
    for (module, state), own in sorted(needs.items()):
        for kind, permissions in own.kinds().items():
            grouped: dict[str, set[str]] = {}
            for permission in permissions:
                service, action, resource = permission.split(":")
                of = WORDS[resource][0] if service == UNDOCUMENTED else f"{service}:{resource}"
                grouped.setdefault(of, set()).add(action)
            shown = ANY if module.endswith(READ_ONLY) else state
            found += [
                str(Line(module, shown, kind, of, tuple(one for one in ACTIONS if one in actions)))
                for of, actions in sorted(grouped.items())
            ]
    return found


def parsed(text: Iterable[str]) -> list[Line]:
    """The lines of a table."""
    found = []
    for line in text:
        module, state, kind, *of, actions = line.split()
        found.append(Line(module, state, kind, " ".join(of), tuple(actions.split(","))))
    return found
