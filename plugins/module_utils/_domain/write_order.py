# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""In which order writes go out, so that access is at no moment wider than both before and after.

What takes access away goes first, what is referred to stands before what refers to it, and what is removed goes in the
opposite order, when what replaces it stands. Grants, which count at once, are taken back first of all and given after
the deployment. How the changes of the operations of one service follow each other is decided in
:mod:`.operation_analysis.safe_order`.
"""

from __future__ import annotations

from typing import Any, Sequence

from .._model.objects.grant import GRANT
from .._model.plan import CHANGES, DELETE, UPDATE, Step, require

# The modules of a whole run. A test holds the role's tasks to it.
RUN = (
    "pingone_app_scope_grant",  # takes back
    "pingone_external_oauth_server",
    "pingone_group",
    "pingone_api_service",
    "pingone_scope",
    "pingone_application_permission",
    "pingone_api_operation",
    "pingone_deploy",
    "pingone_application",
    "pingone_app_scope_grant",
    # What goes: an API service takes its operations along. One by one before it, they would leave it open for a moment.
    "pingone_api_service",
    "pingone_scope",
)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps of a plan in the order in which they are to be written.

    :raises UnsupportedStep: for an unknown verb.
    """
    for step in steps:
        require(step, *CHANGES)
    return sorted(steps, key=_place)


def _place(step: Step) -> tuple[int, int]:
    if takes_back(step):
        return 0, step.kind.rank
    return (2, -step.kind.rank) if step.verb == DELETE else (1, step.kind.rank)


def takes_back(step: Step) -> bool:
    """Whether a step takes scopes away from an application and gives none."""
    if step.kind is not GRANT:
        return False
    return step.verb == DELETE or (step.verb == UPDATE and _scopes(step.body) < _scopes(step.current))


def _scopes(grant: Any) -> set[str]:
    return {str(getattr(entry["id"], "id", None) or entry["id"]) for entry in grant.get("scopes") or []}
