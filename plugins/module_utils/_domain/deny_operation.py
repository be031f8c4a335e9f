# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The operation that denies every request that no other operation of an API service lists.

PingOne has no rule that denies requests. A rule that requires membership in a group without members has the same
effect: neither a user nor a client that acts without a user can satisfy it. The pattern of the operation matches every
path and is the least specific possible, so every other operation takes precedence over it.
"""

from __future__ import annotations

from typing import Any

from .._base.shape import NUMBER, TEXT, UUID, Rule, record
from .._base.topic import Topic
from .._model.field import Ref, Wire, Wires
from .._model.kind import State
from .._model.objects.group import GROUP
from .._model.objects.operation import PARAMETER

NAME = "Deny everything else"
PATTERN = "/**"

GROUP_NAME = "Nobody (pingone.authorize)"
GROUP_DESCRIPTION = (
    "Must stay empty. Operations of API services that deny everything else require this group, so its members could"
    " send every request that no other operation lists."
)


# The keys of the group with its member counts. Without the number of users, a group could appear empty.
MEMBERS = Topic(
    record(
        [
            *(Rule(f"{counts}.users", NUMBER, always=True) for counts in ("totalMemberCounts", "directMemberCounts")),
            *(Rule(f"{counts}.groups", NUMBER) for counts in ("totalMemberCounts", "directMemberCounts")),
            Rule("id", UUID, always=True),
            Rule("userFilter", TEXT),
        ]
    ),
    GROUP.permission,
)


def deny_state(group: Ref) -> State:
    """The state of the operation; ``group`` is the group without members."""
    return {
        "name": NAME,
        "methods": [],
        "paths": [{"pattern": PATTERN, "type": PARAMETER}],
        "access.groups": [group],
        "access.scopes": [],
        "access.match": None,
        "access.permission": None,
        "access.authentication.policies": [],
        "access.authentication.max_age": None,
    }


def is_deny_operation(operation: Wire) -> bool:
    """Whether an operation is the one that denies everything else, by its name."""
    return bool(operation["name"] == NAME)


def equally_general(operations: Wires) -> Wires:
    """The other operations that also match every path, by the same pattern.

    PingOne does not document which of two equally specific operations decides.
    """
    return [
        operation
        for operation in operations
        if not is_deny_operation(operation)
        and any(path["type"] == "PARAMETER" and path["pattern"] == PATTERN for path in operation.get("paths") or [])
    ]


def member_problem(group: Wire) -> str:
    """The reason why a group is not permanently without members. Empty if there is none.

    ``group`` is the group with its total member counts. Source: the PingOne API reference, "Groups".
    """
    counts = _counts(group)
    members = [
        f"{counts[kind]} {kind[:-1] if counts[kind] == 1 else kind}" for kind in ("users", "groups") if counts.get(kind)
    ]
    if members:
        return f"has members ({', '.join(members)})"
    if group.get("userFilter"):
        return "has a user filter, which can add members at any time"
    return ""


def has_counts(group: Wire) -> bool:
    """Whether PingOne returned how many members a group has."""
    return bool(_counts(group))


def _counts(group: Wire) -> dict[str, Any]:
    """The numbers of users in a group, including nested groups, and of its member groups."""
    return {**(group.get("directMemberCounts") or {}), **(group.get("totalMemberCounts") or {})}
