# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges the objects of a task, one or many: everything is planned before the first write."""

from __future__ import annotations

from typing import Any, Optional

from ._converge import Environment
from ._errors import AuthorizeError, InvalidInput, Problem, Problems
from ._plan import Plan
from ._rounds import carry_out_in_rounds
from ._rules import quoted
from ._task import Draft, Options, Outcome, Task
from ._writing import changed_services


def converge(env: Environment, task: Task, options: Options) -> Outcome:
    """Plan all objects of a task, write them in the order in which they are listed, and return what came of it.

    :raises InvalidInput: with what is wrong with all of them; nothing was written then.
    """
    items = task.items(options)
    try:
        return _converged(env, task, options, items)
    except AuthorizeError as error:
        advice = task.if_failed(items if items is not None else [options], error) if task.if_failed else ""
        if advice and not env.check_mode:
            error.message += f" {advice}"
        raise


def _converged(env: Environment, task: Task, options: Options, items: Optional[list[Options]]) -> Outcome:
    if items is None:
        drafts = carry_out_in_rounds(env, task, lambda: _single(env, task, options), 1)
        results = _results(task, drafts)
        plan = _together(drafts) if len(drafts) > 1 else drafts[0].plan
        return Outcome(plan, {**results, task.result: drafts[0].result(), **drafts[0].facts})
    drafts = carry_out_in_rounds(env, task, lambda: _drafts(env, task, options, items), len(items))
    results = _results(task, drafts)
    if len(items) == 1:
        listed = next(draft for draft in drafts if not draft.unlisted)
        results.update({task.result: listed.result(), **listed.facts})
    return Outcome(_together(drafts), results)


def _single(env: Environment, task: Task, options: Options) -> list[Draft]:
    """The draft of a task without a list, and of what follows from it."""
    draft = task.draft(env, options)
    if task.completed is None:
        return [draft]
    env.expect(draft.plan)
    return [draft, *task.completed(env, options, [options], [draft])]


def _drafts(env: Environment, task: Task, options: Options, items: list[Options]) -> list[Draft]:
    """The drafts of all items, each planned as if those before it were done, and of what is not listed.

    That is planned first, so that its names are free and there is room, but comes last: until the new objects stand,
    the old ones stay.
    """
    problems = Problems()
    if task.assume and env.check_mode:
        with problems.collecting():
            task.assume(env, options)
    others = task.others(env, options, items) if task.others else []
    for draft in others:
        draft.unlisted = True
        env.expect(draft.plan)
    drafts: list[Draft] = []
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        try:
            draft = task.draft(env, item)
        except InvalidInput as error:
            problems += task.located(index, item, error.problems)
            continue
        # By the id, too: an item before this one may give what both mean another name.
        known_by = [draft.name, item["id"].lower()] if item.get("id") else [draft.name]
        earlier = next((seen[key] for key in known_by if key in seen), None)
        if earlier is not None:
            text = f"{quoted(draft.name)} is the same as in {task.many}[{earlier}]. Keep one of them."
            problems.append(Problem(f"{task.many}[{index}]", text))
        seen.update((key, index) for key in known_by if key not in seen)
        env.expect(draft.plan)
        drafts.append(draft)
    problems.stop_if_any()
    further = task.completed(env, options, items, drafts + others) if task.completed else []
    return drafts + further + others


def _results(task: Task, drafts: list[Draft]) -> dict[str, Any]:
    present = [result for result in (draft.result() for draft in drafts) if result is not None]
    results: dict[str, Any] = {task.many: present}
    if task.configures:
        results["changed_api_services"] = changed_services(drafts)
    return results


def _together(drafts: list[Draft]) -> Plan:
    """One plan for all: its documents are keyed by name, those of what has a namesake before it also by a number."""
    plan = Plan(steps=[step for draft in drafts for step in draft.plan.steps])
    seen: dict[str, int] = {}
    # What stays is not to be numbered because of what goes, or its key would be another one in the next run.
    for draft in sorted(drafts, key=lambda draft: draft.unlisted):
        title = draft.title or draft.name
        seen[title] = seen.get(title, 0) + 1
        name = title if seen[title] == 1 else f"{title} ({seen[title]})"
        for whole, part in ((plan.before, draft.plan.before), (plan.after, draft.plan.after)):
            if part:
                whole[name] = part
    return plan
