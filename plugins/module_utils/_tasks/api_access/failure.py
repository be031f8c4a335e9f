# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What was done and what was not for each entry after a failure.

Services whose configuration is completely saved are deployed, so that the changes take effect. A service whose
operations are not all saved must not be deployed, because the requests that the missing operations restrict would be
open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from ..._base.errors import AuthorizeError
from ..._base.text import quoted
from ..._domain.enforcement import DEPLOYED_LAST
from ..._engine.inventory import Inventory
from ..._engine.progress import Progress, TaskFailed
from ..._engine.settle import Settled
from ..._engine.task import Draft, Options, Outcome
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.deployment import DEPLOYMENT, NEVER
from ..._model.objects.operation import OPERATION
from ..._model.plan import Step
from .changes import changes_of, deploys
from .entries import is_present
from .planning import Part, changed_entries
from .results import entry_result, summary_of
from .writing import deploy_saved

# What gateways enforce: the saved configuration, that of the last deployment, or the same as before the task if it is
# unknown which of both that is.
CURRENT, LAST_DEPLOYMENT, UNCHANGED = "current", "last_deployment", "unchanged"
# The evidence that does not depend on the task. Only the audit log can show that no deployment is needed.
AUDIT = "audit"
CONCLUSIVE = ("status", "timestamps", AUDIT)
NOTHING_DEPLOYED = "Gateways do not enforce anything for these API services yet."
RUN_AGAIN = (
    "Correct the cause and run the task again, which deploys the changes that the audit log contains. If it cannot be"
    " read, set redeploy: always."
)
# The maximum number of steps that a message lists for an entry.
MOST_STEPS = 3

Parts = Sequence[tuple[Part, Progress]]


@dataclass
class Entry:
    """What was done for an entry.

    - ``changed``: its configuration was changed by this task, so that its service needs a deployment.
    - ``complete``: all of its operations are saved.
    - ``deployed``: its service was deployed after the last change.
    - ``removed``: its service was removed.
    - ``never_deployed``: its service was not deployed before the task.
    - ``was_due``: whether its service already needed a deployment before the task; None if that is unknown.
    """

    options: Options
    done: list[str] = field(default_factory=list)
    not_done: list[str] = field(default_factory=list)
    changed: bool = False
    complete: bool = True
    deployed: bool = False
    removed: bool = False
    never_deployed: bool = False
    was_due: Optional[bool] = None
    summary: str = ""

    def add_deployment(self, progress: Progress) -> None:
        """The service was deployed after the failure."""
        steps = [str(step) for step in progress.done]
        self.deployed = True
        self.done += steps
        self.not_done = [step for step in self.not_done if step not in steps]

    def as_data(self) -> dict[str, Any]:
        """The entry as part of the error."""
        return {
            "name": self.options["name"],
            "done": self.done,
            "not_done": self.not_done,
            "deployed": self.deployed,
            "enforcement": self.enforcement,
        }

    @property
    def is_outdated(self) -> bool:
        """Whether gateways still enforce a previous configuration. A removal takes effect immediately."""
        return self.changed and not self.deployed and is_present(self.options)

    @property
    def enforcement(self) -> str:
        """What gateways enforce."""
        if self.deployed or self.removed:
            return CURRENT
        if self.is_outdated or self.was_due:
            return LAST_DEPLOYMENT
        return UNCHANGED if self.was_due is None else CURRENT

    def as_text(self) -> str:
        """The entry as part of the message; empty if nothing was done."""
        if not self.done:
            return ""
        text = self.summary
        if self.not_done:
            more = len(self.not_done) - MOST_STEPS
            steps = ", ".join(self.not_done[:MOST_STEPS]) + (f", and {more} more" if more > 0 else "")
            text += f"; not done: {steps}"
        return f"{text}."


def failure_of(
    inventory: Inventory, options: Options, rounds: Sequence[Parts], settled: Settled, deployed: dict[int, Draft]
) -> TaskFailed:
    """The failure of a run, after deploying the services that are completely saved, which are added to ``deployed``."""
    entries = [Entry(entry) for entry in options["api_services"]]
    _read_progress(entries, rounds)
    due = [
        index
        for index, entry in enumerate(entries)
        if entry.is_outdated and entry.complete and _exists(rounds[-1], index)
        if not _deployment_failed(rounds[-1], index)
    ]
    rescued = deploy_saved(inventory, options, due, deployed)
    for index, ended in rescued.items():
        if ended.complete:
            entries[index].add_deployment(ended)
    _summarize(entries, rounds)
    causes = [*settled.causes, *(ended.error for ended in rescued.values() if ended.error)]
    written = bool(rescued) or any(one.written for parts in rounds for _part, one in parts)
    return _failure(list(dict.fromkeys(causes)), entries, written)


def failure_of_tests(
    options: Options, rounds: Sequence[Parts], error: AuthorizeError, advice: str, outcome: Outcome
) -> TaskFailed:
    """The failure of a run that is complete, because of its access tests."""
    entries = [Entry(entry) for entry in options["api_services"]]
    _read_progress(entries, rounds)
    _summarize(entries, rounds)
    changed = outcome.plan is not None and outcome.plan.changed
    return _failure([error], entries, changed, advice, outcome.results)


def _read_progress(entries: Sequence[Entry], rounds: Sequence[Parts]) -> None:
    for parts in rounds:
        for index in changed_entries([part for part, progress in parts if _may_have_changed(part, progress)]):
            entries[index].changed, entries[index].deployed = True, False
        for part, progress in parts:
            entry = entries[part.entry]
            entry.done += [str(step) for step in progress.done]
            if deploys(part, progress):
                entry.deployed = progress.complete
            if part.section.kind is API_SERVICE and not is_present(entry.options):
                entry.removed = any(isinstance(step, Step) and step.kind is API_SERVICE for step in progress.done)
    for part, _progress in rounds[0]:
        if part.section.kind is DEPLOYMENT:
            entries[part.entry].was_due = _was_due(part)
            entries[part.entry].never_deployed = part.draft.plan.before["status"] == NEVER
    for part, progress in rounds[-1]:
        entry = entries[part.entry]
        entry.not_done += [str(step) for step in progress.not_done]
        if part.section.kind is OPERATION and not progress.complete:
            entry.complete = False


def _may_have_changed(part: Part, progress: Progress) -> bool:
    """Whether a part has changed the configuration of an existing API service, or may have done so.

    A resource that was created for an API service that could not be created does not change any.
    """
    return progress.uncertain or bool(progress.written and part.draft.service and part.draft.service.id)


def _exists(parts: Parts, index: int) -> bool:
    """Whether the API service of a present entry certainly exists."""
    return any(part.entry == index and part.draft.service and part.draft.service.id for part, _progress in parts)


def _was_due(part: Part) -> Optional[bool]:
    """Whether a deployment was already needed before the task; None if that is unknown."""
    planned = part.draft.result() or {}
    if planned["api_service"]["id"] is None or planned["evidence"] not in CONCLUSIVE:
        return None
    return bool(part.draft.plan.deployments) or (False if planned["evidence"] == AUDIT else None)


def _deployment_failed(parts: Parts, index: int) -> bool:
    return any(part.entry == index and progress.error and part.draft.plan.deployments for part, progress in parts)


def _summarize(entries: Sequence[Entry], rounds: Sequence[Parts]) -> None:
    changes = changes_of(rounds)
    for index, entry in enumerate(entries):
        own = [change for change in changes if change.entry == index]
        deployment = {"deployed": True} if entry.deployed else None
        entry.summary = summary_of(entry_result(entry.options, None, own, deployment), planned=False)


def _failure(
    causes: Sequence[AuthorizeError],
    entries: Sequence[Entry],
    changed: bool,
    first_advice: str = "",
    results: Optional[Mapping[str, Any]] = None,
) -> TaskFailed:
    texts = [text for text in (entry.as_text() for entry in entries) if text]
    advice = [first_advice] if first_advice else []
    advice += [f"Done so far, and kept: {' '.join(texts)}"] if texts else []
    outdated = [entry for entry in entries if entry.is_outdated]
    incomplete = [entry.options["name"] for entry in outdated if not entry.complete]
    if incomplete:
        names = ", ".join(map(quoted, incomplete))
        advice.append(f"Not deployed, because not all operations are saved: {names}.")
    if outdated:
        nothing = all(entry.never_deployed for entry in outdated)
        advice.append(f"{NOTHING_DEPLOYED if nothing else DEPLOYED_LAST} {RUN_AGAIN}")
    return TaskFailed(
        causes,
        len(entries),
        changed=changed,
        advice=" ".join(advice),
        facts={"api_services": [entry.as_data() for entry in entries], "not_deployed": incomplete or None},
        results=results,
    )
