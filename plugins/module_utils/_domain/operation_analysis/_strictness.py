# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compares the rules of two operations.

It is not documented how rules of several types combine, so operations are comparable only if they have the same types.
"""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

from ..._model.field import Ref, Wire, get_key

# Types of rules, each with its content.
Rules = frozenset[tuple[str, Any]]


class SignOn(NamedTuple):
    """The IDs of the policies that the user must have signed on with, and how many seconds ago at most."""

    policies: frozenset[str]
    max_age: float


def rules_of(operation: Wire) -> Rules:
    """The rules of an operation in a response or a request body.

    A custom policy is a rule of a type of its own. An operation that is yet to be created has no policy.
    """
    control = {**(operation.get("accessControl") or {}), "policy": operation.get("policy")}
    return frozenset((kind, _content(kind, rule)) for kind, rule in control.items() if rule)


def at_least_as_strict(one: Rules, other: Rules, *, is_assumed: bool = False) -> bool:
    """Whether every request that the rules ``one`` allow is allowed by the ``other`` rules as well.

    An operation without rules allows requests with any valid token. ``is_assumed``: assume that rules of several types
    are all required, and compare the ages of a sign-on.
    """
    narrow, wide = dict(one), dict(other)
    if not wide:
        return True
    has_types = narrow.keys() >= wide.keys() if is_assumed else narrow.keys() == wide.keys()
    return has_types and all(_is_narrower(narrow[kind], wide[kind], is_assumed) for kind in wide)


def _content(kind: str, rule: Any) -> Any:
    """Groups as a set, scopes as match type and set, a sign-on as policies and maximum age, and other rules as text.

    Texts are compared for equality only. With one scope, both match types are the same.
    """
    if kind == "group":
        return _ids(rule, "groups")
    if kind == "scope" and rule.get("matchType") in ("ANY", "ALL"):
        scopes = _ids(rule, "scopes")
        return "ALL" if len(scopes) == 1 else rule["matchType"], scopes
    if kind == "authentication" and rule.keys() <= {"acrs", "maxAge"}:
        return SignOn(_ids(rule, "acrs"), rule.get("maxAge") or math.inf)
    return json.dumps(rule, sort_keys=True, default=_identity)


def _ids(rule: Wire, key: str) -> frozenset[str]:
    return frozenset(_identity(entry["id"]) for entry in get_key(rule, key) or [])


def _identity(reference: Any) -> str:
    return reference.id or reference.name if isinstance(reference, Ref) else str(reference)


def _is_narrower(one: Any, other: Any, is_assumed: bool) -> bool:
    if one == other:
        return True
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one <= other
    if isinstance(one, SignOn) and isinstance(other, SignOn):
        return is_assumed and one.policies >= other.policies and one.max_age <= other.max_age
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(_satisfies(scopes, *other) for scopes in _smallest_sets(*one))
    return False


def _smallest_sets(match: str, scopes: frozenset[str]) -> list[frozenset[str]]:
    """The smallest sets of scopes that satisfy a rule."""
    return [frozenset([scope]) for scope in scopes] if match == "ANY" else [scopes]


def _satisfies(token_scopes: frozenset[str], match: str, scopes: frozenset[str]) -> bool:
    return bool(token_scopes & scopes) if match == "ANY" else token_scopes >= scopes
