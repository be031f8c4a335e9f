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


class Permission(NamedTuple):
    """A permission of the worker application.

    ``of`` is what it applies to, as an object of the verb. Each of the built-in ``roles`` is enough; there are none if
    PingOne's documentation does not name any. ``api_access`` says that the license of the environment also has to
    include API access management. ``post_verb`` is what a POST does.

    Source: the roles that PingOne's documentation names. What a custom role allows is not documented.
    """

    of: str
    roles: tuple[str, ...]
    api_access: bool = False
    post_verb: str = "create"


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
