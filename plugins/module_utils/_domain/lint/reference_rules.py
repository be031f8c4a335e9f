# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for references to objects that no longer exist."""

from __future__ import annotations

from typing import Callable, Iterator

from ..._base.text import quoted
from ..._model.field import GONE, Ref, get_key
from ..._model.kind import State
from ..._model.objects.operation import OPERATION
from .model import ERROR, GRANTS, REFERENCES, SCOPES, WARNING, Configuration, Found, Rule, Service

Check = Callable[[Configuration], Iterator[Found]]
_KEEPS = "PingOne keeps references to objects that are deleted."
_NO_UPDATE = "It does not accept such a rule in an update of the operation."


def _of_operations(option: str, noun: str, plural: str) -> Check:
    """A check of the references of operations in one of their access rules."""

    def check(configuration: Configuration) -> Iterator[Found]:
        for service in configuration.services:
            for operation, state in service.states:
                refs = _refs(state, option)
                gone = [ref for ref in refs if ref.name == GONE]
                if gone and _is_known(service, option):
                    which = f"{len(gone)} of {len(refs)} {plural}" if len(refs) > 1 else f"the {noun}"
                    verb = "does" if len(gone) == 1 else "do"
                    reason = f"{which} that it requires {verb} not exist anymore."
                    remedy = f"Require another {noun}, or remove the rule."
                    yield Found(service.part(OPERATION.noun, operation), reason, remedy)

    return check


def _refs(state: State, option: str) -> list[Ref]:
    value = state.get(option)
    return [value] if isinstance(value, Ref) else list(value or [])


def _is_known(service: Service, option: str) -> bool:
    """Scopes are only known if the resource exists, which is a finding of its own otherwise."""
    return option != "access.scopes" or service.resource in service.names


def _of_service(key: str, noun: str, remedy: str) -> Check:
    """A check of a reference of API services."""

    def check(configuration: Configuration) -> Iterator[Found]:
        for service in configuration.services:
            identifier = get_key(service.wire, key)
            if isinstance(identifier, str) and identifier not in service.names:
                yield Found(service.subject, f"its {noun} no longer exists.", remedy)

    return check


def _grants(configuration: Configuration) -> Iterator[Found]:
    seen: set[tuple[object, str]] = set()
    for service in configuration.services:
        known = {scope["id"] for scope in service.scopes}
        for grant in configuration.grants if service.resource in service.names else ():
            gone = grant.scopes - known if grant.resource == service.resource else ()
            if gone and (service.resource, grant.application) not in seen:
                seen.add((service.resource, grant.application))
                noun = "scope" if len(gone) == 1 else "scopes"
                verb = "does" if len(gone) == 1 else "do"
                reason = (
                    f"the application {quoted(grant.application)} has been granted {len(gone)} {noun} that {verb} not"
                    " exist anymore."
                )
                yield Found(service.subject, reason, "Grant the application its scopes again.", grant.application)


RULES = (
    Rule(
        "dangling-resource",
        ERROR,
        "The resource of an API service no longer exists",
        f"{_KEEPS} Without its resource, the API service has no audience and no scopes, so that no token is accepted.",
        "Set another resource.",
        _of_service("authorizationServer.resource.id", "resource", "Set another resource."),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-external-oauth-server",
        ERROR,
        "The external OAuth server of an API service no longer exists",
        f"{_KEEPS} Without its external OAuth server, PingOne cannot validate the tokens.",
        "Set another external OAuth server.",
        _of_service(
            "authorizationServer.externalOAuthServer.id",
            "external OAuth server",
            "Set another external OAuth server.",
        ),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-group",
        ERROR,
        "An operation requires a group that no longer exists",
        f"{_KEEPS} Nobody is a member of the group. {_NO_UPDATE}",
        "Require another group, or remove the rule.",
        _of_operations("access.groups", "group", "groups"),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-scope",
        ERROR,
        "An operation requires a scope that does not belong to the resource",
        f"{_KEEPS} No token has the scope. {_NO_UPDATE}",
        "Require another scope, or remove the rule.",
        _of_operations("access.scopes", "scope", "scopes"),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-permission",
        ERROR,
        "An operation requires a permission that no longer exists",
        f"{_KEEPS} Nobody has the permission.",
        "Require another permission, or remove the rule.",
        _of_operations("access.permission", "permission", "permissions"),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-policy",
        ERROR,
        "An operation requires a sign-on policy that no longer exists",
        f"{_KEEPS} Users cannot sign on with the policy.",
        "Require another policy, or remove the rule.",
        _of_operations("access.authentication.policies", "policy", "policies"),
        frozenset({REFERENCES}),
    ),
    Rule(
        "dangling-grant",
        WARNING,
        "An application has been granted scopes that no longer exist",
        f"{_KEEPS} The grant does not show what the application may do.",
        "Grant the application its scopes again.",
        _grants,
        frozenset({REFERENCES, SCOPES, GRANTS}),
    ),
)
