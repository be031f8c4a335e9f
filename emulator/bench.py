# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the emulator answers, beside an empty application on the same server in the same run.

    make bench-emulator

With 25 API services of 25 operations: the 95th percentile of a read, one after
the other on one connection, and the throughput on eight connections; the median
of five rounds each. Exit code 1 when a goal is missed: p95 below 3 ms, at least
half of the empty application's throughput. Takes about 20 seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS, SEQUENTIAL, PARALLEL, CONNECTIONS = 5, 400, 3000, 8


async def empty(scope: dict, receive: Any, send: Any) -> None:
    """The least that an application can do."""
    if scope["type"] == "http":
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"2")],
            }
        )
        await send({"type": "http.response.body", "body": b"{}"})


def serve_empty(port_file: str) -> None:
    import uvloop
    from pingone_emulator.server import Server, config, listener

    sock = listener("127.0.0.1", 0)
    Path(port_file).write_text(str(sock.getsockname()[1]), encoding="ascii")
    uvloop.run(Server(config(empty)).serve(sockets=[sock]))


class Connection:
    """A keep-alive connection that does as little as possible itself."""

    async def open(self, port: int) -> Connection:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def get(self, request: bytes) -> None:
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"unexpected answer: {head.decode()}")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await self.reader.readexactly(length)


async def p95(port: int, requests: list[bytes]) -> float:
    """Milliseconds."""
    connection, times = await Connection().open(port), []
    for number in range(SEQUENTIAL):
        begin = time.perf_counter()
        await connection.get(requests[number % len(requests)])
        times.append(time.perf_counter() - begin)
    connection.writer.close()
    return statistics.quantiles(times, n=20)[-1] * 1000


async def throughput(port: int, requests: list[bytes]) -> float:
    """Requests a second."""
    connections = [await Connection().open(port) for _turn in range(CONNECTIONS)]

    async def work(connection: Connection) -> None:
        for number in range(PARALLEL // CONNECTIONS):
            await connection.get(requests[number % len(requests)])

    begin = time.perf_counter()
    await asyncio.gather(*[work(connection) for connection in connections])
    spent = time.perf_counter() - begin
    for connection in connections:
        connection.writer.close()
    return PARALLEL / spent


class Filled:
    """A client that fills the emulator."""

    def __init__(self, ready: dict[str, Any]) -> None:
        variables = ready["environment"]
        self.port = int(ready["url"].rpartition(":")[2])
        self.base = f"/v1/environments/{variables['PINGONE_TARGET_ENVIRONMENT_ID']}"
        form = (
            f"grant_type=client_credentials&client_id={variables['PINGONE_CLIENT_ID']}"
            f"&client_secret={variables['PINGONE_CLIENT_SECRET']}"
        )
        self.url, self.token = ready["url"], ""
        self.token = self.send(
            f"/{variables['PINGONE_ENVIRONMENT_ID']}/as/token", form.encode(), "application/x-www-form-urlencoded"
        )["access_token"]

    def send(self, path: str, data: bytes, media_type: str = "application/json") -> dict[str, Any]:
        request = urllib.request.Request(self.url + path, data, {"Content-Type": media_type})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def fill(self) -> list[str]:
        """25 services of 25 operations; returns the paths to read."""
        paths = []
        for number in range(25):
            service = self.send(
                self.base + "/apiServers",
                json.dumps(
                    {
                        "name": f"Service {number}",
                        "baseUrls": [f"https://api{number}.example.org/v1"],
                        "authorizationServer": {"type": "EXTERNAL"},
                        "directory": {"type": "EXTERNAL"},
                    }
                ).encode(),
            )
            path = f"{self.base}/apiServers/{service['id']}"
            paths.append(path)
            for at in range(25):
                operation = self.send(
                    path + "/operations",
                    json.dumps(
                        {
                            "name": f"Operation {at}",
                            "methods": ["GET"],
                            "paths": [{"type": "PARAMETER", "pattern": f"/things{at}/{{id}}"}],
                        }
                    ).encode(),
                )
                paths.append(f"{path}/operations/{operation['id']}")
        return paths

    def requests(self, paths: list[str]) -> list[bytes]:
        return [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.token}\r\n"
            "Accept: application/json\r\n\r\n".encode()
            for path in paths
        ]


def started(folder: Path) -> tuple[list[subprocess.Popen], dict[str, Any], int]:
    """The emulator and the empty application, each a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    ready, port = folder / "ready.json", folder / "port"
    # A seed whose worker authenticates in the form: urllib needs no more than that.
    seed = folder / "seed.yml"
    text = (HERE / "pingone_emulator" / "seeds" / "demo.yml").read_text(encoding="utf-8")
    seed.write_text(text.replace("CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"), encoding="utf-8")
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pingone_emulator",
                "serve",
                "--seed",
                str(seed),
                "--port",
                "0",
                "--ready-file",
                str(ready),
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
        ),
        subprocess.Popen([sys.executable, __file__, "--empty", str(port)], env=environment),
    ]
    deadline = time.monotonic() + 20
    while not (ready.exists() and port.exists() and port.read_text()):
        if time.monotonic() > deadline:
            raise SystemExit("the servers did not start")
        time.sleep(0.02)
    time.sleep(0.5)  # the port file is written just before the empty application listens
    return processes, json.loads(ready.read_text(encoding="utf-8")), int(port.read_text())


async def measured(filled: Filled, requests: list[bytes], empty_port: int) -> dict[str, list[float]]:
    """Rounds alternate between the two, so that what else the machine does hits both."""
    found: dict[str, list[float]] = {"p95": [], "empty p95": [], "rate": [], "empty rate": []}
    for _turn in range(ROUNDS):
        found["empty p95"].append(await p95(empty_port, requests))
        found["p95"].append(await p95(filled.port, requests))
        found["empty rate"].append(await throughput(empty_port, requests))
        found["rate"].append(await throughput(filled.port, requests))
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        processes, ready, empty_port = started(Path(folder))
        try:
            filled = Filled(ready)
            requests = filled.requests(filled.fill())
            found = {
                name: statistics.median(values)
                for name, values in asyncio.run(measured(filled, requests, empty_port)).items()
            }
        finally:
            for process in processes:
                process.terminate()
                process.wait(10)
    share = found["rate"] / found["empty rate"]
    print(f"{'':22}{'emulator':>12}{'empty app':>12}")
    print(f"{'p95 of a read, ms':22}{found['p95']:12.2f}{found['empty p95']:12.2f}   goal: below 3")
    print(f"{'reads a second':22}{found['rate']:12.0f}{found['empty rate']:12.0f}   {share:.0%}, goal: at least 50%")
    return 0 if found["p95"] < 3 and share >= 0.5 else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--empty"]:
        serve_empty(sys.argv[2])
    else:
        sys.exit(main())
