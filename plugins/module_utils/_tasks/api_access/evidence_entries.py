# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the evidence of a run contains for each entry."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional, Sequence

from ..._engine.task import Options
from ..._model.objects.deployment import DEPLOYMENT
from ..access_review import RESULT as ACCESS_CHANGES
from .changes import changes_of
from .entries import TESTS
from .results import entry_result, summary_of
from .run import Run

# The keys of an entry's result that the evidence contains as they are.
_KEPT = ("name", "id", "state", "changed", "created", "updated", "removed", "granted", "revoked")
_CASE = ("name", "method", "url", "expect", "decision", "status", "cause", "reason", "operation", "passed")
_PROGRESS = ("done", "not_done", "deployed", "enforcement")
_ACTIVITY = ("type", "recorded_at", "by")
_DEPLOYMENT = (
    "status",
    "deployed",
    "deployed_at",
    "decision_endpoint_id",
    "authorization_version_id",
    "reason",
    "evidence",
    "as_of",
)

Result = Mapping[str, Any]


def entries_of(
    run: Run,
    complete: Optional[Sequence[Result]],
    progress: Optional[Sequence[Result]],
    access: Callable[[int], dict[str, Any]],
) -> list[dict[str, Any]]:
    """The evidence of all entries.

    - ``complete``: the results of the module if everything was written.
    - ``progress``: what was done and what was not, if the run failed.
    - ``access``: returns the access to the API service of an entry, before and after the run.
    """
    results = complete or _partial(run)
    planned = run.inventory.check_mode
    return [
        {
            **{key: result[key] for key in _KEPT},
            "summary": summary_of(result, planned=planned),
            "access": access(index),
            # The changes are those of the whole plan, so they are unknown if only a part of it was carried out.
            ACCESS_CHANGES: list(result[ACCESS_CHANGES]) if complete else None,
            "deployment": _deployment(result["deployment"]),
            TESTS: _tests(result[TESTS]),
            "progress": {key: progress[index][key] for key in _PROGRESS} if progress else None,
        }
        for index, result in enumerate(results)
    ]


def _partial(run: Run) -> list[dict[str, Any]]:
    """The results of the entries of a run that has failed or not ended, with what was done so far."""
    changes = changes_of(run.rounds)
    entries: list[Options] = run.options["api_services"]
    return [
        entry_result(
            entry,
            run.service(index),
            [change for change in changes if change.entry == index],
            _made(run, index),
        )
        for index, entry in enumerate(entries)
    ]


def _made(run: Run, index: int) -> Optional[dict[str, Any]]:
    """The last deployment that was made for an entry, None if there is none."""
    drafts = [
        part.draft
        for parts in run.rounds
        for part, progress in parts
        if part.entry == index and part.section.kind is DEPLOYMENT and part.draft.plan.deployments and progress.complete
    ]
    drafts += [run.rescued[index]] if index in run.rescued else []
    return {**(drafts[-1].result() or {}), "deployed": True} if drafts else None


def _deployment(deployment: Optional[Result]) -> Optional[dict[str, Any]]:
    if not deployment:
        return None
    activity = deployment["activity"]
    return {
        **{key: deployment[key] for key in _DEPLOYMENT},
        "activity": {key: activity.get(key) for key in _ACTIVITY} if activity else None,
    }


def _tests(tests: Optional[Result]) -> Optional[dict[str, Any]]:
    """The results of access tests, without the time that they have taken."""
    if not tests:
        return None
    counts = ("passed", "failed_cases", "skipped_cases", "left_out")
    return {
        **{key: tests[key] for key in counts},
        "cases": [{key: case[key] for key in _CASE} for case in tests["cases"]],
    }
