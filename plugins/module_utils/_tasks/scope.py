# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages scopes, and revokes them from applications when they are removed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Optional, Sequence

from .._base.errors import InvalidInput, Problem, Problems
from .._base.suggest import did_you_mean
from .._base.text import numbered, quoted
from .._domain.enforcement import enforced_after
from .._domain.rules import conventional_scope_name, scope_name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.reads import Batches
from .._engine.task import STATE, Draft, Task
from .._lookup.ahead import read_parents, scopes_below
from .._lookup.application_grants import grant_hunk, grant_target, with_grants
from .._lookup.parents import EXACTLY_ONE, OPTIONS, Parent, find_parent, operations_behind
from .._model.field import Ref, Wire, Wires, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.application import APPLICATION
from .._model.objects.grant import GRANT
from .._model.objects.operation import required_scope_ids
from .._model.objects.resource import CUSTOM, RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Plan, Segment, steps_between, titled


@dataclass
class ScopeUses:
    """The uses of a scope: the operations that require it, and the grants that contain it."""

    operations: list[str] = field(default_factory=list)
    grants: list[tuple[Ref, Wire]] = field(default_factory=list)


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan a scope to be present or absent."""
    parent = find_parent(inventory, options)
    if parent is None:
        place = options["resource"] or options["api_service"]
        return Draft(f"{options['name'] or options['id']} of {place}", Plan(), lambda: None)
    if parent.wire is not None and parent.wire.get("type") != CUSTOM:
        text = f"{quoted(parent.resource.name)} is built into PingOne, and so are its scopes. Use a custom resource."
        raise InvalidInput.of("api_service" if parent.service else "resource", text)
    options = {**options, "name": _name(options, parent)}
    return _absent(inventory, options, parent) if options["state"] == "absent" else _present(inventory, options, parent)


def read_ahead(inventory: Inventory, _options: dict[str, Any], items: list[dict[str, Any]]) -> Batches:
    """What to read for a list: the scopes of all parents."""
    parents = yield from read_parents(inventory, items)
    yield scopes_below(parents)


def _name(options: dict[str, Any], parent: Parent) -> Optional[str]:
    """The scope's name. If it is omitted and the state is present, it is derived from the API service by convention."""
    if options["id"] or options["name"]:
        name: Optional[str] = options["name"]
        return name
    if options["state"] == "present" and parent.service:
        name = conventional_scope_name(parent.service.name)
        if not scope_name_problems(name):
            return name
        text = (
            f"required, because the service's name {quoted(parent.service.name)} results in no valid scope name."
            " Set name."
        )
        raise InvalidInput.of("name", text)
    raise InvalidInput.of("name", "required to identify the scope. Set name or id.")


def _present(inventory: Inventory, options: dict[str, Any], parent: Parent) -> Draft:
    problems = Problems()
    current: Optional[Wire] = None
    if options["id"] and parent.resource.id is None:
        text = f"{quoted(options['id'])} cannot be the ID of a scope of a resource that does not exist yet. Omit it."
        raise InvalidInput.of("id", text)
    with problems.collecting():
        current = inventory.find_managed(SCOPE, options, *_path(parent))
    now = SCOPE.read(current, {}) if current else None
    wanted: State = dict(now) if now else {"description": None}
    given = {"name": given_name(options, current), "description": options["description"]}
    wanted.update((option, value) for option, value in given.items() if value is not None)
    problems.stop_if_any()
    if wanted.get("name") is None:
        raise InvalidInput.of("name", "required to create a scope. Set name.")
    if now is None or now["name"] != wanted["name"]:
        problems += scope_name_problems(wanted["name"])
        problems += unknown_id_problems(SCOPE, wanted["name"])
        problems += _clashes(inventory, parent, current, wanted["name"])
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    plan = Plan(SCOPE.view(now), SCOPE.view(wanted))
    plan.steps = steps_between(SCOPE, target, current, now, wanted, _path(parent))
    return _drafted(parent, target.name, plan, lambda: {**SCOPE.result(wanted, target.id), **parent.as_result()})


def _drafted(parent: Parent, name: str, plan: Plan, result: Callable[[], Optional[dict[str, Any]]]) -> Draft:
    title = f"{titled(SCOPE, name)} of {parent.title}"
    return Draft(f"{name} of {parent.resource.name}", plan, result, service=parent.service, title=title)


def _clashes(inventory: Inventory, parent: Parent, current: Optional[Wire], name: str) -> list[Problem]:
    return [
        Problem("name", f"the resource already has a scope {quoted(name)} (ID {item['id']}). Choose another name.")
        for item in inventory.list(SCOPE, *_path(parent))
        if item is not current and item["name"] == name
    ]


def _absent(inventory: Inventory, options: dict[str, Any], parent: Parent) -> Draft:
    current = inventory.find_managed(SCOPE, options, *_path(parent))
    plan = Plan()
    if current:
        target = ref_to(current)
        uses = _uses(inventory, options, parent, current["id"])
        _reject_if_used(uses, target.name, options["force"])
        plan.before = SCOPE.view(SCOPE.read(current, {}))
        for application, grant in uses.grants:
            _revoke_scope(inventory, parent, application, grant, current["id"], plan)
        plan.steps += steps_between(SCOPE, target, current, SCOPE.read(current, {}), None, _path(parent))
    return _drafted(parent, current["name"] if current else options["name"] or options["id"], plan, lambda: None)


def _reject_if_used(uses: ScopeUses, scope: str, force: bool) -> None:
    """A scope that an operation requires must not be removed, because the operation could be open without its rule."""
    problems = Problems()
    if uses.operations:
        text = f"{quoted(scope)} is required by {', '.join(sorted(uses.operations))}. Change the operation first"
        problems.append(Problem("name", f"{text}; force does not override this, because it could open the operation."))
    if uses.grants and not force:
        names = ", ".join(sorted(quoted(application.name) for application, _grant in uses.grants))
        noun = "application" if len(uses.grants) == 1 else "applications"
        text = f"{quoted(scope)} is still granted to the {noun} {names}. Revoke it first"
        problems.append(Problem("name", f"{text} (pingone_app_scope_grant), or set force: true to revoke it."))
    problems.stop_if_any()


def _uses(inventory: Inventory, options: dict[str, Any], parent: Parent, scope_id: str) -> ScopeUses:
    """Everything that refers to a scope. This takes a request for each application."""
    uses = ScopeUses()
    released = options["released_by"] or [] if inventory.check_mode else []
    behind = list(operations_behind(inventory, parent))
    _warn_of_unknown(inventory, released, [operation for _service, operation in behind], parent.service is not None)
    for service, operation in behind:
        if scope_id in required_scope_ids(operation) and not {*released} & {operation["id"], operation["name"]}:
            uses.operations.append(f"the operation {quoted(operation['name'])} of {quoted(service['name'])}")
    applications = [item for item in inventory.list(APPLICATION) if not {*released} & {item["id"], item["name"]}]
    for application, grants in with_grants(inventory, applications):
        for grant in grants:
            if scope_id in {entry["id"] for entry in grant.get("scopes") or []}:
                uses.grants.append((ref_to(application), grant))
    return uses


def _warn_of_unknown(inventory: Inventory, released: Sequence[str], operations: Wires, is_service: bool) -> None:
    """Warn of unknown names in ``released_by``: the intended object will still use the scope when it is removed.

    There is no warning if the service was removed, because its operations were removed with it.
    """
    existing = [*inventory.list(APPLICATION), *operations]
    if not (operations or is_service):
        return
    known = {str(item[key]) for item in existing for key in ("id", "name")}
    for place, name in numbered("released_by", released):
        remedy = did_you_mean(name, [str(item["name"]) for item in existing]) or "Check the name or the ID."
        text = f"{place}: there is no application or operation {quoted(name)}. {remedy}"
        if name not in known and text not in inventory.warnings:
            inventory.warnings.append(text)


def _revoke_scope(
    inventory: Inventory, parent: Parent, application: Ref, grant: Wire, scope_id: str, plan: Plan
) -> None:
    """Plan to revoke a scope. A grant without scopes is deleted."""
    existing = {item["id"]: item["name"] for item in inventory.list(SCOPE, *_path(parent))}
    now = GRANT.read(grant, existing)
    left = [scope for scope in now["scopes"] if scope.id != scope_id and scope.id in existing]
    wanted = {**now, "scopes": left} if left else None
    target = grant_target(application, parent.resource, grant)
    plan.steps += steps_between(GRANT, target, grant, now, wanted, (APPLICATION.collection, application))
    plan.also.append(grant_hunk(inventory, application, grant, wanted and {**wanted, "resource": parent.resource}))


def _path(parent: Parent) -> tuple[Segment, ...]:
    """The path of the resource."""
    return (RESOURCE.collection, parent.resource)


TASK = Task(
    "Scope",
    "scope",
    "scopes",
    ("name", "id"),
    {
        **OPTIONS,
        **SCOPE.options,
        "id": {"type": "str"},
        "state": STATE,
        "force": {"type": "bool", "default": False},
        "released_by": {"type": "list", "elements": "str"},
    },
    draft,
    required_one_of=[EXACTLY_ONE],
    mutually_exclusive=EXACTLY_ONE,
    inherited=(*EXACTLY_ONE, "released_by", "expected_resource"),
    read_ahead=read_ahead,
    requires_deployment=True,
    failure_advice=enforced_after,
)
