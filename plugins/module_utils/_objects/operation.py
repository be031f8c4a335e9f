# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Operation of an API service. Read here only to protect the scopes that its access rules require."""

from __future__ import annotations

from .._object import Object, Wire, get_key

OPERATION = Object(noun="operation", collection="operations", fields=())


def required_scope_ids(operation: Wire) -> set[str]:
    """Ids of the scopes that an operation's access rule names."""
    return {entry["id"] for entry in get_key(operation, "accessControl.scope.scopes") or []}
