# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a request is about: what its response has to hold, and the permission that it needs."""

from __future__ import annotations

from typing import NamedTuple, Optional

from .shape import ANY_OBJECT, Shape

# Built-in roles of PingOne.
ENVIRONMENT_ADMIN = "Environment Admin"
APPLICATION_DEVELOPER = "Client Application Developer"
IDENTITY_ADMIN = "Identity Data Admin"
READ_ONLY = "Configuration Read Only"


# What a request with a method does.
READ = "read"
_ACTIONS = {"GET": READ, "PUT": "update", "DELETE": "delete"}
# The verbs of actions that have another name in identifiers.
_VERBS = {"deploy": "make"}


class Permission(NamedTuple):
    """The permissions of the worker application for a kind of object, one for each action.

    ``of`` is what they apply to, as an object of the verb. Each of the built-in ``roles`` is enough; there are none if
    PingOne's documentation does not name any. ``api_access`` says that the license of the environment also has to
    include API access management. ``post_verb`` is what a POST does. ``service`` and ``resource`` are parts of the
    identifiers that custom roles consist of; empty if they are not known.

    Source: the roles that PingOne's documentation names, and section 2.4 of the emulator's specification.
    """

    of: str
    roles: tuple[str, ...]
    api_access: bool = False
    post_verb: str = "create"
    service: str = ""
    resource: str = ""

    def action(self, method: str) -> str:
        """The action of a request with this HTTP method."""
        return self.post_verb if method == "POST" else _ACTIONS.get(method, method)

    def identifier(self, action: str) -> str:
        """The identifier of the permission for an action; empty if it is not known."""
        return f"{self.service}:{action}:{self.resource}" if self.service else ""

    def named(self, action: str) -> str:
        """The permission for an action, in words, and with its identifier if that is known."""
        identifier = self.identifier(action)
        text = f"{_VERBS.get(action, action)} {self.of}"
        return f"{text} ({identifier})" if identifier else text

    def explained(self, action: str) -> str:
        """What the worker application needs for an action, and which built-in roles have it."""
        example = f", for example from the role {' or '.join(self.roles)}" if self.roles else ""
        return f"permission to {self.named(action)}{example} for this environment"


class Topic(NamedTuple):
    """What a request is about.

    ``shape`` is that of the object, or of each item of a list. ``key`` is the key of the items in a list, if that is
    not the last segment of the path. Without a ``permission``, any role that covers the environment may be missing.
    """

    shape: Shape = ANY_OBJECT
    permission: Optional[Permission] = None
    key: str = ""


# The topic of a request of which nothing is known.
ANYTHING = Topic()
