# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Keeps runs that create an object of the same name at the same time from leaving two, where PingOne accepts that.

On one machine such runs wait for each other, and look once more before they create. Runs on different machines look
again afterwards, and remove what they have created themselves if the name is there twice: the larger id goes. Nothing
else is ever removed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Sequence

from .._base.errors import Overtaken
from .._model.field import Ref, Wires
from .._model.plan import CREATE, Plan, Step, resolved
from .._pingone.lock import exclusively
from .inventory import Inventory

# Seconds after which another run that is to remove its object has done so.
GRACE = 2.0

Creation = tuple[Plan, Step]


@contextmanager
def one_at_a_time(inventory: Inventory, plans: Sequence[Plan]) -> Iterator[None]:
    """Keep out the other runs of this machine while objects are created whose names PingOne does not keep unique.

    :raises Overtaken: if another run has created one of them since it was planned; nothing was sent then.
    """
    groups = _by_collection(plans)
    keys = [(*inventory.client.place, *path) for path in groups]
    doing = next((str(step) for creations in groups.values() for _plan, step in creations), "")
    with exclusively(keys, doing, inventory.client.clock, inventory.client.sleep):
        for creations in groups.values():
            items = _listed(inventory, creations[0][1])
            for _plan, step in creations:
                if inventory.newcomers(step, items):
                    raise Overtaken(f"Could not {step}: somebody else has just created it. Run the task again.")
        yield


def remove_own_namesakes(inventory: Inventory, plans: Sequence[Plan]) -> None:
    """Remove what this task has created and another run has created as well, unless the other run does so.

    :raises Overtaken: if anything was removed; the creation is then no longer among what the plan has done.
    """
    removed = []
    for creations in _by_collection(plans).values():
        own = [(plan, step) for plan, step in creations if step in plan.done and step.target.id in inventory.created]
        twice = _with_namesakes(inventory, own)
        losing = [one for one, others in twice if str(one[1].target.id) > min(others)]
        if len(losing) < len(twice):
            inventory.client.sleep(GRACE)
            losing += [
                one for one, _others in _with_namesakes(inventory, [one for one, _o in twice if one not in losing])
            ]
        for plan, step in losing:
            own_id = str(step.target.id)
            inventory.client.delete(*resolved(step.collection), own_id, doing=f"remove the second {step.target.name}")
            inventory.created.discard(own_id)
            plan.done.remove(step)
            removed.append(step)
    if removed:
        names = "; ".join(str(step) for step in removed)
        raise Overtaken(f"Somebody else has done the same at the same time: {names}. Run the task again.")


def _by_collection(plans: Sequence[Plan]) -> dict[tuple[str, ...], list[Creation]]:
    """The creations of such objects by the collections that exist by now."""
    groups: dict[tuple[str, ...], list[Creation]] = {}
    for plan in plans:
        for step in plan.steps:
            known = all(not isinstance(segment, Ref) or segment.id for segment in step.collection)
            if step.verb == CREATE and step.kind.namesakes and known:
                groups.setdefault(tuple(resolved(step.collection)), []).append((plan, step))
    return groups


def _listed(inventory: Inventory, step: Step) -> Wires:
    kind = step.kind
    about: dict[str, Any] = {"key": kind.list_key, "doing": f"list {kind.noun}s", "shape": kind.shape}
    return inventory.client.list(*resolved(step.collection), **about)


def _with_namesakes(inventory: Inventory, own: Sequence[Creation]) -> list[tuple[Creation, list[str]]]:
    """Those of our creations that are there under the same name once more, with the ids of the others."""
    items = _listed(inventory, own[0][1]) if own else []
    found = []
    for plan, step in own:
        new = {item["id"] for item in inventory.newcomers(step, items)}
        if step.target.id in new and len(new) > 1:
            found.append(((plan, step), sorted(new - {step.target.id})))
    return found
