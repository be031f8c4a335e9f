# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Requests for decisions about access: through PingOne's sideband API, or through an API gateway.

Source of the protocol: the source code of PingOne's integration kit for Kong, and the documentation of PingGateway.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable, Mapping, NamedTuple, NoReturn, Optional, Union
from urllib.parse import urlsplit

from .._base.errors import ConnectionFailure, NoDecision
from .._base.shape import ANY_OBJECT, TEXT, Rule, ShapeError, record
from .._base.time import parse_http_date
from .request import Request, Response
from .retry import Backoff, retry_after
from .transport import Transport

CREDENTIAL_HEADER = "CLIENT-TOKEN"
HTTP_VERSION = "1.1"
# The address of the client that a gateway reports. The port must be from 1 to 65535.
SOURCE_IP, SOURCE_PORT = "127.0.0.1", 50_000
RATE_LIMITED = 429
_DOING = "request a decision from PingOne"


class AccessRequest(NamedTuple):
    """A request whose access is tested. ``token`` is empty for a request without an access token."""

    method: str
    url: str
    headers: Mapping[str, str]
    token: str = ""


class Answer(NamedTuple):
    """The answer to a request.

    - ``status``: the status that the client receives; None if PingOne allows the request, because it is then up to the
      API.
    - ``challenge``: the C(WWW-Authenticate) header.
    - ``now``: the time of the server.
    """

    status: Optional[int]
    challenge: str
    seconds: float
    now: Optional[datetime]


class Sideband:
    """PingOne's sideband API, which gateways ask about each request."""

    def __init__(self, transport: Transport, service_url: str, credential: str, backoff: Callable[[], Backoff]) -> None:
        self._transport = transport
        self._url = f"{service_url}/sideband/request"
        self._headers = {CREDENTIAL_HEADER: credential, "Accept": "application/json"}
        self._backoff = backoff

    def ask(self, about: AccessRequest) -> Answer:
        """PingOne's decision.

        :raises NoDecision: if there is none.
        """
        request = Request(
            "POST", self._url, _DOING, body=_payload(about), headers=self._headers, reads=True, url_options=_SERVICE_URL
        )
        backoff = self._backoff()
        try:
            response = self._transport.exchange(request, "", backoff)
        except ConnectionFailure as failure:
            _refuse_unreachable(failure)
        if not response.ok:
            _refuse_status(response, request, backoff)
        try:
            return _answer(response)
        except ShapeError as misfit:
            raise NoDecision(
                "unexpected",
                f"Could not {_DOING}: the response of {_host(self._url)} is not that of the sideband API: {misfit}."
                " Check service_url.",
                host=_host(self._url),
                status=response.status,
            ) from None


class ApiGateway:
    """An API gateway that is reached at the base URLs of API services."""

    def __init__(self, transport: Transport, backoff: Callable[[], Backoff]) -> None:
        self._transport = transport
        self._backoff = backoff

    def ask(self, about: AccessRequest) -> Answer:
        """The gateway's answer. Only a rate limit is retried, because other answers may come from the API.

        :raises NoDecision: if there is none.
        """
        request = Request(
            about.method,
            about.url,
            "send a request to the API gateway",
            headers=about.headers,
            any_response=True,
            url_options=("the URL of the case",),
        )
        backoff = self._backoff()
        while True:
            try:
                response = self._transport.send(request, f"Bearer {about.token}" if about.token else "")
            except ConnectionFailure as failure:
                _refuse_unreachable(failure)
            if response.status != RATE_LIMITED or not backoff.pause(retry_after(response.headers)):
                challenge = response.headers.get("WWW-Authenticate") or ""
                return Answer(response.status, challenge, response.seconds, _date(response))


AnyGateway = Union[Sideband, ApiGateway]
# Everything else in a decision is optional.
_DECISION = record([Rule("method", TEXT, always=True), Rule("url", TEXT, always=True), Rule("response", ANY_OBJECT)])
_SERVICE_URL = ("service_url",)


def _payload(about: AccessRequest) -> dict[str, Any]:
    """A request as gateways describe it: each header is an object with one key, in lower case."""
    headers = {"host": _authority(about.url), **{name.lower(): value for name, value in about.headers.items()}}
    if about.token:
        headers["authorization"] = f"Bearer {about.token}"
    return {
        "source_ip": SOURCE_IP,
        "source_port": SOURCE_PORT,
        "method": about.method,
        "url": about.url,
        "http_version": HTTP_VERSION,
        "headers": [{name: value} for name, value in headers.items()],
    }


def _answer(response: Response) -> Answer:
    """The decision in a response: a request that is allowed comes back without C(response).

    :raises ShapeError: if it is not a decision.
    """
    _DECISION.check(response.json)
    if "response" not in response.json:
        return Answer(None, "", response.seconds, _date(response))
    denial = response.json["response"] or {}
    code = str(denial.get("response_code"))
    if not (code.isascii() and code.isdigit() and 100 <= int(code[:4]) <= 599):
        raise ShapeError("an HTTP status", "is not").below("response_code").below("response")
    return Answer(int(code), _challenge(denial.get("headers")), response.seconds, _date(response))


def _challenge(headers: Any) -> str:
    pairs = (
        [pair for one in headers if isinstance(one, dict) for pair in one.items()] if isinstance(headers, list) else []
    )
    found = [value for name, value in pairs if str(name).lower() == "www-authenticate" and isinstance(value, str)]
    return ", ".join(found)


def _refuse_unreachable(failure: ConnectionFailure) -> NoReturn:
    """A response that is no JSON, or a redirect, has a status; without a response, there is none."""
    cause = "unexpected" if failure.facts.get("status") else "unreachable"
    raise NoDecision(cause, failure.message, **failure.facts) from None


def _refuse_status(response: Response, request: Request, backoff: Backoff) -> NoReturn:
    """The failure for a status other than 2xx."""
    status, host = response.status, _host(request.url)
    facts = f"[HTTP {status}]"
    if status in (401, 403):
        raise NoDecision(
            "credential_rejected",
            f"Could not {_DOING}: PingOne rejected the gateway credential {facts}. It may have been deleted, or its"
            " gateway may be disabled or deleted. Create a new credential, or enable the gateway.",
            host=host,
            status=status,
        )
    if status == RATE_LIMITED:
        text = f"Could not {_DOING}: PingOne limits the rate of requests {facts}. {backoff.gave_up}"
        raise NoDecision(
            "rate_limited", f"{text} Reduce concurrent_reads, or try again later.", host=host, status=status
        )
    kind = str(response.headers.get("Content-Type") or "a body without a type").partition(";")[0]
    hint = " The URL contains the environment, which may not exist anymore." if status == 404 else ""
    raise NoDecision(
        "unexpected",
        f"Could not {_DOING}: {host} answered with {kind}, which is not a decision {facts}.{hint} Check service_url; a"
        f" proxy may have answered instead of PingOne. {backoff.gave_up}".strip(),
        host=host,
        status=status,
        content_type=kind,
    )


def _date(response: Response) -> Optional[datetime]:
    return parse_http_date(response.headers.get("Date"))


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _authority(url: str) -> str:
    return urlsplit(url).netloc
