# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run in an environment with ansible-core: the frames of one write, or the seconds that importing a module takes.

Arguments: "frames", or "import" and the name of a module; the collection has to be importable. Prints JSON.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import time
import traceback
from contextlib import redirect_stdout, suppress
from typing import Any

PACKAGE = "ansible_collections.pingone.authorize.plugins.modules"
ENVIRONMENT = "11111111-1111-4111-8111-111111111111"
RESOURCE = {
    "id": "22222222-2222-4222-8222-222222222222",
    "name": "Orders API",
    "type": "CUSTOM",
    "audience": "orders",
    "accessTokenValiditySeconds": 3600,
}
SCOPE = {"id": "33333333-3333-4333-8333-333333333333", "name": "orders-read"}
OPTIONS = {
    "resource": "Orders API",
    "name": "orders-read",
    "environment_id": ENVIRONMENT,
    "api_url": "https://127.0.0.1",
    "access_token": "structure",
}


def frames() -> list[list[str]]:
    """File and function of each frame of the collection, from main() to the HTTP library, when a scope is created."""
    import requests
    from ansible.module_utils import basic

    found: list[list[str]] = []

    def answer(_session: Any, method: str, url: str, **_more: Any) -> requests.Response:
        if method == "POST":
            for frame in traceback.extract_stack():
                if "/plugins/" in frame.filename:
                    found.append([frame.filename.partition("/plugins/")[2], frame.name])
        response = requests.Response()
        response.status_code = 201 if method == "POST" else 200
        response.url = url
        key, items = ("scopes", []) if "scopes" in url else ("resources", [RESOURCE])
        body = SCOPE if method == "POST" else {"_embedded": {key: items}}
        response.raw = io.BytesIO(json.dumps(body).encode())
        response.headers["Content-Type"] = "application/json"
        return response

    requests.Session.request = answer  # type: ignore[assignment,method-assign]
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": OPTIONS}).encode()
    if hasattr(basic, "_ANSIBLE_PROFILE"):
        basic._ANSIBLE_PROFILE = "legacy"
    with suppress(SystemExit), redirect_stdout(io.StringIO()):
        importlib.import_module(f"{PACKAGE}.pingone_scope").main()
    return found


def seconds(module: str) -> float:
    """How long importing a module takes, without what Ansible itself imports."""
    importlib.import_module("ansible.module_utils.basic")
    started = time.perf_counter()
    importlib.import_module(f"{PACKAGE}.{module}")
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(frames() if sys.argv[1] == "frames" else seconds(sys.argv[2])))
