# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding a browser, or saying plainly that there is none."""

from __future__ import annotations

import pytest

from tools import browser
from tools.errors import ToolError


def test_a_browser_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda name: "/opt/chrome" if name == "google-chrome" else None)
    assert browser.browser() == "/opt/chrome"


def test_nothing_is_installed_that_nobody_has_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.delenv(browser.SETTING, raising=False)
    assert browser.browser() is None


def test_without_a_browser_and_without_apt_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.SETTING, browser.INSTALL)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(ToolError, match="no Chromium or Chrome"):
        browser.browser()


def test_apt_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.SETTING, browser.INSTALL)
    there = {"apt-get": "/usr/bin/apt-get"}
    commands = []

    def run(command: list[str], **_more: object) -> int:
        commands.append(command)
        if "install" in command:
            there["chromium"] = "/usr/bin/chromium"
        return 0

    monkeypatch.setattr(browser.shutil, "which", there.get)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser, "run", run)
    monkeypatch.setattr(browser, "check", run)
    assert browser.browser() == "/usr/bin/chromium"
    assert [command[1] for command in commands] == ["update", "install"]
