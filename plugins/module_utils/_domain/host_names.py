# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Names of inventory hosts, which host patterns and options such as ``--limit`` can contain."""

from __future__ import annotations

import re
from collections import Counter
from typing import Mapping

_UNUSABLE = re.compile(r"[^A-Za-z0-9_.-]+")
# What has a meaning of its own in an inventory.
_RESERVED = frozenset(("all", "ungrouped", "localhost", "127.0.0.1"))
_FALLBACK = "environment"
_DIGITS = 8


def host_names(names: Mapping[str, str]) -> dict[str, str]:
    """A unique host name for each name, by ID.

    Characters that cannot be part of a host name are replaced by "-". If names then are the same, empty, or reserved,
    the first characters of the ID are appended, or the entire ID if they are still the same.
    """
    plain = {identifier: _UNUSABLE.sub("-", name).strip("-") for identifier, name in names.items()}
    known = {identifier: name for identifier, name in plain.items() if name and name.lower() not in _RESERVED}
    for length in (_DIGITS, None):
        taken = Counter(known.values())
        for identifier, name in plain.items():
            if identifier not in known or taken[known[identifier]] > 1:
                known[identifier] = f"{name or _FALLBACK}-{identifier[:length]}"
    return {identifier: known[identifier] for identifier in names}
