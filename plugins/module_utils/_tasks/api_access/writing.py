# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Writes the parts of a plan, stage by stage, and deploys what is complete if a stage fails."""

from __future__ import annotations

from typing import Sequence

from ..._base.errors import AuthorizeError
from ..._engine.apply import apply
from ..._engine.inventory import Inventory
from ..._engine.progress import Progress
from ..._engine.settle import Round, in_planned_order
from ..._engine.task import Draft, Options
from ..._model.objects.operation import OPERATION
from .. import deploy
from ..api_operation_sequence import order_drafts
from ..app_scope_grant import revoke_first
from . import sections
from .planning import DEPLOY, GRANT, Part


def write(inventory: Inventory, parts: Sequence[Part]) -> Round:
    """Write all parts. After a failure, the current stage is the last one."""
    ended: Round = []
    for stage in sorted({part.stage for part in parts}):
        drafts = [part.draft for part in parts if part.stage == stage]
        if any(progress.error for _draft, progress in ended):
            ended += [(draft, Progress(pending=tuple(draft.plan.all_steps))) for draft in drafts]
            continue
        order = _ordered(inventory, stage, parts)
        carry_out = deploy.deploy_all if stage == DEPLOY else apply
        ended += in_planned_order(drafts, order, carry_out(inventory, order))
    progress = {id(draft): one for draft, one in ended}
    return [(part.draft, progress[id(part.draft)]) for part in parts]


def _ordered(inventory: Inventory, stage: int, parts: Sequence[Part]) -> list[Draft]:
    """The drafts of a stage in the order in which they are written."""
    own = [part for part in parts if part.stage == stage]
    if stage == GRANT:
        return revoke_first(inventory, [part.draft for part in own])
    operations = [part.draft for part in own if part.section.kind is OPERATION]
    others = [part.draft for part in own if part.section.kind is not OPERATION]
    return others + order_drafts(inventory, operations) if operations else others


def deploy_saved(inventory: Inventory, options: Options, entries: Sequence[int]) -> dict[int, Progress]:
    """Deploy the services of entries after a failure, because their configuration is completely saved.

    Returns the progress of each.
    """
    section = sections.deployments(options["api_services"], options, dict.fromkeys(entries, True))
    ended: dict[int, Progress] = {}
    planned: dict[int, Draft] = {}
    for item in section.items:
        try:
            planned[item.entry] = deploy.draft(inventory, item.options)
        except AuthorizeError as error:
            ended[item.entry] = Progress(error=error)
    return {**ended, **dict(zip(planned, deploy.deploy_all(inventory, list(planned.values()))))}
