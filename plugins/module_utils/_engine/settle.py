# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plans and writes in rounds, until everything is written or a failure is final.

A request may fail because of what other clients have written since it was planned: a name is taken, a limit is reached,
a parent was deleted. In this case, everything is read and planned again in another round. If that results in the same
steps, the failure is final.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Callable, Optional, Sequence

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, InvalidInput, MissingLibrary, Overtaken
from .._model.objects.grant import GRANT
from .._model.plan import DELETE, AnyStep, Step, resolve_known
from .duplicates import GRACE
from .inventory import Inventory
from .progress import Progress
from .task import Draft

# The maximum number of rounds: each object of a plan may be created by another run just before this one.
MOST_ROUNDS = 5
# Seconds before the second round, doubled for each further one.
PAUSE = 0.25
# How many times a task waits for a duplicate name to become unambiguous.
PATIENT_READS = 2
# The HTTP statuses of failures that may be due to what other clients have written since the plan was made.
OVERTAKEN = (400, 404, 409)

# All drafts of a task in the order in which they were planned, with the progress of each.
Round = list[tuple[Draft, Progress]]
Read = Callable[[], list[Draft]]


@dataclass
class Settled:
    """The rounds of a task, and the error because of which it could not be planned again."""

    rounds: list[Round] = field(default_factory=list)
    error: Optional[AuthorizeError] = None

    @property
    def complete(self) -> bool:
        """Whether everything was written."""
        return self.error is None and all(progress.complete for _draft, progress in self.last)

    @property
    def last(self) -> Round:
        """The last round; empty if nothing could be planned."""
        return self.rounds[-1] if self.rounds else []

    @property
    def causes(self) -> list[AuthorizeError]:
        """The errors because of which it is not complete."""
        if self.error:
            return [self.error]
        return list(dict.fromkeys(progress.error for _draft, progress in self.last if progress.error))


def settle(inventory: Inventory, read: Read, write: Callable[[list[Draft]], Round]) -> Settled:
    """Plan everything with ``read``, and write it, in several rounds if other clients write at the same time."""
    settled = Settled()
    try:
        drafts = _unambiguous(inventory, lambda: reread_before_acting(inventory, read, _has_steps))
        while True:
            settled.rounds.append(write(drafts))
            ended = [progress for _draft, progress in settled.last]
            if settled.complete or not _may_be_overtaken(ended) or len(settled.rounds) == MOST_ROUNDS:
                return settled
            drafts = _plan_again(inventory, read, len(settled.rounds))
            if not _was_overtaken(ended) and _pending(drafts) == _pending_of(settled.last):
                return settled
    except MissingLibrary:
        raise
    except AuthorizeError as failure:
        settled.error = failure
        return settled


def reread_before_acting(inventory: Inventory, read: Callable[[], Any], acts: Callable[[Any], bool]) -> Any:
    """Read, and read again if the task would act on what an earlier task of the session has read.

    A write or a failure is never based on the reads of another task; only "there is nothing to do" is.
    """
    try:
        found = read()
        if not (inventory.from_session and acts(found)):
            return found
    except (ApiError, InvalidInput):
        if not inventory.from_session:
            raise
    inventory.forget()
    return read()


def _has_steps(drafts: list[Draft]) -> bool:
    return any(draft.plan.changed for draft in drafts)


def _unambiguous(inventory: Inventory, read: Read) -> list[Draft]:
    """Read, and read again if a name is ambiguous: another run may be about to remove its duplicate."""
    for _attempt in range(PATIENT_READS):
        try:
            return read()
        except InvalidInput as error:
            if inventory.check_mode or not all(problem.transient for problem in error.problems):
                raise
        inventory.client.sleep(GRACE)
        inventory.forget()
    return read()


def _plan_again(inventory: Inventory, read: Read, number: int) -> list[Draft]:
    inventory.client.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** (number - 1))
    inventory.forget()
    return _unambiguous(inventory, read)


def in_planned_order(drafts: Sequence[Draft], order: Sequence[Draft], ended: Sequence[Progress]) -> Round:
    """Each draft with its progress, in the order in which the drafts were planned."""
    progress = {id(draft): one for draft, one in zip(order, ended)}
    # Drafts without steps may be missing in the order.
    return [(draft, progress.get(id(draft), Progress())) for draft in drafts]


def _was_overtaken(ended: Sequence[Progress]) -> bool:
    return any(isinstance(progress.error, Overtaken) for progress in ended)


def _may_be_overtaken(ended: Sequence[Progress]) -> bool:
    """Whether the failure may be due to what another run has written since the task was planned."""
    if _was_overtaken(ended):
        return True
    failed = next((progress for progress in ended if progress.error), Progress())
    if not isinstance(failed.failed, Step) or failed.failed.verb == DELETE or failed.failed.kind is GRANT:
        return False
    return isinstance(failed.error, ApiError) and failed.error.status in OVERTAKEN


def _pending(drafts: Sequence[Draft]) -> list[str]:
    """The requests of drafts, for comparison."""
    return sorted(_request(step) for draft in drafts for step in draft.plan.steps)


def _pending_of(last: Round) -> list[str]:
    """The requests that a round has not completed, for comparison."""
    return sorted(_request(step) for _draft, progress in last for step in _left(progress) if isinstance(step, Step))


def _left(progress: Progress) -> Sequence[AnyStep]:
    return (*([progress.failed] if progress.failed else []), *progress.pending)


def _request(step: Step) -> str:
    return repr((step.verb, step.kind.noun, resolve_known(step.path), resolve_known(step.body)))
