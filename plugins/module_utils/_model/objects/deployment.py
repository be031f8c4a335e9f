# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Deployment of an API service. Changes are only enforced by gateways after a deployment."""

from __future__ import annotations

from typing import Optional, Sequence

from ..._base.shape import CODE, TEXT, TIMESTAMP, UUID, Rule
from ..._base.text import quoted
from ..._base.time import parse_timestamp
from ..._base.topic import ENVIRONMENT_ADMIN, Permission
from ..field import Wire, get_key
from ..kind import Kind

NEVER = "DEPLOYMENT_UNINITIALIZED"
SUCCESSFUL = "DEPLOYMENT_SUCCESSFUL"
FAILED = "DEPLOYMENT_FAILED"

DEPLOYMENT = Kind(
    noun="deployment",
    collection="deployment",
    permission=Permission(
        of="deployments of API services",
        roles=(ENVIRONMENT_ADMIN,),
        api_access=True,
        post_verb="deploy",
        service="authz",
        resource="apiServerDeployment",
    ),
    fields=(),
    id_shape=None,
    extra_keys=(
        Rule("status.code", CODE),
        Rule("status.error.id", CODE),
        Rule("status.error.code", CODE),
        Rule("status.error.message", TEXT),
        Rule("deployedAt", TIMESTAMP),
        Rule("decisionEndpoint.id", UUID),
        Rule("authorizationVersion.id", UUID),
    ),
    required=("status.code",),
    # The time of the last successful deployment is present after the first one.
    required_if=lambda deployment: ("deployedAt",) if deployment["status"]["code"] == SUCCESSFUL else (),
)

MEDIA_TYPE = "application/vnd.pingidentity.apiserver.deploy+json"


def status(deployment: Wire) -> str:
    """The status code of a deployment."""
    return str(get_key(deployment, "status.code") or NEVER)


def in_progress(deployment: Wire) -> bool:
    """Whether the deployment has started and not finished yet."""
    return status(deployment) not in (NEVER, SUCCESSFUL, FAILED)


def outdated_by(deployment: Wire, parts: Sequence[tuple[str, Wire]]) -> Optional[str]:
    """The first of the (noun, object) parts that was updated after the last deployment, as text; None if none was.

    API services and operations have no time of update in PingOne's API; resources and scopes do.
    """
    deployed_at = parse_timestamp(deployment.get("deployedAt"))
    for noun, part in parts:
        updated_at = parse_timestamp(part.get("updatedAt"))
        if updated_at and (deployed_at is None or updated_at >= deployed_at):
            return f"the {noun} {quoted(part['name'])} was updated after the last deployment"
    return None
