# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which URLs credentials are sent to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from .._base.text import quoted


def token_endpoint(auth: str, environment_id: str) -> str:
    """The token endpoint of an environment. A URL that ends in C(/as) is that of a custom domain."""
    return f"{auth}/token" if urlsplit(auth).path.endswith("/as") else f"{auth}/{environment_id}/as/token"


def url_fault(url: str) -> str:
    """What is wrong with a URL that credentials are sent to; empty if nothing is."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        return f"{quoted(url)} is not a URL ({quoted(str(error))[1:-1]})."
    if parts.scheme not in ("http", "https") or not host:
        return f"{quoted(url)} is not an absolute URL. Write it as https://host."
    if "@" in parts.netloc or "?" in url or "#" in url:
        return "must not contain user information, a query or a fragment."
    if parts.scheme == "http" and not is_loopback(host):
        return f"{quoted(url)} would send the token in clear text. Use https (http is for loopback only)."
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or IP address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
