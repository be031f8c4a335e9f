# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decision endpoints: those that deployments make, and others (SPECIFICATION.md 9.2)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call, Router, linked, needs
from ..inputs import Model, Name, Reference
from ..listing import collection
from ..store import Entry

router = Router()

PATH = "/v1/environments/{environment}/decisionEndpoints"
READ_ONLY = ("owned", "provenance", "recentDecisions", "recentDecisionsEnabled")


class DecisionEndpointInput(Model):
    """What a client may say about a decision endpoint."""

    name: Name
    description: str = ""
    recordRecentRequests: bool
    alternateId: str = ""
    policyId: str = ""
    authorizationVersion: Reference | None = None


@linked("decisionEndpoint")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/decisionEndpoints/{entry.id}", "environment": environment}


@router.get(PATH)
@needs("read:apiServer")
def list_decision_endpoints(call: Call) -> dict[str, Any]:
    return collection(call, "decisionEndpoints", call.emulator.store.children("decisionEndpoint", call.environment))


@router.post(PATH, status_code=201)
@needs("create:decisionEndpoint")
def create_decision_endpoint(call: Call) -> dict[str, Any]:
    body = {**call.input(DecisionEndpointInput, *READ_ONLY), "owned": False}
    return call.show(call.emulator.create("decisionEndpoint", call.environment, call.environment, body))


@router.get(PATH + "/{decisionEndpoint}")
@needs("read:apiServer")
def read_decision_endpoint(call: Call) -> dict[str, Any]:
    return call.show(call.found["decisionEndpoint"])


@router.put(PATH + "/{decisionEndpoint}")
@needs("update:decisionEndpoint")
def update_decision_endpoint(call: Call) -> dict[str, Any]:
    data = call.input(DecisionEndpointInput, *READ_ONLY)
    return call.show(call.emulator.update(_not_owned(call), data, keep=("owned",)))


@router.delete(PATH + "/{decisionEndpoint}")
@needs("delete:decisionEndpoint")
def delete_decision_endpoint(call: Call) -> None:
    call.emulator.store.delete(_not_owned(call))


def _not_owned(call: Call) -> Entry:
    """The system's own endpoints are not for clients to change."""
    entry = call.found["decisionEndpoint"]
    if entry.body["owned"]:
        raise errors.forbidden()
    return entry
