# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Operation of an API service: the requests that it matches, and the rules that a caller must meet."""

from __future__ import annotations

from ..._base.shape import IDENTIFIER, NUMBER, TEXT, Listing, Record
from ..._base.topic import ENVIRONMENT_ADMIN, Permission
from ..field import Field, RecordsField, ReferenceField, ReferencesField, SetField, Wire, get_key
from ..kind import Kind, State

ANY, ALL = "any", "all"
# A literal path, or a path with parameters ({id}) and wildcards.
EXACT, PARAMETER = "exact", "parameter"

_POLICY = Record({"id": IDENTIFIER, "type": TEXT}, frozenset({"id", "type"}))

OPERATION = Kind(
    noun="operation",
    rank=6,
    collection="operations",
    permission=Permission(
        of="operations of API services",
        roles=(ENVIRONMENT_ADMIN,),
        api_access=True,
        service="authz",
        resource="apiServer",
    ),
    fields=(
        Field("name", "name"),
        SetField("methods", "methods", means="an HTTP method such as GET"),
        RecordsField("paths", "paths", keys={"pattern": {}, "type": {EXACT: "EXACT", PARAMETER: "PARAMETER"}}),
        ReferencesField("access.groups", "accessControl.group.groups"),
        ReferencesField("access.scopes", "accessControl.scope.scopes"),
        Field("access.match", "accessControl.scope.matchType", wire_values={ANY: "ANY", ALL: "ALL"}),
        ReferenceField("access.permission", "accessControl.permission"),
        ReferencesField("access.authentication.policies", "accessControl.authentication.acrs", shape=Listing(_POLICY)),
        Field("access.authentication.max_age", "accessControl.authentication.maxAge", shape=NUMBER),
    ),
    generated=("policy",),
    required=("paths",),
    allows_duplicates=True,
    remove_if_empty={
        "accessControl.group": ("groups",),
        "accessControl.scope": ("scopes",),
        "accessControl.permission": ("id",),
        "accessControl.authentication": ("acrs", "maxAge"),
    },
)

# The access options that restrict an operation. The others only modify them.
RULES = (
    "access.groups",
    "access.scopes",
    "access.permission",
    "access.authentication.policies",
    "access.authentication.max_age",
)


def required_scope_ids(operation: Wire) -> set[str]:
    """The IDs of the scopes in an operation's access rule."""
    return {entry["id"] for entry in get_key(operation, "accessControl.scope.scopes") or []}


def is_open(state: State) -> bool:
    """Whether an operation has no access rules, so that any valid token is sufficient."""
    return not any(state.get(rule) for rule in RULES)
