# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator compare`` and ``record`` as users meet them, over the network."""

from __future__ import annotations

import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from conftest import APPLICATIONS, DEPLOY, ENVIRONMENTS, HERE, PingOne, created, resource, scope, service_input
from pingone_emulator import cli
from pingone_emulator.compare import settings
from pingone_emulator.compare import transcript as transcripts

WORKER = APPLICATIONS["Automation Basic"]
VARIABLES = {
    "PINGONE_TARGET_ENVIRONMENT_ID": ENVIRONMENTS["Managed"],
    "PINGONE_ENVIRONMENT_ID": ENVIRONMENTS["Administrators"],
    "PINGONE_CLIENT_ID": WORKER["id"],
    "PINGONE_CLIENT_SECRET": WORKER["secret"],
}
FAST = ("--rate", "1000")


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PINGONE_")]:
        monkeypatch.delenv(name)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, standard output and standard error; no secret is in them, and no traceback."""
    status = cli.main(list(arguments))
    found = capsys.readouterr()
    assert WORKER["secret"] not in found.out + found.err and "Traceback" not in found.err
    return status, found.out, found.err


def test_no_differences(pingone: PingOne, api, capsys):
    """Over HTTP, with everything deleted again."""
    before = api.get("/resources").json()["_embedded"]["resources"]
    status, out, err = run(capsys, "compare", "tour", "--allow-writes", "--against", pingone.url, *FAST)
    assert status == 0 and "no differences in" in out and "none with differences" in out
    assert "POST   /apiServers  (create an API service)" in err
    assert api.get("/resources").json()["_embedded"]["resources"] == before
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}


def test_a_difference(pingone: PingOne, capsys, monkeypatch: pytest.MonkeyPatch):
    """As text and as JSON; writes need to be allowed."""
    pingone.switch(root_base_url=True)
    command = ("compare", "root-base-url", "--against", f"{pingone.url}/v1/", *FAST)
    status, out, err = run(capsys, *command)
    assert status == 2 and out == "" and "--allow-writes" in err
    status, out, _err = run(capsys, *command, "--allow-writes")
    assert status == 1 and "The emulator behaves the same with: root_base_url: true" in out
    status, out, _err = run(capsys, *command, "--allow-writes", "--json")
    assert status == 1 and json.loads(out)["transcripts"][0]["same_with"] == ["root_base_url: true"]
    token = pingone.token("Automation Basic")
    monkeypatch.delenv("PINGONE_CLIENT_SECRET")
    monkeypatch.setenv("PINGONE_API_ACCESS_TOKEN", token)
    status, out, err = run(capsys, *command, "--allow-writes")
    assert status == 1 and token not in out + err


def test_list(capsys):
    status, out, _err = run(capsys, "compare", "--list")
    assert status == 0 and len(out.splitlines()) == len(transcripts.names())
    assert "custom-policies-change     writes  #1 Can custom policies be enabled or disabled later?" in out


def test_all_that_read(pingone: PingOne, capsys):
    """Nothing but GET is sent to the management API."""
    pingone.http.delete("/_emulator/requests")
    status, out, err = run(capsys, "compare", "--all", "--against", pingone.url, *FAST)
    assert status == 0 and "the others need --allow-writes" in err and "tour-reading" in out
    assert {one["method"] for one in pingone.journal() if not one["path"].endswith("/as/token")} == {"GET"}


@pytest.mark.parametrize(
    ("arguments", "changes", "words"),
    [
        (("--against", "x"), {}, "--against is not an absolute URL"),
        (("--against", "http://example.org"), {}, "--against must use https"),
        (("--against", "https://a:b@example.org"), {}, "must not contain credentials"),
        (("--against", "https://[x"), {}, "--against is not a valid URL"),
        ((), {}, "Use --against URL, or set PINGONE_REGION_CODE"),
        ((), {"PINGONE_REGION_CODE": "XX"}, "must be one of NA, CA, EU, AU, SG, AP"),
        (("--against", "https://example.org"), {"PINGONE_TARGET_ENVIRONMENT_ID": "x"}, "not a lowercase UUID"),
        (("--against", "https://example.org"), {"PINGONE_CLIENT_SECRET": ""}, "PINGONE_CLIENT_SECRET is not set"),
        (("--against", "https://example.org"), {"PINGONE_AUTH_URL": "x"}, "PINGONE_AUTH_URL is not an absolute URL"),
        (("--against", "https://example.org"), {"PINGONE_CLIENT_AUTH_METHOD": "x"}, "must be basic or post"),
        (("--against", "https://example.org", "--ca-file", "no.pem"), {}, "no.pem cannot be used: No such file"),
        (("--against", "https://example.org", "--seed", "no.yml"), {}, "The seed no.yml does not exist"),
    ],
)
def test_wrong_settings(capsys, monkeypatch, arguments, changes, words):
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    status, out, err = run(capsys, "compare", "tour-reading", *arguments)
    assert status == (1 if "seed" in words else 2) and out == "" and words in err


def test_wrong_transcripts(capsys, tmp_path: Path):
    """All of them at once."""
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_bytes(b"\xff")
    names = [str(tmp_path / name) for name in ("a.json", "b.json", "c.json")]
    status, _out, err = run(capsys, "compare", "tour-readin", *names, "--against", "https://example.org")
    assert status == 2 and "Did you mean tour-reading?" in err
    assert "This is not JSON" in err and "not UTF-8" in err and "c.json: The file cannot be read" in err
    assert run(capsys, "compare")[0] == 2


class Server(http.server.ThreadingHTTPServer):
    """Answers everything in the same way."""

    answer: tuple[int, str, str] = (200, "application/json", "{}")
    cut = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.server.cut:
            self.connection.close()
            return
        status, kind, text = self.server.answer
        if self.path.endswith("/as/token") and "token" not in kind:
            status, kind, text = 200, "application/json", '{"access_token": "C4n4ry"}'
        self.send_response(status)
        self.send_header("Content-Type", kind.removeprefix("token "))
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Location", "https://example.org/")
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, "text/html", "<html>C4n4ry</html>"), "sent a web page (status 200)"),
        ((200, "text/plain", "C4n4ry"), "sent an answer that is not JSON"),
        ((302, "text/html", ""), "answered with a redirect (302)"),
        ((401, "application/json", "{}"), "does not accept the token"),
        ((403, "application/json", "{}"), "does not allow the worker application to read the environment"),
        ((404, "application/json", "{}"), "does not have the environment"),
        ((404, "text/html", "C4n4ry"), "sent a web page (status 404)"),
        ((500, "application/json", '{"code": "C4n4ry"}'), "answered with status 500"),
        ((401, "token application/json", '{"error": "C4n4ry"}'), "issued no token (status 401)"),
        ((404, "token application/json", "{}"), "does not have the environment of the worker"),
        ((200, "token text/html", "C4n4ry"), "answered the request for a token with 200 and no JSON"),
        ((301, "token text/html", ""), "answered the request for a token with a redirect (301)"),
        ((200, "token application/json", '{"access_token": "a\\nb"}'), "issued no token (status 200)"),
    ],
)
def test_answers_of_something_else(server: Server, capsys, answer, words):
    server.answer = answer
    url = f"http://127.0.0.1:{server.server_port}"
    status, out, err = run(capsys, "compare", "tour-reading", "--against", url, *FAST)
    assert (status, out) == (2, "") and words in err and "C4n4ry" not in err


def test_connections_that_fail(server: Server, capsys, tmp_path: Path):
    """Closed, refused, no TLS, a certificate of another authority."""
    url, command = f"127.0.0.1:{server.server_port}", ("compare", "tour-reading", "--against")
    server.cut = True
    assert "closed the connection" in run(capsys, *command, f"http://{url}")[2]
    assert "No secure connection to 127.0.0.1" in run(capsys, *command, f"https://{url}")[2]
    assert "There is no connection to 127.0.0.1:1." in run(capsys, *command, "http://127.0.0.1:1")[2]
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    status, _out, err = run(capsys, *command, f"https://localhost:{server.server_port}")
    assert status == 2 and "The certificate of localhost" in err and "Use --ca-file" in err
    server.cut, server.answer = False, (404, "application/json", "{}")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trusted = ("--ca-file", str(tmp_path / "ca.pem"))
    err = run(capsys, *command, f"https://localhost:{server.server_port}", *trusted)[2]
    assert "does not have the environment" in err
    (tmp_path / "no.pem").write_text("x", encoding="utf-8")
    trusted = ("--ca-file", str(tmp_path / "no.pem"))
    assert "contains no certificate" in run(capsys, *command, "https://localhost", *trusted)[2]


def test_hosts_of_pingone():
    """The token endpoint's host is derived from the API's host."""
    for code, domain in settings.REGIONS.items():
        url = settings.of_region(code)
        assert url == f"https://api.pingone.{domain}"
        found = settings.from_variables(url, VARIABLES)
        assert (found.auth, found.home) == (f"https://auth.pingone.{domain}", ENVIRONMENTS["Administrators"])


def test_record(pingone: PingOne, api, capsys, tmp_path: Path):
    """What clients did becomes a transcript without secrets that can be replayed; the rest is listed."""
    pingone.http.delete("/_emulator/requests")
    pingone.token_request("Automation Basic")
    owner = created(
        api.post("/resources", json={"name": "Orders", "clientId": "orders-api", "clientSecret": "hunter2hunter2"})
    )
    read, _write = scope(api, owner, "orders-read"), scope(api, owner, "orders-write")
    service = created(api.post("/apiServers", json=service_input(owner)))
    api.post(f"/apiServers/{service['id']}/deployment", headers=DEPLOY)
    api.put(f"/apiServers/{service['id']}", json=service_input(owner, name="Renamed API"))
    api.get("/groups", params={"filter": 'name eq "Orders"'})
    application = APPLICATIONS["Orders Web"]["id"]
    api.post(
        f"/applications/{application}/grants", json={"resource": {"id": owner["id"]}, "scopes": [{"id": read["id"]}]}
    )
    api.delete(f"/resources/{owner['id']}/scopes/{read['id']}")
    resource(api, "Left")
    output = tmp_path / "Orders 1.json"
    status, out, err = run(capsys, "record", "--from", pingone.url, "--output", str(output))
    assert status == 0 and ", 1 left out" in out
    assert "POST applications/grants: It names an object that existed before" in err
    text = output.read_text(encoding="utf-8")
    ids = [owner["id"], service["id"], read["id"], *ENVIRONMENTS.values(), application, WORKER["id"]]
    assert not any(word in text for word in ("hunter2", "/as/token", *ids))
    made = transcripts.parse(text, "x")
    assert made.name == "orders-1" and made.requests[0].save == {"resource": "/id"}
    (put,) = [request for request in made.requests if request.method == "PUT"]
    assert put.path.endswith("/apiServers/${api_server}")
    assert put.body["baseUrls"] == ["https://${run}.api.example.org/orders/v1"]
    assert put.body["authorizationServer"]["resource"]["id"] == "${resource}"
    pingone.http.post("/_emulator/reset")
    command = ("compare", str(output), "--allow-writes", "--against", pingone.url, *FAST)
    status, out, err = run(capsys, *command)
    assert status == 0 and "no differences" in out and "not sent" not in out, out + err


def test_record_nothing(pingone: PingOne, api, server: Server, capsys, monkeypatch, tmp_path: Path):
    """Whatever is missing is explained."""
    monkeypatch.delenv("PINGONE_TARGET_ENVIRONMENT_ID")
    pingone.http.delete("/_emulator/requests")
    assert "Select the environment with --environment" in run(capsys, "record", "--from", pingone.url)[2]
    api.get(f"/groups/{WORKER['id']}")
    assert "The log contains no request that" in run(capsys, "record", "--from", pingone.url)[2]
    wrong = run(capsys, "record", "--from", pingone.url, "--environment", "x")
    assert wrong[0] == 2 and "contains no request to the environment x" in wrong[2]
    assert "is not a PingOne emulator" in run(capsys, "record", "--from", f"http://127.0.0.1:{server.server_port}")[2]
    api.get("/groups")
    assert "cannot be written" in run(capsys, "record", "--from", pingone.url, "--output", str(tmp_path))[2]
    assert json.loads(run(capsys, "record", "--from", pingone.url)[1])["requests"]


def test_a_signal(pingone: PingOne, api, tmp_path: Path):
    """SIGTERM in the middle of a replay deletes what was created."""
    before = api.get("/resources").json()["count"]
    pingone.faults({"kind": "slow", "seconds": 60, "method": "GET", "path": "/scopes$"})
    requests = [
        {
            "name": "a",
            "method": "POST",
            "path": "/v1/environments/${environment}/resources",
            "body": {"name": "a-${run}"},
        },
        {"name": "b", "method": "GET", "path": "/v1/environments/${environment}/resources/${a}/scopes"},
    ]
    requests[0]["save"] = {"a": "/id"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"format": 1, "name": "a", "description": "a", "requests": requests}), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pingone_emulator",
        "compare",
        str(path),
        "--allow-writes",
        "--against",
        pingone.url,
    ]
    process = subprocess.Popen(
        command,
        cwd=HERE.parent,
        env={**os.environ, **VARIABLES},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not any(one["path"].endswith("/scopes") for one in pingone.journal()):
        assert process.poll() is None
    process.terminate()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2 and "Traceback" not in err and "interrupted" in out
    assert api.get("/resources").json()["count"] == before
