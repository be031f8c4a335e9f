# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Prevents duplicates when several runs create an object with the same name at the same time.

This concerns kinds of which PingOne accepts duplicates. Runs on the same machine wait for each other, and check again
before they create the object. Runs on different machines check afterwards: if there are two objects with the same name,
the run that has created the one with the larger ID removes it. Nothing else is ever removed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import Iterable, Iterator, Sequence

from .._base.errors import AuthorizeError, Overtaken
from .._model.field import Ref, Wires
from .._model.plan import CREATE, Step, resolved
from .._pingone.lock import exclusively
from .inventory import Inventory
from .progress import Progress
from .reads import collection
from .task import Draft

# Seconds after which another run has removed its duplicate.
GRACE = 2.0


@contextmanager
def exclusive_creation(inventory: Inventory, drafts: Sequence[Draft]) -> Iterator[None]:
    """Lock out other runs on this machine while creating objects of kinds that allow duplicates.

    :raises Overtaken: if another run has created one of them since it was planned. Nothing was sent then.
    """
    groups = _by_collection(step for draft in drafts for step in draft.plan.steps)
    keys = [(*inventory.client.place, *path) for path in groups]
    doing = next((str(step) for steps in groups.values() for step in steps), "")
    client = inventory.client
    with exclusively(keys, doing, client.clock, client.sleep, client.has_delayed):
        for steps, items in _listed(inventory, groups.values()):
            for step in steps:
                if inventory.created_since_plan(step, items):
                    raise Overtaken(f"Could not {step}: another run has just created it. Run the task again.")
        yield


def remove_own_duplicates(inventory: Inventory, progress: Sequence[Progress]) -> list[Progress]:
    """Remove duplicates that this task has created, unless the other run removes its own.

    Return the progress of each draft, in which the removed creations have failed.
    """
    done = [step for one in progress for step in one.done if isinstance(step, Step)]
    created = [step for step in done if step.target.id is not None and step.target.id in inventory.created]
    removed: list[Step] = []
    try:
        for steps, items in _listed(inventory, _by_collection(created).values()):
            _remove_duplicates(inventory, _duplicated(inventory, steps, items), removed)
    except AuthorizeError as failure:
        return [*progress[:-1], replace(progress[-1], error=progress[-1].error or failure)]
    if not removed:
        return list(progress)
    names = "; ".join(str(step) for step in removed)
    error = Overtaken(f"Another run has made the same change at the same time: {names}. Run the task again.")
    return [_without(one, removed, error) for one in progress]


def _remove_duplicates(inventory: Inventory, twice: list[tuple[Step, list[str]]], removed: list[Step]) -> None:
    """Remove those of our duplicates in one collection that have the larger ID, and add them to ``removed``."""
    losing = [step for step, others in twice if str(step.target.id) > min(others)]
    if len(losing) < len(twice):
        inventory.client.sleep(GRACE)
        winning = [step for step, _others in twice if step not in losing]
        for steps, items in _listed(inventory, [winning]):
            losing += [step for step, _others in _duplicated(inventory, steps, items)]
    for step in losing:
        own = str(step.target.id)
        path, doing = (*resolved(step.collection), own), f"remove the duplicate {step.target.name}"
        inventory.client.delete(*path, topic=step.kind.topic, doing=doing)
        inventory.created.discard(own)
        removed.append(step)


def _without(progress: Progress, removed: Sequence[Step], error: Overtaken) -> Progress:
    """The progress of a draft without creations that were removed."""
    failed = next((step for step in progress.done if step in removed), None)
    if failed is None:
        return progress
    return replace(
        progress,
        done=tuple(step for step in progress.done if step not in removed),
        failed=progress.failed or failed,
        error=progress.error or error,
    )


def _by_collection(steps: Iterable[Step]) -> dict[tuple[str, ...], list[Step]]:
    """The creations of kinds that allow duplicates, by collection. Collections that do not exist yet are omitted."""
    groups: dict[tuple[str, ...], list[Step]] = {}
    for step in steps:
        known = all(not isinstance(segment, Ref) or segment.id for segment in step.collection)
        if step.verb == CREATE and step.kind.allows_duplicates and known:
            groups.setdefault(tuple(resolved(step.collection)), []).append(step)
    return groups


def _listed(inventory: Inventory, groups: Iterable[list[Step]]) -> Iterator[tuple[list[Step], Wires]]:
    """Steps of one collection each, with the objects of the collection. They are read concurrently."""
    known = list(groups)
    reads = [collection(steps[0].kind, *steps[0].collection[:-1]).send for steps in known]
    for steps, items in zip(known, inventory.client.concurrently(reads)):
        if isinstance(items, AuthorizeError):
            raise items
        if items is not None:
            yield steps, items


def _duplicated(inventory: Inventory, steps: Sequence[Step], items: Wires) -> list[tuple[Step, list[str]]]:
    """Those of our creations that have duplicates, with the IDs of the duplicates."""
    found = []
    for step in steps:
        new = {item["id"] for item in inventory.created_since_plan(step, items)}
        if step.target.id in new and len(new) > 1:
            found.append((step, sorted(new - {str(step.target.id)})))
    return found
