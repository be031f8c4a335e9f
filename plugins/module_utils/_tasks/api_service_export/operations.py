# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The operations of an entry, with their access rules.

A rule that refers to an object that no longer exists, or whose name does not identify it, is exported with a name that
no object has. Applying the entry then fails, instead of granting access that the rule denies.
"""

from __future__ import annotations

from typing import Any, Optional

from ..._base.text import quoted
from ..._domain.deny_operation import equally_general, is_deny_operation
from ..._domain.methods import sent_method
from ..._domain.patterns import path_options
from ..._engine.reads import collection
from ..._lookup.service_contents import operations_in
from ..._lookup.unlisted_requests import ALLOW, DENY, denies_everything
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.field import GONE, Ref, Wire
from ..._model.kind import State
from ..._model.objects.api_service import is_external
from ..._model.objects.application_permission import PERMISSION
from ..._model.objects.group import GROUP
from ..._model.objects.operation import ALL, OPERATION, RULES, is_open
from ..._model.objects.policy import FLOW_POLICY, SIGN_ON_POLICY, TYPES
from .context import Context, object_of
from .references import refer_to_group, refer_to_permission

Options = dict[str, Any]


def operation_options(context: Context) -> Options:
    """The options of an entry about its operations, and about requests that match none."""
    found = list(operations_in(context.inventory, context.service))
    external = is_external(context.service.wire)
    denying = [] if external else [wire for wire, state in found if denies_everything(state)]
    listed = [(wire, state) for wire, state in found if wire not in denying]
    options: Options = {}
    if listed:
        options["operations"] = [_operation(context, wire, state) for wire, state in listed]
    if denying:
        options[UNLISTED] = DENY
        for wire in equally_general([wire for wire, _state in listed]):
            text = f"has the pattern /**, like the operation of {UNLISTED}: {DENY}, which the role rejects."
            context.note(object_of(OPERATION.noun, wire["name"]), text, rejected=True)
    elif not external and not any(is_deny_operation(wire) for wire, _state in listed):
        options[UNLISTED] = ALLOW
    return options


def _operation(context: Context, wire: Wire, state: State) -> Options:
    what = object_of(OPERATION.noun, wire["name"])
    context.note_unmanaged(OPERATION, wire)
    if is_deny_operation(wire):
        text = f"is the operation of {UNLISTED}: {DENY}, but was changed, so the role rejects it."
        context.note(what, text, rejected=True)
    if is_external(context.service.wire) and not is_open(state):
        text = "has access rules, although the API service uses external tokens, so the role rejects it."
        context.note(what, text, rejected=True)
    paths = OPERATION.view({"paths": state["paths"]})["paths"]
    options = {
        "name": wire["name"],
        "methods": _methods(context, what, state["methods"]),
        "paths": [path_options(path) for path in paths],
    }
    access = _access(context, what, state)
    return {**options, "access": access} if access else options


def _methods(context: Context, what: str, methods: list[str]) -> list[str]:
    """The methods. The role converts standard methods to upper case, so one in lower case cannot be expressed."""
    changed = [method for method in methods if sent_method(method) != method]
    if changed:
        text = (
            f"matches the method {', '.join(map(quoted, changed))}, which the role would convert to upper case. Correct"
            " the operation in PingOne, or in the entry."
        )
        context.note(what, text, rejected=True)
    return [f"(stored as {method})" if method in changed else method for method in sorted(set(methods))]


def _access(context: Context, what: str, state: State) -> Options:
    groups: list[Ref] = state["access.groups"] or []
    scopes: list[Ref] = state["access.scopes"] or []
    permission: Optional[Ref] = state["access.permission"]
    policies: list[Ref] = state["access.authentication.policies"] or []
    for rule in RULES:
        _note_gone(context, what, rule, state[rule])
    for group in groups:
        refer_to_group(context, group)
        _note_namesakes(context, what, "group", group, context.inventory.known(collection(GROUP)))
    access: Options = {"groups": _names(groups), "scopes": _names(scopes)}
    # With a single scope, both values mean the same, and ANY is the value of a new rule.
    if len(scopes) > 1 or state["access.match"] == ALL:
        access["match"] = state["access.match"]
    if len(scopes) > 1 and not state["access.match"]:
        text = "does not have match, although it requires several scopes, so the role rejects it."
        context.note(what, text, rejected=True)
    if permission:
        refer_to_permission(context, permission)
        access["permission"] = permission.name
    authentication = {
        "policies": sorted({_policy(context, what, policy) for policy in policies}),
        "max_age": state["access.authentication.max_age"],
    }
    access["authentication"] = {key: value for key, value in authentication.items() if value}
    return {key: value for key, value in access.items() if value}


def _names(references: list[Ref]) -> list[str]:
    return sorted({reference.name for reference in references})


def _policy(context: Context, what: str, policy: Ref) -> str:
    """The name of a policy. The name of a sign-on policy takes precedence over that of a DaVinci flow policy."""
    if policy.name == GONE:
        return policy.name
    kind = TYPES.get(str(policy.facts.get("type")), SIGN_ON_POLICY)
    _note_namesakes(context, what, kind.noun, policy, context.inventory.known(collection(kind)))
    alike = context.inventory.list(SIGN_ON_POLICY) if kind is FLOW_POLICY else []
    if any(item.get("name") == policy.name for item in alike):
        text = (
            f"requires the {FLOW_POLICY.noun} {quoted(policy.name)}, whose name is also that of a"
            f" {SIGN_ON_POLICY.noun}. Rename one of them."
        )
        context.note(what, text, rejected=True)
        return f"({FLOW_POLICY.noun}) {policy.name}"
    context.refer("policies", policy.name)
    return policy.name


def _note_gone(context: Context, what: str, rule: str, value: Any) -> None:
    references = value if isinstance(value, list) else [value]
    if not any(isinstance(one, Ref) and one.name == GONE for one in references):
        return
    noun = {"access.permission": PERMISSION.noun, "access.authentication.policies": "policy"}.get(
        rule, rule.rpartition(".")[2][:-1]
    )
    place = " in the resource of the API service" if noun == "scope" else ""
    text = (
        f"requires a {noun} that does not exist{place}. The entry has the name {quoted(GONE)} instead, so it is"
        f" rejected until {rule} is corrected."
    )
    context.note(what, text, rejected=True)


def _note_namesakes(context: Context, what: str, noun: str, reference: Ref, known: list[Wire]) -> None:
    """Names have to be unique, because the entry identifies objects by their names."""
    alike = [item for item in known if item.get("name") == reference.name]
    if reference.name != GONE and len(alike) > 1:
        text = f"requires the {noun} {quoted(reference.name)}, and {len(alike)} objects have this name. Rename them."
        context.note(what, text, rejected=True)
