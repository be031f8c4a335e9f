# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests use: the environment, its request log, faults, switches, and decisions."""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import environment_variables
from .connection import Connection
from .request_log import RequestLog

Seed = dict[str, Any]

API = "/_emulator/api"
"""Below this path, the API is served without faults, and requests are not in the log."""


@dataclass(frozen=True)
class Decision:
    """Whether a request is allowed; also usable as a condition.

    status: of the response if the request is denied, for example 401 or 403.
    """

    allowed: bool
    status: int | None

    def __bool__(self) -> bool:
        return self.allowed


class PingOne:
    """A local PingOne in the state of a seed, with faults and switches.

    url: where it listens, without a slash at the end.
    """

    def __init__(self, url: str, seed: Seed) -> None:
        self.url = url
        self._connection = Connection(url)
        self._seed = seed
        self._faults: list[Mapping[str, Any]] = []
        self._switches: dict[str, Any] = {}
        self._token = ""
        self.requests = RequestLog(self._connection)
        """The requests that clients have sent. The requests of this object are not in it."""
        self._env: dict[str, str] = {}
        self.reset()

    # The environment.

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point the collection, and other clients that read them, at this PingOne."""
        return dict(self._env)

    @property
    def environment_id(self) -> str:
        """The ID of the environment that ``PINGONE_TARGET_ENVIRONMENT_ID`` names."""
        return self._env["PINGONE_TARGET_ENVIRONMENT_ID"]

    def reset(self) -> None:
        """Go back to the start of the test: the seed, the faults and switches of the marks, and an empty log."""
        self._control("POST", "reset", {"seed": self._seed})
        if self._switches:
            self.switches(**self._switches)
        if self._faults:
            self.weather(*self._faults)
        self._env = {**environment_variables.PACE, **self._control("GET", "client")["environment"]}
        self._token = ""

    def start_with(
        self, *, faults: Sequence[Mapping[str, Any]] = (), switches: Mapping[str, Any] | None = None
    ) -> None:
        """Add faults and switches to the state to which :meth:`reset` goes back. The marks of a test do this."""
        if switches:
            self.switches(**switches)
            self._switches.update(switches)
        if faults:
            self.weather(*self._faults, *faults)
            self._faults.extend(faults)

    def switches(self, **values: Any) -> dict[str, Any]:
        """Set switches, and return the values of all switches. DIFFERENCES.md lists them."""
        current = self._control("PUT", "switches", values) if values else self._control("GET", "switches")
        return dict(current)

    def weather(self, *faults: Mapping[str, Any]) -> None:
        """Replace all injected faults, for example ``weather({"kind": "status", "status": 429, "times": 2})``.

        Without arguments, there are no faults any longer.
        """
        self._control("PUT", "faults", {"faults": [dict(fault) for fault in faults]})

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The injected faults. ``struck`` is how many requests a fault has affected."""
        return list(self._control("GET", "faults")["faults"])

    # The management API, for assertions.

    def get(self, path: str) -> dict[str, Any]:
        """An object or a page, as the worker application of the seed. Faults do not affect it.

        path: below the environment, such as ``apiServers``, or from ``/v1/``, or a URL of a response.
        """
        return dict(self._connection.json("GET", self._path(path), headers=self._authorization()))

    def collect(self, path: str) -> list[dict[str, Any]]:
        """All objects of a collection, of all pages."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following:
            page = self.get(following)
            for objects in page.get("_embedded", {}).values():
                found.extend(objects)
            following = page.get("_links", {}).get("next", {}).get("href")
        return found

    # What a gateway does.

    def decide(
        self,
        method: str,
        url: str,
        *,
        scopes: Sequence[str] | None = None,
        application: str | None = None,
        subject: str | None = None,
        anonymous: bool = False,
    ) -> Decision:
        """Whether the deployed API services allow a request to one of their base URLs.

        The request has a valid token for the API. scopes: in the token; by default, all that were granted to the
        application, or none. application: name or ID of the client; the token has no scopes that were not granted to
        it. subject: username or ID of a user of the seed. anonymous: the request has no token.
        """
        if isinstance(scopes, str):
            raise TypeError('scopes must be a list of names, for example ["orders-read"]')
        wanted = {
            "method": method,
            "url": url,
            "environment": self.environment_id,
            "scopes": None if scopes is None else list(scopes),
            "application": application,
            "subject": subject,
            "anonymous": anonymous,
        }
        answer = self._control("POST", "decisions", {key: value for key, value in wanted.items() if value is not None})
        return Decision(answer["allowed"], answer["status"])

    def close(self) -> None:
        """Close the connection of this object. The emulator goes on."""
        self._connection.close()

    # How it is done.

    def _control(self, method: str, name: str, body: Any = None) -> Any:
        return self._connection.json(method, f"/_emulator/{name}", body)

    def _path(self, path: str) -> str:
        parts = urllib.parse.urlsplit(path)
        found = parts.path + (f"?{parts.query}" if parts.query else "")
        if not found.startswith("/"):
            return f"{API}/v1/environments/{self.environment_id}/{found}"
        return found if found.startswith(f"{API}/") else API + found

    def _authorization(self) -> dict[str, str]:
        """An access token by client credentials, requested once."""
        if not self._token:
            client, secret = (urllib.parse.quote(self._env[f"PINGONE_CLIENT_{name}"]) for name in ("ID", "SECRET"))
            form, headers = "grant_type=client_credentials", {}
            if self._env.get("PINGONE_CLIENT_AUTH_METHOD") == "post":
                form += f"&client_id={client}&client_secret={secret}"
            else:
                pair = base64.b64encode(f"{client}:{secret}".encode()).decode()
                headers["Authorization"] = f"Basic {pair}"
            path = f"{API}/{self._env['PINGONE_ENVIRONMENT_ID']}/as/token"
            self._token = self._connection.json("POST", path, form=form, headers=headers)["access_token"]
        return {"Authorization": f"Bearer {self._token}"}
