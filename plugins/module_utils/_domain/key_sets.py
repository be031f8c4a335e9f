# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""JSON Web Key Sets: their validation, and the private keys that must not be disclosed (RFC 7517 and RFC 7518)."""

from __future__ import annotations

from typing import Any

from .._base.errors import Problem
from .._model.objects.external_oauth_server import key_set, key_set_text

# The size in bytes of the key set as it is sent.
MAXIMUM_KEY_SET = 16 * 1024
# Private members of a JSON Web Key (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1).
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
# Shorter texts are not keys, and masking them would make other output unreadable.
SHORTEST_SECRET = 16


def _keys(value: Any) -> list[dict[str, Any]]:
    """The keys of a key set. Empty if it is not a key set."""
    keys = key_set(value)
    found = keys.get("keys") if isinstance(keys, dict) else None
    return found if isinstance(found, list) and all(isinstance(key, dict) for key in found) else []


def private_parts(value: Any) -> list[str]:
    """The private values in a key set that was specified by mistake, which must be masked."""
    parts = [key[member] for key in _keys(value) for member in PRIVATE_MEMBERS if member in key]
    return [part for part in parts if isinstance(part, str) and len(part) >= SHORTEST_SECRET]


def key_set_problems(keys: Any) -> list[Problem]:
    """A key set is an object with a list of public keys (RFC 7517)."""
    found = _keys(keys)
    if not found:
        text = 'is not a JSON Web Key Set. Write it as {"keys": [...]}, with a dictionary for each key.'
        return [Problem("jwks", text)]
    problems = []
    if any(member in key for key in found for member in PRIVATE_MEMBERS):
        problems.append(Problem("jwks", "contains a private or symmetric key. Specify only the public keys."))
    size = len(key_set_text(keys).encode())
    if size > MAXIMUM_KEY_SET:
        text = f"has {size} bytes, at most {MAXIMUM_KEY_SET} are allowed. Remove keys, or use jwks_url."
        problems.append(Problem("jwks", text))
    return problems
