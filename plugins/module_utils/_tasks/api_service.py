# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages API services, and the resources that are created, adopted, or deleted with them."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import Problem, Problems
from .._base.text import quoted
from .._domain.base_urls import base_urls_problems, keep_stored_spelling
from .._domain.enforcement import enforced_after
from .._domain.rules import MAXIMUM_API_SERVICES, audience_problems, fixed_problems, name_problems, unique_name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.task import STATE, Draft, Limit, Task
from .._lookup.application_grants import grant_removals
from .._lookup.resource_removal import with_resource
from .._lookup.service_removal import with_service
from .._lookup.token_servers import external_names, external_problems, with_external_tokens
from .._model.field import Ref, Wire, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.api_service import API_SERVICE, EXTERNAL, PINGONE_SSO, resource_id
from .._model.objects.resource import RESOURCE
from .._model.plan import Plan, hunk, steps_between
from .._model.values import CLEARED_BY_LIST
from .access_review import FAIL_IF_WIDENED, AccessReview
from .api_service_resource import LinkedResource, linked_resource, resource_to_delete
from .api_service_warnings import warn_about_services
from .app_scope_grant import TAKEN_BACK, assume_revoked

OPTIONS: dict[str, dict[str, Any]] = {
    **API_SERVICE.options,
    "id": {"type": "str"},
    "auto_create_resource": {"type": "bool"},
    "audience": {"type": "str", "blank": CLEARED_BY_LIST},
    "state": STATE,
    "delete_resource": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
}


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan an API service to be present or absent."""
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems(_given_problems(options))
    current: Optional[Wire] = None
    with problems.collecting():
        current = inventory.find_managed(API_SERVICE, options)
    problems.stop_if_any()

    now = API_SERVICE.read(current, _names(inventory, current)) if current else None
    options = {**options, "name": given_name(options, current)}
    wanted = _wanted(now, options)
    with problems.collecting():
        wanted = with_external_tokens(inventory, options, wanted)
    problems += _creation_problems(inventory, options) if now is None else _change_problems(now, wanted)
    linked: Optional[LinkedResource] = None
    with problems.collecting():
        linked = linked_resource(inventory, options, current, wanted)
    wanted["resource"] = linked.ref if linked else None
    renamed = now is None or now["name"] != wanted["name"]
    if renamed:
        problems += name_problems(wanted["name"])
    if renamed or (linked and now and API_SERVICE.differs(now, {**now, "resource": wanted["resource"]})):
        problems += _unique_problems(inventory, options, current, linked, wanted["name"])
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    steps = linked.steps() if linked else []
    steps += steps_between(API_SERVICE, target, current, now, wanted)
    plan = Plan(API_SERVICE.view(now), API_SERVICE.view(wanted), steps)
    if linked and linked.wanted:
        plan.also.append(hunk(RESOURCE, linked.ref, linked.now, linked.wanted))
    return Draft(target.name, plan, lambda: _result(wanted, target, linked), service=target)


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    """The problems of the options alone."""
    problems = [] if options["base_urls"] is None else base_urls_problems(options["base_urls"])
    if options["audience"]:
        problems += audience_problems(options["audience"])
    if options["resource"] and options["auto_create_resource"]:
        problems.append(Problem("auto_create_resource", "cannot be combined with resource. Choose one of them."))
    if options["resource"] and options["audience"] is not None:
        problems.append(
            Problem(
                "audience", "can only be used with auto_create_resource. An existing resource keeps its own audience."
            )
        )
    return problems + external_problems(options)


def _wanted(now: Optional[State], options: dict[str, Any]) -> State:
    """The current state, or the defaults at creation, updated with the options of the task."""
    source = options["token_source"] or PINGONE_SSO
    wanted = dict(now) if now else {"token_source": source, "custom_policies": source == EXTERNAL, "base_urls": []}
    for option in ("name", "base_urls", "token_source", "custom_policies"):
        if options[option] is not None:
            wanted[option] = options[option]
    wanted["base_urls"] = keep_stored_spelling(wanted["base_urls"], now["base_urls"] if now else [])
    return wanted


def _creation_problems(inventory: Inventory, options: dict[str, Any]) -> list[Problem]:
    problems = unknown_id_problems(API_SERVICE, options["name"])
    if options["base_urls"] is None:
        problems += base_urls_problems([])
    return problems


def _change_problems(now: State, wanted: State) -> list[Problem]:
    return fixed_problems(
        now["token_source"], wanted["token_source"], now["custom_policies"], wanted["custom_policies"], now["name"]
    )


def _unique_problems(
    inventory: Inventory, options: dict[str, Any], current: Optional[Wire], linked: Optional[LinkedResource], name: str
) -> list[Problem]:
    services = [item for item in inventory.list(API_SERVICE) if item is not current]
    if current is None and options["auto_create_resource"]:
        # Whether a resource with this name can be adopted is checked by linked_resource.
        return unique_name_problems(name, services, [])
    linked_id = linked.ref.id if linked else None
    return unique_name_problems(name, services, [item for item in inventory.list(RESOURCE) if item["id"] != linked_id])


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    current = inventory.find_managed(API_SERVICE, options)
    now = API_SERVICE.read(current, _names(inventory, current)) if current else None
    plan = Plan(before=API_SERVICE.view(now))
    problems = Problems(_tree_problems(now) if now and not options["force"] else [])
    resource: Optional[Wire] = None
    with problems.collecting():
        resource = resource_to_delete(inventory, options, current) if options["delete_resource"] else None
    problems.stop_if_any()
    if current:
        plan.steps += steps_between(API_SERVICE, ref_to(current), current, now, None)
        plan.also += with_service(inventory, current)
    if resource:
        plan.also.append(hunk(RESOURCE, ref_to(resource), RESOURCE.read(resource, {}), None))
        plan.also += with_resource(inventory, resource)
        plan.steps += grant_removals(inventory, resource)
        plan.steps += steps_between(RESOURCE, ref_to(resource), resource, RESOURCE.read(resource, {}), None)
    return Draft(current["name"] if current else options["name"] or options["id"], plan, lambda: None)


def _tree_problems(now: State) -> list[Problem]:
    """Custom policies are deleted with the service, cannot be read, and may belong to another team."""
    if not now["custom_policies"]:
        return []
    text = (
        f"{quoted(now['name'])} has custom policies, and its policy tree would be permanently deleted with it. Set"
        " force: true if this is intended."
    )
    return [Problem("state", text)]


def _names(inventory: Inventory, service: Wire) -> dict[str, str]:
    """The names of the objects that a service refers to, by ID."""
    names = external_names(inventory, service)
    if resource_id(service):
        names.update((item["id"], item["name"]) for item in inventory.list(RESOURCE))
    return names


def _result(wanted: State, target: Ref, linked: Optional[LinkedResource]) -> dict[str, Any]:
    result = API_SERVICE.result(wanted, target.id)
    if linked:
        state = linked.wanted or linked.now or {}
        result["resource"] = {**linked.ref.as_result(), "audience": state.get("audience")}
    return result


TASK = Task(
    "API service",
    "api_service",
    "api_services",
    ("name", "id"),
    OPTIONS,
    draft,
    check=_given_problems,
    required_one_of=[("name", "id")],
    follow_up=warn_about_services,
    top_level_options=TAKEN_BACK,
    assume_in_check_mode=assume_revoked,
    limit=Limit(
        API_SERVICE,
        MAXIMUM_API_SERVICES,
        "state: absent, and force: true if it has custom policies",
    ),
    requires_deployment=True,
    failure_advice=enforced_after,
    review=AccessReview,
    review_options=FAIL_IF_WIDENED,
)
