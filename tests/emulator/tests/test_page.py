# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for people, as text and in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import APPLICATIONS, DEPLOY, PingOne, created, scope, service


@pytest.fixture
def filled(pingone: PingOne, api) -> PingOne:
    """A deployed service, changed since, with a hostile name, a scope and a grant."""
    made = service(api, "Orders <b>API</b>")
    owner = made["authorizationServer"]["resource"]
    read = scope(api, owner, "orders-read")
    created(
        api.post(
            f"/apiServers/{made['id']}/operations",
            json={
                "name": "Read order",
                "methods": ["GET"],
                "paths": [{"type": "PARAMETER", "pattern": "/orders/{id}"}],
                "accessControl": {"scope": {"matchType": "ALL", "scopes": [{"id": read["id"]}]}},
            },
        )
    )
    api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY)
    api.put(f"/apiServers/{made['id']}", json={**made, "baseUrls": ["https://moved.example.org"]})
    created(
        api.post(
            f"/applications/{APPLICATIONS['Orders Web']['id']}/grants",
            json={"resource": {"id": owner["id"]}, "scopes": [{"id": read["id"]}]},
        )
    )
    return pingone


@pytest.mark.parametrize("path", ["/_emulator/", "/_emulator"])
def test_page(filled: PingOne, path: str):
    """Saved and deployed side by side, operations, scopes, grants; everything escaped, no secret."""
    answer = filled.http.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = answer.text
    assert "Orders &lt;b&gt;API&lt;/b&gt;" in text and "<b>API" not in text
    row = re.search(r"<tr class=differs><th scope=\"row\">Base URLs</th>.*?</tr>", text)[0]
    assert row.index("https://moved.example.org") < row.index("https://api.example.org/orders/v1")
    assert "changed since" in text and "<code>/orders/{id}</code>" in text and "all of orders-read" in text
    assert re.search(r"orders-read</code></th><td></td><td>Orders Web</td>", text)
    assert text.count('<section class="environment">') == 3 and "<form" not in text and "<script" not in text
    assert not any(application["secret"] in text for application in APPLICATIONS.values())


def browse(url: str, folder: Path, *options: str) -> str:
    command = [
        os.environ.get("TEST_BROWSER", "chromium"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1100,1400",
        f"--user-data-dir={folder / 'profile'}",
        *options,
        url,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_page_in_a_browser(filled: PingOne, tmp_path: Path):
    """A browser lays it out without complaint and paints something."""
    picture = tmp_path / "page.png"
    text = browse(filled.url + "/_emulator/", tmp_path, "--dump-dom", f"--screenshot={picture}")
    assert "<h1>PingOne emulator</h1>" in text and "https://moved.example.org" in text
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 20_000
