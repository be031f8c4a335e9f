# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges the objects of a task, one or many: everything is planned before the first write.

A request may fail because of what other clients have written since it was planned: a name is taken, a limit is reached,
a parent was deleted. In this case, everything is read and planned again in another round. If that results in the same
steps, the failure is final.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Callable, Optional, Sequence

from .._base.errors import ApiError, AuthorizeError, InvalidInput, MissingLibrary, Overtaken
from .._model.objects.grant import GRANT
from .._model.plan import DELETE, AnyStep, Plan, Step, resolve_known
from .apply import apply
from .drafts import changed_services, drafts_of, hunks_of
from .duplicates import GRACE
from .inventory import Inventory
from .progress import Progress, TaskFailed
from .task import Draft, Options, Outcome, Task

# The maximum number of rounds: each object of a plan may be created by another run just before this one.
MOST_ROUNDS = 5
# Seconds before the second round, doubled for each further one.
PAUSE = 0.25
# How many times a task waits for a duplicate name to become unambiguous.
PATIENT_READS = 2
# The HTTP statuses of failures that may be due to what other clients have written since the plan was made.
OVERTAKEN = (400, 404, 409)

# All drafts of a task in the order in which they were planned, with the progress of each.
Round = list[tuple[Draft, Progress]]
Read = Callable[[], list[Draft]]


def converge(inventory: Inventory, task: Task, options: Options) -> Outcome:
    """Plan all objects of a task, write them, and return the result.

    :raises InvalidInput: with all problems of the objects. Nothing was written then.
    :raises TaskFailed: with the steps that were done, and those that were not.
    """
    items = task.items(options)
    given = items if items is not None else [options]

    def read() -> list[Draft]:
        return drafts_of(inventory, task, options, items)

    rounds: list[Round] = []
    error: Optional[AuthorizeError] = None
    try:
        drafts = _unambiguous(inventory, lambda: reread_before_acting(inventory, read, _has_steps))
        while True:
            order = task.order(inventory, drafts) if task.order else drafts
            ended = (task.apply or apply)(inventory, order)
            rounds.append(_in_planned_order(drafts, order, ended))
            if all(progress.complete for progress in ended):
                return _outcome(task, items, rounds)
            if not _may_be_overtaken(ended) or len(rounds) == MOST_ROUNDS:
                break
            drafts = _plan_again(inventory, read, len(rounds))
            if not _was_overtaken(ended) and _pending(drafts) == _pending_of(rounds[-1]):
                break
    except MissingLibrary:
        raise
    except AuthorizeError as failure:
        error = failure
        if not rounds and (inventory.check_mode or not _advice(task, given, failure)):
            raise
    raise _failure(task, given, rounds, error) from error


def reread_before_acting(inventory: Inventory, read: Callable[[], Any], acts: Callable[[Any], bool]) -> Any:
    """Read, and read again if the task would act on what an earlier task of the session has read.

    A write or a failure is never based on the reads of another task; only "there is nothing to do" is.
    """
    try:
        found = read()
        if not (inventory.from_session and acts(found)):
            return found
    except (ApiError, InvalidInput):
        if not inventory.from_session:
            raise
    inventory.forget()
    return read()


def _has_steps(drafts: list[Draft]) -> bool:
    return any(draft.plan.changed for draft in drafts)


def _unambiguous(inventory: Inventory, read: Read) -> list[Draft]:
    """Read, and read again if a name is ambiguous: another run may be about to remove its duplicate."""
    for _attempt in range(PATIENT_READS):
        try:
            return read()
        except InvalidInput as error:
            if inventory.check_mode or not all(problem.transient for problem in error.problems):
                raise
        inventory.client.sleep(GRACE)
        inventory.forget()
    return read()


def _plan_again(inventory: Inventory, read: Read, number: int) -> list[Draft]:
    inventory.client.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** (number - 1))
    inventory.forget()
    return _unambiguous(inventory, read)


def _in_planned_order(drafts: Sequence[Draft], order: Sequence[Draft], ended: Sequence[Progress]) -> Round:
    progress = {id(draft): one for draft, one in zip(order, ended)}
    # Drafts without steps may be missing in the order.
    return [(draft, progress.get(id(draft), Progress())) for draft in drafts]


def _was_overtaken(ended: Sequence[Progress]) -> bool:
    return any(isinstance(progress.error, Overtaken) for progress in ended)


def _may_be_overtaken(ended: Sequence[Progress]) -> bool:
    """Whether the failure may be due to what another run has written since the task was planned."""
    if _was_overtaken(ended):
        return True
    failed = next((progress for progress in ended if progress.error), Progress())
    if not isinstance(failed.failed, Step) or failed.failed.verb == DELETE or failed.failed.kind is GRANT:
        return False
    return isinstance(failed.error, ApiError) and failed.error.status in OVERTAKEN


def _pending(drafts: Sequence[Draft]) -> list[str]:
    """The requests of drafts, for comparison."""
    return sorted(_request(step) for draft in drafts for step in draft.plan.steps)


def _pending_of(last: Round) -> list[str]:
    """The requests that a round has not completed, for comparison."""
    return sorted(_request(step) for _draft, progress in last for step in _left(progress) if isinstance(step, Step))


def _left(progress: Progress) -> Sequence[AnyStep]:
    return (*([progress.failed] if progress.failed else []), *progress.pending)


def _request(step: Step) -> str:
    return repr((step.verb, step.kind.noun, resolve_known(step.path), resolve_known(step.body)))


def _failure(
    task: Task, options: Sequence[Options], rounds: Sequence[Round], error: Optional[AuthorizeError]
) -> TaskFailed:
    """The failure of a task whose last round was incomplete, or that could not be planned because of ``error``."""
    last = rounds[-1] if rounds else []
    causes = [error] if error else list(dict.fromkeys(progress.error for _draft, progress in last if progress.error))
    done = [step for one in rounds for _draft, progress in one for step in progress.done]
    written = [draft for one in rounds for draft, progress in one if progress.written]
    # A step that may have been done counts as both: its service needs a deployment, and may be incomplete.
    touched = [draft for draft, progress in last if progress.complete or (progress.error and progress.uncertain)]
    unfinished = [draft for draft, progress in last if not progress.complete]
    return TaskFailed(
        causes,
        len(last),
        done=done,
        not_done=[step for _draft, progress in last for step in progress.not_done],
        changed=bool(written),
        advice=_advice(task, options, causes[0], done),
        facts={
            "changed_api_services": changed_services([*written, *touched]) or None,
            "unfinished_api_services": changed_services(unfinished) or None,
        },
    )


def _advice(task: Task, options: Sequence[Options], cause: AuthorizeError, done: Sequence[AnyStep] = ()) -> str:
    return task.failure_advice(options, cause, done) if task.failure_advice else ""


def _outcome(task: Task, items: Optional[list[Options]], rounds: Sequence[Round]) -> Outcome:
    """The results of a task, with the steps of all of its rounds."""
    drafts = _merged(rounds, 1 if items is None else len(items))
    hunks = hunks_of(task, drafts)
    steps = [step for draft in drafts for step in draft.plan.steps]
    deployments = [step for draft in drafts for step in draft.plan.deployments]
    changed: dict[str, Any] = {"changed_api_services": changed_services(drafts)} if task.requires_deployment else {}
    if items is None:
        plan = replace(drafts[0].plan, steps=steps, deployments=deployments)
        diff = [hunks[0], *(hunk for hunk in hunks[1:] if hunk.changed)]
        return Outcome(plan, {task.result: drafts[0].result(), **changed}, diff)
    plan = Plan(steps=steps, deployments=deployments)
    present = [result for result in (draft.result() for draft in drafts) if result is not None]
    return Outcome(plan, {task.list_option: present, **changed}, [hunk for hunk in hunks if hunk.changed])


def _merged(rounds: Sequence[Round], listed: int) -> list[Draft]:
    """The drafts of the last round, with the steps of earlier rounds.

    The first ``listed`` drafts of a round are those of the task's items, in their order.
    """
    drafts = [draft for draft, _progress in rounds[-1]]
    further = []
    for past in reversed(rounds[:-1]):
        for number, (old, progress) in enumerate(past):
            written = [step for step in progress.written if isinstance(step, Step)]
            if not written:
                continue
            new = drafts[number] if number < listed else _again(old, drafts[listed:])
            if new is None:
                further.append(replace(old, plan=Plan(old.plan.before, {}, written, also=old.plan.also)))
            else:
                done = [one for one in old.plan.also if any(step.target.same_as(one.target) for step in written)]
                new.plan.before, new.plan.steps = old.plan.before, [*written, *new.plan.steps]
                new.plan.also = [*done, *new.plan.also]
    return drafts + further


def _again(old: Draft, drafts: Sequence[Draft]) -> Optional[Draft]:
    """The new draft of an object that is not in the list; None if the object was removed."""
    return next((draft for draft in drafts if draft.label == old.label), None) if old.plan.after else None
