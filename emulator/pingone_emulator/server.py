# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listening, the readiness line, and a fast end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from . import connect_proxy, environment_variables, seed_files, storm
from . import seed as seeds
from .app import build
from .emulator import Emulator
from .failure import Failure
from .state import State

KEEP_ALIVE = 120


class Protocol(HttpToolsProtocol):
    """Hands the connection itself to the application, which may have to break it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"pingone_emulator.transport": self.transport}  # type: ignore[dict-item]

    def shutdown(self) -> None:
        """Break off requests that hang: nothing would ever end them."""
        if self.cycle is not None and storm.HANGS in self.cycle.scope["extensions"]:
            self.transport.abort()
        else:
            super().shutdown()


class Server(uvicorn.Server):
    """A server that leaves signals to :func:`serve`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener(host: str, port: int, option: str = "--port") -> socket.socket:
    """:raises Failure: if the port cannot be used; the message names the option."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted connections inherit it; without, every answer waits for the client's delayed acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        sock.bind((host, port))
    except OSError as problem:
        sock.close()
        raise Failure(
            f"The emulator cannot listen on port {port} of {host}: {problem.strerror}. Use another port, or {option} 0 "
            "for a free one."
        ) from None
    return sock


def origin(sock: socket.socket, scheme: str = "http") -> str:
    """The URL of a socket for clients on this machine."""
    host, port = sock.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def config(app: Any, shutdown_timeout: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        # The answer has one, which is skewed like the clock.
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=shutdown_timeout,
    )


def run(options: argparse.Namespace, seed: dict[str, Any]) -> None:
    """Serve until SIGTERM or SIGINT.

    :raises Failure: if the seed is wrong, or a port or file cannot be used.
    """
    emulator = _emulator(options, seed)
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(options, emulator))
    else:
        uvloop.run(serve(options, emulator))


def _emulator(options: argparse.Namespace, seed: dict[str, Any]) -> Emulator:
    try:
        state = State(options.state) if options.state else None
    except (OSError, sqlite3.Error) as problem:
        raise Failure(f"The state file {options.state} cannot be opened: {_reason(problem)}.") from None
    try:
        return Emulator(seed, state)
    except ValueError as problem:
        raise seed_files.rejected(options.seed, problem) from None
    except (KeyError, TypeError, sqlite3.Error) as problem:
        if state is None:
            raise
        raise Failure(
            f"The state file {options.state} cannot be read: {_reason(problem)}. Remove it to start with the seed."
        ) from None


def _reason(problem: Exception) -> str:
    return problem.strerror or str(problem) if isinstance(problem, OSError) else str(problem)


async def serve(options: argparse.Namespace, emulator: Emulator) -> None:
    """Serve until SIGTERM or SIGINT."""
    wire = build(emulator, options.prefix)
    listening = [(Server(config(wire, options.shutdown_timeout)), listener(options.host, options.port))]
    if options.tls:
        listening.append(_tls(options, wire))
    servers = [server for server, _sock in listening]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, servers)
    tasks = [asyncio.create_task(server.serve(sockets=[sock])) for server, sock in listening]
    while not all(server.started or task.done() for server, task in zip(servers, tasks, strict=True)):
        await asyncio.sleep(0.005)
    url = origin(listening[0][1])
    ready: dict[str, Any] = {"url": url, "page": f"{url}/_emulator/"}
    variables: dict[str, str] = {}
    if options.tls:
        port = listening[1][1].getsockname()[1]
        ready["url"] = url = f"https://localhost:{port}"
        ready["http_url"] = origin(listening[0][1])
        variables["PINGONE_CA_PATH"] = str(options.ca_file.absolute())
        if options.connect_proxy is not None:
            proxy = listener(options.host, options.connect_proxy, "--connect-proxy")
            await connect_proxy.listen(proxy, (options.host, port))
            ready["proxy"] = origin(proxy)
    ready["environment"] = {**_for_clients(emulator, url + options.prefix, options.seed), **variables}
    announce(ready, options.ready_file, options.print_env)
    await asyncio.gather(*tasks)


def _for_clients(emulator: Emulator, url: str, seed: str) -> dict[str, str]:
    try:
        return seeds.variables(emulator, url)
    except StopIteration:
        raise Failure(
            f"The seed {seed} cannot be used: no environment has a worker application (type: WORKER), whose "
            "credentials clients need."
        ) from None


def _tls(options: argparse.Namespace, wire: Any) -> tuple[Server, socket.socket]:
    """The HTTPS side; its context is put in place after loading because there are no key files."""
    from . import tls

    hosts = ["localhost", "127.0.0.1", "::1", *(options.tls_host or [])]
    settings = config(wire, options.shutdown_timeout)
    settings.load()
    try:
        settings.ssl = tls.server_context(hosts, options.ca_file)
    except OSError as problem:
        raise Failure(f"The file {options.ca_file} cannot be written: {problem.strerror}.") from None
    return Server(settings), listener(options.host, options.tls_port, "--tls-port")


def _end(servers: list[Server]) -> None:
    for server in servers:
        server.should_exit = True


def announce(ready: dict[str, Any], ready_file: Path | None, format: str) -> None:
    """Print, and write to the ready file, where the emulator listens.

    :raises Failure: if a file cannot be written; nothing is printed then.
    """
    notes = [f"# PingOne emulator ready at {ready['url']}", f"# Page that shows its objects: {ready['page']}"]
    if "proxy" in ready:
        notes.append(f"# CONNECT proxy: {ready['proxy']}")
    variables = environment_variables.printed(ready["environment"], format)
    if ready_file:
        _write(ready_file, json.dumps(ready, indent=2) + "\n")
    print("\n".join(notes), file=sys.stdout if format == "shell" else sys.stderr, flush=True)
    print(variables, end="", flush=True)


def _write(ready_file: Path, text: str) -> None:
    """Write the ready file. It is renamed, so that a client that waits for it never reads a part of it."""
    partial = ready_file.with_name(f"{ready_file.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(ready_file)
    except OSError as problem:
        raise Failure(f"The ready file {ready_file} cannot be written: {problem.strerror}.") from None
