# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carries out the steps of plans one after the other, and returns the progress."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Optional, Sequence

from .._base.api_error import CONFLICT, ApiError
from .._base.errors import AuthorizeError, Overtaken
from .._domain.write_order import in_order
from .._model.field import Wire
from .._model.objects.grant import GRANT
from .._model.plan import CHANGES, CREATE, DELETE, UPDATE, Step, require, resolved
from .._pingone.request import condition
from .duplicates import exclusive_creation, remove_own_duplicates
from .grant_merge import write_grant
from .inventory import Inventory
from .progress import Progress, StepFailed, failed_progress
from .task import Draft

# The maximum number of seconds until an object that was just created can be found.
LATE = 1.0


def apply(inventory: Inventory, drafts: Sequence[Draft]) -> list[Progress]:
    """Write the drafts in order, and return the progress of each. After a failure, nothing more is sent.

    In check mode, nothing is sent.

    :raises UnsupportedStep: if a step does not change an object. Nothing was sent then.
    """
    for draft in drafts:
        draft.plan.steps = in_order(draft.plan.steps)
    if inventory.check_mode:
        return [Progress() for _draft in drafts]
    ended: list[Progress] = []
    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive_creation(inventory, drafts))
        except AuthorizeError as error:
            return [Progress(pending=tuple(draft.plan.steps), error=error) for draft in drafts]
        if any(draft.plan.steps for draft in drafts):
            inventory.start_writing()
        for draft in drafts:
            # Not whether the last draft is complete: a pending draft without steps is.
            stopped = any(progress.error for progress in ended)
            ended.append(Progress(pending=tuple(draft.plan.steps)) if stopped else _write(inventory, draft))
        return remove_own_duplicates(inventory, ended)


def _write(inventory: Inventory, draft: Draft) -> Progress:
    """Carry out the steps of one draft."""
    steps, client = draft.plan.steps, inventory.client
    for number, step in enumerate(steps):
        inventory.on_step(str(step))
        try:
            if step.kind is GRANT:
                write_grant(client, step)
            elif step.verb == CREATE:
                step.target.id = _create(inventory, step)["id"]
            elif step.verb == UPDATE:
                client.put(*resolved(step.path), topic=step.kind.topic, doing=str(step), body=resolved(step.body))
            elif step.verb == DELETE:
                client.delete(*resolved(step.path), topic=step.kind.topic, doing=str(step))
            else:
                require(step, *CHANGES)
        except StepFailed as failure:
            return failed_progress(steps, number, failure.cause, partial=True)
        except AuthorizeError as error:
            return failed_progress(steps, number, error)
    try:
        if draft.finish:
            draft.finish()
    except AuthorizeError as error:
        return Progress(tuple(steps), error=error)
    return Progress(tuple(steps))


def _create(inventory: Inventory, step: Step) -> Wire:
    """Create an object. If the outcome is unknown, the object is looked up before the request is sent again.

    :raises StepFailed: because of :class:`Overtaken`, if an object with the same name but other settings was created at
        the same time. It may be the object of this task, changed by another run.
    """
    client, body = inventory.client, resolved(step.body)
    looked: list[Optional[Wire]] = []

    def look_up() -> Optional[Wire]:
        looked.append(_look_up(inventory, step, body))
        return looked[-1]

    try:
        made = client.post(*resolved(step.path), topic=step.kind.topic, doing=str(step), body=body, look_up=look_up)
    except ApiError as refusal:
        taken = refusal.has_detail("UNIQUENESS_VIOLATION")
        # A duplicate at the second attempt was created by the first one. Another conflict may be due to a proxy that
        # has repeated the request.
        if not (looked if taken else refusal.status == CONFLICT):
            raise
        client.sleep(LATE)
        found = look_up()
        if found is None:
            raise
        made = found
    if not (looked and looked[-1]):
        inventory.created.add(made["id"])
    elif not step.kind.fulfills(made, body):
        text = f"Could not {step}: another run created one with other settings at the same time. Run the task again."
        raise StepFailed(Overtaken(text))
    return made


def _look_up(inventory: Inventory, step: Step, body: Wire) -> Optional[Wire]:
    """The object that a creation has created, but none that had the same name before."""
    kind, query = step.kind, None
    if kind.filter_operator:
        query = {"filter": condition(kind.natural_key, kind.filter_operator, body[kind.natural_key])}
    doing = f"look up {kind.noun} {step.target.name}"
    path = resolved(step.collection)
    items = inventory.client.list(*path, topic=kind.topic, doing=doing, query=query)
    return next(iter(inventory.created_since_plan(step, items)), None)
