# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The progress of a task, and its failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, OutcomeUnknown, ResponseLost
from .._model.plan import AnyStep
from .._pingone.retry import SERVER_TROUBLE, UNKNOWN


class StepFailed(Exception):
    """A step failed after it has changed something in PingOne, because of ``cause``."""

    def __init__(self, cause: AuthorizeError) -> None:
        super().__init__(str(cause))
        self.cause = cause


@dataclass(frozen=True)
class Progress:
    """The progress of the steps of a plan.

    - ``done``: the steps that were carried out.
    - ``failed``: the step that failed because of ``error``; None if reading after the last step failed.
    - ``pending``: the steps that were not sent.
    - ``partial``: the failed step has changed something.
    """

    done: tuple[AnyStep, ...] = ()
    failed: Optional[AnyStep] = None
    pending: tuple[AnyStep, ...] = ()
    error: Optional[AuthorizeError] = None
    partial: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything was carried out."""
        return self.error is None and not self.pending

    @property
    def uncertain(self) -> bool:
        """Whether the failed step may have been carried out."""
        lost = isinstance(self.error, (OutcomeUnknown, ResponseLost))
        return lost or (isinstance(self.error, ApiError) and self.error.status in SERVER_TROUBLE)

    @property
    def written(self) -> tuple[AnyStep, ...]:
        """The steps that have changed something."""
        return (*self.done, self.failed) if self.failed and self.partial else self.done

    @property
    def not_done(self) -> tuple[AnyStep, ...]:
        """The steps that were certainly not carried out."""
        failed = () if self.failed is None or self.uncertain else (self.failed,)
        return (*failed, *self.pending)


def failed_progress(steps: Sequence[AnyStep], number: int, error: AuthorizeError, partial: bool = False) -> Progress:
    """The progress of a plan whose step with this index failed."""
    return Progress(tuple(steps[:number]), steps[number], tuple(steps[number + 1 :]), error, partial)


class TaskFailed(AuthorizeError):
    """A task failed while it was carried out, or while it was planned again.

    Its kind is that of its first cause. ``total`` is the number of objects that the task manages, ``advice`` a text for
    the user. ``facts`` are added to those of the cause. ``results`` are results of the module, in spite of the failure.
    """

    def __init__(
        self,
        causes: Sequence[AuthorizeError],
        total: int = 1,
        *,
        done: Sequence[AnyStep] = (),
        not_done: Sequence[AnyStep] = (),
        changed: bool = False,
        advice: str = "",
        facts: Optional[dict[str, Any]] = None,
        results: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self.cause = causes[0]
        self.kind = self.cause.kind
        self.done = [str(step) for step in done]
        self.not_done = [str(step) for step in not_done]
        self.changed = changed
        self.advice = advice
        self.results = results or {}
        failures = [{**cause.as_data(), "message": cause.message} for cause in causes] if len(causes) > 1 else None
        super().__init__(_message(causes, total), **{**self.cause.facts, **(facts or {}), "failures": failures})

    def __str__(self) -> str:
        text = self.message
        if self.done:
            text += f" Already done by this task, and kept: {'; '.join(self.done)}."
        if len(self.not_done) > 1:
            text += f" Not done: {'; '.join(self.not_done)}."
        return f"{text} {self.advice}".strip()

    def as_data(self) -> dict[str, Any]:
        """The failure as data, with the steps that were done and those that were not."""
        steps = {"done": self.done, "not_done": self.not_done}
        return {**super().as_data(), **{key: value for key, value in steps.items() if value}}


def _message(causes: Sequence[AuthorizeError], total: int) -> str:
    text = causes[0].message
    if len(causes) > 1:
        numbered = " ".join(f"({number}) {cause.message}" for number, cause in enumerate(causes, 1))
        text = f"{len(causes)} of {total} failed: {numbered}"
    return f"{text} {UNKNOWN}" if Progress(error=causes[0]).uncertain and UNKNOWN not in text else text
