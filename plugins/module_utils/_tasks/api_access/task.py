# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages API services with everything that belongs to them: one plan, one order of writes, one result."""

from __future__ import annotations

from typing import AbstractSet, Any, Mapping, Optional, Sequence

from ..._base.errors import Problem
from ..._engine.converge import with_notes
from ..._engine.inventory import Inventory
from ..._engine.progress import Progress
from ..._engine.settle import Round, settle
from ..._engine.task import Draft, Options, Outcome
from ..._engine.workflow import Workflow
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.field import Ref
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.deployment import DEPLOYMENT
from ..._model.plan import DeployStep, Plan, Step
from ..access_review import OPTION as FAIL_IF_WIDENED
from ..access_review import AccessReview
from . import sections
from .changes import changes_of, deploys, steps_of
from .entries import SPEC, entry_problems, has_access_tests
from .failure import failure_of, failure_of_tests
from .planning import Part, Planner, changed_entries
from .progress_file import ProgressFile
from .results import diff_of, entry_result, summary_of
from .writing import write


class Run:
    """One run of the task: the parts of each round, with their progress."""

    def __init__(self, inventory: Inventory, options: Options) -> None:
        self.inventory = inventory
        self.options = options
        self.rounds: list[list[tuple[Part, Progress]]] = []
        self.deferred = False
        self._planned: list[Part] = []
        self._changed: set[int] = set()
        self._review = AccessReview()
        self._progress: Optional[ProgressFile] = None
        if options["progress_path"]:
            self._progress = ProgressFile(options["progress_path"], inventory.client.clock)
            inventory.on_step = self._progress.step

    def plan(self) -> list[Draft]:
        """Plan everything that is still to be done."""
        self._planned = Planner(self.inventory, self.options, self._changed).plan()
        drafts = [part.draft for part in self._planned]
        self._review.plan(self.inventory, drafts)
        return drafts

    def write(self, _drafts: list[Draft]) -> Round:
        """Write what was planned last, unless there is more to write than the task may.

        :raises InvalidInput: if it widens access, and this is not allowed.
        """
        must_not_widen = [
            index for index, entry in enumerate(self.options["api_services"]) if self._rejects_widening(entry)
        ]
        self._review.check_services(
            {f"api_services[{index}].{FAIL_IF_WIDENED}": self._reviewed(index) for index in must_not_widen}
        )
        self.deferred = self._is_too_long()
        if self.deferred:
            return []
        if self._progress:
            self._progress.plan(self._steps())
        ended = write(self.inventory, self._planned)
        progress = [(part, one) for part, (_draft, one) in zip(self._planned, ended)]
        self.rounds.append(progress)
        self._changed |= changed_entries([part for part, one in progress if one.written])
        self._changed -= {part.entry for part, one in progress if deploys(part, one) and one.complete}
        return ended

    def _steps(self) -> int:
        return sum(len(part.draft.plan.all_steps) for part in self._planned)

    def _is_too_long(self) -> bool:
        """Whether nothing was written yet, and the plan has more steps than the task may carry out."""
        most = self.options["maximum_writes"]
        may_defer = most is not None and not self.rounds and not self.inventory.check_mode
        return may_defer and self._steps() > most

    def outcome(self) -> Outcome:
        """The outcome of a complete run. All steps of the last round are done, or would be done in check mode."""
        entries: list[Options] = self.options["api_services"]
        if self.deferred:
            return Outcome(Plan(), {"api_services": [], "summary": [], "deferred": True})
        rounds: list[Sequence[tuple[Part, Optional[Progress]]]] = [*self.rounds[:-1]]
        rounds.append([(part, None) for part in self._planned])
        changes = changes_of(rounds)
        deployed = {part.entry: part.draft.plan for parts in rounds for part, one in parts if deploys(part, one)}
        reviewed = [self._reviewed(index) for index in range(len(entries))]
        services = [
            entry_result(
                entry,
                self._service(index),
                [change for change in changes if change.entry == index],
                self._deployment(index, index in deployed),
                self._review.changes(reviewed[index], reviewed),
            )
            for index, entry in enumerate(entries)
        ]
        steps = [step for parts in rounds for part, one in parts for step in steps_of(part, one)]
        plan = Plan(
            steps=[step for step in steps if isinstance(step, Step)],
            deployments=[step for step in steps if isinstance(step, DeployStep)],
        )
        summary = [summary_of(result, planned=self.inventory.check_mode) for result in services]
        results = {"api_services": services, "summary": summary, "deferred": False}
        return Outcome(plan, results, with_notes(diff_of(entries, changes, deployed), self._review))

    def _service(self, index: int) -> Optional[Ref]:
        """The API service of an entry after the run."""
        own = [part for part in self._planned if part.entry == index and part.section.kind is API_SERVICE]
        return next((part.draft.service for part in own), None)

    def _reviewed(self, index: int) -> Ref:
        """The API service of an entry, even if it is removed."""
        parts = [*self._planned, *(part for parts in self.rounds for part, _progress in parts)]
        steps = (step for part in parts if part.entry == index for step in part.draft.plan.steps)
        return self._service(index) or next((step.target for step in steps if step.kind is API_SERVICE), Ref(""))

    def _rejects_widening(self, entry: Options) -> bool:
        own = entry[FAIL_IF_WIDENED]
        return bool(self.options[FAIL_IF_WIDENED] if own is None else own)

    def _deployment(self, index: int, deployed: bool) -> Optional[dict[str, Any]]:
        """The deployment of the API service of an entry."""
        own = [part for part in self._planned if part.entry == index and part.section.kind is DEPLOYMENT]
        return next(({**(part.draft.result() or {}), "deployed": deployed} for part in own), None)


def run(inventory: Inventory, options: Options) -> Outcome:
    """Plan all entries, write them, and return the results.

    :raises InvalidInput: with all problems of all entries. Nothing was written then.
    :raises TaskFailed: with what was done and what was not for each entry.
    """
    current = Run(inventory, options)
    settled = settle(inventory, current.plan, current.write)
    if settled.complete:
        outcome = current.outcome()
        return outcome if current.deferred else _tested(inventory, options, current, outcome)
    if settled.error and not settled.rounds:
        raise settled.error
    raise failure_of(inventory, options, current.rounds, settled) from settled.error


def _tested(inventory: Inventory, options: Options, current: Run, outcome: Outcome) -> Outcome:
    """The outcome with the results of the access tests.

    :raises TaskFailed: if access is not as expected, or if it cannot be determined.
    """
    if not has_access_tests(options):
        return outcome
    from .access_tests import AccessTests  # pylint: disable=import-outside-toplevel

    tests = AccessTests(inventory, options)
    tests.play(outcome.results["api_services"], outcome.results["summary"])
    if tests.error:
        raise failure_of_tests(options, current.rounds, tests.error, tests.advice, outcome) from tests.error
    return outcome


def check_items(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    """The problems of each object's options alone."""
    if "api_services" in refused:
        return []
    entries = list(options["api_services"] or [])
    own = [
        sections.external_servers(entries),
        sections.groups(entries),
        sections.services(entries),
        *sections.scopes(entries),
        *sections.permissions(entries),
        *sections.operations(entries, options[UNLISTED]),
        sections.applications(entries),
        sections.removed_services(entries),
    ]
    return [problem for section in own for problem in section.checked(refused)]


def _problems(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    if "api_services" in refused:
        return []
    problems = entry_problems(options["api_services"] or [], refused)
    if has_access_tests(options):
        from .access_tests import option_problems  # pylint: disable=import-outside-toplevel

        problems += option_problems(options, refused)
    return problems


def _find_secrets(options: Mapping[str, Any]) -> list[str]:
    """The secrets in options that are not marked as secret."""
    if not has_access_tests(options):
        return []
    from .access_tests import find_secrets  # pylint: disable=import-outside-toplevel

    return find_secrets(options)


TASK = Workflow(SPEC, _problems, check_items, run, _find_secrets)
