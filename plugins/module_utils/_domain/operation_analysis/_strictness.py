# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compares the rules of two operations.

It is not documented how rules of several types combine, so operations are comparable only if they have the same types.
"""

from __future__ import annotations

import json
from typing import Any

from ..._model.field import Ref, Wire, get_key

# Types of rules, each with its content.
Rules = frozenset[tuple[str, Any]]


def rules_of(operation: Wire) -> Rules:
    """The rules of an operation in a response or a request body.

    A custom policy is a rule of a type of its own. An operation that is yet to be created has no policy.
    """
    control = {**(operation.get("accessControl") or {}), "policy": operation.get("policy")}
    return frozenset((kind, _content(kind, rule)) for kind, rule in control.items() if rule)


def at_least_as_strict(one: Rules, other: Rules) -> bool:
    """Whether every request that the rules ``one`` allow is allowed by the ``other`` rules as well.

    An operation without rules allows requests with any valid token.
    """
    narrow, wide = dict(one), dict(other)
    if not wide:
        return True
    return narrow.keys() == wide.keys() and all(_is_narrower(narrow[kind], wide[kind]) for kind in wide)


def _content(kind: str, rule: Any) -> Any:
    """Groups as a set, scopes as match type and set, and other rules as text that is compared for equality only."""
    if kind == "group":
        return _ids(rule, "groups")
    if kind == "scope" and rule.get("matchType") in ("ANY", "ALL"):
        return rule["matchType"], _ids(rule, "scopes")
    return json.dumps(rule, sort_keys=True, default=_identity)


def _ids(rule: Wire, key: str) -> frozenset[str]:
    return frozenset(_identity(entry["id"]) for entry in get_key(rule, key) or [])


def _identity(reference: Any) -> str:
    return reference.id or reference.name if isinstance(reference, Ref) else str(reference)


def _is_narrower(one: Any, other: Any) -> bool:
    if one == other:
        return True
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one <= other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(_satisfies(scopes, *other) for scopes in _smallest_sets(*one))
    return False


def _smallest_sets(match: str, scopes: frozenset[str]) -> list[frozenset[str]]:
    """The smallest sets of scopes that satisfy a rule."""
    return [frozenset([scope]) for scope in scopes] if match == "ANY" else [scopes]


def _satisfies(token_scopes: frozenset[str], match: str, scopes: frozenset[str]) -> bool:
    return bool(token_scopes & scopes) if match == "ANY" else token_scopes >= scopes
