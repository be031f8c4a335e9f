# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the local PingOne, ask it things over HTTP, and stop it.

The only links to the emulator are its command line, its ready file and HTTP; nothing of it is imported.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.errors import ToolError
from tools.paths import ROOT
from tools.processes import tail

SEEDS = ROOT / "emulator" / "pingone_emulator" / "seeds"
START_TIMEOUT = 60.0
"""Seconds until a started emulator must be ready."""
AGENT = "pingone-authorize-tests"
"""The User-Agent of our own requests, which tells them from the collection's in the request log."""

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Emulator:
    """A running emulator.

    url: where it listens.
    env: the PINGONE_* environment variables that point the collection at it.
    """

    def __init__(self, url: str, env: dict[str, str], process: subprocess.Popen[bytes]) -> None:
        self.url = url
        self.env = env
        self._process = process
        self._token = ""

    @property
    def alive(self) -> bool:
        """Whether the emulator still runs."""
        return self._process.poll() is None

    @property
    def environment_id(self) -> str:
        """The id of the environment that is managed."""
        return self.env["PINGONE_TARGET_ENVIRONMENT_ID"]

    # The management API, as the worker application.

    def get(self, path: str) -> dict[str, Any]:
        """A management GET. The path is a whole URL, or starts with /v1/, or is relative to the environment."""
        return self._document("GET", self._url(path), headers={"Authorization": f"Bearer {self.bearer()}"})

    def collect(self, path: str) -> list[dict[str, Any]]:
        """All objects of a collection, page after page."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following:
            page = self.get(following)
            for objects in page.get("_embedded", {}).values():
                found.extend(objects)
            following = page.get("_links", {}).get("next", {}).get("href")
        return found

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a management POST; the path is as for get()."""
        return dict(self._json("POST", self._url(path), body, {"Authorization": f"Bearer {self.bearer()}"}))

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a management PUT; the path is as for get()."""
        return dict(self._json("PUT", self._url(path), body, {"Authorization": f"Bearer {self.bearer()}"}))

    def deploy(self, service: str) -> None:
        """Deploy the API service of this id."""
        headers = {
            "Authorization": f"Bearer {self.bearer()}",
            "Content-Type": "application/vnd.pingidentity.apiserver.deploy+json",
        }
        self._json("POST", self._url(f"apiServers/{service}/deployment"), b"", headers)

    def gateway_credential(self) -> str:
        """A new credential of a new API gateway."""
        gateway = self.post("gateways", {"name": f"Edge {uuid.uuid4()}", "type": "API_GATEWAY_INTEGRATION"})
        return str(self.post(f"gateways/{gateway['id']}/credentials", {})["credential"])

    def filled(self, value: Any, folder: Path) -> Any:
        """Options with the words in capitals replaced: URLs, paths, and a gateway credential or a file of it."""
        if isinstance(value, dict):
            return {key: self.filled(one, folder) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one, folder) for one in value]
        if value == "GATEWAY_CREDENTIAL_FILE":
            (folder / "credential").write_text(self.gateway_credential(), encoding="utf-8")
            return str(folder / "credential")
        words = {
            "EMULATOR_URL": self.url,
            "SERVICE_URL": f"{self.url}/v1/environments/{self.environment_id}",
            "REPORT": str(folder / "report.xml"),
            "EVIDENCE": str(folder / "evidence.json"),
        }
        return self.gateway_credential() if value == "GATEWAY_CREDENTIAL" else words.get(str(value), value)

    # The emulator's own controls.

    def requests(self, ours: bool = False) -> list[dict[str, Any]]:
        """The request log, oldest first; requests of this class are left out unless ours is true."""
        entries = self._json("GET", self._control("requests"))["requests"]
        return [entry for entry in entries if ours or entry["user_agent"] != AGENT]

    def writes(self) -> list[dict[str, Any]]:
        """The writing requests of the log; token requests are none."""
        return [entry for entry in self.requests() if entry["writing"]]

    def clear_requests(self) -> None:
        """Empty the request log."""
        self._json("DELETE", self._control("requests"))

    def reset(self, seed: dict[str, Any] | None = None) -> None:
        """Forget everything and start from the seed again, or from another one."""
        self._json("POST", self._control("reset"), {"seed": seed} if seed else None)

    def checkpoint(self) -> None:
        """Remember all objects."""
        self._json("POST", self._control("checkpoint"))

    def return_to_checkpoint(self) -> None:
        """Go back to the objects of the last checkpoint since the last reset."""
        self._json("POST", self._control("reset"), {"checkpoint": True})

    def switches(self, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Set switches, if any are given, and return all of them."""
        if values is not None:
            self._json("PUT", self._control("switches"), values)
        return self._document("GET", self._control("switches"))

    def faults(self, rules: list[dict[str, Any]]) -> None:
        """Replace the faults."""
        self._json("PUT", self._control("faults"), rules)

    def rate(self, license: str, requests_per_minute: int) -> None:
        """Change how many requests a license allows; the switch enforce_rates makes it a limit."""
        self._json("PUT", self._control(f"licenses/{license}"), {"rlgConfigRpm": requests_per_minute})

    def struck(self) -> int:
        """How often the faults have struck."""
        return sum(fault["struck"] for fault in self._json("GET", self._control("faults"))["faults"])

    # How it is done.

    def _control(self, name: str) -> str:
        return f"{self.url}/_emulator/{name}"

    def _url(self, path: str) -> str:
        if path.startswith("/"):
            return self.env["PINGONE_API_URL"] + path
        base = f"{self.env['PINGONE_API_URL']}/v1/environments/{self.environment_id}/"
        return urllib.parse.urljoin(base, path)

    def bearer(self) -> str:
        """An access token by client credentials, asked for once."""
        if not self._token:
            pair = f"{self.env['PINGONE_CLIENT_ID']}:{self.env['PINGONE_CLIENT_SECRET']}"
            answer = self._json(
                "POST",
                f"{self.env['PINGONE_AUTH_URL']}/{self.env['PINGONE_ENVIRONMENT_ID']}/as/token",
                b"grant_type=client_credentials",
                {
                    "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            self._token = answer["access_token"]
        return self._token

    def _document(self, method: str, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """The JSON object that a request is answered with."""
        return dict(self._json(method, url, headers=headers))

    def _json(self, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Send a request; the answer's JSON, or an error that names the request and quotes the answer."""
        sent = {"User-Agent": AGENT, "Accept": "application/json", **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(url, data=body, headers=sent, method=method)
        try:
            with _opener.open(request, timeout=30) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")
            raise ToolError(f"{method} {url} was answered with {error.code}: {text}") from None
        except OSError as error:
            raise ToolError(f"{method} {url} failed: {error}") from None
        return json.loads(content) if content else {}


@contextlib.contextmanager
def running(
    python: Path, seed: Path, folder: Path, log: Path, tls: bool = False, state: Path | None = None
) -> Iterator[Emulator]:
    """Run an emulator on a free port as long as the context lasts.

    python: an interpreter that has the emulator's requirements. folder: an existing one, for the ready file. tls: also
    answer HTTPS, on another port; the variables then point the collection at that one. state: a file that it keeps
    everything in, and goes on from if it is there.
    """
    ready = folder / f"emulator-{time.time_ns()}.json"
    command: list[str | Path] = [python, "-m", "pingone_emulator", "serve", "--seed", seed, "--ready-file", ready]
    if tls:
        command += ["--tls", "--tls-port", "0", "--ca-file", ready.with_suffix(".pem")]
    if state:
        command += ["--state", state]
    variables = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT / "emulator"), "LANG": "C.UTF-8"}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", "0"],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            contact = _wait_until_ready(process, ready, log)
            yield Emulator(contact.get("http_url", contact["url"]), contact["environment"], process)
        finally:
            _stop(process)
            ready.unlink(missing_ok=True)


def _wait_until_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> dict[str, Any]:
    """The content of the ready file, as soon as it is there."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(ready.read_text(encoding="utf-8")))
        if process.poll() is not None:
            raise ToolError(f"The emulator ended with exit status {process.returncode}:\n{tail(log)}")
        time.sleep(0.05)
    raise ToolError(f"The emulator was not ready after {START_TIMEOUT:.0f} s:\n{tail(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the emulator: politely, then for good."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
