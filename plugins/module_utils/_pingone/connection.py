# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Who connects where: the connection options, and the one place that resolves them.

What the task or ``module_defaults`` gives is preferred to the process environment; credentials count as one group.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import AbstractSet, Any, Mapping, Union
from urllib.parse import urlsplit

from .._base.errors import InvalidInput, Problem
from .._base.text import is_uuid, one_of, quoted, text_fault
from .regions import REGIONS, api_url, auth_url

# RFC 6750, section 2.1.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")

AUTH_METHODS = ("basic", "post")
CREDENTIALS = ("access_token", "client_id", "client_secret")

VARIABLES = {
    "environment_id": "PINGONE_TARGET_ENVIRONMENT_ID",
    "client_id": "PINGONE_CLIENT_ID",
    "client_secret": "PINGONE_CLIENT_SECRET",
    "auth_environment_id": "PINGONE_ENVIRONMENT_ID",
    "client_auth_method": "PINGONE_CLIENT_AUTH_METHOD",
    "access_token": "PINGONE_API_ACCESS_TOKEN",
    "region": "PINGONE_REGION_CODE",
    "api_url": "PINGONE_API_URL",
    "auth_url": "PINGONE_AUTH_URL",
    "ca_path": "PINGONE_CA_PATH",
}

# Environment variables are read here and not through Ansible's fallbacks, because a fallback cannot tell where a
# value came from, and credentials of two sources must never be mixed. An empty text counts as left out.
_TEXT: dict[str, Any] = {"type": "str", "blank": "omitted"}
OPTIONS: dict[str, dict[str, Any]] = {
    "environment_id": _TEXT,
    "client_id": _TEXT,
    "client_secret": {**_TEXT, "no_log": True},
    "auth_environment_id": _TEXT,
    "client_auth_method": {**_TEXT, "choices": list(AUTH_METHODS), "default": AUTH_METHODS[0]},
    "access_token": {**_TEXT, "no_log": True},
    "region": {**_TEXT, "choices": list(REGIONS)},
    "api_url": _TEXT,
    "auth_url": _TEXT,
    "ca_path": {"type": "path", "blank": "omitted"},
    "validate_certs": {"type": "bool", "default": True},
    "timeout": {"type": "int", "default": 30, "range": (1, 3600)},
    "retry_deadline": {"type": "int", "default": 120, "range": (1, 86_400)},
    "session": _TEXT,
    "end_session": {"type": "bool"},
}


@dataclass(frozen=True)
class Connection:
    """Everything the client needs to know. URLs carry no trailing slash; times are seconds."""

    environment_id: str
    api_url: str
    token_url: str = ""
    auth_environment_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    client_auth_method: str = "basic"
    access_token: str = field(default="", repr=False)
    region: str = ""
    verify: Union[bool, str] = True
    timeout: float = 30
    retry_deadline: float = 120
    session: str = ""


def resolve(options: Mapping[str, Any], environ: Mapping[str, str]) -> Connection:
    """Turn task options and environment variables into a connection.

    ``options`` holds what the task gives and no defaults, because a default would hide an environment variable.

    :raises InvalidInput: with every problem at once.
    """
    problems: list[Problem] = []
    origins = {name: _origin(name, options, environ) for name in VARIABLES}
    values = {name: _value(name, options, environ) for name in VARIABLES}
    values.update(_credentials(options, environ, problems))
    values["environment_id"] = _environment_id(values, environ, problems)
    values["auth_environment_id"] = _auth_environment_id(values, problems)
    _choose(values, problems)
    api = _api_url(values, problems)
    token = "" if values["access_token"] else _token_url(values, problems)
    named = {problem.option for problem in problems}
    faults = {name: text_fault(value) for name, value in values.items() if name not in named}
    problems += [Problem(name, fault) for name, fault in faults.items() if fault]
    if problems:
        raise InvalidInput([Problem(one.option, one.message + origins.get(one.option, "")) for one in problems])
    return Connection(
        environment_id=values["environment_id"],
        api_url=api,
        token_url=token,
        auth_environment_id=values["auth_environment_id"],
        client_id=values["client_id"],
        client_secret=values["client_secret"],
        client_auth_method=values["client_auth_method"] or AUTH_METHODS[0],
        access_token=values["access_token"],
        region=values["region"],
        verify=False if options.get("validate_certs") is False else (values["ca_path"] or True),
        timeout=_seconds("timeout", options),
        retry_deadline=_seconds("retry_deadline", options),
        session=options.get("session") or "",
    )


def secrets_of(options: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Secret values that could reach an output, wherever they came from."""
    names = ("client_secret", "access_token")
    values = [value for name in names for value in (options.get(name), environ.get(VARIABLES[name])) if value]
    return [form for value in values for form in (value, value.strip()) if form and not text_fault(form)]


def unknown_because_of(refused: AbstractSet[str]) -> set[str]:
    """The options of which nothing can be said because those in ``refused`` were given, but are of no use."""
    together = (CREDENTIALS, ("region", "api_url", "auth_url"))
    groups = [set(group) for group in together if not refused.isdisjoint(group)]
    return set(refused).union(*groups)


def _value(name: str, options: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    return str(options.get(name) or environ.get(VARIABLES[name]) or "").strip()


def _origin(name: str, options: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """Where a value comes from, for the end of a message; empty if the task gives it or nobody does."""
    from_task = any(options.get(one) for one in (CREDENTIALS if name in CREDENTIALS else (name,)))
    return "" if from_task or not environ.get(VARIABLES[name]) else f" (The value was read from {VARIABLES[name]}.)"


def _seconds(name: str, options: Mapping[str, Any]) -> float:
    return float(OPTIONS[name]["default"] if options.get(name) is None else options[name])


def _credentials(options: Mapping[str, Any], environ: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    """Credentials of one source only: the task's if it gives any, else the environment's."""
    given = {name: str(options.get(name) or "").strip() for name in CREDENTIALS}
    from_task = any(given.values())
    if not from_task:
        given = {name: (environ.get(VARIABLES[name]) or "").strip() for name in CREDENTIALS}
    if given["access_token"]:
        if not _TOKEN.fullmatch(given["access_token"]):
            problems.append(Problem("access_token", "is no access token: it contains white space or other characters."))
        return {"access_token": given["access_token"], "client_id": "", "client_secret": ""}
    if not any(given.values()):
        problems.append(
            Problem(
                "client_id",
                "no credentials. Set client_id and client_secret of a worker application (or access_token) in the task"
                " or module_defaults, or PINGONE_CLIENT_ID and PINGONE_CLIENT_SECRET (or PINGONE_API_ACCESS_TOKEN)"
                " in the environment.",
            )
        )
    for name, other in (("client_id", "client_secret"), ("client_secret", "client_id")):
        if given[other] and not given[name]:
            problems.append(Problem(name, _missing_half(name, other, from_task, bool(environ.get(VARIABLES[name])))))
    return given


def _missing_half(name: str, other: str, from_task: bool, elsewhere: bool) -> str:
    if not from_task:
        return f"missing: {VARIABLES[other]} is set in the environment, {VARIABLES[name]} is not. Set both."
    text = f"missing: the task or module_defaults gives {other}, but not {name}. Give both in the same place."
    if elsewhere:
        text += (
            f" ({VARIABLES[name]} is not used, because credentials of the task are never mixed with the environment's.)"
        )
    return text


def _environment_id(values: Mapping[str, str], environ: Mapping[str, str], problems: list[Problem]) -> str:
    value = values["environment_id"]
    if value and is_uuid(value):
        return value.lower()
    if value:
        message = (
            f"{quoted(value)} is not a UUID. Copy the environment ID from the properties of the environment in PingOne."
        )
    elif environ.get(VARIABLES["auth_environment_id"]):
        message = (
            "not set. PINGONE_ENVIRONMENT_ID is, but that names the worker's environment;"
            " set environment_id or PINGONE_TARGET_ENVIRONMENT_ID to the environment that is to be managed."
        )
    else:
        message = (
            "not set. Set environment_id or PINGONE_TARGET_ENVIRONMENT_ID to the environment that is to be managed."
        )
    problems.append(Problem("environment_id", message))
    return ""


def _auth_environment_id(values: Mapping[str, str], problems: list[Problem]) -> str:
    value = values["auth_environment_id"]
    if value and not is_uuid(value):
        problems.append(
            Problem(
                "auth_environment_id",
                f"{quoted(value)} is not a UUID. Give the ID of the environment in which the worker application lives,"
                " or leave it out.",
            )
        )
    return (value or values["environment_id"]).lower()


def _choose(values: dict[str, str], problems: list[Problem]) -> None:
    """Bring closed values into their own spelling. Those of the task are so already, those of the environment not."""
    for name in ("region", "client_auth_method"):
        choices = OPTIONS[name]["choices"]
        given = values[name]
        values[name] = next((choice for choice in choices if choice.casefold() == given.casefold()), given)
        if given and values[name] not in choices:
            problems.append(Problem(name, f"is {quoted(given)}, but must be {one_of(choices)}."))


def _api_url(values: Mapping[str, str], problems: list[Problem]) -> str:
    given = values["api_url"]
    if not given:
        if values["region"] in REGIONS:
            return api_url(values["region"])
        if not values["region"]:
            problems.append(
                Problem(
                    "region",
                    f"not set. Set region or PINGONE_REGION_CODE to one of {', '.join(REGIONS)} (there is no default),"
                    " or give both api_url and auth_url.",
                )
            )
        return ""
    url = given.rstrip("/")
    found = _url_problems("api_url", url)
    problems.extend(found)
    if not found and urlsplit(url).path.endswith("/v1"):
        problems.append(Problem("api_url", f"{quoted(given)} ends in /v1. Leave /v1 out, it is added."))
    return url


def _token_url(values: Mapping[str, str], problems: list[Problem]) -> str:
    given = values["auth_url"].rstrip("/")
    if not given:
        if values["region"] in REGIONS:
            return f"{auth_url(values['region'])}/{values['auth_environment_id']}/as/token"
        if not values["region"] and values["api_url"]:
            problems.append(
                Problem("auth_url", "not set, and neither is region. With api_url, give region or auth_url as well.")
            )
        return ""
    found = _url_problems("auth_url", given)
    if found:
        problems.extend(found)
        return ""
    path = urlsplit(given).path
    if path.endswith("/as"):
        return f"{given}/token"
    if path:
        problems.append(
            Problem(
                "auth_url",
                f"{quoted(given)} has a path. Give an origin such as https://auth.pingone.eu,"
                " or a custom domain's URL that ends in /as.",
            )
        )
    return f"{given}/{values['auth_environment_id']}/as/token"


def _url_problems(option: str, url: str) -> list[Problem]:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        return [Problem(option, f"{quoted(url)} is not a URL ({quoted(str(error))[1:-1]}).")]
    if parts.scheme not in ("http", "https") or not host:
        return [Problem(option, f"{quoted(url)} is not an absolute URL. Write it as https://host.")]
    if "@" in parts.netloc or "?" in url or "#" in url:
        return [Problem(option, "must not contain user information, a query or a fragment.")]
    if parts.scheme == "http" and not is_loopback(host):
        return [
            Problem(option, f"{quoted(url)} would send the token in clear text. Use https (http is for loopback only).")
        ]
    return []


def is_loopback(host: str) -> bool:
    """Whether a host name or IP literal can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
