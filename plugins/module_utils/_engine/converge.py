# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges the objects of a task, one or many: everything is planned before the first write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional, Sequence

from .._base.errors import AuthorizeError
from .._model.plan import AnyStep, Hunk, Plan, Step
from .apply import apply
from .drafts import changed_services, drafts_of, hunks_of
from .inventory import Inventory
from .progress import TaskFailed
from .settle import Round, Settled, in_planned_order, settle
from .task import Draft, Options, Outcome, Review, Task


def converge(inventory: Inventory, task: Task, options: Options) -> Outcome:
    """Plan all objects of a task, write them, and return the result.

    :raises InvalidInput: with all problems of the objects. Nothing was written then.
    :raises TaskFailed: with the steps that were done, and those that were not.
    """
    items = task.items(options)
    review = task.review() if task.review else None

    def plan() -> list[Draft]:
        drafts = drafts_of(inventory, task, options, items)
        if review:
            review.plan(inventory, drafts)
        return drafts

    def write(drafts: list[Draft]) -> Round:
        if review:
            review.check(options)
        order = task.order(inventory, drafts) if task.order else drafts
        return in_planned_order(drafts, order, (task.apply or apply)(inventory, order))

    settled = settle(inventory, plan, write)
    if settled.complete:
        return _reviewed(_outcome(task, items, settled.rounds), review)
    given = items if items is not None else [options]
    error = settled.error
    if error and not settled.rounds and (inventory.check_mode or not _advice(task, given, error)):
        raise error
    raise _failure(task, given, settled) from error


def _reviewed(outcome: Outcome, review: Optional[Review]) -> Outcome:
    """The outcome with the results of a review, and with its notes below the diff."""
    if review is None:
        return outcome
    results = {**outcome.results, **review.results()}
    return replace(outcome, results=results, diff=with_notes(outcome.diff, review))


def with_notes(diff: Sequence[Hunk], review: Review) -> list[Hunk]:
    """A diff with the notes of a review below it."""
    return [*diff[:-1], *(replace(hunk, notes=review.notes()) for hunk in diff[-1:])]


def _failure(task: Task, options: Sequence[Options], settled: Settled) -> TaskFailed:
    """The failure of a task whose last round was incomplete, or that could not be planned."""
    causes, last = settled.causes, settled.last
    done = [step for one in settled.rounds for _draft, progress in one for step in progress.done]
    written = [draft for one in settled.rounds for draft, progress in one if progress.written]
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
        result = drafts[0].result()
        return Outcome(plan, {**({task.result: result} if task.result else result or {}), **changed}, diff)
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
