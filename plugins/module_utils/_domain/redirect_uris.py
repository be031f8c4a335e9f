# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The validation rules for redirect URIs, as a pure function.

Sources: RFC 6749, section 3.1.2 (absolute, no fragment); RFC 8252, section 7 (schemes of native apps, loopback); RFC
3986 (characters); PingOne's guide "Redirect URIs" (one wildcard, after the host, if the application allows wildcards).
"""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import SplitResult, urlsplit

from .._base.errors import Problem
from .._base.text import quoted
from .rules import is_authority

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# A host with a port, or a host with a path: the scheme is missing.
_NO_SCHEME = re.compile(r"[\w.-]+:[0-9]+(?:[/?].*)?", re.ASCII)
_FORBIDDEN = re.compile(r"[\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Schemes of URLs whose own content a browser executes or displays.
_ACTIVE = ("about", "blob", "data", "file", "javascript", "vbscript")
_FORM = "Write it as https://host/path, or for a native app with its own scheme as com.example.app://path."


def redirect_url_problems(option: str, url: str, *, wildcards: bool) -> list[Problem]:
    """The problems of one URL. ``wildcards`` is whether the application allows them."""
    fault = _character_fault(url) or _shape_fault(url)
    faults = [fault] if fault else [*_part_faults(url), *_wildcard_faults(url, wildcards)]
    return [Problem(option, f"{quoted(url)} {fault}") for fault in faults]


def _character_fault(url: str) -> str:
    found = _FORBIDDEN.search(url)
    if found:
        return f"contains {_named(found[0])}, which is not allowed in a URL. Remove it, or write it percent-encoded."
    if _BROKEN_ESCAPE.search(url):
        return "contains a % that is not followed by two hexadecimal digits. Write %25 for the character itself."
    return ""


def _named(character: str) -> str:
    if character.isspace():
        return "white space"
    return f"the character {character}" if character.isprintable() else "a control character"


def _shape_fault(url: str) -> str:
    """The reason why a text is not an absolute URL."""
    parts = _parts(url)
    if not _SCHEME.match(url) or _NO_SCHEME.fullmatch(url) or parts is None:
        return f"is not an absolute URL. {_FORM}"
    if parts.scheme in ("http", "https") and not parts.netloc:
        return f"has no host. {_FORM}"
    if parts.scheme in _ACTIVE:
        return f"has the scheme {parts.scheme}, which does not lead back to an application. {_FORM}"
    if url == f"{parts.scheme}:":
        return f"has nothing after its scheme. {_FORM}"
    return ""


def _part_faults(url: str) -> list[str]:
    parts = _parts(url)
    faults = []
    if "#" in url:
        faults.append("contains a fragment, which OAuth does not allow. Remove the # and everything after it.")
    if parts and "@" in parts.netloc:
        faults.append("contains user information. Remove everything up to the @.")
    elif parts and parts.scheme in ("http", "https") and "*" not in parts.netloc and not is_authority(parts.netloc):
        faults.append("has no valid host. Use a DNS name or an IP address, and a port from 1 to 65535 if any.")
    return faults


def _wildcard_faults(url: str, allowed: bool) -> list[str]:
    parts = _parts(url)
    if "*" not in url or parts is None:
        return []
    if "*" in parts.netloc:
        return ["has a wildcard in its host. PingOne allows it in the path and the query only."]
    if url.count("*") > 1:
        return ["has more than one wildcard. PingOne allows one; list several URLs instead."]
    if not allowed:
        return [
            "has a wildcard, but the application does not allow wildcards. List the URLs one by one, or allow wildcards"
            " in the application's settings in PingOne first."
        ]
    return []


def _parts(url: str) -> Optional[SplitResult]:
    try:
        return urlsplit(url)
    except ValueError:
        return None
