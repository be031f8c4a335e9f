# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a fault (weather.py) is done to a connection."""

from __future__ import annotations

import asyncio
import os
import socket
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Callable

from . import errors, permissions
from .weather import LINGER_ZERO, Strike

if TYPE_CHECKING:
    from .emulator import Emulator
    from .wire import Answer

HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


async def ride(strike: Strike, emulator: Emulator, scope: dict, headers: dict[bytes, bytes], receive: Any,
               work: Callable[[], Answer]) -> Answer | None:
    """The answer under that strike; None when the connection was reset instead."""
    if strike.seconds:
        await asyncio.sleep(strike.seconds)
    fault = strike.fault
    if fault is None:
        return work()
    if strike.hits("expired-token"):
        # The token itself goes, so that only a new one helps.
        permissions.revoke(emulator, headers.get(b"authorization", b"").decode("latin-1"))
        return work()
    answer = work() if fault.applied == "after" else None
    if strike.hits("reset-before-write", "reset-after-write"):
        await reset(scope, receive)
        return None
    if strike.hits("html"):
        return fault.rule.status, HTML, {}
    if strike.hits("redirect"):
        status = fault.rule.status if fault.rule.status < 400 else 302
        return status, HTML, {"Location": fault.rule.location}
    if strike.hits("truncated"):
        return answer or (200, {"id": "00000000-0000-0000-0000-000000000000"}, {})
    return refusal(fault.rule.status, fault.rule.retry_after, emulator.clock.now())


def refusal(status: int, retry_after: int | str | None, now: float) -> Answer:
    """PingOne's body for a status, with ``Retry-After`` as seconds, as a date (``"date:5"``) or not at all."""
    headers = {}
    if isinstance(retry_after, str) and retry_after.startswith("date:"):
        headers["Retry-After"] = formatdate(now + float(retry_after[5:]), usegmt=True)
    elif retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == 429:
        refused = errors.error(429, "REQUEST_LIMITED", "The request could not be completed. There were too many "
                               "requests.", [errors.detail("LIMIT_EXCEEDED", None, "The rate limit was exceeded.")])
    elif status == 401:
        refused = errors.unauthorized()
    elif status == 403:
        refused = errors.forbidden()
    elif status == 404:
        refused = errors.not_found()
    elif status == 500:
        refused = errors.unexpected()
    elif status > 500:
        refused = errors.PingOneError(status, {"message": "Service unavailable"})
    else:
        refused = errors.error(status, "REQUEST_FAILED", "The request could not be completed.")
    return status, refused.body, headers


async def reset(scope: dict, receive: Any) -> None:
    """End the connection without an answer: a reset on plain HTTP, a bare end of file under TLS."""
    transport = scope["extensions"]["pingone_emulator.transport"]
    if scope["scheme"] == "http":
        # The event loop's socket object refuses options; a second handle on the same socket takes them.
        with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as handle:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
    transport.abort()
    await _gone(receive)


async def truncated(answer: Answer, scope: dict, receive: Any, send: Any,
                    encode: Callable[[Answer], tuple[bytes, bytes]]) -> None:
    """Promise the whole body and send half of it."""
    content, content_type = encode(answer)
    headers = [(b"content-type", content_type or b"application/json"),
               (b"content-length", str(max(len(content), 2)).encode())]
    await send({"type": "http.response.start", "status": 200 if answer[0] == 204 else answer[0], "headers": headers})
    await send({"type": "http.response.body", "body": content[:len(content) // 2], "more_body": True})
    scope["extensions"]["pingone_emulator.transport"].close()
    await _gone(receive)


async def _gone(receive: Any) -> None:
    """Wait until the server has noticed that the connection is closed; else it would answer by itself."""
    while (await receive())["type"] != "http.disconnect":
        pass
