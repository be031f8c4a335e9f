# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON over HTTP with the standard library."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.parse
from typing import Any

TIMEOUT = 30.0


class EmulatorError(Exception):
    """The emulator rejected a request, or cannot be reached.

    status: the HTTP status, or None if there was no response. reason: the message of the response.
    """

    def __init__(self, message: str, status: int | None = None, reason: str = "") -> None:
        super().__init__(message)
        self.status, self.reason = status, reason


class Connection:
    """A connection that is kept open, which several threads can use."""

    def __init__(self, url: str) -> None:
        self._address = urllib.parse.urlsplit(url).netloc
        self._lock = threading.Lock()
        self._http: http.client.HTTPConnection | None = None

    def json(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, form: str | None = None
    ) -> Any:
        """The JSON document of the response; None if it is empty. ``body`` is sent as JSON, ``form`` as it is."""
        content = json.dumps(body) if form is None and body is not None else form
        media_type = "application/json" if form is None else "application/x-www-form-urlencoded"
        sent = {"Accept": "application/json", **({"Content-Type": media_type} if content else {}), **(headers or {})}
        with self._lock:
            status, raw = self._send(method, path, content, sent)
        try:
            document = json.loads(raw) if raw else None
        except ValueError:
            document = raw.decode("utf-8", "replace")
        if status >= 400:
            reason = _reason(document)
            raise EmulatorError(f"{method} {path} failed with status {status}: {reason}", status, reason)
        return document

    def close(self) -> None:
        """Close the connection. It is opened again when it is needed."""
        if self._http is not None:
            self._http.close()
        self._http = None

    def _send(self, method: str, path: str, content: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body; sent again once if the server has closed the open connection in the meantime."""
        reused = self._http is not None
        if self._http is None:
            self._http = http.client.HTTPConnection(self._address, timeout=TIMEOUT)
        try:
            self._http.request(method, path, content.encode() if content else None, headers)
            response = self._http.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            if reused and isinstance(problem, (ConnectionError, http.client.RemoteDisconnected)):
                return self._send(method, path, content, headers)
            raise EmulatorError(f"{method} {path} failed: {problem!r}") from None


def _reason(document: Any) -> str:
    """The message of an error object, or the whole response."""
    if isinstance(document, dict):
        details = "; ".join(detail.get("message", "") for detail in document.get("details") or [])
        found = document.get("message") or document.get("error_description") or json.dumps(document)
        return f"{found} {details}".strip()
    return str(document)
