# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runtime API that gateways call for every request (SPECIFICATION.md 20)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from . import audit, decisions, errors
from .calls import Call, new_router
from .inputs import Model
from .store import Entry

router = new_router()


class RequestInput(Model):
    """A request that a gateway asks about."""

    source_ip: str
    source_port: int | str
    method: str
    url: str
    http_version: str
    headers: list[dict[str, str]]
    body: str | None = None
    client_certificate: dict[str, Any] | None = None
    access_token: dict[str, Any] | None = None


class ResponseInput(Model):
    """An API's answer that a gateway asks about."""

    method: str
    url: str
    http_version: str
    response_code: str
    response_status: str
    headers: list[dict[str, str]]
    body: str | None = None
    state: Any = None
    request: dict[str, Any] | None = None


@router.post("/v1/environments/{environment}/sideband/request")
def ask_about_request(call: Call) -> dict[str, Any]:
    """The request again; with ``response`` in it when the gateway shall send that instead."""
    gateway = _admitted(call)
    asked = _checked(call, RequestInput)
    denial = decisions.decide(call.emulator, call.found["environment"], asked)
    _note(call, gateway, asked, "REQUEST", f"Denied with {denial.status}" if denial else "Permitted")
    return asked if denial is None else {**asked, "response": _response(denial, asked["http_version"])}


@router.post("/v1/environments/{environment}/sideband/response")
def ask_about_response(call: Call) -> dict[str, Any]:
    """The API's answer as it is to be sent; nothing here changes it."""
    gateway = _admitted(call)
    asked = _checked(call, ResponseInput)
    if asked.get("state") is None and asked.get("request") is None:
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "request", "request or state must be provided"))
    _note(call, gateway, asked, "RESPONSE", "Permitted")
    return {key: asked[key] for key in ("response_code", "response_status", "headers", "body") if key in asked}


def _admitted(call: Call) -> Entry:
    """The gateway, when its credential is good; notes that it was used."""
    store = call.emulator.store
    environment = store.get("environment", call.path_params["environment"])
    if environment is None:
        raise errors.not_found()
    call.found["environment"] = environment
    claims = call.emulator.keys.claims(environment.id, call.headers.get("client-token", "")) or {}
    credential = store.get("credential", claims.get("jti", ""))
    if credential is None or credential.environment != environment.id:
        raise errors.unauthorized()
    gateway = store.get("gateway", credential.parent)
    if gateway is None or not gateway.body["enabled"] or gateway.body["type"] != "API_GATEWAY_INTEGRATION":
        raise errors.unauthorized()
    credential.body["lastUsedAt"] = call.emulator.clock.stamp()
    store.put(credential)
    return gateway


def _note(call: Call, gateway: Entry, asked: dict[str, Any], what: str, decision: str) -> None:
    """Tell the audit, if it is to know: by default it does not, because these events are many."""
    if not call.emulator.switches["audit_requests"]:
        return
    resources, result = [], {"status": "FAILED", "description": "No API service is deployed at this URL"}
    match = decisions.find_service(call.emulator, call.found["environment"], asked["url"])
    if match is not None:
        result = {"status": "SUCCESS", "description": decision}
        service = f"/v1/environments/{call.environment}/apiServers/{match.service['id']}"
        resources.append(audit.Resource("apiServer", match.service, service))
        operation = decisions.find_operation(match.operations, asked["method"], match.path)
        if operation is not None:
            resources.append(audit.Resource("operation", operation, f"{service}/operations/{operation['id']}"))
    action = f"API_ACCESS_LOG_ENTRY.HTTP_{what}_POLICY_EVALUATED"
    audit.note(call, call.environment, action, gateway, resources, result)


def _checked(call: Call, model: type[Model]) -> dict[str, Any]:
    asked = call.data()
    call.input(model, data=asked)
    for at, header in enumerate(asked["headers"]):
        if len(header) != 1:
            raise errors.invalid_value(f"headers[{at}]", "A header is an object with one key")
    return asked


def _response(denial: decisions.Denial, http_version: str) -> dict[str, Any]:
    headers = [{"www-authenticate": denial.challenge}] if denial.challenge else []
    return {
        "response_code": str(denial.status),
        "response_status": HTTPStatus(denial.status).phrase,
        "http_version": http_version,
        "headers": headers,
    }
