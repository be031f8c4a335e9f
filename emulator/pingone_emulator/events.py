# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-sent events at ``/_emulator/events``: what the page (page/) needs to stay current.

hello      first event: ``number`` of the newest request and ``state``, which differs when anything has changed
requests   a list of entries of the request log, without bodies; an entry comes again when its status is known.
           With ``?rows`` in the query each has its row of the page as ``row``
cleared    the request log is empty again
change     objects, switches or faults have changed; the event has the new ``state``
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import storm

if TYPE_CHECKING:
    from .emulator import Emulator

HEARTBEAT = 15.0
PAUSE = 0.1  # seconds between two messages, so that busy times come in few of them
KEPT = 500  # entries that wait for a slow listener
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]


class Listener:
    """What has happened since the last message to one client."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.entries: dict[int, dict[str, Any]] = {}
        self.cleared = self.changed = False


class Events:
    """All listeners, and a number that rises with every change."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._run, self._number = uuid.uuid4().hex[:8], 0

    @property
    def state(self) -> str:
        return f"{self._run}-{self._number}"

    def change(self) -> None:
        self._number += 1
        for listener in self.listeners:
            listener.changed = True
            listener.wake.set()

    def request(self, entry: dict[str, Any]) -> None:
        for listener in self.listeners:
            listener.entries[entry["number"]] = entry
            if len(listener.entries) > KEPT:
                del listener.entries[next(iter(listener.entries))]
            listener.wake.set()

    def clear(self) -> None:
        for listener in self.listeners:
            listener.entries.clear()
            listener.cleared = True
            listener.wake.set()

    @contextlib.contextmanager
    def listening(self) -> Iterator[Listener]:
        listener = Listener()
        self.listeners.add(listener)
        try:
            yield listener
        finally:
            self.listeners.discard(listener)


async def stream(emulator: Emulator, scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send events until the client goes away or the server ends."""
    scope.setdefault("extensions", {})[storm.HANGS] = True  # the end of the server does not wait for it
    rows = b"rows" in scope["query_string"]
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    gone = asyncio.ensure_future(storm.gone(receive))
    try:
        with emulator.events.listening() as listener:
            text = _message("hello", {"number": emulator.journal.number, "state": emulator.events.state})
            while True:
                await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
                await asyncio.wait({gone}, timeout=PAUSE)
                awake = asyncio.ensure_future(listener.wake.wait())
                await asyncio.wait({gone, awake}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
                awake.cancel()
                if gone.done():
                    return
                text = _news(emulator, listener, rows) or ": heartbeat\n\n"
    finally:
        gone.cancel()


def _news(emulator: Emulator, listener: Listener, rows: bool) -> str:
    """Everything that is new as one text; the listener forgets it."""
    from .page import log

    text = _message("cleared", {}) if listener.cleared else ""
    if listener.entries:
        entries = [listener.entries[number] for number in sorted(listener.entries)]
        shown = [{key: value for key, value in entry.items() if key != "body"} for entry in entries]
        if rows:
            for entry in shown:
                entry["row"] = log.row(emulator, entry)
        text += _message("requests", shown)
    if listener.changed:
        text += _message("change", {"state": emulator.events.state})
    listener.entries.clear()
    listener.cleared = listener.changed = False
    listener.wake.clear()
    return text


def _message(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
