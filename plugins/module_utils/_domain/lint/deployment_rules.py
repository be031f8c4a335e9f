# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for the deployments of API services."""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator

from ..._base.text import quoted
from ..._base.time import parse_timestamp
from ..._model.field import get_key
from ..._model.objects.deployment import FAILED, NEVER, in_progress, status
from ..due import RETENTION
from .model import DEPLOYMENTS, ERROR, NOTE, WARNING, Configuration, Found, Rule

_DEPLOY = "Deploy the API service."


def _never(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        if service.deployment and status(service.deployment) == NEVER:
            yield Found(service.subject, "it was never deployed, so that gateways do not enforce it.", _DEPLOY)


def _failed(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        if service.deployment and status(service.deployment) == FAILED:
            error = get_key(service.deployment, "status.error.message")
            cause = f" with the message {quoted(str(error))}" if error else ""
            reason = f"its last deployment failed{cause}, and gateways still enforce what was deployed before."
            yield Found(service.subject, reason, "Correct the cause, and deploy the API service again.")


def _outdated(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        deployment, verdict = service.deployment, service.verdict
        if not deployment or not verdict or not verdict.due or status(deployment) in (NEVER, FAILED):
            continue
        if not in_progress(deployment):
            yield Found(service.subject, f"it is not deployed as it is configured: {verdict.reason}.", _DEPLOY)


def _old(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        deployed_at = parse_timestamp((service.deployment or {}).get("deployedAt"))
        if deployed_at is None or (service.verdict and service.verdict.due):
            continue
        age = configuration.now - deployed_at
        if age > RETENTION:
            reason = (
                f"its last deployment is {age // timedelta(days=1)} days old, and the audit log, which would contain a"
                f" later change, can be read for {RETENTION.days} days."
            )
            yield Found(service.subject, reason, "Deploy the API service if it may have changed since.")


RULES = (
    Rule(
        "deployment-never",
        WARNING,
        "An API service was never deployed",
        "Gateways only enforce what is deployed.",
        _DEPLOY,
        _never,
        frozenset({DEPLOYMENTS}),
    ),
    Rule(
        "deployment-failed",
        ERROR,
        "The last deployment of an API service failed",
        "Gateways still enforce what was deployed before.",
        "Correct the cause, and deploy the API service again.",
        _failed,
        frozenset({DEPLOYMENTS}),
    ),
    Rule(
        "deployment-outdated",
        WARNING,
        "An API service was changed after its last deployment",
        "Gateways enforce the configuration of the last deployment, and not the one that PingOne shows.",
        _DEPLOY,
        _outdated,
        frozenset({DEPLOYMENTS}),
    ),
    Rule(
        "deployment-old",
        NOTE,
        "It cannot be determined whether an API service was changed after its last deployment",
        "PingOne does not return whether a deployment is needed, and the audit log is only available for a limited"
        " time. The gateways may enforce an older configuration than the one that PingOne shows.",
        "Deploy the API service if it may have changed.",
        _old,
        frozenset({DEPLOYMENTS}),
    ),
)
