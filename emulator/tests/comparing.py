# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of ``compare`` share: an other side inside this process, whose responses can be changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import yaml
from conftest import HERE, SEED
from pingone_emulator.compare import session, sides
from pingone_emulator.compare import transcript as transcripts
from pingone_emulator.compare.client import Client, Limits
from pingone_emulator.compare.report import Report
from pingone_emulator.compare.transcript import Transcript
from pingone_emulator.emulator import Emulator

DEMO = yaml.safe_load((HERE.parent / "pingone_emulator" / "seeds" / "demo.yml").read_text(encoding="utf-8"))
BASE = "/v1/environments/${environment}"
# Changes a response, or raises what a network raises.
Change = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Changing(httpx.BaseTransport):
    """An emulator behind something that changes its responses."""

    def __init__(self, inner: httpx.BaseTransport, change: Change) -> None:
        self.inner, self.change, self.requests = inner, change, list[httpx.Request]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.change(request, self.inner.handle_request(request))

    def sent(self) -> list[str]:
        return [f"{one.method} {one.url.path}" for one in self.requests if not one.url.path.endswith("/as/token")]


def unchanged(_request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return response


def changed_body(response: httpx.Response, change: Callable[[Any], Any]) -> httpx.Response:
    """The same response with another body."""
    response.read()
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return httpx.Response(response.status_code, headers=headers, json=change(response.json()))


def other_side(
    change: Change = unchanged, emulator: Emulator | None = None, limits: Limits | None = None, **switches: Any
) -> tuple[Client, Changing]:
    """Another emulator than the one that the comparison starts, with another seed."""
    if emulator is None:
        emulator = Emulator(SEED)
        emulator.keys = sides.KEYS
        emulator.switch(switches)
    client = sides.in_process(emulator)
    transport = Changing(client.http._transport, change)
    client.http = httpx.Client(transport=transport)
    client.limits = limits
    return client, transport


def run(transcript: Transcript | dict[str, Any] | str, other: Client) -> Report:
    """Compare one transcript with the other side."""
    if isinstance(transcript, dict):
        transcript = transcripts.parse(json.dumps(transcript), "test")
    if isinstance(transcript, str):
        transcript = transcripts.load(transcript)
    return session.run([transcript], DEMO, other, lambda text: None)


def document(*requests: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A transcript with these requests."""
    return {"format": 1, "name": "test", "description": "A test.", "requests": list(requests), **more}


def create(path: str = "/groups", save: str = "made", **body: Any) -> dict[str, Any]:
    body = {"name": f"{save}-${{run}}", **body}
    return {"name": f"create {save}", "method": "POST", "path": BASE + path, "body": body, "save": {save: "/id"}}


def read(path: str, name: str = "") -> dict[str, Any]:
    return {"name": name or f"read {path}", "method": "GET", "path": BASE + path}
