# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How ansible-test runs the unit tests, and what they have in common."""

from __future__ import annotations

import os
import tempfile

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Run all tests in the process of their worker: a fork for each of them takes several times as long as the test."""
    forked = config.pluginmanager.get_plugin("ansible_forked")
    if forked:
        config.pluginmanager.unregister(forked)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A home directory without any settings."""
    return str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def temporary_files(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A directory for temporary files that the machine's other processes do not use."""
    return str(tmp_path_factory.mktemp("temporary"))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, empty_home: str, temporary_files: str) -> None:
    """Nothing of the machine's own settings reaches a test."""
    for name in list(os.environ):
        if name.startswith("PINGONE_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("NETRC", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", empty_home)
    monkeypatch.setattr(tempfile, "tempdir", temporary_files)
