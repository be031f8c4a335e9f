# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at the built site in a browser, on a phone, a tablet, and a desktop, in light and in dark mode.

    python docs/sphinx/browse.py FOLDER BROWSER    prints a line for each problem; the exit status is 1 if there are any

FOLDER is the built site, and BROWSER the path of Chromium. No page scrolls horizontally, loads anything from elsewhere,
or writes errors to the console. axe-core finds no violation on a page of each type. The search, the copy buttons, the
theme toggle, and the menu of a phone work.
"""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
PHONE, TABLET, DESKTOP = 375, 768, 1280
HEIGHT = 900
TYPES = (
    "index.html",
    "docsite/tasks.html",
    "docsite/getting_started.html",
    "pingone_scope_module.html",
    "api_gateway_role.html",
    "api_service_yaml_filter.html",
    "search.html?q=rename+a+scope",
)
"""A page of each type, which axe-core examines."""
VIEWS = ((PHONE, "dark"), (TABLET, "light"), (DESKTOP, "dark"))
"""Widths and color schemes in which it does."""
EXCEPTIONS: dict[str, str] = {}
"""Rules of axe-core that are not applied, with the reason."""
SEARCHES = {
    "rename a scope": "Rename a scope",
    "three stages": "Three stages",
    "rotate a gateway credential": "Connect your gateway",
    "external tokens": "External tokens",
    "retire an API": "Change, rename, and retire",
}
"""What a reader searches for, and the beginning of a result."""


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:  # pylint: disable=redefined-builtin
        """Nothing is printed."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of the site while it is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


class Visit:
    """Pages of the site in a browser, and the problems that were found."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self.problems: list[str] = []

    @contextmanager
    def tab(self, width: int = DESKTOP, scheme: str = "light") -> Iterator[Page]:
        """A tab that reports external requests, failed requests, and errors in the console."""
        context: BrowserContext = self._browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if scheme == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.on("request", lambda request: self._judge_request(page, request.url))
        page.on("console", lambda message: self._judge_console(page, message.type, message.text))
        page.on("pageerror", lambda error: self.add(page, f"error in a script: {error}"))
        page.on("requestfailed", lambda request: self.add(page, f"{request.url} cannot be loaded"))
        try:
            yield page
        finally:
            context.close()

    def add(self, page: Page, problem: str) -> None:
        """Add a problem of the page that is open."""
        self.problems.append(f"{page.url.removeprefix(self.url)}: {problem}")

    def expect(self, page: Page, true: bool, problem: str) -> None:
        """Add a problem unless something is true."""
        if not true:
            self.add(page, problem)

    def _judge_request(self, page: Page, url: str) -> None:
        if not url.startswith((self.url, "data:")):
            self.add(page, f"external request: {url}")

    def _judge_console(self, page: Page, level: str, text: str) -> None:
        if level in ("error", "warning"):
            self.add(page, f"{level} in the console: {text}")


def check_widths(visit: Visit, folder: Path) -> None:
    """No page scrolls horizontally. Code and wide tables scroll in themselves."""
    with visit.tab() as page:
        for path in sorted(folder.rglob("*.html")):
            page.goto(visit.url + str(path.relative_to(folder)))
            for width in (DESKTOP, TABLET, PHONE):
                page.set_viewport_size({"width": width, "height": HEIGHT})
                wide = page.evaluate("document.documentElement.scrollWidth")
                visit.expect(page, wide <= width, f"is {wide} pixels wide in a window of {width}")


def check_accessibility(visit: Visit) -> None:
    """axe-core finds nothing on a page of each type."""
    rules = {name: {"enabled": False} for name in EXCEPTIONS}
    options = {"preload": False, "resultTypes": ["violations"], "rules": rules}
    axe = Axe()
    with visit.tab() as page:
        for name in TYPES:
            page.goto(visit.url + name)
            if name.startswith("search"):
                page.wait_for_selector("#search-results li")
            for width, scheme in VIEWS:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.set_viewport_size({"width": width, "height": HEIGHT})
                for violation in axe.run(page, options=options).response["violations"]:
                    nodes = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]]
                    visit.add(page, f"{width} {scheme}: {violation['id']}, {len(nodes)} times: {' '.join(nodes[:3])}")


def check_search(visit: Visit) -> None:
    """What a reader searches for is found, with the field in the sidebar."""
    with visit.tab() as page:
        for words, title in SEARCHES.items():
            page.goto(visit.url)
            page.fill(".sidebar-search", words)
            page.press(".sidebar-search", "Enter")
            page.wait_for_selector("#search-results li a")
            page.locator("#search-results .search-summary", has_text="found").wait_for()
            found = page.locator("#search-results li").all_inner_texts()
            visit.expect(page, any(title in text for text in found), f'"{title}" is not found')


def check_buttons(visit: Visit) -> None:
    """The copy button copies commands without prompts, and the theme toggle changes the theme."""
    with visit.tab() as page:
        page.goto(visit.url + "docsite/stages.html")
        block = page.locator(".highlight-console").first
        block.hover()
        block.locator("button.copybtn").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        shown = block.locator("pre").inner_text()
        commands = "\n".join(line.removeprefix("$ ") for line in shown.strip().splitlines() if line.startswith("$ "))
        visit.expect(page, copied.strip() == commands, f"copied {copied!r} instead of {commands!r}")
        seen = set()
        for _click in range(3):
            page.locator(".theme-toggle-content button").click()
            seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        visit.expect(page, len(seen) > 1, f"the theme toggle only shows {seen}")


def check_menu(visit: Visit) -> None:
    """On a phone, the menu opens, and leads to another page."""
    with visit.tab(PHONE) as page:
        page.goto(visit.url)
        link = page.locator(".sidebar-tree a", has_text="Three stages")
        visit.expect(page, not _inside(page, link.bounding_box()), "the menu is open before it is opened")
        page.locator(".nav-overlay-icon").click()
        link.click()
        page.wait_for_url("**/docsite/stages.html")


def _inside(page: Page, box: object) -> bool:
    """Whether a part of an element is in the window."""
    return bool(box) and page.evaluate("box => box.x + box.width > 0", box)


def main(folder: Path, browser: str) -> int:
    """Print the problems of the site in a folder. Returns 1 if there are any."""
    with served(folder) as url, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        visit = Visit(started, url)
        check_widths(visit, folder)
        check_accessibility(visit)
        check_search(visit)
        check_buttons(visit)
        check_menu(visit)
        started.close()
    problems = list(dict.fromkeys(visit.problems))
    print("\n".join(problems) or f"{len(list(folder.rglob('*.html')))} pages without problems in a browser")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
