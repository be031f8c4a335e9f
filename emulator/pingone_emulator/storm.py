# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How faults (weather.py) are done to a request and its connection."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import struct
from collections.abc import Callable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from . import errors, permissions
from .clock import parse_timestamp
from .weather import Fault, Request, Strike

if TYPE_CHECKING:
    from .emulator import Emulator
    from .wire import Answer

HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
LINGER_ZERO = struct.pack("ii", 1, 0)
IN_ENVIRONMENT = re.compile(r"^/v1/environments/([^/]+)/.")
EXTRA = {"futureSetting": {"mode": "FUTURE_MODE", "entries": [1, 2]}}
HANGS = "pingone_emulator.hangs"  # set in a scope's extensions while its client waits in vain


def look(emulator: Emulator, scope: dict[str, Any], route: str) -> Request:
    """What the weather has to know about a request."""
    found = IN_ENVIRONMENT.match(scope["path"] + "/.")
    environment = emulator.store.get("environment", found[1]) if found else None
    below = IN_ENVIRONMENT.match(scope["path"])
    now = emulator.clock.now()
    age = now - parse_timestamp(environment.body["createdAt"]) if environment and below else None
    license = environment.body["license"]["id"] if environment else ""
    return Request(scope["method"], scope["path"], route, license, (scope.get("client") or ("",))[0], age, now)


async def ride(
    strike: Strike,
    emulator: Emulator,
    scope: dict[str, Any],
    authorization: str,
    receive: Any,
    work: Callable[[str], Answer],
) -> Answer | None:
    """The answer under that strike; None when the connection ended without one. ``work`` takes a method."""
    delay = strike.sum("slow")
    if delay:
        await asyncio.sleep(delay)
    fault = strike.decisive
    skew, method = strike.sum("clock-skew"), scope["method"]
    emulator.clock.skew += skew
    try:
        answer = None
        if fault is None or fault.applied == "after" or fault.rule.kind.endswith("-token"):
            _take_tokens(fault, emulator, authorization)
            before = work("GET") if method == "DELETE" and "late-gone" in strike.kinds() else None
            answer = work(method)
            _remember(strike, emulator, answer, before)
            answer = _alter(strike, emulator, answer)
            answer = (*answer[:2], {"Date": formatdate(emulator.clock.now(), usegmt=True), **answer[2]})
    finally:
        emulator.clock.skew -= skew
        strike.count()
    if fault is None or fault.rule.kind.endswith("-token"):
        return answer
    if fault.rule.kind.startswith("reset"):
        await reset(scope, receive)
        return None
    if fault.rule.kind == "hang":
        scope["extensions"][HANGS] = True
        await gone(receive)
        return None
    return _decided(fault, strike.request, answer)


def _take_tokens(fault: Fault | None, emulator: Emulator, authorization: str) -> None:
    """Tokens go for good, so that only a new one helps."""
    if fault and fault.rule.kind == "expired-token":
        permissions.revoke(emulator, authorization)
    elif fault and fault.rule.kind == "revoked-token":
        emulator.tokens.clear()


def _decided(fault: Fault, request: Request, answer: Answer | None) -> Answer:
    kind = fault.rule.kind
    if kind == "html":
        return fault.status, HTML, {}
    if kind == "redirect":
        return fault.status, HTML, {"Location": fault.rule.location}
    if kind == "truncated":
        return answer or (200, {"id": "00000000-0000-0000-0000-000000000000"}, {})
    retry_after = fault.rule.retry_after
    if kind == "rate-limit":
        retry_after = max(1, round(fault.wait(request)))
    return refusal(fault.status, retry_after, request.now)


def refusal(status: int, retry_after: int | str | None, now: float) -> Answer:
    """PingOne's body for a status, with ``Retry-After`` as seconds, as a date (``"date:5"``) or not at all."""
    headers = {}
    if isinstance(retry_after, str) and retry_after.startswith("date:"):
        headers["Retry-After"] = formatdate(now + float(retry_after[5:]), usegmt=True)
    elif retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == 429:
        refused = errors.too_many_requests()
    elif status in (401, 403, 404, 500):
        refused = {401: errors.unauthorized, 403: errors.forbidden, 404: errors.not_found, 500: errors.unexpected}[
            status
        ]()
    elif status > 500:
        refused = errors.PingOneError(status, {"message": "Service unavailable"})
    else:
        refused = errors.error(status, "REQUEST_FAILED", "The request could not be completed.")
    return status, refused.body, headers


def _remember(strike: Strike, emulator: Emulator, answer: Answer, before: Answer | None) -> None:
    lag, path, now = emulator.weather.lag, strike.request.path, strike.request.now
    for fault in strike.others:
        if fault.rule.kind == "late-visible" and strike.request.method == "POST" and answer[0] == 201:
            lag.created(fault, f"{path}/{answer[1]['id']}", now)
        if fault.rule.kind == "late-gone" and before and before[0] == 200 and answer[0] == 204:
            lag.deleted(fault, path, before[1], now)


def _alter(strike: Strike, emulator: Emulator, answer: Answer) -> Answer:
    request = strike.request
    if request.method == "GET":
        answer = emulator.weather.lag.view(request.path, answer, request.now)
    for fault in strike.others:
        kind = fault.rule.kind
        if kind == "masked-404" and answer[0] == 404:
            found = IN_ENVIRONMENT.match(request.path)
            if found and emulator.store.get("environment", found[1]) is None:
                answer = refusal(fault.status, None, request.now)
        elif kind == "extra-keys" and answer[0] < 300:
            answer = answer[0], _each_object(answer[1], EXTRA), answer[2]
        elif kind == "unknown-enum" and answer[0] < 300:
            answer = answer[0], _each_object(answer[1], {fault.rule.key: fault.rule.value}), answer[2]
    return answer


def _each_object(value: Any, change: dict[str, Any]) -> Any:
    """A copy in which every PingOne object (a dict with links and an id) has been given those keys."""
    if isinstance(value, list):
        return [_each_object(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _each_object(item, change) for key, item in value.items()}
    return {**copy, **change} if {"_links", "id"} <= set(value) else copy


async def reset(scope: dict[str, Any], receive: Any) -> None:
    """End the connection without an answer: a reset on plain HTTP, a bare end of file under TLS."""
    transport = scope["extensions"]["pingone_emulator.transport"]
    if scope["scheme"] == "http":
        # The event loop's socket object refuses options; a second handle on the same socket takes them.
        with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as handle:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
    transport.abort()
    await gone(receive)


async def truncated(
    answer: Answer, scope: dict[str, Any], receive: Any, send: Any, encode: Callable[[Answer], tuple[bytes, bytes]]
) -> None:
    """Promise the whole body and send half of it."""
    content, content_type = encode(answer)
    headers = [
        (b"content-type", content_type or b"application/json"),
        (b"content-length", str(max(len(content), 2)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200 if answer[0] == 204 else answer[0], "headers": headers})
    await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
    scope["extensions"]["pingone_emulator.transport"].close()
    await gone(receive)


async def gone(receive: Any) -> None:
    """Wait until the connection is closed and the server knows; else it would answer by itself."""
    while (await receive())["type"] != "http.disconnect":
        pass
