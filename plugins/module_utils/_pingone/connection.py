# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The connection options, and how they are resolved together with environment variables.

Options of the task or ``module_defaults`` take precedence over environment variables; credentials are one group.
"""

from __future__ import annotations

import re
from typing import AbstractSet, Any, Mapping, NamedTuple, Union
from urllib.parse import urlsplit

from .._base.errors import InvalidInput, Problem
from .._base.text import is_uuid, one_of, quoted, text_fault
from .regions import REGIONS, api_url, auth_url
from .urls import token_endpoint, url_fault

# RFC 6750, section 2.1.
_TOKEN = r"[A-Za-z0-9._~+/=-]+"

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
    "requests_per_minute": "PINGONE_REQUESTS_PER_MINUTE",
    "max_share": "PINGONE_MAX_SHARE",
}

# Environment variables are read here and not through Ansible's fallbacks, because a fallback does not show where a
# value comes from, and credentials of two sources must never be mixed. An empty text counts as omitted.
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
    "concurrent_reads": {"type": "int", "default": 4, "range": (1, 8)},
    "requests_per_minute": {"type": "int", "blank": "omitted", "range": (1, 100_000)},
    "max_share": {"type": "int", "blank": "omitted", "default": 35, "range": (1, 100)},
    "session": _TEXT,
    "end_session": {"type": "bool"},
}


class Connection(NamedTuple):
    """The settings of the client. URLs have no trailing slash; times are in seconds.

    ``requests_per_minute`` is 0 if it is not set. Then, ``max_share`` percent of the license's rate are used.
    """

    environment_id: str
    api_url: str
    token_url: str = ""
    auth_url: str = ""
    auth_environment_id: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_auth_method: str = "basic"
    access_token: str = ""
    region: str = ""
    verify: Union[bool, str] = True
    timeout: float = 30
    retry_deadline: float = 120
    concurrent_reads: int = 4
    requests_per_minute: int = 0
    max_share: int = 35
    session: str = ""

    @property
    def has_worker(self) -> bool:
        """Whether there are credentials for the management API."""
        return bool(self.access_token or self.client_id)

    def __repr__(self) -> str:
        return f"Connection(environment_id={self.environment_id!r}, api_url={self.api_url!r})"  # and no secret


def resolve(
    options: Mapping[str, Any], environ: Mapping[str, str], *, optional: bool = False, managed: bool = True
) -> Connection:
    """Turn task options and environment variables into a connection.

    ``options`` holds only what the task specifies, because a default would hide an environment variable. ``optional``:
    without any credentials, neither the environment nor the URLs are required. ``managed``: one environment is managed,
    which is required; otherwise only that of the worker application is.

    :raises InvalidInput: with all problems.
    """
    resolution = _Resolution(options, environ, optional, managed)
    values = resolution.values
    resolution.resolve_credentials()
    resolution.resolve_environments()
    resolution.resolve_worker()
    resolution.resolve_choices()
    pace = {name: resolution.number(name) for name in ("requests_per_minute", "max_share")}
    api = resolution.api_url()
    token = "" if values["access_token"] else resolution.token_url()
    resolution.stop_if_problems()
    return Connection(
        environment_id=values["environment_id"],
        api_url=api,
        token_url=token,
        auth_url=values["auth_url"].rstrip("/") or (auth_url(values["region"]) if values["region"] else ""),
        auth_environment_id=values["auth_environment_id"],
        client_id=values["client_id"],
        client_secret=values["client_secret"],
        client_auth_method=values["client_auth_method"] or AUTH_METHODS[0],
        access_token=values["access_token"],
        region=values["region"],
        verify=False if options.get("validate_certs") is False else (values["ca_path"] or True),
        timeout=float(_number("timeout", options)),
        retry_deadline=float(_number("retry_deadline", options)),
        concurrent_reads=_number("concurrent_reads", options),
        **pace,
        session=options.get("session") or "",
    )


def secrets_of(options: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Secret values that could reach an output, from options and environment variables."""
    names = ("client_secret", "access_token")
    values = [value for name in names for value in (options.get(name), environ.get(VARIABLES[name])) if value]
    return [form for value in values for form in (value, value.strip()) if form and not text_fault(form)]


def unknown_because_of(refused: AbstractSet[str]) -> set[str]:
    """The options that cannot be judged because those in ``refused`` are specified, but not usable."""
    together = (CREDENTIALS, ("region", "api_url", "auth_url"))
    groups = [set(group) for group in together if not refused.isdisjoint(group)]
    return set(refused).union(*groups)


def _number(name: str, options: Mapping[str, Any]) -> int:
    return int(OPTIONS[name]["default"] if options.get(name) is None else options[name])


class _Resolution:
    """The values of options and environment variables, and what is wrong with them."""

    def __init__(self, options: Mapping[str, Any], environ: Mapping[str, str], optional: bool, managed: bool) -> None:
        self._options = options
        self._environ = environ
        self._required = not optional
        self._managed = managed
        self._place = "the task or module_defaults" if managed else "the inventory file"
        self._problems: dict[str, str] = {}
        self.values = {
            name: str(options.get(name) or environ.get(variable) or "").strip() for name, variable in VARIABLES.items()
        }

    def stop_if_problems(self) -> None:
        """Raise what is wrong, including texts that cannot be sent.

        :raises InvalidInput: if there is anything.
        """
        for name, value in self.values.items():
            fault = "" if name in self._problems else text_fault(value)
            if fault:
                self._refuse(name, fault)
        if self._problems:
            raise InvalidInput([Problem(name, message) for name, message in self._problems.items()])

    def _refuse(self, name: str, message: str) -> None:
        """Add a problem. If the value is that of an environment variable, the message says so."""
        options = CREDENTIALS if name in CREDENTIALS else (name,)
        if self._environ.get(VARIABLES[name]) and not any(self._options.get(option) for option in options):
            message += f" (The value was read from {VARIABLES[name]}.)"
        self._problems[name] = message

    def resolve_credentials(self) -> None:
        """Take the credentials of one source only: the task's if it specifies any, else those of the environment."""
        task = {name: str(self._options.get(name) or "").strip() for name in CREDENTIALS}
        environment = {name: (self._environ.get(VARIABLES[name]) or "").strip() for name in CREDENTIALS}
        from_task = any(task.values())
        given = task if from_task else environment
        self.values.update(given)
        self._required |= any(given.values())
        if given["access_token"]:
            self.values.update(client_id="", client_secret="")
            if not re.fullmatch(_TOKEN, given["access_token"]):
                self._refuse("access_token", "is no access token: it contains white space or other characters.")
            return
        if self._required and not any(given.values()):
            self._refuse(
                "client_id",
                "no credentials. Set client_id and client_secret of a worker application (or access_token) in"
                f" {self._place}, or PINGONE_CLIENT_ID and PINGONE_CLIENT_SECRET (or PINGONE_API_ACCESS_TOKEN)"
                " in the environment.",
            )
        for name, other in (("client_id", "client_secret"), ("client_secret", "client_id")):
            if given[other] and not given[name]:
                self._refuse(name, self._missing_half(name, other, from_task))

    def _missing_half(self, name: str, other: str, from_task: bool) -> str:
        variable = VARIABLES[name]
        if not from_task:
            return f"missing: {VARIABLES[other]} is set in the environment, {variable} is not. Set both."
        text = f"missing: {self._place} gives {other}, but not {name}. Give both in the same place."
        if self._environ.get(variable):
            owner = "the task" if self._managed else "the file"
            text += f" ({variable} is not used, because credentials of {owner} are never mixed with the environment's.)"
        return text

    def resolve_environments(self) -> None:
        """Check the ID of the managed environment. Without one, it is only the default of the worker's."""
        if not self._managed and self.values["auth_environment_id"]:
            self.values["environment_id"] = ""
        value = self.values["environment_id"]
        usable = is_uuid(value)
        if not usable and value:
            text = "is not a UUID. Copy the environment ID from the properties of the environment in PingOne."
            self._refuse("environment_id", f"{quoted(value)} {text}")
        elif self._required and self._managed and not usable:
            hint = "PINGONE_ENVIRONMENT_ID is, but that names the worker's environment; set"
            self._refuse(
                "environment_id",
                f"not set. {hint if self._environ.get(VARIABLES['auth_environment_id']) else 'Set'} environment_id or"
                " PINGONE_TARGET_ENVIRONMENT_ID to the environment that is to be managed.",
            )
        self.values["environment_id"] = value.lower() if usable else ""

    def resolve_worker(self) -> None:
        """Check the ID of the worker's environment, which is the managed one by default."""
        worker, managed = self.values["auth_environment_id"], self.values["environment_id"]
        if worker and not is_uuid(worker):
            self._refuse(
                "auth_environment_id",
                f"{quoted(worker)} is not a UUID. Give the ID of the environment in which the worker application lives,"
                " or leave it out.",
            )
        elif not (worker or managed or self._managed or self._needs_no_worker()):
            self._refuse(
                "auth_environment_id",
                "not set. Set auth_environment_id or PINGONE_ENVIRONMENT_ID to the environment that contains the worker"
                " application.",
            )
        self.values["auth_environment_id"] = (worker or managed).lower()
        if not self._managed:
            self.values["environment_id"] = ""

    def _needs_no_worker(self) -> bool:
        """Whether the worker's environment is not needed for a token, or its ID is already among the problems."""
        custom_domain = self.values["auth_url"].rstrip("/").endswith("/as")
        return bool(custom_domain or self.values["access_token"] or "environment_id" in self._problems)

    def resolve_choices(self) -> None:
        """Ignore the case of environment variables that have choices. Options of the task are spelled correctly."""
        for name in ("region", "client_auth_method"):
            choices, given = OPTIONS[name]["choices"], self.values[name]
            self.values[name] = next((choice for choice in choices if choice.casefold() == given.casefold()), given)
            if given and self.values[name] not in choices:
                self._refuse(name, f"is {quoted(given)}, but must be {one_of(choices)}.")

    def number(self, name: str) -> int:
        """The number of an option, or of its environment variable; its default, or 0, if neither is set."""
        least, most = OPTIONS[name]["range"]
        value = self.values[name]
        number = int(value) if re.fullmatch("[0-9]{1,9}", value) else None
        if value and (number is None or not least <= number <= most):
            self._refuse(name, f"is {quoted(value)}, but must be a whole number from {least} to {most}.")
        return number or OPTIONS[name].get("default", 0)

    def api_url(self) -> str:
        """The URL of the management API, without ``/v1``."""
        given, region = self.values["api_url"], self.values["region"]
        if given:
            url = given.rstrip("/")
            if self._is_usable("api_url", url) and urlsplit(url).path.endswith("/v1"):
                self._refuse("api_url", f"{quoted(given)} ends in /v1. Leave /v1 out, it is added.")
            return url
        if self._required and not region:
            self._refuse(
                "region",
                f"not set. Set region or PINGONE_REGION_CODE to one of {', '.join(REGIONS)} (there is no default),"
                " or give both api_url and auth_url.",
            )
        return api_url(region) if region in REGIONS else ""

    def token_url(self) -> str:
        """The URL of the token endpoint."""
        url, region = self.values["auth_url"].rstrip("/"), self.values["region"]
        environment = self.values["auth_environment_id"]
        if not url:
            if self._required and not region and self.values["api_url"]:
                self._refuse(
                    "auth_url", "not set, and neither is region. With api_url, give region or auth_url as well."
                )
            return token_endpoint(auth_url(region), environment) if region in REGIONS else ""
        if not self._is_usable("auth_url", url):
            return ""
        path = urlsplit(url).path
        if path and not path.endswith("/as"):
            self._refuse(
                "auth_url",
                f"{quoted(url)} has a path. Give an origin such as https://auth.pingone.eu,"
                " or a custom domain's URL that ends in /as.",
            )
        return token_endpoint(url, environment)

    def _is_usable(self, name: str, url: str) -> bool:
        """Whether a URL can be used; if not, that is a problem."""
        fault = url_fault(url)
        if fault:
            self._refuse(name, fault)
        return not fault
