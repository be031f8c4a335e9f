# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running emulator, started as a user would start it, and clients for it."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import contract
import httpx
import pytest
import yaml

if TYPE_CHECKING:
    from gateway import Gateway

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
SEED = yaml.safe_load((HERE.parent / "pingone_emulator" / "seeds" / "testing.yml").read_text(encoding="utf-8"))
ENVIRONMENTS = {environment["name"]: environment["id"] for environment in SEED["environments"]}
APPLICATIONS = {
    application["name"]: application
    for environment in SEED["environments"]
    for application in environment["applications"]
}
# Made once: reading the trusted certificates takes longer than most tests.
TRUST = ssl.create_default_context()
DEPLOY = {"Content-Type": "application/vnd.pingidentity.apiserver.deploy+json"}


def start(folder: Path, *options: str) -> tuple[subprocess.Popen, dict[str, Any]]:
    """Run the command line on a free port; returns the process and what the ready file says."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pingone_emulator", "serve", "--port", "0", "--ready-file", str(ready), *options]
    if "--seed" not in options:
        command += ["--seed", str(HERE.parent / "pingone_emulator" / "seeds" / "testing.yml")]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(HERE.parent)}, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not ready.exists():
        assert process.poll() is None and time.monotonic() < deadline, "the emulator did not start"
        time.sleep(0.01)
    return process, json.loads(ready.read_text(encoding="utf-8"))


class PingOne:
    """Talks to one emulator over HTTP."""

    def __init__(self, url: str, **options: Any) -> None:
        self.url = url
        self.options = {"timeout": 10, "verify": TRUST, "event_hooks": {"response": [contract.check]}, **options}
        self.http = httpx.Client(base_url=url, **self.options)
        self._tokens: dict[str, str] = {}

    def token_request(self, worker: str, environment: str = "Administrators", **options: Any) -> httpx.Response:
        """POST to the token endpoint with the method that the worker is configured for."""
        application = APPLICATIONS[worker]
        data = {"grant_type": "client_credentials", **options.pop("data", {})}
        if application["tokenEndpointAuthMethod"] == "CLIENT_SECRET_BASIC":
            options.setdefault("auth", (application["id"], application["secret"]))
        else:
            data.update(client_id=application["id"], client_secret=application["secret"])
        return self.http.post(f"/{ENVIRONMENTS[environment]}/as/token", data=data, **options)

    def token(self, worker: str) -> str:
        if worker not in self._tokens:
            home = next(
                environment["name"]
                for environment in SEED["environments"]
                if any(application["name"] == worker for application in environment["applications"])
            )
            self._tokens[worker] = self.token_request(worker, home).json()["access_token"]
        return self._tokens[worker]

    def forget_tokens(self) -> None:
        self._tokens.clear()

    def client(self, path: str, worker: str) -> httpx.Client:
        """A client below that path that acts as that worker."""
        return httpx.Client(
            base_url=self.url + path, headers={"Authorization": f"Bearer {self.token(worker)}"}, **self.options
        )

    def as_(self, worker: str, environment: str = "Managed") -> httpx.Client:
        """A client for one environment's objects that acts as that worker."""
        return self.client(f"/v1/environments/{ENVIRONMENTS[environment]}", worker)

    def switch(self, **switches: Any) -> None:
        answer = self.http.put("/_emulator/switches", json=switches)
        assert answer.status_code == 200, answer.text

    def faults(self, *faults: dict[str, Any]) -> None:
        answer = self.http.put("/_emulator/faults", json={"faults": list(faults)})
        assert answer.status_code == 200, answer.text

    def journal(self) -> list[dict[str, Any]]:
        return self.http.get("/_emulator/requests").json()["requests"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs the browser that TEST_BROWSER names")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PingOne]:
    process, ready = start(tmp_path_factory.mktemp("emulator"))
    yield PingOne(ready["url"])
    process.terminate()
    assert process.wait(60) == 0


@pytest.fixture
def pingone(running: PingOne) -> PingOne:
    """The emulator, back at its seed."""
    assert running.http.post("/_emulator/reset").status_code == 200
    return running


@pytest.fixture
def api(pingone: PingOne) -> Iterator[httpx.Client]:
    """The managed environment, seen by a worker that may do everything."""
    with pingone.as_("Automation Basic") as client:
        yield client


@pytest.fixture
def root(pingone: PingOne) -> Iterator[httpx.Client]:
    """The API above environments, as the same worker."""
    with pingone.client("/v1", "Automation Basic") as client:
        yield client


@pytest.fixture
def gateway(pingone: PingOne, api: httpx.Client) -> Gateway:
    """A gateway in front of an API in the managed environment."""
    from gateway import Gateway  # which imports this file

    return Gateway(pingone, api)


def created(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(
    answer: httpx.Response, status: int, code: str, detail: str | None = None, target: str | None = None
) -> dict[str, Any]:
    """Check a PingOne error object; returns its first detail (or itself)."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["code"] == code, body
    assert body["id"] and body["message"]
    if detail is None:
        return body
    found = body["details"][0]
    assert (found["code"], found.get("target")) == (detail, target), body
    return found


def unchanged(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """A GET shows exactly what POST or PUT answered (27.1); returns the object."""
    body = answer.json()
    assert answer.status_code in (200, 201), answer.text
    assert client.get(body["_links"]["self"]["href"]).json() == body
    return body


def resource(api: httpx.Client, name: str = "Orders API", **more: Any) -> dict[str, Any]:
    return created(api.post("/resources", json={"name": name, **more}))


def scope(api: httpx.Client, owner: dict[str, Any], name: str) -> dict[str, Any]:
    return created(api.post(f"/resources/{owner['id']}/scopes", json={"name": name}))


def service_input(linked: dict[str, Any], name: str = "Orders API", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "baseUrls": ["https://api.example.org/orders/v1"],
        "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": linked["id"]}},
        **more,
    }


EXTERNAL = {
    "name": "Partner API",
    "baseUrls": ["https://partner.example.org"],
    "authorizationServer": {"type": "EXTERNAL"},
    "directory": {"type": "EXTERNAL"},
}


def service(api: httpx.Client, name: str = "Orders API", **more: Any) -> dict[str, Any]:
    return created(api.post("/apiServers", json=service_input(resource(api, name), name, **more)))


def application(api: httpx.Client, name: str) -> dict[str, Any]:
    return api.get(f"/applications/{APPLICATIONS[name]['id']}").json()


def built_in(api: httpx.Client, name: str) -> dict[str, Any]:
    return next(found for found in api.get("/resources").json()["_embedded"]["resources"] if found["name"] == name)


def scopes_of(api: httpx.Client, owner: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {found["name"]: found for found in api.get(f"/resources/{owner['id']}/scopes").json()["_embedded"]["scopes"]}


def operation_input(**more: Any) -> dict[str, Any]:
    return {
        "name": "Read order",
        "methods": ["GET"],
        "paths": [{"type": "PARAMETER", "pattern": "/orders/{orderId}"}],
        **more,
    }


def operations_of(made: dict[str, Any]) -> str:
    return f"/apiServers/{made['id']}/operations"
