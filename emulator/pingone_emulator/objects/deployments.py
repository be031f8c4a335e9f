# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployment of API services (SPECIFICATION.md 9).

What is saved and what is deployed are two things: a successful deployment
keeps a copy of the service and its operations, and only that copy decides
about requests.
"""

from __future__ import annotations

import copy
import uuid
from typing import Any

from .. import errors
from ..calls import Call, Router, needs
from ..emulator import Emulator
from ..store import Entry
from .api_services import custom_policies

router = Router()

MEDIA_TYPE = "application/vnd.pingidentity.apiserver.deploy+json"
FAILURE = "The policies of the API service could not be published."


@router.get("/v1/environments/{environment}/apiServers/{apiServer}/deployment")
@needs("read:apiServerDeployment")
def read_deployment(call: Call) -> dict[str, Any]:
    service = call.found["apiServer"]
    advance(call.emulator, service)
    return _shown(call, service)


@router.post("/v1/environments/{environment}/apiServers/{apiServer}/deployment")
@needs("deploy:apiServerDeployment")
def deploy(call: Call) -> dict[str, Any]:
    media_type = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise errors.unsupported_media_type()
    service, switches = call.found["apiServer"], call.emulator.switches
    in_progress = "pending" in _state(service)
    if in_progress and switches["deploy_in_progress"] == "refused":
        raise errors.request_failed(errors.detail("CONSTRAINT_VIOLATION", None, "A deployment is in progress"))
    if not in_progress or switches["deploy_in_progress"] == "restart":
        start(call.emulator, service)
    failed = status(service)["status"]["code"] == "DEPLOYMENT_FAILED"
    if failed and switches["failed_deployment_status"] == 400:
        raise errors.request_failed(errors.detail("CONSTRAINT_VIOLATION", None, FAILURE))
    if failed and switches["failed_deployment_status"] == 500:
        raise errors.unexpected()
    return _shown(call, service)


def start(emulator: Emulator, service: Entry) -> None:
    """Take the copy that is to be deployed; finish at once unless the switch says otherwise."""
    mode, state = emulator.switches["deployment"], _state(service)
    operations = emulator.store.children("operation", service.id)
    state["pending"] = {
        "service": copy.deepcopy(service.body),
        "operations": [copy.deepcopy(operation.body) for operation in operations],
        "polls": {"immediate": 0, "failing": 0, "endless": -1}.get(mode, emulator.switches["deployment_polls"]),
        "fails": mode in ("failing", "asynchronous_failing"),
    }
    first = "decisionEndpoint" not in state["body"]
    state["body"]["status"] = {
        "code": "DECISION_ENDPOINT_CREATE_IN_PROGRESS" if first else "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"
    }
    if state["pending"]["polls"] == 0:
        _finish(emulator, service, state)
    emulator.store.put(service)


def advance(emulator: Emulator, service: Entry) -> None:
    """A read of a deployment in progress brings it one step nearer to its end; -1 steps are endless."""
    state = _state(service)
    pending = state.get("pending")
    if not pending or pending["polls"] < 0:
        return
    if pending["polls"] == 0:
        _finish(emulator, service, state)
    else:
        pending["polls"] -= 1
    emulator.store.put(service)


def _finish(emulator: Emulator, service: Entry, state: dict[str, Any]) -> None:
    pending, body = state.pop("pending"), state["body"]
    if pending["fails"]:
        # The last success stays: deployedAt and what is in force do not change.
        body["status"] = {
            "code": "DEPLOYMENT_FAILED",
            "error": {
                "id": str(uuid.uuid4()),
                "code": "DEPLOYMENT_FAILED",
                "message": FAILURE,
            },
        }
        return
    new = {"service": pending["service"], "operations": pending["operations"]}
    changed = new != state.get("deployed")
    state["deployed"] = new
    body["status"] = {"code": "DEPLOYMENT_SUCCESSFUL"}
    body["deployedAt"] = emulator.clock.stamp()
    body["decisionEndpoint"] = {"id": _decision_endpoint(emulator, service).id}
    if custom_policies(service.body) and (changed or "authorizationVersion" not in body):
        body["authorizationVersion"] = {"id": str(uuid.uuid4())}


def _decision_endpoint(emulator: Emulator, service: Entry) -> Entry:
    """The system's own decision endpoint: made by the first deployment, named like the service."""
    for endpoint in emulator.store.children("decisionEndpoint", service.environment):
        if endpoint.private.get("apiServer") == service.id:
            if endpoint.name != service.name:
                emulator.update(endpoint, {**endpoint.body, "name": service.name})
            return endpoint
    body = {
        "name": service.name,
        "description": "Made by the deployment of an API service.",
        "owned": True,
        "recordRecentRequests": False,
    }
    return emulator.create(
        "decisionEndpoint", service.environment, service.environment, body, {"apiServer": service.id}
    )


def _state(service: Entry) -> dict[str, Any]:
    state: dict[str, Any] = service.private.setdefault(
        "deployment", {"body": {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}}
    )
    return state


def deployed(service: Entry) -> dict[str, Any] | None:
    """The service and operations in force, or None when nothing was ever deployed."""
    found: dict[str, Any] | None = _state(service).get("deployed")
    return found


def status(service: Entry) -> dict[str, Any]:
    """The deployment as answers show it, without links."""
    body: dict[str, Any] = _state(service)["body"]
    return body


def _shown(call: Call, service: Entry) -> dict[str, Any]:
    body = status(service)
    environment = f"{call.origin}/v1/environments/{service.environment}"
    self = f"{environment}/apiServers/{service.id}"
    links = {"self": {"href": f"{self}/deployment"}, "environment": {"href": environment}, "apiServer": {"href": self}}
    if "decisionEndpoint" in body:
        endpoint = body["decisionEndpoint"]["id"]
        links["decisionEndpoint"] = {"href": f"{environment}/decisionEndpoints/{endpoint}"}
    return {"_links": links, **body}
