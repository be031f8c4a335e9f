# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two sides of a comparison: an emulator inside this process, and another PingOne over the network."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import httpx

from .. import seed as seeds
from ..app import build
from ..emulator import Emulator
from ..keys import Keys
from ..wire import Wire
from .client import Client, Limits
from .settings import Settings, SettingsError

ORIGIN = "http://localhost"
# Shared by all emulators of a comparison: making keys takes longer than most transcripts.
KEYS = Keys()


class InProcess(httpx.BaseTransport):
    """Hands requests to the emulator without a network."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        scope = {
            "type": "http",
            "method": request.method,
            "path": request.url.path,
            "raw_path": request.url.raw_path,
            "query_string": request.url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "scheme": request.url.scheme,
            "client": ("127.0.0.1", 1),
            "extensions": {},
        }
        body, messages = request.read(), list[dict[str, Any]]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            messages.append(message)

        asyncio.run(self.wire(scope, receive, send))
        content = b"".join(message.get("body", b"") for message in messages[1:])
        return httpx.Response(messages[0]["status"], headers=messages[0]["headers"], content=content)


def emulated(seed: dict[str, Any], switches: dict[str, Any]) -> Client:
    """A new emulator with that seed, and its switches in these positions."""
    emulator = Emulator(seed)
    emulator.keys = KEYS
    emulator.weather.set([])
    emulator.switch(switches)
    return in_process(emulator)


def in_process(emulator: Emulator) -> Client:
    """A client of an emulator that does not listen anywhere."""
    found = seeds.variables(emulator, ORIGIN)
    settings = Settings(
        ORIGIN,
        ORIGIN,
        found["PINGONE_TARGET_ENVIRONMENT_ID"],
        found["PINGONE_ENVIRONMENT_ID"],
        found["PINGONE_CLIENT_ID"],
        found["PINGONE_CLIENT_SECRET"],
        found.get("PINGONE_CLIENT_AUTH_METHOD") == "post",
    )
    return Client(settings, httpx.Client(transport=InProcess(build(emulator))), None)


def remote(settings: Settings, ca_file: Path | None, limits: Limits) -> Client:
    """The other PingOne. Certificates are always verified."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as problem:
            is_tls = isinstance(problem, ssl.SSLError)
            reason = "it contains no certificate in PEM format" if is_tls else problem.strerror
            raise SettingsError(f"--ca-file {ca_file} cannot be used: {reason}.") from None
    try:
        # Proxies are taken from the environment variables HTTPS_PROXY and NO_PROXY.
        return Client(settings, httpx.Client(verify=context), limits)
    except ValueError:
        raise SettingsError("HTTPS_PROXY is not a valid URL. Correct it or remove it.") from None
