# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The order of writes, in which access is never wider than both before and after all of them.

Writes that reduce access are first. An object is created before objects that refer to it, and objects are removed in
the opposite order, after their replacements exist. Grants take effect immediately, so they are revoked before
everything else and granted after the deployment. The order in which operations of one API service are changed is
determined by :mod:`.operation_analysis.safe_order`.
"""

from __future__ import annotations

from typing import Any, Sequence

from .._model.objects.grant import GRANT
from .._model.plan import CHANGES, DELETE, UPDATE, Step, require


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps of a plan in the order in which they must be written.

    :raises UnsupportedStep: for an unknown verb.
    """
    for step in steps:
        require(step, *CHANGES)
    return sorted(steps, key=_place)


def _place(step: Step) -> tuple[int, int]:
    if revokes_scopes(step):
        return 0, step.kind.rank
    return (2, -step.kind.rank) if step.verb == DELETE else (1, step.kind.rank)


def revokes_scopes(step: Step) -> bool:
    """Whether a step revokes scopes of an application and grants none."""
    if step.kind is not GRANT:
        return False
    return step.verb == DELETE or (step.verb == UPDATE and _scopes(step.body) < _scopes(step.current))


def _scopes(grant: Any) -> set[str]:
    return {str(getattr(entry["id"], "id", None) or entry["id"]) for entry in grant.get("scopes") or []}
