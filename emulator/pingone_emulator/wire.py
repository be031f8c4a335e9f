# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: from bytes to a route's function and back.

A pure ASGI application of its own rather than a stack of middleware: the body
is read first, then everything that matters happens in one synchronous stretch.
Routes are found by a tree of path segments; Starlette's router, a list of regular
expressions, costs more than all the rest of an answer.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from email.utils import formatdate
from typing import Any

from . import audit, errors, events, permissions, storm
from .calls import Call, Document, Route, Router
from .emulator import Emulator
from .journal import created_id
from .keys import new_id

LOG = logging.getLogger("pingone_emulator")
CONTROL = "/_emulator"
# The API without faults and without entries in the log, for those who check what is there; not for CONTROL itself.
UNTROUBLED = f"{CONTROL}/api"
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
TRANSACTION = b"x-ping-external-transaction-id"
SESSION = b"x-ping-external-session-id"
MAXIMUM_HEADERS = 6 * 1024
Headers = dict[bytes, bytes]
Answer = tuple[int, Any, dict[str, str]]  # status, body (dict, str, Document or None), extra headers


class Routes:
    """Path templates as a tree."""

    def __init__(self, routers: list[Router]) -> None:
        self.root: dict[str, Any] = {}
        for router in routers:
            for route in router.routes:
                self._add(route)

    def _add(self, route: Route) -> None:
        node, names = self.root, []
        for segment in route.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                segment = "{}"
            node = node.setdefault(segment, {})
        node.setdefault("", {})[route.method] = (route, names)

    def find(self, path: str) -> tuple[dict[str, tuple[Route, list[str]]], list[str]] | None:
        """The methods of a path and the values of its parameters; None for an unknown path."""
        node, values = self.root, []
        for segment in path.split("/")[1:]:
            child = node.get(segment)
            if child is None or not segment:
                child = node.get("{}")
                if child is None or not segment:
                    return None
                values.append(segment)
            node = child
        return (node[""], values) if "" in node else None


class Wire:
    """The ASGI application."""

    def __init__(self, routers: list[Router], emulator: Emulator, prefix: str = "") -> None:
        self.emulator, self.prefix = emulator, prefix.rstrip("/")
        self.routes = Routes(routers)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        headers: Headers = dict(scope["headers"])
        raw = await _body(receive) if b"content-length" in headers or b"transfer-encoding" in headers else b""
        override = headers.get(b"x-http-method-override")
        if override and scope["method"] == "POST":
            scope["method"] = override.decode("latin-1").upper()
        prefix = self._strip_prefix(scope)
        if scope["path"] in ("", "/") and scope["method"] == "GET" and b"text/html" in headers.get(b"accept", b""):
            # A browser; a client of the API gets what any unknown route gets.
            await _send(send, (302, None, {"Location": f"{prefix}{CONTROL}/"}), None)
            return
        if scope["path"].startswith(f"{UNTROUBLED}/") and not scope["path"].startswith(UNTROUBLED + CONTROL):
            scope["path"] = scope["path"].removeprefix(UNTROUBLED)
            await _send(send, self._answer(scope, headers, raw, prefix + UNTROUBLED, {}), None)
            return
        if scope["path"].startswith(CONTROL):
            scope["path"] = scope["path"].rstrip("/")
            if (scope["method"], scope["path"]) == ("GET", f"{CONTROL}/events"):
                await events.stream(self.emulator, scope, receive, send)
            else:
                await _send(send, self._steered(scope, headers, raw, prefix), None)
            return
        note = self.emulator.journal.add(scope, headers, raw)
        try:
            await self._logged(scope, headers, raw, prefix, receive, send, note)
        finally:
            self.emulator.events.request(note)

    def _steered(self, scope: dict[str, Any], headers: Headers, raw: bytes, prefix: str) -> Answer:
        """The answer of the emulator's own endpoints; web pages of other origins must not change anything."""
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if origin is not None and scope["method"] != "GET" and origin.partition(b"://")[2].lower() != host.lower():
            refusal = errors.foreign_origin(origin.decode("latin-1"))
            return refusal.status, refusal.body, refusal.headers
        return self._answer(scope, headers, raw, prefix, {})

    async def _logged(
        self,
        scope: dict[str, Any],
        headers: Headers,
        raw: bytes,
        prefix: str,
        receive: Any,
        send: Any,
        note: dict[str, Any],
    ) -> None:
        """Answer a request of the log, and note the status there."""
        headers[TRANSACTION] = correlation_id(headers.get(TRANSACTION))
        headers[SESSION] = correlation_id(headers.get(SESSION))
        if self.emulator.weather.faults:
            answer = await self._stormy(scope, headers, raw, prefix, receive, send, note)
            if answer is None:
                return
        else:
            answer = self._answer(scope, headers, raw, prefix, note)
        note["status"] = answer[0]
        note["created"] = created_id(scope["method"], answer[0], answer[1])
        await _send(send, answer, headers)

    async def _stormy(
        self,
        scope: dict[str, Any],
        headers: Headers,
        raw: bytes,
        prefix: str,
        receive: Any,
        send: Any,
        note: dict[str, Any],
    ) -> Answer | None:
        """The answer while there are faults; None when all has been said already."""
        emulator = self.emulator
        hit = self.routes.find(scope["path"])
        route = next(iter(hit[0].values()))[0].path if hit else scope["path"]
        strike = emulator.weather.strike(storm.look(emulator, scope, route), emulator.seed["organization"]["id"])
        note["fault"] = ", ".join(strike.kinds()) or None
        emulator.events.request(note)  # it may be long until there is an answer
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        answer = await storm.ride(
            strike,
            emulator,
            scope,
            authorization,
            receive,
            lambda method: self._answer({**scope, "method": method}, headers, raw, prefix, note),
        )
        if answer is None or not (strike.decisive and strike.decisive.rule.kind == "truncated"):
            return answer
        note["status"] = answer[0]
        note["created"] = created_id(scope["method"], answer[0], answer[1])
        await storm.truncated(answer, scope, receive, send, encoded)
        return None

    def _strip_prefix(self, scope: dict[str, Any]) -> str:
        """Take the configured path prefix off; links get it back (SPECIFICATION.md 27.1)."""
        if self.prefix and scope["path"].startswith(self.prefix + "/"):
            scope["path"] = scope["path"][len(self.prefix) :]
            return self.prefix
        return ""

    def _answer(self, scope: dict[str, Any], headers: Headers, raw: bytes, prefix: str, note: dict[str, Any]) -> Answer:
        """The answer; the note says which permission it was checked for."""
        try:
            if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > MAXIMUM_HEADERS:
                status = self.emulator.switches["large_headers_status"]
                raise errors.PingOneError(status, {"message": "Request header fields too large"})
            route, names, values = self._route(scope, headers)
            if self.emulator.switches["enforce_rates"]:
                self.emulator.rates.admit(self.emulator, scope["path"], (scope.get("client") or ("",))[0])
            scope["path_params"] = dict(zip(names, values, strict=True))
            call = Call(scope)
            call.emulator, call.raw, call.found = self.emulator, raw, {}
            call.authorization = headers.get(b"authorization", b"").decode("latin-1")
            call.correlation = headers.get(TRANSACTION, b"").decode()
            host = headers.get(b"host", b"localhost").decode("latin-1")
            call.origin = f"{scope['scheme']}://{host}{prefix}"
            if route.permission is not None:
                note["permission"] = permissions.checked_for(route.permission)
                permissions.admit(call, route.permission)
            body = route.endpoint(call)
            if scope["method"] != "GET" and route.permission is not None:
                audit.record(call, route, body)
            self.emulator.keep()
            if isinstance(body, Document):
                return route.success, body, body.headers
            return (204 if body is None else route.success), body, {}
        except errors.PingOneError as refusal:
            return refusal.status, refusal.body, refusal.headers
        except Exception:
            LOG.exception("%s %s", scope["method"], scope["path"])
            return 500, errors.unexpected().body, {}

    def _route(self, scope: dict[str, Any], headers: Headers) -> tuple[Route, list[str], list[str]]:
        authorization = headers.get(b"authorization")
        hit = self.routes.find(scope["path"])
        if hit is None:
            raise errors.edge(authorization.decode("latin-1") if authorization else None)
        methods, values = hit
        if scope["method"] in methods:
            return *methods[scope["method"]], values
        # One route is known to be refused by the edge instead (3.1).
        if self.emulator.switches["wrong_method"] == 403 or re.fullmatch(
            "/v1/environments/[^/]+/applications/[^/]+", scope["path"]
        ):
            raise errors.edge(authorization.decode("latin-1") if authorization else None)
        raise errors.method_not_allowed(list(methods), self.emulator.switches["wrong_method_code"])


async def _body(receive: Any) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def correlation_id(sent: bytes | None) -> bytes:
    """The client's own id with unwelcome characters replaced, or a new one (SPECIFICATION.md 3.5)."""
    if not sent:
        return new_id().encode()
    text = sent.decode("utf-8", "replace")[:100]
    kept = "".join(
        character
        if character in "._-/@=#+"
        or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) == "Nd"
        else "_"
        for character in text
    )
    return kept.encode()


def encoded(answer: Answer) -> tuple[bytes, bytes]:
    """Body and content type."""
    body = answer[1]
    if isinstance(body, Document):
        return body.text.encode(), body.media_type.encode()
    if isinstance(body, str):
        return body.encode(), b"text/html; charset=utf-8"
    if body is None:
        return b"", b""
    return ENCODE(body).encode(), b"application/json"


async def _send(send: Any, answer: Answer, ids: Headers | None) -> None:
    content, content_type = encoded(answer)
    # Whatever made it a 429, it says how many seconds to wait (SPECIFICATION.md 20.3).
    extra = {"Date": formatdate(usegmt=True), **({"Retry-After": "1"} if answer[0] == 429 else {}), **answer[2]}
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in extra.items()]
    if content_type:
        headers += [(b"content-type", content_type), (b"content-length", str(len(content)).encode())]
    if ids is not None:
        headers += [(TRANSACTION, ids[TRANSACTION]), (SESSION, ids[SESSION])]
    await send({"type": "http.response.start", "status": answer[0], "headers": headers})
    await send({"type": "http.response.body", "body": content})
