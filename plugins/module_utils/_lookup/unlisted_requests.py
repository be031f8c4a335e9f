# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Allows or denies the requests that match no operation of an API service."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import numbered, quoted
from .._domain.deny_operation import (
    GROUP_DESCRIPTION,
    GROUP_NAME,
    MEMBERS,
    NAME,
    deny_state,
    equally_general,
    has_counts,
    is_deny_operation,
    member_problem,
)
from .._engine.inventory import Inventory
from .._engine.task import Draft, Options
from .._model.field import Ref, Wire, ref_to, target_of
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE, is_external
from .._model.objects.group import GROUP
from .._model.objects.operation import OPERATION
from .._model.plan import Plan, Step, hunk, steps_between, titled
from .access import access_names
from .group_search import find_group
from .operation_removal import label, removal
from .parents import find_service

ALLOW, DENY = "allow", "deny"
OPTION = "unlisted_requests"
_GROUP_STATE = {"name": GROUP_NAME, "description": GROUP_DESCRIPTION, "population": None}


def draft_unlisted(inventory: Inventory, service_name: str, value: str, option: str = "api_service") -> Draft:
    """Plan whether requests that match no operation are allowed or denied by an API service.

    :raises InvalidInput: if the service cannot be found or cannot deny them.
    """
    service, owner = find_service(inventory, service_name, option=option)
    if owner is None:
        raise AssertionError("a service that must exist was neither found nor reported")
    operations = inventory.list(OPERATION, API_SERVICE.collection, owner)
    current = next((item for item in operations if is_deny_operation(item)), None)
    if value == DENY:
        return _denied(inventory, service, owner, current)
    if current and service:
        return removal(inventory, service, current)
    return Draft(label(NAME, owner.name), Plan(), lambda: None, service=owner, title=_title(owner))


def _denied(inventory: Inventory, service: Optional[Wire], owner: Ref, current: Optional[Wire]) -> Draft:
    if service and is_external(service):
        text = (
            f"{quoted(service['name'])} uses external tokens. PingOne's access rules do not apply to its operations,"
            " so nothing would be denied. Omit the option, and deny such requests in a custom policy."
        )
        raise InvalidInput.of(OPTION, text)
    group, creation = _group_without_members(inventory)
    now = OPERATION.read(current, access_names(inventory, service, current)) if current and service else None
    wanted = deny_state(group)
    target = target_of(current, NAME)
    steps = steps_between(OPERATION, target, current, now, wanted, (API_SERVICE.collection, owner))
    plan = Plan(OPERATION.view(now), OPERATION.view(wanted), [*creation, *steps])
    plan.also += [hunk(GROUP, group, None, _GROUP_STATE) for _step in creation]
    return Draft(
        label(NAME, owner.name),
        plan,
        lambda: {**OPERATION.result(wanted, target.id), "api_service": owner.as_result()},
        service=owner,
        title=_title(owner),
        requested_by=OPTION,
    )


def _group_without_members(inventory: Inventory) -> tuple[Ref, list[Step]]:
    """The group that the operation requires, and the step that creates it if it does not exist.

    :raises InvalidInput: if the group has members, or can get some automatically.
    """
    found = find_group(inventory, GROUP_NAME, OPTION)
    if found is None:
        group = Ref(GROUP_NAME)
        return group, steps_between(GROUP, group, None, None, _GROUP_STATE)
    group = ref_to(found)
    if group.id is not None:
        fault = inventory.memo(
            "members of the group of denied requests", lambda: _member_fault(inventory, str(group.id))
        )
        if fault:
            text = (
                f"the group {quoted(GROUP_NAME)} {fault}, and its members could send every request that"
                " matches no operation. Remove its members and its user filter in PingOne, and run the task again."
            )
            raise InvalidInput.of(OPTION, text)
    return group, []


def _member_fault(inventory: Inventory, identifier: str) -> str:
    """The problem with the group's members. Adds a warning if PingOne does not return their number."""
    doing = f"read the group {GROUP_NAME}"
    query = {"include": "totalMemberCounts"}
    group = inventory.client.get(GROUP.collection, identifier, topic=MEMBERS, doing=doing, query=query)
    if not has_counts(group):
        inventory.warnings.append(
            f"PingOne did not return how many members the group {quoted(GROUP_NAME)} has. It must be empty, because its"
            " members could send every request that matches no operation. Check it in PingOne."
        )
    return member_problem(group)


def unlisted_drafts(inventory: Inventory, options: Options, items: Sequence[Options]) -> list[Draft]:
    """The drafts for the services of a list of operations with a top-level O(unlisted_requests).

    Services for which an item without name and ID sets it are planned with that item.

    :raises InvalidInput: if different values are set for one service.
    """
    problems = Problems()
    values: dict[str, str] = {}
    drafts: list[Draft] = []
    planned: set[str] = set()
    for place, name, value, is_planned in _wanted(options, items):
        with problems.collecting():
            found = inventory.find(API_SERVICE, name, place)
            key = str(found["id"]) if found else name
            if values.setdefault(key, value) != value:
                text = f"is {values[key]} and {value} for the API service {quoted(name)}. Set only one of them."
                raise InvalidInput.of(OPTION, text)
            if is_planned:
                planned.add(key)
            elif key not in planned:
                planned.add(key)
                draft = draft_unlisted(inventory, name, value, place)
                inventory.project(draft.plan)
                drafts.append(draft)
    problems.stop_if_any()
    return drafts


def _wanted(options: Options, items: Sequence[Options]) -> list[tuple[str, str, str, bool]]:
    """For each service with O(unlisted_requests): the option that specifies it, its name, the value, and whether it is
    an item that is planned itself.

    Those that are planned themselves come first.
    """
    option = "api_service"
    said = [(option, item[option], item[OPTION], is_about_service(item)) for item in items if item[OPTION] is not None]
    if options[OPTION] is not None and options["api_services"]:
        said += [
            (place, name, options[OPTION], False) for place, name in numbered("api_services", options["api_services"])
        ]
    elif options[OPTION] is not None and options[option]:
        said.append((option, options[option], options[OPTION], False))
    return sorted(said, key=lambda one: not one[3])


def unlisted_requests(operations: Sequence[State]) -> str:
    """Whether the operations of a service allow or deny requests that match no other operation."""
    return DENY if any(denies_everything(operation) for operation in operations) else ALLOW


def denies_everything(operation: State) -> bool:
    """Whether an operation is exactly the one that is managed here."""
    groups = operation["access.groups"]
    return [group.name for group in groups] == [GROUP_NAME] and not OPERATION.differs(operation, deny_state(groups[0]))


def is_about_service(item: Options) -> bool:
    """Whether an item is about an API service itself, and not about an operation."""
    return not item["name"] and not item["id"]


def reserved_name_problems(options: dict[str, Any], current: Optional[Wire]) -> list[Problem]:
    """The operation that denies unlisted requests must not be managed like others."""
    if options["name"] != NAME and not (current and is_deny_operation(current)):
        return []
    text = (
        f"{quoted(NAME)} is the operation that {OPTION} manages. Use {OPTION}: {ALLOW} to remove it or"
        f" {OPTION}: {DENY} to restore it, and another name for other operations."
    )
    return [Problem("name" if options["name"] else "id", text)]


def tie_problems(inventory: Inventory, service: Ref) -> list[Problem]:
    """If unlisted requests are denied, no other operation may have the pattern that matches every path."""
    operations = inventory.list(OPERATION, API_SERVICE.collection, service)
    if not any(is_deny_operation(item) for item in operations):
        return []
    return [
        Problem(
            OPTION,
            f"the operation {quoted(item['name'])} of {quoted(service.name)} has the pattern /**, like the operation"
            f" {quoted(NAME)}, and PingOne does not document which of them takes precedence. Use narrower patterns, for"
            f" example /* and /*/**, or set {OPTION}: {ALLOW}.",
        )
        for item in equally_general(operations)
    ]


def _title(service: Ref) -> str:
    return titled(OPERATION, NAME, (API_SERVICE, service.name))
