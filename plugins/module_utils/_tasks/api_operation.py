# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages operations of API services."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import Problem, Problems
from .._base.text import quoted
from .._domain.enforcement import enforced_after
from .._domain.operation_rules import MAXIMUM_OPERATIONS
from .._domain.rules import name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.reads import Batches
from .._engine.task import STATE, Draft, Limit, Task
from .._lookup.access import (
    ACCESS,
    access_names,
    access_problems,
    gone_group_problems,
    gone_scope_problems,
    with_access,
)
from .._lookup.ahead import operations_of, read_named, scopes_of
from .._lookup.operation_removal import label, removal
from .._lookup.parents import find_service
from .._lookup.unlisted_requests import (
    ALLOW,
    DENY,
    draft_unlisted,
    is_about_service,
    reserved_name_problems,
    tie_problems,
    unlisted_drafts,
)
from .._lookup.unlisted_requests import OPTION as UNLISTED
from .._model.field import Ref, Wire, target_of
from .._model.kind import State, given_name
from .._model.objects.api_service import API_SERVICE
from .._model.objects.operation import OPERATION, is_open, required_scope_ids
from .._model.plan import Plan, steps_between, titled
from .access_review import FAIL_IF_WIDENED, AccessReview
from .api_operation_opened import removal_problems
from .api_operation_purge import purge_drafts
from .api_operation_requests import PATHS, given_requests, requests_problems, warn_of_requests
from .api_operation_sequence import order_drafts


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan an operation to be present or absent, or how unlisted requests are handled if name and ID are omitted."""
    if is_about_service(options):
        return _about_service(inventory, options)
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def read_ahead(inventory: Inventory, options: dict[str, Any], items: list[dict[str, Any]]) -> Batches:
    """What to read for a list: the operations of all API services, and the scopes that they or the items refer to."""
    about_all = options["purge"] or options[UNLISTED] is not None
    further = options["api_services"] or ([options["api_service"]] if about_all else [])
    services = yield from read_named(inventory, API_SERVICE, [*(item["api_service"] for item in items), *further])
    with_scopes = [item["api_service"] for item in items if (item["access"] or {}).get("scopes")]
    scopes = scopes_of(services[name] for name in with_scopes if name in services)
    yield [*operations_of(services.values()), *scopes]
    touched: dict[str, set[str]] = {}
    for item in items:
        touched.setdefault(item["api_service"], set()).update((item["name"] or "", (item["id"] or "").lower()))
    yield scopes_of(
        service
        for name, service in services.items()
        for read in operations_of([service])
        for operation in inventory.known(read)
        if required_scope_ids(operation)
        and (options["purge"] or touched.get(name, set()) & {operation["name"], operation["id"]})
    )


def _about_service(inventory: Inventory, options: dict[str, Any]) -> Draft:
    given = [option for option in ("methods", "paths", "access") if options[option] is not None]
    Problems(Problem(option, "can only be used with name or id. Set one of them.") for option in given).stop_if_any()
    if options[UNLISTED] is not None:
        return draft_unlisted(inventory, options["api_service"], options[UNLISTED])
    _service, ref = find_service(inventory, options["api_service"])
    title = titled(API_SERVICE, ref.name if ref else options["api_service"])
    return Draft(options["api_service"], Plan(), lambda: None, service=ref, title=title)


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    service, ref = find_service(inventory, options["api_service"], must_exist=False)
    current = inventory.find_managed(OPERATION, options, API_SERVICE.collection, ref) if ref else None
    Problems(reserved_name_problems(options, current)).stop_if_any()
    if service is None or ref is None or current is None:
        name = options["name"] or options["id"]
        place = ref.name if ref else options["api_service"]
        title = titled(OPERATION, name, (API_SERVICE, place))
        return Draft(label(name, place), Plan(), lambda: None, service=ref, title=title)
    return removal(inventory, service, current)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems(_given_problems(options))
    service: Optional[Wire] = None
    owner: Optional[Ref] = None
    with problems.collecting():
        service, owner = find_service(inventory, options["api_service"])
    if owner is None:
        problems.stop_if_any()
        raise AssertionError("a service that must exist was neither found nor reported")
    current: Optional[Wire] = None
    unclear = Problems()
    with unclear.collecting():
        current = inventory.find_managed(OPERATION, options, API_SERVICE.collection, owner)
    now = OPERATION.read(current, access_names(inventory, service, current)) if current and service else None
    wanted = _wanted(now, {**options, "name": given_name(options, current)})
    with problems.collecting():
        wanted = with_access(inventory, options["access"], service, wanted)
    problems += reserved_name_problems(options, current)
    problems += unclear or _place_problems(inventory, owner, current, now, wanted)
    problems += _opening_problems(now, wanted, options["allow_open"])
    if now and OPERATION.differs(now, wanted):
        problems += gone_group_problems(wanted) + gone_scope_problems(wanted)
    problems.stop_if_any()
    warn_of_requests(inventory, label(quoted(wanted["name"]), quoted(owner.name)), options, now, service)

    target = target_of(current, wanted["name"])
    steps = steps_between(OPERATION, target, current, now, wanted, (API_SERVICE.collection, owner))
    plan = Plan(OPERATION.view(now), OPERATION.view(wanted), steps)
    return Draft(
        label(target.name, owner.name),
        plan,
        lambda: {**OPERATION.result(wanted, target.id), "api_service": owner.as_result()},
        service=owner,
        title=titled(OPERATION, target.name, (API_SERVICE, owner.name)),
    )


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    """The problems of the options alone."""
    return requests_problems(options) + access_problems(options["access"])


def _wanted(now: Optional[State], options: dict[str, Any]) -> State:
    """The current state, if any, updated with the options of the task."""
    wanted = dict(now) if now else {}
    wanted.update(given_requests(options))
    if options["name"] is not None:
        wanted["name"] = options["name"]
    return wanted


def _place_problems(
    inventory: Inventory, owner: Ref, current: Optional[Wire], now: Optional[State], wanted: State
) -> list[Problem]:
    """The problems of a new operation or a new name.

    PingOne does not document that names are unique. Here they must be, because they identify operations.
    """
    siblings = inventory.list(OPERATION, API_SERVICE.collection, owner)
    problems: list[Problem] = []
    if now is None:
        problems += unknown_id_problems(OPERATION, wanted["name"])
        if not wanted.get("paths"):
            problems.append(Problem("paths", "required to create an operation. List at least one path."))
    if now is None or now["name"] != wanted["name"]:
        problems += name_problems(wanted["name"])
        problems += [
            Problem(
                "name",
                f"the API service {quoted(owner.name)} already has an operation {quoted(item['name'])}"
                f" (ID {item['id']}). Choose another name.",
            )
            for item in siblings
            if item is not current and item["name"] == wanted["name"]
        ]
    return problems


def _opening_problems(now: Optional[State], wanted: State, allowed: bool) -> list[Problem]:
    """The last rule of an operation must not be removed by accident."""
    if now is None or is_open(now) or not is_open(wanted) or allowed:
        return []
    text = (
        "this removes the last rule, so that any valid token would be sufficient for the operation. Keep a rule, or"
        " set allow_open: true if this is intended."
    )
    return [Problem("access", text)]


def follow_up(
    inventory: Inventory, options: dict[str, Any], items: list[dict[str, Any]], drafts: list[Draft]
) -> list[Draft]:
    """Plan the handling of unlisted requests after all operations of the task.

    :raises InvalidInput: if a removal opens the requests that the operation restricted, or if an operation is as
        general as the one that denies unlisted requests.
    """
    further = unlisted_drafts(inventory, options, items)
    services: dict[str, Ref] = {}
    for one in (*drafts, *further):
        if one.service:
            services[one.service.id or one.service.name] = one.service
    problems = Problems()
    for service in services.values():
        problems += tie_problems(inventory, service)
        problems += removal_problems(inventory, service, options, items, [*drafts, *further])
    problems.stop_if_any()
    return further


TASK = Task(
    "Operation",
    "operation",
    "operations",
    ("name", "id"),
    {
        "api_service": {"type": "str"},
        "name": {"type": "str"},
        "id": {"type": "str"},
        "methods": OPERATION.options["methods"],
        "paths": PATHS,
        "access": ACCESS,
        "allow_open": {"type": "bool", "default": False},
        UNLISTED: {"type": "str", "choices": [ALLOW, DENY]},
        "state": STATE,
    },
    draft,
    check=_given_problems,
    required_one_of=[("api_service",), ("name", "id", UNLISTED, "allow_open")],
    inherited=("api_service", UNLISTED),
    top_level_options={
        "purge": {"type": "bool", "default": False},
        "api_services": {"type": "list", "elements": "str"},
    },
    read_ahead=read_ahead,
    purge=purge_drafts,
    follow_up=follow_up,
    limit=Limit(
        OPERATION,
        MAXIMUM_OPERATIONS,
        "state: absent, and allow_open: true if it restricts requests",
    ),
    order=order_drafts,
    requires_deployment=True,
    failure_advice=enforced_after,
    review=AccessReview,
    review_options=FAIL_IF_WIDENED,
)
