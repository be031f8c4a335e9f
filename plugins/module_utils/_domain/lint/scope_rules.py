# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for scopes: which are granted, and which are required."""

from __future__ import annotations

from typing import Iterator

from ..._base.text import quoted
from ..._model.field import Wire
from .model import (
    APPLICATION,
    GRANTS,
    NOTE,
    SCOPE,
    SCOPES,
    WARNING,
    Configuration,
    Found,
    Rule,
    Service,
    Subject,
)


def _scopes(configuration: Configuration) -> Iterator[tuple[Service, Wire]]:
    """All scopes, those of a resource that several API services use once."""
    seen: set[object] = set()
    for service in configuration.services:
        if service.resource not in seen:
            yield from ((service, scope) for scope in service.scopes)
        seen.add(service.resource)


def _not_granted(configuration: Configuration) -> Iterator[Found]:
    granted = {scope for grant in configuration.grants if grant.enabled for scope in grant.scopes}
    for service, scope in _scopes(configuration):
        if scope["id"] not in granted:
            needed = service.required_scopes is not None and scope["id"] in service.required_scopes
            use = ", although operations require it" if needed else ""
            reason = f"no enabled application has been granted the scope{use}."
            yield Found(service.part(SCOPE, scope), reason, "Grant it to an application, or remove it.")


def _not_required(configuration: Configuration) -> Iterator[Found]:
    for service, scope in _scopes(configuration):
        if service.required_scopes is not None and scope["id"] not in service.required_scopes:
            reason = "no operation requires the scope, so that it makes no difference whether a token has it."
            yield Found(service.part(SCOPE, scope), reason, "Require it in an operation, or remove it.")


def _disabled_applications(configuration: Configuration) -> Iterator[Found]:
    names = {scope["id"]: str(scope["name"]) for service in configuration.services for scope in service.scopes}
    for service in configuration.services:
        for grant in configuration.grants:
            scopes = sorted(names[one] for one in grant.scopes if one in names)
            if grant.resource == service.resource and not grant.enabled and scopes:
                listed = ", ".join(map(quoted, scopes))
                reason = f"it is disabled, so that it gets no tokens, but it has been granted the scopes {listed}."
                remedy = "Enable the application, or revoke its scopes."
                yield Found(Subject(APPLICATION, grant.application, service.name), reason, remedy)


RULES = (
    Rule(
        "scope-not-granted",
        WARNING,
        "No application has been granted a scope",
        "No token can have the scope, so that no client can send requests that require it.",
        "Grant the scope to an application, or remove it.",
        _not_granted,
        frozenset({GRANTS, SCOPES}),
    ),
    Rule(
        "scope-not-required",
        NOTE,
        "No operation requires a scope",
        "The scope suggests that it protects something, but tokens with and without it are treated in the same way. API"
        " services with custom policies are not examined, because policies can require scopes.",
        "Require the scope in an operation, or remove it.",
        _not_required,
        frozenset({SCOPES}),
    ),
    Rule(
        "grant-of-disabled-application",
        NOTE,
        "A disabled application has been granted scopes",
        "A disabled application gets no tokens. As soon as it is enabled, it can send requests with the scopes again.",
        "Enable the application, or revoke its scopes.",
        _disabled_applications,
        frozenset({GRANTS, SCOPES}),
    ),
)
