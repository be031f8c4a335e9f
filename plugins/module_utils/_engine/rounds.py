# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carries drafts out, and plans anew when another run has written the same in the meantime.

A refusal may follow from what others have written after the plan was made: a name is taken, a limit is reached, a
parent is gone. What is there is then read again and planned again, by the same functions. If that comes to the same
steps, the refusal stands.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Callable, Optional

from .._base.errors import ApiError, AuthorizeError, InvalidInput, Overtaken
from .._model.plan import Plan, Step, settled
from .apply import carry_out, changed_services
from .duplicates import GRACE
from .inventory import Inventory
from .task import Draft, Task

# How often a task is planned at most: each object of a plan may be created by somebody else just before us.
ROUNDS = 5
# Seconds before the second round, which double with each further one.
PAUSE = 0.25
# How often a name that is there twice is waited for to become unambiguous.
PATIENT_READS = 2

Read = Callable[[], list[Draft]]


def carry_out_in_rounds(inventory: Inventory, task: Task, read: Read, listed: int) -> list[Draft]:
    """Plan and write, and return the drafts with everything that was done.

    ``read`` plans. The first ``listed`` drafts are those of the task's items, in their order.

    :raises AuthorizeError: with what was done in all rounds, and what was not.
    """
    drafts = _unambiguously(
        inventory, lambda: reread_before_acting(inventory, read, lambda all: any(one.plan.steps for one in all))
    )
    earlier: list[list[Draft]] = []
    while True:
        try:
            carry_out(inventory, task, task.arranged(inventory, drafts) if task.arranged else drafts)
            return _merged(earlier, drafts, listed)
        except AuthorizeError as error:
            _add_earlier(error, earlier)
            if not error.overtaken or len(earlier) == ROUNDS - 1:
                raise
            again = _planned_anew(inventory, read, error, [*earlier, drafts])
            if not isinstance(error, Overtaken) and _left(drafts) == _left(again):
                raise
        earlier.append(drafts)
        drafts = again


def reread_before_acting(inventory: Inventory, read: Callable[[], Any], is_more: Callable[[Any], bool]) -> Any:
    """What is read, and read anew before anything follows from what an earlier task of the session has read.

    So a write and a refusal never rest on another task's reading, only "there is nothing to do" does.
    """
    try:
        found = read()
        if not (inventory.from_session and is_more(found)):
            return found
    except (ApiError, InvalidInput):
        if not inventory.from_session:
            raise
    inventory.forget()
    return read()


def _unambiguously(inventory: Inventory, read: Read) -> list[Draft]:
    """What is read, and read anew if a name is there twice: another run may be about to remove the second object."""
    for _try in range(PATIENT_READS):
        try:
            return read()
        except InvalidInput as error:
            if inventory.check_mode or not all(problem.passing for problem in error.problems):
                raise
        inventory.client.sleep(GRACE)
        inventory.forget()
    return read()


def _planned_anew(inventory: Inventory, read: Read, cause: AuthorizeError, rounds: list[list[Draft]]) -> list[Draft]:
    inventory.client.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** (len(rounds) - 1))
    inventory.forget()
    try:
        return _unambiguously(inventory, read)
    except AuthorizeError as error:
        _add_earlier(error, rounds)
        error.wrote = error.wrote or cause.wrote
        error.not_done, error.enforced = cause.not_done, cause.enforced
        unfinished = cause.facts.get("unfinished_api_services")
        if unfinished:
            error.facts["unfinished_api_services"] = unfinished
        raise


def _add_earlier(error: AuthorizeError, rounds: list[list[Draft]]) -> None:
    """Put into an error what rounds before it have done."""
    written = [draft for drafts in rounds for draft in drafts if draft.plan.done]
    if not written:
        return
    error.done = [str(step) for draft in written for step in draft.plan.done] + error.done
    error.wrote = True
    names = {*(error.facts.get("changed_api_services") or []), *changed_services(written)}
    error.facts["changed_api_services"] = sorted(names) or None


def _merged(earlier: list[list[Draft]], drafts: list[Draft], listed: int) -> list[Draft]:
    """The last drafts, with what the rounds before them have done."""
    further = []
    for past in reversed(earlier):
        for number, old in enumerate(past):
            if not old.plan.done:
                continue
            new = drafts[number] if number < listed else _again(old, drafts[listed:])
            if new is None:
                further.append(replace(old, plan=Plan(old.plan.before, {}, list(old.plan.done), also=old.plan.also)))
            else:
                done = [one for one in old.plan.also if any(step.target.same_as(one.target) for step in old.plan.done)]
                new.plan.before, new.plan.steps = old.plan.before, [*old.plan.done, *new.plan.steps]
                new.plan.also = [*done, *new.plan.also]
    return drafts + further


def _again(old: Draft, drafts: list[Draft]) -> Optional[Draft]:
    """What is not an item of the list as it was planned once more; what was removed is not."""
    return next((draft for draft in drafts if draft.name == old.name), None) if old.plan.after else None


def _left(drafts: list[Draft]) -> list[str]:
    """What is still to be sent."""
    steps = [step for draft in drafts for step in draft.plan.steps if step not in draft.plan.done]
    return sorted(map(_fingerprint, steps))


def _fingerprint(step: Step) -> str:
    """What a step sends, as a text."""
    return repr((step.verb, step.kind.noun, settled(step.path), settled(step.body)))
