# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The product's rules for the operations of an API service, as pure functions.

Source: the PingOne API reference ("API Operations").
"""

from __future__ import annotations

from typing import Sequence

from ._errors import Problem
from ._rules import quoted

MAXIMUM_OPERATIONS = 25
MAXIMUM_GROUPS = 25


def groups_problems(option: str, groups: Sequence[str]) -> list[Problem]:
    """At most 25 groups."""
    if len(groups) <= MAXIMUM_GROUPS:
        return []
    return [Problem(option, f"has {len(groups)} groups, at most {MAXIMUM_GROUPS} are allowed.")]


def operation_limit_problems(existing: int, service: str) -> list[Problem]:
    """An API service has at most 25 operations."""
    if existing < MAXIMUM_OPERATIONS:
        return []
    text = (
        f"the API service {quoted(service)} already has {existing} operations, and at most {MAXIMUM_OPERATIONS} are"
        " allowed. Remove one (state: absent) before adding another."
    )
    return [Problem("name", text)]
