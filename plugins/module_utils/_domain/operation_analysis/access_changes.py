# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compares the access to API services before and after a change, for every request.

A request belongs to the API service with the longest base URL that it starts with (up to a slash). The requests of each
base URL are divided into classes by :mod:`.distinguishable_requests`, and the requirements of each class are compared.
If the result is empty, every request is treated as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Collection, Iterable, NamedTuple, Optional, Sequence
from urllib.parse import unquote

from ..._base.errors import AuthorizeError
from ..._model.field import Wire, Wires
from ..base_urls import candidates_for, normalized_url
from ._budget import MAXIMUM_STEPS
from ._requirements import (
    CHANGED,
    DENIED,
    NARROWED,
    NO_BASE_URL,
    RULES,
    SEVERAL_SERVICES,
    UNDETERMINED,
    WIDENED,
    Requirement,
    ServiceState,
    effect,
    identity,
    requirements,
)
from ._strictness import rules_of
from .distinguishable_requests import Deciders, ExampleRequest, distinguishable_requests, escaped

__all__ = [
    "CHANGED",
    "DENIED",
    "NARROWED",
    "NO_BASE_URL",
    "RULES",
    "SEVERAL_SERVICES",
    "UNDETERMINED",
    "WIDENED",
    "AccessChange",
    "Requirement",
    "ServiceState",
    "access_changes",
]

# Each base URL with other operations may use at least so many steps.
_LEAST_STEPS = 100_000


@dataclass(frozen=True)
class AccessChange:
    """Requests whose access changes in the same way.

    - ``service``: the API service that they belong to afterwards, or before if there is none afterwards.
    - ``base_urls``: the base URLs of the requests. ``path``: an example below any of them, percent-decoded.
    - ``methods``: the methods. The last one may represent all methods that no operation lists: ``other_methods``.
    - ``all_methods``: whether every method is included.
    - ``moved``: the requests did not belong to the same base URL of the same API service before.
    - ``concerned``: all API services that the requests may belong to, before or afterwards.
    - ``before``, ``after``: the requirements. Several if it is not documented which of them applies.
    - ``effect``: if this is UNDETERMINED, the operations cannot be read or compared, and everything else is empty.
    """

    service: ServiceState
    effect: str
    base_urls: Sequence[str] = ()
    path: str = ""
    methods: Sequence[str] = ()
    other_methods: bool = False
    all_methods: bool = False
    moved: bool = False
    before: Sequence[Requirement] = ()
    after: Sequence[Requirement] = ()
    concerned: Sequence[ServiceState] = ()


class _Owner(NamedTuple):
    """An API service that requests belong to, and their common path below its base URL."""

    service: ServiceState
    offset: str


@dataclass
class _Region:
    """Base URLs whose requests belong to the same services before, and to the same services after the change."""

    before: Sequence[_Owner]
    after: Sequence[_Owner]
    base_urls: list[str]


def access_changes(
    before: Sequence[ServiceState],
    after: Sequence[ServiceState],
    touched: Collection[object],
    steps: int = MAXIMUM_STEPS,
) -> list[AccessChange]:
    """The changes of the access to API services, by service and base URL, each sorted by path.

    ``before``, ``after``: all API services. ``touched``: the keys of those whose operations change.
    """
    regions = _regions(before, after, touched)
    changes: list[AccessChange] = []
    for region in regions:
        concerned = [owner.service for owner in (*region.before, *region.after)]
        found = _of_region(region, max(steps // len(regions), _LEAST_STEPS))
        changes += [replace(change, concerned=concerned) for change in found]
    return changes


def _regions(
    before: Sequence[ServiceState], after: Sequence[ServiceState], touched: Collection[object]
) -> list[_Region]:
    """The base URLs for which the access may change."""
    old, new = _by_url(before), _by_url(after)
    found: dict[object, _Region] = {}
    for url, (spelling, _services) in {**old, **new}.items():
        owners = _owners(old, url), _owners(new, url)
        keys = [tuple((owner.service.key, owner.service.authority, owner.offset) for owner in side) for side in owners]
        if keys[0] != keys[1] or any(owner.service.key in touched for side in owners for owner in side):
            found.setdefault(tuple(keys), _Region(*owners, [])).base_urls.append(spelling)
    # Services without base URLs, because they do not exist yet in check mode.
    earlier = {service.key: service for service in before}
    for service in after:
        if not service.base_urls and service.key in touched and service.key in earlier:
            found[service.key] = _Region([_Owner(earlier[service.key], "")], [_Owner(service, "")], [])
    return list(found.values())


_ByUrl = dict[str, tuple[str, list[ServiceState]]]


def _by_url(services: Iterable[ServiceState]) -> _ByUrl:
    """The services by base URL in normal form, and the spelling of the URL."""
    found: _ByUrl = {}
    for service in services:
        for url in service.base_urls:
            found.setdefault(normalized_url(url), (url, []))[1].append(service)
    return found


def _owners(by_url: _ByUrl, url: str) -> list[_Owner]:
    """The services with the longest base URL at or above a URL. It is not documented which one it is of several."""
    for base in candidates_for(url):
        if base in by_url:
            return [_Owner(service, unquote(url[len(base) :])) for service in by_url[base][1]]
    return []


def _of_region(region: _Region, steps: int) -> list[AccessChange]:
    if len(region.before) < 2 and len(region.after) < 2:
        return _between(next(iter(region.before), None), next(iter(region.after), None), region.base_urls, steps)
    old = {owner.service.key: owner for owner in region.before}
    new = {owner.service.key: owner for owner in region.after}
    if old.keys() != new.keys():
        # Which of several services with the same base URL decides is not documented.
        unclear = [Requirement(SEVERAL_SERVICES)]
        owner = next(iter(region.after or region.before))
        return [
            AccessChange(owner.service, CHANGED, region.base_urls, "/", ["GET"], True, True, True, unclear, unclear)
        ]
    return [
        change
        for key, owner in new.items()
        for change in _between(old[key], owner, region.base_urls, steps // len(new))
    ]


def _between(
    before: Optional[_Owner], after: Optional[_Owner], base_urls: Sequence[str], steps: int
) -> list[AccessChange]:
    """The changes of requests that belong to one service before, and to one service after the change, or to none."""
    owner = after or before
    if owner is None:
        return []
    below = max(before.offset if before else "", after.offset if after else "", key=len)
    try:
        operations = _operations(before, below), _operations(after, below)
    except AuthorizeError:
        return [AccessChange(owner.service, UNDETERMINED)]
    examples = distinguishable_requests(*operations, steps, below=below)
    if examples is None:
        return [AccessChange(owner.service, UNDETERMINED)]
    every = len({example.method for example in examples})
    moved = not before or not after or before.service.key != after.service.key or before.offset != after.offset
    by_path: dict[object, list[ExampleRequest]] = {}
    changes: dict[object, AccessChange] = {}
    for example in examples:
        if before and after and _is_same(before.service, after.service, example):
            continue
        old, new = _requirements(before, example.before), _requirements(after, example.after)
        result = effect(old, new)
        if result:
            key = (example.path, _key(old), _key(new), _patterns(example))
            by_path.setdefault(key, []).append(example)
            changes[key] = AccessChange(
                owner.service, result, base_urls, example.path, moved=moved, before=old, after=new
            )
    merged: dict[object, AccessChange] = {}
    for place, same in by_path.items():
        methods = tuple(example.method for example in same)
        others = any(example.other_methods for example in same)
        one = replace(changes[place], methods=methods, other_methods=others, all_methods=len(methods) == every)
        merged.setdefault((methods, _key(one.before), _key(one.after), _patterns(same[0])), one)
    return list(merged.values())


def _operations(owner: Optional[_Owner], below: str) -> Wires:
    """The operations of a service. If others begin at a longer base URL, the patterns begin with the rest of it."""
    if owner is None:
        return []
    operations = owner.service.operations()
    if owner.offset == below:
        return operations
    return [{**operation, "paths": [_below(below, path) for path in operation["paths"]]} for operation in operations]


def _below(prefix: str, path: Wire) -> Wire:
    begin = prefix if path["type"] == "EXACT" else escaped(prefix)
    return {**path, "pattern": begin + path["pattern"]}


def _requirements(owner: Optional[_Owner], deciders: Deciders) -> list[Requirement]:
    return requirements(owner.service, deciders) if owner else [Requirement(NO_BASE_URL)]


def _is_same(before: ServiceState, after: ServiceState, example: ExampleRequest) -> bool:
    """Whether the same operations decide, with the same rules."""
    sides = [
        {(identity(one.operation), rules_of(one.operation)) for one in side} for side in (example.before, example.after)
    ]
    return before.key == after.key and before.authority == after.authority and sides[0] == sides[1]


def _key(side: Sequence[Requirement]) -> frozenset[object]:
    return frozenset(one.key for one in side)


def _patterns(example: ExampleRequest) -> tuple[str, ...]:
    return tuple(one.pattern for side in (example.before, example.after) for one in side)
