# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the other PingOne is and how to sign in there, from the environment variables that the collection uses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .shapes import UUID

# Region code: top-level domain (SPECIFICATION.md 27.2 has the codes).
REGIONS = {"NA": "com", "CA": "ca", "EU": "eu", "AU": "com.au", "SG": "sg", "AP": "asia"}


class SettingsError(ValueError):
    """The settings are not enough to reach the other PingOne; each line is one problem."""


@dataclass(frozen=True)
class Settings:
    """How to reach a PingOne. ``repr`` shows no secrets."""

    api: str
    auth: str
    environment: str
    home: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    post: bool = False
    token: str = field(default="", repr=False)


def from_variables(against: str, variables: Mapping[str, str]) -> Settings:
    """Settings for the PingOne at that URL; SettingsError lists everything that is missing."""
    api, problems = _origin(against, "--against")
    auth, more = _auth(api, variables)
    environment = variables.get("PINGONE_TARGET_ENVIRONMENT_ID") or variables.get("PINGONE_ENVIRONMENT_ID", "")
    problems += more
    if not environment:
        problems.append(
            "PINGONE_TARGET_ENVIRONMENT_ID is not set. Set it to the ID of the environment to compare with."
        )
    elif not UUID.fullmatch(environment):
        problems.append("The environment ID is not a lowercase UUID. Correct PINGONE_TARGET_ENVIRONMENT_ID.")
    token = variables.get("PINGONE_API_ACCESS_TOKEN", "")
    method = variables.get("PINGONE_CLIENT_AUTH_METHOD", "basic")
    if method not in ("basic", "post"):
        problems.append("PINGONE_CLIENT_AUTH_METHOD must be basic or post.")
    names = ("PINGONE_ENVIRONMENT_ID", "PINGONE_CLIENT_ID", "PINGONE_CLIENT_SECRET")
    missing = [] if token else [name for name in names if not variables.get(name)]
    if missing:
        problems.append(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set. Set the credentials of a worker "
            "application, or PINGONE_API_ACCESS_TOKEN."
        )
    if problems:
        raise SettingsError("\n".join(problems))
    home, client, secret = (variables.get(name, "") for name in names)
    return Settings(api, auth, environment, home or environment, client, secret, method == "post", token)


def of_region(code: str) -> str:
    """The URL of the management API in a region."""
    if code.upper() not in REGIONS:
        raise SettingsError(f"PINGONE_REGION_CODE must be one of {', '.join(REGIONS)}.")
    return f"https://api.pingone.{REGIONS[code.upper()]}"


def _auth(api: str, variables: Mapping[str, str]) -> tuple[str, list[str]]:
    given = variables.get("PINGONE_AUTH_URL", "")
    if given:
        return _origin(given, "PINGONE_AUTH_URL")
    host = urlsplit(api).hostname or ""
    if re.fullmatch(r"api\.pingone\.(com|ca|eu|com\.au|sg|asia)", host):
        return f"https://auth.{host.removeprefix('api.')}", []
    return api, []


def _origin(url: str, name: str) -> tuple[str, list[str]]:
    """The URL without the path of the API, and what is wrong with it."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        return "", [f"{name} is not a valid URL. Write it like https://api.pingone.eu."]
    del port
    if parts.scheme not in ("http", "https") or not host:
        return "", [f"{name} is not an absolute URL. Write it like https://api.pingone.eu."]
    if parts.username or parts.password or parts.query or parts.fragment:
        return "", [f"{name} must not contain credentials, a query or a fragment. Remove them."]
    if parts.scheme == "http" and not _is_loopback(host):
        return "", [f"{name} must use https, because tokens are sent there. Only loopback addresses can use http."]
    return url.rstrip("/").removesuffix("/v1"), []


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def emulator(url: str) -> Settings:
    """Settings for an emulator's own endpoints, which need no token."""
    api, problems = _origin(url, "--from")
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(api, api, "")
