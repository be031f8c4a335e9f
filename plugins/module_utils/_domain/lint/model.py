# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the rules examine, and what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import AbstractSet, Any, Callable, Iterable, Mapping, NamedTuple, Optional, Sequence

from ..._base.text import capitalized, quoted
from ..._model.field import Ref, Wire, Wires, get_key, ref_to
from ..._model.kind import State
from ..._model.objects.api_service import API_SERVICE, has_custom_policies, is_external, resource_id
from ..._model.objects.operation import OPERATION
from ..due import Verdict

# The values of Rule.checked_by that concern operations: the operation itself, and its options.
LISTED, PATHS, BASE_URLS = "operations[]", "operations[].paths", "base_urls"
# It states that an operation is open on purpose.
ALLOW_OPEN = "operations[].allow_open"

# The severities of SARIF, the most severe first.
ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)

# What a rule needs in addition to API services and their operations.
GRANTS, REFERENCES, DEPLOYMENTS, SCOPES, SERVERS = "grants", "references", "deployments", "scopes", "external servers"
EVERYTHING = frozenset({GRANTS, REFERENCES, DEPLOYMENTS, SCOPES, SERVERS})

ENVIRONMENT, APPLICATION, SCOPE = "environment", "application", "scope"


class Subject(NamedTuple):
    """The object of a finding. ``api_service`` is empty for objects that do not belong to one."""

    type: str
    name: str
    api_service: str = ""

    @property
    def path(self) -> str:
        """The qualified name, such as C(Orders API/operations/Read orders)."""
        if self.type in (API_SERVICE.noun, ENVIRONMENT):
            return self.name
        return "/".join(filter(None, (self.api_service, f"{self.type.replace(' ', '_')}s", self.name)))

    def __str__(self) -> str:
        owner = f" of {quoted(self.api_service)}" if self.api_service and self.type != API_SERVICE.noun else ""
        return f"{self.type} {quoted(self.name)}{owner}" if self.name else self.type


class Found(NamedTuple):
    """What a rule has found: the object, the reason with the facts, and the remedy.

    ``detail`` distinguishes several findings of a rule for one object.
    """

    subject: Subject
    reason: str
    remedy: str
    detail: str = ""


@dataclass(frozen=True)
class Grant:
    """The scopes of a resource that an application has been granted."""

    application: str
    enabled: bool
    resource: object
    scopes: frozenset[object]


@dataclass(frozen=True, eq=False)
class Service:
    """An API service with what is known of it.

    - ``operations``: as in PingOne's API.
    - ``names``: the names of the existing objects that the service and its operations refer to, by ID.
    - ``scopes``: the scopes of the resource.
    - ``required_scopes``: the IDs of scopes that operations of any API service with the same resource require, and
      None if custom policies can require others.
    - ``denies_unlisted``: whether requests that match no operation are denied.
    - ``deployment``, ``verdict``: the deployment, and whether another one is needed.
    """

    wire: Wire
    operations: Wires
    names: Mapping[str, str] = field(default_factory=dict)
    scopes: Sequence[Wire] = ()
    required_scopes: Optional[AbstractSet[object]] = None
    denies_unlisted: bool = False
    deployment: Optional[Wire] = None
    verdict: Optional[Verdict] = None

    @property
    def name(self) -> str:
        """The name of the API service."""
        return str(self.wire["name"])

    @property
    def ref(self) -> Ref:
        """The reference to the API service."""
        return ref_to(self.wire)

    @property
    def subject(self) -> Subject:
        """The API service as the object of a finding."""
        return Subject(API_SERVICE.noun, self.name, self.name)

    @property
    def resource(self) -> object:
        """The ID of the resource; empty with external tokens."""
        return resource_id(self.wire)

    @property
    def base_urls(self) -> list[str]:
        """The base URLs. Empty if they are not known."""
        return list(get_key(self.wire, "baseUrls") or [])

    @property
    def has_rules(self) -> bool:
        """Whether the access rules of its operations decide, and nothing else."""
        return not is_external(self.wire) and not has_custom_policies(self.wire)

    def part(self, noun: str, wire: Wire) -> Subject:
        """An object of the API service as the object of a finding."""
        return Subject(noun, str(wire["name"]), self.name)

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What several rules derive, and what is computed once."""
        return {}

    @cached_property
    def states(self) -> list[tuple[Wire, State]]:
        """The operations with their states."""
        return [(operation, OPERATION.read(operation, self.names)) for operation in self.operations]


@dataclass(frozen=True)
class Configuration:
    """What the rules examine.

    - ``services``: the API services to examine.
    - ``all_services``: all API services of the environment.
    - ``grants``: the grants of all applications.
    - ``external_servers``: the number of external OAuth servers.
    - ``now``: PingOne's time.
    """

    services: Sequence[Service]
    all_services: Sequence[Wire]
    now: datetime
    grants: Sequence[Grant] = ()
    external_servers: int = 0

    def others(self, service: Service) -> list[Wire]:
        """The other API services of the environment."""
        return [wire for wire in self.all_services if not ref_to(wire).same_as(service.ref)]


@dataclass(frozen=True)
class Rule:
    """A rule.

    - ``id``: does not change between releases.
    - ``title``: what it finds. ``why``: why this matters. ``remedy``: what to do in general.
    - ``check``: returns what it finds.
    - ``needs``: what it needs in addition to API services and operations.
    - ``checked_by``: the options of an entry of the whole workflow, or of its operations, for which other code rejects
      this, or warns of it.
    """

    id: str
    severity: str
    title: str
    why: str
    remedy: str
    check: Callable[[Configuration], Iterable[Found]]
    needs: frozenset[str] = frozenset()
    checked_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A violation of a rule."""

    rule: Rule
    subject: Subject
    reason: str
    remedy: str
    detail: str = ""

    def as_result(self) -> dict[str, Any]:
        """The finding as part of a module's result."""
        return {
            "rule": self.rule.id,
            "severity": self.rule.severity,
            "object": {
                "type": self.subject.type,
                "name": self.subject.name,
                "api_service": self.subject.api_service or None,
            },
            "reason": capitalized(self.reason),
            "remedy": self.remedy,
        }

    @property
    def text(self) -> str:
        """The finding as one line."""
        return f"{self.subject}: {self.reason} {self.remedy} ({self.rule.id})"
