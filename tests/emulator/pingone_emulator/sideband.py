# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runtime API that gateways call for every request (SPECIFICATION.md 20)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from . import decisions, errors
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
    environment = _admitted(call)
    asked = _checked(call, RequestInput)
    denial = decisions.decide(call.emulator, environment, asked)
    return asked if denial is None else {**asked, "response": _response(denial, asked["http_version"])}


@router.post("/v1/environments/{environment}/sideband/response")
def ask_about_response(call: Call) -> dict[str, Any]:
    """The API's answer as it is to be sent; nothing here changes it."""
    _admitted(call)
    asked = _checked(call, ResponseInput)
    if asked.get("state") is None and asked.get("request") is None:
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", "request", "request or state must be provided"))
    return {key: asked[key] for key in ("response_code", "response_status", "headers", "body") if key in asked}


def _admitted(call: Call) -> Entry:
    """The environment, when the gateway's credential is good; notes that it was used."""
    store = call.emulator.store
    environment = store.get("environment", call.path_params["environment"])
    if environment is None:
        raise errors.not_found()
    claims = call.emulator.keys.claims(environment.id, call.headers.get("client-token", "")) or {}
    credential = store.get("credential", claims.get("jti", ""))
    if credential is None or credential.environment != environment.id:
        raise errors.unauthorized()
    gateway = store.get("gateway", credential.parent)
    if gateway is None or not gateway.body["enabled"] or gateway.body["type"] != "API_GATEWAY_INTEGRATION":
        raise errors.unauthorized()
    credential.body["lastUsedAt"] = call.emulator.clock.stamp()
    store.put(credential)
    return environment


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
