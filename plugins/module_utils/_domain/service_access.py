# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The saved access rules of an API service, and what they mean for a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import AbstractSet, Iterable, Mapping, NamedTuple, Optional, Sequence
from urllib.parse import unquote, urlsplit

from .._base.suggest import suggestions
from .._base.text import quoted
from .._model.field import Wire, Wires, get_key
from .base_urls import candidates_for, normalized_url
from .operation_analysis.concrete_requests import ConcreteRequests


@dataclass(frozen=True)
class ServiceAccess:
    """An API service as it is saved in PingOne.

    - ``audience``: the audience of its tokens; empty if it is unknown.
    - ``operations``: as in PingOne's API.
    - ``names``: the names of scopes, groups, and permissions by ID.
    - ``external``: a third party issues the tokens.
    - ``custom_policies``: decisions also depend on policies that are not part of the operations.
    """

    id: str
    name: str
    base_urls: Sequence[str]
    audience: str = ""
    operations: Wires = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    external: bool = False
    custom_policies: bool = False

    def deciding(self, method: str, path: str) -> list[Wires]:
        """The operations that may decide, see :meth:`ConcreteRequests.deciding`."""
        return self._requests.deciding(method, path)

    def samples(self, operation: Wire) -> list[str]:
        """A path for each pattern of an operation."""
        return self._requests.samples(operation)

    @cached_property
    def _requests(self) -> ConcreteRequests:
        return ConcreteRequests(self.operations)


class Place(NamedTuple):
    """The API service that a URL belongs to, and the decoded path below its base URL."""

    service: ServiceAccess
    path: str


class ScopeRule(NamedTuple):
    """The rule that a token must have all scopes, or any of them. The scopes are names; a deleted one is None."""

    any: bool
    scopes: tuple[Optional[str], ...]

    def is_met(self, scopes: AbstractSet[str]) -> bool:
        """Whether a token with these scopes meets the rule."""
        met = [scope in scopes for scope in self.scopes if scope is not None]
        return any(met) if self.any else len(met) == len(self.scopes) and all(met)

    def missing(self, scopes: AbstractSet[str]) -> str:
        """What a token with these scopes lacks, as a sentence without a period."""
        names = [scope if scope is not None else "(deleted)" for scope in self.scopes if scope not in scopes]
        if self.any and len(names) > 1:
            return f"none of the scopes {', '.join(names)} is in the token"
        return f"scope {names[0]} is missing" if len(names) == 1 else f"scopes {', '.join(names)} are missing"


def scope_rule(operation: Wire, names: Mapping[str, str]) -> Optional[ScopeRule]:
    """The scope rule of an operation."""
    rule = get_key(operation, "accessControl.scope") or {}
    scopes = tuple(names.get(str(entry["id"])) for entry in rule.get("scopes") or [])
    return ScopeRule(rule.get("matchType") == "ANY", scopes) if scopes else None


def user_rules(operation: Wire, names: Mapping[str, str]) -> list[str]:
    """The rules of an operation that concern the user, for messages."""
    control = operation.get("accessControl") or {}
    groups = [names.get(str(entry["id"]), "(deleted)") for entry in get_key(control, "group.groups") or []]
    permission = str(get_key(control, "permission.id") or "")
    found = [f"membership in {' or '.join(groups)}"] if groups else []
    found += [f"the permission {names.get(permission, permission)}"] if permission else []
    return found + (["the authentication rule"] if control.get("authentication") else [])


def place_of(url: str, services: Iterable[ServiceAccess]) -> Optional[Place]:
    """The API service with the longest base URL that a URL is below."""
    by_url: dict[str, ServiceAccess] = {}
    for service in services:
        for base_url in service.base_urls:
            by_url.setdefault(normalized_url(base_url), service)
    for base in candidates_for(normalized_url(url.partition("?")[0])):
        if base in by_url:
            path = unquote(urlsplit(url).path)[len(unquote(urlsplit(base).path)) :]
            return Place(by_url[base], path or "/")
    return None


def is_place(url: str, identifier: str, path: str, services: Iterable[ServiceAccess]) -> bool:
    """Whether a URL only belongs to the API service with this ID, and this path is the one below its base URL."""
    services = list(services)
    place = place_of(url, services)
    others = place_of(url, [service for service in services if service.id != identifier])
    if place is None or place.service.id != identifier or place.path != path:
        return False
    return others is None or len(others.path) > len(path)


def nearest_base_url(url: str, services: Iterable[ServiceAccess]) -> str:
    """The base URL that is most similar to a URL, as a sentence; all of them if there are few; empty without any."""
    known = {base_url: service.name for service in services for base_url in service.base_urls}
    if not known:
        return "There is no API service."
    wanted = url.partition("?")[0]
    nearest = max(known, key=lambda base_url: _common_beginning(wanted, base_url))
    similar = suggestions(wanted, known)
    nearest = similar[0] if similar else nearest
    return f"The nearest base URL is {nearest} of the API service {quoted(known[nearest])}."


def _common_beginning(one: str, other: str) -> int:
    return next((at for at, (left, right) in enumerate(zip(one, other)) if left != right), min(len(one), len(other)))
