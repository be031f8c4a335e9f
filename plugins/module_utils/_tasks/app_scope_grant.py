# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages the scopes of a resource that are granted to an application."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import numbered, quoted
from .._domain.enforcement import enforced_after
from .._domain.write_order import revokes_scopes
from .._engine.inventory import Inventory
from .._engine.reads import Batches
from .._engine.task import STATE, Draft, Task
from .._lookup.ahead import read_named, read_parents, scopes_below
from .._lookup.application_grants import grant_target, grant_title, grants_below
from .._lookup.application_search import application_label
from .._lookup.parents import EXACTLY_ONE, OPTIONS, Parent, find_parent, is_called
from .._model.field import Ref, Wire, get_key, ref_to
from .._model.kind import State
from .._model.objects.application import APPLICATION
from .._model.objects.grant import GRANT
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Plan, steps_between
from .app_scope_grant_application import application_problems, find_application
from .app_scope_grant_scopes import listed_scopes, renamed_scopes, unknown_kept_problems

OPENID_CONNECT = "OPENID_CONNECT"


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan scopes to be granted to an application, or to be revoked."""
    problems = Problems(_given_problems(options))
    application: Optional[Wire] = None
    parent: Optional[Parent] = None
    with problems.collecting():
        application = find_application(inventory, options)
    with problems.collecting():
        parent = find_parent(inventory, options)
    problems.stop_if_any()
    if parent is None:
        Problems(unknown_kept_problems(inventory, options)).stop_if_any()
    if application is None or parent is None:
        place = options["resource"] or options["api_service"]
        return Draft(f"{options['application']} on {place}", Plan(), lambda: None)
    Problems(application_problems(application, parent, options["state"])).stop_if_any()

    owner = ref_to(application)
    current = _current(inventory, owner, parent)
    known = _scopes_of(inventory, options, parent)
    now = GRANT.read(current, {**known, parent.resource.id or "": parent.resource.name}) if current else None
    wanted = _wanted(inventory, options, parent, now, known)
    if wanted and wanted["scopes"]:
        Problems(_same_name_problems(inventory, options, owner, parent, now, wanted)).stop_if_any()

    target = grant_target(owner, parent.resource, current)
    plan = Plan(_view(owner, parent, now), _view(owner, parent, wanted))
    plan.steps = steps_between(GRANT, target, current, now, wanted, (APPLICATION.collection, owner))
    return Draft(
        f"{application_label(inventory, owner)} on {parent.resource.name}",
        plan,
        lambda: _result(owner, parent, target, wanted),
        title=grant_title(application_label(inventory, owner), parent.title),
    )


def read_ahead(inventory: Inventory, _options: dict[str, Any], items: list[dict[str, Any]]) -> Batches:
    """What to read for a list: the grants of all applications, and the scopes of all parents."""
    applications = yield from read_named(inventory, APPLICATION, [item["application"] for item in items])
    parents = yield from read_parents(inventory, items)
    reads = []
    for item, resource in zip(items, parents):
        if resource and item["application"] in applications:
            reads += [*grants_below([applications[item["application"]]]), *scopes_below([resource])]
    yield reads


def assume_revoked(inventory: Inventory, options: dict[str, Any]) -> None:
    """In check mode, apply the revocations of earlier tasks of the run, which were not carried out.

    :raises InvalidInput: if they are not possible.
    """
    problems = Problems()
    for index, given in enumerate(options["taken_back"] or []):
        item = {**given, "purge": False, "expect_application": False, "state": "absent"}
        item_problems = Problems(TASK.problems({**item, "grants": None, "taken_back": None}))
        with item_problems.collecting():
            item_problems.stop_if_any()
            inventory.project(draft(inventory, item).plan)
        problems += [Problem(f"taken_back[{index}].{one.option}", one.message) for one in item_problems]
    problems.stop_if_any()


def revoke_first(_inventory: Inventory, drafts: list[Draft]) -> list[Draft]:
    """The drafts, with those that only revoke scopes first."""
    return sorted(drafts, key=lambda draft: not all(revokes_scopes(step) for step in draft.plan.steps))


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    problems = []
    if options["purge"] and options["state"] == "absent":
        problems.append(Problem("purge", "cannot be used with state: absent. Omit it."))
    if options["keep"] is not None and options["state"] == "present":
        problems.append(Problem("keep", "can only be used with state: absent. Omit it, or list the scopes in scopes."))
    if options["keep"] is not None and options["scopes"] is not None:
        problems.append(
            Problem("keep", "cannot be combined with scopes. List either the scopes to revoke or the scopes to keep.")
        )
    if options["scopes"] == [] and not options["purge"]:
        remedy = (
            "Omit it to remove the entire grant."
            if options["state"] == "absent"
            else "Set purge: true to revoke all scopes, or omit it."
        )
        problems.append(Problem("scopes", f"is an empty list, which changes nothing. {remedy}"))
    return problems


def _current(inventory: Inventory, owner: Ref, parent: Parent) -> Optional[Wire]:
    grants = inventory.list(GRANT, APPLICATION.collection, owner)
    return next((item for item in grants if get_key(item, "resource.id") == parent.resource.id), None)


def _scopes_of(inventory: Inventory, options: dict[str, Any], parent: Parent) -> dict[str, str]:
    """The names of the resource's scopes by ID, as they will be when the task runs."""
    if inventory.check_mode and options["state"] == "present":
        scopes = renamed_scopes(inventory, options, parent.resource)
    else:
        scopes = inventory.list(SCOPE, RESOURCE.collection, parent.resource)
    return {item["id"]: item["name"] for item in scopes}


def _wanted(
    inventory: Inventory, options: dict[str, Any], parent: Parent, now: Optional[State], known: dict[str, str]
) -> Optional[State]:
    """The wanted grant; None if it should not exist."""
    removing = options["state"] == "absent"
    given = options["scopes"] if options["keep"] is None else options["keep"]
    if given is None:
        if now is None and not removing:
            raise InvalidInput.of(
                "scopes", "required to create a grant. List the scopes that the application may request."
            )
        return None if removing else now
    listed = listed_scopes(inventory, options, given, parent)
    held = now["scopes"] if now else []
    if removing:
        stays = options["keep"] is not None
        scopes = [scope for scope in held if any(scope.same_as(other) for other in listed) is stays]
    elif options["purge"]:
        scopes = listed
    else:
        scopes = held + [scope for scope in listed if not any(scope.same_as(other) for other in held)]
    if now and len(scopes) == len(held) and all(any(one.same_as(two) for two in held) for one in scopes):
        return now
    # A grant may contain IDs of deleted scopes, which PingOne rejects in an update.
    scopes = [scope for scope in scopes if scope.id is None or scope.id in known]
    return {"resource": parent.resource, "scopes": scopes} if scopes else None


def _same_name_problems(
    inventory: Inventory,
    options: dict[str, Any],
    owner: Ref,
    parent: Parent,
    now: Optional[State],
    wanted: State,
) -> list[Problem]:
    """An application cannot have two scopes with the same name, even of different resources."""
    held = now["scopes"] if now else []
    added = {
        scope.name: _place_of(scope, options)
        for scope in wanted["scopes"]
        if not any(scope.same_as(other) for other in held)
    }
    if not added:
        return []
    problems = []
    names = {item["id"]: item["name"] for item in inventory.list(RESOURCE)}
    for grant in inventory.list(GRANT, APPLICATION.collection, owner):
        other = get_key(grant, "resource.id")
        if other == parent.resource.id or other not in names:
            continue
        granted = {entry["id"] for entry in grant.get("scopes") or []}
        for scope in inventory.list(SCOPE, RESOURCE.collection, other):
            if scope["id"] in granted and scope["name"] in added:
                problems.append(
                    Problem(
                        added[scope["name"]],
                        f"{quoted(owner.name)} already has a scope {quoted(scope['name'])} of the resource"
                        f" {quoted(names[other])}, and PingOne does not grant two scopes with the same name to one"
                        " application. Rename one of the scopes, or remove the other grant.",
                    )
                )
    return problems


def _place_of(scope: Ref, options: dict[str, Any]) -> str:
    """The place of a scope in the list of the task."""
    places = (place for place, name in numbered("scopes", options["scopes"] or []) if is_called(scope, name))
    return next(places, "scopes")


def _view(owner: Ref, parent: Parent, state: Optional[State]) -> dict[str, Any]:
    """A grant in a diff, with the API service if the task specifies it, as its resource may not be known yet."""
    if not state:
        return {}
    view = {"application": owner.name, **GRANT.view(state)}
    if parent.service:
        view.pop("resource", None)
        view["api_service"] = parent.service.name
    return view


def _result(owner: Ref, parent: Parent, target: Ref, wanted: Optional[State]) -> Optional[dict[str, Any]]:
    if wanted is None:
        return None
    return {**GRANT.result(wanted, target.id), "application": owner.as_result(), **parent.as_result()}


_LISTS: dict[str, dict[str, Any]] = {
    "scopes": {"type": "list", "elements": "str"},
    "keep": {"type": "list", "elements": "str"},
    "expected_scopes": {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str", "required": True}, "id": {"type": "str"}},
    },
}
TAKEN_BACK: dict[str, dict[str, Any]] = {
    "taken_back": {
        "type": "list",
        "elements": "dict",
        "options": {**OPTIONS, "application": {"type": "str"}, **_LISTS},
    }
}
TASK = Task(
    "Grant of application",
    "grant",
    "grants",
    ("application",),
    {
        **OPTIONS,
        "application": {"type": "str"},
        **_LISTS,
        "purge": {"type": "bool", "default": False},
        "expect_application": {"type": "bool", "default": False},
        "state": STATE,
    },
    draft,
    check=_given_problems,
    required_one_of=[("application",), EXACTLY_ONE],
    mutually_exclusive=EXACTLY_ONE,
    inherited=(*EXACTLY_ONE, "application", "expected_resource", "expected_scopes"),
    top_level_options=TAKEN_BACK,
    read_ahead=read_ahead,
    assume_in_check_mode=assume_revoked,
    order=revoke_first,
    failure_advice=enforced_after,
)
