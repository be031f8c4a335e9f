# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An API gateway that asks the emulator's sideband API for decisions."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from tools.emulator import Emulator


class Gateway:
    """Asks PingOne about requests to an API, whose tokens are those of a resource."""

    def __init__(self, pingone: Emulator, resource: str, base_url: str) -> None:
        self._pingone, self._resource, self._base_url = pingone, resource, base_url
        edge = pingone.post("gateways", {"name": "Edge", "type": "API_GATEWAY_INTEGRATION"})
        self._credential = pingone.post(f"gateways/{edge['id']}/credentials", {})["credential"]

    def lets_through(self, method: str, path: str, scopes: str, subject: str = "clerk") -> bool:
        """Whether a request with a token of these scopes passes."""
        wanted = {"subject": subject, "resource": self._resource, "scope": scopes}
        token = self.send("POST", "/_emulator/tokens", wanted)["access_token"]
        asked = {
            "source_ip": "192.0.2.1",
            "source_port": 50000,
            "method": method,
            "url": self._base_url + path,
            "http_version": "1.1",
            "headers": [{"authorization": f"Bearer {token}"}],
        }
        sideband = f"/v1/environments/{self._pingone.environment_id}/sideband/request"
        answer = self.send("POST", sideband, asked, {"CLIENT-TOKEN": self._credential})
        assert answer.get("response", {}).get("response_code", "403") == "403", answer
        return "response" not in answer

    def send(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer to a request, which must succeed."""
        typed = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self._pingone.url + path, json.dumps(body).encode(), typed, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))
