# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send requests that the collection has no part in.

An order is {"base", "token", "requests": [{"method", "path" or "url", "headers", "body", "status"}]}, the answers are
[{"status", "json"}]. It fails if an answer has another status than those that are expected (default: any success).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request


def answers(order):
    """Send the requests of an order and return the answers."""
    found = [send(order, request) for request in order["requests"]]
    for request, answer in zip(order["requests"], found, strict=True):
        if answer["status"] not in request.get("status", (200, 201, 204)):
            raise RuntimeError(f"{json.dumps(request)} was answered with {json.dumps(answer)}")
    return found


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def opened(request):
    """The answer to a request, which goes through no proxy."""
    return opener.open(request, timeout=30)


def ask(url, put=None):
    """What a GET of the emulator's own endpoints is answered with, or a PUT."""
    body = None if put is None else json.dumps(put).encode()
    with opened(urllib.request.Request(url, body, method="GET" if put is None else "PUT")) as answer:
        return json.load(answer)


def send(order, request):
    body = request.get("body")
    headers = {"Authorization": "Bearer " + order["token"], "User-Agent": "integration tests"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    headers.update(request.get("headers", {}))
    url = request.get("url") or order["base"] + "/" + request["path"]
    data = None if body is None else json.dumps(body).encode()
    try:
        with opened(urllib.request.Request(url, data, headers, method=request.get("method", "POST"))) as answer:
            return {"status": answer.status, "json": json.loads(answer.read() or b"null")}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "json": json.loads(error.read() or b"null")}
