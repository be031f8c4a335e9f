# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Application resource, an object that an API is about, and permission, an action on it. A permission has no name. Its
key consists of both.
"""

from __future__ import annotations

from ..._base.shape import UUID, Rule
from ..._base.topic import APPLICATION_DEVELOPER, Permission
from ..field import Field
from ..kind import Kind

APPLICATION_RESOURCE = Kind(
    noun="application resource",
    rank=4,
    collection="applicationResources",
    permission=Permission(of="application resources", roles=(APPLICATION_DEVELOPER,)),
    key="resources",
    listed_in_environment=True,
    fields=(Field("name", "name"),),
    generated=("parent",),
    extra_keys=(Rule("parent.id", UUID),),
    required=("parent.id",),
)

PERMISSION = Kind(
    noun="permission",
    rank=5,
    collection="permissions",
    permission=Permission(of="permissions of application resources", roles=(APPLICATION_DEVELOPER,)),
    fields=(Field("action", "action"), Field("description", "description", clearable=True)),
    natural_key="action",
    generated=("key", "resource"),
)


def permission_key(application_resource: str, action: str) -> str:
    """The key of a permission in PingOne."""
    return f"{application_resource}:{action}"
