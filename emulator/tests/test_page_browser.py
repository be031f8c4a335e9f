# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a browser: accessibility, layout, live updates and controls. Tests wait for conditions, not for times."""

from __future__ import annotations

from collections.abc import Iterator

import page_content
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from conftest import DEPLOY, HERE, SEED, PingOne, created, resource, service_input
from page_content import environment_page, opened
from pingone_emulator.page.overview import PRESETS
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

SIZES = {"phone": (375, 800), "tablet": (768, 1000), "desktop": (1280, 900)}
expect.set_options(timeout=page_content.PATIENCE)
ALL_RULES: dict[str, object] = {}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, page_content.browser(playwright) as found:
        yield found


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """An empty page; whatever the browser complains about fails the test."""
    page, complaints = chromium.new_page(), []
    page.set_default_timeout(page_content.PATIENCE)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def demo(pingone: PingOne) -> None:
    path = HERE.parent / "pingone_emulator" / "seeds" / "demo.yml"
    seed = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200


def many(pingone: PingOne) -> None:
    """50 environments, for the list of environments."""
    seed = {**SEED, "environments": [*SEED["environments"]]}
    for number in range(47):
        id = f"00000000-0000-4000-8000-{number:012}"
        seed["environments"].append(
            {"id": id, "name": f"Stage {number}", "type": "SANDBOX", "license": SEED["licenses"][0]["id"]}
        )
    assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200


@pytest.fixture
def own_seed(pingone: PingOne) -> Iterator[None]:
    """Let a test start the emulator from another seed."""
    yield
    assert pingone.http.post("/_emulator/reset", json={"seed": SEED}).status_code == 200


@pytest.fixture(params=["empty", "demo", "filled", "many"])
def content(request: pytest.FixtureRequest, pingone: PingOne, own_seed: None) -> str:
    """What the page shows: no API service, the demonstration, hostile names with every marker, or many environments."""
    if request.param == "filled":
        with pingone.as_("Automation Basic") as api:
            page_content.change(api, page_content.fill(api))
            pingone.http.delete("/_emulator/requests")
            api.get("/groups")
            api.get("/nowhere", headers={"User-Agent": "<b>" + "long" * 30})
        pingone.faults({"kind": "status", "status": 429, "times": 2, "path": "/elsewhere"}, {"kind": "clock-skew"})
        pingone.switch(page_size=5)
    elif request.param == "demo":
        demo(pingone)
    elif request.param == "many":
        many(pingone)
    return str(request.param)


def test_accessible_at_every_width(content: str, pingone: PingOne, tab: Page):
    """axe-core finds nothing, best practices included; nothing is wider than the screen, in both color schemes."""
    opened(tab, pingone.url + "/_emulator/")
    if content == "filled":
        tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width, height in SIZES.values():
        tab.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (content, scheme)
            # In the other scheme the elements are the same, and only colors differ.
            rules = ALL_RULES if scheme == "light" else COLORS
            if rules is COLORS and content != "filled" and width != SIZES["desktop"][0]:
                continue
            found = Axe().run(tab, options={"resultTypes": ["violations"], **rules}).response["violations"]
            where = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
            assert where == [], (content, width, scheme)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_long_name_without_spaces(pingone: PingOne, api, tab: Page, width: int):
    """It is broken into lines, and the page does not become wider than the window."""
    name = "W" * 200
    owner = resource(api, name)
    service = created(api.post("/apiServers", json=service_input(owner, name)))
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, f"{environment_page(pingone)}&service={service['id']}")
    expect(tab.locator("#service h4").first).to_have_text(name)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_only_with_the_keyboard(pingone: PingOne, api, tab: Page):
    """The first stop skips to the content; every control can be reached, shows that it has the focus, and works."""
    page_content.fill(api)
    opened(tab, environment_page(pingone))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    stops, seen = [], set()
    for _turn in range(400):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.id, one.tagName, style.outlineStyle + style.outlineWidth, one.textContent.slice(0, 20)]; })()"
        )
        if stop[1] == "BODY":
            break
        assert stop[2] not in ("none0px", "none"), stop
        stops.append(stop)
        seen.add(stop[0])
    assert {"matrix", "log-text", "log-status", "log-pause", "log-clear", "clear-faults"} <= seen
    assert next(stop[3].strip() for stop in stops if stop[1] == "SUMMARY").startswith("API services")
    # A section is closed and opened, and a button pressed.
    tab.locator("#switches > summary").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#switch-page_size")).to_be_visible()
    tab.locator("#log-pause").focus()
    tab.keyboard.press("Space")
    expect(tab.locator("#log-pause")).to_have_attribute("aria-pressed", "true")


def test_live_log(pingone: PingOne, api, tab: Page):
    """A request is there without a reload, newest first; pause holds back, filters hide, links lead on."""
    service = page_content.fill(api)["service"]
    opened(tab, environment_page(pingone))
    rows = tab.locator("#log-rows tr")
    api.get("/populations", headers={"User-Agent": "tester <b>"})
    expect(rows.first).to_contain_text("/populations")
    expect(rows.first).to_contain_text("tester <b>")
    count = rows.count()
    tab.click("#log-pause")
    api.get("/held-back")
    expect(tab.locator("#log-pause")).to_have_text("Resume (1 new)")
    assert rows.count() == count
    tab.click("#log-pause")
    expect(rows.first).to_contain_text("/held-back")
    tab.fill("#log-text", "POPULATIONS")
    expect(tab.locator("#log-rows tr:visible")).to_have_count(1)
    tab.fill("#log-text", "")
    tab.select_option("#log-status", "4")
    expect(tab.locator("#log-rows tr:visible")).to_have_count(1)
    api.get("/also-unknown")
    expect(tab.locator("#log-rows tr:visible")).to_have_count(2)
    tab.fill("#log-text", "no such request")
    expect(tab.locator("#log-empty")).to_have_text("No request matches the filter.")
    tab.fill("#log-text", "")
    tab.select_option("#log-status", "")
    api.get(f"/apiServers/{service['id']}")
    rows.first.get_by_role("link", name=f"/apiServers/{service['id']}").click()
    tab.wait_for_url(f"**service={service['id']}#service")
    tab.click("#log-clear")
    expect(rows).to_have_count(0)
    assert pingone.journal() == []


def test_log_keeps_a_limited_number_of_rows(pingone: PingOne, api, tab: Page):
    opened(tab, environment_page(pingone))
    for number in range(230):
        api.get(f"/request-{number}")
    expect(tab.locator("#log-rows tr").first).to_contain_text("request-229")
    assert tab.locator("#log-rows tr").count() == 200


def test_changes_show_without_stealing_the_focus(pingone: PingOne, api, tab: Page):
    """What changes elsewhere is there at once; focus, scroll position and closed sections stay as they are."""
    filled = page_content.fill(api)
    opened(tab, environment_page(pingone))
    expect(tab.locator("#service")).not_to_contain_text("differences")
    tab.locator("#gateways > summary").click()
    tab.locator("#log-text").focus()
    tab.keyboard.type("abc")
    tab.evaluate("window.marked = document.querySelector('#matrix')")
    page_content.change(api, filled)
    expect(tab.locator("#service")).to_contain_text("≠ 4 differences")
    expect(tab.locator("#matrix")).to_contain_text("Operation new")
    assert tab.evaluate("document.activeElement.id") == "log-text" and tab.input_value("#log-text") == "abc"
    assert tab.evaluate("document.querySelector('#gateways').open") is False
    assert tab.evaluate("window.marked === document.querySelector('#matrix')")  # changed, not replaced
    api.post(f"/apiServers/{filled['service']['id']}/deployment", headers=DEPLOY)
    expect(tab.locator("#service")).not_to_contain_text("differences")


def test_faults(pingone: PingOne, api, tab: Page):
    """A button sets a fault that hits a request, the page counts it, and another button ends it."""
    opened(tab, environment_page(pingone))
    tab.get_by_role("button", name="429 twice").click()
    expect(tab.locator("#said")).to_have_text("Set: 429 twice.")
    expect(tab.locator("#weather tbody tr")).to_contain_text("status")
    assert [api.get("/groups").status_code for _turn in range(3)] == [429, 429, 200]
    expect(tab.locator('#weather td[data-label="Hit"]')).to_have_text("2")
    expect(tab.locator("#log-rows tr").nth(1)).to_contain_text("fault: status")
    tab.click("#clear-faults")
    expect(tab.locator("#weather")).to_contain_text("No faults are active.")
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}
    tab.click("#own-faults summary")
    tab.fill("#faults", "[")
    tab.click("#set-faults")
    expect(tab.locator("#said")).to_contain_text("The faults are not JSON")
    tab.fill("#faults", '[{"kind": "status", "status": 503, "times": 1}]')
    tab.click("#set-faults")
    expect(tab.locator("#weather tbody tr")).to_contain_text("503")
    assert api.get("/groups").status_code == 503


@pytest.mark.parametrize("index", range(len(PRESETS)))
def test_presets_are_faults(pingone: PingOne, index: int):
    """The emulator accepts every preset."""
    assert pingone.http.put("/_emulator/faults", json={"faults": PRESETS[index][2]}).status_code == 200


def test_switches(pingone: PingOne, tab: Page):
    """A switch set on the page takes effect, one set elsewhere shows, and all go back to their defaults."""
    opened(tab, environment_page(pingone))
    tab.click("#switches > summary")
    tab.fill("#switch-page_size", "3")
    tab.keyboard.press("Enter")
    expect(tab.locator("#said")).to_have_text("The switch page_size is now 3.")
    tab.select_option("#switch-strict_names", "false")
    expect(tab.locator("#said")).to_have_text("The switch strict_names is now false.")
    values = pingone.http.get("/_emulator/switches").json()
    assert (values["page_size"], values["strict_names"]) == (3, False)
    pingone.switch(deployment="endless")
    expect(tab.locator("#switch-deployment")).to_have_value('"endless"')
    expect(tab.locator("#switches > summary")).to_contain_text("3 changed")
    tab.click("#default-switches")
    expect(tab.locator("#switches > summary")).to_contain_text("0 changed")
    described = pingone.http.get("/_emulator/switches?describe").json()
    assert all(row["value"] == row["default"] for row in described.values())


def test_environments(pingone: PingOne, own_seed: None, tab: Page):
    """With many environments, a filter finds one, and a link shows it."""
    many(pingone)
    opened(tab, pingone.url + "/_emulator/")
    tab.click("#environments > summary")
    tab.fill("#find-environment", "stage 41")
    expect(tab.locator(".environments li:visible")).to_have_count(1)
    tab.click(".environments li:visible a")
    expect(tab.locator("h2.title")).to_have_text("Stage 41")


def test_without_javascript(chromium: Browser, pingone: PingOne, api):
    """Everything is readable, and nothing offers what does not work."""
    page_content.fill(api)
    page = chromium.new_page(java_script_enabled=False)
    page.goto(environment_page(pingone))
    for section in ("services", "access", "applications", "resources", "gateways", "requests", "weather"):
        expect(page.locator(f"#{section}")).to_be_visible()
    page.click("#switches > summary")
    expect(page.locator("#switches tbody tr").first).to_contain_text("largest page")
    assert page.locator("button:visible, input:visible, select:visible, textarea:visible").count() == 0
    expect(page.locator("noscript p")).to_be_visible()
    page.close()


def test_restart(pingone: PingOne, tab: Page, api):
    """A page whose emulator has gone says so, and is current again when it hears of it."""
    opened(tab, environment_page(pingone))
    tab.evaluate("source.dispatchEvent(new Event('error'))")
    expect(tab.locator("#live")).to_have_text("Disconnected")
    tab.evaluate("leave()")
    api.get("/while-nobody-listened")
    tab.evaluate("listen()")
    expect(tab.locator("#live")).to_have_text("Live")
    expect(tab.locator("#log-rows tr").first).to_contain_text("/while-nobody-listened")
