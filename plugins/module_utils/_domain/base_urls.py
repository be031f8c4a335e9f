# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The base URLs of an API service: which are valid, which are equal, and which overlap.

Source: the PingOne API reference ("API Services"). If several base URLs match a request up to the end of a segment, the
longest determines the service.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple, Sequence
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit, urlunsplit

from .._base.errors import Problem
from .._base.text import MAXIMUM_LENGTH, numbered, quoted
from .foreign_patterns import without_parameters
from .rules import has_control_characters, is_authority

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLACEHOLDER = re.compile(r"[*{}<>$|^`\"]")
_TRIPLET = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
SAME, BELOW, ABOVE = "same", "below", "above"


class Overlap(NamedTuple):
    """A base URL that is equal to another one, or below or above it."""

    url: str
    relation: str
    other: str


def base_urls_problems(urls: Sequence[str]) -> list[Problem]:
    """At least one base URL, each valid, without duplicates in another spelling."""
    if not urls:
        return [Problem("base_urls", "at least one base URL is required.")]
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for place, url in numbered("base_urls", urls):
        faults = base_url_faults(url)
        problems.extend(Problem(place, f"{quoted(url)} {fault}") for fault in faults)
        if faults:
            continue
        normal = normalized_url(url)
        if normal in seen:
            problems.append(
                Problem(place, f"{quoted(url)} is the same URL as {quoted(seen[normal])}. Remove one of them.")
            )
        seen.setdefault(normal, url)
    return problems


def base_url_faults(url: str) -> list[str]:
    """The errors of one base URL, each as the end of a sentence that begins with the URL."""
    if has_control_characters(url) or any(character.isspace() for character in url):
        return ["contains white space or control characters."]
    try:
        parts = urlsplit(url)
    except ValueError:
        return ["is not a valid URL. Write it as https://host[:port][/path]."]
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.netloc:
        return ["is not an absolute http or https URL. Write it as https://host[/path]."]
    faults = []
    if len(url) > MAXIMUM_LENGTH:
        faults.append(f"has {len(url)} characters, at most {MAXIMUM_LENGTH} are allowed.")
    if _PLACEHOLDER.search(parts.netloc):
        faults.append("has no valid host, because base URLs are compared literally. List a base URL for each host.")
    elif "@" in parts.netloc:
        faults.append("contains user information. Remove everything up to the @.")
    elif not is_authority(parts.netloc):
        faults.append("has no valid host. Use a DNS name or an IP address, and a port from 1 to 65535 if any.")
    if "?" in url:
        faults.append("contains a query. Remove the ? and everything after it.")
    if "#" in url:
        faults.append("contains a fragment. Remove the # and everything after it.")
    return faults + _path_faults(parts)


def _path_faults(parts: SplitResult) -> list[str]:
    path = parts.path
    faults = []
    if "\\" in path or "\\" in parts.netloc:
        faults.append("contains a backslash.")
    if path.endswith("/"):
        faults.append("ends in a slash. Remove it.")
    segments = path.rstrip("/").split("/")[1:]
    if any(segment == "" for segment in segments):
        faults.append("contains an empty path segment (//).")
    if any(segment in (".", "..") for segment in segments):
        faults.append("contains a . or .. path segment.")
    literal = list(takewhile(_is_literal, segments))
    if len(literal) < len(segments):
        url = urlunsplit((parts.scheme, parts.netloc, "/".join(["", *literal]), "", ""))
        rest = "/".join(["", *segments[len(literal) :]])
        faults.append(
            f"has a wildcard or a parameter in its path, and base URLs are compared literally. Write {quoted(url)}, and"
            f" begin the paths of the operations with {quoted(rest)}."
        )
    return faults


def _is_literal(segment: str) -> bool:
    return not _PLACEHOLDER.search(segment) and without_parameters(f"/{segment}") == f"/{segment}"


@lru_cache(maxsize=65536)
def normalized_url(url: str) -> str:
    """A base URL in normal form: scheme and host in lower case, without the default port and without a dot after the
    host, and percent-encoded only where necessary.

    A text that is not a URL is returned unchanged.
    """
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        host = (parts.hostname or "").rstrip(".")
        if ":" in host:
            host = f"[{ipaddress.ip_address(host)}]"
        port = "" if parts.port in (None, _DEFAULT_PORTS.get(scheme)) else f":{parts.port}"
    except ValueError:
        return url
    path = quote(_TRIPLET.sub(_normalized_triplet, parts.path), safe="/%:@!$&'()*+,;=~", errors="replace").rstrip("/")
    return f"{scheme}://{host}{port}{path}"


def has_default_port(url: str) -> bool:
    """Whether a base URL contains the port that is the default of its scheme."""
    parts = urlsplit(url)
    return parts.port is not None and parts.port == _DEFAULT_PORTS.get(parts.scheme.lower())


def has_upper_case_host(url: str) -> bool:
    """Whether the scheme or the host of a base URL contains upper-case letters."""
    parts = urlsplit(url)
    begin = url[: url.index(parts.netloc) + len(parts.netloc)]
    return begin != begin.lower()


def _normalized_triplet(found: re.Match[str]) -> str:
    byte = unquote_to_bytes(found[0])
    return byte.decode("ascii") if _UNRESERVED.fullmatch(byte) else found[0].upper()


def keep_stored_spelling(urls: Sequence[str], stored: Sequence[str]) -> list[str]:
    """The URLs, with the stored spelling of those that are already stored."""
    spelling = {normalized_url(url): url for url in stored}
    return [spelling.get(normalized_url(url), url) for url in urls]


def overlaps(urls: Sequence[str], others: Sequence[str]) -> list[Overlap]:
    """The base URLs that match the same requests as other ones."""
    own = {normalized_url(url): url for url in urls}
    its = {normalized_url(url): url for url in others}
    found = [Overlap(url, SAME, its[normal]) for normal, url in own.items() if normal in its]
    found += [Overlap(url, BELOW, its[one]) for normal, url in own.items() for one in urls_above(normal) if one in its]
    found += [Overlap(own[one], ABOVE, url) for normal, url in its.items() for one in urls_above(normal) if one in own]
    return found


def candidates_for(url: str) -> list[str]:
    """The base URLs that a URL in normal form is below, the longest first. The first that exists determines the API
    service.
    """
    return [url, *reversed(urls_above(url))]


def urls_above(url: str) -> list[str]:
    """The URLs above a URL: its prefixes that end before a slash of its path."""
    parts = url.split("/")
    return ["/".join(parts[:count]) for count in range(3, len(parts))]
