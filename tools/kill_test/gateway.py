# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gateway in front of the APIs, which asks PingOne about requests of all kinds of callers."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tools.emulator import Emulator
from tools.errors import ToolError
from tools.kill_test.scenarios import APPLICATIONS, BILLING, EXISTING, ORDERS, PARTNER

BATCH = APPLICATIONS[1]
"""The application that calls in its own name; the others call for users."""
USERS = ("clerk", "auditor")
LOGIN = {"iss": "https://login.partner.example", "aud": "https://partners.example.com"}
"""What the tokens of the external server say."""
ELSEWHERE = "https://elsewhere.example.com"
"""The audience of tokens that are for no API here."""
METHODS = ("GET", "POST", "DELETE")
PATHS = {
    ORDERS["name"]: ("/catalog/shoes/7", "/orders", "/orders/7", "/orders/7/cancellation", "/elsewhere"),
    BILLING["name"]: ("/prices", "/invoices/7", "/exports/2026", "/elsewhere"),
    PARTNER["name"]: ("/stock", "/stock/7/reservation", "/elsewhere"),
}
"""Paths of the operations, and one that no operation matches, by the name of the service."""
URLS = {
    ORDERS["name"]: tuple(ORDERS["base_urls"]),
    BILLING["name"]: tuple(BILLING["base_urls"]),
    PARTNER["name"]: (*PARTNER["base_urls"], "https://suppliers.example.com"),
}
"""All base URLs that a service has before or after the runs."""
BEFORE, NOW = "before", "now"
"""When tokens were issued: under the old configuration, or at the moment of the question."""


class Question(NamedTuple):
    """Who asks for what."""

    who: str
    issued: str
    method: str
    url: str

    def __str__(self) -> str:
        return f"{self.method} {self.url} by {self.who}, token issued {self.issued}"


Tokens = dict[str, str]
"""Access tokens by their holder, in words."""


class Gateway:
    """Asks the sideband API of one PingOne, over one connection.

    credential: what it shows, as scenarios.prepare() returns it.
    """

    def __init__(self, pingone: Emulator, credential: str) -> None:
        self.asked = 0
        self._pingone = pingone
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(pingone.url).netloc, timeout=30)
        self._sideband = f"/v1/environments/{pingone.environment_id}/sideband/request"
        self._headers = {"CLIENT-TOKEN": credential, "Content-Type": "application/json"}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def allowed(self, tokens: Tokens, issued: str) -> frozenset[Question]:
        """What the tokens open; without one, callers are asked about as well."""
        return frozenset(
            Question(who, issued, method, url)
            for who, token in [*tokens.items(), ("nobody", "")]
            for method, url in requests()
            if self._lets_through(token, method, url)
        )

    def tokens(self) -> Tokens:
        """A token for everybody who can get one at this moment."""
        resources = {one["name"]: one["id"] for one in self._pingone.collect("resources")}
        applications = {one["name"]: one["id"] for one in self._pingone.collect("applications")}
        found = {
            f"{application} for {user} ({resource})": token
            for application, user, resource, token in self._granted(applications, resources)
        }
        for user in USERS:
            found[f"{user} (another API)"] = self._user_token(user, EXISTING, claims={"aud": ELSEWHERE})
            found[f"{user} (partner login)"] = self._user_token(user, EXISTING, claims=LOGIN)
            other = {**LOGIN, "aud": ELSEWHERE}
            found[f"{user} (partner login, another API)"] = self._user_token(user, EXISTING, claims=other)
        return found

    def _granted(self, applications: dict[str, str], resources: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
        """Application, user, resource and token for whatever applications have been granted."""
        names = {id: name for name, id in resources.items()}
        for application in APPLICATIONS:
            if application not in applications:
                continue
            id = applications[application]
            for grant in self._pingone.collect(f"applications/{id}/grants"):
                resource = grant["resource"]["id"]
                if application != BATCH:
                    for user in USERS:
                        yield application, user, names[resource], self._user_token(user, resource, application=id)
                elif grant["scopes"]:
                    yield application, "itself", names[resource], self._own_token(id, resource, grant["scopes"])

    def _own_token(self, application: str, resource: str, granted: Iterable[dict[str, str]]) -> str:
        """A token by client credentials, with all scopes that were granted."""
        names = {one["id"]: one["name"] for one in self._pingone.collect(f"resources/{resource}/scopes")}
        form = {
            "grant_type": "client_credentials",
            "client_id": application,
            "client_secret": self._pingone.get(f"applications/{application}/secret")["secret"],
            "scope": " ".join(names[scope["id"]] for scope in granted),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"/{self._pingone.environment_id}/as/token"
        return str(self._post(path, urllib.parse.urlencode(form), headers)["access_token"])

    def _user_token(self, user: str, resource: str, **more: Any) -> str:
        """A token as a sign-on gives it."""
        body = json.dumps({"subject": user, "resource": resource, **more})
        return str(self._post("/_emulator/tokens", body, {})["access_token"])

    def _lets_through(self, token: str, method: str, url: str) -> bool:
        """Whether the gateway may pass a request on."""
        question = {
            "source_ip": "192.0.2.10",
            "source_port": 51234,
            "method": method,
            "url": url,
            "http_version": "1.1",
            "headers": [{"Authorization": f"Bearer {token}"}] if token else [],
        }
        self.asked += 1
        return "response" not in self._post(self._sideband, json.dumps(question), self._headers)

    def _post(self, path: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
        """The answer's JSON; what is asked here is never refused."""
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise ToolError(f"POST {path} was answered with {answer.status}: {content.decode('utf-8', 'replace')}")
        return dict(json.loads(content))


def requests() -> list[tuple[str, str]]:
    """Method and URL of all requests that are asked about."""
    return [
        (method, base + path)
        for service, bases in URLS.items()
        for base in bases
        for path in PATHS[service]
        for method in METHODS
    ]
