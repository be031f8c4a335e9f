# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS, the CONNECT proxy, keep-alive, the state file: SPECIFICATION.md 27.1."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import stat
import time
from pathlib import Path

import httpx
import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, PingOne, created, resource, service, start

HOST = "api.pingone.example"


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    process, ready = start(
        folder,
        "--tls",
        "--tls-port",
        "0",
        "--ca-file",
        str(folder / "ca.pem"),
        "--tls-host",
        HOST,
        "--connect-proxy",
        "0",
    )
    yield ready
    process.terminate()
    assert process.wait(60) == 0


def trust(ready) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ready["environment"]["PINGONE_CA_PATH"])


def test_https_with_its_own_authority(tls):
    """Links say https; without the authority's certificate nothing works; plain HTTP stays."""
    pingone = PingOne(tls["url"], verify=trust(tls))
    with pingone.as_("Automation Basic") as api:
        made = resource(api)
        assert made["_links"]["self"]["href"].startswith(tls["url"] + "/v1/")
        assert api.get(made["_links"]["self"]["href"]).json() == made
    with pytest.raises(httpx.ConnectError):
        httpx.get(tls["url"] + "/_emulator/ready")
    assert httpx.get(tls["http_url"] + "/_emulator/ready").status_code == 200
    assert tls["environment"]["PINGONE_API_URL"] == tls["url"]


def test_proxy_tunnels_every_target(tls):
    """A client that knows a dotted host name only, without port."""
    with httpx.Client(proxy=tls["proxy"], verify=trust(tls), base_url=f"https://{HOST}") as client:
        worker = APPLICATIONS["Automation Basic"]
        token = client.post(
            f"/{ENVIRONMENTS['Administrators']}/as/token",
            data={"grant_type": "client_credentials"},
            auth=(worker["id"], worker["secret"]),
        ).json()["access_token"]
        answer = client.get(f"/v1/environments/{ENVIRONMENTS['Managed']}", headers={"Authorization": f"Bearer {token}"})
        assert answer.json()["_links"]["self"]["href"].startswith(f"https://{HOST}/v1/")


def test_proxy_is_for_connect_only(tls):
    assert httpx.get(tls["proxy"] + "/").status_code == 405


def test_reset_under_tls_is_a_bare_end_of_file(tls):
    """6: no close_notify, no answer."""
    pingone = PingOne(tls["url"], verify=trust(tls))
    host, port = tls["url"].removeprefix("https://").split(":")
    pingone.faults({"path": "/resources", "kind": "reset-before-write", "times": 1})
    with (
        socket.create_connection((host, int(port))) as plain,
        trust(tls).wrap_socket(plain, server_hostname=host, suppress_ragged_eofs=False) as secure,
    ):
        secure.sendall(b"GET /v1/environments/x/resources HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ssl.SSLEOFError):
            secure.recv(100)


def test_connections_are_kept(running: PingOne):
    """27.1: pooled clients find their connection alive after a pause."""
    with running.as_("Automation Basic") as api:
        for _turn in range(2):
            answer = api.get("/resources")
            time.sleep(0.1)
        assert answer.extensions["network_stream"].get_extra_info("client_addr")
        pool = api._transport._pool.connections
        assert len(pool) == 1 and pool[0].is_idle()


def test_state_survives_a_restart(tmp_path: Path):
    """Objects, secrets, tokens, deployment and signing keys; a reset starts the file anew."""
    file = tmp_path / "state.db"
    process, ready = start(tmp_path, "--state", str(file))
    pingone = PingOne(ready["url"])
    with pingone.as_("Automation Basic") as api:
        made = service(api)
        secret = api.get(f"/resources/{made['authorizationServer']['resource']['id']}/secret").json()
        gone = resource(api, "Gone")
        assert api.delete(f"/resources/{gone['id']}").status_code == 204
        keys = [pingone.http.get(f"/{id}/as/jwks").json() for id in ENVIRONMENTS.values()]
    process.kill()
    process.wait()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    process, ready = start(tmp_path, "--state", str(file))
    again = PingOne(ready["url"])
    again._tokens = pingone._tokens
    with again.as_("Automation Basic") as api:
        found = api.get(f"/apiServers/{made['id']}").json()
        assert {**found, "_links": 0} == {**made, "_links": 0}
        assert api.get(f"/resources/{made['authorizationServer']['resource']['id']}/secret").json() == secret
        assert api.get(f"/resources/{gone['id']}").status_code == 404
        assert [again.http.get(f"/{id}/as/jwks").json() for id in ENVIRONMENTS.values()] == keys
        created(api.post("/resources", json={"name": "After"}))
        assert again.http.post("/_emulator/reset").status_code == 200
        assert api.get(f"/apiServers/{made['id']}").status_code == 404
    process.terminate()
    process.wait(60)
    with sqlite3.connect(file) as connection:
        kept = connection.execute("SELECT count(*) FROM entry WHERE id = ?", (f"apiServer/{made['id']}",)).fetchone()
    assert kept == (0,)
