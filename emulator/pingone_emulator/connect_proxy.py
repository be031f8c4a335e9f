# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy for clients that accept neither ports nor addresses (SPECIFICATION.md 27.1).

It answers HTTP ``CONNECT`` for any target and tunnels the connection to the
emulator's own TLS port, so such a client can use PingOne's host names.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket

TIMEOUT = 30


async def listen(sock: socket.socket, target: tuple[str, int]) -> asyncio.Server:
    """Serve on that (bound) socket; every tunnel ends at ``target``."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            await _tunnel(reader, writer, target)
        writer.close()

    return await asyncio.start_server(handle, sock=sock)


async def _tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]) -> None:
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT)
    if not head.upper().startswith(b"CONNECT "):
        writer.write(
            b"HTTP/1.1 405 Method Not Allowed\r\nAllow: CONNECT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        return
    far_reader, far_writer = await asyncio.open_connection(*target)
    try:
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        ways = [asyncio.create_task(_copy(reader, far_writer)), asyncio.create_task(_copy(far_reader, writer))]
        # When one side is gone, the other has nobody left to talk to.
        _done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in pending:
            way.cancel()
    finally:
        far_writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
