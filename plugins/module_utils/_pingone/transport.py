# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One HTTP exchange at a time over a requests session. The only file that touches the library."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Mapping, Optional
from urllib.parse import quote, urlsplit

from .._base.errors import (
    AnswerLost,
    ConnectionFailure,
    MissingLibrary,
    NeverConnected,
    UnexpectedAnswer,
    UnexpectedOutcome,
)
from .._base.shape import ANY_OBJECT, Misfit, is_deep
from .connection import Connection


@dataclass(frozen=True)
class Answer:
    """An answer: ``json`` is an empty dict if the body is empty or, for an error status, no JSON object."""

    status: int
    headers: Mapping[str, str]
    json: dict[str, Any]

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Bearer:
    """Sends an access token."""

    def __init__(self, token: str) -> None:
        self._value = f"Bearer {token}"

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = self._value
        return request


class ClientSecretBasic:
    """Sends client credentials in the Authorization header, form-encoded first (RFC 6749, section 2.3.1)."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        self._value = "Basic " + base64.b64encode(pair.encode()).decode()

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = self._value
        return request


class NoAuthorization:
    """Sends none. An explicit object, because the library would otherwise look into ~/.netrc."""

    def __call__(self, request: Any) -> Any:
        request.headers.pop("Authorization", None)
        return request


class Transport:
    """Sends requests and turns every failure of the library into the collection's own exceptions."""

    def __init__(self, connection: Connection, headers: Mapping[str, str]) -> None:
        self.sent = 0
        self._connection = connection
        self._headers = dict(headers)
        self._session: Any = None

    def send(
        self,
        method: str,
        url: str,
        *,
        doing: str,
        auth: Any,
        json: Optional[Mapping[str, Any]] = None,
        form: Optional[Mapping[str, str]] = None,
        media_type: str = "",
    ) -> Answer:
        """One request, one answer; redirects are not followed.

        :raises NeverConnected, AnswerLost, ConnectionFailure: with a message that names the host and the remedy.
        """
        requests = _library()
        if self._session is None:
            self._session = requests.Session()
        host = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        self.sent += 1
        try:
            # verify belongs to the request: given to the session, REQUESTS_CA_BUNDLE would replace it. The same holds
            # for auth and ~/.netrc.
            response = self._session.request(
                method,
                url,
                auth=auth,
                json=json,
                data=form,
                headers={**self._headers, **({"Content-Type": media_type} if media_type else {})},
                timeout=self._connection.timeout,
                verify=self._connection.verify,
                allow_redirects=False,
            )
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            raise self._explained(requests, error, doing, host) from None
        return _answer(response, method, doing, writes=method != "GET" and form is None)

    def _explained(self, requests: Any, error: Exception, doing: str, host: str) -> ConnectionFailure:
        known = requests.exceptions
        if isinstance(error, known.SSLError) and any(word in _root_cause(error) for word in ("X509", "PEM", "NO_CERT")):
            return ConnectionFailure(
                f"Could not {doing}: the CA bundle holds no certificates ({_root_cause(error)}). Check ca_path"
                " (PINGONE_CA_PATH): it names a file of certificates in PEM format.",
                host=host,
            )
        if isinstance(error, known.SSLError):
            return ConnectionFailure(
                f"Could not {doing}: the TLS certificate of {host} was not accepted ({_root_cause(error)}). If your"
                " organisation inspects TLS or runs its own CA, set ca_path (or PINGONE_CA_PATH) to its CA bundle.",
                host=host,
            )
        if isinstance(error, OSError) and not isinstance(error, known.RequestException):
            return ConnectionFailure(
                f"Could not {doing}: the CA bundle cannot be read ({error}). Check ca_path and REQUESTS_CA_BUNDLE.",
                host=host,
            )
        if isinstance(error, known.ProxyError):
            return NeverConnected(
                f"Could not {doing}: the proxy for {host} did not answer ({_root_cause(error)}).", host=host
            )
        if isinstance(error, known.ConnectTimeout) or _never_connected(error):
            return NeverConnected(
                f"Could not {doing}: {host} cannot be reached ({_root_cause(error)}). Check region, api_url and"
                " auth_url, and the network (DNS, firewall, proxy variables).",
                host=host,
            )
        if isinstance(error, known.Timeout):
            return AnswerLost(
                f"Could not {doing}: {host} did not answer within {self._connection.timeout:g} s. Raise timeout, or try"
                " again later.",
                host=host,
            )
        if isinstance(error, (known.ConnectionError, known.ChunkedEncodingError, known.ContentDecodingError)):
            return AnswerLost(
                f"Could not {doing}: the connection to {host} was lost ({_root_cause(error)}).", host=host
            )
        # Whatever it is, its text may quote a header, so only its kind is told.
        return ConnectionFailure(
            f"Could not {doing}: no request to {host} is possible ({type(error).__name__}).", host=host
        )


def _library() -> Any:
    """The requests library, imported when the first request is made: importing it is what a task pays most for."""
    try:
        import requests  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise MissingLibrary("requests", str(error)) from None
    return requests


def _never_connected(error: BaseException) -> bool:
    """Whether the library failed before a connection stood (refused, no route, unknown name)."""
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "gaierror"})


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    queue: list[Any] = [error]
    while queue and len(found) < 20:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            queue += [getattr(item, "reason", None), item.__cause__, item.__context__, *item.args]
    return found


def _root_cause(error: BaseException) -> str:
    """The innermost text of a chain of exceptions, without object addresses."""
    texts = [str(cause) for cause in _causes(error) if str(cause)]
    text = min(texts, key=len) if texts else type(error).__name__
    return text.split("object at 0x")[-1].split(">: ")[-1].strip().rstrip(".")


def _body(response: Any) -> Any:
    """The body as the object that it holds; an empty one if there is no body.

    :raises Misfit: if it is JSON, but not an object that can be handled.
    :raises ValueError: if it is no JSON.
    """
    try:
        body = response.json() if response.content else {}
    except RecursionError:
        raise Misfit("less deeply nested", "has too many levels") from None
    if is_deep(body):
        raise Misfit("less deeply nested", "has too many levels")
    ANY_OBJECT.check(body)
    return body


def _origin(url: str) -> str:
    """Scheme and host of a URL, if it can be read and has both."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _answer(response: Any, method: str, doing: str, *, writes: bool) -> Answer:
    """What came back. Of a creation, a lost answer is looked into by whoever sent the request."""
    host = _origin(response.url)
    if 300 <= response.status_code < 400:
        where = _origin(response.headers.get("Location", "")) or "another path"
        raise ConnectionFailure(
            f"Could not {doing}: {host} redirects to {where}. Redirects are not followed, because the token would go"
            " along; set api_url or auth_url to the final address.",
            host=host,
            status=response.status_code,
        )
    try:
        return Answer(response.status_code, response.headers, _body(response))
    except ValueError as error:
        trouble = error
    if response.status_code >= 400:
        return Answer(response.status_code, response.headers, {})
    if isinstance(trouble, Misfit):
        unexpected = UnexpectedOutcome if writes else UnexpectedAnswer
        raise unexpected.of(doing, f"{method} {urlsplit(response.url).path}", trouble)
    kind = response.headers.get("Content-Type", "a body without a type").split(";")[0]
    message = (
        f"Could not {doing}: {host} answered with {kind} that is not a JSON object. Check api_url and auth_url; a"
        " proxy or a sign-in page may have answered instead of PingOne."
    )
    # A cut-off body is worth another try; a page in another format is not.
    lost = (writes and method == "POST") or "json" in kind
    raise (AnswerLost if lost else ConnectionFailure)(message, host=host, status=response.status_code)
