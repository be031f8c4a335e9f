# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends requests to a PingOne: slowly enough, with a token, and with plain sentences for everything that goes wrong."""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from .settings import Settings

ATTEMPTS = 6
LONGEST_WAIT = 60.0
TIMEOUT = 30.0
LARGEST = 10 * 1024 * 1024


class ConnectionProblem(Exception):
    """There is no usable answer; the text is a sentence that names no value of a response.

    ``unknown`` is true if the request may have been carried out.
    """

    def __init__(self, text: str, unknown: bool = False) -> None:
        super().__init__(text)
        self.unknown = unknown


@dataclass
class Answer:
    """What came back. ``body`` is None if the body is empty or not JSON."""

    status: int
    media_type: str
    body: Any = None
    is_json: bool = False
    headers: httpx.Headers = field(default_factory=httpx.Headers, repr=False)


@dataclass
class Limits:
    """How fast and how long requests are sent."""

    rate: float = 5.0
    deadline: float = 900.0


class Client:
    """One PingOne, in one environment."""

    def __init__(self, settings: Settings, http: httpx.Client, limits: Limits | None) -> None:
        self.settings, self.limits, self.http = settings, limits, http
        http.timeout = httpx.Timeout(TIMEOUT)
        self.token = settings.token
        self.end = time.monotonic() + limits.deadline if limits else float("inf")
        self.next_moment = 0.0

    def send(self, method: str, url: str, headers: dict[str, str], **content: Any) -> Answer:
        """The response to one request, which is repeated while the answer is 429."""
        for attempt in range(ATTEMPTS):
            self._pace()
            answer = self._once(method, url, headers, **content)
            if answer.status != 429 or attempt + 1 == ATTEMPTS:
                return answer
            self.wait(retry_after(answer.headers.get("retry-after", ""), attempt))
        raise AssertionError

    def api(self, method: str, path: str, headers: dict[str, str] | None = None, **content: Any) -> Answer:
        """A request to the management API; a token that has expired is replaced once."""
        answer = self._authorized(method, path, headers or {}, **content)
        if answer.status == 401 and not self.settings.token:
            self.token = ""
            answer = self._authorized(method, path, headers or {}, **content)
        return answer

    def _authorized(self, method: str, path: str, headers: dict[str, str], **content: Any) -> Answer:
        authorization = {"authorization": f"Bearer {self._token()}"}
        return self.send(method, self.settings.api + path, {**headers, **authorization}, **content)

    def wait(self, seconds: float) -> None:
        """Sleep, unless that passes the deadline."""
        if time.monotonic() + seconds > self.end:
            raise ConnectionProblem(self._late())
        time.sleep(seconds)

    def extend(self, seconds: float) -> None:
        """Give what has to be done at the end some more time."""
        self.end = max(self.end, time.monotonic() + seconds)

    def close(self) -> None:
        self.http.close()

    def _late(self) -> str:
        seconds = self.limits.deadline if self.limits else 0
        return f"The deadline of {seconds:g} seconds has passed. Use a greater --deadline or fewer transcripts."

    def _pace(self) -> None:
        if self.limits is None:
            return
        now = time.monotonic()
        if now > self.end:
            raise ConnectionProblem(self._late())
        if self.next_moment > now:
            time.sleep(self.next_moment - now)
        self.next_moment = max(now, self.next_moment) + 1 / self.limits.rate

    def _once(self, method: str, url: str, headers: dict[str, str], **content: Any) -> Answer:
        headers = {"accept": "application/json", **{name.lower(): value for name, value in headers.items()}}
        try:
            with self.http.stream(method, url, headers=headers, **content) as response:
                raw = self._read(response)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as problem:
            raise ConnectionProblem(*_sentence(problem, url, method)) from None
        return answered(response, raw)

    def _read(self, response: httpx.Response) -> bytes:
        chunks, size = [], 0
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise httpx.ReadError("too large")
            if time.monotonic() > self.end:
                raise ConnectionProblem(self._late(), True)
        return b"".join(chunks)

    def _token(self) -> str:
        if not self.token:
            self.token = self._new_token()
        return self.token

    def _new_token(self) -> str:
        settings, form, headers = self.settings, {"grant_type": "client_credentials"}, {}
        if settings.post:
            form.update(client_id=settings.client_id, client_secret=settings.client_secret)
        else:
            authorization = httpx.BasicAuth(_form(settings.client_id), _form(settings.client_secret))
            request = next(authorization.sync_auth_flow(httpx.Request("GET", "http://localhost")))
            headers["authorization"] = request.headers["authorization"]
        url = f"{settings.auth}/{settings.home}/as/token"
        answer = self.send("POST", url, headers, data=form)
        token = answer.body.get("access_token") if isinstance(answer.body, dict) else None
        if answer.status == 200 and isinstance(token, str) and token.isascii() and token.isprintable():
            return token
        raise ConnectionProblem(_no_token(answer, url))


def _form(text: str) -> str:
    """Basic credentials are form-url-encoded (SPECIFICATION.md 27.1)."""
    return str(httpx.QueryParams({"x": text}))[2:]


def answered(response: httpx.Response, raw: bytes) -> Answer:
    """The answer without what is not needed of the response."""
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        return Answer(response.status_code, media_type, json.loads(raw), True, response.headers)
    except (ValueError, RecursionError):
        return Answer(response.status_code, media_type, None, False, response.headers)


def retry_after(text: str, attempt: int) -> float:
    """How many seconds to wait after a 429."""
    try:
        seconds = float(text) if text.strip().isdecimal() else parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        seconds = 2.0**attempt
    return min(max(seconds, 0.0), LONGEST_WAIT)


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def _no_token(answer: Answer, url: str) -> str:
    host = host_of(url)
    if 300 <= answer.status < 400:
        return f"{host} answered the request for a token with a redirect ({answer.status}). Check PINGONE_AUTH_URL."
    if not answer.is_json:
        return f"{host} answered the request for a token with {answer.status} and no JSON. Check PINGONE_AUTH_URL."
    if answer.status in (400, 401, 403):
        return (
            f"{host} issued no token (status {answer.status}). Check PINGONE_CLIENT_ID, PINGONE_CLIENT_SECRET, "
            "PINGONE_ENVIRONMENT_ID, PINGONE_CLIENT_AUTH_METHOD, and the roles of the worker application."
        )
    if answer.status == 404:
        return f"{host} does not have the environment of the worker (status 404). Check PINGONE_ENVIRONMENT_ID."
    return f"{host} issued no token (status {answer.status}). Try again later, or check PINGONE_AUTH_URL."


def _sentence(problem: Exception, url: str, method: str) -> tuple[str, bool]:
    """What went wrong, and whether the request may have been carried out."""
    host, cause = host_of(url), problem
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__  # type: ignore[assignment]
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {host} cannot be verified ({cause.verify_message}). "
            "Use --ca-file for the certificate of your own authority."
        ), False
    if isinstance(cause, ssl.SSLError):
        return f"No secure connection to {host} can be established. Check the URL and the port.", False
    if isinstance(problem, httpx.ConnectTimeout):
        return f"{host} did not accept a connection within {TIMEOUT:g} seconds. Check the URL and the network.", False
    if isinstance(problem, httpx.TimeoutException):
        return f"{host} did not answer {method} within {TIMEOUT:g} seconds.", True
    if isinstance(problem, httpx.ConnectError):
        return f"There is no connection to {host}. Check the URL, the port and the network.", False
    if isinstance(problem, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return "The URL is not valid. Write it like https://api.pingone.eu.", False
    return f"{host} closed the connection or sent an answer that is not HTTP.", True
