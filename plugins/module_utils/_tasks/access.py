# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access rules of an operation: groups, scopes, a permission and how somebody signed on, all found by name."""

from __future__ import annotations

from typing import Any, Callable, Optional

from .._converge import Environment
from .._errors import Problem, Problems
from .._field import Ref, Wire, get_key, ref_to
from .._object import Object, State
from .._objects.api_service import resource_id
from .._objects.application_permission import PERMISSION
from .._objects.group import GROUP
from .._objects.operation import ALL, ANY, required_scope_ids
from .._objects.policy import SIGN_ON_POLICY
from .._objects.resource import RESOURCE
from .._objects.scope import SCOPE
from .._operation_rules import groups_problems
from .._rules import quoted
from .groups import find_group, group_names
from .permissions import find_permission, permission_names
from .policies import find_policy, policy_names

ACCESS: dict[str, Any] = {
    "type": "dict",
    "options": {
        "groups": {"type": "list", "elements": "str"},
        "scopes": {"type": "list", "elements": "str"},
        "match": {"type": "str"},
        "permission": {"type": "str"},
        "authentication": {
            "type": "dict",
            "options": {
                "policies": {"type": "list", "elements": "str"},
                "max_age": {"type": "int"},
            },
        },
    },
}

_GROUPS, _SCOPES, _MATCH, _PERMISSION = "access.groups", "access.scopes", "access.match", "access.permission"
_POLICIES, _MAX_AGE = "access.authentication.policies", "access.authentication.max_age"


def access_problems(access: Optional[dict[str, Any]]) -> list[Problem]:
    """What can be said of the access options alone."""
    given = _flat(access)
    problems = groups_problems(_GROUPS, given.get(_GROUPS) or [])
    if given.get(_MATCH) not in (None, ANY, ALL):
        problems.append(Problem(_MATCH, f"is {quoted(given[_MATCH])}, but must be {ANY} or {ALL}."))
    if len(given.get(_POLICIES) or []) > 1:
        problems.append(Problem(_POLICIES, "lists several policies, and PingOne takes one only."))
    if (given.get(_MAX_AGE) or 0) < 0:
        problems.append(Problem(_MAX_AGE, "must be a number of seconds greater than 0, or 0 to clear it."))
    return problems


def access_names(env: Environment, service: Wire, operation: Wire) -> dict[str, str]:
    """Names of everything that an operation's access rules refer to, by id. What is gone is left out."""
    names: dict[str, str] = {}
    control = operation.get("accessControl") or {}
    groups = [entry["id"] for entry in get_key(control, "group.groups") or []]
    permission = get_key(control, "permission.id")
    policies = get_key(control, "authentication.acrs") or []
    if groups:
        names.update(group_names(env, groups))
    if required_scope_ids(operation) and resource_id(service):
        scopes = env.list(SCOPE, RESOURCE.collection, _resource(service))
        names.update((item["id"], item["name"]) for item in scopes)
    if permission:
        names.update(permission_names(env, [permission]))
    if policies:
        names.update(policy_names(env, policies))
    return names


def with_access(
    env: Environment, access: Optional[dict[str, Any]], service: Optional[Wire], wanted: State
) -> State:
    """The wanted state with the access rules that a task gives; what it does not speak of stays.

    ``service`` is None while it does not exist yet.

    :raises InvalidInput: with everything that cannot be found.
    """
    given = _flat(access)
    problems = Problems()
    changed: State = {}

    def find_scope(name: str) -> Optional[Ref]:
        found = env.find(SCOPE, name, _SCOPES, RESOURCE.collection, _resource(service)) if service else None
        return ref_to(found) if found else None

    def group(name: str) -> Optional[Ref]:
        found = find_group(env, name, _GROUPS)
        return ref_to(found) if found else None

    def listed(option: str, kind: Object, find: Callable[[str], Optional[Ref]]) -> None:
        if given.get(option) is not None:
            found = []
            for name in dict.fromkeys(given[option]):
                with problems.collecting():
                    found.append(find(name) or env.miss(kind, name, option))
            changed[option] = found

    listed(_GROUPS, GROUP, group)
    listed(_SCOPES, SCOPE, find_scope)
    listed(_POLICIES, SIGN_ON_POLICY, lambda name: find_policy(env, name, _POLICIES))
    if given.get(_PERMISSION) is not None:
        name = given[_PERMISSION]
        with problems.collecting():
            found = find_permission(env, name, _PERMISSION) if name else None
            changed[_PERMISSION] = (found or env.miss(PERMISSION, name, _PERMISSION)) if name else None
    if given.get(_MAX_AGE) is not None:
        changed[_MAX_AGE] = given[_MAX_AGE] or None
    if given.get(_MATCH) is not None:
        changed[_MATCH] = given[_MATCH]
    problems.stop_if_any()
    return _with_match({**wanted, **changed}, given)


def _with_match(wanted: State, given: dict[str, Any]) -> State:
    """PingOne always wants to know whether any or all scopes are needed; with one scope it is the same.

    :raises InvalidInput: if only the task can say it.
    """
    scopes = wanted.get(_SCOPES) or []
    problems = Problems()
    if not scopes:
        if given.get(_MATCH):
            problems.append(Problem(_MATCH, "goes with scopes only. List them, or leave it out."))
        wanted[_MATCH] = None
    elif not wanted.get(_MATCH):
        if len(scopes) > 1:
            text = f"needed with several scopes. Set {ANY} if one of them is enough, {ALL} if it takes all of them."
            problems.append(Problem(_MATCH, text))
        wanted[_MATCH] = ANY
    problems.stop_if_any()
    return wanted


def _resource(service: Wire) -> Ref:
    identifier = resource_id(service)
    return identifier if isinstance(identifier, Ref) else Ref(identifier, identifier)


def _flat(options: Optional[dict[str, Any]], place: str = "access") -> dict[str, Any]:
    """Nested options by their dotted places."""
    flat: dict[str, Any] = {}
    for option, value in (options or {}).items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{place}.{option}"))
        else:
            flat[f"{place}.{option}"] = value
    return flat
