# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are never answered: SPECIFICATION.md 6."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ENVIRONMENTS, PingOne, start

RESOURCES = f"/v1/environments/{ENVIRONMENTS['Managed']}/resources"
PATIENCE = 600  # seconds that the server would wait for requests that are being answered, and then complain
NO_ANSWER = httpx.Timeout(60, read=0.2)


def left_waiting(pingone: PingOne, name: str = "Written") -> socket.socket:
    """Send a request for a new resource and do not wait for the answer; closing the socket is the end of the client."""
    url = httpx.URL(pingone.url)
    body = json.dumps({"name": name})
    client = socket.create_connection((url.host, url.port))
    lines = (
        f"POST {RESOURCES} HTTP/1.1",
        f"Host: {url.host}",
        f"Authorization: Bearer {pingone.token('Automation Basic')}",
        f"Content-Length: {len(body)}",
        "",
        body,
    )
    client.sendall("\r\n".join(lines).encode())
    return client


def struck(pingone: PingOne) -> list[int]:
    return [fault["struck"] for fault in pingone.http.get("/_emulator/faults").json()["faults"]]


def until_struck(pingone: PingOne, count: int) -> None:
    deadline = time.monotonic() + 60
    while struck(pingone) != [count]:
        assert time.monotonic() < deadline, struck(pingone)
        time.sleep(0.005)


def names(pingone: PingOne) -> set[str]:
    return {one["name"] for one in pingone.as_("Automation Basic").get("/resources").json()["_embedded"]["resources"]}


@pytest.mark.parametrize("more, carried_out", [({}, True), ({"applied": "before"}, False)])
def test_hang(pingone: PingOne, more: dict[str, Any], carried_out: bool):
    """The counter rises with the effect; others are served meanwhile; a log entry without status remains."""
    pingone.token("Automation Basic")
    pingone.faults({"kind": "hang", "method": "POST", "path": "/resources$", **more})
    with left_waiting(pingone) as client:
        until_struck(pingone, 1)
        assert ("Written" in names(pingone)) == carried_out
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(1)
    request = next(one for one in pingone.journal() if one["fault"])
    assert (request["path"], request["status"], request["fault"]) == (RESOURCES, None, "hang")


def test_everything_after_some_requests_hangs(pingone: PingOne, api):
    """``after`` counts requests of all kinds, also those for a token; control endpoints are never struck."""
    pingone.faults({"kind": "hang", "after": 2})
    assert pingone.token_request("Automation Basic").status_code == 200
    assert api.get("/resources").status_code == 200
    with pytest.raises(httpx.ReadTimeout):
        pingone.token_request("Automation Basic", timeout=NO_ANSWER)
    with pytest.raises(httpx.ReadTimeout):
        api.get("/resources", timeout=NO_ANSWER)
    until_struck(pingone, 2)
    assert pingone.http.post("/_emulator/reset").status_code == 200
    assert api.get("/resources").status_code == 200


def test_the_counter_waits_for_a_slow_request(pingone: PingOne):
    """Seen from outside, what is counted has been carried out. A longer delay is used if the first one was missed."""
    pingone.token("Automation Basic")
    seen = any(seen_while_slow(pingone, f"Written {number}", 0.3 * 10**number) for number in range(3))
    assert seen, "the request was counted as soon as it had arrived"


def seen_while_slow(pingone: PingOne, name: str, seconds: float) -> bool:
    """Whether a slow request that hangs afterwards was seen after it had arrived, and before it was counted."""
    pingone.faults(
        {"kind": "hang", "method": "POST", "path": "/resources$"},
        {"kind": "slow", "method": "POST", "path": "/resources$", "seconds": seconds},
    )
    seen = False
    deadline = time.monotonic() + 60
    with left_waiting(pingone, name):
        while (faults := pingone.http.get("/_emulator/faults").json()["faults"])[0]["struck"] == 0:
            assert time.monotonic() < deadline
            seen = seen or bool(faults[0]["matched"])
            if faults[0]["matched"] and name in names(pingone):
                # It may have been carried out after the faults were read, but then it is counted by now.
                assert struck(pingone) == [1, 1]
            time.sleep(0.005)
        assert struck(pingone) == [1, 1] and name in names(pingone)
    return seen


@pytest.fixture
def until_the_end() -> Iterator[list[socket.socket]]:
    """Clients that outlive the emulator."""
    clients: list[socket.socket] = []
    yield clients
    for client in clients:
        client.close()


@pytest.fixture
def ending(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], until_the_end: list[socket.socket]
) -> Iterator[tuple[PingOne, PingOne]]:
    """An emulator, by HTTP and by HTTPS, that has to end without waiting for requests, and without a word."""
    options = ("--tls", "--tls-port", "0", "--ca-file", str(tmp_path / "ca.pem"))
    process, ready = start(tmp_path, *options, "--shutdown-timeout", str(PATIENCE))
    trust = ssl.create_default_context(cafile=ready["environment"]["PINGONE_CA_PATH"])
    pingone, secure = PingOne(ready["http_url"]), PingOne(ready["url"], verify=trust)
    pingone.token("Automation Basic")
    secure._tokens = pingone._tokens
    pingone.faults({"kind": "hang", "method": "POST"})
    try:
        yield pingone, secure
        process.terminate()
        assert process.wait(PATIENCE / 10) == 0
        assert capfd.readouterr().err == ""
    finally:
        process.kill()


def test_clients_that_go_leave_nothing_behind(ending: tuple[PingOne, PingOne]):
    """What waits for a client that is gone would hold up the end of the server."""
    pingone, secure = ending
    for client in [left_waiting(pingone, name=f"Written {number}") for number in range(20)]:
        client.close()
    with pytest.raises(httpx.ReadTimeout):
        secure.as_("Automation Basic").post("/resources", json={"name": "Written safely"}, timeout=NO_ANSWER)
    until_struck(pingone, 21)
    assert {"Written 0", "Written 19", "Written safely"} <= names(pingone)


def test_the_server_ends_while_clients_wait(ending: tuple[PingOne, PingOne], until_the_end: list[socket.socket]):
    pingone, _secure = ending
    until_the_end.append(left_waiting(pingone))
    until_struck(pingone, 1)
