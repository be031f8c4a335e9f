# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carries the drafts of a task out, and tells how far it came if that fails."""

from __future__ import annotations

from functools import partial
from typing import Iterable, Iterator, Sequence

from .._base.errors import AnswerLost, ApiError, AuthorizeError, OutcomeUnknown
from .._domain.write_order import in_order
from .._model.objects.api_service import API_SERVICE
from .._model.objects.grant import GRANT
from .._model.plan import DELETE, Step
from .._pingone.retry import SERVER_TROUBLE, UNKNOWN
from .duplicates import one_at_a_time, remove_own_namesakes
from .inventory import Inventory
from .jobs import JobResult, side_by_side
from .task import Draft, Task

DEPLOYED_LAST = "Gateways still enforce what was deployed last."
AT_ONCE = "What was done counts at once."
PARTLY_AT_ONCE = "Changes of grants and removals of API services count at once. For the rest:"


def carry_out(inventory: Inventory, task: Task, drafts: Sequence[Draft]) -> None:
    """Write; nothing in check mode.

    :raises AuthorizeError: with what was done before the failure, and what was not.
    """
    if inventory.check_mode:
        return
    for draft in drafts:
        draft.plan.steps = in_order(draft.plan.steps)
    jobs = [partial(_job, inventory, draft) for draft in drafts]
    plans = [draft.plan for draft in drafts]
    with one_at_a_time(inventory, plans):
        results = side_by_side(jobs, task.at_once, inventory.client.clock, inventory.client.sleep)
        errors = [result.error for result in results if result.error]
        try:
            remove_own_namesakes(inventory, plans)
        except AuthorizeError as trouble:
            errors.append(trouble)
    if errors:
        error = _joined(errors, len(drafts))
        _tell_how_far(error, list(zip(drafts, results)))
        if task.configures or task.counts_at_once:
            steps = [step for draft in drafts for step in draft.plan.steps]
            error.enforced = _enforced([step for step in steps if str(step) in error.done])
        raise error


def changed_services(drafts: Iterable[Draft]) -> list[str]:
    """Names of the API services whose configuration the drafts change."""
    return sorted({draft.service.name for draft in drafts if draft.service and draft.plan.changed})


def _job(inventory: Inventory, draft: Draft) -> Iterator[float]:
    if draft.carry_out is None:
        inventory.apply(draft.plan)
    else:
        yield from draft.carry_out() or ()


def _joined(errors: Sequence[AuthorizeError], total: int) -> AuthorizeError:
    """One error that tells of all."""
    first = errors[0]
    if len(errors) > 1:
        first.facts["failures"] = [{**error.as_data(), "message": error.message} for error in errors]
        numbered = " ".join(f"({number}) {error.message}" for number, error in enumerate(errors, 1))
        first.message = f"{len(errors)} of {total} failed: {numbered}"
    return first


def _tell_how_far(error: AuthorizeError, ends: Sequence[tuple[Draft, JobResult]]) -> None:
    """Put into the error what was written and what was not, and which API services that concerns."""
    # What may have been done counts as both: its service waits for a deployment, and may not be complete.
    touched = [draft for draft, result in ends if result.done or (result.error and _may_have_written(result.error))]
    error.facts["changed_api_services"] = changed_services(touched) or None
    error.facts["unfinished_api_services"] = (
        changed_services(draft for draft, result in ends if not result.done) or None
    )
    done, not_done = [], []
    for draft, result in ends:
        steps = [str(step) for step in draft.plan.steps]
        if result.done:
            done += steps
            continue
        own = result.error.done if result.error else []
        left = (result.error.not_done if result.error else []) or [step for step in steps if step not in own]
        done += own
        not_done += left[1:] if result.error and _unknown(result.error) else left
    if _unknown(error) and UNKNOWN not in error.message:
        error.message += f" {UNKNOWN}"
    error.done, error.not_done = done, not_done
    error.wrote = bool(done) or any(result.error and result.error.wrote for _draft, result in ends)


def _may_have_written(error: AuthorizeError) -> bool:
    return error.wrote or _unknown(error)


def _unknown(error: AuthorizeError) -> bool:
    """Whether the write that failed may have been carried out."""
    lost = isinstance(error, (OutcomeUnknown, AnswerLost))
    return lost or (isinstance(error, ApiError) and error.status in SERVER_TROUBLE)


def _enforced(done: Sequence[Step]) -> str:
    """What gateways enforce after some steps were done."""
    at_once = [step for step in done if step.kind is GRANT or (step.kind is API_SERVICE and step.verb == DELETE)]
    if not done:
        return ""
    if not at_once:
        return DEPLOYED_LAST
    return AT_ONCE if len(at_once) == len(done) else f"{PARTLY_AT_ONCE} {DEPLOYED_LAST}"
