# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a request must meet to be allowed, and how two such requirements compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional, Sequence

from ..._model.field import Ref, Wire, Wires, ref_to
from ..._model.objects.api_service import has_custom_policies
from ..deny_operation import is_deny_operation
from ._strictness import Rules, at_least_as_strict, rules_of
from .distinguishable_requests import Deciders

RULES, DENIED, NO_BASE_URL, SEVERAL_SERVICES = "rules", "denied", "no base URL", "several services"
WIDENED, NARROWED, CHANGED, UNDETERMINED = "widened", "narrowed", "changed", "undetermined"


@dataclass(frozen=True, eq=False)
class ServiceState:
    """What determines the access to an API service, before or after a change.

    - ``wire``: the API service.
    - ``authority``: whose tokens are accepted, and whether custom policies decide, as labels and values. They are
      compared for equality only.
    - ``operations``: returns the operations. They are only needed if the access may change.
    - ``denies``: whether the operation whose name is that of the managed one that denies requests really is this one.
    """

    wire: Wire
    authority: tuple[tuple[str, object], ...]
    operations: Callable[[], Wires]
    denies: Callable[[Wire], bool]

    @property
    def ref(self) -> Ref:
        """The reference to the API service."""
        return ref_to(self.wire)

    @property
    def key(self) -> object:
        """Identifies the API service, even if it does not exist yet."""
        return identity(self.wire)

    @property
    def base_urls(self) -> Sequence[str]:
        """The base URLs. Empty if they are not known."""
        return [str(url) for url in self.wire.get("baseUrls") or []]


@dataclass(frozen=True, eq=False)
class Requirement:
    """What a request must meet: the rules of an operation, or only a valid token if no operation matches it.

    ``kind``: one of the constants above. ``service`` and ``operation`` are only for messages.
    """

    kind: str
    service: Optional[ServiceState] = None
    operation: Optional[Wire] = None
    rules: Rules = frozenset()

    @property
    def key(self) -> tuple[object, ...]:
        """Requirements with the same key are the same for every request."""
        return (self.kind, self.service.authority if self.service else None, self.rules)

    @property
    def is_closed(self) -> bool:
        """Whether no request is allowed."""
        return self.kind in (DENIED, NO_BASE_URL)

    def at_least_as_strict_as(self, other: Requirement) -> bool:
        """Whether every request that meets this requirement also meets the other one."""
        if self.is_closed:
            return True
        if self.kind != RULES or other.kind != RULES or self.service is None or other.service is None:
            return False
        same_tokens = self.service.authority == other.service.authority
        return same_tokens and at_least_as_strict(self.rules, other.rules, is_assumed=True)


def requirements(service: ServiceState, deciders: Deciders) -> list[Requirement]:
    """The possible requirements of requests about which these operations may decide."""
    found: dict[tuple[object, ...], Requirement] = {}
    operations: list[Optional[Wire]] = [decider.operation for decider in deciders]
    for operation in operations or [None]:
        one = _requirement(service, operation)
        found.setdefault(one.key, one)
    return list(found.values())


def _requirement(service: ServiceState, operation: Optional[Wire]) -> Requirement:
    if operation is not None and is_deny_operation(operation) and service.denies(operation):
        return Requirement(DENIED, service, operation)
    rules = rules_of(operation) if operation else frozenset()
    if has_custom_policies(service.wire):
        # A policy is only comparable with itself. That of a new operation is not known.
        policy = operation.get("policy") or identity(operation) if operation else "API service"
        rules = frozenset({*((kind, rule) for kind, rule in rules if kind != "policy"), ("policy", str(policy))})
    return Requirement(RULES, service, operation, rules)


def identity(wire: Wire) -> object:
    """What distinguishes an object from others: its ID, or its reference if it does not exist yet."""
    target = ref_to(wire)
    return target.id or target


def effect(before: Sequence[Requirement], after: Sequence[Requirement]) -> str:
    """How the access changes. Empty if every request is treated as before.

    Several requirements are possible if it is not documented which one decides.
    """
    if len(before) == len(after) == 1 and before[0].key == after[0].key:
        return ""
    narrowed = all(new.at_least_as_strict_as(old) for new in after for old in before)
    widened = all(old.at_least_as_strict_as(new) for new in after for old in before)
    if narrowed and widened:
        return ""
    return NARROWED if narrowed else WIDENED if widened else CHANGED
