# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for people, as text."""

from __future__ import annotations

import asyncio
import re
import time

import httpx
import page_content
import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, EXTERNAL, SEED, PingOne, created, resource, service_input, start
from markupsafe import escape
from page_content import HOSTILE, environment_page
from pingone_emulator.app import build


@pytest.fixture
def filled(pingone: PingOne, api) -> PingOne:
    page_content.change(api, page_content.fill(api))
    return pingone


def rows(text: str, section: str) -> dict[str, str]:
    """The rows of the tables of one section by the text of their first cells."""
    part = text.partition(f'id="{section}"')[2]
    part = re.split(r'<details [^>]*class="section"', part)[0]
    found = re.findall(r'<tr[^>]*>\s*<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', part, re.DOTALL)
    return {re.sub("<.*?>", "", name).strip(): " ".join(cells.split()) for name, cells in found}


@pytest.mark.parametrize("path", ["/_emulator/", "/_emulator"])
def test_saved_and_deployed(filled: PingOne, path: str):
    """Side by side, with a mark in words where they differ; everything escaped."""
    text = filled.http.get(path).text
    assert "Orders &lt;b&gt;API&lt;/b&gt; &#34;quoted&#34; &amp; &#39;more&#39;" in text and "<b>API" not in text
    found = rows(text, "service")
    urls = found["Base URLs"]
    assert urls.index("https://moved.example.org") < urls.index("≠ changed") < urls.index("https://api.example.org")
    assert "same" in found["Name"] and "≠" not in found["Name"]
    opened = found["Operation open &lt;i&gt;"]
    assert opened.index("scope orders-admin") < opened.index("≠ changed") < opened.index("any valid token")
    assert "≠ deleted" in found["Operation recent &lt;i&gt;"]
    new = found["Operation new"]
    assert "≠ not deployed" in new and "<b>GET</b> <b>POST</b>" in new and "/new/{id}" in new and "parameter" in new
    assert "✓</span> deployed" in text and "≠ 4 differences" in text
    assert "any of the scopes orders-write, orders-admin" in found["Operation either &lt;i&gt;"]
    assert (
        "same" in found["Operation group &lt;i&gt;"] and "member of Order Clerks" in found["Operation group &lt;i&gt;"]
    )


def test_holders_gateways_and_unlinked_resources(filled: PingOne, api):
    """Who has which scopes, and when a credential was used; never a secret."""
    gateway = created(api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION"}))
    made = created(api.post(f"/gateways/{gateway['id']}/credentials"))
    text = filled.http.get("/_emulator").text
    scopes = rows(text, "service")
    assert "Orders Web, Orders Batch" in scopes["orders-read"] and "Operation both" in scopes["orders-read"]
    assert "no application" in scopes["orders-admin"]
    assert "orders-read, orders-write" in rows(text, "applications")["Orders Batch"]
    assert "no application" in rows(text, "resources")["existing-read"]
    assert "never" in rows(text, "gateways")[made["id"]]
    question = {"source_ip": "192.0.2.1", "source_port": 1, "method": "GET", "url": "https://none", "http_version": "1"}
    sideband = f"/v1/environments/{ENVIRONMENTS['Managed']}/sideband/request"
    token = {"CLIENT-TOKEN": made["credential"]}
    assert filled.http.post(sideband, json={**question, "headers": []}, headers=token).status_code == 200
    text = filled.http.get("/_emulator").text
    used = api.get(f"/gateways/{gateway['id']}/credentials/{made['id']}").json()["lastUsedAt"]
    assert used in rows(text, "gateways")[made["id"]]
    assert made["credential"] not in text
    assert not any(application["secret"] in text for application in APPLICATIONS.values())


def test_what_is_in_view(filled: PingOne, api):
    """One environment and one of its API services, by default the first; whatever else is asked for."""
    second = created(api.post("/apiServers", json=service_input(resource(api, "Second API"), "Second API")))
    page = environment_page(filled)
    for query, name in (("", HOSTILE), (f"&service={second['id']}", "Second API"), ("&service=<x>", HOSTILE)):
        text = filled.http.get(page + query).text
        assert re.search(r'aria-current="true">(.*?)</a>', text)[1] == str(escape(name))
    assert "○</span> never deployed" in filled.http.get(f"{page}&service={second['id']}").text
    text = filled.http.get(environment_page(filled, "Administrators")).text
    assert "There are no API services in this environment." in text and 'id="access"' not in text
    assert re.search(r'aria-current="page">(\w+)', text)[1] == "Administrators"
    for name in ("nothing", "<b>", ENVIRONMENTS["Managed"]):
        text = filled.http.get("/_emulator/", params={"environment": name}).text
        assert re.search(r'aria-current="page">(\w+)', text)[1] == "Managed"


def test_the_environment_of_clients_comes_first(pingone: PingOne):
    """Of a seed that says which environment clients manage, that one is in view."""
    wanted = ENVIRONMENTS["Without Authorize"]
    seed = {**SEED, "client": {**SEED.get("client", {}), "environment": wanted}}
    try:
        assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        assert f'environment={wanted}" aria-current="page"' in pingone.http.get("/_emulator/").text
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def test_an_external_api_service(pingone: PingOne, api):
    """Its tokens come from another issuer, so that the matrix has nothing to say."""
    made = created(api.post("/apiServers", json=EXTERNAL))
    text = pingone.http.get(f"/_emulator/?service={made['id']}").text
    assert "Issued elsewhere" in rows(text, "service")["Tokens"]
    assert "come from another issuer" in text and 'class="matrix' not in text


def test_nothing_from_elsewhere(filled: PingOne):
    """The browser is told to load and to run the emulator's own files only; and there are no others to load."""
    answer = filled.http.get("/_emulator/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.search(r"<style|<form|<script(?! src=)|\son\w+=|\sstyle=|javascript:", answer.text)
    files = re.findall(r'(?:src|href)="(/_emulator/page\.\w+)"', answer.text)
    types = {path.rpartition(".")[2]: filled.http.get(path) for path in files}
    assert types["css"].headers["content-type"] == "text/css; charset=utf-8"
    assert types["js"].headers["content-type"] == "text/javascript; charset=utf-8"
    assert all("http" not in types[kind].text.replace("https://www.gnu.org", "") for kind in types)


def test_prefix(tmp_path):
    """The files are found where a prefix comes before all paths."""
    process, ready = start(tmp_path, "--prefix", "/pingone")
    try:
        text = httpx.get(f"{ready['url']}/pingone/_emulator").text
        assert 'href="/pingone/_emulator/page.css"' in text
        assert httpx.get(f"{ready['url']}/pingone/_emulator/page.js").status_code == 200
    finally:
        process.terminate()
        process.wait(5)


def test_latest_requests(pingone: PingOne, api):
    """Newest first, with the environment's name for its ID; everything escaped; no body and no token."""
    pingone.http.delete("/_emulator/requests")
    assert '<p class="none" id="log-empty">No requests yet.' in pingone.http.get("/_emulator").text
    secret = "a-secret-that-nobody-sees"
    api.post("/resources", json={"name": "Orders", "clientId": "orders-client", "clientSecret": secret})
    api.get('/groups?filter=name eq "<i>"', headers={"User-Agent": "tester <b>"})
    pingone.faults({"kind": "status", "status": 503, "times": 1})
    api.get("/nowhere")
    text = pingone.http.get("/_emulator").text
    found = re.findall(r"<tr data-number=.*?</tr>", text, re.DOTALL)
    assert [re.search(r"<b>(\w+)</b>", row)[1] for row in found] == ["GET", "GET", "POST"]
    assert "503 Service Unavailable" in found[0] and "fault: status" in found[0]
    assert "tester &lt;b&gt;" in found[1] and "<i>" not in text
    assert "<code>/resources</code>" in found[2] and ">201 Created<" in found[2] and ">Managed<" in found[2]
    assert secret not in text and pingone.token("Automation Basic") not in text
    for _turn in range(110):
        api.get("/groups")
    assert pingone.http.get("/_emulator").text.count("<tr data-number=") == 100


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


def test_web_pages_elsewhere_change_nothing(pingone: PingOne):
    """Browsers send the origin of the page; other clients send none."""
    host = pingone.url.partition("://")[2]
    for origin in ("http://elsewhere.example.org", "null", f"http://{host}.example.org", f"http://x@{host}"):
        for method, path in (("PUT", "switches"), ("PUT", "faults"), ("POST", "reset"), ("DELETE", "requests")):
            answer = pingone.http.request(method, f"/_emulator/{path}", json={}, headers={"Origin": origin})
            assert answer.status_code == 403 and origin in answer.json()["message"]
            path = f"/_emulator/api/_emulator/{path}"
            assert pingone.http.request(method, path, json={}, headers={"Origin": origin}).status_code == 403
    for headers in ({}, {"Origin": pingone.url}):
        assert pingone.http.put("/_emulator/switches", json={}, headers=headers).status_code == 200


def test_any_host_header(pingone: PingOne):
    """The page does not depend on the Host header being a valid host."""
    for host in ("[", "a]b", 'x"><b>', "example.org:99999"):
        answer = pingone.http.get("/_emulator/", headers={"Host": host})
        assert answer.status_code == 200 and 'src="/_emulator/page.js"' in answer.text
        assert "<b>" not in answer.text.partition("</header>")[0]


def test_a_large_environment(capsys):
    """25 API services with 50 operations each and 40 applications: how long the page takes, and how large it is."""
    emulator, service = page_content.large_emulator()
    times = []

    async def look() -> str:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(build(emulator)), base_url="http://local") as http:
            for _turn in range(5):
                begin = time.perf_counter()
                answer = await http.get(f"/_emulator/?service={service}")
                times.append(time.perf_counter() - begin)
        return answer.text

    text = asyncio.run(look())
    with capsys.disabled():
        print(f"\npage of 25 x 50 x 40: {min(times) * 1000:.0f} ms at best, {len(text) / 1024:.0f} KiB")
    assert text.count('class="verdict yes"') == 51 * 40 and min(times) < 2
    assert len(text) < 1024 * 1024
