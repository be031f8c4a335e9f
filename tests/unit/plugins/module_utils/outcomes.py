# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What running a task results in: no change, or problems with its options."""

from __future__ import annotations

from typing import Any, Iterable

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, Problem
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Outcome, Task
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, converge


def unchanged(task: Task, client: FakeClient, **given: Any) -> Outcome:
    """Run a task that must write nothing, and whose diff must have the same before and after."""
    writes = list(client.writes)
    outcome = converge(task, client, **given)
    assert client.writes == writes
    assert not outcome.plan.changed
    assert not any(hunk.changed for hunk in outcome.diff)
    return outcome


def rejection(task: Task, client: FakeClient, check_mode: bool = False, **given: Any) -> InvalidInput:
    """Run a task whose options must be rejected before anything is written."""
    with pytest.raises(InvalidInput) as caught:
        converge(task, client, check_mode=check_mode, **given)
    assert client.writes == []
    return caught.value


def problems(task: Task, client: FakeClient, check_mode: bool = False, **given: Any) -> dict[str, str]:
    """The messages of a rejection by option, those of one option joined."""
    found: dict[str, str] = {}
    for problem in rejection(task, client, check_mode, **given).problems:
        found[problem.option] = f"{found.get(problem.option, '')} {problem.message}".strip()
    return found


def only_problem(task: Task, client: FakeClient, check_mode: bool = False, **given: Any) -> tuple[str, str]:
    """The option of a rejection, which must be one, and its messages."""
    [only] = list(problems(task, client, check_mode, **given).items())
    return only


def problem_list(task: Task, client: FakeClient, check_mode: bool = False, **given: Any) -> list[tuple[str, str]]:
    """Options and messages of a rejection, in their order."""
    return [(problem.option, problem.message) for problem in rejection(task, client, check_mode, **given).problems]


def rejected_options(task: Task, client: FakeClient, check_mode: bool = False, **given: Any) -> tuple[set[str], str]:
    """The options of a rejection, and its whole text."""
    error = rejection(task, client, check_mode, **given)
    return options(error.problems), str(error)


def options(found: Iterable[Problem]) -> set[str]:
    """The options that have problems."""
    return {problem.option for problem in found}


def messages(found: Iterable[Problem]) -> list[str]:
    """The messages of problems."""
    return [problem.message for problem in found]
