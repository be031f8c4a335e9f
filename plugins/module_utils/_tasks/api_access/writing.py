# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Writes the parts of a plan, stage by stage, and deploys what is complete if a stage fails."""

from __future__ import annotations

from itertools import groupby
from typing import Sequence

from ..._base.errors import AuthorizeError
from ..._engine.apply import apply
from ..._engine.inventory import Inventory
from ..._engine.progress import Progress
from ..._engine.settle import Round, in_planned_order
from ..._engine.task import Draft, Options
from .. import deploy
from . import sections
from .planning import Part


def write(inventory: Inventory, parts: Sequence[Part]) -> Round:
    """Write all parts. After a failure, the current stage is the last one."""
    progress: dict[int, Progress] = {}
    for _stage, own in groupby(parts, key=lambda part: part.stage):
        stage = list(own)
        drafts = [part.draft for part in stage]
        if any(one.error for one in progress.values()):
            progress.update((id(draft), Progress(pending=tuple(draft.plan.all_steps))) for draft in drafts)
            continue
        task = stage[0].section.task
        order = task.order(inventory, drafts) if task.order else drafts
        ended = (task.apply or apply)(inventory, order)
        progress.update((id(draft), one) for draft, one in in_planned_order(drafts, order, ended))
    return [(part.draft, progress[id(part.draft)]) for part in parts]


def deploy_saved(
    inventory: Inventory, options: Options, entries: Sequence[int], deployed: dict[int, Draft]
) -> dict[int, Progress]:
    """Deploy the services of entries after a failure, because their configuration is completely saved.

    Returns the progress of each, and adds those that are deployed to ``deployed``.
    """
    section = sections.deployments(options["api_services"], options, dict.fromkeys(entries, True))
    ended: dict[int, Progress] = {}
    planned: dict[int, Draft] = {}
    for item in section.items:
        try:
            planned[item.entry] = deploy.draft(inventory, item.options)
        except AuthorizeError as error:
            ended[item.entry] = Progress(error=error)
    ended.update(zip(planned, deploy.deploy_all(inventory, list(planned.values()))))
    deployed.update((entry, draft) for entry, draft in planned.items() if ended[entry].complete)
    return ended
