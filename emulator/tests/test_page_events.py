# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-sent events of the emulator."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import APPLICATIONS, PingOne, start
from pingone_emulator import events
from pingone_emulator.events import Events, Listener

PATH = "/_emulator/events"


@contextmanager
def listening(pingone: PingOne, query: str = "") -> Iterator[Iterator[tuple[str, Any]]]:
    """Names and data of the events."""
    with httpx.stream("GET", pingone.url + PATH + query, timeout=10) as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield _parsed(answer)


def _parsed(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in answer.iter_lines():
        key, _colon, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


def test_requests_and_changes(pingone: PingOne, api):
    """Entries as in the log, without bodies; every change of objects, switches and faults."""
    with listening(pingone) as found:
        name, hello = next(found)
        assert name == "hello" and hello["number"] > 0
        api.post("/groups", json={"name": "Secret garden"})
        name, entries = next(found)
        assert name == "requests"
        expected = {key: value for key, value in pingone.journal()[-1].items() if key != "body"}
        assert entries == [expected] and expected["status"] == 201
        name, change = next(found)
        assert name == "change" and change["state"] != hello["state"]
        api.get("/nowhere")
        entries = next(found)[1]
        assert [(entry["method"], entry["status"]) for entry in entries] == [("GET", 403)]
        pingone.switch(page_size=7)
        assert next(found)[0] == "change"
        pingone.faults({"kind": "hang", "path": "^/v1/nowhere"})
        assert next(found)[0] == "change"
        pingone.http.delete("/_emulator/requests")
        assert next(found) == ("cleared", {})


def test_a_request_that_hangs_is_seen(pingone: PingOne):
    """At once, without a status; and again when its client has gone."""
    pingone.faults({"kind": "hang", "path": "^/v1/hangs$"})
    server = urlsplit(pingone.url)
    with listening(pingone, "?rows") as found:
        next(found)
        with socket.create_connection((server.hostname, server.port)) as client:
            client.sendall(b"GET /v1/hangs HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _name, first = next(found)
        _name, second = next(found)
    assert [(entry["path"], entry["status"], entry["fault"]) for entry in first] == [("/v1/hangs", None, "hang")]
    assert "no response" in first[0]["row"] and "fault: hang" in first[0]["row"]
    assert second == first


def test_streams_are_not_in_the_log(pingone: PingOne):
    pingone.http.delete("/_emulator/requests")
    with listening(pingone) as found:
        next(found)
    assert pingone.journal() == []
    assert pingone.http.post(PATH).status_code in (403, 405)


def test_bodies_of_the_token_endpoint(pingone: PingOne):
    """No event has a secret in it."""
    with listening(pingone, "?rows") as found:
        next(found)
        pingone.token_request("Automation Post")
        _name, entries = next(found)
    assert entries[0]["path"].endswith("/as/token") and "body" not in entries[0] and entries[0]["status"] == 200
    assert APPLICATIONS["Automation Post"]["secret"] not in json.dumps(entries)


def test_the_end_does_not_wait_for_streams(tmp_path, capfd: pytest.CaptureFixture[str]):
    """SIGTERM ends the emulator while clients listen; the server does not have to break off anything."""
    process, ready = start(tmp_path)
    with listening(PingOne(ready["url"])) as one, listening(PingOne(ready["url"])) as two:
        next(one), next(two)
        process.terminate()
        assert process.wait(5) == 0
        with pytest.raises(httpx.HTTPError):
            next(one)
    assert not re.search("Cancel [1-9]", capfd.readouterr().err)


def test_heartbeat(monkeypatch: pytest.MonkeyPatch):
    """A stream that has nothing to say sends comments, and ends with its client."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.01)
    monkeypatch.setattr(events, "PAUSE", 0.001)
    sent: list[str] = []

    async def stream() -> None:
        emulator = SimpleNamespace(events=Events(), journal=SimpleNamespace(number=3))
        left = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b"").decode())
            if len(sent) == 5:
                left.set()

        await events.stream(emulator, {"query_string": b""}, receive, send)
        assert not emulator.events.listeners

    asyncio.run(stream())
    assert sent[2:5] == [": heartbeat\n\n"] * 3


def test_a_slow_listener_gets_the_newest_entries():
    async def fill() -> Listener:
        everything = Events()
        with everything.listening() as listener:
            for number in range(events.KEPT + 10):
                everything.request({"number": number})
        return listener

    listener = asyncio.run(fill())
    assert len(listener.entries) == events.KEPT and min(listener.entries) == 10
