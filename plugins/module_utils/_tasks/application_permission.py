# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages permissions, and the application resources that they require."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._domain.rules import name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.reads import Batches, collection
from .._engine.task import STATE, Draft, Task
from .._lookup.ahead import read_named, read_parents
from .._lookup.parents import EXACTLY_ONE, OPTIONS, Parent, find_parent, operations_behind
from .._lookup.permission_search import permissions_of
from .._model.field import Ref, Wire, Wires, get_key, ref_to
from .._model.kind import State, given_name, match
from .._model.objects.application_permission import APPLICATION_RESOURCE, PERMISSION, permission_key
from .._model.objects.resource import CUSTOM, RESOURCE
from .._model.plan import Plan, hunk, steps_between


@dataclass
class Place:
    """The place of a permission: the resource, its application resource, and the current permission.

    ``owner`` is None if the application resource does not exist yet, and ``current`` if the permission does not.
    """

    parent: Parent
    ref: Ref
    owner: Optional[Wire] = None
    current: Optional[Wire] = None
    siblings: Wires = field(default_factory=list)

    def key(self, action: str) -> str:
        """The key of a permission with this action."""
        return permission_key(self.ref.name, action)


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan a permission to be present or absent."""
    parent = find_parent(inventory, options)
    if parent is None:
        return Draft(_called(options), Plan(), lambda: None)
    if parent.wire is not None and parent.wire.get("type") != CUSTOM:
        text = f"{quoted(parent.resource.name)} is built into PingOne, and has no permissions. Use a custom resource."
        raise InvalidInput.of("api_service" if parent.service else "resource", text)
    place = _by_id(inventory, options, parent) if options["id"] else _by_key(inventory, options, parent)
    return _absent(inventory, options, place) if options["state"] == "absent" else _present(options, place)


def read_ahead(inventory: Inventory, _options: dict[str, Any], items: list[dict[str, Any]]) -> Batches:
    """What to read for a list: the permissions of all application resources."""
    owners = yield from read_named(inventory, APPLICATION_RESOURCE, [item["application_resource"] for item in items])
    parents = yield from read_parents(inventory, items)
    reads = []
    for item, resource in zip(items, parents):
        owner = owners.get(item["application_resource"] or "")
        if owner and get_key(owner, "parent.id") == resource:
            reads.append(collection(PERMISSION, APPLICATION_RESOURCE.collection, ref_to(owner)))
    yield reads


def _called(options: dict[str, Any]) -> str:
    return options["id"] or permission_key(options["application_resource"], options["action"])


def _owners(inventory: Inventory, parent: Parent, name: Optional[str]) -> Wires:
    """The application resources of a resource.

    The resource of a service that does not exist yet is unknown, so application resources are matched by name.
    """
    unknown = parent.service is not None and parent.wire is None
    return [
        owner
        for owner in inventory.list(APPLICATION_RESOURCE)
        if _is_below(owner, parent.resource) or (unknown and owner["name"] == name)
    ]


def _is_below(owner: Wire, resource: Ref) -> bool:
    if not isinstance(owner["id"], Ref):
        return resource.id is not None and get_key(owner, "parent.id") == resource.id
    planned: Ref = owner["id"].facts["resource"]
    return planned.same_as(resource) or (planned.id is resource.id is None and planned.name == resource.name)


def _by_key(inventory: Inventory, options: dict[str, Any], parent: Parent) -> Place:
    """The place of the permission with this application resource and action."""
    name = options["application_resource"]
    owner = match(APPLICATION_RESOURCE.noun, _owners(inventory, parent, name), name, "application_resource")
    if owner is None:
        if options["state"] == "present":
            Problems(_new_owner_problems(inventory, name)).stop_if_any()
        return Place(parent, Ref(name, facts={"resource": parent.resource}))
    siblings = permissions_of(inventory, owner)
    named = [{"id": item["id"], "name": item["action"], "wire": item} for item in siblings]
    found = match(PERMISSION.noun, named, options["action"], "action")
    return Place(parent, ref_to(owner), owner, found["wire"] if found else None, siblings)


def _new_owner_problems(inventory: Inventory, name: str) -> list[Problem]:
    option = "application_resource"
    problems = name_problems(name, option)
    problems += [Problem(option, problem.message) for problem in unknown_id_problems(APPLICATION_RESOURCE, name)]
    for owner in inventory.list(APPLICATION_RESOURCE):
        if owner["name"] == name:
            text = f"{quoted(name)} is an application resource of another resource{_home(inventory, owner)}."
            problems.append(Problem(option, f"{text} Names are unique in the environment: choose another name."))
    return problems


def _home(inventory: Inventory, owner: Wire) -> str:
    """The resource of an application resource, for a message."""
    home = next((item for item in inventory.list(RESOURCE) if _is_below(owner, ref_to(item))), None)
    return f", {quoted(home['name'])}" if home else ""


def _by_id(inventory: Inventory, options: dict[str, Any], parent: Parent) -> Place:
    """The place of the permission with this ID, in any application resource of the resource."""
    wanted, name = options["id"], options["application_resource"]
    # The specified one first, because then the others probably do not have to be read.
    for owner in sorted(_owners(inventory, parent, name), key=lambda owner: name not in (owner["name"], owner["id"])):
        siblings = permissions_of(inventory, owner)
        current = next((item for item in siblings if item["id"] == wanted.lower()), None)
        if current is None:
            continue
        if options["state"] == "present" and name not in (None, "", owner["name"], owner["id"]):
            key = permission_key(owner["name"], current["action"])
            text = f"the permission {quoted(key)} cannot be moved to {quoted(name)}. Omit application_resource."
            raise InvalidInput.of("application_resource", text)
        return Place(parent, ref_to(owner), owner, current, siblings)
    if options["state"] == "present":
        text = (
            f"{quoted(parent.resource.name)} has no permission with the ID {quoted(wanted)}. Check the ID, or set"
            " only application_resource and action to create one."
        )
        raise InvalidInput.of("id", text)
    return Place(parent, Ref(name or ""))


def _present(options: dict[str, Any], place: Place) -> Draft:
    now = PERMISSION.read(place.current, {}) if place.current else None
    wanted: State = dict(now) if now else {"description": None}
    given = {
        "action": given_name({"name": options["action"]}, place.current),
        "description": options["description"],
    }
    wanted.update((option, value) for option, value in given.items() if value is not None)
    if now is None or now["action"] != wanted["action"]:
        Problems(name_problems(wanted["action"], "action") + _clashes(place, wanted["action"])).stop_if_any()

    key = place.key(wanted["action"])
    target = ref_to({**place.current, "name": key}) if place.current else Ref(key)
    plan = Plan(_view(place, now), _view(place, wanted))
    if place.owner is None:
        new = {"name": place.ref.name}
        path = (RESOURCE.collection, place.parent.resource)
        plan.steps += steps_between(APPLICATION_RESOURCE, place.ref, None, None, new, path)
        plan.also.append(hunk(APPLICATION_RESOURCE, place.ref, None, new))
    path = (APPLICATION_RESOURCE.collection, place.ref)
    plan.steps += steps_between(PERMISSION, target, place.current, now, wanted, path)
    return Draft(key, plan, _result(place, target, wanted))


def _clashes(place: Place, action: str) -> list[Problem]:
    return [
        Problem("action", f"there already is a permission {quoted(place.key(action))}. Choose another action.")
        for item in place.siblings
        if item is not place.current and item["action"] == action
    ]


def _absent(inventory: Inventory, options: dict[str, Any], place: Place) -> Draft:
    current = place.current
    if current is None:
        return Draft(_called(options), Plan(), lambda: None)
    key = place.key(current["action"])
    users = sorted(
        f"the operation {quoted(operation['name'])} of {quoted(service['name'])}"
        for service, operation in operations_behind(inventory, place.parent)
        if get_key(operation, "accessControl.permission.id") == current["id"]
    )
    if users:
        text = f"{quoted(key)} is required by {', '.join(users)}. Change the operation first."
        raise InvalidInput.of("id" if options["id"] else "action", text)
    now = PERMISSION.read(current, {})
    path = (APPLICATION_RESOURCE.collection, place.ref)
    target = ref_to({**current, "name": key})
    plan = Plan(_view(place, now), steps=steps_between(PERMISSION, target, current, now, None, path))
    return Draft(key, plan, lambda: None)


def _view(place: Place, state: Optional[State]) -> dict[str, Any]:
    return {"application_resource": place.ref.name, **PERMISSION.view(state)} if state else {}


def _result(place: Place, target: Ref, wanted: State) -> Callable[[], dict[str, Any]]:
    return lambda: {
        **PERMISSION.result(wanted, target.id),
        "key": place.key(wanted["action"]),
        "application_resource": place.ref.as_result(),
        **place.parent.as_result(),
    }


TASK = Task(
    "Permission",
    "permission",
    "permissions",
    ("action", "id"),
    {
        **OPTIONS,
        "application_resource": {"type": "str"},
        **PERMISSION.options,
        "id": {"type": "str"},
        "state": STATE,
    },
    draft,
    required_one_of=[EXACTLY_ONE, ("application_resource", "id"), ("action", "id")],
    mutually_exclusive=EXACTLY_ONE,
    read_ahead=read_ahead,
    inherited=(*EXACTLY_ONE, "application_resource", "expected_resource"),
)
