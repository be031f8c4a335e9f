# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Derives access test cases from the operations of an API service.

The requests are one for each method and pattern, an example of each class of requests that the operations distinguish,
and requests that are similar to what a pattern matches, but not the same. The tokens are those at the limit of each
rule: the smallest sets of scopes that meet it, and the largest that do not. If no operation is different, neither is
any decision at this limit.

Expected decisions follow from what PingOne documents. Requests about which it is not documented are counted instead.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import AbstractSet, Iterator, NamedTuple, Optional, Sequence

from .._model.field import Wire, Wires
from .access_cause import ALLOW, DENY
from .deny_operation import is_deny_operation
from .methods import STANDARD_METHODS
from .operation_analysis.distinguishable_requests import distinguishable_requests
from .service_access import ScopeRule, ServiceAccess, scope_rule, user_rules

BARE = "it is not documented whether a pattern that ends in /** matches the path without it"
EQUAL = "several operations are equally specific, and it is not documented which of them takes precedence"
POLICIES = "the API service has custom policies, which can deny what the operations allow"
TOO_MANY = "the operations distinguish too many classes of requests, so that there is not an example of each"
UNLISTED = "no operation matches, and it is not documented whether such a request is allowed"

Scopes = tuple[str, ...]


class Request(NamedTuple):
    """A request to derive cases from. ``kind`` says how it differs from what a pattern matches; empty if it does not.

    ``path`` is percent-decoded and below the base URL.
    """

    method: str
    path: str
    kind: str = ""


class Derived(NamedTuple):
    """A case: a request, the scopes of its token (None without a token), and the expected decision.

    ``skipped`` is the reason why there is no such token.
    """

    request: Request
    scopes: Optional[Scopes]
    expect: str
    skipped: str = ""

    @property
    def name(self) -> str:
        """The name of the case."""
        kind = f" ({self.request.kind})" if self.request.kind else ""
        return f"{self.request.method} {self.request.path}{kind}, {self._token}"

    @property
    def _token(self) -> str:
        if self.scopes is None:
            return "without a token"
        return f"with {', '.join(self.scopes)}" if self.scopes else "with a token"


class Limit(NamedTuple):
    """A token at the limit of a rule."""

    scopes: Scopes
    expect: str
    skipped: str = ""


class Matrix(NamedTuple):
    """The derived cases, and how many requests are left out for which reason."""

    cases: list[Derived]
    left_out: Counter[str]


def derive_cases(service: ServiceAccess, granted: AbstractSet[str]) -> Matrix:
    """The cases for the operations of an API service. ``granted`` are the scopes that the client has been granted."""
    matrix = Matrix([], Counter())
    requests: dict[tuple[str, str], Request] = {}
    for request in _requests(service, matrix.left_out):
        requests.setdefault((request.method, request.path), request)
    for request in requests.values():
        _derive(service, granted, request, matrix)
    return matrix


def _derive(service: ServiceAccess, granted: AbstractSet[str], request: Request, matrix: Matrix) -> None:
    """Add the cases for a request."""
    alternatives = service.deciding(request.method, request.path)
    reason = _undetermined(alternatives, service)
    if reason:
        matrix.left_out[reason] += 1
        return
    operation = alternatives[0][0]
    if not request.kind:
        matrix.cases.append(Derived(request, None, DENY))
    for limit in _limits(operation, service, granted):
        if limit.skipped and request.kind:
            # Listed for the request that the pattern matches, and not for each similar one.
            matrix.left_out[limit.skipped] += 1
        elif limit.expect == ALLOW and service.custom_policies and not limit.skipped:
            matrix.left_out[POLICIES] += 1
        else:
            matrix.cases.append(Derived(request, *limit))


def _undetermined(alternatives: Sequence[Wires], service: ServiceAccess) -> str:
    """Why the decision about a request is not determined; empty if it is."""
    rules = [{_rules_of(operation, service) for operation in deciders} for deciders in alternatives]
    if any(len(own) > 1 for own in rules):
        return EQUAL
    if len(rules) > 1 and rules[0] != rules[1]:
        return BARE
    return "" if rules[0] else UNLISTED


def _rules_of(operation: Wire, service: ServiceAccess) -> object:
    rule = scope_rule(operation, service.names)
    return (rule.any, frozenset(rule.scopes)) if rule else None, str(operation.get("accessControl") or "")


def _limits(operation: Wire, service: ServiceAccess, granted: AbstractSet[str]) -> list[Limit]:
    """The tokens at the limit of an operation's rules."""
    everything = tuple(sorted(granted))
    if not everything:
        return [Limit((), DENY, "The client has not been granted any scope of the API, so it gets no token for it.")]
    rule, users = scope_rule(operation, service.names), user_rules(operation, service.names)
    if is_deny_operation(operation):
        return [Limit(everything, DENY)]
    if users:
        need = f"A token of a client has no user, who is required to have {' and '.join(users)}."
        return [Limit((), ALLOW, need), Limit(everything, DENY)]
    if rule is None:
        return [Limit((scope,), ALLOW) for scope in everything[:2]]
    return [*_allowed(rule, everything), *_denied(rule, everything)]


def _allowed(rule: ScopeRule, granted: Scopes) -> Iterator[Limit]:
    """The smallest sets of scopes that meet a rule."""
    names = sorted({scope for scope in rule.scopes if scope is not None})
    if _cannot_be_met(rule):
        return
    for scopes in [(name,) for name in names] if rule.any else [tuple(names)]:
        missing = [scope for scope in scopes if scope not in granted]
        yield Limit(scopes, ALLOW, f"The client has not been granted {', '.join(missing)}." if missing else "")


def _cannot_be_met(rule: ScopeRule) -> bool:
    """Whether no token meets a rule, because none can have a scope that was deleted."""
    return None in rule.scopes and (not rule.any or set(rule.scopes) == {None})


def _denied(rule: ScopeRule, granted: Scopes) -> Iterator[Limit]:
    """The largest sets of scopes that do not meet a rule."""
    names = sorted({scope for scope in rule.scopes if scope is not None})
    without = [frozenset(names)] if rule.any else [frozenset((name,)) for name in names]
    without = [frozenset()] if _cannot_be_met(rule) else without
    for scopes in without:
        others = tuple(scope for scope in granted if scope not in scopes)
        reason = "The client has not been granted any other scope of the API, so it gets no token without"
        yield Limit(others, DENY, "" if others else f"{reason} {', '.join(sorted(scopes))}.")


def _requests(service: ServiceAccess, left_out: Counter[str]) -> Iterator[Request]:
    """All requests, those that patterns match first."""
    listed = set(chain.from_iterable(operation.get("methods") or [] for operation in service.operations))
    other = next((method for method in STANDARD_METHODS if method not in listed), "OTHER")
    similar: list[Request] = []
    for operation in service.operations:
        methods = list(operation.get("methods") or [])
        for path in service.samples(operation):
            yield from (Request(method, path) for method in methods or ["GET"])
            similar += [Request(method.lower(), path, "method in lower case") for method in methods]
            similar += [Request(other, path, "another method")]
            similar += [Request((methods or ["GET"])[0], *one) for one in similar_paths(path)]
    examples = distinguishable_requests(service.operations)
    if examples is None:
        left_out[TOO_MANY] += 1
    yield from (Request(one.method, one.path, "example") for one in examples or [] if is_normal(one.path))
    yield from (one for one in similar if is_normal(one.path))


def similar_paths(path: str) -> Iterator[tuple[str, str]]:
    """Paths that are similar to a path, and how they differ from it."""
    segments = path.split("/")
    literal = next((at for at in range(len(segments) - 1, 0, -1) if segments[at].strip("7x")), 0)
    yield f"{path.rstrip('/')}/x", "one more segment"
    yield "/".join(segments[:-1]) or "/", "one segment less"
    yield f"{path.rstrip('/')}/", "trailing slash"
    yield "/".join([*segments[:-1], ""]), "empty segment"
    if literal:
        begin, word, end = segments[:literal], segments[literal], segments[literal + 1 :]
        yield "/".join([*begin, f"{word}-x", *end]), "similar segment"
        yield "/".join([*begin, word.swapcase(), *end]), "other case"


def is_normal(path: str) -> bool:
    """Whether clients and gateways send a path as it is: without empty segments, and without dots."""
    segments = path.split("/")[1:]
    return path.startswith("/") and not any(segment in ("", ".", "..") for segment in segments[:-1] or [])
