# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Merges two edits of the same value, so that both are kept.

The result must not allow a request that neither side allows, with everything else equal:

- Access rules: all rules of the operation together must be at least as strict as those of the source or of the target.
  So restrictions are combined, and groups or alternative scopes that both sides added are not.
- Base URLs: each base URL is one of the source or of the target, with the operations of the API service.
- Scopes of an application: the application must not be granted a combination that it has on neither side, because an
  operation can require several scopes.

Other edits cannot be merged: of methods and paths, neither the union nor the intersection is safe, because another
operation, or none, decides about the requests that are not matched.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Mapping, Optional

from ..._model.objects.operation import ALL
from ..operation_analysis.access_changes import RULES, Requirement, ServiceState
from .elements import (
    AGE_RULE,
    BASE_URLS,
    GROUP_RULE,
    PERMISSION_RULE,
    POLICY_RULE,
    SCOPE_RULE,
    scope_rule,
)

_SERVICE = ServiceState({}, (), list, lambda _operation: False)


def both(option: str, base: Any, source: Any, target: Any) -> Any:
    """The value that has both edits, or None if there is none. See also :func:`is_safe` for access rules."""
    merge = _MERGES.get(option)
    return merge(base, source, target) or None if merge and source and target else None


def is_safe(operation: Mapping[str, Any], source: Mapping[str, Any], target: Mapping[str, Any]) -> bool:
    """Whether the merged values of an operation allow only requests that those of the source or the target allow."""
    return any(
        all(
            operation[option] == side[option]
            for option in ("methods", "paths")
            if option in operation and option in side
        )
        and _requirement(operation).at_least_as_strict_as(_requirement(side))
        for side in (source, target)
    )


def _set_merge(base: Any, source: frozenset[Any], target: frozenset[Any]) -> frozenset[Any]:
    """What both sides have, and what one side has added."""
    return (source & target) | ((source | target) - frozenset(base or ()))


def _granted_scopes(base: Any, source: frozenset[str], target: frozenset[str]) -> Optional[frozenset[str]]:
    merged = _set_merge(base, source, target)
    return merged if merged <= source or merged <= target else None


def _scope_rules(base: Any, source: Any, target: Any) -> Optional[tuple[str, frozenset[str]]]:
    before: tuple[str, frozenset[str]] = base or ("", frozenset())
    match = target[0] if source[0] in (before[0], target[0]) else source[0]
    return scope_rule(_set_merge(before[1], source[1], target[1]), match)


def _requirement(operation: Mapping[str, Any]) -> Requirement:
    """What the access rules of an operation require, for the analysis of operations."""
    rules: dict[str, Any] = {"group": operation.get(GROUP_RULE), "permission": operation.get(PERMISSION_RULE)}
    if operation.get(SCOPE_RULE):
        match, scopes = operation[SCOPE_RULE]
        rules["scope"] = ("ALL" if match == ALL else "ANY", scopes)
    if operation.get(POLICY_RULE) or operation.get(AGE_RULE):
        rules["authentication"] = json.dumps([sorted(operation.get(POLICY_RULE) or ()), operation.get(AGE_RULE)])
    return Requirement(RULES, _SERVICE, rules=frozenset((kind, rule) for kind, rule in rules.items() if rule))


_MERGES: dict[str, Callable[[Any, Any, Any], Any]] = {
    BASE_URLS: _set_merge,
    "scopes": _granted_scopes,
    GROUP_RULE: _set_merge,
    SCOPE_RULE: _scope_rules,
}
