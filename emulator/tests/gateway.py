# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway in front of an API."""

from __future__ import annotations

from typing import Any

from conftest import DEPLOY, ENVIRONMENTS, PingOne, created, resource, scope, service_input

URL = "https://api.example.org/orders/v1"
QUESTION = {
    "source_ip": "192.0.2.1",
    "source_port": 1,
    "method": "GET",
    "url": URL,
    "http_version": "1.1",
    "headers": [],
}


class Gateway:
    """A gateway in front of the orders API, which has the scopes orders-read and orders-write."""

    def __init__(self, pingone: PingOne, api) -> None:
        self.pingone, self.api = pingone, api
        self.owner = resource(api, audience="https://orders.example.org")
        self.scopes = {name: scope(api, self.owner, name) for name in ("orders-read", "orders-write")}
        self.service = created(api.post("/apiServers", json=service_input(self.owner)))
        gateway = created(api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION"}))
        self.path = f"/gateways/{gateway['id']}"
        self.credential = created(api.post(f"{self.path}/credentials"))

    def operation(self, name: str = "Read", pattern: str = "/orders/{id}", **more: Any) -> dict[str, Any]:
        kind = "PARAMETER" if any(sign in pattern for sign in "*{") else "EXACT"
        return created(
            self.api.post(
                f"/apiServers/{self.service['id']}/operations",
                json={"name": name, "paths": [{"type": kind, "pattern": pattern}], **more},
            )
        )

    def deploy(self, service: dict[str, Any] | None = None) -> None:
        answer = self.api.post(f"/apiServers/{(service or self.service)['id']}/deployment", headers=DEPLOY)
        assert answer.status_code == 200

    def token(self, subject: str = "clerk", **options: Any) -> str:
        answer = self.pingone.http.post(
            "/_emulator/tokens", json={"subject": subject, "resource": self.owner["id"], **options}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def post(self, tail: str, data: dict[str, Any], token: str | None = None):
        return self.pingone.http.post(
            f"/v1/environments/{ENVIRONMENTS['Managed']}/sideband/{tail}",
            json=data,
            headers={"CLIENT-TOKEN": token or self.credential["credential"]},
        )

    def ask(self, token: str | None, url: str = URL + "/orders/7", method: str = "GET", **more: Any) -> str:
        """``allow`` or the status of the denial."""
        headers = [{"accept": "*/*"}] + ([{"Authorization": f"Bearer {token}"}] if token else [])
        data = {
            "source_ip": "192.0.2.10",
            "source_port": 51234,
            "method": method,
            "url": url,
            "http_version": "1.1",
            "headers": headers,
            **more,
        }
        answer = self.post("request", data)
        assert answer.status_code == 200, answer.text
        self.answer = answer.json()
        self.response, self.state = self.answer.pop("response", None), self.answer.pop("state", None)
        assert self.answer == data
        return self.response["response_code"] if self.response else "allow"
