# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access rules of an operation: groups, scopes, a permission, and authentication, all found by name."""

from __future__ import annotations

from typing import Any, Callable, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import numbered, quoted
from .._domain.operation_rules import groups_problems
from .._engine.inventory import Inventory, missing_problem
from .._model.field import GONE, Ref, Wire, get_key, ref_to
from .._model.kind import State, match
from .._model.objects.api_service import is_external, resource_id
from .._model.objects.application_permission import PERMISSION
from .._model.objects.group import GROUP
from .._model.objects.operation import ALL, ANY, required_scope_ids
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE
from .._model.values import CLEARED_BY_LIST
from .group_search import find_group, group_names, groups_like
from .permission_search import find_permission, permission_names, permissions_like
from .policies import all_policy_names, find_policy, policy_names

# The largest signed 32-bit integer.
MOST_SECONDS = 2**31 - 1

ACCESS: dict[str, Any] = {
    "type": "dict",
    "form": "{scopes: [orders-read]}",
    "options": {
        "groups": {"type": "list", "elements": "str"},
        "scopes": {"type": "list", "elements": "str"},
        "match": {"type": "str", "choices": [ANY, ALL]},
        "permission": {"type": "str", "blank": CLEARED_BY_LIST},
        "authentication": {
            "type": "dict",
            "form": "{policies: [Multi_Factor]}",
            "options": {
                "policies": {"type": "list", "elements": "str"},
                "max_age": {"type": "int", "range": (0, MOST_SECONDS)},
            },
        },
    },
}

_GROUPS, _SCOPES, _MATCH, _PERMISSION = "access.groups", "access.scopes", "access.match", "access.permission"
_POLICIES = "access.authentication.policies"


def access_problems(access: Optional[dict[str, Any]]) -> list[Problem]:
    """The problems of the access options alone."""
    given = _flat(access)
    problems = groups_problems(_GROUPS, given.get(_GROUPS) or [])
    if len(given.get(_POLICIES) or []) > 1:
        problems.append(Problem(_POLICIES, "lists several policies, but PingOne accepts only one."))
    return problems


def access_names(inventory: Inventory, service: Wire, operation: Wire) -> dict[str, str]:
    """The names of the objects that an operation's access rules refer to, by ID.

    Deleted objects are omitted, and so are those that the operation refers to by name because they are planned.
    """
    names: dict[str, str] = {}
    control = operation.get("accessControl") or {}
    groups = [entry["id"] for entry in get_key(control, "group.groups") or [] if isinstance(entry["id"], str)]
    permission = get_key(control, "permission.id")
    policies = get_key(control, "authentication.acrs") or []
    if groups:
        names.update(group_names(inventory, groups))
    if required_scope_ids(operation) and resource_id(service):
        scopes = inventory.list(SCOPE, RESOURCE.collection, _resource(service))
        names.update((item["id"], item["name"]) for item in scopes)
    if isinstance(permission, str) and permission:
        names.update(permission_names(inventory, [permission]))
    if policies:
        names.update(policy_names(inventory, policies))
    return names


def with_access(
    inventory: Inventory, access: Optional[dict[str, Any]], service: Optional[Wire], wanted: State
) -> State:
    """The wanted state with the access rules of a task. Other rules are kept.

    ``service`` is None while it does not exist yet.

    :raises InvalidInput: with all objects that cannot be found, or if the service cannot have access rules.
    """
    given = {option: value for option, value in _flat(access).items() if value is not None}
    if service and is_external(service) and any(given.values()):
        text = (
            f"{quoted(service['name'])} uses external tokens, so its operations cannot have access rules. Use custom"
            " policies, and omit access."
        )
        raise InvalidInput.of("access", text)
    finders: dict[str, Callable[[str, str], Ref]] = {
        _GROUPS: lambda name, place: _group(inventory, name, place),
        _SCOPES: lambda name, place: _scope(inventory, service, name, place),
        _POLICIES: lambda name, place: _policy(inventory, name, place),
        _PERMISSION: lambda name, place: _permission(inventory, name, place),
    }
    problems = Problems()
    changed: State = {}
    for option, value in given.items():
        if option in finders:
            found: list[Ref] = []
            for place, name in numbered(option, value) if isinstance(value, list) else [(option, value)]:
                with problems.collecting():
                    one = finders[option](name, place) if name else None
                    found += [] if one is None or any(one.same_as(other) for other in found) else [one]
            changed[option] = found if isinstance(value, list) else next(iter(found), None)
        else:
            changed[option] = value or None
    with problems.collecting():
        if not any(problem.option.startswith(_SCOPES) for problem in problems):
            _set_match(wanted, changed)
    problems.stop_if_any()
    return {**wanted, **changed}


def _group(inventory: Inventory, name: str, place: str) -> Ref:
    found = find_group(inventory, name, place)
    return (
        ref_to(found) if found else inventory.assume_or_refuse(GROUP, name, place, among=groups_like(inventory, name))
    )


def _scope(inventory: Inventory, service: Optional[Wire], name: str, place: str) -> Ref:
    scopes = inventory.list(SCOPE, RESOURCE.collection, _resource(service)) if service else []
    found = match(SCOPE.noun, scopes, name, place)
    return (
        ref_to(found)
        if found
        else inventory.assume_or_refuse(SCOPE, name, place, " of the API service's resource", scopes)
    )


def _permission(inventory: Inventory, name: str, place: str) -> Ref:
    found = find_permission(inventory, name, place)
    return found or inventory.assume_or_refuse(PERMISSION, name, place, among=permissions_like(inventory, name))


def _policy(inventory: Inventory, name: str, place: str) -> Ref:
    """The policy. It must exist even in check mode, because the collection does not create policies."""
    found = find_policy(inventory, name, place)
    if found is None:
        noun = "sign-on policy or DaVinci flow policy"
        raise InvalidInput([missing_problem(noun, name, place, names=all_policy_names(inventory))])
    return found


def gone_group_problems(wanted: State) -> list[Problem]:
    """Groups that no longer exist. PingOne keeps a rule that refers to them, but does not accept it in an update."""
    return _gone_problems(wanted, _GROUPS, "groups that no longer exist")


def gone_scope_problems(wanted: State) -> list[Problem]:
    """Scopes that do not belong to the resource of the API service, which may have another one than before."""
    return _gone_problems(wanted, _SCOPES, "scopes that do not belong to the resource of the API service")


def _gone_problems(wanted: State, option: str, what: str) -> list[Problem]:
    gone = sorted(str(one) for one in wanted.get(option) or [] if one.name == GONE)
    if not gone:
        return []
    noun = option.rpartition(".")[2]
    text = (
        f"the operation requires {what} ({', '.join(gone)}), and PingOne does not accept such a rule. List the {noun}"
        " that should be required."
    )
    return [Problem(option, text)]


def _set_match(now: State, changed: State) -> None:
    """Set whether any or all scopes are required, which PingOne requires. With one scope, both are the same.

    :raises InvalidInput: if the task must specify it.
    """
    before = now.get(_SCOPES) or []
    scopes = changed.get(_SCOPES, before)
    if changed.get(_MATCH):
        if not scopes:
            raise InvalidInput.of(_MATCH, "can only be used with scopes. List them, or omit it.")
    elif _SCOPES not in changed:
        return
    elif not scopes:
        changed[_MATCH] = None
    elif len(scopes) > 1 and (len(before) < 2 or not now.get(_MATCH)):
        text = f"required with several scopes. Set {ANY} if one of them is enough, {ALL} if all of them are required."
        raise InvalidInput.of(_MATCH, text)
    elif not now.get(_MATCH):
        changed[_MATCH] = ANY


def _resource(service: Wire) -> Ref:
    identifier = resource_id(service)
    return identifier if isinstance(identifier, Ref) else Ref(identifier, identifier)


def _flat(options: Optional[dict[str, Any]], place: str = "access") -> dict[str, Any]:
    """Nested options by their dotted names."""
    flat: dict[str, Any] = {}
    for option, value in (options or {}).items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{place}.{option}"))
        else:
            flat[f"{place}.{option}"] = value
    return flat
