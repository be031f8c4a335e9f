# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runtime API that gateways call for every request (SPECIFICATION.md 20)."""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from typing import Any

from . import audit, bearer, decisions, documents, errors
from .calls import Call, Router
from .inputs import Model, without_nulls
from .store import Entry

router = Router()


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
    # A gateway takes any "response" for a denial, and "state" for what it has to send back.
    asked = {key: value for key, value in asked.items() if key not in ("response", "state")}
    if denial is not None:
        return {**asked, "response": _response(call, denial, asked["http_version"])}
    return {**asked, "state": _state(asked)} if call.emulator.switches["sideband_state"] else asked


@router.post("/v1/environments/{environment}/sideband/response")
def ask_about_response(call: Call) -> dict[str, Any]:
    """The API's answer as it is to be sent; nothing here changes it."""
    gateway = _admitted(call)
    asked = _checked(call, ResponseInput)
    _check_origin(call, asked)
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
    credential = store.get("credential", claims.get("jti", "")) if bearer.sound(claims) else None
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
        operation = decisions.find_operation(call.emulator, match, asked["method"])
        if operation is not None:
            resources.append(audit.Resource("operation", operation, f"{service}/operations/{operation['id']}"))
    action = f"API_ACCESS_LOG_ENTRY.HTTP_{what}_POLICY_EVALUATED"
    audit.note(call, call.environment, action, gateway, resources, result)


def _state(asked: dict[str, Any]) -> str:
    """Opaque to gateways: it says which request was let through."""
    return base64.urlsafe_b64encode(json.dumps({"method": asked["method"], "url": asked["url"]}).encode()).decode()


def _check_origin(call: Call, asked: dict[str, Any]) -> None:
    """An answer comes with the state of its request, or with the request when it was given no state (20.2)."""
    if not call.emulator.switches["sideband_state"]:
        if "state" not in asked and "request" not in asked:
            raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "request", "request or state must be provided"))
        return
    if "state" not in asked:
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "state", "state must be provided"))
    try:
        known = documents.parse(base64.b64decode(asked["state"], altchars=b"-_", validate=True))
    except (ValueError, TypeError):
        known = None
    if not isinstance(known, dict) or set(known) != {"method", "url"}:
        raise errors.invalid_value("state", "This is not the state of a request that was let through")


def _checked(call: Call, model: type[Model]) -> dict[str, Any]:
    """The payload without nulls, and with a list of headers: gateways written in Lua send an empty one as ``{}``."""
    asked: dict[str, Any] = without_nulls(call.data())
    if asked.get("headers") == {}:
        asked["headers"] = []
    call.input(model, data=asked)
    for at, header in enumerate(asked["headers"]):
        if len(header) != 1:
            raise errors.invalid_value(f"headers[{at}]", "A header is an object with one key")
    return asked


def _response(call: Call, denial: decisions.Denial, http_version: str) -> dict[str, Any]:
    """What the gateway is to send; ``headers`` is always there (20.1)."""
    headers = [{"www-authenticate": denial.challenge}] if denial.challenge else []
    response = {
        "response_code": str(denial.status),
        "response_status": HTTPStatus(denial.status).phrase,
        "http_version": http_version,
        "headers": headers,
    }
    bodies = call.emulator.switches["denial_bodies"]
    if bodies == "all" or (bodies == "forbidden" and denial.status == 403):
        headers.append({"content-type": "application/json"})
        refusal = errors.not_found() if denial.status == 404 else errors.error(403, "ACCESS_FAILED", errors.NO_ACCESS)
        response["body"] = json.dumps(refusal.body)
    return response
