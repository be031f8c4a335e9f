# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for the limits of the product."""

from __future__ import annotations

from typing import Iterator

from ..._model.field import get_key
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from ..._model.objects.group import GROUP
from ..._model.objects.operation import OPERATION
from ..methods import MAXIMUM_METHODS
from ..operation_rules import MAXIMUM_GROUPS, MAXIMUM_OPERATIONS
from ..patterns import MAXIMUM_PATHS
from ..rules import MAXIMUM_API_SERVICES, MAXIMUM_EXTERNAL_OAUTH_SERVERS
from .model import ENVIRONMENT, NOTE, SERVERS, Configuration, Found, Rule, Subject

PERCENT = 80


def _near(subject: Subject, count: int, maximum: int, plural: str) -> Iterator[Found]:
    if count * 100 > maximum * PERCENT:
        reason = f"it has {count} of at most {maximum} {plural}."
        yield Found(subject, reason, "Combine or remove some of them before the limit is reached.", plural)


def _services(configuration: Configuration) -> Iterator[Found]:
    environment = Subject(ENVIRONMENT, "")
    yield from _near(environment, len(configuration.all_services), MAXIMUM_API_SERVICES, API_SERVICE.plural)


def _servers(configuration: Configuration) -> Iterator[Found]:
    count, maximum = configuration.external_servers, MAXIMUM_EXTERNAL_OAUTH_SERVERS
    yield from _near(Subject(ENVIRONMENT, ""), count, maximum, EXTERNAL_OAUTH_SERVER.plural)


def _operations(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        yield from _near(service.subject, len(service.operations), MAXIMUM_OPERATIONS, OPERATION.plural)


def _parts(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        for operation in service.operations:
            subject = service.part(OPERATION.noun, operation)
            groups = get_key(operation, "accessControl.group.groups") or []
            yield from _near(subject, len(operation.get("paths") or []), MAXIMUM_PATHS, "paths")
            yield from _near(subject, len(operation.get("methods") or []), MAXIMUM_METHODS, "methods")
            yield from _near(subject, len(groups), MAXIMUM_GROUPS, GROUP.plural)


_WHY = f"More than {PERCENT} % of the limit of PingOne is used. When the limit is reached, nothing can be added."
_REMEDY = "Combine or remove some of the objects before the limit is reached."

RULES = (
    Rule("limit-api-services", NOTE, "The limit of API services is nearly reached", _WHY, _REMEDY, _services),
    Rule(
        "limit-external-oauth-servers",
        NOTE,
        "The limit of external OAuth servers is nearly reached",
        _WHY,
        _REMEDY,
        _servers,
        frozenset({SERVERS}),
    ),
    Rule("limit-operations", NOTE, "The limit of operations is nearly reached", _WHY, _REMEDY, _operations),
    Rule(
        "limit-parts-of-operation",
        NOTE,
        "The limit of paths, methods, or groups of an operation is nearly reached",
        _WHY,
        _REMEDY,
        _parts,
    ),
)
