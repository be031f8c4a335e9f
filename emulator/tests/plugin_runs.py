# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of pytest with the plugin, and a client for their tests."""

from __future__ import annotations

import textwrap
from importlib.metadata import entry_points

import pytest

NAME = "pingone_emulator"
# An installed package brings the plugin by itself.
PLUGIN = () if NAME in entry_points(group="pytest11").names else ("-p", "pingone_emulator.pytest_plugin")
# A client of the environment that the variables name.
CLIENT = """
import base64, json, os, urllib.request, urllib.error
import pytest

def send(method, path, body=None, content_type="application/json"):
    url = os.environ["PINGONE_API_URL"]
    pair = os.environ["PINGONE_CLIENT_ID"] + ":" + os.environ["PINGONE_CLIENT_SECRET"]
    form = urllib.request.Request(
        os.environ["PINGONE_AUTH_URL"] + "/" + os.environ["PINGONE_ENVIRONMENT_ID"] + "/as/token",
        b"grant_type=client_credentials",
        {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
    )
    with urllib.request.urlopen(form) as answer:
        token = json.load(answer)["access_token"]
    request = urllib.request.Request(
        url + "/v1/environments/" + os.environ["PINGONE_TARGET_ENVIRONMENT_ID"] + "/" + path,
        json.dumps(body).encode() if body else None,
        {"Authorization": "Bearer " + token, "Content-Type": content_type},
        method=method,
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None
"""


def run(pytester: pytest.Pytester, text: str, *options: str) -> pytest.RunResult:
    """Run pytest on a file with this text."""
    pytester.makepyfile(client=CLIENT, test_it="from client import *\n" + textwrap.dedent(text))
    return pytester.runpytest_subprocess(*PLUGIN, "-p", "no:cacheprovider", *options)
