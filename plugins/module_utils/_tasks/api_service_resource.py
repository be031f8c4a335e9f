# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The resource of an API service: linked, created, adopted, updated, or deleted with the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from .._base.api_error import ApiError
from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._engine.inventory import Inventory
from .._lookup.application_grants import grants_of
from .._lookup.resource_users import services_of, with_audience
from .._model.field import Ref, Wire, get_key, ref_to
from .._model.kind import State
from .._model.objects.api_service import EXTERNAL, resource_id
from .._model.objects.application import APPLICATION
from .._model.objects.resource import CUSTOM, RESOURCE
from .._model.objects.scope import SCOPE
from .._model.plan import Step, steps_between


@dataclass
class LinkedResource:
    """The resource of a service: the current one (None if it is yet to be created), and its wanted state."""

    ref: Ref
    current: Optional[Wire] = None
    wanted: State = field(default_factory=dict)

    @property
    def now(self) -> Optional[State]:
        """The current state of the resource."""
        return RESOURCE.read(self.current, {}) if self.current else None

    def steps(self) -> list[Step]:
        """The steps for the resource itself."""
        return steps_between(RESOURCE, self.ref, self.current, self.now, self.wanted) if self.wanted else []


def linked_resource(
    inventory: Inventory, options: dict[str, Any], current: Optional[Wire], wanted: State
) -> Optional[LinkedResource]:
    """The resource that the service should have; None with external tokens.

    :raises InvalidInput: if it cannot be found, created or adopted.
    """
    problems = Problems()
    linked: Optional[LinkedResource] = None
    if wanted["token_source"] == EXTERNAL:
        acting = ("resource", "audience") if current else ("resource", "audience", "auto_create_resource")
        for option in acting:
            if options[option]:
                problems.append(
                    Problem(option, "a service with external tokens has no PingOne resource. Omit the option.")
                )
    elif options["resource"]:
        linked = _named(inventory, options["resource"], current)
    elif current:
        linked = _current_resource(inventory, options, current, wanted) if wanted["resource"] else None
    elif options["auto_create_resource"]:
        linked = _created_or_adopted(inventory, options, wanted["name"])
    else:
        problems.append(
            Problem(
                "resource",
                "a service with PingOne SSO needs a resource. Set resource to an existing one, or"
                " auto_create_resource: true.",
            )
        )
    problems.stop_if_any()
    return linked


def _named(inventory: Inventory, wanted: str, current: Optional[Wire]) -> LinkedResource:
    found = inventory.find(RESOURCE, wanted, "resource")
    if not found:
        return LinkedResource(inventory.assume_or_refuse(RESOURCE, wanted, "resource", among=inventory.list(RESOURCE)))
    problems = Problems(_custom_problems(found))
    if not current or resource_id(current) != found["id"]:
        problems += _taken_problems(inventory, found)
    problems.stop_if_any()
    return LinkedResource(ref_to(found), found)


def _taken_problems(inventory: Inventory, resource: Wire) -> list[Problem]:
    """A resource must not be shared, because tokens for one API would be valid for the other."""
    users = _users(inventory, resource, None)
    if not users:
        return []
    text = (
        f"{quoted(resource['name'])} is the resource of the API service {quoted(users[0])}, and tokens for one API must"
        " not be valid for another. Choose another resource, or create one with auto_create_resource: true."
    )
    return [Problem("resource", text)]


def _users(inventory: Inventory, resource: Wire, besides: Optional[Wire]) -> list[str]:
    """The names of the services that use a resource."""
    return [item["name"] for item in services_of(inventory, resource) if item is not besides]


def _custom_problems(resource: Wire) -> list[Problem]:
    if resource.get("type") == CUSTOM:
        return []
    text = f"{quoted(resource['name'])} is built into PingOne and cannot represent an API. Use a custom resource."
    return [Problem("resource", text)]


def _current_resource(inventory: Inventory, options: dict[str, Any], current: Wire, wanted: State) -> LinkedResource:
    """The current resource of a service, with the audience of the task."""
    ref: Ref = wanted["resource"]
    found = next((item for item in inventory.list(RESOURCE) if item["id"] == resource_id(current)), None)
    linked = LinkedResource(ref, found)
    if found and (options["auto_create_resource"] or options["audience"] is not None):
        linked.wanted = with_audience(RESOURCE.read(found, {}), options["audience"])
    return linked


def _created_or_adopted(inventory: Inventory, options: dict[str, Any], name: str) -> LinkedResource:
    found = inventory.find(RESOURCE, name, "name")
    if not found:
        return LinkedResource(Ref(name), wanted=with_audience({"name": name}, options["audience"]))
    users = _users(inventory, found, None)
    if users or found.get("type") != CUSTOM:
        owner = f"used by the API service {quoted(users[0])}" if users else "built into PingOne"
        text = f"the resource {quoted(name)} exists and is {owner}. Choose another name."
        raise InvalidInput.of("name", text)
    _warn_of_grants(inventory, found)
    return LinkedResource(ref_to(found), found, with_audience(RESOURCE.read(found, {}), options["audience"]))


def _warn_of_grants(inventory: Inventory, resource: Wire) -> None:
    """Warn if scopes of an adopted resource are already granted, because these tokens are valid for the new service.

    This takes a request for each application.
    """
    try:
        grants = [
            text
            for text in (_granted_scopes(inventory, item, resource) for item in inventory.list(APPLICATION))
            if text
        ]
    except ApiError as error:
        if error.status != 403:
            raise
        grants = ["unknown, because the worker application is not allowed to read grants"]
    if grants:
        inventory.warnings.append(
            f"auto_create_resource: the resource {quoted(resource['name'])} exists and is adopted. Its scopes are"
            f" already granted: {'; '.join(sorted(grants))}. These applications can call the API service to the extent"
            " that its operations allow these scopes. Revoke the grants if this is not intended, or choose another"
            " name."
        )


def _granted_scopes(inventory: Inventory, application: Wire, resource: Wire) -> str:
    """The scopes of a resource that are granted to an application, for the warning; empty if there are none."""
    ids = {
        scope["id"]
        for grant in grants_of(inventory, application)
        if get_key(grant, "resource.id") == resource["id"]
        for scope in grant.get("scopes") or []
    }
    if not ids:
        return ""
    known = {item["id"]: item["name"] for item in inventory.list(SCOPE, RESOURCE.collection, resource["id"])}
    names = sorted(str(known.get(scope, scope)) for scope in ids)
    return f"{', '.join(names)} to {quoted(application['name'])}"


def resource_to_delete(inventory: Inventory, options: dict[str, Any], current: Optional[Wire]) -> Optional[Wire]:
    """The resource to delete with the service: the linked one, that of ``resource``, or one with the same name.

    :raises InvalidInput: if another service uses it, or if ``resource`` refers to another one.
    """
    problems = Problems()
    named = inventory.find(RESOURCE, options["resource"], "resource") if options["resource"] else None
    found = named
    if current:
        found = next((item for item in inventory.list(RESOURCE) if item["id"] == resource_id(current)), None)
        if options["resource"] and found is not named:
            linked = quoted(found["name"]) if found else "no resource"
            problems.append(Problem("resource", f"the service uses {linked}. Omit the option, or correct it."))
        problems += _namesake_problems(inventory, current)
    elif not options["resource"]:
        named_alike = (item for item in inventory.list(RESOURCE) if item["name"] == options["name"])
        found = next((item for item in named_alike if item.get("type") == CUSTOM), None)
    if found:
        problems += _custom_problems(found)
        problems += _use_problems(inventory, found, current)
    problems.stop_if_any()
    return found


def _namesake_problems(inventory: Inventory, current: Wire) -> list[Problem]:
    """An unrelated resource with the service's name would be deleted by the next run, which cannot distinguish it."""
    return [
        Problem(
            "delete_resource",
            f"the resource {quoted(item['name'])} (ID {item['id']}) has the name of the service, but does not belong to"
            " it, and would be deleted by the next run. Rename it, or omit delete_resource.",
        )
        for item in inventory.list(RESOURCE)
        if item["name"] == current["name"] and item.get("type") == CUSTOM and item["id"] != resource_id(current)
    ]


def _use_problems(inventory: Inventory, resource: Wire, current: Optional[Wire]) -> list[Problem]:
    return [
        Problem(
            "delete_resource",
            f"the resource {quoted(resource['name'])} is also used by the API service {quoted(user)} and cannot be"
            " deleted. Omit delete_resource, or remove that service first.",
        )
        for user in _users(inventory, resource, current)
    ]
