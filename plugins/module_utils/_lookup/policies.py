# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds authentication policies: sign-on policies, and DaVinci flow policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Mapping, Optional

from .._engine.inventory import Inventory
from .._model.field import Ref
from .._model.objects.policy import TYPES


def find_policy(inventory: Inventory, wanted: str, option: str) -> Optional[Ref]:
    """The policy with this name or ID, or None. Flow policies are only searched if no sign-on policy matches.

    The reference contains the type, which an operation requires beside the ID.

    :raises InvalidInput: if several have the name, or only the case differs.
    """
    for kind_name, kind in TYPES.items():
        found = inventory.find(kind, wanted, option)
        if found:
            return Ref(found["name"], found["id"], {"type": kind_name})
    return None


def all_policy_names(inventory: Inventory) -> list[str]:
    """The names of all policies of both types."""
    return [str(item["name"]) for kind in TYPES.values() for item in inventory.list(kind)]


def policy_names(inventory: Inventory, entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of policies by ID, for the entries {id, type} of operations. Deleted policies are omitted."""
    wanted = {str(entry.get("type")) for entry in entries}
    return {item["id"]: item["name"] for name, kind in TYPES.items() if name in wanted for item in inventory.list(kind)}
