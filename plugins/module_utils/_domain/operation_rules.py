# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The product's rules for the operations of an API service, as pure functions.

Source: the PingOne API reference ("API Operations").
"""

from __future__ import annotations

from typing import Sequence

from .._base.errors import Problem

MAXIMUM_OPERATIONS = 25
MAXIMUM_GROUPS = 25


def groups_problems(option: str, groups: Sequence[str]) -> list[Problem]:
    """At most 25 groups."""
    if len(groups) <= MAXIMUM_GROUPS:
        return []
    return [Problem(option, f"has {len(groups)} groups, at most {MAXIMUM_GROUPS} are allowed.")]
