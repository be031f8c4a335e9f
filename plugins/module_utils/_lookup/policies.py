# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds the policies by which somebody signs on: sign-on policies, and DaVinci's flow policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Mapping, Optional

from .._engine.inventory import Inventory
from .._model.field import Ref
from .._model.objects.policy import TYPES


def find_policy(inventory: Inventory, wanted: str, option: str) -> Optional[Ref]:
    """The policy with this name or id, or None; flow policies are looked at only if no sign-on policy fits.

    The reference carries the type that an operation has to name beside the id.

    :raises InvalidInput: if several have the name, or only the case is different.
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
    """Names of policies by id, for entries as operations have them: {id, type}. Those that are gone are left out."""
    wanted = {str(entry.get("type")) for entry in entries}
    return {item["id"]: item["name"] for name, kind in TYPES.items() if name in wanted for item in inventory.list(kind)}
