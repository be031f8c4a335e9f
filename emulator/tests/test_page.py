# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for people, as text and in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
from html import escape
from pathlib import Path

import httpx
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
    assert re.search(r'orders-read</code></th><td data-label="Description"></td><td [^>]*>Orders Web</td>', text)
    assert text.count('<section class="environment"') == 3 and "<form" not in text and "<script" not in text
    assert not any(application["secret"] in text for application in APPLICATIONS.values())


def test_latest_requests(pingone: PingOne, api):
    """Newest first, with the environment's name for its id; everything escaped; no body and no token."""
    pingone.http.delete("/_emulator/requests")
    assert "No requests yet." in pingone.http.get("/_emulator").text
    secret = "a-secret-that-nobody-sees"
    api.post("/resources", json={"name": "Orders", "clientId": "orders-client", "clientSecret": secret})
    api.get('/groups?filter=name eq "<i>"', headers={"User-Agent": "tester <b>"})
    pingone.faults({"kind": "status", "status": 503, "times": 1})
    api.get("/nowhere")
    text = pingone.http.get("/_emulator").text
    rows = re.findall(r"<tr><td data-label=\"Request\">.*?</tr>", text)
    assert len(rows) == 3 and [re.search(r"<b>(\w+)</b>", row)[1] for row in rows] == ["GET", "GET", "POST"]
    assert "503" in rows[0] and "fault: status" in rows[0]
    assert "tester &lt;b&gt;" in rows[1] and "<i>" not in text
    assert "<code>/resources</code>" in rows[2] and ">201<" in rows[2] and ">Managed<" in rows[2]
    assert secret not in text and pingone.token("Automation Basic") not in text
    for _turn in range(60):
        api.get("/groups")
    text = pingone.http.get("/_emulator").text
    assert text.count('<tr><td data-label="Request">') == 50 and "the latest 50 of 63" in text


@pytest.mark.parametrize(
    ("query", "seconds"), [("", None), ("?refresh=5", "5"), ("?refresh=0", None), ("?refresh=x", None)]
)
def test_refresh(pingone: PingOne, query: str, seconds: str | None):
    """The page is loaded again on request only, without a script."""
    text = pingone.http.get(f"/_emulator/{query}").text
    found = re.search(r'http-equiv="refresh" content="(\w+)"', text)
    assert (found and found[1]) == seconds
    assert (">Stop refreshing<" in text) == bool(seconds)


def test_root_leads_a_browser_to_the_page(pingone: PingOne):
    """Clients of the API get what any unknown route gets (5.4); the log has no trace of the browser."""
    pingone.http.delete("/_emulator/requests")
    for accept in ("text/html", "text/html,application/xhtml+xml,*/*;q=0.8"):
        answer = httpx.get(f"{pingone.url}/", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (302, "/_emulator/")
    assert pingone.journal() == []
    for accept in ("application/json", "*/*"):
        assert httpx.get(f"{pingone.url}/", headers={"Accept": accept}).status_code == 403
    assert httpx.post(f"{pingone.url}/", headers={"Accept": "text/html"}).status_code == 403
    assert len(pingone.journal()) == 3


def browse(url: str, folder: Path, *options: str, size: str = "1100,1400") -> str:
    command = [
        os.environ.get("TEST_BROWSER", "chromium"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--window-size={size}",
        f"--user-data-dir={folder / 'profile'}",
        *options,
        url,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.browser
def test_page_in_a_browser(filled: PingOne, tmp_path: Path):
    """A browser lays it out without complaint and paints something."""
    picture = tmp_path / "page.png"
    text = browse(filled.url + "/_emulator/", tmp_path, "--dump-dom", f"--screenshot={picture}")
    assert "<h1>PingOne emulator</h1>" in text and "https://moved.example.org" in text
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 20_000


@pytest.mark.browser
def test_page_on_a_phone(filled: PingOne, tmp_path: Path):
    """Nothing is wider than a narrow screen: measured by a script in a frame of that width, in both color schemes."""
    frame = tmp_path / "frame.html"
    page = httpx.get(filled.url + "/_emulator/").text
    measure = (
        "<script>addEventListener('load', () => { const wide = [...document.querySelectorAll('body *')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.tagName);"
        "parent.postMessage(innerWidth + ' ' + document.documentElement.scrollWidth + ' ' + wide, '*'); })</script>"
    )
    inner = escape(page.replace("</body>", f"{measure}</body>"))
    frame.write_text(
        "<title></title><script>addEventListener('message', said => { document.title = said.data; })</script>"
        f'<iframe width="390" height="800" style="border: 0" srcdoc="{inner}"></iframe>',
        encoding="utf-8",
    )
    for scheme in ([], ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]):
        text = browse(frame.as_uri(), tmp_path, "--dump-dom", "--virtual-time-budget=3000", *scheme)
        inner_width, scroll_width, wide = re.search(r"<title>(\d+) (\d+) (.*?)</title>", text).groups()
        assert int(scroll_width) <= int(inner_width) == 390 and wide == ""
