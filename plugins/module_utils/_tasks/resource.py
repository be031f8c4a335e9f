# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges a custom resource."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._domain.rules import audience_problems, name_problems, unique_resource_name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.task import STATE, Draft, Task
from .._lookup.application_grants import released
from .._lookup.removals import with_resource
from .._lookup.resource_users import services_of, with_audience
from .._model.field import Wire, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.api_service import API_SERVICE, has_custom_policies
from .._model.objects.resource import CUSTOM, CUSTOM_RESOURCE
from .._model.plan import Plan, steps_between

LEAST_VALIDITY, MOST_VALIDITY, DEFAULT_VALIDITY = 300, 2_592_000, 3600


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan a resource to be present or absent."""
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems(_given_problems(options))
    current: Optional[Wire] = None
    with problems.collecting():
        current = _found(inventory, options)
    problems.stop_if_any()
    now = CUSTOM_RESOURCE.read(current, {}) if current else None
    wanted: State = dict(now) if now else {"description": None, "access_token_validity": DEFAULT_VALIDITY}
    given = {
        "name": given_name(options, current),
        "description": options["description"],
        "access_token_validity": options["access_token_validity"],
    }
    wanted.update((option, value) for option, value in given.items() if value is not None)
    if now is None or options["audience"] is not None:
        with problems.collecting():
            wanted = with_audience(wanted, options["audience"])
    if now is None or now["name"] != wanted["name"]:
        problems += name_problems(wanted["name"])
        problems += unknown_id_problems(CUSTOM_RESOURCE, wanted["name"])
        problems += _clashes(inventory, current, wanted["name"])
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    plan = Plan(CUSTOM_RESOURCE.view(now), CUSTOM_RESOURCE.view(wanted))
    plan.steps = steps_between(CUSTOM_RESOURCE, target, current, now, wanted)
    return Draft(target.name, plan, lambda: CUSTOM_RESOURCE.result(wanted, target.id))


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    """What can be said of the options alone."""
    return audience_problems(options["audience"]) if options["audience"] else []


def _found(inventory: Inventory, options: dict[str, Any]) -> Optional[Wire]:
    """The resource that the task manages, or None.

    :raises InvalidInput: if it is one of PingOne's own.
    """
    found = inventory.find_managed(CUSTOM_RESOURCE, options)
    if found and found.get("type") != CUSTOM:
        text = f"{quoted(found['name'])} is built into PingOne and cannot be changed or removed. Use a custom resource."
        raise InvalidInput.of("id" if options["id"] else "name", text)
    return found


def _clashes(inventory: Inventory, current: Optional[Wire], name: str) -> list[Problem]:
    users = services_of(inventory, current) if current else []
    services = [item for item in inventory.list(API_SERVICE) if item not in users]
    return unique_resource_name_problems(
        name, services, [item for item in inventory.list(CUSTOM_RESOURCE) if item is not current]
    )


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    current = _found(inventory, options)
    if current is None:
        return Draft(options["name"] or options["id"], Plan(), lambda: None)
    users = services_of(inventory, current)
    if users:
        names = ", ".join(sorted(quoted(item["name"]) for item in users))
        noun = "API service" if len(users) == 1 else "API services"
        force = ", force: true" if any(map(has_custom_policies, users)) else ""
        text = (
            f"{quoted(current['name'])} is used by the {noun} {names} and cannot be removed. Remove the service first"
            f" (pingone_api_service with state: absent{force}; delete_resource: true removes both), or give it another"
            " resource."
        )
        raise InvalidInput.of("id" if options["id"] else "name", text)
    now = CUSTOM_RESOURCE.read(current, {})
    plan = Plan(before=CUSTOM_RESOURCE.view(now), also=with_resource(inventory, current))
    plan.steps = released(inventory, current) + steps_between(CUSTOM_RESOURCE, ref_to(current), current, now, None)
    return Draft(current["name"], plan, lambda: None)


TASK = Task(
    "Resource",
    "resource",
    "resources",
    ("name", "id"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "description": {"type": "str", "blank": "clears"},
        "audience": {"type": "str", "blank": "clears"},
        "access_token_validity": {
            "type": "int",
            "range": (LEAST_VALIDITY, MOST_VALIDITY),
            "no_log": False,
        },
        "state": STATE,
    },
    draft,
    check=_given_problems,
    needed=[("name", "id")],
)
