# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small HTTP server that answers what a test scripts, and logs what it is asked."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import socketserver
import ssl
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Optional, Union
from urllib.parse import parse_qs

import pytest
import trustme
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import ENVIRONMENT_PATH, FakeClient

DROP, TRUNCATE, STALL = "drop", "truncate", "stall"


@dataclass
class Canned:
    """An answer to give: a status with a body, or a way to fail."""

    status: int = 200
    body: Union[bytes, str, dict[str, Any], list[Any], None] = None
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def content(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class Received:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes
    address: tuple[str, int] = ("", 0)

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.content.decode()).items()}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet for each answer, at once.
    wbufsize = 65536
    disable_nagle_algorithm = True
    server: Any

    def _handle(self) -> None:
        script: Script = self.server.script
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Received(self.command, self.path, self.headers, content, self.client_address)
        canned = script.answer_to(request)
        if canned.trouble == STALL:
            time.sleep(0.4)
        if canned.trouble in (DROP, STALL):
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = canned.content()
        headers = {"Content-Type": "application/json", **canned.headers}
        self.send_response(canned.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + (100 if canned.trouble == TRUNCATE else 0)))
        self.end_headers()
        self.wfile.write(body)
        if canned.trouble == TRUNCATE:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815  # pylint: disable=invalid-name

    def date_time_string(self, timestamp: Optional[float] = None) -> str:
        return self.server.script.date or super().date_time_string(timestamp)

    def log_message(self, format: str, *args: Any) -> None:  # pylint: disable=redefined-builtin
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        # Without the name lookup of HTTPServer.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Script:
    """What the server shall answer, one after the other, and what it was asked.

    The token endpoint has a queue of its own, and issues numbered tokens when that is empty. A request for which no
    answer is left, and an answer that nobody asked for, fail the test. For requests at the same time, ``respond`` may
    answer each by what it is, instead of the queue.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.date = ""
        self.respond: Optional[Callable[[Received], Canned]] = None
        self.requests: list[Received] = []
        self.tokens: deque[Canned] = deque()
        self.unexpected: list[str] = []
        self._answers: deque[Canned] = deque()
        self._issued = 0

    def answer(self, status: int = 200, body: Any = None, trouble: str = "", **headers: str) -> None:
        """Queue an answer of the API; underscores in header names stand for hyphens."""
        self._answers.append(_canned(status, body, trouble, headers))

    def token_answer(self, status: int = 200, body: Any = None, trouble: str = "", **headers: str) -> None:
        """Queue an answer of the token endpoint."""
        self.tokens.append(_canned(status, body, trouble, headers))

    def answer_to(self, request: Received) -> Canned:
        self.requests.append(request)
        if request.path.endswith("/as/token"):
            if self.tokens:
                return self.tokens.popleft()
            self._issued += 1
            return Canned(
                body={"access_token": f"issued-token-{self._issued}", "token_type": "Bearer", "expires_in": 3600}
            )
        if self.respond:
            return self.respond(request)
        if self._answers:
            return self._answers.popleft()
        self.unexpected.append(str(request))
        return Canned(418, {"code": "UNEXPECTED", "message": "the test has scripted no answer"})

    @property
    def api(self) -> list[Received]:
        """The requests without those for tokens."""
        return [request for request in self.requests if not request.path.endswith("/as/token")]

    @property
    def token_requests(self) -> list[Received]:
        return [request for request in self.requests if request.path.endswith("/as/token")]

    @property
    def log(self) -> list[str]:
        """The API requests as text, with paths relative to the environment."""
        return [str(request).replace(ENVIRONMENT_PATH, "~") for request in self.api]

    def verify(self) -> None:
        assert self.unexpected == []
        assert not self._answers, f"never asked for: {list(self._answers)}"
        assert not self.tokens, f"never asked for: {list(self.tokens)}"


def _canned(status: int, body: Any, trouble: str, headers: Mapping[str, str]) -> Canned:
    return Canned(status, body, {name.replace("_", "-"): value for name, value in headers.items()}, trouble)


def _running(server: _Server, scheme: str) -> Iterator[Script]:
    server.script = script = Script(f"{scheme}://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    script.verify()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the folder of this user has to be, which does not exist yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"pingone.authorize-{os.getuid()}"


@pytest.fixture
def inventory(fake: FakeClient) -> Inventory:
    """The inventory of the fake client of a test file."""
    return Inventory(fake, check_mode=False)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[Script]:
    """A scripted server over plain HTTP."""
    yield from _running(_Server(("127.0.0.1", 0), _Handler), "http")


@pytest.fixture
def other_server() -> Iterator[Script]:
    """A second one, on another origin."""
    yield from _running(_Server(("127.0.0.1", 0), _Handler), "http")


@pytest.fixture(scope="session")
def certificate_authority() -> trustme.CA:
    """An authority that no system trusts."""
    return trustme.CA()


@pytest.fixture(scope="session")
def authority(certificate_authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of the certificate of the authority that issued the TLS server's certificate."""
    return _written(certificate_authority, tmp_path_factory)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of the certificate of an authority that issued none."""
    return _written(trustme.CA(), tmp_path_factory)


def _written(issuer: trustme.CA, folders: pytest.TempPathFactory) -> str:
    path = folders.mktemp("tls") / "authority.pem"
    issuer.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def tls_server(certificate_authority: trustme.CA) -> Iterator[Script]:
    """A scripted server over TLS, with a certificate that no system trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate_authority.issue_cert("127.0.0.1").configure_cert(context)
    plain = _Server(("127.0.0.1", 0), _Handler)
    plain.socket = context.wrap_socket(plain.socket, server_side=True)
    yield from _running(plain, "https")


@pytest.fixture
def nobody() -> str:
    """A URL at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
