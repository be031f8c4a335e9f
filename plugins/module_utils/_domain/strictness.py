# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which of two operations lets fewer requests through.

How rules of several kinds combine is not written down. So operations are compared only if they have the same kinds.
"""

from __future__ import annotations

import json
from typing import Any

from .._model.field import Ref, Wire, get_key

# Kinds of rules, each with its content.
Rules = frozenset[tuple[str, Any]]


def rules_of(operation: Wire) -> Rules:
    """The rules of an operation on the wire or in a body that is going to be sent.

    A custom policy is a rule of a kind of its own. One that is about to be created has none yet.
    """
    control = {**(operation.get("accessControl") or {}), "policy": operation.get("policy")}
    return frozenset((kind, _content(kind, rule)) for kind, rule in control.items() if rule)


def at_least_as_strict(one: Rules, other: Rules) -> bool:
    """Whether all that an operation with the rules ``one`` lets through passes one with the ``other`` rules, too.

    Without any rule every valid token passes.
    """
    narrow, wide = dict(one), dict(other)
    if not wide:
        return True
    return narrow.keys() == wide.keys() and all(_is_narrower(narrow[kind], wide[kind]) for kind in wide)


def _content(kind: str, rule: Any) -> Any:
    """Groups as a set, scopes as their match and a set, and of everything else only whether it is the same."""
    if kind == "group":
        return _ids(rule, "groups")
    if kind == "scope" and rule.get("matchType") in ("ANY", "ALL"):
        return rule["matchType"], _ids(rule, "scopes")
    return json.dumps(rule, sort_keys=True, default=_known_by)


def _ids(rule: Wire, key: str) -> frozenset[str]:
    return frozenset(_known_by(entry["id"]) for entry in get_key(rule, key) or [])


def _known_by(reference: Any) -> str:
    return reference.id or reference.name if isinstance(reference, Ref) else str(reference)


def _is_narrower(one: Any, other: Any) -> bool:
    if one == other:
        return True
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one <= other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(_meets(held, *other) for held in _least(*one))
    return False


def _least(match: str, scopes: frozenset[str]) -> list[frozenset[str]]:
    """The least that a token has to hold."""
    return [frozenset([scope]) for scope in scopes] if match == "ANY" else [scopes]


def _meets(held: frozenset[str], match: str, scopes: frozenset[str]) -> bool:
    return bool(held & scopes) if match == "ANY" else held >= scopes
