# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A run of the task: its plan, what it has written, and its outcome."""

from __future__ import annotations

from typing import Any, Callable, Optional, Sequence

from ..._engine.converge import with_notes
from ..._engine.inventory import Inventory
from ..._engine.progress import Progress
from ..._engine.settle import Round
from ..._engine.task import Draft, Options, Outcome
from ..._model.field import Ref
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.deployment import DEPLOYMENT
from ..._model.plan import DeployStep, Plan, Step
from ..access_review import OPTION as FAIL_IF_WIDENED
from ..access_review import AccessReview
from .changes import changes_of, deploys, steps_of
from .entries import FAIL, LINT, OFF, is_present
from .planning import Part, Planner, changed_entries
from .progress_file import ProgressFile
from .results import diff_of, entry_result, summary_of
from .writing import write


class Run:
    """One run of the task: the parts of each round, with their progress.

    - ``deferred``: nothing was written, because there is more to write than the task may.
    - ``is_complete``: everything was written.
    - ``rescued``: the deployments that were made after a failure, by the index of their entry.
    - ``on_plan``, ``on_write``: called when a round was planned, and before it is written.
    """

    def __init__(self, inventory: Inventory, options: Options) -> None:
        self.inventory = inventory
        self.options = options
        self.rounds: list[list[tuple[Part, Progress]]] = []
        self.deferred = False
        self._planned: list[Part] = []
        self._changed: set[int] = set()
        self._review = AccessReview()
        self.rescued: dict[int, Draft] = {}
        self.is_complete = False
        self.on_plan: Callable[[list[Draft]], None] = lambda drafts: None
        self.on_write: Callable[[], None] = lambda: None
        self._progress: Optional[ProgressFile] = None
        if options["progress_path"]:
            self._progress = ProgressFile(options["progress_path"], inventory.client.clock)
            inventory.on_step = self._progress.step

    def plan(self) -> list[Draft]:
        """Plan everything that is still to be done."""
        self._planned = Planner(self.inventory, self.options, self._changed).plan()
        drafts = [part.draft for part in self._planned]
        self._review.plan(self.inventory, drafts)
        self.on_plan(drafts)
        return drafts

    def write(self, _drafts: list[Draft]) -> Round:
        """Write what was planned last, unless there is more to write than the task may.

        :raises InvalidInput: if it widens access, or is probably a mistake, and this is not allowed, or if a permission
            is known to be missing.
        """
        must_not_widen = [
            index for index, entry in enumerate(self.options["api_services"]) if self._rejects_widening(entry)
        ]
        self._review.check_services(
            {f"api_services[{index}].{FAIL_IF_WIDENED}": self.reviewed(index) for index in must_not_widen}
        )
        self.deferred = self._is_too_long()
        if self.deferred:
            return []
        self._lint()
        self._check_permissions()
        if self._progress:
            self._progress.plan(self._steps())
        if self._steps() and not self.inventory.check_mode:
            self.on_write()
        ended = write(self.inventory, self._planned)
        progress = [(part, one) for part, (_draft, one) in zip(self._planned, ended)]
        self.rounds.append(progress)
        self._changed |= changed_entries([part for part, one in progress if one.written])
        self._changed -= {part.entry for part, one in progress if deploys(part, one) and one.complete}
        return ended

    def _lint(self) -> None:
        """Examine the state after the plan.

        :raises InvalidInput: with the findings if they are not allowed. Later rounds cannot fail because of them.
        """
        mode = self.options[LINT]
        if mode == OFF or (mode == FAIL and self.rounds):
            return
        from .linting import check_plan  # pylint: disable=import-outside-toplevel

        entries = self.options["api_services"]
        services = {index: self.service(index) for index, entry in enumerate(entries) if is_present(entry)}
        check_plan(self.inventory, self.options, {index: ref for index, ref in services.items() if ref})

    def _check_permissions(self) -> None:
        """Compare the plan with the permissions of the worker application, before anything is written."""
        if self.options["preflight"] and not self.rounds:
            from .preflight import check_permissions  # pylint: disable=import-outside-toplevel

            check_permissions(self.inventory, [step for part in self._planned for step in part.draft.plan.all_steps])

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
        reviewed = [self.reviewed(index) for index in range(len(entries))]
        services = [
            entry_result(
                entry,
                self.service(index),
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

    def service(self, index: int) -> Optional[Ref]:
        """The API service of an entry after the run."""
        own = [part for part in self._planned if part.entry == index and part.section.kind is API_SERVICE]
        return next((part.draft.service for part in own), None)

    def reviewed(self, index: int) -> Ref:
        """The API service of an entry, even if it is removed."""
        parts = [*self._planned, *(part for parts in self.rounds for part, _progress in parts)]
        steps = (step for part in parts if part.entry == index for step in part.draft.plan.steps)
        return self.service(index) or next((step.target for step in steps if step.kind is API_SERVICE), Ref(""))

    def _rejects_widening(self, entry: Options) -> bool:
        own = entry[FAIL_IF_WIDENED]
        return bool(self.options[FAIL_IF_WIDENED] if own is None else own)

    def _deployment(self, index: int, deployed: bool) -> Optional[dict[str, Any]]:
        """The deployment of the API service of an entry."""
        own = [part for part in self._planned if part.entry == index and part.section.kind is DEPLOYMENT]
        return next(({**(part.draft.result() or {}), "deployed": deployed} for part in own), None)
