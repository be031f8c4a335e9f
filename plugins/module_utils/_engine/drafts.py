# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plans the objects of a task, and derives the diff from their drafts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, Iterable, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._model.field import Ref
from .._model.plan import Hunk
from .inventory import Inventory
from .limits import limit_problems
from .task import Draft, Options, Task


def drafts_of(inventory: Inventory, task: Task, options: Options, items: Optional[list[Options]]) -> list[Draft]:
    """The drafts of a task, including follow-up drafts.

    :raises InvalidInput: with all problems.
    """
    return _of_one(inventory, task, options) if items is None else _of_items(inventory, task, options, items)


def _of_one(inventory: Inventory, task: Task, options: Options) -> list[Draft]:
    """The draft of a task without a list, and follow-up drafts."""
    draft = task.draft(inventory, options)
    inventory.project(draft.plan)
    further = task.follow_up(inventory, options, [options], [draft]) if task.follow_up else []
    Problems(limit_problems(inventory, task, [draft, *further])).stop_if_any()
    return [draft, *further]


def _of_items(inventory: Inventory, task: Task, options: Options, items: list[Options]) -> list[Draft]:
    """The drafts of all items, each planned as if the previous ones were done, and of objects that are not listed.

    Removals of objects that are not listed are planned first, so that their names are available and the limit is not
    exceeded. They are carried out last, so that the old objects are kept until the new ones exist.
    """
    problems = Problems()
    if task.read_ahead:
        inventory.read_batches_ahead(task.read_ahead(inventory, options, items))
    if task.assume_in_check_mode and inventory.check_mode:
        with problems.collecting():
            task.assume_in_check_mode(inventory, options)
    others = task.purge(inventory, options, items) if task.purge else []
    for draft in others:
        draft.not_listed = True
        inventory.project(draft.plan)
    drafts: list[Draft] = []
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        try:
            draft = task.draft(inventory, item)
        except InvalidInput as error:
            problems += task.located(index, item, error.problems)
            continue
        # An item may rename the object of an earlier one, so the ID is compared as well.
        known_by = [one for one in (draft.label, (item.get("id") or "").lower(), _id_of(draft)) if one]
        earlier = next((seen[key] for key in known_by if key in seen), None)
        if earlier is not None:
            text = f"{quoted(draft.label)} is the same as in {task.list_option}[{earlier}]. Keep one of them."
            problems.append(Problem(f"{task.list_option}[{index}]", text))
        seen.update((key, index) for key in known_by if key not in seen)
        inventory.project(draft.plan)
        drafts.append(draft)
    limited = limit_problems(inventory, task, others + drafts)
    problems += [Problem(task.list_option, problem.message) for problem in limited]
    problems.stop_if_any()
    further = task.follow_up(inventory, options, items, drafts + others) if task.follow_up else []
    limited = limit_problems(inventory, task, others + drafts + further)
    Problems(limited).stop_if_any()
    return drafts + further + others


def _id_of(draft: Draft) -> str:
    """The ID of the object of a draft; empty if it does not exist."""
    return str((draft.result() or {}).get("id") or "")


def changed_services(drafts: Iterable[Draft]) -> list[str]:
    """The names of the API services whose configuration the drafts change."""
    return sorted({draft.service.name for draft in drafts if draft.service and draft.plan.changed})


def hunks_of(task: Task, drafts: list[Draft]) -> list[Hunk]:
    """The diff entries of the drafts, each followed by those of the objects that change with it.

    An object that several drafts change has one entry. Duplicate titles get the ID, or a number if there is none.
    """
    found: dict[Any, Hunk] = {}
    for draft in drafts:
        noun = task.noun if task.noun.startswith("API") else task.noun[:1].lower() + task.noun[1:]
        main = Hunk(
            draft.title or f"{noun} {quoted(draft.label)}", Ref(draft.label), draft.plan.before, draft.plan.after
        )
        for hunk in (main, *draft.plan.also):
            key = hunk.target.id or hunk.target
            if key in found:
                found[key].after = hunk.after
            else:
                found[key] = replace(hunk)
    _make_titles_unique(list(found.values()))
    return list(found.values())


def _make_titles_unique(hunks: list[Hunk]) -> None:
    repeated = {title for title, count in Counter(hunk.title for hunk in hunks).items() if count > 1}
    numbers: Counter[str] = Counter()
    for hunk in hunks:
        if hunk.title in repeated:
            numbers[hunk.title] += 1
            hunk.title += f" (ID {hunk.target.id})" if hunk.target.id else f" ({numbers[hunk.title]})"
